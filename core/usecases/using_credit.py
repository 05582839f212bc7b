"""A client's credit pays another invoice of the same contractor and job, and is there again when that is taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from core.domain.errors import OutOfDate, Refusal
from core.domain.ids import InvoiceId, PaymentId
from core.domain.invoice import Invoice
from core.domain.money import Money, total
from core.domain.payment import CREDIT, Payment
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.counting import CLOSED, Counted, balance_of, count, new_payment, recount, told
from core.usecases.locking import locked_invoice


def credit_left(ledger: Ledger, file: ProjectFile) -> Money:
    """What that client has with the contractor of ``file`` on this job, less what goes back to them already."""
    return total((left for _, left in _sources(ledger, file)), file.project.currency)


def use_credit(ledger: Ledger, asked: Asked, invoice_id: InvoiceId, shown: Money, key: UUID) -> tuple[Counted, ...]:
    """Pays as much of the invoice as there is credit, of the earliest payment first; one payment for each that it is
    of. Once per ``key``. OutOfDate (credit.changed_since, credit) when it is not what was ``shown``.

    Refusal: credit.none_left; invoice.void, invoice.credited, invoice.settled (number).
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    known = tuple(one for one in file.payments if one.gateway == CREDIT and one.external_id.startswith(f"{key}:"))
    if known:
        return tuple(told("already", file, invoice, one) for one in known)
    usable = credit_for(ledger, file, invoice)
    if usable != shown:
        raise OutOfDate("credit.changed_since", credit=usable)
    counted: list[Counted] = []
    for source, left in _sources(ledger, file):
        part = min(left, usable)
        if part.minor > 0:
            usable -= part
            made = new_payment(asked, invoice, CREDIT, f"{key}:{source.id}", part, CREDIT, asked.now)
            ledger.save(replace(source, surplus=source.surplus - part))
            file = ledger.project_file(file.project.id).by(invoice.contractor_id)
            counted.append(count(ledger, asked, file, invoice, replace(made, credit_of=source.id)))
            file, invoice = counted[-1].file, counted[-1].invoice
    return tuple(counted)


def credit_for(ledger: Ledger, file: ProjectFile, invoice: Invoice) -> Money:
    """What of the client's credit can pay this invoice. Refusal: as ``use_credit``."""
    if invoice.state in CLOSED:
        raise Refusal(f"invoice.{invoice.state}", number=invoice.number)
    balance, credit = balance_of(file, invoice), credit_left(ledger, file)
    if not balance:
        raise Refusal("invoice.settled", number=invoice.number)
    if not credit:
        raise Refusal("credit.none_left")
    return min(balance, credit)


def used_on(file: ProjectFile, invoice: Invoice) -> Money:
    """What of the client's credit pays this invoice."""
    return total((one.kept for one in _used(file, invoice)), invoice.total.currency)


def give_back(ledger: Ledger, asked: Asked, invoice_id: InvoiceId, shown: Money) -> tuple[ProjectFile, Invoice]:
    """The credit that pays the invoice is the client's again, and the invoice asks for as much; it stays issued.
    OutOfDate (credit.changed_since, credit) when it is not what was ``shown``. Refusal: credit.none_used (number).
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    used = used_on(file, invoice)
    if not used:
        raise Refusal("credit.none_used", number=invoice.number)
    if used != shown:
        raise OutOfDate("credit.changed_since", credit=used)
    for known in reversed(_used(file, invoice)):
        [one] = [each for each in file.payments if each.id == known.id]
        file, invoice = take_back(ledger, asked.now, file, one, one.kept)
    return file.by(invoice.contractor_id), invoice


def take_back(
    ledger: Ledger, at: datetime, file: ProjectFile, used: Payment, amount: Money
) -> tuple[ProjectFile, Invoice]:
    """This much of what was ``used`` is the client's credit again; the invoice that it paid, as it is then."""
    gone = replace(
        used,
        refunded=used.refunded + amount,
        surplus=max(Money.zero(amount.currency), used.surplus - amount),
        allocated=used.allocated - max(Money.zero(amount.currency), amount - used.surplus),
        as_of=at,
    )
    invoice = next(one for one in file.invoices if one.id == used.invoice_id)
    why = uuid5(used.id, str(gone.refunded.minor))
    file, invoice = recount(ledger, file.by(invoice.contractor_id), invoice, gone, ("returned", why), at)
    [source] = [one for one in file.payments if one.id == used.credit_of]
    own = next(one for one in file.invoices if one.id == source.invoice_id)
    back = replace(source, surplus=source.surplus + amount)
    file, _ = recount(ledger, file, own, back, ("returned", uuid5(source.id, str(why))), at)
    return file, next(one for one in file.invoices if one.id == invoice.id)


def take_back_from(ledger: Ledger, at: datetime, file: ProjectFile, source: PaymentId, amount: Money) -> ProjectFile:
    """Of that payment's credit this much is needed where it came from; what was used last comes back first."""
    for used in reversed(file.payments):
        if used.credit_of == source and used.state == "succeeded":
            part = min(used.kept, amount)
            if part.minor > 0:
                amount -= part
                file, _ = take_back(ledger, at, file, used, part)
    return file


def settled_by_credit(file: ProjectFile, invoice: Invoice) -> Sequence[Payment]:
    """The payments that hold this invoice, where it was paid with credit alone; none where money came."""
    mine = (one for one in file.payments if one.invoice_id == invoice.id and one.state == "succeeded")
    paid = [one for one in mine if one.allocated or one.surplus]
    return paid if all(one.credit_of for one in paid) else ()


def return_surplus(ledger: Ledger, at: datetime, file: ProjectFile) -> ProjectFile:
    """Less is asked for than was paid with credit: what is too much goes to where it came from."""
    for known in file.payments:
        [used] = [one for one in file.payments if one.id == known.id]
        if used.credit_of and used.surplus:
            file, _ = take_back(ledger, at, file, used, used.surplus)
    return file


def _used(file: ProjectFile, invoice: Invoice) -> Sequence[Payment]:
    mine = (one for one in file.payments if one.invoice_id == invoice.id and one.state == "succeeded")
    return [one for one in mine if one.credit_of and one.kept]


def _sources(ledger: Ledger, file: ProjectFile) -> Sequence[tuple[Payment, Money]]:
    """The payments with credit that nobody asked back, the earliest first."""
    mine = {one.id for one in file.mine.invoices}
    found = []
    for one in file.payments:
        if one.state == "succeeded" and one.surplus and one.invoice_id in mine:
            waiting = (r.amount for r in ledger.refunds(one.invoice_id) if (r.payment_id, r.state) == (one.id, "asked"))
            left = one.surplus - total(waiting, one.surplus.currency)
            found += [(one, left)] if left.minor > 0 else []
    return found
