"""A proposal: what is offered line by line, what the client may choose, and how it is to be paid. Signed, it binds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from core.domain.account import Language
from core.domain.ids import (
    AccountId,
    ClientId,
    ContractorId,
    LineItemId,
    MemberId,
    ProjectId,
    ProposalId,
    ProposalQuestionId,
)
from core.domain.money import ZERO_RATE, Money, Rate
from core.domain.party import ON_RECEIPT, DueTerms
from core.domain.schedule import Term
from core.domain.terms import PLAIN_TERMS, BillingTerms, CostType, DepositCredit, GroupKind

ProposalState = Literal["draft", "sent", "signed", "declined", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLine:
    """``amount`` = ``unit_price`` x ``quantity``, rounded once; negative for a credit. ``unit_price`` None: no
    price yet, and an amount of nothing; it cannot be offered so.

    ``optional``: in only when ``picked``. Of the alternatives of one ``choice`` in its section one is picked; the lines
    of one alternative go together. All other lines are in, whatever ``picked`` says.
    """

    id: LineItemId
    description: str
    quantity: Decimal = Decimal(1)
    unit: str = ""
    unit_price: Money | None
    amount: Money
    cost_type: CostType = "other"
    taxable: bool = True
    optional: bool = False
    choice: str = ""
    alternative: str = ""
    picked: bool = False

    @property
    def free(self) -> bool:
        """The client decides whether it is in."""
        return self.optional or bool(self.choice)

    @property
    def counts(self) -> bool:
        return self.picked or not self.free

    @property
    def price(self) -> Money:
        """Of one; nothing while it has none."""
        return Money.zero(self.amount.currency) if self.unit_price is None else self.unit_price


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSection:
    """A room, phase, trade or task, or all of it ("")."""

    name: str
    kind: GroupKind = ""
    lines: tuple[ProposalLine, ...]

    @property
    def counted(self) -> tuple[ProposalLine, ...]:
        return tuple(line for line in self.lines if line.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An amount, or a rate of a sum that is not known before the client has chosen: ``amount`` None then."""

    amount: Money | None = None
    rate: Rate = ZERO_RATE

    def of(self, whole: Money) -> Money:
        return whole.share(self.rate) if self.amount is None else self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositWish:
    """What is asked for before any work, and how it is credited on what is billed later."""

    share: Share
    credit: DepositCredit = "pro_rata"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed what, and how it is known. ``document_hash``: of the sheet that was signed (SHA-256, hex).

    ``how``: "typed" is the name alone, "drawn" has its strokes in ``drawing`` (see ``signing.strokes``), "paper" is a
    signed paper that a member took in, kept under ``picture_key``, its other pages under ``more_keys``. ``channel`` and
    ``address`` (masked): where the code went that the signer gave back, "" for paper. ``ip`` and ``device``: as their
    browser told.
    """

    name: str
    how: Literal["typed", "drawn", "paper"]
    at: datetime
    document_hash: str
    drawing: str = ""
    picture_key: str = ""
    more_keys: tuple[str, ...] = ()
    channel: str = ""
    address: str = ""
    ip: str = ""
    device: str = ""
    taken_in_by: MemberId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningCode:
    """The code that was sent to the address on file: the ``turn``-th of this revision, given back wrongly so often.

    ``channel`` and ``address`` (masked): where it went, "" when there is no address. ``before``: when those of the hour
    before it were asked for.
    """

    turn: int
    sent_at: datetime
    wrong: int = 0
    channel: str = ""
    address: str = ""
    before: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """``schedule``: how it is paid; empty, each section is a milestone. ``revision`` counts what was sent: the client
    signs the one that was shown. ``sheet`` is what was sent last, frozen with its choices when signed; ``project_id``
    is there once billing has started. Links of another ``link_version`` are revoked.
    """

    id: ProposalId
    account_id: AccountId
    contractor_id: ContractorId
    client_id: ClientId
    name: str
    currency: str
    sections: tuple[ProposalSection, ...]
    schedule: tuple[Term, ...] = ()
    terms: BillingTerms = PLAIN_TERMS
    deposit: DepositWish | None = None
    discount: Share | None = None
    due_terms: DueTerms = ON_RECEIPT
    notes: str = ""
    valid_until: date | None = None
    number: str = ""
    revision: int = 0
    state: ProposalState = "draft"
    language: Language = "en"
    sheet: Mapping[str, Any] | None = None
    sheet_hash: str = ""
    pdf_key: str | None = None
    signature: Signature | None = None
    code: SigningCode | None = None
    decline_reason: str = ""
    project_id: ProjectId | None = None
    created_by: MemberId
    created_at: datetime
    sent_at: datetime | None = None
    viewed_at: datetime | None = None
    link_version: int = 1

    @property
    def lines(self) -> Iterator[ProposalLine]:
        return (line for section in self.sections for line in section.lines)

    @property
    def unpriced(self) -> tuple[ProposalLine, ...]:
        """Lines without a price yet, in the client's choice or not."""
        return tuple(line for line in self.lines if line.unit_price is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalQuestion:
    """One message of the conversation about a proposal, in either direction."""

    id: ProposalQuestionId
    account_id: AccountId
    proposal_id: ProposalId
    author: Literal["client", "contractor"]
    text: str
    asked_at: datetime
