"""A contractor's own account at a gateway, to which clients' money goes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from core.domain.ids import AccountId, ContractorId, PayeeId

PayeeState = Literal["started", "ready", "off"]
Need = Literal["bank", "identity", "business", "terms", "review", "refused", "other"]
NEEDS: tuple[Need, ...] = get_args(Need)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """One a contractor and gateway. ``external_id`` is the account there; only one that is "ready" may be paid to, and
    one that is "off" was taken out of our hands there. ``needs``: what the gateway still waits for, joined by commas.
    """

    id: PayeeId
    account_id: AccountId
    contractor_id: ContractorId
    gateway: str
    external_id: str
    state: PayeeState = "started"
    needs: str = ""
    created_at: datetime

    @property
    def still_needs(self) -> tuple[Need, ...]:
        """In the sequence in which they are told."""
        said = self.needs.split(",")
        return tuple(one for one in NEEDS if one in said)
