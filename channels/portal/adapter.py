"""What the client's pages put in the inbox, in the house's words. A road in only: nothing can be sent to a page."""

import json
from datetime import datetime
from pathlib import Path

from core.ports.messaging import Capabilities, Delivery, FetchFailed, Inbound, SendFailed

NAME = "portal"


class Portal:
    """``Channel`` "portal". ``Inbound.sender`` is the link's id; ``context`` holds ``link``, ``action`` ("seen",
    "approve", "ask", "pay") and ``language``, the one the page was read in.
    """

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
        """The body that ``channels.portal.saying`` made."""
        said = json.loads(body)
        return (
            Inbound(
                channel=NAME,
                external_id=said["external_id"],
                sender=said["link"],
                text=said["text"],
                sent_at=datetime.fromisoformat(said["at"]),
                context={"link": said["link"], "action": said["action"], "language": said["language"]},
            ),
        )

    async def send(self, address: str, delivery: Delivery) -> str:
        """Nobody is reached through a page."""
        del address, delivery
        raise SendFailed("portal.no_road_out", final=True)

    async def fetch(self, ref: str, into: Path, limit: int) -> None:
        """The pages take no files."""
        del ref, into, limit
        raise FetchFailed("media.gone", final=True)

    async def typing(self, address: str) -> None:
        """A page shows no typing."""
