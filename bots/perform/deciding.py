"""The client's word about a change order, by whatever road: what it does, and who hears of it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, reply
from bots.linking import road_of
from bots.perform.changes_told import client_ask, client_details, elsewhere, steps_told
from bots.perform.desk import Args, Desk, Replies
from bots.telling import Teller
from core.domain.errors import NotAllowed, NotFound, OutOfDate, Refusal
from core.domain.ids import AccountId, ChangeOrderId
from core.domain.project import ChangeOrder, Decision
from core.domain.text import LONGEST_TEXT, plain_text
from core.ports.ledger import ProjectFile
from core.usecases import change_orders
from core.usecases.asking import Asked
from core.usecases.change_orders import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the client said, and where: the evidence. ``words`` is "" for a tap; ``key`` is unique to it."""

    teller: Teller
    asked: Asked
    channel: str
    address: str
    key: str
    words: str = ""
    device: str = ""
    by: str = ""

    def decision(self, file: ProjectFile) -> Decision:
        return Decision(
            by=self.by or file.client.name,
            at=self.asked.now,
            channel=self.channel,
            words=self.words,
            address=self.address,
            device=self.device,
        )


def approve(said: Said, order: ChangeOrder, shown_as: str) -> Replies:
    """Once: a second yes changes nothing, and says so."""
    ledger = said.teller.ledger
    file = ledger.project_file(order.project_id, lock=True)
    try:
        numbers = change_orders.approve(ledger, said.asked, order.id, shown_as, said.decision(file))
    except (OutOfDate, NotAllowed):
        return _otherwise(said, file, order.id)
    except Refusal as refusal:
        return _too_late(said, file, order, refusal)
    if numbers is None:
        return [_told_client("client.change_approved_already", file, order)]
    details = client_details(file, numbers)
    _tell(said, "told.change_approved", numbers, file, lines=steps_told(numbers), elsewhere=elsewhere(numbers))
    return [Reply("client.change_approved", {**details, "contract": numbers.contract_after})]


def decline(said: Said, order: ChangeOrder, shown_as: str) -> Replies:
    ledger = said.teller.ledger
    file = ledger.project_file(order.project_id, lock=True)
    try:
        declined = change_orders.decline(ledger, order.id, shown_as, said.decision(file))
    except (OutOfDate, NotAllowed):
        return _otherwise(said, file, order.id)
    if declined is None:
        return [_told_client("client.change_declined_already", file, order)]
    _tell(said, "told.change_declined", change_orders.by_itself(file, declined), file)
    return [_told_client("client.change_declined", file, order)]


def query(said: Said, order: ChangeOrder, _shown_as: str) -> Replies:
    """The next words are the question."""
    file = said.teller.ledger.project_file(order.project_id)
    expects = {"what": "change_question", "account": str(order.account_id), "change": str(order.id)}
    return [reply("client.change_question", contractor=file.contractor.name, expects=expects)]


def question(said: Said, order: ChangeOrder) -> Replies:
    """The words reach the contractor; nothing is decided by them."""
    file = said.teller.ledger.project_file(order.project_id)
    details = client_details(file, change_orders.by_itself(file, order))
    text = plain_text(said.words, LONGEST_TEXT)
    said.teller.members(Reply("told.change_question", {**details, "text": text}), f"{said.key}:change-question")
    return [reply("client.change_asked", contractor=file.contractor.name)]


def asked_again(said: Said, order: ChangeOrder) -> Replies:
    """Words that may be a no, or more than a yes: passed on as they are, and the question is asked once more."""
    question(said, order)
    file = said.teller.ledger.project_file(order.project_id)
    again = client_ask(file, change_orders.by_itself(file, order))
    details = {"contractor": file.contractor.name, "question": again}
    return [Reply("client.change_unsure", details, again.choices, change_id=again.change_id)]


def _otherwise(said: Said, file: ProjectFile, change_id: ChangeOrderId) -> Replies:
    """It says something else by now, and is shown so; or there is nothing left to decide."""
    order = said.teller.ledger.change_order(change_id)
    if order.state != "proposed":
        code = {"approved": "client.change_approved_already", "declined": "client.change_declined_already"}
        return [_told_client(code.get(order.state, "client.change_gone"), file, order)]
    again = client_ask(file, change_orders.by_itself(file, order))
    moved = Reply("client.change_moved", {"contractor": file.contractor.name, "question": again}, again.choices)
    return [moved]


def _too_late(said: Said, file: ProjectFile, order: ChangeOrder, refusal: Refusal) -> Replies:
    """More comes off than is left to bill: the yes cannot land, and the contractor has to see to it."""
    details = client_details(file, change_orders.by_itself(file, order))
    issued = [one for one in file.invoices if one.state not in {"void", "credited"}]
    less = {"amount": str(-order.amount.decimal), "reason": f"CO-{order.number}: {order.description}"}
    credit = [
        option("button.change_credit", command("credit.ask", invoice=str(one.id), **less), number=one.number)
        for one in issued[-1:]
    ]
    take_back = command("change.withdraw_ask", project=str(file.project.id), number=order.number)
    choices = (*credit, option("button.change_withdraw", take_back, number=order.number))
    told = Reply("told.change_too_late", {**details, "most": refusal.details["most"]}, choices)
    said.teller.members(told, f"change-late:{order.id}:{order.shown_as}")
    return [reply("client.change_too_late", contractor=file.contractor.name)]


def _told_client(code: str, file: ProjectFile, order: ChangeOrder) -> Reply:
    return Reply(code, client_details(file, change_orders.by_itself(file, order)))


def _tell(said: Said, code: str, numbers: Numbers, file: ProjectFile, **more: object) -> None:
    """To the contractor's people, once for each decision."""
    text = plain_text(said.words, LONGEST_TEXT)
    words = reply("told.change_words", text=text) if text else NOTHING
    details = {**client_details(file, numbers), "road": road_of(said.channel), "words": words, **more}
    said.teller.members(Reply(code, details), f"{code}:{numbers.order.id}:{numbers.order.shown_as}")


def object_to(said: Said, order: ChangeOrder, _shown_as: str) -> Replies:
    """What was told of them was not their word: kept, and the contractor hears of it. Nothing is taken back by it."""
    file = said.teller.ledger.project_file(order.project_id, lock=True)
    if order.state == "withdrawn":
        return [_told_client("client.change_gone", file, order)]
    objected = change_orders.object_to(said.teller.ledger, said.asked, order.id, said.words)
    if objected:
        take_back = command("change.withdraw_ask", project=str(order.project_id), number=order.number)
        choices = (option("button.change_withdraw", take_back, number=order.number),)
        details = client_details(file, change_orders.by_itself(file, objected))
        told = f"told.change_objected_{order.state}"
        shown = Reply(told, details, choices if order.state == "approved" else ())
        said.teller.members(shown, f"change-objected:{order.id}")
    return [_told_client("client.change_objected", file, order)]


Verdict = Callable[[Said, ChangeOrder, str], Replies]
VERDICTS: dict[str, Verdict] = {
    "change.approve": approve,
    "change.decline": decline,
    "change.query": query,
    "change.object": object_to,
}


def decided(said: Said, do: str, args: Args) -> Replies:
    """A tap, by whoever the change order was sent to; anybody else's is none of theirs."""
    try:
        order = said.teller.ledger.change_order(ChangeOrderId(UUID(args["change"])))
    except NotFound:
        return [reply("tap.stale")]
    file = said.teller.ledger.project_file(order.project_id)
    people = said.teller.turn.who(said.channel, said.address)
    if all((one.account_id, one.client_id) != (order.account_id, file.client.id) for one in people):
        return [reply("tap.stale")]
    return VERDICTS[do](said, order, args["shown"])


def on_page(said: Said, order: ChangeOrder, action: str, shown_as: str) -> None:
    """What is pressed on its page; the page shows what came of it, so nothing is answered."""
    if action == "ask":
        question(said, order)
    elif action in {"approve", "decline", "object"}:
        VERDICTS[f"change.{action}"](said, order, shown_as)


def asked_at_desk(desk: Desk, args: Args) -> Replies:
    """The words that were waited for."""
    said = _at(desk, args, args["text"])
    return question(said, said.teller.ledger.change_order(ChangeOrderId(UUID(args["change"]))))


def _at(desk: Desk, args: Args, words: str) -> Said:
    return Said(
        teller=desk.teller.of(desk.teller.turn.ledger(AccountId(UUID(args["account"])))),
        asked=Asked(now=desk.asked.now, new_id=desk.asked.new_id),
        channel=desk.inbound.channel,
        address=desk.inbound.sender,
        key=desk.key,
        words=words,
    )


def at_desk(do: str) -> Callable[[Desk, Args], Replies]:
    """For a client who runs a firm of their own, and so talks to us as a contractor."""
    return at_desk_as(decided, do)


def at_desk_as(decide: Callable[[Said, str, Args], Replies], do: str) -> Callable[[Desk, Args], Replies]:
    """The same for any word of a client."""

    def perform(desk: Desk, args: Args) -> Replies:
        words = "" if desk.inbound.tap else desk.inbound.text
        return decide(_at(desk, args, words), do, args)

    return perform
