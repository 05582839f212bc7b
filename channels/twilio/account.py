"""Whose account it is, and how its REST API is reached."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

API = "https://api.twilio.com"
SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
SERVICE = re.compile(r"MG[0-9a-f]{32}")
PREFIX = "whatsapp:"
PATIENCE = 10.0
# The SDK falls back to the process's own environment wherever this has no entry; region and edge would change hosts.
_NO_ENVIRONMENT = {"TWILIO_REGION": "", "TWILIO_EDGE": "", "TWILIO_ACCOUNT_SID": "", "TWILIO_AUTH_TOKEN": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """``public_url`` is our own address as Twilio was given it; ``old_token`` is still taken while tokens change."""

    sid: str
    token: str = field(repr=False)
    old_token: str = field(default="", repr=False)
    public_url: str
    api_base: str = API

    @property
    def tokens(self) -> tuple[str, ...]:
        """An empty or blank one would make everybody's signature hold."""
        return tuple(token for token in (self.token, self.old_token) if token.strip())

    @property
    def api_host(self) -> str:
        return urlsplit(self.api_base).hostname or ""

    def our(self, source: str) -> str:
        """The address of one of our webhooks."""
        return f"{self.public_url.rstrip('/')}/webhooks/{source}"

    def client(self) -> Client:
        """The vendor's own client. Synchronous, called in a thread: its session belongs to no loop, it never repeats a
        POST by itself (a message would go out twice), and it gives up in ten seconds (its own default is never).
        """
        client = Client(
            self.sid, self.token, http_client=TwilioHttpClient(timeout=PATIENCE), environment=_NO_ENVIRONMENT
        )
        base = self.api_base.rstrip("/")
        client.api.base_url = base
        own = base != API  # a proxy or a stand-in answers for all of the vendor's hosts
        client.content.base_url = base if own else "https://content.twilio.com"
        client.messaging.base_url = base if own else "https://messaging.twilio.com"
        return client


def plain_number(address: str) -> str:
    """The number of an address of either channel: ``whatsapp:+1...`` is ``+1...``."""
    return address.removeprefix(PREFIX)


def road_of(*addresses: str) -> str:
    """Which of the two channels these addresses are on."""
    return "whatsapp" if any(one.startswith(PREFIX) for one in addresses) else "sms"
