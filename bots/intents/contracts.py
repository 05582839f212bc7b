"""What can be meant about a contract's billing: how far the work is, retainage, credit notes, taxes, the sequence."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from core.domain.terms import CostType, DepositCredit, TaxScope


@dataclass(frozen=True, slots=True)
class ProgressSaid:
    """How far a milestone is: ``percent`` of it, and ``stored`` materials in major units; None: not said.

    ``bill``: it is to be billed at once. ``more``: ``percent`` is what to bill, besides what is billed already.
    ``amount``: in major units, what to bill besides. ``part`` of ``whole``: a quantity, as in "4 of 10 doors".
    """

    percent: Decimal | None = None
    stored: Decimal | None = None
    milestone: str | None = None
    bill: bool = False
    more: bool = False
    amount: Decimal | None = None
    part: Decimal | None = None
    whole: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RetainageSaid:
    """``percent`` of what is billed is held back (0: nothing), and ``later`` once ``step`` percent are billed."""

    percent: Decimal
    step: Decimal | None = None
    later: Decimal | None = None
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class ReleaseSaid:
    """``percent`` of what is held back is to be billed now."""

    percent: Decimal = Decimal(100)
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class RetainageAsked:
    """How much is held back, of all jobs, or of the one that is named: a job or a client, as said."""

    about: str | None = None


@dataclass(frozen=True, slots=True)
class CreditSaid:
    """What an invoice asked for is taken back: ``amount`` of it, in major units before tax; None: all that is left."""

    about: str
    amount: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LineCredit:
    """One line of an invoice is taken back: all of it, so many pieces, or ``amount`` in major units. ``about``: the
    invoice as said, or "".
    """

    what: str
    count: Decimal | None = None
    amount: Decimal | None = None
    about: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefundSaid:
    """Money that came goes back: ``amount`` in major units, None for what there is to give back. ``about`` whose, or of
    which invoice.
    """

    amount: Decimal | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class RefundNoted:
    """What a gateway sent back: ``amount`` in major units. ``gateway``: its name here; ``about`` whose, ``number`` of
    which invoice, "" where that is not said.
    """

    gateway: str
    amount: Decimal
    about: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Reissue:
    """An invoice is to count no more, and what it billed is to be billed anew. ``about`` as for ``VoidInvoice``."""

    about: str | None = None


@dataclass(frozen=True, slots=True)
class AdvanceSaid:
    """A deposit outside the schedule, in major units or (``percent``) of the contract, and how it is credited."""

    amount: Decimal
    percent: bool = False
    credit: DepositCredit = "pro_rata"


@dataclass(frozen=True, slots=True)
class DepositAsked:
    """The deposit is to be billed; no milestone is called so."""


@dataclass(frozen=True, slots=True)
class ColumnsSaid:
    """Whether invoices print the whole schedule."""

    on: bool


@dataclass(frozen=True, slots=True)
class SequenceSaid:
    """Whether milestones are billed in their sequence only."""

    on: bool


@dataclass(frozen=True, slots=True)
class TaxTold:
    """One tax: its name or "", in percent, and what it is on."""

    name: str
    percent: Decimal
    scope: TaxScope = "all"


@dataclass(frozen=True, slots=True)
class TaxesSaid:
    """The taxes of a job; none: those it has. ``inclusive``: whether prices have them in them. ``scope``: what all of
    them are on.
    """

    taxes: tuple[TaxTold, ...] = ()
    inclusive: bool | None = None
    scope: TaxScope | None = None


@dataclass(frozen=True, slots=True)
class CostSaid:
    """What all the lines of a part are."""

    milestone: str
    cost_type: CostType


@dataclass(frozen=True, slots=True)
class JobDiscount:
    """Taken off the whole job: in percent of the contract, or in major units."""

    amount: Decimal
    percent: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DueWhen:
    """When a part is to be billed. ``day``: "2026-12-15", or "12-15" for the next such day."""

    milestone: str
    on: Literal["completion", "approval", "date"]
    day: str = ""


@dataclass(frozen=True, slots=True)
class CreditUse:
    """A client's credit is to pay an invoice: the one that is ``numbered``, or the ``next``. ``about`` whose. ``back``:
    it shall pay it no longer.
    """

    about: str | None = None
    next: bool = False
    back: bool = False


ContractSaid = (
    ProgressSaid
    | RetainageSaid
    | ReleaseSaid
    | RetainageAsked
    | CreditSaid
    | LineCredit
    | RefundSaid
    | RefundNoted
    | CreditUse
    | Reissue
    | AdvanceSaid
    | DepositAsked
    | ColumnsSaid
    | SequenceSaid
    | DueWhen
    | TaxesSaid
    | CostSaid
    | JobDiscount
)
