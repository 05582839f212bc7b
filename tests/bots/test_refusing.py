"""Production opens no road on which anybody could speak for another, and says what to set; half a road is told."""

import re

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from bots.cli import app
from bots.roads import Kept, RoadClosed, open_roads
from bots.settings import Settings
from tests.channels.email.world import Server, serving
from tests.channels.slack.standin import APP_TOKEN, Standin
from tests.channels.slack.standin import TOKEN as SLACK_TOKEN
from tests.channels.telegram.stand_in import BotApi
from tests.channels.telegram.updates import TOKEN
from tests.twins.memory_credentials import MemoryCredentials
from tests.twins.memory_handed import MemoryHanded

run = CliRunner()
PRODUCTION = {"environment": "production", "secret_key": "k" * 32, "public_base_url": "https://pay.example.com"}
SECRET = "a secret of 16+ characters"
KEPT = Kept(credentials=MemoryCredentials(), handed=MemoryHanded(), began=lambda _road: None)
ROADS = {
    "telegram": {"telegram_bot_token": TOKEN, "telegram_mode": "webhook", "telegram_webhook_secret": "s" * 16},
    "twilio": {"twilio_account_sid": "AC1", "twilio_auth_token": "t" * 32, "twilio_sms_from": "+14155550100"},
    "slack": {"slack_bot_token": SLACK_TOKEN, "slack_signing_secret": SECRET},
    "slack of many": {"slack_client_id": "1.2", "slack_client_secret": SECRET, "slack_signing_secret": SECRET},
    "email": {
        "smtp_url": "smtp://mail.example.com",
        "email_from": "bills@example.com",
        "email_inbound_secret": SECRET,
    },
    "signed": {"signed_webhook_url": "https://chat.example.com/in", "signed_webhook_secret": SECRET},
}
SECRETS = [
    ("telegram", "telegram_webhook_secret"),
    ("twilio", "twilio_auth_token"),
    ("slack", "slack_signing_secret"),
    ("slack of many", "slack_signing_secret"),
    ("slack of many", "slack_client_secret"),
    ("signed", "signed_webhook_secret"),
]
# What need not be there, and opens a door as wide when it is.
SPARE_SECRETS = [("twilio", "twilio_auth_token_old"), ("slack by socket", "slack_signing_secret")]


def settings(**chosen: object) -> Settings:
    return Settings(_env_file=None, **chosen)


def refused(**chosen: object) -> str:
    with pytest.raises(ValidationError) as why:
        settings(**chosen)
    return str(why.value)


@pytest.mark.parametrize("road", ROADS)
def test_a_road_that_is_whole_is_opened_in_production_and_listens(road):
    found = open_roads(settings(**PRODUCTION, **ROADS[road]), lambda _purpose: b"k" * 32, KEPT)
    assert set(found.webhooks) & {"telegram", "twilio", "slack", "email", "signed"}


@pytest.mark.parametrize("worth", ["", "short", " " * 20])
@pytest.mark.parametrize(("road", "secret"), SECRETS)
def test_no_road_is_opened_in_production_with_a_secret_that_is_missing_short_or_blank(road, secret, worth):
    assert f"{secret.upper()} must be set (16 characters or more)" in refused(
        **PRODUCTION, **{**ROADS[road], secret: worth}
    )


@pytest.mark.parametrize("worth", ["x", " ", "short", " " * 20])
@pytest.mark.parametrize(("road", "secret"), SPARE_SECRETS)
def test_a_spare_secret_is_no_shorter(road, secret, worth):
    whole = {**ROADS, "slack by socket": {"slack_bot_token": SLACK_TOKEN, "slack_app_token": APP_TOKEN}}
    assert f"{secret.upper()} must be set (16 characters or more)" in refused(
        **PRODUCTION, **{**whole[road], secret: worth}
    )


@pytest.mark.parametrize("name", ["telegram_api_base", "twilio_api_base", "slack_api_base"])
def test_tokens_are_not_sent_in_clear_to_another_network(name):
    assert f"{name.upper()} must begin with https://" in refused(**PRODUCTION, **{name: "http://api.example.com"})
    for own in ("http://127.0.0.1:8081", "http://localhost:8081", "http://bot-api:8081", "https://api.example.com"):
        assert settings(**PRODUCTION, **{name: own})


@pytest.mark.parametrize(
    "url",
    ["https://", "https:///x", "https://localhost", "https://127.0.0.1:8000", "https://10.0.0.7", "https://milepost"],
)
def test_production_refuses_an_address_that_nobody_else_can_open(url):
    assert "PUBLIC_BASE_URL: set it to your https:// address" in refused(**{**PRODUCTION, "public_base_url": url})


def test_a_secret_key_of_blanks_is_none():
    assert "SECRET_KEY" in refused(**{**PRODUCTION, "secret_key": " " * 32})


@pytest.mark.parametrize("worth", ["short", " " * 20])
def test_answers_by_email_are_not_taken_with_a_key_that_could_be_guessed(worth):
    said = refused(**PRODUCTION, **{**ROADS["email"], "email_inbound_secret": worth})
    assert "EMAIL_INBOUND_SECRET must be set" in said


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("url", ["", "http://pay.example.com"])
def test_no_road_is_opened_in_production_at_an_address_in_clear(road, url):
    assert "PUBLIC_BASE_URL: set it to your https:// address" in refused(
        **{**PRODUCTION, **ROADS[road], "public_base_url": url}
    )


@pytest.mark.parametrize(
    ("road", "wrong", "said"),
    [
        ("telegram", {"telegram_webhook_secret": "no spaces, please!"}, "TELEGRAM_WEBHOOK_SECRET must be made of"),
        ("twilio", {"twilio_sms_from": ""}, "TWILIO_SMS_FROM or TWILIO_WHATSAPP_FROM must be set"),
        ("email", {"email_from": "Ray"}, "EMAIL_FROM must be set to an address"),
        ("email", {"smtp_url": "http://a:canary@mail.example.com"}, "SMTP_URL must be smtp://"),
        ("signed", {"signed_webhook_url": "http://chat.example.com"}, "SIGNED_WEBHOOK_URL must begin with https://"),
    ],
)
def test_what_no_road_can_be_opened_with_is_refused_in_words(road, wrong, said):
    told = refused(**PRODUCTION, **{**ROADS[road], **wrong})
    assert said in told
    assert "canary" not in told


SERVICE = "MG" + "b2" * 16


@pytest.mark.parametrize(
    "sender",
    ["(500) 555-0006", "15005550006", "+1 500 555 0006", "+15005550006;+15005550008", "MG12", "whatsapp:+15005550006"],
)
def test_while_trying_too_a_sender_that_twilio_would_not_know_is_refused_with_how_it_is_written(sender):
    for several, entry in ((sender, "entry 1 of 1"), (f"+15005550008, {sender}", "entry 2 of 2")):
        said = refused(twilio_sms_from=several)
        assert "twilio_sms_from" in said
        assert "must be a number as +15005550006 (with + and the country" in said
        assert f"several with commas; {entry} is neither" in said
    said = "" if sender.startswith("whatsapp:") else refused(twilio_whatsapp_from=sender)
    assert not said or "must be one number as +15005550006 (with + and the country" in said


def test_what_was_put_in_a_senders_place_is_not_repeated(here):
    put(here, twilio_sms_from="the-auth-token-by-mistake", twilio_whatsapp_from="the-auth-token-by-mistake")
    said = told("doctor", 2)
    assert "TWILIO_SMS_FROM must be a number as +15005550006" in said
    assert "TWILIO_WHATSAPP_FROM must be one number as +15005550006" in said
    assert "mistake" not in said


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+15005550006", "+15005550006"),
        (f" +15005550006 , {SERVICE},", f"+15005550006,{SERVICE}"),
        (SERVICE, SERVICE),
        (" ", ""),
    ],
)
def test_senders_of_texts_are_numbers_and_services(written, kept):
    assert settings(twilio_sms_from=written).twilio_sms_from == kept


@pytest.mark.parametrize("written", ["+15005550007", "whatsapp:+15005550007", " whatsapp:+15005550007 "])
def test_whatsapps_sender_is_the_same_with_twilios_prefix(written):
    assert settings(twilio_whatsapp_from=written).twilio_whatsapp_from == "+15005550007"


@pytest.mark.parametrize(
    ("road", "wrong", "said"),
    [
        ("email", {"email_from": ""}, "EMAIL_FROM"),
        ("email", {"smtp_url": "http://a:canary@h"}, "SMTP_URL"),
        ("email", {"email_inbound_secret": "short"}, "EMAIL_INBOUND_SECRET"),
        ("signed", {"signed_webhook_secret": ""}, "SIGNED_WEBHOOK_SECRET"),
        ("signed", {"signed_webhook_url": "http://chat.example.com"}, "SIGNED_WEBHOOK_URL"),
    ],
)
def test_while_trying_too_such_a_road_is_told_in_words(road, wrong, said):
    with pytest.raises(RoadClosed, match=said) as why:
        open_roads(settings(**{**ROADS[road], **wrong}), lambda _purpose: b"k" * 32, KEPT)
    assert "canary" not in str(why.value)


# --- what the owner of a road that is half set up, or set up wrongly, reads ------------------------------------------


@pytest.fixture
def here(monkeypatch, tmp_path, database_url):
    monkeypatch.chdir(tmp_path)
    for name, value in {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path / "data"), "COLUMNS": "200"}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def told(command: str, code: int = 1) -> str:
    result = run.invoke(app, [command])
    assert result.exit_code == code, result.output
    return re.sub(r"\s+", " ", re.sub(r"\x1b\[[0-9;]*m", "", result.output))


def put(here: pytest.MonkeyPatch, **chosen: str) -> None:
    for name, value in chosen.items():
        here.setenv(name.upper(), value)


def test_to_start_with_such_a_road_is_refused_in_words_and_not_with_a_traceback(here):
    put(here, smtp_url="smtp://a:canary@127.0.0.1", email_from="Ray")
    said = told("serve", 2)
    assert "EMAIL_FROM is no address" in said
    assert "canary" not in said


def test_what_is_set_of_a_road_that_is_off_is_named_with_what_it_lacks(here):
    put(here, twilio_account_sid="AC1", slack_signing_secret=SECRET, email_from="bills@example.com")
    said = told("doctor")
    for name, setting in {
        "twilio": "TWILIO_ACCOUNT_SID",
        "slack": "SLACK_SIGNING_SECRET",
        "email": "EMAIL_FROM",
    }.items():
        assert f"{name}: off, although this is set: {setting} -> set " in said
    assert SECRET not in said
    assert "telegram: off -> " in said


def test_a_telegram_that_would_turn_everything_away_is_told(here):
    with BotApi(TOKEN).serving() as api:
        put(here, telegram_bot_token=TOKEN, telegram_api_base=api.url, telegram_mode="webhook")
        said = told("doctor")
    assert "there is no secret to know it by -> set TELEGRAM_WEBHOOK_SECRET to 16 characters or more" in said


def test_slack_is_told_to_be_deaf_or_where_it_is_heard(here):
    with Standin().serving() as standin:
        put(here, slack_bot_token=SLACK_TOKEN, slack_api_base=standin.api)
        said = told("doctor")
        assert "what is said there is not heard -> set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN" in said
        put(here, slack_signing_secret=SECRET)
        assert "posts to https:// addresses alone" in told("doctor")
        put(here, public_base_url="https://pay.example.com")
        said = told("doctor", 0)
        assert "heard at https://pay.example.com/webhooks/slack, if its manifest says so -> milepost channels" in said
        put(here, slack_client_id="1.2")
        assert "no workspace can install it -> set SLACK_CLIENT_SECRET" in told("doctor")
        put(here, slack_client_secret=SECRET)
        assert "workspaces install it at https://pay.example.com/slack/install" in told("doctor", 0)


def test_slack_in_socket_mode_needs_no_address(here):
    with Standin().serving() as standin:
        put(here, slack_bot_token=SLACK_TOKEN, slack_app_token=APP_TOKEN, slack_api_base=standin.api)
        said = told("doctor", 0)
    assert "Socket Mode answers" in said
    assert "webhooks/slack" not in said


def test_answers_by_email_that_nobody_can_post_are_told(here):
    with serving(Server()) as port:
        put(here, smtp_url=f"smtp://127.0.0.1:{port}", email_from="bills@example.com", email_inbound_secret="short")
        assert "answers are signed with is too short -> set EMAIL_INBOUND_SECRET" in told("doctor")
        put(here, email_inbound_secret=SECRET)
        assert "which nobody else reaches -> set PUBLIC_BASE_URL to your https:// address" in told("doctor")
        put(here, public_base_url="https://pay.example.com", email_inbound_api_key="k")
        assert "answers come in at https://pay.example.com/webhooks/email, if Mailgun's route says so" in told(
            "doctor", 0
        )


def test_a_program_of_ones_own_is_told_to_be_there_or_not(here):
    put(here, signed_webhook_url="http://127.0.0.1:9/in")
    said = told("doctor")
    assert "signed: there is no secret to sign with -> set SIGNED_WEBHOOK_SECRET" in said
    assert "signed: your program cannot be reached -> start it, or check SIGNED_WEBHOOK_URL" in said
    put(here, signed_webhook_url="http://chat.example.com/in", signed_webhook_secret=SECRET)
    assert "nothing is posted in clear -> begin SIGNED_WEBHOOK_URL with https://" in told("doctor")
    with Standin().serving() as anybody:
        put(here, signed_webhook_url=anybody.url)
        said = told("doctor", 0)
        assert anybody.calls == []
    assert "something listens at 127.0.0.1" in said
