"""What is taken on top from a credit card, and from nothing else.

A page that may take a fee only has the card's bank hold the sum with the fee
(https://docs.stripe.com/payments/place-a-hold-on-a-payment-method). What kind of card it is is known then: from a
credit card all of it is taken, from any other the sum without the fee. Card networks' rules forbid a fee on debit and
prepaid cards. What a hold leaves is released and is no refund (since API version 2025-03-31).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from core.domain.money import half_away_from_zero
from core.ports.payments import PageWanted

HELD = "requires_capture"
_FEE = "card_fee"
_CREDIT = "credit"
_CARDS = ("card", "link")  # what a page without cards leaves out: a card may lie behind Link


@dataclass(frozen=True, slots=True)
class Parts:
    """Of a payment, in minor units: for the invoice, what of that went back (refunded, disputed, disputed beyond what
    was left), and what of the fee is still there.
    """

    amount: int
    refunded: int
    disputed: int
    over: int
    fee: int


def fee_params(wanted: PageWanted) -> dict[str, Any]:
    """What a page is asked for besides."""
    if wanted.means == "bank":
        return {"excluded_payment_method_types": list(_CARDS)}
    return {"payment_method_types": ["card"]} if wanted.means == "card" else {}


def fee_items(wanted: PageWanted) -> list[dict[str, Any]]:
    if wanted.card_fee is None:
        return []
    price = {"currency": wanted.card_fee.currency.lower(), "unit_amount": wanted.card_fee.minor}
    return [{"quantity": 1, "price_data": {**price, "product_data": {"name": wanted.card_fee_name}}}]


def holding(wanted: PageWanted) -> dict[str, Any]:
    return {} if wanted.card_fee is None else {"capture_method": "manual"}


def noting(wanted: PageWanted) -> dict[str, str]:
    """In the payment's metadata: what of it is the fee."""
    return {} if wanted.card_fee is None else {_FEE: str(wanted.card_fee.minor)}


def fee_asked(intent: Mapping[str, Any]) -> int:
    """In minor units, 0 for none."""
    said = str(intent["metadata"].get(_FEE, ""))
    fee = int(said) if said.isascii() and said.isdigit() else 0
    return fee if fee < intent["amount"] else 0


def to_take(intent: Mapping[str, Any]) -> int:
    """Of a payment that is held. ``latest_charge`` is there."""
    details = (intent.get("latest_charge") or {}).get("payment_method_details") or {}
    credit = details.get("type") == "card" and (details.get("card") or {}).get("funding") == _CREDIT
    return int(intent["amount"]) - (0 if credit else fee_asked(intent))


def parts_of(intent: Mapping[str, Any], refunded: int, disputed: int) -> Parts:
    """Of what went back, the fee's share is its share of what came; so it is when we send something back."""
    taken, fee = intent["status"] == "succeeded", fee_asked(intent)
    came = int(intent["amount_received"] if taken else intent["amount"])
    amount = came - fee if fee and (not taken or came == intent["amount"]) else came
    held = min(disputed, came - refunded)
    share = Fraction(amount, came) if came else Fraction(1)
    back, sent = half_away_from_zero((refunded + held) * share), half_away_from_zero(refunded * share)
    return Parts(
        amount=amount,
        refunded=sent,
        disputed=back - sent,
        over=half_away_from_zero((disputed - held) * share),
        fee=came - amount - (refunded + held - back) if taken else 0,
    )


def with_fee(intent: Mapping[str, Any], refunded: int, amount: int) -> int:
    """What to send back so that ``amount`` of what was paid for the invoice does: ``refunded`` went back before."""
    parts = parts_of(intent, refunded, 0)
    came = int(intent["amount_received"])
    return half_away_from_zero((parts.refunded + amount) * Fraction(came, parts.amount)) - refunded
