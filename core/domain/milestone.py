"""A milestone: a line of the schedule of values that becomes billable when proven."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from core.domain.ids import AccountId, ChangeOrderId, ContractorId, LineItemId, MilestoneId, ProjectId
from core.domain.money import Money

MilestoneKind = Literal["deposit", "work"]
MilestoneState = Literal["planned", "done", "billed", "paid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineItem:
    """One printed line. ``amount`` = ``unit_price`` x ``quantity``, rounded once; negative for a credit."""

    id: LineItemId
    description: str
    quantity: Decimal
    unit_price: Money
    amount: Money
    taxable: bool = True
    change_order_id: ChangeOrderId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """``scheduled_value`` is the sum of its lines, always; ``position`` starts at 1 in its project."""

    id: MilestoneId
    account_id: AccountId
    project_id: ProjectId
    contractor_id: ContractorId
    position: int
    name: str
    kind: MilestoneKind
    scheduled_value: Money
    lines: tuple[LineItem, ...]
    state: MilestoneState = "planned"
