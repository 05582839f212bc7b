"""The read model of a change order's page."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.account import Language
from core.domain.ids import AccountId, ChangeOrderId
from core.domain.money import Money
from core.domain.project import ChangeOrderState, shown_as


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """What the client decides about. ``contract`` is the sum to date as it stands now; ``decided_at`` is None while
    nobody has decided. ``taxed``: sales tax comes on top. ``told_by``: the member who says that the client decided,
    by "phone" or in "person" (``told_how``), "" where they did it here; ``objected_at``: when they said it is not so.
    """

    id: ChangeOrderId
    account_id: AccountId
    number: int
    state: ChangeOrderState
    description: str
    amount: Money
    contract: Money
    taxed: bool
    contractor_name: str
    contractor_phone: str
    contractor_email: str
    client_name: str
    project_name: str
    language: Language
    zone: str
    decided_at: datetime | None
    told_by: str = ""
    told_how: str = ""
    objected_at: datetime | None = None
    link_version: int = 1

    @property
    def shown_as(self) -> str:
        """What an answer given on this page is bound to."""
        return shown_as(self.id, self.amount, self.description)
