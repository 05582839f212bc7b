"""Discounts, and parts that come to another amount: both are change orders, with the numbers before and after."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, reply
from bots.perform.desk import Args, Desk, Replies
from bots.perform.lines import being_drafted, put, target_of
from bots.perform.photos import which_milestone
from bots.perform.previewing import preview
from core.domain.errors import Refusal
from core.domain.ids import MilestoneId
from core.domain.milestone import Milestone
from core.domain.money import Money, Rate
from core.domain.schedule import contract_sum_to_date
from core.ports.ledger import ProjectFile
from core.usecases import changing
from core.usecases.capturing import open_milestone


def discount(desk: Desk, args: Args) -> Replies:
    """A credit line; a share is reckoned first and taken off after a tap."""
    file = desk.ledger.project_file(desk.project_id(args))
    target = target_of(desk, file, args)
    if target is None:
        return [which_milestone(file, "milestone.which_for_line", "line.discount", args)]
    if args.get("percent"):
        return [_share(file, target, args)]
    amount = Money.of(Decimal(args["amount"]), file.project.currency)
    return [put(desk, file, target, _credit(desk, file, -amount, args.get("reason") or ""), "line.discounted")]


def _share(file: ProjectFile, target: MilestoneId, args: Args) -> Reply:
    milestone = open_milestone(file, target)
    rate = Rate.percent(Decimal(args["amount"]))
    amount = milestone.scheduled_value.share(rate)
    ids = {"project": str(file.project.id), "milestone": str(target)}
    take = command("line.discount", amount=str(amount.decimal), reason=args.get("reason"), **ids)
    choices = (option("button.take_off", take, amount=amount), option("button.leave", command("menu.back")))
    return reply("line.share", *choices, rate=rate, milestone=milestone.name, amount=amount)


def _credit(desk: Desk, file: ProjectFile, amount: Money, reason: str) -> changing.NewLine:
    """What the client reads, in their language; the reason as typed."""
    wording = desk.teller.words(file.client.language)
    words = wording.text("line.discount_for", reason=reason) if reason else wording.text("line.discount")
    return changing.NewLine(description=words, unit_price=amount)


@dataclass(frozen=True, slots=True)
class _Change:
    """A part's value as it stands, and as it would be."""

    file: ProjectFile
    milestone: Milestone
    after: Money

    @property
    def difference(self) -> Money:
        return self.after - self.milestone.scheduled_value


def ask(desk: Desk, args: Args) -> Replies:
    """Shows before and after, and waits for a tap."""
    file = desk.ledger.project_file(desk.project_id(args))
    last = desk.session.undo[-1] if desk.session.undo else {}
    if last.get("do") == "payment.recorded" and not {"milestone", "about", "price"} & {
        one for one in args if args[one]
    }:
        return [_or_the_payment(last, args)]
    target = target_of(desk, file, args, current=False)
    if target is None:
        return [which_milestone(file, "milestone.which_price", "price.ask", args)]
    return [_asked(_change(file, target, args))]


def _or_the_payment(last: Args, args: Args) -> Reply:
    """Right after a payment, "no, it was 2500" is about that more likely than about a price."""
    back = command("paid.reverse", payment=last["payment"], invoice=last["invoice"])
    price = command("price.ask", **{**args, "price": True})
    return reply("price.or_paid", option("button.take_back", back), option("button.a_price", price))


def _change(file: ProjectFile, target: MilestoneId, args: Args) -> _Change:
    """Refusal: milestone.billed (name), line.below_zero (name)."""
    milestone = open_milestone(file, target)
    said = Money.of(abs(Decimal(args["amount"])), file.project.currency)
    signed = said if Decimal(args["amount"]) > 0 else -said
    if args.get("old") and _was_before_added_work(milestone, old := Money.of(Decimal(args["old"]), said.currency)):
        after = milestone.scheduled_value + signed - old
    else:
        after = milestone.scheduled_value + signed if args.get("by") else signed
    if after.minor < 0:
        raise Refusal("line.below_zero", name=milestone.name)
    return _Change(file, milestone, after)


def _was_before_added_work(milestone: Milestone, old: Money) -> bool:
    """Said of a part that came to 8000 before something was added, "8500, not 8000" leaves what was added."""
    return old != milestone.scheduled_value and any(line.amount == old for line in milestone.lines)


def _asked(change: _Change) -> Reply:
    before, file = change.milestone.scheduled_value, change.file
    if not change.difference:
        return reply("price.same", milestone=change.milestone.name, amount=before)
    contract = contract_sum_to_date(file.contract, file.change_orders)
    ids = {"project": str(file.project.id), "milestone": str(change.milestone.id)}
    sure = command("price.set", amount=str(change.after.decimal), before=str(before.decimal), **ids)
    return reply(
        "price.confirm",
        option("button.change_it", sure),
        option("button.leave", command("menu.back")),
        milestone=change.milestone.name,
        before=before,
        after=change.after,
        contract=contract,
        contract_after=contract + change.difference,
        tax=reply("price.before_tax") if file.project.tax_rate.ppm else NOTHING,
    )


def set_price(desk: Desk, args: Args) -> Replies:
    """What was confirmed, unless the part came to something else meanwhile; a draft of it is shown again."""
    project = desk.project_id(args)
    file = desk.ledger.project_file(project, lock=True)
    target = MilestoneId(UUID(args["milestone"]))
    change = _change(file, target, args)
    if str(change.milestone.scheduled_value.decimal) != args["before"]:
        again = _asked(change)
        return [Reply("price.moved", {"question": again}, again.choices)]
    drafted = being_drafted(desk, file) == target
    wording = desk.teller.words(file.client.language)
    line = changing.NewLine(description=wording.text("line.price_change"), unit_price=change.difference)
    told = put(desk, file, target, line, "price.changed")
    return [Reply(told.code, told.details), preview(desk, project, [target])] if drafted else [told]


def whole(desk: Desk, args: Args) -> Replies:
    """A job's price is the sum of its parts: which part changes is the question."""
    file = desk.ledger.project_file(desk.project_id(args))
    contract = contract_sum_to_date(file.contract, file.change_orders)
    return [reply("price.whole", option("button.status", command("status")), name=file.project.name, contract=contract)]
