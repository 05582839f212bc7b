"""What is asked of GoCardless, through its SDK, which waits for the answers: a thread's work."""

from datetime import datetime
from typing import Any

from gocardless_pro.errors import IdempotentCreationConflictError

from channels.payments.gocardless.saved import KEEP, kept_of
from channels.payments.gocardless.snapshots import GONE_WRONG, NEVER_SENT, Known, Thing, reference_of, refund_known
from core.domain.money import Money
from core.ports.payments import GatewayFailed, PageMade, PageWanted, RefundWanted

INSTANT = frozenset({"GBP", "EUR"})
# Elsewhere by a mandate; where the scheme can say so, one that is good for one payment.
_ONCE = {"USD": {"scheme": "ach", "consent_type": "one_off"}, "CAD": {"scheme": "pad", "consent_type": "single"}}
CURRENCIES = INSTANT | {"AUD", "CAD", "DKK", "NZD", "SEK", "USD"}
_LONGEST_WORDS = 100
_MOST = 500  # things a page of a list


def ask_page(client: Any, wanted: PageWanted) -> PageMade:
    """A billing request says what is wanted, a flow is the page. The same key gives the same of each again."""
    params = {"metadata": _metadata(wanted), **_request(wanted)}
    reference = wanted.reference + ("-keep" if wanted.keep else "")
    made = client.billing_requests.create(params=params, headers=_key(reference)).attributes
    if made["metadata"] != params["metadata"]:  # GoCardless compares keys, and not what is asked by them
        raise GatewayFailed("gocardless: this reference was used for another amount", final=True)
    flow = {
        "redirect_uri": wanted.return_url,
        "exit_uri": wanted.return_url,
        "language": wanted.language,
        "lock_currency": True,
        "prefilled_customer": _payer(wanted),
        "links": {"billing_request": made["id"]},
    }
    flows = client.billing_request_flows
    try:
        page = flows.create(params=flow, headers=_key(f"page-{reference}")).attributes
    except IdempotentCreationConflictError as known:  # a flow cannot be read; this gives it again
        page = flows.initialise(known.conflicting_resource_id).attributes
    return PageMade(made["id"], page["authorisation_url"], datetime.fromisoformat(page["expires_at"]))


def _request(wanted: PageWanted) -> dict[str, Any]:
    """At once by the payer's bank, with a debit for those whose bank cannot; in other currencies, and where the mandate
    is to stay, by a debit.
    """
    currency, words = wanted.amount.currency, wanted.description[:_LONGEST_WORDS]
    asked = {"currency": currency, "description": words, "metadata": {"reference": wanted.reference}}
    if wanted.keep:
        scheme = _ONCE.get(currency, {}).get("scheme")
        return {"mandate_request": {**asked, **({"scheme": scheme} if scheme else {})}}
    if currency in INSTANT:
        return {"payment_request": {**asked, "amount": wanted.amount.minor}, "fallback_enabled": True}
    return {"mandate_request": {**asked, **_ONCE.get(currency, {})}}


def _metadata(wanted: PageWanted) -> dict[str, str]:
    """All that it takes to collect by the mandate that comes of it."""
    collect = f"{wanted.amount.minor} {wanted.amount.currency}" + (f" {KEEP}" if wanted.keep else "")
    return {"reference": wanted.reference, "collect": collect, "for": wanted.description[:_LONGEST_WORDS]}


def _payer(wanted: PageWanted) -> dict[str, str]:
    """Shown to the payer, who may change it."""
    given, _, family = wanted.payer_name.rpartition(" ")
    known = {"email": wanted.payer_email, "given_name": given, "family_name": family if given else ""}
    return {name: value for name, value in known.items() if value}


def paid_on(client: Any, page: str) -> Known | None:
    """The payment that came of a page; one that is to be collected by a mandate is asked for now. None: none yet."""
    request = client.billing_requests.get(page).attributes
    reference, links = reference_of(request), request.get("links") or {}
    ours = reference and "collect" in request["metadata"]  # other programs may have a "reference" as well
    if request["status"] != "fulfilled" or not ours:
        return None
    payment = links.get("payment_request_payment")
    if payment:
        return whole(client, _marked(client, client.payments.get(payment).attributes, reference))
    mandate = links.get("mandate_request_mandate")
    return whole(client, _collected(client, request, mandate)) if mandate else None


def whole(client: Any, payment: Thing) -> Known:
    """With its refunds where it has any, and with what happened to it where it went wrong."""
    about = {"payment": payment["id"], "limit": _MOST}
    refunds = _all(client.refunds, about) if payment.get("amount_refunded") else []
    events = _all(client.events, about) if payment["status"] in GONE_WRONG else []
    return Known(payment, refunds, events, kept_of(client, payment))


def refund(client: Any, wanted: RefundWanted) -> Known:
    """Keys are not kept for ever, so the refunds that there are, are looked through first."""
    payment = client.payments.get(wanted.payment).attributes
    sent = refund_known(_all(client.refunds, {"payment": wanted.payment, "limit": _MOST}), wanted.reference)
    if sent is None:
        params = {
            "amount": wanted.amount.minor,
            "total_amount_confirmation": payment["amount_refunded"] + wanted.amount.minor,
            "metadata": {"refund": wanted.reference},
            "links": {"payment": wanted.payment},
        }
        sent = client.refunds.create(params=params, headers=_key(f"refund-{wanted.reference}")).attributes
    if sent["status"] in NEVER_SENT:
        raise GatewayFailed(f"gocardless: refund {sent['status']}", final=True, refusal="closed")
    return whole(client, client.payments.get(wanted.payment).attributes)


def listed(client: Any, since: datetime) -> list[Known]:
    found = _all(client.payments, {"created_at[gte]": since.isoformat(), "limit": _MOST})
    return [whole(client, payment) for payment in found if reference_of(payment)]


def _marked(client: Any, payment: Thing, reference: str) -> Thing:
    """With our reference on it, by which later events find their way."""
    if reference_of(payment):
        return payment
    metadata = {**(payment.get("metadata") or {}), "reference": reference}
    marked: Thing = client.payments.update(payment["id"], params={"metadata": metadata}).attributes
    return marked


def _collected(client: Any, request: Thing, mandate: str) -> Thing:
    """Once: whoever asks again gets the payment that there is."""
    reference, known = reference_of(request), request["metadata"]
    for payment in _all(client.payments, {"mandate": mandate, "limit": _MOST}):
        if reference_of(payment) == reference:
            return payment
    minor, currency, *keep = known["collect"].split(" ")
    amount = Money(int(minor), currency)
    params = {
        "amount": amount.minor,
        "currency": amount.currency,
        "description": known["for"],
        "metadata": {"reference": reference, **({KEEP: "yes"} if keep else {})},
        "links": {"mandate": mandate},
    }
    made: Thing = client.payments.create(params=params, headers=_key(f"collect-{reference}")).attributes
    return made


def _all(service: Any, params: dict[str, Any]) -> list[Thing]:
    return [one.attributes for one in service.all(params=params)]


def _key(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}
