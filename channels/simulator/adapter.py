"""The simulator as every vendor is: an adapter that verifies, translates, sends and fetches."""

import asyncio
import contextlib
import hashlib
import hmac
import io
import ssl
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import anyio
import httpx

from channels.simulator import events, signing
from channels.simulator.conversations import E164, Conversations
from channels.simulator.shelf import MEDIA_ID, Shelf
from core.ports.inbox import InboxItem, Unsigned
from core.ports.messaging import Capabilities, Delivery, FetchFailed, FileOut, Heard, SendFailed, WayIn

MEGABYTE = 1_000_000
MAX_FILE = 100 * MEGABYTE
_CAPABILITIES = Capabilities(
    buttons=True,
    max_text=4096,
    max_buttons=10,
    files_in=True,
    max_file_in=MAX_FILE,
    max_file_out=MAX_FILE,
    typing=True,
    read_reports=True,
)
_PATIENCE = httpx.Timeout(30.0, connect=5.0)


class Simulator:
    """Channel and Webhook "simulator". An address is a phone number in E.164 form.

    ``folder`` holds the vendor's side (``chats/``, ``media/``) and may be shared by several processes; ``secret``
    signs the vendor's requests; ``base_url`` is where the program itself answers, without a slash at the end.
    """

    name = events.CHANNEL
    source = events.CHANNEL
    capabilities = _CAPABILITIES

    def __init__(self, folder: Path, secret: bytes, base_url: str, *, clock: Callable[[], float] = time.time) -> None:
        self.conversations = Conversations(folder / "chats")
        self.shelf = Shelf(folder / "media")
        self._secret = secret
        self._base_url = base_url.rstrip("/")
        self._clock = clock

    def sign(self, body: bytes) -> Mapping[str, str]:
        """The headers that the vendor sends with this body."""
        return {
            "content-type": "application/json",
            signing.HEADER: signing.signature(self._secret, body, self._clock()),
        }

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:  # noqa: ARG002 - the vendor signs the body alone
        signing.check(self._secret, headers.get(signing.HEADER, ""), body, self._clock())
        try:
            return events.items(body)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unsigned("signed, but not what this vendor posts") from error

    def translate(self, body: bytes) -> tuple[Heard, ...]:
        return events.heard(body)

    async def send(self, address: str, delivery: Delivery) -> str:
        """Into the vendor's conversation; the same ``key`` to the same address is one message with one id."""
        if not E164.fullmatch(address):
            raise SendFailed("no such number", unreachable=True)
        try:
            return await asyncio.to_thread(self._say, address, delivery)
        except OSError as error:
            raise SendFailed(f"the simulator's folder: {error}") from error

    async def fetch(self, ref: str, into: Path, limit: int) -> None:
        if not MEDIA_ID.fullmatch(ref):
            raise FetchFailed("media.gone", final=True)
        try:
            await self._download(f"{self._base_url}/simulator/media/{ref}", into, limit)
        except httpx.HTTPError as error:
            await anyio.Path(into).unlink(missing_ok=True)
            raise FetchFailed("media.unreachable") from error
        except FetchFailed:
            await anyio.Path(into).unlink(missing_ok=True)
            raise

    async def way_in(self, code: str) -> WayIn:
        """Any of its phones may say it."""
        return WayIn(text=code)

    async def typing(self, address: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            entry = {"kind": "typing", "id": uuid.uuid4().hex, "at": self.now().isoformat()}
            await asyncio.to_thread(self.conversations.append, address, "", entry)

    def now(self) -> datetime:
        """The vendor's clock."""
        return datetime.fromtimestamp(self._clock(), UTC)

    def media_id(self, message_id: str, place: int) -> str:
        """The same for the same file of the same message, and not to be guessed by anybody else."""
        seed = f"media|{place}|{message_id}".encode("utf-8", "replace")
        return hmac.new(self._secret, seed, hashlib.sha256).hexdigest()[:32]

    def _say(self, address: str, delivery: Delivery) -> str:
        vendor_id = "sim-" + hashlib.sha256(f"{address}|{delivery.key}".encode("utf-8", "replace")).hexdigest()[:32]
        key = f"message:{vendor_id}"
        if not self.conversations.has(address, key):
            files = [self._shelve(vendor_id, place, file) for place, file in enumerate(delivery.files)]
            self.conversations.append(address, key, self._entry(vendor_id, delivery, files))
        return vendor_id

    def _shelve(self, vendor_id: str, place: int, file: FileOut) -> Mapping[str, object]:
        media_id = self.media_id(vendor_id, place)
        media = self.shelf.keep(media_id, io.BytesIO(file.content), file.file_name, file.media_type)
        return {"id": media.id, "name": media.file_name, "type": media.media_type, "size": media.size}

    def _entry(self, vendor_id: str, delivery: Delivery, files: list[Mapping[str, object]]) -> Mapping[str, object]:
        return {
            "kind": "message",
            "id": vendor_id,
            "at": self.now().isoformat(),
            "text": delivery.text,
            "language": delivery.language,
            "choices": [{"label": choice.label, "token": choice.token} for choice in delivery.choices],
            "files": files,
            "url": delivery.url,
            "url_label": delivery.url_label,
        }

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    async def _download(self, url: str, into: Path, limit: int) -> None:
        """Bounded while it streams; no redirects and no proxy, for the vendor's address is our own."""
        client = httpx.AsyncClient(timeout=_PATIENCE, verify=self._tls, trust_env=False)
        async with client, client.stream("GET", url) as response:
            _accept(response, limit)
            taken = 0
            async with await anyio.open_file(into, "wb") as file:
                async for piece in response.aiter_bytes():
                    taken += len(piece)
                    if taken > limit:
                        raise FetchFailed("media.too_large", final=True)
                    await file.write(piece)


def _accept(response: httpx.Response, limit: int) -> None:
    if response.status_code in {404, 410}:
        raise FetchFailed("media.gone", final=True)
    if response.status_code != httpx.codes.OK:
        raise FetchFailed("media.unreachable")
    if int(response.headers.get("content-length", "0")) > limit:
        raise FetchFailed("media.too_large", final=True)
