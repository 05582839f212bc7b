"""What Stripe keeps for later, and how it is charged without its payer.

https://docs.stripe.com/payments/save-during-payment says what a page is asked for (``setup_future_usage``), and how
such a charge is made (``off_session`` and ``confirm``). Card schemes want the payer's agreement to it first:
https://docs.stripe.com/payments/cits-and-mits.
"""

from collections.abc import Mapping
from typing import Any

from core.ports.payments import ChargeWanted, MethodKept, PageWanted

_BRANDS = {"amex": "American Express", "jcb": "JCB", "unionpay": "UnionPay", "diners": "Diners Club"}
_KINDS = {"us_bank_account": "Bank account", "sepa_debit": "SEPA", "acss_debit": "Bank account"}


def keeping(wanted: PageWanted) -> dict[str, Any]:
    """What a page is asked for besides: the payer has agreed on ours, and Stripe's own page says it again."""
    return {"customer_creation": "always"} if wanted.keep else {}


def keeping_payment(wanted: PageWanted) -> dict[str, Any]:
    return {"setup_future_usage": "off_session"} if wanted.keep else {}


def charge_params(wanted: ChargeWanted) -> dict[str, Any]:
    """Nobody is there to be sent anywhere, so no way to pay that would do that is tried."""
    return {
        "amount": wanted.amount.minor,
        "currency": wanted.amount.currency.lower(),
        "customer": wanted.customer,
        "payment_method": wanted.method,
        "off_session": True,
        "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        "description": wanted.description,
        "metadata": {"reference": wanted.reference},
    }


def kept_of(intent: Mapping[str, Any], charge: Mapping[str, Any]) -> MethodKept | None:
    """What the payment came by, where it may be charged again. What iDEAL and its like are paid with once leaves a
    SEPA debit that may.
    """
    details = charge.get("payment_method_details") or {}
    kind = str(details.get("type", "card"))
    about = details.get(kind) or {}
    method, customer = about.get("generated_sepa_debit") or intent.get("payment_method"), intent.get("customer")
    if intent.get("setup_future_usage") != "off_session" or not (method and customer):
        return None
    brand = str(about.get("brand") or about.get("bank_name") or _KINDS.get(kind, kind.replace("_", " ")))
    last4 = about.get("last4") or about.get("iban_last4") or ""
    named = _BRANDS.get(brand) or (brand.capitalize() if brand.islower() else brand)
    return MethodKept(customer=str(customer), external_id=str(method), brand=named, last4=str(last4))
