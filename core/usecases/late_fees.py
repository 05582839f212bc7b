"""Late fees: a contractor's rule, what one invoice comes to by it, and the fee as a part of its own of the job.

Nothing is charged by itself, and the late invoice stays as it is.
"""

from dataclasses import replace

from core.domain.errors import OutOfDate
from core.domain.ids import ContractorId, InvoiceId
from core.domain.invoice import Invoice
from core.domain.late_fee import LateFee, Reckoned, checked, reckon
from core.domain.lifecycle import MILESTONE
from core.domain.line_answer import disputed, newest
from core.domain.milestone import Milestone
from core.domain.money import ZERO_RATE, Money, total
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.changing import NewLine, add_milestone
from core.usecases.counting import balance_of, on_its_way


def set_late_fee(ledger: Ledger, contractor_id: ContractorId, rule: LateFee | None) -> None:
    """For invoices that are issued from now on. DoesNotAddUp as ``checked``."""
    ledger.save(replace(ledger.contractor(contractor_id), late_fee=checked(rule) if rule else None))


def fee_now(ledger: Ledger, asked: Asked, invoice_id: InvoiceId) -> Reckoned | None:
    """By what is printed on it, of what is open, not disputed and not on its way; None where nothing comes."""
    invoice = ledger.invoice(invoice_id)
    file = ledger.project_file(invoice.project_id)
    rule = invoice.late_fee
    if rule is None or invoice.state not in {"issued", "part_paid"}:
        return None
    late = (asked.today(file.project.zone) - invoice.due_on).days
    found = reckon(rule, _base(ledger, file, invoice), late, _charged(file, invoice))
    return found if found.fee else None


def charge(ledger: Ledger, asked: Asked, invoice_id: InvoiceId, shown: Money, words: str) -> Milestone:
    """The fee that was shown, as a part of its own, not taxed and with nothing held back of it; it is billed as any
    other part is. OutOfDate (late_fee.changed) when it comes to something else by now.
    """
    project_id = ledger.invoice(invoice_id).project_id
    ledger.project_file(project_id, lock=True)
    found = fee_now(ledger, asked, invoice_id)
    if found is None or found.fee != shown:
        raise OutOfDate("late_fee.changed")
    made = add_milestone(ledger, asked, project_id, NewLine(description=words, unit_price=shown)).after
    lines = tuple(replace(one, taxable=False) for one in made.lines)
    contractor_id = ledger.invoice(invoice_id).contractor_id
    state = MILESTONE.after(made.state, "finish")
    fee = replace(made, lines=lines, retainage=ZERO_RATE, fee_of=invoice_id, contractor_id=contractor_id, state=state)
    ledger.save(fee)
    return fee


def _base(ledger: Ledger, file: ProjectFile, invoice: Invoice) -> Money:
    """What is held back was never asked for, so it is not in the balance."""
    balance = balance_of(file, invoice)
    lines = [part for part, said in newest(ledger.line_answers(invoice.id)).items() if said.kind == "dispute"]
    credited = [one for one in file.credit_notes if one.invoice_id == invoice.id]
    return balance - disputed(invoice, credited, balance, lines) - on_its_way(file, invoice)


def _charged(file: ProjectFile, invoice: Invoice) -> Money:
    """Billed or still to bill: what was charged is not charged again."""
    mine = (one.scheduled_value for one in file.milestones if one.fee_of == invoice.id)
    return total(mine, invoice.total.currency)
