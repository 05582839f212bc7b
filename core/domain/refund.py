"""Money that is given back to a client: of one payment, by hand or through the gateway it came by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.domain.ids import AccountId, InvoiceId, MemberId, PaymentId, RefundId
from core.domain.money import Money

RefundState = Literal["asked", "sent", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Once it is sent, the payment itself says what went back. ``reason``: why it failed, in the gateway's words."""

    id: RefundId
    account_id: AccountId
    payment_id: PaymentId
    invoice_id: InvoiceId
    amount: Money
    state: RefundState = "asked"
    reason: str = ""
    asked_by: MemberId | None
    asked_at: datetime
