"""Files broken by accident: each gets a clear answer, the worker lives on, its child stays small."""

import time
from collections import Counter
from collections.abc import Callable

import pytest

from storage.media.intake import Examined, Intake
from tests.samples import AT, PLACE, Film, heic, jpeg, mutated, pdf, png, video, webp
from tests.sizes import SOAK

# Ten kinds of file: 1,200 mutants at full size, 150 by default.
MUTANTS = 120 if SOAK else 15
MEMORY = 512 * 1024 * 1024
SMALL = {"width": 400, "height": 300}

KINDS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: jpeg("Broken", taken_at=AT, location=PLACE, orientation=6, **SMALL),
    "progressive jpeg": lambda: jpeg("Broken", progressive=True, **SMALL),
    "png": lambda: png("Broken", **SMALL),
    "webp": lambda: webp("Broken", taken_at=AT, **SMALL),
    "heic": lambda: heic("Broken", taken_at=AT, **SMALL),
    "mp4": lambda: video(Film(label="Broken", seconds=1, taken_at=AT, location=PLACE)),
    "hevc mov": lambda: video(Film(label="Broken", container="mov", codec="libx265", seconds=1, held_upright=True)),
    "3gp": lambda: video(Film(label="Broken", container="3gp", seconds=1)),
    "webm": lambda: video(Film(label="Broken", container="webm", seconds=1)),
    "pdf": lambda: pdf("Broken", pages=3),
}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_taken_or_refused_and_nothing_else_happens(intake: Intake, tmp_path, kind):
    original, answers, workshop = KINDS[kind](), Counter(), intake._hatch._process
    path = tmp_path / "broken"
    for seed in range(MUTANTS):
        path.write_bytes(mutated(original, seed))
        begun = time.monotonic()
        found = intake.examine(path, "broken", "")
        assert time.monotonic() - begun < 40, f"seed {seed}"
        assert found.peak_bytes < MEMORY, f"seed {seed}"
        if isinstance(found, Examined):
            assert all(copy.stat().st_size > 0 for copy in (found.client, found.page, found.thumb))
            found.discard()
        answers["taken" if isinstance(found, Examined) else found.code] += 1
        assert answers[found.code] if not isinstance(found, Examined) else True
    assert sum(answers.values()) == MUTANTS
    assert set(answers) <= {
        "taken",
        "media.unreadable",
        "media.not_taken",
        "media.too_long",
        "media.too_many_pixels",
    } | ({"media.encrypted"} if kind == "pdf" else set())
    if workshop is not None:
        assert intake._hatch._process is workshop, "the workshop had to be started again"
    print(kind, dict(answers))
