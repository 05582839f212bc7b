"""Money that is given back to a client: of one payment, by hand or through the gateway it came by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from core.domain.ids import AccountId, InvoiceId, MemberId, PaymentId, RefundId
from core.domain.money import Money

RefundState = Literal["asked", "unknown", "sent", "failed"]
# Why a gateway sends nothing back: too little money in the account there; that much went back already; its payer
# disputes the payment; it is too old; it has not wholly come yet; the card or account takes nothing any more; the
# gateway or the key may not; the gateway is not set up here any more.
Refusal = Literal["no_funds", "gone_back", "disputed", "too_old", "not_settled", "closed", "not_allowed", "not_set_up"]
REFUSALS: tuple[Refusal, ...] = get_args(Refusal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Once it is sent, the payment itself says what went back. It is "unknown" from when a gateway was asked until it
    answers: it may have gone. ``reason``: why it failed, one of ``REFUSALS``, else in the gateway's own words.
    """

    id: RefundId
    account_id: AccountId
    payment_id: PaymentId
    invoice_id: InvoiceId
    amount: Money
    state: RefundState = "asked"
    reason: str = ""
    asked_by: MemberId | None
    asked_at: datetime
