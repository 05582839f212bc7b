"""A voice note: decoded whole to prove that it is sound with a length. It is kept as received."""

import av

from storage.media.limits import MAX_VOICE_SECONDS
from storage.media.made import Made, Outputs, Refuse, Task


def make(task: Task, out: Outputs) -> Made:
    """Raises Refuse, and FFmpegError on a broken file."""
    del out  # there is nothing to show
    seconds = 0.0
    with av.open(task.source, mode="r", format=task.decoder, metadata_errors="ignore") as container:
        if not container.streams.audio:
            raise Refuse("media.not_taken")
        for frame in container.decode(container.streams.audio[0]):
            seconds += frame.samples / frame.sample_rate
            if seconds > MAX_VOICE_SECONDS:
                raise Refuse(
                    "media.too_long", kind="voice", limit=MAX_VOICE_SECONDS // 60, found=MAX_VOICE_SECONDS // 60
                )
    if not seconds:
        raise Refuse("media.unreadable", kind="voice")
    return Made(
        media_type=task.media_type,
        client_type=task.media_type,
        width=0,
        height=0,
        duration_seconds=max(1, round(seconds)),
        as_received=True,
    )
