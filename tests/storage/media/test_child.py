"""The child's own work, done here without its walls on files that we made ourselves, and the workshop's loop."""

import io
import json
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest

from storage.media import child, playable
from storage.media.made import Made, Outputs, Refuse, Task
from storage.media.sniff import HEAD_BYTES, sniff
from storage.media.workshop import Workshop
from tests.samples import AT, PLACE, PLACE_SAID, Film, heic, jpeg, pdf, png, png_of, video, webp

SMALL = {"width": 320, "height": 240}
GOOD = {
    "jpeg": lambda: jpeg("Own", taken_at=AT, location=PLACE, orientation=6, **SMALL),
    "png": lambda: png("Own", **SMALL),
    "webp": lambda: webp("Own", taken_at=AT, location=PLACE, **SMALL),
    "heic": lambda: heic("Own", taken_at=AT, location=PLACE, **SMALL),
    "mp4": lambda: video(Film(label="Own", seconds=1, taken_at=AT, location=PLACE)),
    "mov": lambda: video(Film(label="Own", container="mov", codec="libx265", seconds=1, held_upright=True)),
    "3gp": lambda: video(Film(label="Own", container="3gp", seconds=1)),
    "webm": lambda: video(Film(label="Own", container="webm", seconds=1)),
    "pdf": lambda: pdf("Own"),
}


@contextmanager
def outputs() -> Iterator[Outputs]:
    with tempfile.TemporaryFile() as client, tempfile.TemporaryFile() as page, tempfile.TemporaryFile() as thumb:
        yield Outputs(client, page, thumb)


def answer_to(content: bytes, seconds: float = 60) -> dict:
    found = sniff(content[:HEAD_BYTES])
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs, outputs() as out:
        child.work(found.kind, Task(io.BytesIO(content), found.decoder, found.media_type, seconds), out, theirs)
        return json.loads(ours.recv(65536))


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_answered_with_what_was_made(name):
    made = Made(**answer_to(GOOD[name]())["made"])
    assert (made.width > 100, made.height > 100, made.client_type != "") == (True, True, True)
    assert made.as_received == (name == "pdf")
    if name in ("jpeg", "webp", "heic", "mp4"):
        assert made.location == PLACE_SAID


def test_a_file_refused_by_its_header_says_why():
    assert answer_to(png_of(12_000, 12_000)) | {"peak": 0} == {
        "refused": "media.too_many_pixels",
        "details": {"limit": 50},
        "peak": 0,
    }


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (MemoryError(), {"refused": "media.too_many_pixels", "details": {"kind": "photo", "reason": "memory"}}),
        (OSError("?"), {"refused": "media.unreadable", "details": {"kind": "photo", "reason": "OSError"}}),
        (ModuleNotFoundError("a module"), {"broken": "a module"}),
        (PermissionError(13, "no", "/lib/x.py"), {"broken": "[Errno 13] no: '/lib/x.py'"}),
        (Refuse("media.encrypted"), {"refused": "media.encrypted", "details": {}}),
    ],
)
def test_what_a_decoder_raises_is_the_fault_of_the_file_unless_it_is_ours(error, answer):
    class Failing(io.BytesIO):
        def read(self, *_size: int) -> bytes:
            raise error

    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs, outputs() as out:
        child.work("photo", Task(Failing(), "JPEG", "image/jpeg", 1), out, theirs)
        said = json.loads(ours.recv(65536))
    assert {name: said[name] for name in answer} == answer


def test_when_encoding_would_take_too_long_the_pictures_are_copied_as_they_are():
    film = video(Film(label="Slow", container="mov", codec="libx265", seconds=1))
    with tempfile.TemporaryFile() as into:
        said = playable.write(Task(io.BytesIO(film), "mov", "video/quicktime", 0.0), into, playable.Seen(80, 1.0, 0))
        into.seek(0)
        with av.open(into, format="mp4") as found:
            assert (said, found.streams.video[0].codec_context.name) == ("video/mp4", "hevc")


def test_pictures_that_no_browser_knows_are_refused_when_there_is_no_time_to_encode_them():
    film = video(Film(label="Slow", container="3gp", seconds=1))
    with tempfile.TemporaryFile() as into, pytest.raises(Refuse) as refused:
        playable.write(Task(io.BytesIO(film), "mov", "video/3gpp", 0.0), into, playable.Seen(80, 1.0, 0))
    assert refused.value.code == "media.too_long"


def test_the_index_of_a_playable_copy_stands_in_front_of_its_pictures():
    with outputs() as out:
        child.MAKERS["video"](Task(io.BytesIO(GOOD["mp4"]()), "mov", "video/mp4", 60), out)
        out.client.seek(0)
        content = out.client.read()
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("name", ["mp4", "3gp"])
def test_sound_comes_along(name):
    with outputs() as out:
        child.MAKERS["video"](Task(io.BytesIO(GOOD[name]()), "mov", "video/mp4", 60), out)
        with av.open(out.client, format="mp4") as found:
            samples = sum(frame.samples for frame in found.decode(audio=0))
            assert abs(samples / found.streams.audio[0].rate - 1.0) < 0.1


def test_sound_that_browsers_do_not_know_is_encoded_again():
    into = io.BytesIO()
    with av.open(into, mode="w", format="mov") as target:
        pictures, tone = target.add_stream("libx264", rate=10), target.add_stream("pcm_s16le", rate=8000, layout="mono")
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        for number in range(10):
            picture = av.VideoFrame(64, 48, "yuv420p")
            picture.pts = number
            target.mux(pictures.encode(picture))
            sound = av.AudioFrame(format="s16", layout="mono", samples=800)
            sound.sample_rate, sound.pts = 8000, number * 800
            target.mux(tone.encode(sound))
        target.mux(pictures.encode(None))
        target.mux(tone.encode(None))
    with outputs() as out:
        child.MAKERS["video"](Task(io.BytesIO(into.getvalue()), "mov", "video/quicktime", 60), out)
        with av.open(out.client, format="mp4") as found:
            assert found.streams.audio[0].codec_context.name == "aac"
            assert found.streams.video[0].codec_context.name == "h264"


@pytest.fixture
def signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGCHLD)
    yield
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, before)


def heard_by(asker: socket.socket, path: Path, seconds: float, said: list[dict]) -> None:
    """Order one photo over ``asker``, note what comes back, and hang up."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    order = {"kind": "photo", "decoder": "JPEG", "media_type": "image/jpeg", "seconds": seconds}
    order |= {"memory_bytes": 512 << 20, "file_bytes": 50 << 20}
    with asker, ours, path.open("rb") as source, outputs() as out:
        files = [source.fileno(), out.client.fileno(), out.page.fileno(), out.thumb.fileno(), theirs.fileno()]
        socket.send_fds(asker, [json.dumps(order).encode()], files)
        theirs.close()
        while message := ours.recv(65536):
            said.append(json.loads(message))


@pytest.mark.parametrize(("seconds", "late"), [(30.0, False), (0.0, True)])
def test_the_workshop_forks_waits_kills_and_tells_how_it_ended(tmp_path, signals, seconds, late):
    path = tmp_path / "photo"
    path.write_bytes(jpeg("Loop", width=4032, height=3024))
    asker, control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    said: list[dict] = []
    thread = threading.Thread(target=heard_by, args=(asker, path, seconds, said))
    workshop = Workshop(control)
    thread.start()
    workshop.run()
    workshop.end()
    thread.join()
    assert (said[-1]["late"], said[-1]["ended"]) == (late, -signal.SIGKILL if late else 0)
    assert ("made" in said[0]) != late
    assert said[-1]["peak"] > 0
    control.close()
    assert os.getpid() > 0
