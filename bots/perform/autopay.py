"""A client's saved way to pay: agreed to on their page, charged for what they approve there, ended by a word."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from bots.commands import Command, Reply, command, option, reply
from bots.intents.names import match
from bots.perform.clients import Counter, told_approved
from bots.perform.desk import Args, Desk, Replies
from bots.perform.paid_how import called
from bots.telling import Teller
from core.domain.autopay import EndedBy, SavedMethod
from core.domain.errors import NotFound, OutOfDate, Refusal
from core.domain.ids import SavedMethodId
from core.domain.money import Money
from core.domain.payment import Way
from core.usecases import answering, autopay
from core.usecases.counting import Counted, balance_of

# --- the client's page


def approve_and_pay(counter: Counter, args: Args) -> Replies:
    """The yes counts though nothing can be charged; what is charged is what the button said. Both sides hear it at
    once, since whoever holds the link may press it.
    """
    if answering.approve(counter.ledger, counter.asked, counter.invoice_id):
        told_approved(counter)
    try:
        method = autopay.saved_method(counter.ledger, SavedMethodId(UUID(args["method"])))
        shown = Money(args["amount"], method.currency)
        way = Way(method.gateway, counter.payees.get(method.gateway, ""))
        request = autopay.charge(counter.ledger, counter.asked, counter.invoice_id, method.id, shown, way)
    except (NotFound, OutOfDate, Refusal):
        return []  # the page they return to says how it stands
    if request:
        details = {
            "amount": shown,
            "method": called(method),
            "number": counter.ledger.invoice(counter.invoice_id).number,
        }
        link = str(counter.ledger.link_of(counter.invoice_id).id)
        words = Reply("client.charging", {**details, "contractor": counter.file.contractor.name}, link_id=link)
        counter.teller.client(counter.file.client.id, words, f"charging:{request.id}")
        counter.tell("told.charging", f"told-charging:{request.id}", **details)
    return []


def stop_on_page(counter: Counter, args: Args) -> Replies:
    return _stopped(counter, [SavedMethodId(UUID(args["method"]))])


def stop_in_words(counter: Counter, _args: Args) -> Replies:
    """All that this client has with this firm."""
    client = counter.file.client.id
    mine = [one.id for one in counter.ledger.saved_methods() if one.client_id == client and one.state == "on"]
    _stopped(counter, mine)
    code = "client.autopay_stopped" if mine else "client.autopay_none"
    return [reply(code, contractor=counter.file.contractor.name)]


def _stopped(counter: Counter, methods: list[SavedMethodId]) -> Replies:
    for method_id in methods:
        try:
            ended = autopay.stop(counter.ledger, counter.asked, method_id, "client")
        except NotFound:
            continue
        if ended:
            tell_stopped(counter.teller, ended)
    return []


def tell_stopped(teller: Teller, ended: SavedMethod) -> None:
    file = teller.ledger.project_file(ended.project_id)
    details = {"client": file.client.name, "project": file.project.name, "method": called(ended)}
    teller.members(Reply("told.autopay_stopped", details), f"autopay-stopped:{ended.id}", ended.contractor_id)


PERFORMERS: dict[str, Callable[[Counter, Args], Replies]] = {
    "client.approve_pay": approve_and_pay,
    "client.autopay_stop": stop_on_page,
    "client.autopay_end": stop_in_words,
}


def perform(counter: Counter, step: Command) -> Replies:
    return PERFORMERS[step.do](counter, step.args)


# --- what becomes of it


def tell_saved(teller: Teller, counted: Counted) -> None:
    """Once what they paid with is kept: what that means, and how it ends."""
    if counted.saved is None:
        return
    method, file = counted.saved, counted.file
    details = {"contractor": file.contractor.name, "project": file.project.name, "method": called(method)}
    link = str(teller.ledger.link_of(counted.invoice.id).id)
    teller.client(file.client.id, Reply("client.autopay_saved", details, link_id=link), f"autopay-saved:{method.id}")
    told = Reply("told.autopay_saved", {**details, "client": file.client.name})
    teller.members(told, f"told-autopay-saved:{method.id}", method.contractor_id)


def charge_details(charged: SavedMethod) -> dict[str, object]:
    return {"method": called(charged)}


def tell_not_charged(teller: Teller, charge: autopay.Charge) -> None:
    """Nothing was charged, and nothing is tried again: the client has the ordinary link. Who paid otherwise, or has
    stopped it, knows.
    """
    if balance_of(charge.file, charge.invoice).minor <= 0 or charge.method.state != "on":
        return
    details = {
        "amount": charge.request.amount,
        "client": charge.file.client.name,
        "contractor": charge.file.contractor.name,
        "number": charge.invoice.number,
        "method": called(charge.method),
    }
    link = str(teller.ledger.link_of(charge.invoice.id).id)
    words = Reply("client.charge_failed", details, link_id=link)
    teller.client(charge.file.client.id, words, f"client-not-charged:{charge.request.id}")
    told = Reply("told.charge_failed", details)
    teller.members(told, f"not-charged:{charge.request.id}", charge.invoice.contractor_id)


# --- the contractor


def show(desk: Desk, args: Args) -> Replies:
    """Who has agreed to it, for what."""
    found = _meant(desk, args)
    if not found:
        return [reply("autopay.nobody")]
    lines = tuple(reply("autopay.line", **_line(desk, one)) for one in found)
    choices = (
        [option("button.autopay_stop", command("autopay.stop", about=args.get("about")))] if len(found) == 1 else []
    )
    return [reply("autopay.list", *choices, lines=lines)]


def stop(desk: Desk, args: Args) -> Replies:
    """Ends it; the client is told. Of several, which one is asked by naming them."""
    found = _meant(desk, args)
    if not found:
        return [reply("autopay.nobody")]
    if len({one.client_id for one in found}) > 1:
        return show(desk, args)
    by: EndedBy = "contractor"
    for one in found:
        ended = autopay.stop(desk.ledger, desk.asked, one.id, by)
        if ended:
            contractor = desk.ledger.contractor(one.contractor_id)
            words = Reply("client.autopay_ended", {**_line(desk, one), "contractor": contractor.name})
            desk.teller.client(one.client_id, words, f"autopay-ended:{one.id}")
    return [reply("autopay.stopped", client=desk.ledger.client(found[0].client_id).name)]


def _line(desk: Desk, method: SavedMethod) -> dict[str, Any]:
    file = desk.ledger.project_file(method.project_id)
    return {"client": file.client.name, "project": file.project.name, "method": called(method)}


def _meant(desk: Desk, args: Args) -> list[SavedMethod]:
    """Those that are on, of the one whom the words fit, or all."""
    about = args.get("about") or ""
    on = [one for one in desk.ledger.saved_methods() if one.state == "on"]
    return [one for one in on if not about or _fits(desk, one, about)]


def _fits(desk: Desk, method: SavedMethod, about: str) -> bool:
    file = desk.ledger.project_file(method.project_id)
    return any(match(about, (name,)).best is not None for name in (file.client.name, file.project.name))
