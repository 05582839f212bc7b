"""The same dialogue in a terminal: what is typed is said, a path sends a file, a number picks from the menu."""

import io
import re
import time

import pytest
from rich.console import Console

from bots import chat
from bots.phones import NothingCame, Phone
from storage.media import samples
from tests.journeys.conftest import settings_for


class Typist(io.StringIO):
    """Types a line once the answer to the one before is there."""

    def __init__(self, lines, shown):
        super().__init__()
        self.lines, self.shown = list(lines), shown

    def readline(self, *_):
        if not self.lines:
            return ""
        line, wanted = self.lines.pop(0)
        end = time.monotonic() + 30
        while wanted not in self.shown.getvalue() and time.monotonic() < end:
            time.sleep(0.05)
        return f"{line}\n"


def test_a_job_is_set_up_and_a_photo_sent_from_a_terminal(database_url, tmp_path, monkeypatch):
    photo = tmp_path / "site photo.jpg"
    photo.write_bytes(samples.jpeg("Work", width=320, height=240))
    shown = io.StringIO()
    lines = [
        ("Hi", "quit leaves"),
        ("Rivera Remodeling", "business called?"),
        ("New job: Oak deck for Sam Poe +1 628 555 0134, $9,000: framing 5000, decking rest", "Now tell me"),
        ("1", "1 Create job"),
        (f"framing '{photo}'", "is set up"),
        ("1", "Got it: 1 file on Framing"),
        ("/quit", "draft-framing.pdf"),
    ]
    monkeypatch.setattr("sys.stdin", Typist(lines, shown))
    chat.talk(settings_for(database_url, tmp_path / "data"), "+14155550100", Console(file=shown, width=200))
    told = re.sub(r"\x1b\[[0-9;]*m", "", shown.getvalue())
    assert "2 Change" in told
    assert "Total: $5,000.00" in told
    assert "file: draft-framing.pdf" in told


def test_lines_from_a_file_are_answered_to_the_last_however_long_it_takes(database_url, tmp_path, monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(chat, "SILENCE_SECONDS", 2)
    monkeypatch.setattr("sys.stdin", io.StringIO("Hi\nRivera Remodeling\nhelp\n"))
    chat.talk(settings_for(database_url, tmp_path / "data"), "+14155550100", Console(file=shown, width=200))
    assert "Nice to meet you, Rivera Remodeling" in shown.getvalue()
    assert "Here is what I understand" in shown.getvalue()


def test_a_spanish_speaker_reads_no_english_choices(database_url, tmp_path, monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(chat, "SILENCE_SECONDS", 2)
    job = "Trabajo nuevo: Terraza para Sam Poe +1 628 555 0134, $9,000: marco 5000, final resto"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"Hola\nRemodelaciones Rivera\n{job}\n1\nfactura marco\n"))
    chat.talk(settings_for(database_url, tmp_path / "data"), "+14155550100", Console(file=shown, width=200))
    assert "3 Dejarlo" in shown.getvalue()
    assert "Leave it" not in shown.getvalue()


def test_quotes_that_do_not_close_are_just_words():
    assert chat._read("it's done") == ("it's done", [])
    assert chat._read("no/such/file.jpg demo") == ("no/such/file.jpg demo", [])


async def test_a_phone_that_waits_in_vain_says_for_what(tmp_path):
    class Silent:
        class conversations:  # noqa: N801 - stands for an attribute
            @staticmethod
            def read(_number):
                return []

    phone = Phone("+14155550100", Silent(), None)
    with pytest.raises(NothingCame, match="the welcome did not come"):
        await phone.waits_for(lambda _: True, "the welcome", patience=0.1)
