"""A gateway is there when all of its settings are, and production says in words which are missing."""

import subprocess
import sys

import pytest
from pydantic import ValidationError

from bots.gateways import open_gateways, taking
from bots.roads import Kept, RoadClosed, open_roads
from bots.settings import Settings
from core.ports.payments import GatewayCapabilities

GOOD = {"environment": "production", "secret_key": "k" * 32, "public_base_url": "https://pay.example.com"}
WHOLE = {
    "square": {
        "square_access_token": "EAAA-0123",
        "square_location_id": "L1",
        "square_webhook_signature_key": "signature-key",
    },
    "paypal": {"paypal_client_id": "client", "paypal_client_secret": "secret-0123", "paypal_webhook_id": "5GP028458"},
    "mollie": {"mollie_api_key": "test_0123456789"},
    "gocardless": {
        "gocardless_access_token": "sandbox_0123",
        "gocardless_webhook_secret": "a-secret-of-tests-1, the-one-before-this",
    },
}
ALL = [(name, missing) for name, chosen in WHOLE.items() for missing in chosen]


def settings(**chosen) -> Settings:
    return Settings(_env_file=None, **chosen)


def key(purpose: str) -> bytes:
    return f"key of {purpose}".encode()


@pytest.mark.parametrize("name", WHOLE)
def test_a_gateway_with_all_of_its_settings_is_open_under_its_name(name):
    opened = open_gateways(settings(**WHOLE[name]), key)
    assert list(opened) == [name]
    assert opened[name].name == name
    assert settings(**GOOD, **WHOLE[name])


@pytest.mark.parametrize(("name", "missing"), ALL)
def test_one_setting_short_it_is_closed(name, missing):
    assert open_gateways(settings(**{**WHOLE[name], missing: ""}), key) == {}


@pytest.mark.parametrize(("name", "missing"), ALL)
def test_production_names_the_setting_that_is_missing(name, missing):
    first = next(iter(WHOLE[name]))
    if missing == first:
        assert settings(**GOOD, **{**WHOLE[name], missing: ""})  # off
        return
    with pytest.raises(ValidationError) as refused:
        settings(**GOOD, **{**WHOLE[name], missing: ""})
    assert f"{first.upper()} is set, so {missing.upper()} must be set" in str(refused.value)


@pytest.mark.parametrize("name", ["stripe", *WHOLE])
def test_keys_go_nowhere_in_clear(name):
    with pytest.raises(ValidationError, match=f"{name.upper()}_API_BASE must begin with https://"):
        settings(**GOOD, **{f"{name}_api_base": "http://vendor.example"})


def test_an_sdk_is_imported_only_for_a_gateway_that_is_open():
    told = "import sys, bots.gateways as g, bots.settings as s; g.open_gateways(s.Settings(_env_file=None), bytes)"
    sdks = ("square", "paypalserversdk", "stripe", "mollie", "gocardless_pro")
    told += f"; print([one for one in {sdks} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_mollie_is_told_where_to_call_only_where_it_can():
    found = open_gateways(settings(mollie_api_key="test_1", public_base_url="https://bot.example"), key)
    assert found["mollie"].webhook_for("r").startswith("https://bot.example/webhooks/mollie?for=r&key=")
    found = open_gateways(settings(mollie_api_key="test_1"), key)
    assert found["mollie"].webhook_for("r").startswith("?")


def test_a_mollie_key_that_is_none_closes_the_road_in_words_that_do_not_repeat_it():
    kept = Kept(credentials=None, handed=None, began=lambda _: None)
    with pytest.raises(RoadClosed, match="MOLLIE_API_KEY must begin with") as closed:
        open_roads(settings(mollie_api_key="canary"), key, kept)
    assert "canary" not in str(closed.value)
    with pytest.raises(ValidationError, match="MOLLIE_API_KEY must begin with") as refused:
        settings(**GOOD, mollie_api_key="canary")
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"gocardless_access_token": "canary"}, "GOCARDLESS_ACCESS_TOKEN must begin with live_ or sandbox_"),
        ({"gocardless_webhook_secret": "canary"}, "must be made of secrets of 16 characters or more"),
    ],
)
def test_production_does_not_take_half_a_gocardless(chosen, words):
    with pytest.raises(ValidationError, match=words) as refused:
        settings(**GOOD, **{**WHOLE["gocardless"], **chosen})
    assert "canary" not in str(refused.value)


def can(*means, **more):
    about = {"hosted_page": True, "delayed_success": True, "refunds": True, "test_mode": True}
    return GatewayCapabilities(**about, means=means, **more)


def test_what_costs_the_contractor_least_is_offered_first():
    several = {"square": can("card", "wallet"), "stripe": can("bank", "card"), "gocardless": can("bank")}
    assert taking(several, "USD") == ("gocardless", "stripe", "square")
    several["paypal"] = can("wallet", "card")
    assert taking(several, "USD")[-2:] == ("square", "paypal")


def test_what_pays_to_own_accounts_only_is_offered_where_there_is_one():
    several = {"stripe": can("bank", "card", own_payees=True), "square": can("card")}
    assert taking(several, "USD") == ("square",)
    assert taking(several, "USD", {"stripe"}) == ("stripe", "square")
    assert taking({"mollie": can("card", currencies=frozenset({"EUR"}))}, "USD") == ()
