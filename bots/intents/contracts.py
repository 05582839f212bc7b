"""What can be meant about a contract's billing: how far the work is, retainage, credit notes, taxes, the sequence."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ProgressSaid:
    """How far a milestone is: ``percent`` of it, and ``stored`` materials in major units; None: not said.

    ``bill``: it is to be billed at once. ``more``: ``percent`` is what to bill, besides what is billed already.
    """

    percent: Decimal | None = None
    stored: Decimal | None = None
    milestone: str | None = None
    bill: bool = False
    more: bool = False
