"""Webhooks signed by Twilio's own JavaScript library, their forms spelt by Node: our door takes them and no others."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from channels.twilio.account import Account
from channels.twilio.door import Door
from tests.channels.twilio.vendor import ACCOUNT, TOKEN, signed
from tests.peers.conftest import PUBLIC, House, front_door
from tests.peers.vendors import Vendors

PAYLOADS = sorted((Path(__file__).parents[1] / "payloads" / "twilio").glob("*.txt"))
OLD_TOKEN = "the-old-token-0123456789"
ODD = {"Body": "", "NewThing": "", "Zz": "ñ 😀 & = + % ~ * ' \n ١", "a b": "c d"}


def fields_of(path: Path) -> dict[str, str]:
    return dict(parse_qsl(path.read_text().strip(), keep_blank_values=True))


TEXT = fields_of(PAYLOADS[0].parent / "sms_text.txt")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    account = Account(sid=ACCOUNT, token=TOKEN, old_token=OLD_TOKEN, public_url=PUBLIC)
    with front_door(Door(account, "twilio"), Door(account, "twilio/status")) as found:
        yield found


def post(
    vendors: Vendors,
    house: House,
    fields: dict[str, str],
    *,
    path: str = "/webhooks/twilio",
    token: str = TOKEN,
    signed_for: str = "",
    spoilt: dict[str, str] | None = None,
) -> int:
    url = signed_for or PUBLIC + path
    more = {"token": token, "url": url, "to": house.url + path, "spoilt": spoilt or {}}
    answer = vendors.ask("twilioPosts", fields=fields, **more)
    assert "xml" in answer["type"] if answer["status"] == 200 else not answer["body"]
    return int(answer["status"])


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_what_twilio_signs_is_taken_in(vendors: Vendors, house: House, path: Path) -> None:
    before = house.inbox.offered
    where = "/webhooks/twilio/status" if path.stem.startswith("status") else "/webhooks/twilio"
    assert post(vendors, house, fields_of(path), path=where) == 200
    assert house.inbox.offered == before + 1


@pytest.mark.parametrize("token", [TOKEN, OLD_TOKEN])
@pytest.mark.parametrize("query", ["", "?a=1&b=", "?x=%2F%20&y=%C3%B1"])
def test_blank_fields_odd_signs_and_any_query_hold(vendors: Vendors, house: House, query: str, token: str) -> None:
    assert post(vendors, house, TEXT | ODD, path=f"/webhooks/twilio{query}", token=token) == 200


@pytest.mark.parametrize("spoilt", [{"Body": "other"}, {"More": ""}, {"From": "+15005550009"}])
def test_a_field_that_was_changed_or_added_is_refused(vendors: Vendors, house: House, spoilt: dict[str, str]) -> None:
    before = house.inbox.offered
    assert post(vendors, house, TEXT, spoilt=spoilt) == 401
    assert house.inbox.offered == before


def test_another_token_or_address_is_refused(vendors: Vendors, house: House) -> None:
    assert post(vendors, house, TEXT, token="somebody-else-0123456789") == 401
    assert post(vendors, house, TEXT, signed_for=f"{PUBLIC}/webhooks/twilio/status") == 401
    assert post(vendors, house, TEXT, signed_for=f"http{PUBLIC[5:]}/webhooks/twilio") == 401


def test_the_signer_of_our_own_tests_signs_as_twilio_does(vendors: Vendors) -> None:
    for fields in (*map(fields_of, PAYLOADS), TEXT | ODD):
        ours = signed(fields)[0]["x-twilio-signature"]
        said = {"token": TOKEN, "url": f"{PUBLIC}/webhooks/twilio", "fields": fields}
        assert vendors.ask("twilioSignature", **said) == ours
        assert vendors.ask("twilioAccepts", signature=ours, **said)
        assert not vendors.ask("twilioAccepts", signature=ours[::-1], **said)
