"""The client's word on one line of an invoice, so that one disputed line does not hold up the rest."""

from dataclasses import dataclass, replace
from uuid import UUID

from core.domain import line_answer
from core.domain.errors import OutOfDate, Refusal
from core.domain.ids import InvoiceId, LineAnswerId, MilestoneId
from core.domain.invoice import Invoice
from core.domain.line_answer import LineAnswer, LineAnswerKind
from core.domain.money import Money
from core.domain.payment import PaymentRequest, Way
from core.domain.text import LONGEST_TEXT, one_line, plain_text
from core.ports.ledger import Ledger, ProjectFile
from core.usecases import answering
from core.usecases.asking import Asked
from core.usecases.collecting import ask_payment
from core.usecases.counting import CLOSED, balance_of
from core.usecases.locking import locked_invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """``line``: what the milestone is called. ``before``: what was said last of it. ``all_approved``: with this, the
    whole invoice became approved.
    """

    answer: LineAnswer
    invoice: Invoice
    line: str
    before: LineAnswerKind | None
    all_approved: bool = False


def approve_line(ledger: Ledger, asked: Asked, invoice_id: InvoiceId, milestone_id: MilestoneId) -> Answered | None:
    """By whoever holds the link, recorded so; with the last of its lines the invoice is approved. None when it was
    said before. Refusal: invoice.void, invoice.credited (number), line.none.
    """
    known = line_answer.newest(ledger.line_answers(invoice_id)).get(milestone_id)
    if known and known.kind == "approve":
        return None
    answered = _say(ledger, asked, invoice_id, milestone_id, ("approve", "", answering.BY_LINK_HOLDER))
    said = line_answer.newest(ledger.line_answers(invoice_id))
    lines = {part.milestone_id for part in answered.invoice.parts}
    approved = lines <= {one for one, answer in said.items() if answer.kind == "approve"}
    if not approved or answering.approve(ledger, asked, invoice_id) is None:
        return answered
    return replace(answered, invoice=ledger.invoice(invoice_id), all_approved=True)


def dispute_line(
    ledger: Ledger, asked: Asked, invoice_id: InvoiceId, milestone_id: MilestoneId, words: str
) -> Answered:
    """A question about one line holds up that line until it is resolved or approved; it stands in the conversation,
    too, where it may be said again in other words. Refusal: as ``approve_line``.
    """
    answered = _say(ledger, asked, invoice_id, milestone_id, ("dispute", words, answering.BY_LINK_HOLDER))
    answering.say_about(ledger, asked, invoice_id, "client", f"{answered.line}: {answered.answer.words}")
    return answered


def resolve_line(
    ledger: Ledger, asked: Asked, invoice_id: InvoiceId, milestone_id: MilestoneId, by: str, told: str = ""
) -> Answered | None:
    """The contractor's word that it is settled: the line is to be paid with the rest. None when it is not disputed.
    ``told``: what then stands in the conversation, where the question about the line was the last word in it.

    Refusal: as ``approve_line``.
    """
    said = line_answer.newest(ledger.line_answers(invoice_id)).get(milestone_id)
    if said is None or said.kind != "dispute":
        return None
    answered = _say(ledger, asked, invoice_id, milestone_id, ("resolved", "", by))
    last = ledger.questions(invoice_id)[-1:]
    if told and any((one.author, one.asked_at) == ("client", said.at) for one in last):
        answering.say_about(ledger, asked, invoice_id, "contractor", told)
    return answered


def disputed_of(ledger: Ledger, file: ProjectFile, invoice: Invoice) -> Money:
    """What of its balance disputed lines hold up; the rest is not disputed."""
    said = line_answer.newest(ledger.line_answers(invoice.id))
    lines = {one for one, answer in said.items() if answer.kind == "dispute"}
    notes = [note for note in file.credit_notes if note.invoice_id == invoice.id]
    return line_answer.disputed(invoice, notes, balance_of(file, invoice), lines)


def ask_undisputed(
    ledger: Ledger, asked: Asked, invoice_id: InvoiceId, request_id: UUID, way: Way, shown: Money
) -> PaymentRequest:
    """Asks for what is not disputed. OutOfDate (payment.balance_changed, balance) when that is not what was shown.

    Refusal: as ``ask_payment``.
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    left = balance_of(file, invoice) - disputed_of(ledger, file, invoice)
    if left != shown:
        raise OutOfDate("payment.balance_changed", balance=left)
    return ask_payment(ledger, asked, invoice_id, request_id, way, left)


def _say(
    ledger: Ledger,
    asked: Asked,
    invoice_id: InvoiceId,
    milestone_id: MilestoneId,
    said: tuple[LineAnswerKind, str, str],
) -> Answered:
    """``said``: what, in which words, by whom."""
    file, invoice = locked_invoice(ledger, invoice_id)
    if invoice.state in CLOSED:
        raise Refusal(f"invoice.{invoice.state}", number=invoice.number)
    if milestone_id not in {part.milestone_id for part in invoice.parts}:
        raise Refusal("line.none")
    kind, words, by = said
    known = line_answer.newest(ledger.line_answers(invoice_id)).get(milestone_id)
    answer = LineAnswer(
        id=LineAnswerId(asked.new_id()),
        account_id=ledger.account_id,
        invoice_id=invoice_id,
        milestone_id=milestone_id,
        kind=kind,
        words=plain_text(words, LONGEST_TEXT),
        by=one_line(by),
        at=asked.now,
    )
    ledger.save(answer)
    name = next(one.name for one in file.milestones if one.id == milestone_id)
    return Answered(answer=answer, invoice=invoice, line=name, before=known.kind if known else None)
