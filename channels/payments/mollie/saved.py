"""What Mollie keeps for later, and how it is charged without its payer (https://docs.mollie.com/docs/recurring-payments).

A first payment by a customer leaves a mandate: of the card, or for a SEPA debit of the account that iDEAL and its like
were paid from. Each consent has a customer of its own, who goes with it.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from mollie.api.error import ResponseError

from channels.payments.mollie.snapshots import reference_of
from core.ports.payments import ChargeWanted, MethodKept, PageWanted

_GONE = frozenset({404, 410})


def keeping(mollie: Any, wanted: PageWanted) -> dict[str, str]:
    """What a page is asked for besides. Asked again after Mollie forgot the key, the customer before is left empty."""
    person: dict[str, Any] = {"name": wanted.payer_name, "metadata": {"reference": wanted.reference}}
    if wanted.payer_email:
        person["email"] = wanted.payer_email
    made = mollie.customers.create(person, idempotency_key=f"customer-{wanted.reference}")
    return {"customerId": made["id"], "sequenceType": "first"}


def kept_of(payment: Mapping[str, Any]) -> MethodKept | None:
    """What a first payment came by. Of a card Mollie tells the last four digits, of an account the IBAN, of which no
    more than four go on.
    """
    customer, mandate = payment.get("customerId"), payment.get("mandateId")
    if payment.get("sequenceType") != "first" or not (customer and mandate):
        return None
    details = payment.get("details") or {}
    by_paypal = payment.get("method") == "paypal"
    number = "" if by_paypal else str(details.get("cardNumber") or details.get("consumerAccount") or "")
    brand = details.get("cardLabel") or ("PayPal" if by_paypal else "SEPA")
    return MethodKept(customer=str(customer), external_id=str(mandate), brand=str(brand), last4=number[-4:])


def charge_params(wanted: ChargeWanted) -> dict[str, Any]:
    return {
        "customerId": wanted.customer,
        "mandateId": wanted.method,
        "sequenceType": "recurring",
        "metadata": {"reference": wanted.reference},
    }


def charged(mollie: Any, wanted: ChargeWanted) -> str | None:
    """The payment that was made under this reference; keys are kept for an hour."""
    for payment in _payments_by(mollie, wanted.customer):
        if reference_of(payment) == wanted.reference:
            return str(payment["id"])
    return None


def forget(mollie: Any, customer: str) -> None:
    """The customer goes, with name, address and every mandate; one that is gone is no error."""
    try:
        mollie.customers.delete(customer)
    except ResponseError as refused:
        if refused.status not in _GONE:
            raise


def _payments_by(mollie: Any, customer: str) -> Iterator[Mapping[str, Any]]:
    """The next page is asked for by its first id, as of the whole list."""
    listing = mollie.customers.get(customer).payments
    params: dict[str, Any] = {"limit": 250}
    while True:
        page = listing.list(**params)
        yield from page["_embedded"]["payments"]
        link = page["_links"].get("next")
        if not link:
            return
        params["from"] = parse_qs(urlsplit(link["href"]).query)["from"][0]
