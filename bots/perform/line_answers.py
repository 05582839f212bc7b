"""One line of an invoice for itself: what the client says of it, and the contractor's word that it is settled."""

from collections.abc import Callable
from uuid import UUID

from bots.commands import Command, Option, Reply, command, option
from bots.perform.clients import Counter, told_approved
from bots.perform.desk import Args, Desk, Replies
from core.domain.errors import Refusal
from core.domain.ids import InvoiceId, MilestoneId
from core.domain.money import Money
from core.usecases import line_answers
from core.usecases.line_answers import Answered


def approve(counter: Counter, args: Args) -> Replies:
    """The contractor hears of it once all is approved, or when it had been asked about."""
    said = line_answers.approve_line(counter.ledger, counter.asked, counter.invoice_id, _line(args))
    if said is None:
        return []
    if said.before == "dispute":
        counter.tell("told.line_approved", f"line:{said.answer.id}", line=said.line)
    if said.all_approved:
        told_approved(counter)
    return []


def ask(counter: Counter, args: Args) -> Replies:
    """With how much of the balance it holds up, and buttons to answer and to settle it."""
    ledger, words = counter.ledger, str(args["text"])
    said = line_answers.dispute_line(ledger, counter.asked, counter.invoice_id, _line(args), words)
    held = line_answers.disputed_of(ledger, counter.file, ledger.invoice(counter.invoice_id))
    details = {"line": said.line, "text": said.answer.words, "held": held, "invoice_id": str(counter.invoice_id)}
    counter.tell("told.line_disputed", f"line:{said.answer.id}", *_choices(said), **details)
    return []


def pay(counter: Counter, args: Args) -> Replies:
    """What is not disputed, as it was shown. What changed since is shown by the page they return to."""
    currency = counter.ledger.invoice(counter.invoice_id).total.currency
    shown = Money(int(args["amount"]), currency)
    try:
        line_answers.ask_undisputed(
            counter.ledger, counter.asked, counter.invoice_id, counter.asked.new_id(), counter.way_for(shown), shown
        )
    except Refusal:
        return []
    return []


def resolve(desk: Desk, args: Args) -> Replies:
    """By a tap; the client hears that it is to be paid with the rest."""
    invoice_id = InvoiceId(UUID(args["invoice"]))
    invoice, line = desk.ledger.invoice(invoice_id), _line(args)
    file = desk.ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    name = next((one.name for one in file.milestones if one.id == line), "")
    told_them = desk.teller.words(file.client.language).text("line.settled_said", line=name)
    said = line_answers.resolve_line(desk.ledger, desk.asked, invoice_id, line, desk.member.name, told_them)
    if said is None:
        return [Reply("line.not_disputed")]
    details = {"line": said.line, "number": said.invoice.number}
    told = Reply(
        "client.line_resolved",
        {**details, "contractor": file.contractor.name},
        link_id=str(desk.ledger.link_of(invoice_id).id),
    )
    desk.teller.client(file.client.id, told, f"line:{said.answer.id}")
    return [Reply("line.settled", {**details, "client": file.client.name})]


PERFORMERS: dict[str, Callable[[Counter, Args], Replies]] = {
    "client.approve_line": approve,
    "client.ask_line": ask,
    "client.pay_part": pay,
}


def perform(counter: Counter, step: Command) -> Replies:
    return PERFORMERS[step.do](counter, step.args)


def _choices(said: Answered) -> tuple[Option, ...]:
    invoice, line = str(said.invoice.id), str(said.answer.milestone_id)
    return (
        option("button.reply", command("answer.ask", invoice=invoice)),
        option("button.line_resolved", command("line.resolve", invoice=invoice, line=line)),
    )


def _line(args: Args) -> MilestoneId:
    """What is no id names no line."""
    try:
        return MilestoneId(UUID(args["line"]))
    except ValueError:
        raise Refusal("line.none") from None
