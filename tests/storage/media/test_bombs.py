"""Small files that want to become large, or slow, or endless: a clear answer, little memory, bounded seconds."""

import io
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from storage.media.intake import Examined, Intake, Refused
from tests.samples import Film, assembled, chunk, heic, jpeg, pdf, png_of, scene, video

SECONDS = 6.0
MEMORY = 512 * 1024 * 1024


@pytest.fixture(scope="module")
def hasty() -> Iterator[Intake]:
    intake = Intake(seconds={"photo": SECONDS, "video": SECONDS, "document": SECONDS})
    yield intake
    intake.close()


def ztxt(length: int) -> bytes:
    return chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(length), 9))


def iccp(length: int) -> bytes:
    return chunk(b"iCCP", b"big\x00\x00" + zlib.compress(bytes(length), 9))


def itxt(length: int) -> bytes:
    return chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x01\x00\x00\x00" + zlib.compress(bytes(length), 9))


def animation(frames: int) -> bytes:
    control = chunk(b"acTL", struct.pack(">II", frames, 0))
    turn = struct.pack(">IIIIIHHBB", 0, 64, 64, 0, 0, 1, 10, 0, 0)
    return png_of(64, 64, control, *[chunk(b"fcTL", turn)] * frames)


def endless_scans() -> bytes:
    """A progressive JPEG whose last scan comes again 20,000 times; each costs a pass over all 24 megapixels."""
    into = io.BytesIO()
    Image.new("L", (6000, 4000), 128).save(into, "JPEG", progressive=True, quality=50)
    content = into.getvalue()
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * 20_000 + b"\xff\xd9"


def jpeg_of(width: int, height: int) -> bytes:
    content = bytearray(jpeg("Lie", width=64, height=64))
    start = content.index(b"\xff\xc0")
    content[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def heic_of(width: int, height: int) -> bytes:
    content = bytearray(heic("Lie", width=64, height=64))
    start = content.index(b"ispe")
    content[start + 8 : start + 16] = struct.pack(">II", width, height)
    return bytes(content)


def tiled_heic() -> bytes:
    """Tiles of 512 pixels, as Apple's phones write them."""
    pillow_heif.register_heif_opener()
    into = io.BytesIO()
    scene("Tiles", 1500, 1100).save(into, "HEIF", quality=50, tile_size=512, enc_params={"preset": "ultrafast"})
    return into.getvalue()


def grid_of(rows: int, columns: int, width: int, height: int) -> bytes:
    """A grid that claims more tiles and pixels than there are."""
    content = tiled_heic()
    start = content.index(bytes((0, 0, 2, 2)) + struct.pack(">HH", 1500, 1100))
    grid = bytes((0, 0, rows - 1, columns - 1)) + struct.pack(">HH", width, height)
    content = content[:start] + grid + content[start + 8 :]
    return content.replace(struct.pack(">II", 1500, 1100), struct.pack(">II", width, height))


def webp_of(side: int) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (side, side)).save(into, "WEBP", quality=1, method=0)
    return into.getvalue()


def document(page: bytes, *others: bytes) -> bytes:
    return assembled(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, *others]
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def page(resources: bytes = b"", box: bytes = b"0 0 612 792") -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> >>" % (box, resources)


def laughing_document() -> bytes:
    """Ten forms, each of which draws the next one ten times."""
    forms = []
    for level in range(10):
        inner = b"/XObject << /F %d 0 R >>" % (6 + level) if level < 9 else b""
        drawing = b"/F Do " * 10 if level < 9 else b"0 0 600 700 re f "
        forms.append(stream(drawing, b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %s >>" % inner))
    return document(page(b"/XObject << /F 5 0 R >>"), stream(b"/F Do " * 10), *forms)


def inflating_document() -> bytes:
    packed = zlib.compress(zlib.compress(b"0 0 1 1 re f " * 20_000_000, 9), 9)
    return document(page(), stream(packed, b"/Filter [/FlateDecode /FlateDecode]"))


def huge_picture_document() -> bytes:
    entries = b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    picture = stream(zlib.compress(bytes(1000)), entries + b" /Filter /FlateDecode")
    return document(page(b"/XObject << /P 5 0 R >>"), stream(b"612 0 0 792 0 0 cm /P Do"), picture)


def circular_document() -> bytes:
    return assembled(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000000 >>"]
    )


def countless_document() -> bytes:
    return pdf("Count").replace(b"/Count 1 ", b"/Count 2147483647 ")


def lying_film(kind: bytes) -> bytes:
    """A table of the film's index says that it has four billion entries."""
    content = bytearray(video(Film(label="Lie", seconds=1)))
    start = content.index(kind)
    content[start + 8 : start + 12] = b"\xff\xff\xff\xff"
    return bytes(content)


TOO_MANY_PIXELS: dict[str, Callable[[], bytes]] = {
    "png of 144 megapixels in 17 KB": lambda: png_of(12_000, 12_000),
    "jpeg of four gigapixels": lambda: jpeg_of(65_500, 65_500),
    "heic of four gigapixels": lambda: heic_of(65_500, 65_500),
    "webp of 36 megapixels": lambda: webp_of(6000),
}
BOMBS: dict[str, Callable[[], bytes]] = {
    "text that inflates": lambda: png_of(64, 64, ztxt(300_000_000)),
    "texts that inflate together": lambda: png_of(64, 64, *[ztxt(1_000_000)] * 200),
    "xmp that inflates": lambda: png_of(64, 64, itxt(300_000_000)),
    "profile that inflates": lambda: png_of(64, 64, iccp(300_000_000)),
    "pixels that never end": lambda: png_of(64, 64, rows=bytes(400_000_000)),
    "animation of 100,000 frames": lambda: animation(100_000),
    "exif of 20 MB": lambda: png_of(64, 64, chunk(b"eXIf", b"II*\x00\x08\x00\x00\x00" + b"\xff" * 20_000_000)),
    "scans without end": endless_scans,
    "heic grid of four gigapixels": lambda: grid_of(256, 256, 65_500, 65_500),
    "grid of tiles that are not there": lambda: grid_of(100, 100, 7000, 7000),
    "49 megapixels": lambda: png_of(7000, 7000),
    "forms within forms": laughing_document,
    "page that inflates": inflating_document,
    "page with a huge picture": huge_picture_document,
    "page of an endless size": lambda: document(page(box=b"0 0 1e30 1e30"), stream(b"")),
    "page without a size": lambda: document(page(box=b"0 0 0 0"), stream(b"")),
    "page as thin as a hair": lambda: document(page(box=b"0 0 14400 0.001"), stream(b"")),
    "pages within themselves": circular_document,
    "pages without number": countless_document,
    "film with endless sample sizes": lambda: lying_film(b"stsz"),
    "film with endless chunks": lambda: lying_film(b"stco"),
    "film with endless times": lambda: lying_film(b"stts"),
}


def examined(intake: Intake, content: bytes, tmp_path: Path) -> tuple[Examined | Refused, float]:
    path = tmp_path / "bomb"
    path.write_bytes(content)
    begun = time.monotonic()
    found = intake.examine(path, "bomb", "")
    return found, time.monotonic() - begun


@pytest.mark.parametrize("name", TOO_MANY_PIXELS)
def test_a_picture_of_too_many_pixels_is_refused_by_its_header_alone(hasty, tmp_path, name):
    found, seconds = examined(hasty, TOO_MANY_PIXELS[name](), tmp_path)
    assert isinstance(found, Refused)
    assert (found.code, found.details["limit"] in (25, 50)) == ("media.too_many_pixels", True)
    assert found.peak_bytes < 80 * 1024 * 1024
    assert seconds < SECONDS


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_gets_an_answer_in_bounded_memory_and_time(hasty, tmp_path, name):
    found, seconds = examined(hasty, BOMBS[name](), tmp_path)
    assert found.peak_bytes < MEMORY
    assert seconds < SECONDS + 5
    if isinstance(found, Refused):
        assert found.code in ("media.unreadable", "media.too_long", "media.too_many_pixels")
    else:
        assert found.thumb.stat().st_size > 100
        found.discard()


def test_a_grid_of_tiles_as_phones_write_it_is_taken(hasty, tmp_path):
    found, _ = examined(hasty, tiled_heic(), tmp_path)
    assert isinstance(found, Examined)
    assert (found.width, found.height) == (1500, 1100)
    found.discard()


def test_a_film_of_more_pixels_than_4k_is_refused(hasty, tmp_path):
    film = Film(label="8k", size=(4352, 2560), seconds=0.2, frames_a_second=10, sound=False)
    found, _ = examined(hasty, video(film), tmp_path)
    assert isinstance(found, Refused)
    assert found.code == "media.too_many_pixels"
