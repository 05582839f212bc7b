"""E-mail as every channel is: letters out over SMTP, answers and bounces in by webhook, files fetched from storage."""

import asyncio
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import httpx

from channels.email import mailgun
from channels.email.addresses import Addresses, bare
from channels.email.letters import Letters, Words
from channels.email.smtp import PostOffice
from channels.media import download
from channels.signing import Signer
from core.ports.inbox import InboxItem, Unsigned
from core.ports.messaging import Capabilities, Delivery, FetchFailed, Heard, SendFailed

# Most servers take 25 MB a letter, some 10; base64 makes a third more of every file.
MAX_FILE = 10_000_000
MAX_FILE_IN = 25_000_000
SHORTEST_SECRET = 16
_CAPABILITIES = Capabilities(
    buttons=False,
    max_text=100_000,
    max_buttons=20,
    files_in=True,
    max_file_in=MAX_FILE_IN,
    max_file_out=MAX_FILE,
    typing=False,
    read_reports=False,
    proves_sender=False,
    writes_first=True,
    opt_out=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """What answers need: the signing key of Mailgun's webhooks, and its API key for files.

    ``hosts``: where files are fetched, each with all that ends in it ("api.mailgun.net" takes its storage servers).
    """

    signing_key: str
    api_key: str = field(default="", repr=False)
    hosts: Collection[str] = ()


class Email:
    """Channel and Webhook "email". An address is an e-mail address in lower case."""

    name = mailgun.CHANNEL
    source = mailgun.CHANNEL
    longest_body = mailgun.LONGEST_BODY
    capabilities = _CAPABILITIES

    def __init__(
        self,
        office: PostOffice,
        sender: str,
        key: bytes,
        words: Words,
        inbound: Inbound | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not bare(sender):
            raise ValueError("EMAIL_FROM is no address: write Milepost <bills@example.com>")
        if inbound and len(inbound.signing_key) < SHORTEST_SECRET:
            raise ValueError(f"EMAIL_INBOUND_SECRET has at least {SHORTEST_SECRET} characters")
        addresses = Addresses(bare(sender), Signer(key, "email"))
        self._office, self._clock, self._inbound, self._addresses = office, clock, inbound, addresses
        self._letters = Letters(sender=sender, addresses=addresses, words=words, answered=inbound is not None)
        self._post = mailgun.Post(inbound.signing_key.encode(), addresses) if inbound else None

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:  # noqa: ARG002 - Mailgun signs its own token, and no address
        if self._post is None:
            raise Unsigned("no answers are set up")
        try:
            return self._post.items(headers, body, self._clock())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            raise Unsigned("not what Mailgun posts") from error

    def translate(self, body: bytes) -> tuple[Heard, ...]:
        return mailgun.heard(body)

    async def send(self, address: str, delivery: Delivery) -> str:
        """The letter's Message-ID, without its angle brackets; a repeat of ``delivery.key`` has the same."""
        reader = bare(address)
        if not reader or reader != address.strip().lower():
            raise SendFailed("that is no e-mail address", unreachable=True)
        if sum(len(file.content) for file in delivery.files) > MAX_FILE:
            raise SendFailed("the files are too large for e-mail", final=True)
        now = datetime.fromtimestamp(self._clock(), UTC)
        letter = await asyncio.to_thread(self._letters.write, reader, delivery, now)
        vendor_id = self._addresses.letter(reader, delivery.key)
        back = self._addresses.bounces(vendor_id) if self._inbound else self._addresses.sender
        await self._office.post(letter, back, reader)
        return vendor_id

    async def fetch(self, ref: str, into: Path, limit: int) -> None:
        host = self._storage(ref)
        if self._inbound is None or not host:
            raise FetchFailed("media.unreachable", final=True)
        auth = httpx.BasicAuth("api", self._inbound.api_key)
        async with httpx.AsyncClient(auth=auth, timeout=30, verify=self._tls, trust_env=False) as client:
            await download(client, ref, into, limit, allowed_hosts=[host])

    async def typing(self, address: str) -> None:
        """Nobody waits for a letter to be written."""

    async def state(self) -> str:
        """For the doctor: "" when the mail server takes us (TLS, name, password; nothing is sent), else why not."""
        return await self._office.look(self._addresses.domain)

    def _storage(self, ref: str) -> str:
        """The host of a file that may be fetched with our key; "" for any other. In clear from this machine only."""
        try:
            url = httpx.URL(ref)
        except (httpx.InvalidURL, TypeError):
            return ""
        hosts = self._inbound.hosts if self._inbound else ()
        known = any(url.host == one or url.host.endswith(f".{one}") for one in hosts)
        safe = url.scheme == "https" or url.host in {"127.0.0.1", "localhost"}
        return url.host if known and safe else ""

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()
