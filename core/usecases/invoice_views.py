"""What the client's page of one invoice shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from core.domain.account import Language
from core.domain.bank import BankFacts
from core.domain.ids import AccountId, InvoiceId, PaymentLinkId, ProjectId, SavedMethodId
from core.domain.invoice import InvoiceState
from core.domain.money import Money, Rate
from core.usecases.answer_views import LineAnswerView
from core.usecases.proof_views import ProofView


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    author: Literal["client", "contractor"]
    text: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """A payment on the client's page. ``receipt_number`` is "" until it succeeded; ``surplus`` of the amount is the
    client's credit, ``used`` of it paid other invoices; ``refunded`` and ``disputed`` of it went back.
    """

    amount: Money
    surplus: Money
    used: Money
    refunded: Money
    disputed: Money
    method: str
    note: str
    state: Literal["pending", "succeeded", "failed", "parked", "reversed"]
    received_at: datetime
    receipt_number: str
    card_fee: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditView:
    """A credit note on the client's page."""

    number: str
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankView:
    """Where the contractor is paid by bank transfer, unchanged ``since`` then. ``address``: the letterhead's."""

    facts: BankFacts
    since: datetime
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """The client's saved way to pay, for what they approve of this job."""

    id: SavedMethodId
    gateway: str
    brand: str
    last4: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePage:
    """All that the client's page shows. ``sheet`` is the frozen InvoiceSheet as JSON. ``disputed``: what of the balance
    waits for a line that was asked about; ``answers``: the newest word on each line. ``payees``: the gateways at which
    its contractor has an account of their own that can be paid to. ``saved``: what may be charged for it; ``charging``:
    that is under way.
    """

    account_id: AccountId
    link_id: PaymentLinkId
    link_version: int
    revoked: bool
    invoice_id: InvoiceId
    project_id: ProjectId
    number: str
    state: InvoiceState
    language: Language
    zone: str
    contractor_name: str
    contractor_phone: str
    contractor_email: str
    client_name: str
    project_name: str
    sheet: Mapping[str, Any]
    total: Money
    paid: Money
    credited: Money
    balance: Money
    disputed: Money
    answers: tuple[LineAnswerView, ...]
    issued_at: datetime
    due_on: date
    viewed_at: datetime | None
    approved_at: datetime | None
    has_pdf: bool
    proofs: tuple[ProofView, ...]
    questions: tuple[QuestionView, ...]
    payments: tuple[PaymentView, ...]
    credits: tuple[CreditView, ...] = ()
    job_link_version: int = 1
    bank: BankView | None = None
    payees: frozenset[str] = frozenset()
    saved: SavedView | None = None
    charging: bool = False
    card_fee: Rate | None = None
    places: tuple[str, ...] = ()

    @property
    def undisputed(self) -> Money:
        """What can be paid without the lines that were asked about."""
        return self.balance - self.disputed
