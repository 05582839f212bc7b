"""A bank's file from the chat to the receipts, as it reads. Written anew with MILEPOST_SNAPSHOTS=1."""

import pytest

from storage.media.hatch import Hatch
from tests.bots.banking import csv, teller_of
from tests.bots.talk import DANA, ME, opened, scrubbed
from tests.snapshots.test_dialogues import HERE, NAMES, RENEW, spoken

ROWS = (
    ("2026-11-20", "ZELLE FROM DANA LEE INV-0001", "4,000.00"),
    ("2026-11-20", "LEE DANA CABINETS", "8,000.00"),
    ("2026-11-21", "CHECK DEPOSIT 77", "350.00"),
    ("2026-11-23", "STRIPE TRANSFER", "912.20"),
    ("2026-11-23", "INTEREST", "0.13"),
    ("2026-11-24", "HOME DEPOT #0412", "-312.40"),
)
ENGLISH = [
    "bank statement",
    "+",
    "*Record all 2",
    "line 1 is for Dana's kitchen",
    "*Record it",
    "line 1 is not a payment",
    "bank lines",
    "+",
]
SPANISH = [
    "español",
    "extracto bancario",
    "+",
    "*Uno por uno",
    "*Registrar",
    "la línea 2 es de Dana",
    "no",
    "+",
    "*Registrar los 2",
]


@pytest.fixture(scope="module")
def hatch():
    hatch = Hatch()
    yield hatch
    hatch.close()


@pytest.fixture
def talk(talk):
    """Demo, 4,500, and cabinets, 8,000, are invoiced."""
    opened(talk)
    for part in ("demo", "cabinets"):
        talk.says(f"{part} done", files=1)
        talk.taps("Send")
        talk.render()
    talk.news()
    talk.news(DANA)
    return talk


@pytest.mark.parametrize(("name", "lines"), [("bank_lines_en", ENGLISH), ("bank_lines_es", SPANISH)])
def test_a_banks_file_reads_as_it_did(talk, tmp_path, hatch, name, lines):
    bank, told = teller_of(talk, tmp_path, hatch), []
    for said in lines:
        told.append(f"contractor> {'(statement.csv)' if said == '+' else said}")
        fresh = bank.sends("statement.csv", csv(*ROWS)) if said == "+" else _said(talk, said)
        thanked = sorted(talk.news(DANA), key=lambda one: one.text)  # they leave at the same moment
        for person, messages in ((ME, fresh), (DANA, thanked)):
            for message in messages:
                body = spoken(message, plain=False, words=None).replace("\n", "\n    ")
                told.append(f"  to {NAMES[person]}:\n    {body}")
    text = scrubbed("\n".join(line.rstrip() for line in "\n".join(told).splitlines())) + "\n"
    kept = HERE / f"{name}.txt"
    if RENEW:
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), "MILEPOST_SNAPSHOTS=1 writes it anew; read it before you commit it"


def _said(talk, said):
    return talk.taps(said[1:]) if said.startswith("*") else talk.says(said)
