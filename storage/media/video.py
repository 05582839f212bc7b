"""MP4, MOV, 3GP and WebM: demuxed whole, a poster frame by seeking, and a playable file without metadata."""

import importlib
import math
import pkgutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

import av
from PIL import Image, ImageStat

from storage.media import camera, picture, playable
from storage.media.limits import MAX_VIDEO_SECONDS, PAGE_SIDE
from storage.media.made import Made, Outputs, Refuse, Task

av.logging.set_level(None)

# The child cannot open files, and PyAV imports its parts when a file first needs them.
PRELOADED = tuple(
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(av.__path__, "av.")
    if not module.name.endswith("__main__")
)

# 4K and a little more; each reference frame of the decoder costs 1.5 bytes a pixel.
_MAX_FRAME_PIXELS = 4096 * 2304
_FIRST_YEAR = 1990
_POSTER_AT = (1 / 3, 2 / 3, 0.0)
_FRAMES_TRIED = 30
_BLANK = 8.0  # standard deviation of the grey values of a frame with nothing on it


def make(task: Task, out: Outputs) -> Made:
    """Poster, thumbnail and the playable copy. Raises Refuse, and FFmpegError on a broken file."""
    with av.open(task.source, mode="r", format=task.decoder, metadata_errors="ignore") as container:
        video = _picture_stream(container)
        samples, seconds = _survey(container, video)
        if seconds > MAX_VIDEO_SECONDS:
            limit, found = MAX_VIDEO_SECONDS // 60, math.ceil(seconds / 60)
            raise Refuse("media.too_long", kind="video", limit=limit, found=found)
        poster, turns = _poster(container, video, seconds)
        said = {**container.metadata, **video.metadata}
    picture.write_page_and_thumb(poster, out.page, out.thumb)
    client_type = playable.write(task, out.client, playable.Seen(samples, seconds, turns))
    return Made(
        media_type=task.media_type,
        client_type=client_type,
        width=poster.width,
        height=poster.height,
        taken_at=_taken_at(said),
        location=_location(said),
        duration_seconds=max(1, round(seconds)),
    )


def _picture_stream(container: Any) -> Any:
    """The first real video stream; cover pictures do not count. Raises Refuse if there is none that can be shown."""
    for stream in container.streams.video:
        if stream.disposition & av.stream.Disposition.attached_pic:
            continue
        if stream.width * stream.height > _MAX_FRAME_PIXELS:
            raise Refuse("media.too_many_pixels", limit=_MAX_FRAME_PIXELS // 1_000_000, kind="video")
        return stream
    raise Refuse("media.not_taken")


def _survey(container: Any, video: Any) -> tuple[int, float]:
    """Every packet is read once: how many there are, and the presented length in seconds, counted and not claimed."""
    samples, pictures, last = 0, 0, 0.0
    for packet in container.demux([video, *playable.sound_of(container)]):
        if packet.dts is None:
            continue
        samples += 1
        if packet.stream is video:
            pictures += 1
            shown = (packet.pts if packet.pts is not None else packet.dts) + (packet.duration or 0)
            last = max(last, float((shown - (video.start_time or 0)) * packet.time_base))
        if last > 4 * MAX_VIDEO_SECONDS:
            break
    if pictures == 0:
        raise Refuse("media.unreadable", kind="video")
    return samples, last


def _poster(container: Any, video: Any, seconds: float) -> tuple[Image.Image, int]:
    """A picture from inside the video, found by seeking, and its quarter turns; where that is blank, the first
    later one that is not.
    """
    video.codec_context.thread_count = 1
    found: list[Any] = []
    for share in _POSTER_AT:
        with suppress(av.FFmpegError):
            for frame in _frames_from(container, video, share * seconds):
                found.append(frame)
                if not _is_blank(frame):
                    return _upright(frame, video)
    if not found:
        raise Refuse("media.unreadable", kind="video")
    return _upright(found[0], video)


def _frames_from(container: Any, video: Any, second: float) -> Iterator[Any]:
    """From the key frame at or before that second on, a few."""
    container.seek(int(second / video.time_base) + (video.start_time or 0), stream=video)
    return islice(container.decode(video), _FRAMES_TRIED)


def _is_blank(frame: Any) -> bool:
    deviation: float = ImageStat.Stat(frame.to_image(width=64, height=64).convert("L")).stddev[0]
    return deviation < _BLANK


def _upright(frame: Any, video: Any) -> tuple[Image.Image, int]:
    """Square pixels, long side at most 720 px."""
    shape = float(video.sample_aspect_ratio or 1)
    width, height = picture.fitted((max(1, round(frame.width * shape)), frame.height), PAGE_SIDE)
    image: Image.Image = frame.to_image(width=width, height=height)
    turns = playable.quarter_turns(frame)
    return image.rotate(90 * turns, expand=True) if turns else image, turns


def _taken_at(said: Mapping[str, str]) -> str | None:
    """ISO 8601. Apple's own field carries the local offset; the container's creation time is in UTC."""
    for name in ("com.apple.quicktime.creationdate", "creation_time"):
        with suppress(KeyError, ValueError):
            moment = datetime.fromisoformat(said[name])
            if moment.year >= _FIRST_YEAR:
                return moment.isoformat()
    return None


def _location(said: Mapping[str, str]) -> str | None:
    """From ISO 6709 as phones write it: "+37.7749-122.4194+010.0/"."""
    for name in ("com.apple.quicktime.location.ISO6709", "location", "location-eng"):
        found = camera.ISO_6709.match(said.get(name, ""))
        if found:
            return camera.place(float(found["lat"]), float(found["lon"]))
    return None
