"""A channel in memory: what every adapter does, without a vendor."""

import json
from datetime import datetime
from pathlib import Path

from core.ports.messaging import (
    Attachment,
    Capabilities,
    Delivery,
    DeliveryReport,
    FetchFailed,
    Heard,
    Inbound,
    SendFailed,
    WayIn,
)


class MemoryChannel:
    """Keeps what was sent in ``sent`` (address -> deliveries) and hands out ``media`` by its ref."""

    name = "memory"
    capabilities = Capabilities(
        buttons=True,
        max_text=4096,
        max_buttons=10,
        files_in=True,
        max_file_in=10_000_000,
        max_file_out=10_000_000,
        typing=True,
        read_reports=True,
        threads=True,
    )

    def __init__(self) -> None:
        self.sent: dict[str, dict[str, Delivery]] = {}
        self.media: dict[str, bytes] = {}
        self.typed: list[str] = []
        self.refused: set[str] = set()

    def body_of(self, heard: Heard) -> bytes:
        """What a vendor would have posted for this to be heard."""
        if isinstance(heard, DeliveryReport):
            return json.dumps({"report": [heard.vendor_id, heard.status, heard.reason]}).encode()
        return json.dumps(
            {
                "id": heard.external_id,
                "from": heard.sender,
                "name": heard.sender_name,
                "text": heard.text,
                "files": [[a.kind, a.ref, a.file_name, a.media_type, a.size] for a in heard.attachments],
                "tap": heard.tap,
                "album": heard.album,
                "at": heard.sent_at.isoformat(),
            }
        ).encode()

    def translate(self, body: bytes) -> tuple[Heard, ...]:
        said = json.loads(body)
        if "report" in said:
            vendor_id, status, reason = said["report"]
            return (DeliveryReport(channel=self.name, vendor_id=vendor_id, status=status, reason=reason),)
        files = tuple(
            Attachment(kind=kind, ref=ref, file_name=name, media_type=media_type, size=size)
            for kind, ref, name, media_type, size in said["files"]
        )
        return (
            Inbound(
                channel=self.name,
                external_id=said["id"],
                sender=said["from"],
                sender_name=said["name"],
                text=said["text"],
                attachments=files,
                tap=said["tap"],
                album=said["album"],
                sent_at=datetime.fromisoformat(said["at"]),
            ),
        )

    async def send(self, address: str, delivery: Delivery) -> str:
        if not address or address in self.refused:
            raise SendFailed("no such address", unreachable=True)
        self.sent.setdefault(address, {}).setdefault(delivery.key, delivery)
        return f"{address}/{delivery.key}"

    async def fetch(self, ref: str, into: Path, limit: int) -> None:
        if ref not in self.media:
            raise FetchFailed("media.gone", final=True)
        if len(self.media[ref]) > limit:
            raise FetchFailed("media.too_large", final=True)
        into.write_bytes(self.media[ref])  # noqa: ASYNC240 - a twin has nobody else to keep waiting

    async def way_in(self, code: str) -> WayIn:
        return WayIn(text=code)

    async def typing(self, address: str) -> None:
        self.typed.append(address)
