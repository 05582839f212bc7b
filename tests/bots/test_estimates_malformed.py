"""Files gone wrong, 312 of them: a clear refusal, or an estimate that says what it could not place. Never an error."""

import random

import pytest

from bots.estimate_saying import estimate_text, refusal_text
from bots.estimates import Estimates
from bots.wording import wording
from core.domain.estimate import Estimate
from storage.estimates.reader import Grids
from tests.storage.estimates.broken import KINDS, sound

EACH = 12
SOUND = sorted(quantity * price for _, _, quantity, _, price in sound().rows)


@pytest.fixture(scope="module")
def estimates():
    grids = Grids()
    yield Estimates(grids)
    grids.close()


def says_something(found):
    """Whether the contractor is told that something is not as it should be."""
    doubts = [doubt for line in found.lines for doubt in line.doubts]
    return bool(found.unplaced or found.notes or doubts or found.difference is None or found.difference.minor)


def test_there_are_more_than_three_hundred():
    assert EACH * len(KINDS) >= 300


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_refused_in_words_or_says_what_is_wrong(estimates, tmp_path, kind):
    path = tmp_path / "arrived"
    for seed in range(EACH):
        path.write_bytes(KINDS[kind](random.Random(f"{kind} {seed}")))
        found = estimates.read_estimate(path, "USD", "en")
        for language in ("en", "es"):
            words = wording(language)
            assert estimate_text(found, words) if isinstance(found, Estimate) else refusal_text(found, words)
        if isinstance(found, Estimate) and sorted(line.amount.minor for line in found.lines) != SOUND:
            assert says_something(found), seed
