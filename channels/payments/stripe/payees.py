"""Stripe Connect's shapes in the house's words (https://docs.stripe.com/api/accounts/object)."""

from collections.abc import Mapping
from typing import Any

from core.domain.payee import NEEDS, Need
from core.ports.payees import PayeeNews, PayeeWanted

GONE = "account.application.deauthorized"
CHANGED = "account.updated"
# How a requirement's name begins (https://docs.stripe.com/api/accounts/object#account_object-requirements).
_NEEDS: Mapping[str, Need] = {
    "external_account": "bank",
    "individual": "identity",
    "representative": "identity",
    "person": "identity",
    "owners": "identity",
    "directors": "identity",
    "executives": "identity",
    "business_profile": "business",
    "business_type": "business",
    "company": "business",
    "tos_acceptance": "terms",
}


def wanted_account(wanted: PayeeWanted) -> dict[str, Any]:
    """One that deals with Stripe itself: it pays the fees, and sees and settles its disputes in Stripe's dashboard."""
    params: dict[str, Any] = {
        "controller": {
            "fees": {"payer": "account"},
            "losses": {"payments": "stripe"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": "full"},
        },
        "business_profile": {"name": wanted.name},
        "metadata": {"contractor": wanted.reference},
    }
    if wanted.email:
        params["email"] = wanted.email
    if wanted.country:
        params["country"] = wanted.country
    return params


def news_of(account: Mapping[str, Any]) -> PayeeNews:
    """``charges_enabled`` alone says that it may be paid to."""
    said = account.get("requirements") or {}
    found = {_need(one) for one in (*(said.get("currently_due") or ()), *(said.get("past_due") or ()))}
    why = str(said.get("disabled_reason") or "")
    if why.startswith("rejected"):
        found = {"refused"}
    elif not found and not account["charges_enabled"] and account.get("details_submitted"):
        found = {"review"}
    needs = tuple(one for one in NEEDS if one in found)
    return PayeeNews(external_id=account["id"], may_charge=bool(account["charges_enabled"]), needs=needs)


def _need(requirement: str) -> Need:
    """People of a firm are named by an id: person_1NX....first_name."""
    name = requirement.partition(".")[0]
    return _NEEDS.get("person" if name.startswith("person_") else name, "other")
