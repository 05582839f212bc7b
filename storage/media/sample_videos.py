"""Sample videos: the camera pans over a drawn site, a bar shows how far it is, a tone is the sound."""

import array
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

import av
from PIL import Image, ImageDraw

from storage.media.samples import scene

Container = Literal["mp4", "mov", "3gp", "webm"]

# (pictures, sound) as phones fill each container.
_CODECS: Mapping[Container, tuple[str, str]] = {
    "mp4": ("libx264", "aac"),
    "mov": ("libx264", "aac"),
    "3gp": ("h263", "aac"),
    "webm": ("libvpx", "libopus"),
}
_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "libx264": {"preset": "ultrafast", "threads": "1", "crf": "26"},
    "libx265": {"preset": "ultrafast", "x265-params": "pools=none:frame-threads=1:log-level=none"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8", "threads": "1"},
}
# The display matrix of a track header for a phone held upright: turn by 90 degrees clockwise (ISO/IEC 14496-12).
_LEVEL = bytes.fromhex("00010000 00000000 00000000 00000000 00010000 00000000 00000000 00000000 40000000")
_TURNED = bytes.fromhex("00000000 00010000 00000000 ffff0000 00000000 00000000 00000000 00000000 40000000")
_RATE = 48_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """What to film. ``taken_at`` must be aware; without ``codec`` each container has what phones put in it.
    3GP with H.263 is 352x288 whatever is asked, as the standard has it.
    """

    label: str
    container: Container = "mp4"
    seconds: float = 2.0
    size: tuple[int, int] = (640, 360)
    frames_a_second: int = 15
    codec: str | None = None
    sound: bool = True
    taken_at: datetime | None = None
    location: tuple[float, float] | None = None
    held_upright: bool = False


def video(film: Film) -> bytes:
    pictures, tones = _CODECS[film.container]
    into = io.BytesIO()
    tags = {"movflags": "use_metadata_tags"} if film.container in ("mp4", "mov") else {}
    with av.open(into, mode="w", format=film.container, options=tags) as target:
        target.metadata.update(_said(film))
        stream = target.add_stream(film.codec or pictures, rate=film.frames_a_second)
        stream.width, stream.height = film.size if film.codec or pictures != "h263" else (352, 288)
        stream.pix_fmt = "yuv420p"
        stream.options = dict(_OPTIONS.get(film.codec or pictures, {}))
        tone = target.add_stream(tones, rate=_RATE, layout="mono") if film.sound else None
        _roll(target, stream, film)
        if tone is not None:
            _hum(target, tone, film.seconds)
    made = into.getvalue()
    return _turned(made) if film.held_upright else made


def _turned(made: bytes) -> bytes:
    """Only the picture track's header is turned, as phones do."""
    before, mark, after = made.partition(b"tkhd")
    return before + mark + after.replace(_LEVEL, _TURNED, 1)


def _said(film: Film) -> dict[str, str]:
    said: dict[str, str] = {"make": "Sample", "model": "Phone SN-0042-PRIVATE"}
    if film.taken_at is not None:
        said["creation_time"] = film.taken_at.isoformat()
    if film.location is not None:
        place = "{:+08.4f}{:+09.4f}/".format(*film.location)
        said["location"] = said["com.apple.quicktime.location.ISO6709"] = place
    return said


def _roll(target: Any, stream: Any, film: Film) -> None:
    """The first frame is black, as cameras begin; a poster must come from inside."""
    width, height = (stream.height, stream.width) if film.held_upright else (stream.width, stream.height)
    wide = scene(film.label, width * 5 // 4, height * 5 // 4)
    frames = max(2, int(film.seconds * film.frames_a_second))
    for number in range(frames):
        picture = _look(wide, width, height, number / frames) if number else Image.new("RGB", (width, height))
        frame = av.VideoFrame.from_image(picture.transpose(Image.Transpose.ROTATE_90) if film.held_upright else picture)
        frame.pts, frame.time_base = number, Fraction(1, film.frames_a_second)
        target.mux(stream.encode(frame))
    target.mux(stream.encode(None))


def _look(wide: Image.Image, width: int, height: int, share: float) -> Image.Image:
    left, top = int((wide.width - width) * share), wide.height - height
    seen = wide.crop((left, top, left + width, top + height))
    ImageDraw.Draw(seen).rectangle((0, 0, int(width * share), max(2, height // 40)), fill=(255, 196, 0))
    return seen


def _hum(target: Any, stream: Any, seconds: float) -> None:
    size = 960
    for start in range(0, int(seconds * _RATE), size):
        wave = array.array(
            "h", (int(6000 * math.sin(at * 2 * math.pi * 220 / _RATE)) for at in range(start, start + size))
        )
        frame = av.AudioFrame(format="s16", layout="mono", samples=size)
        frame.planes[0].update(wave.tobytes())
        frame.pts, frame.sample_rate, frame.time_base = start, _RATE, Fraction(1, _RATE)
        target.mux(stream.encode(frame))
    target.mux(stream.encode(None))
