"""How the roads stand, and setting them up: asked of each vendor over HTTP, told in words with what mends it."""

import re

import pytest
from typer.testing import CliRunner

from bots.bootstrap import derived
from bots.cli import app
from bots.settings import Settings
from bots.tending import ROADS
from storage.credentials import SealedCredentials
from storage.database import Database
from storage.inbox import InboxItem
from tests.channels.slack.standin import TOKEN as SLACK_TOKEN
from tests.channels.slack.standin import Standin
from tests.channels.telegram.stand_in import BotApi

run = CliRunner()
TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcK"


@pytest.fixture
def here(monkeypatch, tmp_path, database_url):
    monkeypatch.chdir(tmp_path)
    for name, value in {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path / "data"), "COLUMNS": "200"}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture
def telegram(here):
    with BotApi(TOKEN).serving() as api:
        here.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
        here.setenv("TELEGRAM_API_BASE", api.url)
        yield api


def told(*words: str, code: int = 0) -> str:
    result = run.invoke(app, list(words))
    assert result.exit_code == code, result.output
    return re.sub(r"\s+", " ", re.sub(r"\x1b\[[0-9;]*m", "", result.output))


def test_what_is_off_says_which_setting_switches_it_on(here):
    listed, examined = told("channels", "list"), told("doctor")
    for road in ROADS.values():
        assert f"{road.name}" in listed
        assert road.off in listed
        assert f"{road.name}: off -> {road.off}" in examined


def test_setting_up_a_channel_that_is_off_says_what_to_set(here):
    for name in set(ROADS) - {"slack"}:
        assert "Not set up:" in told("channels", "setup", name, code=1)


def test_slacks_manifest_comes_before_there_is_anything_to_set(here):
    said = told("channels", "setup", "slack")
    assert '"socket_mode_enabled": true' in said
    assert "no public address" in said
    here.setenv("PUBLIC_BASE_URL", "https://bot.example.com")
    said = told("channels", "setup", "slack")
    assert '"request_url": "https://bot.example.com/webhooks/slack"' in said
    assert '"socket_mode_enabled": false' in said


def test_slacks_missing_scopes_and_closed_socket_are_told_with_what_mends_them(here):
    with Standin().serving() as standin:
        standin.scopes = standin.scopes.replace("files:read,", "")
        for name, value in {"BOT_TOKEN": SLACK_TOKEN, "APP_TOKEN": "xapp-wrong", "API_BASE": standin.api}.items():
            here.setenv(f"SLACK_{name}", value)
        said = told("doctor", code=1)
    assert "Slack: installed in Rivera Remodeling" in said
    assert "Slack: not granted: files:read" in said
    assert "Socket Mode does not open: invalid_auth" in said
    assert SLACK_TOKEN not in said


def test_slacks_workspaces_are_counted_and_what_one_of_them_did_not_grant_is_told(here, database):
    for name, value in {"CLIENT_ID": "1.2", "CLIENT_SECRET": "canary", "SIGNING_SECRET": "canary"}.items():
        here.setenv(f"SLACK_{name}", value)
    here.setenv("PUBLIC_BASE_URL", "https://bot.example.com")
    here.setenv("SECRET_KEY", "k" * 40)
    with Standin().serving() as standin:
        here.setenv("SLACK_API_BASE", standin.api)
        assert "no workspaces have installed it -> open https://bot.example.com/slack/install" in told("doctor")
        kept = SealedCredentials(database.engine, derived(Settings(), "credentials"))
        kept.put("slack", "T0SITE", {"token": SLACK_TOKEN})
        assert "Slack: 1 workspace has installed it" in told("doctor")
        standin.scopes = standin.scopes.replace("files:read,", "")
        kept.put("slack", "T0GONE", {"token": "xoxb-taken-back"})
        SealedCredentials(database.engine, b"0" * 32).put("slack", "T0OLD", {"token": "xoxb-sealed-otherwise"})
        said = told("doctor", code=1)
    assert "Slack: 3 workspaces have installed it" in said
    assert "Slack: Rivera Remodeling (T0SITE) did not grant: files:read" in said
    assert "Slack: T0GONE: invalid_auth" in said
    assert "the tokens of T0OLD do not open with today's SECRET_KEY" in said
    assert SLACK_TOKEN not in said


def test_a_channel_that_does_not_exist_is_said_with_those_that_do(here):
    assert "There is no channel pigeon. There are: telegram" in told("channels", "setup", "pigeon", code=2)


def test_telegram_by_polling_is_set_up_and_then_well(telegram):
    said = told("channels", "setup", "telegram")
    assert "the bot is @" in said
    assert "no webhook: updates are polled" in said
    assert "commands in es: /status" in said
    examined = told("doctor")
    assert "answers" in examined
    assert "messages are polled, no public address is needed" in examined
    assert "telegram: nothing was heard yet" in examined
    assert TOKEN not in examined + said


def test_a_webhook_that_is_not_ours_is_said_with_the_command_that_mends_it(telegram, here):
    here.setenv("TELEGRAM_MODE", "webhook")
    here.setenv("TELEGRAM_WEBHOOK_SECRET", "s" * 24)
    here.setenv("PUBLIC_BASE_URL", "https://bot.example.com")
    examined = told("doctor", code=1)
    assert "its webhook is not set, and should be https://bot.example.com/webhooks/telegram" in examined
    assert "-> milepost channels setup telegram" in examined
    assert "webhook set: https://bot.example.com/webhooks/telegram" in told("channels", "setup", "telegram")
    assert "its webhook is https://bot.example.com/webhooks/telegram" in told("doctor")


@pytest.mark.parametrize(
    ("lacks", "said"),
    [("TELEGRAM_WEBHOOK_SECRET", "set TELEGRAM_WEBHOOK_SECRET"), ("PUBLIC_BASE_URL", "set PUBLIC_BASE_URL")],
)
def test_a_webhook_without_what_it_needs_is_not_set_up(telegram, here, lacks, said):
    here.setenv("TELEGRAM_MODE", "webhook")
    needs = {"TELEGRAM_WEBHOOK_SECRET": "s" * 24, "PUBLIC_BASE_URL": "https://bot.example.com"}
    for name, value in needs.items():
        if name != lacks:
            here.setenv(name, value)
    assert said in told("channels", "setup", "telegram", code=1)
    assert telegram.called("setWebhook") == []


def test_a_wrong_token_is_said_and_not_shown(telegram, here):
    wrong = TOKEN[:-4] + "zzzz"
    here.setenv("TELEGRAM_BOT_TOKEN", wrong)
    examined = told("doctor", code=1)
    assert "check TELEGRAM_BOT_TOKEN" in examined
    assert wrong not in examined
    assert wrong not in told("channels", "setup", "telegram", code=1)


async def test_when_it_was_last_heard_is_told(database_url):
    database = Database(database_url)
    await database.inbox.open()
    try:
        assert database.heard.last(["telegram"]) is None
        await database.inbox.accept([InboxItem(source="telegram", external_id="1", line="telegram:1", body=b"{}")])
        assert database.heard.last(["telegram", "slack"]) is not None
        assert database.heard.last(["slack"]) is None
    finally:
        await database.inbox.close()
        database.close()
