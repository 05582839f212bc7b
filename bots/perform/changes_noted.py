"""A client's word about a change order that came by phone or in person: shown before and after, noted by the owner as
told, and the client hears of it and may object.
"""

from uuid import UUID

from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.perform.changes import seen_as
from bots.perform.changes_kept import line
from bots.perform.changes_told import before_tax, client_details, elsewhere, steps_told
from bots.perform.desk import Args, Desk, Replies
from core.domain.ids import ChangeOrderId
from core.domain.project import ChangeOrder, Decision
from core.ports.ledger import ProjectFile
from core.usecases import change_orders
from core.usecases.change_orders import Numbers

_STATES = {"approve": "approved", "decline": "declined"}
_THERE = {"phone": "change.how_phone", "person": "change.how_person"}


def ask(desk: Desk, args: Args) -> Replies:
    """With what it comes to, and, where that was not said, whether it came by phone or in person."""
    file = desk.ledger.project_file(desk.project_id(args))
    desk.session.project = str(file.project.id)
    order = _meant(file, args)
    if isinstance(order, Reply):
        return [order]
    verdict = args["verdict"]
    if order.state == _STATES[verdict]:
        return [reply("change.noted_already", line=line(file, order))]
    numbers = _numbers(desk, file, order, verdict)
    return [
        Reply(
            f"change.note_{verdict}",
            {
                **client_details(file, numbers),
                "how": reply(_THERE[args["how"]]) if args.get("how") else NOTHING,
                "lines": steps_told(numbers),
                "elsewhere": elsewhere(numbers),
                "tax": before_tax(file),
            },
            (*_choices(order, numbers, args), option("button.leave", command("menu.back"))),
        )
    ]


def _choices(order: ChangeOrder, numbers: Numbers, args: Args) -> tuple[Option, ...]:
    said = {"change": str(order.id), "shown": order.shown_as, "seen": seen_as(numbers), "verdict": args["verdict"]}
    if how := args.get("how"):
        return (option("button.note_it", command("change.note", how=how, **said)),)
    return (
        option("button.note_phone", command("change.note", how="phone", **said)),
        option("button.note_person", command("change.note", how="person", **said)),
    )


def note(desk: Desk, args: Args) -> Replies:
    """Bound to what was shown; OutOfDate where it says something else by now."""
    file, order = change_orders.locked_change(desk.ledger, ChangeOrderId(UUID(args["change"])))
    verdict = args["verdict"]
    again = {"project": str(file.project.id), "number": order.number, "verdict": verdict, "how": args["how"]}
    if order.state == _STATES[verdict]:
        return ask(desk, again)
    if seen_as(_numbers(desk, file, order, verdict)) != args["seen"] or order.shown_as != args["shown"]:
        shown = ask(desk, again)[0]
        return [Reply("price.moved", {"question": shown}, shown.choices)]
    numbers = _noted(desk, file, order, args)
    desk.session.remember(do="change.noted", number=order.number)
    details = {**client_details(file, numbers), "how": _how(args["how"]), "lines": steps_told(numbers)}
    told, link = _tell(desk, file, numbers, args)
    return [
        Reply(f"change.noted_{verdict}", {**details, "elsewhere": elsewhere(numbers), "told": told}, change_id=link)
    ]


def _noted(desk: Desk, file: ProjectFile, order: ChangeOrder, args: Args) -> Numbers:
    by = desk.member.id
    decision = Decision(by=file.client.name, at=desk.asked.now, channel=args["how"], told_by=by)
    if args["verdict"] == "decline":
        change_orders.decline(desk.ledger, order.id, order.shown_as, decision)
        return change_orders.by_itself(file, desk.ledger.change_order(order.id))
    numbers = change_orders.approve(desk.ledger, desk.asked, order.id, order.shown_as, decision)
    return numbers or change_orders.by_itself(file, order)


def _tell(desk: Desk, file: ProjectFile, numbers: Numbers, args: Args) -> tuple[Reply, str]:
    """The client hears what was noted of them, by whom, and how to object; (what to say of that, a link to forward)."""
    order = numbers.order
    said = {"account": str(order.account_id), "change": str(order.id), "shown": order.shown_as}
    day = desk.asked.today(file.project.zone)
    words = Reply(
        f"client.change_noted_{args['verdict']}",
        {**client_details(file, numbers), "how": _how(args["how"]), "day": day, "member": desk.member.name},
        (option("button.change_object", command("change.object", **said)),),
        change_id=str(order.id),
    )
    address = desk.teller.client(file.client.id, words, f"change-noted:{order.id}:{args['verdict']}")
    if address is None:
        return reply("change.noted_forward", client=file.client.name), str(order.id)
    return reply("change.withdrawn_told", client=file.client.name), ""


def _numbers(desk: Desk, file: ProjectFile, order: ChangeOrder, verdict: str) -> Numbers:
    if verdict == "approve":
        return change_orders.as_approved(file, desk.asked, order)
    return change_orders.by_itself(file, order)


def _how(how: str) -> Reply:
    return reply("change.by_phone" if how == "phone" else "change.in_person")


def _meant(file: ProjectFile, args: Args) -> ChangeOrder | Reply:
    """By its number, else the only one that waits."""
    orders, number = change_orders.asked_about(file), args.get("number")
    if number:
        found = next((one for one in orders if one.number == number), None)
        return found or reply("change.no_such", number=number, project=file.project.name)
    waiting = [one for one in orders if one.state == "proposed"]
    if len(waiting) == 1:
        return waiting[0]
    choices = (
        option("button.change_this", command("change.note_ask", **{**args, "number": one.number}), **_named(one))
        for one in waiting
    )
    return reply("change.note_which" if waiting else "change.withdraw_none", *choices)


def _named(order: ChangeOrder) -> dict[str, object]:
    return {"number": order.number, "what": order.description}
