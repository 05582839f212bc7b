"""Photo intake against what most people write with Pillow: the same three copies and hash of a 12 MP JPEG."""

import hashlib
import io
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class PhotoIngest:
    """The best of the rounds in seconds (a busy machine only ever adds), peaks in bytes.

    ``ratio`` is plain Pillow over ours; at least 2.5 is expected.
    """

    seconds: float
    plain_seconds: float
    peak_bytes: int
    plain_peak_bytes: int

    @property
    def ratio(self) -> float:
        return self.plain_seconds / self.seconds


def bench_photo(rounds: int = 15) -> PhotoIngest:
    """Both sides take turns in one run, after one of ours that does not count."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        path.write_bytes(jpeg("Bench", taken_at=AT, location=PLACE, orientation=6))
        intake = Intake()
        ours(intake, path)
        try:
            rows = [(plain_in_a_child(path), ours(intake, path)) for _ in range(rounds)]
        finally:
            intake.close()
    plain, mine = zip(*rows, strict=True)
    return PhotoIngest(
        min(seconds for seconds, _ in mine),
        min(seconds for seconds, _ in plain),
        max(peak for _, peak in mine),
        max(peak for _, peak in plain),
    )


if __name__ == "__main__":
    sys.stdout.write(f"{bench_photo()}\n")
