"""Credits of a bank's file: kept once, and recorded as payments of invoices once somebody said of which."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from core.domain.bank_line import BankFile, BankLine
from core.domain.errors import DoesNotAddUp, OutOfDate, Refusal
from core.domain.ids import BankLineId, InvoiceId
from core.domain.invoice import Invoice
from core.domain.money import Money, total
from core.domain.payment import Payment
from core.ports.ledger import Ledger
from core.usecases.asking import Asked
from core.usecases.collecting import ByHand, record_by_hand
from core.usecases.counting import CLOSED, Counted, balance_of
from core.usecases.locking import locked_invoice

_NOON = time(12)
_RECORDED = "bank:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotment:
    """So much of a line is for that invoice, of which ``balance`` was left when it was shown."""

    line_id: BankLineId
    invoice_id: InvoiceId
    amount: Money
    balance: Money


def take_bank_lines(ledger: Ledger, file: BankFile, lines: Sequence[BankLine]) -> tuple[BankLine, ...]:
    """Those of the lines that no file brought before; the file is kept whichever they are."""
    ledger.save(file)
    return ledger.add_bank_lines(lines)


def record_bank_lines(ledger: Ledger, asked: Asked, allotments: Sequence[Allotment]) -> tuple[Counted, ...]:
    """All of them or none: each line as a whole, in the order that was shown.

    OutOfDate: bank_line.done where a line was recorded or put aside meanwhile, payment.balance_changed (balance).
    DoesNotAddUp: bank_line.not_all (left) where the parts of a line are not what is left of it,
    payment.not_positive, payment.other_currency (currency). Refusal: invoice.void, invoice.credited (number).
    """
    lines = _lines(ledger, allotments)
    _check_balances(ledger, allotments)
    counted = [_record(ledger, asked, lines[one.line_id], one) for one in allotments]
    ledger.save(*(replace(one, state="recorded", left=Money.zero(one.amount.currency)) for one in lines.values()))
    return tuple(counted)


def _lines(ledger: Ledger, allotments: Sequence[Allotment]) -> dict[BankLineId, BankLine]:
    """Locked, always in the same order: two who record the same lines do not block each other."""
    wanted = sorted({one.line_id for one in allotments})
    lines = {one: ledger.bank_line(one, lock=True) for one in wanted}
    for line in lines.values():
        parts = [one.amount for one in allotments if one.line_id == line.id]
        if line.state != "open":
            raise OutOfDate("bank_line.done")
        if total(parts, line.left.currency) != line.left:
            raise DoesNotAddUp("bank_line.not_all", left=line.left)
    return lines


def _check_balances(ledger: Ledger, allotments: Sequence[Allotment]) -> None:
    """Each invoice as it was shown, before anything is counted; locked in one order."""
    for invoice_id, those in groupby(sorted(allotments, key=lambda one: one.invoice_id), lambda one: one.invoice_id):
        file, invoice = locked_invoice(ledger, invoice_id)
        left = balance_of(file, invoice)
        for one in those:
            _check_part(one, invoice)
            if one.balance != left:
                raise OutOfDate("payment.balance_changed", balance=balance_of(file, invoice))
            left -= min(one.amount, left)


def _check_part(part: Allotment, invoice: Invoice) -> None:
    if part.amount.minor <= 0:
        raise DoesNotAddUp("payment.not_positive")
    if part.amount.currency != invoice.total.currency:
        raise DoesNotAddUp("payment.other_currency", currency=invoice.total.currency)
    if invoice.state in CLOSED:
        raise Refusal(f"invoice.{invoice.state}", number=invoice.number)


def _record(ledger: Ledger, asked: Asked, line: BankLine, part: Allotment) -> Counted:
    _, invoice = locked_invoice(ledger, part.invoice_id)
    zone = ledger.project_file(invoice.project_id).project.zone
    came = datetime.combine(line.on, _NOON, ZoneInfo(zone))
    paid = ByHand(
        amount=part.amount, method="transfer", note="", balance=part.balance, received_at=min(came, asked.now)
    )
    return record_by_hand(ledger, asked, part.invoice_id, paid, f"{_RECORDED}{line.id}:{asked.new_id()}")


def put_aside(ledger: Ledger, line_id: BankLineId) -> BankLine:
    """It is no client's payment. OutOfDate (bank_line.done) where it is recorded."""
    line = ledger.bank_line(line_id, lock=True)
    if line.state == "recorded":
        raise OutOfDate("bank_line.done")
    line = replace(line, state="aside")
    ledger.save(line)
    return line


def take_back(ledger: Ledger, line_id: BankLineId) -> BankLine:
    """What was put aside may be a payment after all. OutOfDate (bank_line.done) where it is recorded."""
    line = ledger.bank_line(line_id, lock=True)
    if line.state == "recorded":
        raise OutOfDate("bank_line.done")
    line = replace(line, state="open")
    ledger.save(line)
    return line


def reopen_bank_line(ledger: Ledger, payment: Payment) -> None:
    """A payment that was taken back is on its line again, to be given to another invoice."""
    if not came_by_bank_file(payment):
        return
    line = ledger.bank_line(BankLineId(UUID(payment.external_id.split(":")[1])), lock=True)
    ledger.save(replace(line, state="open", left=line.left + payment.amount))


def came_by_bank_file(payment: Payment) -> bool:
    return payment.gateway == "manual" and payment.external_id.startswith(_RECORDED)
