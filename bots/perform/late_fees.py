"""What being late costs: a rule is shown before it is printed, and a fee is offered, never charged by itself."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, reply
from bots.perform import late_interest
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import fits
from bots.perform.previewing import preview
from core.domain.ids import InvoiceId
from core.domain.invoice import Invoice
from core.domain.late_fee import LateFee, Reckoned, checked
from core.domain.limits import reason_given
from core.domain.money import Money, Rate
from core.ports.ledger import ProjectFile
from core.usecases import late_fees
from core.usecases.limiting import record_override


def ask(desk: Desk, args: Args) -> Replies:
    """As it would stand on invoices, with what the law says; a tap makes it so. Above a ceiling, a tap says why."""
    rule = _rule(desk, args)
    over = late_interest.over(desk, rule)
    leave = option("button.leave", command("menu.back"))
    told = args.get("reason", "")
    reason = reply("late_fee.reason", reason=told) if told else NOTHING
    law = late_interest.law(desk, rule)
    shown = {"terms": terms(rule), "year": _year(rule), "law": law, "reason": reason}
    if over is None or told:
        made = option("button.late_fee_set", command("late_fee.set", **args))
        return [Reply("late_fee.ask", shown, (made, leave))]
    choices = (*late_interest.reasons(desk, over, args), leave)
    expects = {"what": "limit_reason", "then": command("late_fee.reason", **args).as_action()}
    return [Reply("late_fee.over_ask", {"line": Reply("late_fee.ask", shown)}, choices, expects)]


def why(_desk: Desk, args: Args) -> Replies:
    """In own words; the rule is shown once more with them."""
    return [
        reply("late_fee.why", expects={"what": "limit_reason", "then": command("late_fee.reason", **args).as_action()})
    ]


def reasoned(desk: Desk, args: Args) -> Replies:
    """A misheard sentence must not make a rule: the tap below it does."""
    return ask(desk, {**args, "reason": reason_given(args["reason"])})


def set_(desk: Desk, args: Args) -> Replies:
    """On invoices that are issued from now on; why a ceiling was passed is kept."""
    rule = _rule(desk, args)
    over = late_interest.over(desk, rule)
    if over is not None and not args.get("reason"):
        return ask(desk, args)
    late_fees.set_late_fee(desk.ledger, desk.member.contractor_id, rule)
    if over is not None:
        record_override(desk.ledger, desk.asked, over, args["reason"], None)
    return [reply("late_fee.set", option("button.late_fee_off", command("late_fee.off")), terms=terms(rule))]


def off(desk: Desk, _args: Args) -> Replies:
    """Nothing is printed any more; what is printed stays."""
    late_fees.set_late_fee(desk.ledger, desk.member.contractor_id, None)
    return [reply("late_fee.off")]


def show(desk: Desk, _args: Args) -> Replies:
    """What is printed now."""
    rule = desk.ledger.contractor(desk.member.contractor_id).late_fee
    if rule is None:
        return [reply("late_fee.none")]
    reason = late_interest.kept_reason(desk, rule)
    drop = option("button.late_fee_off", command("late_fee.off"))
    return [reply("late_fee.now", drop, terms=terms(rule), reason=reason)]


def of(desk: Desk, args: Args) -> Replies:
    """What the invoices that are meant come to by now, each with its own button."""
    return _offers(desk, args.get("about")) or [reply("late_fee.nothing")]


def owed(desk: Desk, args: Args) -> Replies:
    """Those that could be added now; none: that none has come up, and what invoices say."""
    return _offers(desk, None) or [reply("late_fee.none_due"), *show(desk, args)]


def _offers(desk: Desk, about: str | None) -> list[Reply]:
    return [
        offer(file, invoice, fee)
        for file, invoice in _meant(desk, about)
        if (fee := late_fees.fee_now(desk.ledger, desk.asked, invoice.id))
    ]


def add(desk: Desk, args: Args) -> Replies:
    """As it was shown; then its own invoice is shown, and goes out by the usual tap. A day later it is another sum,
    which is shown instead.
    """
    invoice = desk.ledger.invoice(InvoiceId(UUID(args["invoice"])))
    file = desk.file(invoice.project_id, lock=True)
    now = late_fees.fee_now(desk.ledger, desk.asked, invoice.id)
    if now and now.fee.minor != args["fee"]:
        return [reply("late_fee.other_by_now"), offer(file, invoice, now)]
    words = desk.teller.words(file.client.language).text("late_fee.line", number=invoice.number)
    shown = Money(args["fee"], invoice.total.currency)
    made = late_fees.charge(desk.ledger, desk.asked, invoice.id, shown, words)
    desk.session.project = str(invoice.project_id)
    return [preview(desk, invoice.project_id, [made.id])]


def offer(file: ProjectFile, invoice: Invoice, fee: Reckoned) -> Reply:
    """With how it is reckoned, in one line."""
    how = reply("late_fee.how_once", amount=fee.rule.amount)
    if fee.rule.rate:
        how = reply("late_fee.how", n=fee.days, rate=fee.rule.rate, base=fee.base)
    before = reply("late_fee.less", charged=fee.charged) if fee.charged else NOTHING
    tap = command("late_fee.add", invoice=str(invoice.id), fee=fee.fee.minor)
    choices = (option("button.late_fee_add", tap, fee=fee.fee), option("button.leave", command("menu.back")))
    details = {"fee": fee.fee, "number": invoice.number, "client": file.client.name, "how": how, "before": before}
    return Reply("late_fee.offer", details, choices)


def terms(rule: LateFee) -> Reply:
    """As the document says it."""
    if rule.rate:
        return reply("late_fee.a_month", n=rule.after_days, what=rule.rate)
    return reply("late_fee.once", n=rule.after_days, what=rule.amount)


def _year(rule: LateFee) -> Reply:
    return reply("late_fee.a_year", rate=late_interest.rate(rule.a_year)) if rule.rate else NOTHING


def _rule(desk: Desk, args: Args) -> LateFee:
    """DoesNotAddUp as ``checked``."""
    currency = desk.ledger.account().currency
    return checked(
        LateFee(
            rate=Rate.percent(Decimal(args["percent"])) if args.get("percent") else None,
            amount=Money.of(Decimal(args["amount"]), currency) if args.get("amount") else None,
            after_days=int(args["days"]),
        )
    )


def _meant(desk: Desk, about: str | None) -> Iterator[tuple[ProjectFile, Invoice]]:
    for project in desk.ledger.projects():
        file = desk.file(project.id)
        for invoice in file.invoices:
            if not about or fits(file, invoice, about):
                yield file, invoice


PERFORMERS: Mapping[str, Callable[[Desk, Args], Replies]] = {
    "late_fee.ask": ask,
    "late_fee.set": set_,
    "late_fee.off": off,
    "late_fee.show": show,
    "late_fee.of": of,
    "late_fee.owed": owed,
    "late_fee.add": add,
    "late_fee.why": why,
    "late_fee.reason": reasoned,
}
