"""Photo intake against what most people write with Pillow: the same three copies and hash of a 12 MP JPEG."""

import hashlib
import io
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from storage.media.intake import Examined, Intake
from tests.samples import AT, PLACE, jpeg

SIZES = (1600, 1000, 480)


def plain(path: Path) -> None:
    """Decoded whole, turned, each smaller copy from the one before: careful, but without knowing libjpeg's scales."""
    content = path.read_bytes()
    hashlib.sha256(content).hexdigest()
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    for side in SIZES:
        scale = side / max(image.size)
        image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
        image.save(io.BytesIO(), "JPEG", quality=85)


def plain_in_a_child(path: Path) -> tuple[float, int]:
    """Seconds of the work alone, and the child's peak in bytes."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        begun = time.perf_counter()
        plain(path)
        os.write(writing, repr(time.perf_counter() - begun).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        seconds = float(told.read())
    _, _, usage = os.wait4(pid, 0)
    return seconds, usage.ru_maxrss * 1024


def ours(intake: Intake, path: Path) -> tuple[float, int]:
    """Seconds as the caller waits for them (hash, fork, walls, decode, write), and the child's peak in bytes."""
    begun = time.perf_counter()
    found = intake.examine(path, path.name, "image/jpeg")
    seconds = time.perf_counter() - begun
    if not isinstance(found, Examined):
        raise TypeError(f"the sample was refused: {found.code}")
    found.discard()
    return seconds, found.peak_bytes


def bench_photo(rounds: int = 7) -> dict[str, Any]:
    """``ratio``: how many times faster than plain Pillow; peaks in bytes; both sides take turns in one run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        path.write_bytes(jpeg("Bench", taken_at=AT, location=PLACE, orientation=6))
        intake = Intake()
        ours(intake, path)
        try:
            rows = [(plain_in_a_child(path), ours(intake, path)) for _ in range(rounds)]
        finally:
            intake.close()
    plain_seconds = statistics.median(row[0][0] for row in rows)
    our_seconds = statistics.median(row[1][0] for row in rows)
    return {
        "plain_seconds": plain_seconds,
        "seconds": our_seconds,
        "ratio": plain_seconds / our_seconds,
        "peak_bytes": max(row[1][1] for row in rows),
        "plain_peak_bytes": max(row[0][1] for row in rows),
    }


if __name__ == "__main__":
    sys.stdout.write(f"{bench_photo()}\n")
