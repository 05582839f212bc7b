"""Voice notes: decoded whole in the limited child, kept as received, with nothing to show."""

import array
import io
import math

import av
import pytest

from storage.media.intake import Intake
from storage.media.results import Examined, Refused

RATE = 48_000


def note(container, codec, rate=RATE, seconds=2.0):
    """A tone, as a phone would put it in that container."""
    into = io.BytesIO()
    with av.open(into, mode="w", format=container) as target:
        stream = target.add_stream(codec, rate=rate)
        stream.layout = "mono"
        resampler = av.AudioResampler(format=stream.codec_context.format.name, layout="mono", rate=rate, frame_size=960)
        tone = array.array("h", (int(9000 * math.sin(at / 20)) for at in range(int(rate * seconds))))
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(tone))
        frame.planes[0].update(tone.tobytes())
        frame.sample_rate = rate
        for part in resampler.resample(frame):
            target.mux(stream.encode(part))
        target.mux(stream.encode(None))
    return into.getvalue()


@pytest.fixture(scope="module")
def voices():
    intake = Intake()
    yield intake
    intake.close()


@pytest.mark.parametrize(
    ("container", "codec", "media_type"),
    [("ogg", "libopus", "audio/ogg"), ("ipod", "aac", "audio/mp4"), ("mp3", "libmp3lame", "audio/mpeg")],
)
def test_a_voice_note_has_a_length_and_nothing_to_show(voices, tmp_path, container, codec, media_type):
    path = tmp_path / "note"
    path.write_bytes(note(container, codec))
    found = voices.examine(path, "note", "")
    assert isinstance(found, Examined), found
    with found:
        assert (found.kind, found.media_type, found.as_received) == ("voice", media_type, True)
        assert 1 <= found.duration_seconds <= 3
        assert found.client == path


@pytest.mark.parametrize("head", [b"OggS", b"ID3\x04", b"#!AMR\n", b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00"])
def test_a_broken_voice_note_is_refused(voices, tmp_path, head):
    path = tmp_path / "note"
    path.write_bytes(head + bytes(4000))
    found = voices.examine(path, "note", "")
    assert isinstance(found, Refused)
    assert found.code == "media.unreadable"
