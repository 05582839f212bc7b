"""The journal in double entry: money moves from one book to another, and what was written is never changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from core.domain.ids import AccountId, InvoiceId, JournalEntryId, PaymentId, ProjectId
from core.domain.invoice import CreditNote, Invoice
from core.domain.money import Money, total
from core.domain.payment import Payment
from core.domain.totals import added_tax

# receivable: what clients still owe · retainage: what they hold back · deposits: asked for ahead, not yet credited ·
# work: what was billed before tax · tax: what was billed of it · money: what arrived, by gateway · client_credit: what
# was paid beyond what was owed · card_fees: what came on top for paying by credit card.
Book = Literal["receivable", "retainage", "deposits", "work", "tax", "money", "client_credit", "card_fees"]
Cause = Literal["issued", "voided", "credited", "received", "reversed", "returned"]
Standing = Mapping["Place", int]
Moving = Invoice | CreditNote | Payment
CORRECTS: Mapping[Cause, Cause] = {"voided": "issued", "reversed": "received"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a posting is made. ``gateway`` for money, ``payment_id`` where a payment moves it."""

    book: Book
    invoice_id: InvoiceId
    payment_id: PaymentId | None = None
    gateway: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """``amount`` above zero is a debit, below zero a credit."""

    place: Place
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """All that one cause moved. Its postings sum to zero; ``corrects`` names the entry that it takes back. Its id
    follows from its cause, so that no cause is written twice.
    """

    id: JournalEntryId
    account_id: AccountId
    project_id: ProjectId
    cause: Cause
    cause_id: UUID
    corrects: JournalEntryId | None
    postings: tuple[Posting, ...]
    posted_at: datetime


def entry_id(account_id: AccountId, cause: Cause, cause_id: UUID) -> JournalEntryId:
    return JournalEntryId(uuid5(account_id, f"{cause}:{cause_id}"))


def entry_of(
    project: tuple[AccountId, ProjectId],
    why: tuple[Cause, UUID],
    before: Sequence[Moving],
    after: Sequence[Moving],
    posted_at: datetime,
) -> JournalEntry | None:
    """What stands otherwise after than before; None when nothing does."""
    moved: dict[Place, int] = defaultdict(int)
    for sign, things in ((-1, before), (1, after)):
        for thing in things:
            for place, minor in standing_of(thing).items():
                moved[place] += sign * minor
    (account_id, project_id), (cause, cause_id) = project, why
    corrected = CORRECTS.get(cause)
    postings = tuple(
        Posting(place=place, amount=Money(minor, thing_currency(after))) for place, minor in moved.items() if minor
    )
    if not postings:
        return None
    return JournalEntry(
        id=entry_id(account_id, cause, cause_id),
        account_id=account_id,
        project_id=project_id,
        cause=cause,
        cause_id=cause_id,
        corrects=entry_id(account_id, corrected, cause_id) if corrected else None,
        postings=postings,
        posted_at=posted_at,
    )


def thing_currency(things: Sequence[Moving]) -> str:
    """They are of one project, and so of one currency."""
    first = things[0]
    return first.amount.currency if isinstance(first, Payment) else first.total.currency


def standing_of(thing: Moving) -> Standing:
    """What it stands for in the books, in minor units: debits above zero. It sums to zero, and is nothing for an
    invoice that is void and for a payment that does not count.
    """
    if isinstance(thing, Payment):
        return _paid(thing) if thing.state == "succeeded" else {}
    if isinstance(thing, CreditNote):
        return {place: -minor for place, minor in _billed(thing, thing.invoice_id).items()}
    return {} if thing.state == "void" else _billed(thing, thing.id)


def _billed(one: Invoice | CreditNote, invoice_id: InvoiceId) -> Standing:
    within = one.tax - added_tax(one.taxes, one.total.currency)  # of inclusive taxes: it is in the subtotal
    sides: Mapping[Book, Money] = {
        "receivable": one.total,
        "retainage": one.retained,
        "deposits": one.deposit_applied,
        "work": within - one.subtotal,
        "tax": -one.tax,
    }
    return {Place(book=book, invoice_id=invoice_id): amount.minor for book, amount in sides.items() if amount}


def _paid(payment: Payment) -> Standing:
    """What was paid with credit takes it here, and so leaves what was written of the payment that the credit is of."""
    owed = Place(book="receivable", invoice_id=payment.invoice_id, payment_id=payment.id)
    credit, beyond = replace(owed, book="client_credit"), payment.kept - payment.allocated
    if payment.credit_of:
        return {credit: payment.allocated.minor, owed: -payment.allocated.minor}
    came, fee = replace(owed, book="money", gateway=payment.gateway), payment.card_fee.minor
    posted = {came: payment.kept.minor + fee, owed: -payment.allocated.minor, credit: -beyond.minor}
    return posted | {replace(owed, book="card_fees"): -fee}


def balance(entries: Iterable[JournalEntry], book: Book, currency: str, invoice_id: InvoiceId | None = None) -> Money:
    """Of that book, as debits less credits; of one invoice when it is named."""
    postings = (one for entry in entries for one in entry.postings if one.place.book == book)
    return total((one.amount for one in postings if invoice_id in {None, one.place.invoice_id}), currency)
