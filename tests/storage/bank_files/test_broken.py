"""Banks' files gone wrong, 136 of them: a clear refusal, or what is whole of it. Never an error, never a long wait."""

import random
import time

import pytest

from bots.wording import wording
from storage.bank_files import limits
from storage.bank_files.lines import BankRead, BankRefused
from storage.bank_files.reader import found_in
from tests.storage.bank_files.banks import CHASE
from tests.storage.bank_files.broken import KINDS

EACH = 8
NEVER_READ = {"laughs", "outside", "zipped", "empty", "far_years", "deep_xml"}
UNREADABLE = BankRefused("bankfile.unreadable", {"reason": "answer"})


def test_there_are_more_than_a_hundred():
    assert EACH * len(KINDS) > 100


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_refused_in_words_or_read_as_far_as_it_is_whole(read, kind):
    for seed in range(EACH):
        found = read(KINDS[kind](random.Random(f"{kind} {seed}")))
        if isinstance(found, BankRefused):
            for language in ("en", "es"):
                assert wording(language).text(f"refused.{found.code}", **found.details)
            assert "reason" not in found.details or found.details["reason"] != "answer"
        else:
            assert kind not in NEVER_READ, (seed, found)
        if isinstance(found, BankRead):
            assert all(one.amount > 0 and limits.FIRST_YEAR <= one.on.year <= limits.LAST_YEAR for one in found.lines)


def test_fifty_megabytes_are_refused_unread(read):
    begun = time.monotonic()
    found = read(CHASE + b"x" * (50 * 1024 * 1024))
    assert found == BankRefused("bankfile.too_large", {"limit": 10})
    assert time.monotonic() - begun < 5


def test_a_file_of_too_many_lines_is_refused(read):
    rows = "2026-11-20,a,1.00\n" * (limits.MAX_LINES + 1)
    found = read(f"Date,Description,Amount\n{rows}".encode())
    assert found == BankRefused("bankfile.too_many_lines", {"limit": limits.MAX_LINES})


def test_a_file_of_twenty_thousand_lines_is_read_in_time(read, record_property):
    rows = "".join(f"2026-11-{1 + n % 28:02},DANA LEE {n},{n}.00\n" for n in range(1, limits.MAX_LINES))
    begun = time.monotonic()
    assert len(read(f"Date,Description,Amount\n{rows}".encode()).lines) == limits.MAX_LINES - 1
    record_property("seconds for 20,000 lines", round(time.monotonic() - begun, 2))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"null",
        b'{"read": 5}',
        b'{"refused": "made.up", "details": {}}',
        b'{"read": {"kind": "csv", "sure": true, "others": 0, "lines": [{"row": 1}]}}',
        b'{"read": {"kind": "exe", "sure": true, "others": 0, "lines": []}}',
        b'{"read": {"kind": "csv", "sure": true, "others": 0, "lines": [{"row": 1, "amount": "NaN"}]}}',
    ],
)
def test_an_answer_that_no_child_of_ours_gives_is_a_refusal(answer):
    assert found_in(answer) == UNREADABLE
