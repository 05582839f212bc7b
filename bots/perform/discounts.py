"""A discount on the whole job: the contract and its parts before and after, taken off by a tap."""

from decimal import Decimal
from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, reply
from bots.perform.desk import Args, Desk, Replies
from core.domain.errors import DoesNotAddUp, OutOfDate
from core.domain.ids import ChangeOrderId
from core.domain.money import Money, Rate
from core.domain.schedule import contract_sum_to_date
from core.ports.ledger import ProjectFile
from core.usecases import change_orders, discounting
from core.usecases.change_orders import Numbers

MOST_PARTS = 10


def ask(desk: Desk, args: Args) -> Replies:
    file = desk.ledger.project_file(desk.project_id(args))
    amount = _amount(file, args)
    shown = discounting.show_discount(file, desk.asked, amount, _words(desk, file, args))
    desk.session.project = str(file.project.id)
    said = {
        "project": str(file.project.id),
        "amount": str(amount.decimal),
        "reason": args.get("reason") or "",
        "before": str(shown.contract_before.decimal),
    }
    return [
        reply(
            "discount.confirm",
            option("button.take_off", command("discount.set", **said), amount=amount),
            option("button.leave", command("menu.back")),
            project=file.project.name,
            amount=amount,
            reason=reply("discount.reason", reason=said["reason"]) if said["reason"] else NOTHING,
            before=shown.contract_before,
            after=shown.contract_after,
            lines=_parts(shown),
        )
    ]


def _amount(file: ProjectFile, args: Args) -> Money:
    if not args.get("percent"):
        return Money.of(Decimal(args["amount"]), file.project.currency)
    try:
        rate = Rate.percent(Decimal(args["amount"]))
    except ValueError:
        raise DoesNotAddUp("discount.not_positive") from None
    return contract_sum_to_date(file.contract, file.change_orders).share(rate)


def _words(desk: Desk, file: ProjectFile, args: Args) -> str:
    """What the client reads, in their language; the reason as typed."""
    wording, reason = desk.teller.words(file.client.language), args.get("reason")
    return wording.text("line.discount_for", reason=reason) if reason else wording.text("line.discount")


def _parts(shown: Numbers) -> tuple[Reply, ...]:
    said = [
        reply("discount.part", name=one.after.name, before=one.before.scheduled_value, after=one.after.scheduled_value)
        for one in shown.steps[:MOST_PARTS]
    ]
    more = len(shown.steps) - MOST_PARTS
    return (*said, reply("discount.more", n=more)) if more > 0 else tuple(said)


def take_off(desk: Desk, args: Args) -> Replies:
    """What was shown; a contract that changed meanwhile is shown anew."""
    project = desk.project_id(args)
    file = desk.ledger.project_file(project, lock=True)
    amount, before = (Money.of(Decimal(args[name]), file.project.currency) for name in ("amount", "before"))
    try:
        made = discounting.discount_job(desk.ledger, desk.asked, project, amount, _words(desk, file, args), before)
    except OutOfDate:
        again = ask(desk, {**args, "percent": False})[0]
        return [reply("lines", *again.choices, lines=(reply("refused.discount.changed"), again))]
    desk.session.remember(do="discount.set", order=str(made.order.id))
    undo = option("button.undo", command("undo"))
    return [reply("discount.set", undo, project=file.project.name, amount=amount, after=made.contract_after)]


def undo_discount(desk: Desk, step: Args) -> Reply:
    gone = change_orders.withdraw(desk.ledger, ChangeOrderId(UUID(step["order"])))
    return reply("undo.discount", amount=-gone.order.amount, after=gone.contract_after)
