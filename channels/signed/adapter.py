"""The generic signed webhook: what is said comes as JSON, what we say goes as JSON, both signed in the same way."""

import base64
import hashlib
import json
import mimetypes
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

import httpx

from channels.media import download
from channels.signing import Signer
from core.ports.inbox import InboxItem, Unsigned
from core.ports.messaging import (
    REPLIES_TO,
    Attachment,
    AttachmentKind,
    Capabilities,
    Delivery,
    DeliveryReport,
    DeliveryStatus,
    FetchFailed,
    Heard,
    Inbound,
    SendFailed,
    WayIn,
)

CHANNEL = "signed"
HEADER = "x-milepost-signature"
_CAPABILITIES = Capabilities(
    buttons=True,
    max_text=20_000,
    max_buttons=20,
    files_in=True,
    max_file_in=100_000_000,
    max_file_out=10_000_000,
    typing=False,
    read_reports=True,
)
_JUNK = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)
_FINAL = {400, 403, 404, 410, 413, 422}
_GONE = {404, 410}


class SignedWebhook:
    """Channel and Webhook "signed". ``url`` takes what we say, and its host alone holds the files that are sent to us.

    An address is whatever the other program calls a person, up to 200 characters.
    """

    name = CHANNEL
    source = CHANNEL
    capabilities = _CAPABILITIES
    patience = 30.0

    def __init__(self, url: str, secret: str, *, clock: Callable[[], float] = time.time) -> None:
        self._url, self._signer, self._clock = httpx.URL(url), Signer(secret.encode(), CHANNEL), clock
        here = self._url.host in {"127.0.0.1", "localhost"}
        if not self._url.host or self._url.scheme not in ({"https", "http"} if here else {"https"}):
            raise ValueError("SIGNED_WEBHOOK_URL must begin with https://")

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:  # noqa: ARG002 - the body alone is signed
        if not self._signer.holds(headers.get(HEADER, ""), body, self._clock()):
            raise Unsigned("wrong signature, or too old")
        try:
            posted = json.loads(body)
            said = _read(posted)
            line = said.sender if isinstance(said, Inbound) else said.vendor_id
            kind = "said" if isinstance(said, Inbound) else "report"
            external_id = f"{kind}:{_short(posted['id'])}"
            return (InboxItem(source=CHANNEL, external_id=external_id, line=f"{CHANNEL}:{line}", body=body),)
        except _JUNK as error:
            raise Unsigned("signed, but not in this form") from error

    def translate(self, body: bytes) -> tuple[Heard, ...]:
        return (_read(json.loads(body)),)

    async def send(self, address: str, delivery: Delivery) -> str:
        """The id that is posted along: a repeat has the same, and is for the other side to leave out."""
        vendor_id = hashlib.sha256(f"{address}|{delivery.key}".encode("utf-8", "replace")).hexdigest()[:32]
        body = json.dumps(_written(vendor_id, address, delivery)).encode()
        signed = {"content-type": "application/json", HEADER: self._signer.header(body, int(self._clock()))}
        try:
            async with self._client() as client:
                answer = await client.post(self._url, content=body, headers=signed)
        except httpx.HTTPError as problem:
            raise SendFailed(f"{self._url.host} cannot be reached ({type(problem).__name__})") from None
        if not answer.is_success:
            wait = answer.headers.get("retry-after", "")
            raise SendFailed(
                f"{self._url.host} said no ({answer.status_code})",
                final=answer.status_code in _FINAL,
                unreachable=answer.status_code in _GONE,
                retry_after=float(wait[:6]) if wait.isascii() and wait.isdecimal() else None,
            )
        return vendor_id

    async def way_in(self, code: str) -> WayIn:
        return WayIn(text=code)

    async def fetch(self, ref: str, into: Path, limit: int) -> None:
        if not ref.startswith(f"{self._url.scheme}://"):
            raise FetchFailed("media.unreachable", final=True)
        async with self._client() as client:
            await download(client, ref, into, limit, allowed_hosts=[self._url.host])

    async def typing(self, address: str) -> None:
        """There is nothing to show it with."""

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=self.patience, verify=self._tls, trust_env=False)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def _written(vendor_id: str, address: str, delivery: Delivery) -> dict[str, Any]:
    return {
        "id": vendor_id,
        "to": address,
        "text": delivery.text,
        "language": delivery.language,
        "choices": [{"label": one.label, "token": one.token} for one in delivery.choices],
        "files": [
            {"name": one.file_name, "type": one.media_type, "content": base64.b64encode(one.content).decode()}
            for one in delivery.files
        ],
        "url": delivery.url,
        "url_label": delivery.url_label,
    }


def _read(posted: Mapping[str, Any]) -> Inbound | DeliveryReport:
    if "status" in posted:
        status: DeliveryStatus = posted["status"]
        if status not in get_args(DeliveryStatus):
            raise ValueError("no such status")
        return DeliveryReport(channel=CHANNEL, vendor_id=_short(posted["message"]), status=status)
    moment = datetime.fromisoformat(posted["at"])
    if moment.tzinfo is None:
        raise ValueError("a moment has its zone")
    return Inbound(
        channel=CHANNEL,
        external_id=_short(posted["id"]),
        sender=_short(posted["from"]),
        sender_name=_text(posted.get("name") or ""),
        text=_text(posted.get("text") or ""),
        attachments=tuple(_attachment(file) for file in posted.get("files") or ()),
        tap=_short(posted["tap"]) if posted.get("tap") else None,
        album=_short(posted["album"]) if posted.get("album") else None,
        sent_at=moment,
        context={REPLIES_TO: _short(posted["answers"])} if posted.get("answers") else {},
    )


def _attachment(file: Mapping[str, Any]) -> Attachment:
    name, media_type = _text(file.get("name") or ""), _text(file.get("type") or "")
    kinds: dict[str, AttachmentKind] = {"image": "photo", "video": "video", "audio": "voice"}
    kind = (media_type or mimetypes.guess_type(name)[0] or "").partition("/")[0]
    return Attachment(
        kind=kinds.get(kind, "document"),
        ref=_text(file["url"]),
        file_name=name,
        media_type=media_type,
        size=int(file.get("size") or 0),
    )


def _short(value: object) -> str:
    text = _text(value)
    if not 0 < len(text) <= 200:
        raise ValueError("a name has 1 to 200 characters")
    return text


def _text(value: object) -> str:
    """Text that a PostgreSQL column can hold: without NUL and half surrogate pairs."""
    if not isinstance(value, str):
        raise TypeError("text is wanted")
    return value.replace("\x00", "").encode("utf-8", "replace").decode()
