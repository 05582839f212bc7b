"""An invoice is taken out of the books: it keeps its number, and what it billed can be billed again."""

from dataclasses import replace

from core.domain.errors import Refusal
from core.domain.ids import InvoiceId
from core.domain.invoice import Invoice
from core.domain.lifecycle import INVOICE, MILESTONE
from core.domain.withholding import held_of, unapplied
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.closing import close_requests
from core.usecases.journaling import save_moved
from core.usecases.locking import locked_invoice
from core.usecases.using_credit import settled_by_credit, take_back


def void_invoice(ledger: Ledger, asked: Asked, invoice_id: InvoiceId) -> Invoice:
    """Takes an unpaid invoice out of the books; it keeps its number, its milestones can be billed again, and nobody is
    asked to pay it any more. Credit that paid it is the client's again. NotAllowed (invoice.void, state) once money
    came. Refusal: invoice.has_credit, invoice.deposit_used, invoice.retainage_released (number) while later ones build
    on it.
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    check_voidable(file, invoice)
    for one in settled_by_credit(file, invoice):
        file, invoice = take_back(ledger, asked.now, file, one, one.kept)
    file = file.by(invoice.contractor_id)
    state = "issued" if _asked_nothing(file, invoice) else invoice.state
    invoice = replace(invoice, state=INVOICE.after(state, "void"))
    save_moved(ledger, file, ("voided", invoice.id), asked.now, (invoice,))
    unbill(ledger, file, invoice)
    printed = (proof for proof in ledger.proofs(file.project.id) if proof.invoice_id == invoice.id)
    ledger.save(*(replace(proof, invoice_id=None) for proof in printed))
    close_requests(ledger, invoice.id)
    return invoice


def check_voidable(file: ProjectFile, invoice: Invoice) -> None:
    """Raises as ``void_invoice`` would, and changes nothing."""
    state = "issued" if settled_by_credit(file, invoice) or _asked_nothing(file, invoice) else invoice.state
    _check_nothing_builds_on(file, replace(invoice, state=INVOICE.after(state, "void")))


def may_be_void(file: ProjectFile, invoice: Invoice) -> bool:
    """No money came for it; what was paid with credit alone goes back to that."""
    held = bool(settled_by_credit(file, invoice)) or _asked_nothing(file, invoice)
    return INVOICE.allows(invoice.state, "void") or held


def _asked_nothing(file: ProjectFile, invoice: Invoice) -> bool:
    """The deposit covered all of it, so that it counted as paid from the start, and nobody paid anything for it."""
    came = (one for one in file.payments if one.invoice_id == invoice.id and one.state in {"succeeded", "pending"})
    return invoice.state == "paid" and not invoice.total and not any(came)


def unbill(ledger: Ledger, file: ProjectFile, invoice: Invoice) -> None:
    """What it billed is open again; a milestone that was billed in part only is so anyway."""
    for one in file.milestones:
        if invoice.kind == "progress" and one.id in invoice.milestone_ids and MILESTONE.allows(one.state, "unbill"):
            ledger.save(replace(one, state=MILESTONE.after(one.state, "unbill")))


def _check_nothing_builds_on(file: ProjectFile, invoice: Invoice) -> None:
    if any(note.invoice_id == invoice.id for note in file.credit_notes):
        raise Refusal("invoice.has_credit", number=invoice.number)
    others = tuple(invoice if one.id == invoice.id else one for one in file.invoices)
    mine = tuple(one for one in others if one.contractor_id == invoice.contractor_id)
    if unapplied((mine, file.by(invoice.contractor_id).mine.credit_notes), file.project.currency).minor < 0:
        raise Refusal("invoice.deposit_used", number=invoice.number)
    if any(held_of(one, (others, file.credit_notes)).minor < 0 for one in file.milestones):
        raise Refusal("invoice.retainage_released", number=invoice.number)
