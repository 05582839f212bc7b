"""What `milepost channels setup telegram` does, and what the doctor asks."""

import json

import pytest

from channels.telegram import setup
from tests.channels.telegram.stand_in import Fault
from tests.channels.telegram.updates import SECRET

COMMANDS = {
    "en": [("status", "Where your jobs stand"), ("help", "What I can do")],
    "es": [("estado", "Cómo van tus trabajos"), ("ayuda", "Lo que sé hacer")],
}
URL = "https://bot.example/webhooks/telegram"


async def test_a_webhook_is_set_with_its_secret_and_what_waits_is_kept(telegram, api):
    lines = await setup.set_up(telegram.api, COMMANDS, url=URL, secret=SECRET)
    set_to = api.called("setWebhook")[0].params
    assert (set_to["url"], set_to["secret_token"]) == (URL, SECRET)
    assert set_to.get("drop_pending_updates", "false") == "false"
    assert "callback_query" in json.loads(set_to["allowed_updates"])
    assert any(URL in line for line in lines)
    assert SECRET not in str(lines)
    assert any("privacy" in line for line in lines)


async def test_polling_takes_the_webhook_away_and_drops_nothing(telegram, api):
    api.webhook = {"url": URL}
    await setup.set_up(telegram.api, COMMANDS)
    assert (api.webhook, api.called("setWebhook")) == ({}, [])
    assert api.called("deleteWebhook")[0].params.get("drop_pending_updates", "false") == "false"


async def test_commands_stand_in_each_language_and_the_first_is_everyones(telegram, api):
    await setup.set_up(telegram.api, COMMANDS)
    told = [
        (one.params.get("language_code", ""), json.loads(one.params["commands"])) for one in api.called("setMyCommands")
    ]
    assert [(language, [one["command"] for one in listed]) for language, listed in told] == [
        ("", ["status", "help"]),
        ("en", ["status", "help"]),
        ("es", ["estado", "ayuda"]),
    ]
    assert json.loads(api.called("setChatMenuButton")[0].params["menu_button"]) == {"type": "commands"}


async def test_the_state_is_told_as_plain_facts(telegram, api):
    api.webhook = {"url": URL}
    found = await setup.state(telegram.api)
    assert found == setup.State(
        username="milepost_bot",
        webhook=URL,
        pending=0,
        last_error="2026-11-26 13:33 UTC: Read timeout expired",
        reads_groups=False,
        joins_groups=True,
    )


@pytest.mark.parametrize("fault", [Fault(401, "Unauthorized"), Fault(-1), Fault(502, raw="<html>")], ids=str)
async def test_what_telegram_refuses_is_told(telegram, api, fault):
    api.goes_wrong("getMe", fault, fault)
    with pytest.raises(setup.SetupFailed):
        await setup.state(telegram.api)
    with pytest.raises(setup.SetupFailed):
        await setup.set_up(telegram.api, COMMANDS)


def test_a_deep_link_carries_its_payload_and_no_more():
    assert setup.deep_link("milepost_bot", "inv_7Kq2") == "https://t.me/milepost_bot?start=inv_7Kq2"
    assert setup.deep_link("milepost_bot", "g", group=True) == "https://t.me/milepost_bot?startgroup=g"
    for wrong in ("x" * 65, "a b", "a.b"):
        with pytest.raises(ValueError, match=r"payload|characters"):
            setup.deep_link("milepost_bot", wrong)
