"""When Telegram is a road: by its settings alone, by one way in at a time."""

import pytest

from bots.roads import Kept, Open, open_roads
from bots.settings import Settings
from tests.channels.telegram.updates import SECRET, TOKEN
from tests.twins.memory_credentials import MemoryCredentials
from tests.twins.memory_handed import MemoryHanded


def opened(**more: object) -> Open:
    kept = Kept(credentials=MemoryCredentials(), handed=MemoryHanded(), began=lambda _road: None)
    return open_roads(Settings(_env_file=None, **more), lambda _purpose: b"k" * 32, kept)


def test_without_a_token_there_is_no_telegram():
    found = opened()
    assert "telegram" not in {*found.channels, *found.webhooks, *found.listeners}


@pytest.mark.parametrize(
    ("more", "webhook", "listener"),
    [
        ({}, False, True),
        ({"telegram_mode": "polling", "telegram_webhook_secret": SECRET}, False, True),
        ({"telegram_mode": "webhook", "telegram_webhook_secret": SECRET}, True, False),
        ({"telegram_mode": "webhook", "telegram_webhook_secret": "short"}, False, False),
        ({"telegram_mode": "webhook"}, False, False),
    ],
)
def test_it_is_heard_in_one_way_and_never_without_a_secret(more, webhook, listener):
    found = opened(telegram_bot_token=TOKEN, **more)
    assert "telegram" in found.channels
    assert ("telegram" in found.webhooks, "telegram" in found.listeners) == (webhook, listener)
