"""A milestone: a line of the schedule of values that becomes billable when proven."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from core.domain.ids import AccountId, ChangeOrderId, ContractorId, InvoiceId, LineItemId, MilestoneId, ProjectId
from core.domain.money import Money, Rate
from core.domain.terms import NOTHING_SAID, ON_COMPLETION, CostType, Due, GroupKind, Progress

MilestoneKind = Literal["deposit", "work"]
MilestoneState = Literal["planned", "done", "billed", "paid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineItem:
    """One printed line. ``amount`` = ``unit_price`` x ``quantity``, rounded once; negative for a credit.

    ``discount``: a share of the contract's discount, which is taken off the other lines' worth in proportion.
    """

    id: LineItemId
    description: str
    quantity: Decimal
    unit_price: Money
    amount: Money
    taxable: bool = True
    change_order_id: ChangeOrderId | None = None
    unit: str = ""
    cost_type: CostType = "other"
    discount: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """``scheduled_value`` is the sum of its lines, always; ``position`` starts at 1 in its project.

    ``group`` is the room, phase, trade or task it belongs to. ``retainage``: its own rate instead of the contract's.
    ``approved_at``: when the client approved the work, before it was billed. ``fee_of``: whose late fee it is.
    """

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
    group: str = ""
    group_kind: GroupKind = ""
    due: Due = ON_COMPLETION
    progress: Progress = NOTHING_SAID
    retainage: Rate | None = None
    approved_at: datetime | None = None
    fee_of: InvoiceId | None = None
