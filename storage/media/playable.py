"""The copy of a video that a client's browser plays: streams copied where browsers know them, re-encoded where not.

Only pictures and sound go over. Data, subtitle and timed-metadata tracks (where phones and cameras put places and
speeds), tags and H.264 side messages stay behind.
"""

import time
from dataclasses import dataclass, field
from typing import IO, Any

import av
import av.bitstream
from av.audio.resampler import AudioResampler
from av.filter import Graph

from storage.media.made import Refuse, Task
from storage.media.picture import fitted

# What browsers play from each container.
_COPIED = {
    "mp4": frozenset({"h264", "aac", "mp3"}),
    "webm": frozenset({"vp8", "vp9", "av1", "opus", "vorbis"}),
}
_COPIED_IF_SLOW = frozenset({"hevc", "av1", "vp9"})  # many browsers play these from MP4
_PLAIN_H264 = frozenset({"yuv420p", "yuvj420p"})
_SIDE = 1280
_SHARE_OF_TIME = 0.6  # re-encoding may take this share of the task's seconds
_BYTES_A_SAMPLE = 48  # the most a sample takes in the index of an MP4
_SECONDS_A_SAMPLE = 1 / 240


def sound_of(container: Any) -> list[Any]:
    """The first sound stream that can be decoded, or none."""
    return [stream for stream in container.streams.audio if stream.codec_context is not None][:1]


def quarter_turns(frame: Any) -> int:
    """How often to turn the picture 90 degrees counter-clockwise to put it upright: 0 to 3."""
    turns: int = round(frame.rotation / 90) % 4
    return turns


class _TooSlow(Exception):
    """Re-encoding would not end within its share of the time."""


def write(task: Task, into: IO[bytes], samples: int, seconds: float) -> str:
    """Write the playable copy and return its media type. Raises Refuse, FFmpegError."""
    deadline = time.monotonic() + task.seconds * _SHARE_OF_TIME
    container = "webm" if task.decoder == "matroska" else "mp4"
    try:
        _convert(task, into, container, _room(samples, seconds), deadline, _COPIED[container])
    except _TooSlow:
        _convert(task, into, container, _room(samples, seconds), None, _COPIED[container] | _COPIED_IF_SLOW)
    return f"video/{container}"


def _room(samples: int, seconds: float) -> int:
    """Bytes kept free in front for the index, so that playing starts before the whole file is there."""
    encoded = int(seconds * 100)  # sound that is re-encoded has up to 47 frames a second
    return _BYTES_A_SAMPLE * (samples + encoded) + 64 * 1024


def _convert(
    task: Task, into: IO[bytes], container: str, room: int, deadline: float | None, copied: frozenset[str]
) -> None:
    task.source.seek(0)
    into.seek(0)
    into.truncate()
    options = {"fflags": "+bitexact"} | ({"moov_size": str(room)} if container == "mp4" else {})
    with (
        av.open(task.source, mode="r", format=task.decoder, metadata_errors="ignore") as source,
        av.open(into, mode="w", format=container, options=options) as target,
    ):
        roads = [_road(stream, target, copied, deadline) for stream in _streams(source)]
        _run(source, target, [road for road in roads if road is not None])
    into.flush()


def _streams(source: Any) -> list[Any]:
    attached = av.stream.Disposition.attached_pic
    pictures = [stream for stream in source.streams.video if not stream.disposition & attached][:1]
    return pictures + sound_of(source)


def _run(source: Any, target: Any, roads: list[Any]) -> None:
    by_index = {road.stream.index: road for road in roads}
    for packet in source.demux([road.stream for road in roads]):
        if packet.dts is not None and packet.size:
            target.mux(by_index[packet.stream.index].through(packet))
    for road in roads:
        target.mux(road.rest())


def _road(stream: Any, target: Any, copied: frozenset[str], deadline: float | None) -> Any:
    """How one stream gets across; None for sound that nothing here can decode."""
    codec = stream.codec_context.name
    plain = codec != "h264" or stream.codec_context.pix_fmt in _PLAIN_H264
    if codec in copied and plain:
        return Copied(stream, target)
    if stream.type == "audio":
        return SoundEncoded(stream, target)
    if deadline is None:
        raise Refuse("media.too_long", kind="video")
    return PictureEncoded(stream, target, deadline)


class Copied:
    """Packets as they are, without the side messages of H.264."""

    def __init__(self, stream: Any, target: Any) -> None:
        self.stream = stream
        self.out = target.add_stream_from_template(stream)
        self.out.metadata.clear()
        self._strip = None
        if stream.codec_context.name == "h264":
            # NAL unit type 6 is SEI: free text and telemetry of cameras, nothing that decoding needs.
            self._strip = av.bitstream.BitStreamFilterContext("filter_units=remove_types=6", stream, self.out)

    def through(self, packet: Any) -> list[Any]:
        packets = [packet] if self._strip is None else self._strip.filter(packet)
        for each in packets:
            each.stream = self.out
        return packets

    def rest(self) -> list[Any]:
        packets = [] if self._strip is None else self._strip.filter(None)
        for each in packets:
            each.stream = self.out
        return packets


@dataclass(slots=True)
class PictureEncoded:
    """Decoded, put upright, at most 1280 px, encoded as H.264."""

    stream: Any
    target: Any
    deadline: float
    out: Any = None
    graph: Any = None
    last: int = field(default=-1)

    def __post_init__(self) -> None:
        self.stream.codec_context.thread_count = 2

    def through(self, packet: Any) -> list[Any]:
        if time.monotonic() > self.deadline:
            raise _TooSlow
        return [made for frame in packet.decode() for made in self._encode(frame)]

    def rest(self) -> list[Any]:
        made = [made for frame in self.stream.codec_context.decode(None) for made in self._encode(frame)]
        return made if self.out is None else [*made, *self.out.encode(None)]

    def _encode(self, frame: Any) -> list[Any]:
        if self.graph is None:
            self._begin(frame)
        self.graph.push(frame)
        made: list[Any] = []
        while (shown := _pulled(self.graph)) is not None:
            shown.pict_type = 0
            if shown.pts is not None and shown.pts > self.last:
                self.last = shown.pts
                made += self.out.encode(shown)
        return made

    def _begin(self, frame: Any) -> None:
        turn = quarter_turns(frame)
        width, height = (max(2, side // 2 * 2) for side in fitted((frame.width, frame.height), _SIDE))
        self.graph = _graph(self.stream, frame, width, height, turn)
        # The tables of x264 grow with its lookahead; this bounds them.
        self.out = self.target.add_stream(
            "libx264",
            rate=self.stream.guessed_rate or 30,
            options={"preset": "veryfast", "crf": "24", "rc-lookahead": "10", "threads": "2", "bf": "0"},
        )
        self.out.width, self.out.height = (height, width) if turn % 2 else (width, height)
        self.out.pix_fmt = "yuv420p"
        self.out.codec_context.time_base = self.stream.time_base


class SoundEncoded:
    """Decoded, and encoded as AAC."""

    def __init__(self, stream: Any, target: Any) -> None:
        self.stream = stream
        self.out = target.add_stream("aac", rate=44100)
        self.out.layout = "mono" if stream.codec_context.channels == 1 else "stereo"
        self._resampler = AudioResampler(format="fltp", layout=self.out.layout, rate=44100, frame_size=1024)

    def through(self, packet: Any) -> list[Any]:
        return [made for frame in packet.decode() for made in self._encode(frame)]

    def rest(self) -> list[Any]:
        return [*self._encode(None), *self.out.encode(None)]

    def _encode(self, frame: Any) -> list[Any]:
        return [made for plain in self._resampler.resample(frame) for made in self.out.encode(plain)]


def _pulled(graph: Any) -> Any:
    try:
        return graph.pull()
    except (av.BlockingIOError, av.EOFError):
        return None


def _graph(stream: Any, frame: Any, width: int, height: int, turn: int) -> Any:
    """Scale, then turn upright, then to plain 8-bit 4:2:0."""
    graph = Graph()
    steps = [graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=stream.time_base)]
    steps.append(graph.add("scale", f"{width}:{height}"))
    steps += [graph.add("transpose", "cclock") for _ in range(turn)]
    steps += [graph.add("format", "yuv420p"), graph.add("buffersink")]
    graph.link_nodes(*steps).configure()
    return graph
