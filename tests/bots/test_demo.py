"""The demo is a contract: what it leaves behind, its exit code, and folders full of surprises."""

import json
import os
import re
import shutil

import pytest
from rich.console import Console

from bots import demo
from bots.settings import Settings
from storage.media import sample_documents, samples

FIELDS = {
    "contractor_actions": int,
    "proofs_accepted": int,
    "proofs_refused": list,
    "invoice": dict,
    "seconds_send_to_link": float,
    "paid": bool,
}


@pytest.fixture(scope="module")
def play(tmp_path_factory):
    """Plays the story with these files; gives the exit code, the folder, the summary and what the terminal showed."""

    def played(files=None, prepare=None):
        folder = tmp_path_factory.mktemp("demo")
        photos = None
        if files is not None:
            photos = folder / "photos"
            photos.mkdir()
            for name, content in files.items():
                (photos / name).write_bytes(content)
            (prepare or (lambda _: None))(photos)
        console = Console(record=True, width=160, file=(folder / "terminal.txt").open("w"))
        chosen = Settings(_env_file=None, data_dir=folder / "never", album_pause_seconds=0.4)
        code = demo.play(chosen, folder / "out", photos, console, keep=False)
        assert not (folder / "never").exists(), "the real world was touched"
        return code, folder / "out", json.loads((folder / "out" / "summary.json").read_text()), console.export_text()

    return played


def no_files(photos):
    """What lies in folders besides files, and a file whose name is from an old machine."""
    (photos / "before").mkdir()
    (photos / "gone.jpg").symlink_to("nowhere.jpg")
    (photos / "round.jpg").symlink_to("round.jpg")
    os.mkfifo(photos / "pipe.jpg")
    (photos / os.fsdecode(b"caf\xe9.jpg")).write_bytes(samples.jpeg("Café", width=640, height=480))


@pytest.fixture(scope="module")
def odd(play):
    photo = samples.jpeg("Work", width=640, height=480)
    return play(
        {
            "kitchen.jpg": photo,
            "kitchen copy.jpg": photo,
            "empty.jpg": b"",
            "page.jpg": b"<html><script>alert(1)</script></html>",
            "notes.txt": b"call the plumber",
            f"{'long ' * 45}name.jpg": samples.jpeg("Other", width=640, height=480),
            "receipt.pdf": sample_documents.pdf("Receipt", pages=2),
        },
        no_files,
    )


def test_the_story_ends_paid_with_exit_code_zero(odd):
    code, out, summary, terminal = odd
    assert code == 0
    assert summary["paid"] is True
    assert (out / "invoice.pdf").read_bytes().startswith(b"%PDF")
    assert "Thank you, Dana" in terminal


def test_the_summary_has_what_the_contract_names(odd):
    _, _, summary, _ = odd
    for name, kind in FIELDS.items():
        assert isinstance(summary[name], kind), name
    assert summary["contractor_actions"] <= 3
    assert 0 < summary["seconds_send_to_link"] < 60
    invoice = summary["invoice"]
    assert (invoice["number"], invoice["currency"]) == ("INV-0001", "USD")
    assert invoice["total_minor"] == sum(line["amount_minor"] for line in invoice["lines"])
    assert all(line.keys() == {"description", "quantity", "amount_minor"} for line in invoice["lines"])


def test_each_odd_file_is_refused_by_its_name_and_reason_and_the_good_ones_count(odd):
    _, _, summary, _ = odd
    refused = {one["name"]: one["reason"] for one in summary["proofs_refused"]}
    assert refused.keys() >= {"empty.jpg", "page.jpg", "notes.txt"}
    assert refused["empty.jpg"] == "media.empty"
    assert sorted(reason for name, reason in refused.items() if "kitchen" in name) == ["duplicate"]
    assert summary["proofs_accepted"] == 4


def test_what_is_no_file_is_named_with_its_reason_too(odd):
    _, _, summary, terminal = odd
    refused = {one["name"]: one["reason"] for one in summary["proofs_refused"]}
    assert refused["before"] == "media.folder"
    assert refused["gone.jpg"] == refused["round.jpg"] == "media.broken_link"
    assert refused["pipe.jpg"] == "media.not_a_file"
    assert "pipe.jpg" in terminal


def test_the_clients_link_can_be_followed_from_the_transcript_and_the_terminal(odd):
    _, out, _, terminal = odd
    lines = json.loads((out / "transcript.json").read_text())
    [link] = {
        line["link"] for line in lines if line["to"] == "client" and "INV-0001" in line["text"] and "link" in line
    }
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/i/[\w-]{40,}", link)
    assert link in terminal


def test_the_transcript_is_the_talk_in_order(odd):
    _, out, _, _ = odd
    lines = json.loads((out / "transcript.json").read_text())
    for line in lines:
        assert line.keys() >= {"at", "from", "to", "channel", "text", "buttons", "attachments"}
        assert {line["from"], line["to"]} <= {"contractor", "client", "milepost"}
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert {line["channel"] for line in lines} == {"simulator", "portal"}
    assert any("INV-0001.pdf" in line["attachments"] for line in lines)
    assert "[tapped Send]" in [line["text"] for line in lines]


def test_not_one_usable_file_is_still_a_paid_invoice(play):
    code, _, summary, _ = play({"a.txt": b"words", "b.jpg": b""})
    assert code == 0
    assert summary["proofs_accepted"] == 0
    assert len(summary["proofs_refused"]) == 2


def test_an_empty_folder_is_still_a_paid_invoice(play):
    code, _, summary, _ = play({})
    assert (code, summary["paid"], summary["proofs_accepted"]) == (0, True, 0)


def test_without_a_folder_it_brings_its_own_media(play):
    code, out, summary, _ = play()
    assert code == 0
    assert summary["proofs_accepted"] >= 3
    shutil.rmtree(out)
