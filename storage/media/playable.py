"""The copy of a video that a client's browser plays: streams copied where browsers know them, re-encoded where not.

Only pictures and sound go over. Data, subtitle and timed-metadata tracks (where phones and cameras put places and
speeds), tags and H.264 side messages stay behind.
"""

import time
from dataclasses import dataclass
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
# Fast, and with little looking ahead: each frame that x264 holds is memory.
_ENCODER = {"preset": "veryfast", "crf": "24", "rc-lookahead": "10", "threads": "2", "bf": "0"}


def sound_of(container: Any) -> list[Any]:
    """The first sound stream that can be decoded, or none."""
    return [stream for stream in container.streams.audio if stream.codec_context is not None][:1]


def quarter_turns(frame: Any) -> int:
    """How often to turn the picture 90 degrees counter-clockwise to put it upright: 0 to 3."""
    turns: int = round(frame.rotation / 90) % 4
    return turns


class _TooSlow(Exception):
    """Re-encoding would not end within its share of the time."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found before: packets, presented length in seconds, quarter turns to upright (counter-clockwise)."""

    samples: int
    seconds: float
    turns: int


def write(task: Task, into: IO[bytes], seen: Seen) -> str:
    """Write the playable copy and return its media type. Raises Refuse, FFmpegError."""
    container = "webm" if task.decoder == "matroska" else "mp4"
    deadline = time.monotonic() + task.seconds * _SHARE_OF_TIME
    try:
        _convert(task, into, container, seen, _Roads(_COPIED[container], seen.turns, deadline))
    except _TooSlow:
        _convert(task, into, container, seen, _Roads(_COPIED[container] | _COPIED_IF_SLOW, seen.turns, None))
    return f"video/{container}"


def _convert(task: Task, into: IO[bytes], container: str, seen: Seen, roads: "_Roads") -> None:
    task.source.seek(0)
    into.seek(0)
    into.truncate()
    # "bitexact" keeps the writer from signing the file.
    options = {"fflags": "+bitexact"} | ({"moov_size": str(_room(seen))} if container == "mp4" else {})
    with (
        av.open(task.source, mode="r", format=task.decoder, metadata_errors="ignore") as source,
        av.open(into, mode="w", format=container, options=options) as target,
    ):
        _run(source, target, [roads.choose(stream, target) for stream in _streams(source)])


def _room(seen: Seen) -> int:
    """Bytes kept free in front for the index of an MP4, so that playing starts before the whole file is there."""
    encoded = int(seen.seconds * 50)  # sound that is re-encoded has up to 47 frames a second
    return _BYTES_A_SAMPLE * (seen.samples + encoded) + 64 * 1024


def _streams(source: Any) -> list[Any]:
    attached = av.stream.Disposition.attached_pic
    pictures = [stream for stream in source.streams.video if not stream.disposition & attached][:1]
    return pictures + sound_of(source)


def _run(source: Any, target: Any, roads: "list[Copied | PictureEncoded | SoundEncoded]") -> None:
    by_index = {road.stream.index: road for road in roads}
    for packet in source.demux([road.stream for road in roads]):
        if packet.dts is not None and packet.size:
            target.mux(by_index[packet.stream.index].through(packet))
    for road in roads:
        target.mux(road.rest())


@dataclass(frozen=True, slots=True)
class _Roads:
    """How a stream gets across. ``deadline`` (monotonic) None: pictures may not be re-encoded any more."""

    copied: frozenset[str]
    turns: int
    deadline: float | None

    def choose(self, stream: Any, target: Any) -> "Copied | PictureEncoded | SoundEncoded":
        codec = stream.codec_context.name
        plain = codec != "h264" or stream.codec_context.pix_fmt in _PLAIN_H264
        if codec in self.copied and plain:
            return Copied(stream, target)
        if stream.type == "audio":
            return SoundEncoded(stream, target)
        if self.deadline is None:
            raise Refuse("media.too_long", kind="video")
        return PictureEncoded(stream, target, self.turns, self.deadline)


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


class PictureEncoded:
    """Decoded, put upright, at most 1280 px, encoded as H.264."""

    def __init__(self, stream: Any, target: Any, turns: int, deadline: float) -> None:
        self.stream = stream
        self._turns, self._deadline = turns, deadline
        self._graph: Any = None
        self._last = -1
        stream.codec_context.thread_count = 2
        width, height = (max(2, side // 2 * 2) for side in fitted((stream.width, stream.height), _SIDE))
        self._size = width, height
        self.out = target.add_stream("libx264", rate=stream.guessed_rate or 30)
        self.out.width, self.out.height = (height, width) if turns % 2 else (width, height)
        self.out.pix_fmt = "yuv420p"
        self.out.options = dict(_ENCODER)
        self.out.codec_context.time_base = stream.time_base

    def through(self, packet: Any) -> list[Any]:
        if time.monotonic() > self._deadline:
            raise _TooSlow
        return [made for frame in packet.decode() for made in self._encode(frame)]

    def rest(self) -> list[Any]:
        late = [made for frame in self.stream.codec_context.decode(None) for made in self._encode(frame)]
        return [*late, *self.out.encode(None)]

    def _encode(self, frame: Any) -> list[Any]:
        if self._graph is None:
            self._graph = _graph(self.stream, frame, self._size, self._turns)
        self._graph.push(frame)
        made: list[Any] = []
        while (shown := _pulled(self._graph)) is not None:
            shown.pict_type = 0
            if shown.pts is not None and shown.pts > self._last:
                self._last = shown.pts
                made += self.out.encode(shown)
        return made


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


def _graph(stream: Any, frame: Any, size: tuple[int, int], turns: int) -> Any:
    """Scale, then turn upright, then to plain 8-bit 4:2:0."""
    graph = Graph()
    steps = [graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=stream.time_base)]
    steps.append(graph.add("scale", "{}:{}".format(*size)))
    steps += [graph.add("transpose", "cclock") for _ in range(turns)]
    steps += [graph.add("format", "yuv420p"), graph.add("buffersink")]
    graph.link_nodes(*steps).configure()
    return graph
