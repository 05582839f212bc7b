"""What our pages put in the inbox, in the house's words. A road in only: nothing can be sent to a page."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from core.ports.blobs import BlobMissing, BlobStore
from core.ports.messaging import Attachment, AttachmentKind, Capabilities, Delivery, FetchFailed, Inbound, SendFailed

NAME = "portal"


class Portal:
    """``Channel`` "portal". ``Inbound.sender`` is the link's id; ``context`` holds ``link``, ``action`` ("seen",
    "approve", "ask", "pay"; "approve_line", "ask_line" with ``line``; "pay_part", "pay_some" with ``amount``; both with
    ``way``, the gateway, where there is a choice) and ``language``, the one the page was read in. "pay" has the words
    (``consent``) by which what they pay with is kept; "approve_pay" has ``method`` and ``amount``, "autopay_stop" has
    ``method``.

    From the page of a proposal ``sender`` and ``proposal`` are its id, ``action`` is "seen", "code", "sign", "decline"
    or "ask", and ``field_...`` is what was filled in. From a change order's page they are ``change``, "approve",
    "decline" or "ask", ``shown`` what the answer is bound to, and ``device`` the browser's own name. From an upload
    page ``sender`` and ``upload`` are its id, and the bytes of its files are among ``blobs``.
    """

    def __init__(self, blobs: BlobStore | None = None) -> None:
        self._blobs = blobs

    @property
    def name(self) -> str:
        return NAME

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            buttons=False,
            max_text=0,
            max_buttons=0,
            files_in=False,
            max_file_in=0,
            max_file_out=0,
            typing=False,
            read_reports=False,
        )

    def translate(self, body: bytes) -> tuple[Inbound, ...]:
        """The body that ``channels.portal.saying``, ``proposal_saying``, ``changes`` or ``bringing`` made."""
        said = json.loads(body)
        if "proposal" in said:
            return (_about_proposal(said),)
        if "upload" in said:
            return (_uploaded(said),)
        if "change" in said:
            return (_decided(said),)
        return (
            Inbound(
                channel=NAME,
                external_id=said["external_id"],
                sender=said["link"],
                text=said["text"],
                sent_at=datetime.fromisoformat(said["at"]),
                context={
                    **{name: said[name] for name in ("link", "action", "language")},
                    **{
                        name: str(said[name])
                        for name in ("line", "amount", "way", "method", "consent")
                        if said.get(name)
                    },
                },
            ),
        )

    async def send(self, address: str, delivery: Delivery) -> str:
        """Nobody is reached through a page."""
        del address, delivery
        raise SendFailed("portal.no_road_out", final=True)

    async def fetch(self, ref: str, into: Path, limit: int) -> None:
        """``ref`` is a blob's key: what an upload page took is kept already."""
        try:
            await asyncio.to_thread(self._copy, ref, into, limit)
        except (BlobMissing, ValueError):
            raise FetchFailed("media.gone", final=True) from None

    async def typing(self, address: str) -> None:
        """A page shows no typing."""

    def _copy(self, key: str, into: Path, limit: int) -> None:
        if self._blobs is None:
            raise BlobMissing(key)
        if self._blobs.size(key) > limit:
            raise FetchFailed("media.too_large", final=True)
        pieces = self._blobs.chunks(key)
        with into.open("wb") as file:
            for piece in pieces:
                file.write(piece)


def _about_proposal(said: Mapping[str, Any]) -> Inbound:
    fields = {f"field_{name}": str(value) for name, value in said["fields"].items()}
    return Inbound(
        channel=NAME,
        external_id=said["external_id"],
        sender=said["proposal"],
        text=said["text"],
        sent_at=datetime.fromisoformat(said["at"]),
        context={
            "proposal": said["proposal"],
            "revision": str(said["revision"]),
            "action": said["action"],
            "language": said["language"],
            **fields,
        },
    )


def _decided(said: Mapping[str, Any]) -> Inbound:
    return Inbound(
        channel=NAME,
        external_id=said["external_id"],
        sender=said["change"],
        text=said["text"],
        sent_at=datetime.fromisoformat(said["at"]),
        context={name: said[name] for name in ("change", "action", "shown", "device", "language")},
    )


def _uploaded(said: Mapping[str, Any]) -> Inbound:
    files = tuple(
        Attachment(
            kind=_kind(one["kind"]), ref=one["key"], file_name=one["name"], media_type=one["kind"], size=one["size"]
        )
        for one in said["files"]
    )
    return Inbound(
        channel=NAME,
        external_id=said["external_id"],
        sender=said["upload"],
        text=said["text"],
        attachments=files,
        sent_at=datetime.fromisoformat(said["at"]),
        context={"upload": said["upload"]},
    )


def _kind(media_type: str) -> AttachmentKind:
    known: dict[str, AttachmentKind] = {"image": "photo", "video": "video", "audio": "voice"}
    return known.get(media_type.partition("/")[0], "document")
