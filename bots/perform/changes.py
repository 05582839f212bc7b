"""Change orders as the contractor asks for them: shown with the numbers before and after, sent, listed, taken back."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.linking import road_of
from bots.perform.changes_kept import line, take_back
from bots.perform.changes_told import before_tax, client_ask, client_details, steps_told, waits_already
from bots.perform.desk import Args, Desk, Replies
from core.domain.errors import Refusal
from core.domain.ids import ChangeOrderId, MilestoneId
from core.domain.money import Money
from core.domain.project import ChangeOrder, Landing
from core.domain.schedule import current_for_proof
from core.ports.ledger import ProjectFile
from core.usecases import change_orders
from core.usecases.change_orders import Numbers, Wish
from core.usecases.landing import is_open, left_of


def ask(desk: Desk, args: Args) -> Replies:
    """What it would come to, and where it is to land. Nothing is kept, and the client hears nothing yet."""
    file = desk.ledger.project_file(desk.project_id(args))
    desk.session.project = str(file.project.id)
    try:
        return [_shown(desk, file, args)]
    except Refusal as refusal:
        if refusal.code != "milestone.billed":
            raise
        return [_billed_there(desk, file, args)]


def _billed_there(desk: Desk, file: ProjectFile, args: Args) -> Reply:
    """The part is on an invoice: what was billed comes off by a credit note, and the change may lie elsewhere."""
    wish = _wish(file, args)
    part = next(one for one in file.milestones if one.id == wish.milestone_id)
    issued = [
        one for one in file.invoices if part.id in one.milestone_ids and one.state in {"issued", "part_paid", "paid"}
    ]
    elsewhere = _other_landings(desk, file, wish, _said(file, args, wish))
    credit = []
    if issued and wish.amount.minor < 0:
        less = {"what": part.name, "amount": str(-wish.amount.decimal), "about": issued[-1].number}
        do = command("credit.line", reason=wish.description, **less)
        credit.append(option("button.change_credit", do, number=issued[-1].number))
    return reply(
        "change.part_billed_less" if credit else "change.part_billed",
        *credit,
        *elsewhere,
        option("button.leave", command("menu.back")),
        name=part.name,
        number=", ".join(one.number for one in issued),
    )


def _shown(desk: Desk, file: ProjectFile, args: Args) -> Reply:
    """DoesNotAddUp, Refusal: as ``change_orders.propose``."""
    wish = _wish(file, args)
    known = _known(file, args)
    numbers = change_orders.shown(file, desk.asked, wish)
    said = _said(file, args, wish)
    twin = None if known else waits_already(file, numbers.order)
    send = command("change.send", **said, seen=seen_as(numbers), number=numbers.order.number)
    return reply(
        "change.confirm",
        *((_instead(said, twin),) if twin else ()),
        option("button.send_besides" if twin else "button.send_to", send, client=file.client.name),
        *_other_landings(desk, file, wish, said),
        option("button.leave", command("menu.back")),
        number=known.number if known else numbers.order.number,
        project=file.project.name,
        what=numbers.order.description,
        amount=numbers.order.amount,
        lines=steps_told(numbers),
        contract=numbers.contract_before,
        contract_after=numbers.contract_after,
        tax=before_tax(file),
        client=file.client.name,
        twin=reply("change.twin", number=twin.number, amount=twin.amount, client=file.client.name) if twin else NOTHING,
    )


def _instead(said: Args, twin: ChangeOrder) -> Option:
    """The one that waits says this from now on: what was shown of it before approves nothing."""
    return option(
        "button.change_instead", command("change.ask", **{**said, "change": str(twin.id)}), number=twin.number
    )


def _wish(file: ProjectFile, args: Args) -> Wish:
    """Where nothing is said: more work is a part of its own, less comes off the current part, or off all that is left.

    DoesNotAddUp: amount.too_fine, amount.too_large.
    """
    amount = Money.of(Decimal(args["amount"]), file.project.currency)
    onto = MilestoneId(UUID(args["milestone"])) if args.get("milestone") else None
    landing = args.get("landing") or ("onto" if onto else "new" if amount.minor > 0 else "")
    if not landing:
        current = current_for_proof(file.milestones)
        onto = current.id if current and -amount <= left_of(file, current) else None
        landing = "onto" if onto else "spread"
    return Wish(
        description=args["description"],
        amount=amount,
        landing=cast("Landing", landing),
        milestone_id=onto if landing == "onto" else None,
    )


def _said(file: ProjectFile, args: Args, wish: Wish) -> dict[str, Any]:
    """The same again, as arguments."""
    said = {"project": str(file.project.id), "description": wish.description, "amount": str(wish.amount.decimal)}
    if args.get("change"):
        said["change"] = args["change"]
    return {**said, "landing": wish.landing, "milestone": str(wish.milestone_id) if wish.milestone_id else None}


def _other_landings(desk: Desk, file: ProjectFile, wish: Wish, said: Args) -> tuple[Option, ...]:
    """Those that can be, besides the one that is shown."""
    current = current_for_proof(file.milestones)
    named = next((one for one in file.milestones if one.id == wish.milestone_id and is_open(one)), None)
    target = named or current
    others = []
    if wish.landing != "new":
        others.append(option("button.change_new", _landed(said, "new")))
    if target and (wish.landing != "onto" or named is None):  # a part that is billed is no place for it
        others.append(option("button.change_onto", _landed(said, "onto", str(target.id)), milestone=target.name))
    if wish.landing != "spread":
        others.append(option("button.change_spread", _landed(said, "spread")))
    return tuple(one for one in others if _can_be(desk, file, one.command.args))


def _landed(said: Args, landing: Landing, milestone: str | None = None) -> Any:
    return command("change.ask", **{**said, "landing": landing, "milestone": milestone})


def _can_be(desk: Desk, file: ProjectFile, args: Args) -> bool:
    wish = _wish(file, args)
    try:
        return change_orders.shown(file, desk.asked, wish).order.landing == wish.landing
    except Refusal:
        return False


def seen_as(numbers: Numbers) -> str:
    """Another text whenever the numbers that were shown would be others."""
    steps = ",".join(f"{one.before.scheduled_value.minor}:{one.after.scheduled_value.minor}" for one in numbers.steps)
    return f"{numbers.contract_before.minor}:{numbers.contract_after.minor}:{steps}"


def send(desk: Desk, args: Args) -> Replies:
    """Asks the client, unless what was shown came to something else meanwhile."""
    project = desk.project_id(args)
    file = desk.ledger.project_file(project, lock=True)
    wish, known = _wish(file, args), _known(file, args)
    if known is None and (same := _asked_since(file, wish, args)):
        return [_already(file, same)]
    if seen_as(change_orders.shown(file, desk.asked, wish)) != args["seen"]:
        again = _shown(desk, file, args)
        return [Reply("price.moved", {"question": again}, again.choices)]
    if known:
        numbers = change_orders.revise(desk.ledger, desk.asked, known.id, wish)
    else:
        numbers = change_orders.propose(desk.ledger, desk.asked, project, wish)
    desk.session.project = str(project)
    desk.session.remember(do="change.asked", change=str(numbers.order.id))
    return [_sent(desk, file, numbers)]


def _asked_since(file: ProjectFile, wish: Wish, args: Args) -> ChangeOrder | None:
    """What this very button asked for before: a second tap asks for nothing twice."""
    since = args.get("number") or len(file.change_orders) + 1
    return next(
        (
            one
            for one in change_orders.asked_about(file)
            if one.number >= since
            and (one.description, one.amount) == (wish.description, wish.amount)
            and one.state in {"proposed", "approved"}
        ),
        None,
    )


def _already(file: ProjectFile, order: ChangeOrder) -> Reply:
    return reply("change.already", line=line(file, order))


def _sent(desk: Desk, file: ProjectFile, numbers: Numbers) -> Reply:
    order = numbers.order
    words = client_ask(file, numbers)
    address = desk.teller.client(file.client.id, words, f"change:{order.id}:{order.shown_as}")
    details = {"client": file.client.name, "number": order.number, "what": order.description, "amount": order.amount}
    if address is None:
        return Reply("change.forward", details, change_id=str(order.id))
    contract = {"contract": numbers.contract_before, "contract_after": numbers.contract_after}
    choices = (option("button.undo", command("undo", project=str(order.project_id), change=order.number)),)
    return Reply("change.sent", {**details, **contract, "road": road_of(address.channel)}, choices)


def withdraw_ask(desk: Desk, args: Args) -> Replies:
    """An open one is taken back at once; one that was agreed to is asked about, with the numbers before and after."""
    file = desk.ledger.project_file(desk.project_id(args))
    order = _meant(file, args, ("proposed", "approved") if args.get("number") else ("proposed",))
    if isinstance(order, Reply):
        return [order]
    if order.state != "approved":
        return withdraw(desk, {"change": str(order.id)})
    numbers = change_orders.without(file, order)
    sure = command("change.withdraw", change=str(order.id), seen=seen_as(numbers))
    return [
        reply(
            "change.withdraw_ask",
            option("button.change_withdraw", sure, number=order.number),
            option("button.leave", command("menu.back")),
            lines=steps_told(numbers),
            **client_details(file, numbers),
        )
    ]


def _meant(file: ProjectFile, args: Args, states: Sequence[str]) -> ChangeOrder | Reply:
    """By its number; else the only one that is open."""
    orders, number = change_orders.asked_about(file), args.get("number")
    if number:
        found = next((one for one in orders if one.number == number), None)
        return found or reply("change.no_such", number=number, project=file.project.name)
    open_ones = [one for one in orders if one.state in states]
    if len(open_ones) == 1:
        return open_ones[0]
    return reply("change.withdraw_which" if open_ones else "change.withdraw_none", *map(take_back, open_ones))


def withdraw(desk: Desk, args: Args) -> Replies:
    """The client hears that there is nothing to decide, or what the contract is again."""
    file, order = change_orders.locked_change(desk.ledger, ChangeOrderId(UUID(args["change"])))
    if args.get("seen") and seen_as(change_orders.without(file, order)) != args["seen"]:
        again = withdraw_ask(desk, {"project": str(order.project_id), "number": order.number})[0]
        return [Reply("price.moved", {"question": again}, again.choices)]
    return [withdrawn(desk, order.id)]


def withdrawn(desk: Desk, change_id: ChangeOrderId) -> Reply:
    numbers = change_orders.withdraw(desk.ledger, change_id)
    file = desk.ledger.project_file(numbers.order.project_id)
    details = client_details(file, numbers)
    words = Reply("client.change_withdrawn", {**details, "contract": numbers.contract_after})
    address = desk.teller.client(file.client.id, words, f"change-withdrawn:{change_id}")
    told = reply("change.withdrawn_told", client=file.client.name) if address else NOTHING
    return reply("change.withdrawn", told=told, **details)


def revise(desk: Desk, args: Args) -> Replies:
    """The same at another amount, shown again before the client is asked anew."""
    file = desk.ledger.project_file(desk.project_id(args))
    order = _meant(file, args, ("proposed",))
    if isinstance(order, Reply):
        return [order]
    if order.state != "proposed":
        raise Refusal("change_order.edit")
    amount = Decimal(args["amount"])
    said = {
        "project": str(file.project.id),
        "change": str(order.id),
        "description": order.description,
        "amount": str(-amount if order.amount.minor < 0 else amount),
        "landing": order.landing,
        "milestone": str(order.milestone_id) if order.milestone_id else None,
    }
    return ask(desk, said)


def _known(file: ProjectFile, args: Args) -> ChangeOrder | None:
    return next((one for one in file.change_orders if str(one.id) == args.get("change")), None)


def undo_asked(desk: Desk, step: Args) -> Reply:
    """While nobody has decided; after that it is taken back in words."""
    order = desk.ledger.change_order(ChangeOrderId(UUID(step["change"])))
    if order.state != "proposed":
        return reply("undo.change_decided", number=order.number)
    return withdrawn(desk, order.id)
