from typing import Any

import pytest

from bots.wording import wording
from channels.twilio.account import Account
from channels.twilio.adapter import Road, Sms, Whatsapp
from core.ports.handed import Handed
from tests.channels.twilio import vendor as stand_in
from tests.twins.memory_handed import MemoryHanded


def account_at(url: str) -> Account:
    return Account(
        sid=stand_in.ACCOUNT,
        token=stand_in.TOKEN,
        old_token="the-old-token-0123456789",
        public_url=stand_in.PUBLIC,
        api_base=url,
    )


def road(kind: type[Road], account: Account, sender: str, handed: Handed | None = None, **more: Any) -> Road:
    """Roads that share ``handed`` are two processes on one database."""
    kept = handed or MemoryHanded()
    return kind(account, sender, wording, kept, cdn=(("localhost",), ()), pauses=((0, 0), (0,)), **more)


@pytest.fixture
def vendor():
    with stand_in.serving() as vendor:
        yield vendor


@pytest.fixture
def account(vendor):
    return account_at(vendor.url)


@pytest.fixture
def sms(account):
    return road(Sms, account, stand_in.SMS_FROM)


@pytest.fixture
def whatsapp(account):
    return road(Whatsapp, account, stand_in.WHATSAPP_FROM)
