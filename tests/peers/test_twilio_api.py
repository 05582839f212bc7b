"""Every call that we make of Twilio, through its real SDK, judged by Twilio's own description of its API."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException

from bots.wording import wording
from channels.twilio import contents, setup, templates
from channels.twilio.account import Account
from channels.twilio.adapter import Sms, Whatsapp
from channels.twilio.missed import Missed
from core.ports.messaging import Choice, Delivery, FileOut
from tests.channels.twilio.conftest import account_at, road
from tests.channels.twilio.vendor import ACCOUNT, SERVICE, SMS_FROM, WHATSAPP_FROM
from tests.peers.prism import Judge, judging

RAY = "+14155550100"
NOW = datetime.now(UTC)
BASE = f"/2010-04-01/Accounts/{ACCOUNT}"
CHOICES = tuple(Choice(f"Part {n}", f"token.{n}") for n in range(8))
LINK = "https://bot.example.com/i/abc"
FILES = tuple(FileOut(f"{n}.jpg", "image/jpeg", b"x" * 900, f"https://bot.example.com/f/{n}.jpg") for n in range(2))
DELIVERIES = {
    "words": Delivery(key="k1", text="Hi ñ 😀 & = +", heard_at=NOW),
    "buttons and a link": Delivery(key="k2", text="Send?", choices=CHOICES[:3], url=LINK, heard_at=NOW),
    "a list": Delivery(key="k3", text="Which?", choices=CHOICES, heard_at=NOW, language="es"),
    "files": Delivery(key="k4", text="Look", files=FILES, heard_at=NOW),
    "very many words": Delivery(key="k5", text="word " * 900, heard_at=NOW),
}


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    names = [one.name for one in templates.needed(wording)]
    with judging(tmp_path_factory.mktemp("prism"), names) as found:
        yield found


@pytest.fixture
def judge(prism: Judge) -> Iterator[Judge]:
    """Nothing that the test asked for was wrong."""
    before = len(prism.violations())
    yield prism
    assert prism.violations()[before:] == []


@pytest.fixture
def account(judge: Judge) -> Account:
    return account_at(judge.url)


@pytest.mark.parametrize("name", DELIVERIES)
@pytest.mark.parametrize("sender", [SMS_FROM, SERVICE])
async def test_every_sms_and_mms_is_one(account: Account, judge: Judge, sender: str, name: str) -> None:
    before = judge.judged("post", f"{BASE}/Messages.json")
    assert re.fullmatch(r"SM\w{32}", await road(Sms, account, sender).send(RAY, DELIVERIES[name]))
    assert judge.judged("post", f"{BASE}/Messages.json") > before


@pytest.mark.parametrize("name", DELIVERIES)
async def test_every_whatsapp_message_is_one(account: Account, judge: Judge, name: str) -> None:
    before = judge.judged("post", "/v1/Content")
    await road(Whatsapp, account, WHATSAPP_FROM).send(RAY, DELIVERIES[name])
    assert judge.judged("post", "/v1/Content") == before + bool(DELIVERIES[name].choices)


async def test_after_a_day_an_approved_template_goes(account: Account, judge: Judge) -> None:
    details = {"client": "Dana", "number": "INV-1", "project": "Maple", "total": "$1", "due": "Dec 1"}
    code, contractor = "client.invoice", {"contractor": "Rivera & Sons"}
    late = Delivery(key="k6", text="Hi", code=code, details=details | contractor, url=LINK)
    before = judge.judged("get", "/v1/ContentAndApprovals")
    await road(Whatsapp, account, WHATSAPP_FROM).send(RAY, late)
    assert judge.judged("get", "/v1/ContentAndApprovals") == before + 1


def test_templates_are_listed_made_and_submitted(account: Account, judge: Judge) -> None:
    client, needed = account.client(), templates.needed(wording)
    assert {one.name for one in templates.listed(client)} == {one.name for one in needed}
    unheard = templates.Template("new", "en", "Hello {{1}}!", ("contractor",))
    templates.create(client, [*needed, unheard])
    assert judge.judged("post", r"/v1/Content/HX\w{32}/ApprovalRequests/whatsapp") == 1


def test_old_buttons_are_swept(account: Account, judge: Judge) -> None:
    assert contents.sweep(account.client(), NOW) == 1
    assert judge.judged("delete", r"/v1/Content/HX\w{32}") == 1


def test_what_was_missed_is_asked_for(account: Account, judge: Judge) -> None:
    missed = Missed(account, f"{SMS_FROM},{SERVICE}", WHATSAPP_FROM, lambda _road: None)
    ever = dict.fromkeys(("sms", "whatsapp"), datetime(2000, 1, 1, tzinfo=UTC))
    found = missed._look(account.client(), ever, NOW)
    assert {one.source for one in found} == {"sms"}
    assert all(b"MediaUrl0" in one.body for one in found)
    assert judge.judged("get", rf"{BASE}/Messages/\w{{34}}/Media.json") == len(found)
    assert judge.judged("get", f"/v1/Services/{SERVICE}/PhoneNumbers") == 1


def test_how_things_stand_is_asked_and_the_webhooks_are_set(account: Account, judge: Judge) -> None:
    facts = setup.state(account, f"{SMS_FROM},{SERVICE}", WHATSAPP_FROM, wording)
    assert "unreachable" not in {fact.code for fact in facts}
    assert {fact.about for fact in facts if fact.code == "template"} != set()
    setup.set_up(account, f"{SMS_FROM},{SERVICE}", WHATSAPP_FROM)
    assert judge.judged("post", rf"{BASE}/IncomingPhoneNumbers/PN\w{{32}}.json") >= 1
    assert judge.judged("post", f"/v1/Services/{SERVICE}") == 1
    assert judge.judged("post", r"/v2/Channels/Senders/XE\w{32}") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"content_sid": "HX1"},
        {"from_": SMS_FROM, "messaging_service_sid": "MG1"},
        {"validity_period": "soon"},
        {"status_callback": "no address"},
    ],
)
def test_the_judge_refuses_what_twilio_would(prism: Judge, wrong: dict[str, str]) -> None:
    before = len(prism.violations())
    with pytest.raises(TwilioRestException) as refused:
        account_at(prism.url).client().messages.create(to=RAY, **wrong)
    assert refused.value.status == 422
    assert len(prism.violations()) > before


def test_the_judge_wants_a_reader_known_fields_and_a_password(prism: Judge) -> None:
    good = {"language": "en", "types": {"twilio/text": {"body": "Hi"}}}
    with httpx.Client(base_url=prism.url, auth=("name", "password")) as http:
        assert http.post(f"{BASE}/Messages.json", data={"To": RAY}).status_code == 201
        assert http.post(f"{BASE}/Messages.json", data={"Body": "Hi"}).status_code == 422
        assert http.post("/v1/Content", json=good).status_code == 201
        assert http.post("/v1/Content", json={**good, "body": "Hi"}).status_code == 422
        assert http.post("/v1/Content", json={**good, "types": {"twilio/txt": {"body": "Hi"}}}).status_code == 422
    assert httpx.post(f"{prism.url}{BASE}/Messages.json", data={"To": RAY}).status_code == 401
