"""A child that was taken over may say anything; what it says is believed only within bounds."""

import signal
from datetime import datetime
from pathlib import Path

import pytest

from storage.media import answers
from storage.media.answers import Original
from storage.media.results import Examined, IntakeFailed, Refused
from storage.media.sniff import JPEG, MP4, PDF, Sniffed

MADE = {
    "media_type": "image/jpeg",
    "client_type": "image/jpeg",
    "width": 800,
    "height": 600,
    "taken_at": "2026-05-03T09:30:15",
    "location": "1.5,-2.25",
    "pages": 0,
    "duration_seconds": 0,
    "as_received": False,
}
END = {"ended": 0, "late": False, "peak": 1000}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in answers.COPIES:
        (tmp_path / name).write_bytes(b"\xff\xd8\xff\xe0 a picture")
    return tmp_path


def read(folder: Path, *heard: dict, sniffed: Sniffed = JPEG) -> Examined | Refused:
    return answers.read(heard, sniffed, Original("0" * 64, 7), folder / "original", folder, {"kind": sniffed.kind})


def test_an_honest_answer_is_believed(folder):
    found = read(folder, {"made": MADE}, END)
    assert isinstance(found, Examined)
    assert (found.taken_at, found.location) == (datetime.fromisoformat("2026-05-03T09:30:15"), "1.500000,-2.250000")
    assert (found.peak_bytes, found.size, found.client) == (1000, 7, folder / "client")


LIES = [
    {"width": 100_000},
    {"width": 0},
    {"width": "800"},
    {"height": -1},
    {"pages": 10**9},
    {"duration_seconds": 10**9},
    {"client_type": "text/html"},
    {"taken_at": "tomorrow"},
    {"taken_at": 5},
    {"location": "<script>,0"},
    {"location": "1,2,3"},
]


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_lie_makes_the_file_unreadable(folder, lie):
    found = read(folder, {"made": MADE | lie}, END)
    assert isinstance(found, Refused)
    assert (found.code, found.details["reason"]) == ("media.unreadable", "answer")


@pytest.mark.parametrize("copy", answers.COPIES)
def test_a_copy_that_is_no_picture_is_not_believed(folder, copy):
    (folder / copy).write_bytes(b"<script>alert(1)</script>")
    assert isinstance(read(folder, {"made": MADE}, END), Refused)


@pytest.mark.parametrize("heard", [{"made": {}}, {"refused": "media.whatever", "details": {}}, {"refused": "x"}, {}])
def test_half_an_answer_or_a_code_of_its_own_is_not_believed(folder, heard):
    found = read(folder, heard, END)
    assert (found.code, found.details["reason"]) == ("media.unreadable", "answer")


def test_details_of_a_refusal_are_kept_short(folder):
    found = read(folder, {"refused": "media.too_long", "details": {"limit": 10, "note": "x" * 5000}}, END)
    assert found.code == "media.too_long"
    assert (found.details["limit"], len(found.details["note"])) == (10, 100)


@pytest.mark.parametrize(
    ("sniffed", "code"), [(JPEG, "media.unreadable"), (PDF, "media.unreadable"), (MP4, "media.too_long")]
)
@pytest.mark.parametrize("end", [{"ended": -signal.SIGKILL, "late": True}, {"ended": -signal.SIGXCPU, "late": False}])
def test_a_child_that_ran_out_of_time_refuses_its_file(folder, sniffed, code, end):
    assert read(folder, END | end, sniffed=sniffed).code == code


def test_a_child_killed_from_outside_is_no_fault_of_the_file(folder):
    with pytest.raises(IntakeFailed):
        read(folder, END | {"ended": -signal.SIGKILL})


def test_a_child_that_crashed_makes_the_file_unreadable(folder):
    assert read(folder, END | {"ended": -signal.SIGSEGV}).details["reason"] == "crash"


def test_a_mistake_of_our_own_is_tried_again_and_not_blamed_on_the_file(folder):
    with pytest.raises(IntakeFailed, match="module"):
        read(folder, {"broken": "a module is missing"}, END)
