"""What stays with GoCardless to be charged later: a mandate, on which a payment is a debit that takes days.

https://developer.gocardless.com/api-reference/#core-endpoints-mandates
"""

from datetime import datetime, timedelta
from typing import Any

from gocardless_pro.errors import InvalidApiUsageError, InvalidStateError

from channels.payments.gocardless.snapshots import Thing, reference_of
from core.ports.payments import ChargeWanted, MethodKept

KEEP = "keep"
_MOST = 500  # things a page of a list
_PAGE_LIVES = timedelta(days=8)  # a flow ends after seven
_PAGE_OVER = frozenset({"fulfilled", "cancelled"})
_UNDER_WAY = frozenset({"pending_customer_approval", "pending_submission", "submitted", "confirmed"})
_NOT_THERE = 404
_CAME = frozenset({"confirmed", "paid_out"})


def kept_of(client: Any, payment: Thing) -> MethodKept | None:
    """Of a first payment that came, by a mandate that was asked for to stay. Of the account GoCardless tells no more
    than its last few digits.
    """
    mandate_id = (payment.get("links") or {}).get("mandate")
    if not mandate_id or payment["status"] not in _CAME or not (payment.get("metadata") or {}).get(KEEP):
        return None
    links = client.mandates.get(mandate_id).attributes["links"]
    account = client.customer_bank_accounts.get(links["customer_bank_account"]).attributes
    brand, ending = account.get("bank_name") or "", account.get("account_number_ending") or ""
    return MethodKept(customer=links["customer"], external_id=mandate_id, brand=str(brand), last4=str(ending))


def charged(client: Any, wanted: ChargeWanted) -> str:
    """The payment under this reference, made now where there is none: keys are not kept for ever."""
    about = {"mandate": wanted.method, "limit": _MOST}
    for one in client.payments.all(params=about):
        if reference_of(one.attributes) == wanted.reference:
            return str(one.attributes["id"])
    params = {
        "amount": wanted.amount.minor,
        "currency": wanted.amount.currency,
        "description": wanted.description[:100],
        "metadata": {"reference": wanted.reference},
        "links": {"mandate": wanted.method},
    }
    made = client.payments.create(params=params, headers={"Idempotency-Key": f"charge-{wanted.reference}"})
    return str(made.attributes["id"])


def forget(client: Any, page: str, now: datetime) -> bool:
    """The payer's record goes (https://developer.gocardless.com/api-reference/#customers-remove-a-customer), once it is
    not needed for what is under way. What was paid stays.
    """
    try:
        request = client.billing_requests.get(page).attributes
        customer = (request.get("links") or {}).get("customer")
        open_yet = datetime.fromisoformat(request["created_at"]) + _PAGE_LIVES > now
        if not customer:
            return True
        if request["status"] not in _PAGE_OVER and open_yet:
            return False
        mine = client.payments.all(params={"customer": customer, "limit": _MOST})
        if any(one.attributes["status"] in _UNDER_WAY for one in mine):
            return False
        client.customers.remove(customer)
    except InvalidApiUsageError as gone:
        if gone.code != _NOT_THERE:
            raise
    return True


def cancel(client: Any, mandate: str) -> None:
    """With it goes what can still be called off; one that is over is no error."""
    try:
        client.mandates.cancel(mandate)
    except InvalidStateError:
        return
    except InvalidApiUsageError as gone:  # with its payer
        if gone.code != _NOT_THERE:
            raise
