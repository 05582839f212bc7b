"""What of a project waits for somebody's word, as the status shows it."""

from dataclasses import dataclass

from core.domain.ids import InvoiceId, MilestoneId
from core.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWaits:
    """The client asked about this line of an open invoice, and nobody settled it."""

    invoice_id: InvoiceId
    milestone_id: MilestoneId
    line: str
    number: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWaits:
    """A change order that the client was asked about and has not answered."""

    number: int
    description: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Waits:
    """For the contractor's word, and for the client's."""

    lines: tuple[LineWaits, ...] = ()
    changes: tuple[ChangeWaits, ...] = ()


NOTHING_WAITS = Waits()
