"""A photo of an album as a vendor posts it: one signed webhook a file."""

import io
from datetime import UTC, datetime

from bots.phones import Phone
from channels.simulator import events
from storage.media import samples


def album_file(one: Phone, name: str, album: str) -> bytes:
    """The body; no two names are one photo."""
    photo = io.BytesIO(samples.jpeg(f"{one.number} {name}", width=240, height=180))
    media = one.simulator.shelf.keep(one.simulator.media_id(name + one.number, 0), photo, f"{name}.jpg", "image/jpeg")
    event = events.message_event(
        event_id=f"{one.number}-{name}",
        number=one.number,
        text="",
        files=[media],
        tap=None,
        album=album,
        at=datetime.now(UTC),
    )
    return events.envelope([event])
