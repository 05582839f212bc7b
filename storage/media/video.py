"""MP4, MOV, 3GP and WebM: demuxed whole, a poster frame by seeking, and a playable file without metadata."""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import av
from PIL import Image, ImageStat

from storage.media import camera, picture, playable
from storage.media.limits import MAX_VIDEO_SECONDS, PAGE_SIDE
from storage.media.made import Made, Outputs, Refuse, Task

av.logging.set_level(None)

# 4K and a little more; each reference frame of the decoder costs 1.5 bytes a pixel.
_MAX_FRAME_PIXELS = 4096 * 2304
_FIRST_YEAR = 1990
_POSTER_AT = (1 / 3, 2 / 3, 0.0)
_BLANK = 8.0  # standard deviation of the grey values of a frame with nothing on it


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over all packets found. ``seconds`` is the presented length, counted, not claimed."""

    samples: int
    seconds: float


def make(task: Task, out: Outputs) -> Made:
    """Poster, thumbnail and the playable copy. Raises Refuse, and FFmpegError on a broken file."""
    with av.open(task.source, mode="r", format=task.decoder, metadata_errors="ignore") as container:
        video = _picture_stream(container)
        survey = _survey(container, video)
        if survey.seconds > MAX_VIDEO_SECONDS:
            raise Refuse(
                "media.too_long", kind="video", limit=MAX_VIDEO_SECONDS // 60, found=math.ceil(survey.seconds / 60)
            )
        poster = _poster(container, video, survey.seconds)
        picture.write_page_and_thumb(poster, out.page, out.thumb)
        said = {**container.metadata, **video.metadata}
    client_type = playable.write(task, out.client, survey.samples, survey.seconds)
    width, height = poster.size
    return Made(
        media_type=task.media_type,
        client_type=client_type,
        width=width,
        height=height,
        taken_at=_taken_at(said),
        location=_location(said),
        duration_seconds=max(1, round(survey.seconds)),
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


def _survey(container: Any, video: Any) -> Survey:
    """Read every packet once. Raises Refuse when no picture is in it."""
    streams = [video, *playable.sound_of(container)]
    samples, pictures, last = 0, 0, 0.0
    for packet in container.demux(streams):
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
    return Survey(samples, last)


def _poster(container: Any, video: Any, seconds: float) -> Image.Image:
    """A frame from inside the video, found by seeking; another one where the first is blank."""
    video.codec_context.thread_count = 1
    video.codec_context.skip_frame = "NONKEY"
    found: list[Image.Image] = []
    for share in _POSTER_AT:
        with suppress(av.FFmpegError, StopIteration):
            found.append(_frame_at(container, video, share * seconds))
            if ImageStat.Stat(found[-1].convert("L")).stddev[0] > _BLANK:
                return found[-1]
    if not found:
        raise Refuse("media.unreadable", kind="video")
    return found[0]


def _frame_at(container: Any, video: Any, second: float) -> Image.Image:
    """The key frame at or before that second, upright, square pixels, long side at most 1000 px."""
    container.seek(int(second / video.time_base) + (video.start_time or 0), stream=video)
    frame = next(container.decode(video))
    shape = float(video.sample_aspect_ratio or 1)
    width, height = picture.fitted((max(1, round(frame.width * shape)), frame.height), PAGE_SIDE)
    image: Image.Image = frame.to_image(width=width, height=height)
    turn = playable.quarter_turns(frame)
    return image.rotate(90 * turn, expand=True) if turn else image


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
