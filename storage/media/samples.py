"""Sample media, drawn by the program: for the demo and for tests. The same arguments always give the same picture.

A site is drawn: sky or wall, floor, some boards and tools, grain as a sensor gives it, and a label such as
"Kitchen demo 1".
"""

import io
import random
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

_MAKE, _MODEL, _ORIENTATION = 0x010F, 0x0110, 0x0112
_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _OFFSET, _SERIAL = 0x9003, 0x9011, 0xA431

# How the upright picture lies in the file for each Exif orientation.
_LYING = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@lru_cache(maxsize=8)
def _grain(seed: int) -> Image.Image:
    return Image.frombytes("L", (256, 256), random.Random(seed).randbytes(256 * 256))


def scene(label: str, width: int, height: int) -> Image.Image:
    """The picture itself, RGB and upright; which site it is follows from the label."""
    dice = random.Random(label)
    light, dark = _colour(dice, 150, 235), _colour(dice, 40, 120)
    shade = Image.linear_gradient("L").resize((width, height))
    picture = Image.composite(Image.new("RGB", shade.size, dark), Image.new("RGB", shade.size, light), shade)
    pen = ImageDraw.Draw(picture)
    pen.polygon([(0, height), (width, height), (width * 0.8, height * 0.62), (width * 0.2, height * 0.62)], fill=dark)
    for _ in range(14):
        _board(pen, dice, width, height)
    picture = _with_grain(picture, dice.randrange(1 << 16))
    _write(picture, label)
    return picture


def _colour(dice: random.Random, least: int, most: int) -> tuple[int, int, int]:
    return dice.randint(least, most), dice.randint(least, most), dice.randint(least, most)


def _board(pen: ImageDraw.ImageDraw, dice: random.Random, width: int, height: int) -> None:
    x, y = dice.uniform(-0.1, 0.9) * width, dice.uniform(0.15, 0.85) * height
    long, thick, lean = dice.uniform(0.15, 0.5) * width, dice.uniform(0.01, 0.09) * height, dice.uniform(-0.2, 0.2)
    corners = [(x, y), (x + long, y + lean * long), (x + long, y + lean * long + thick), (x, y + thick)]
    pen.polygon(corners, fill=_colour(dice, 60, 220), outline=(30, 30, 30))


def _with_grain(picture: Image.Image, seed: int) -> Image.Image:
    grain = _grain(seed % 8)
    sheet = Image.new("L", picture.size)
    for left in range(0, picture.width, grain.width):
        for top in range(0, picture.height, grain.height):
            sheet.paste(grain, (left, top))
    return Image.blend(picture, Image.merge("RGB", (sheet, sheet, sheet)), 0.08)


def _write(picture: Image.Image, label: str) -> None:
    """In the lower left corner, light on a dark band, so that it reads at thumbnail size."""
    size = max(10, picture.height // 14)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size)
    left, top, right, bottom = pen.textbbox((size // 2, picture.height - 2 * size), label, font=font)
    pen.rectangle((left - size // 4, top - size // 4, right + size // 4, bottom + size // 4), fill=(20, 24, 28))
    pen.text((size // 2, picture.height - 2 * size), label, font=font, fill=(255, 244, 214))


def exif(
    taken_at: datetime | None = None, location: tuple[float, float] | None = None, orientation: int = 1
) -> Image.Exif:
    """What a phone writes: its make, its serial number, when, where, and which side is up."""
    said = Image.Exif()
    said[_MAKE], said[_MODEL], said[_ORIENTATION] = "Sample", "Phone 12 MP", orientation
    camera: dict[int, Any] = {_SERIAL: "SN-0042-PRIVATE"}
    if taken_at is not None:
        camera[_TAKEN] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
        if taken_at.tzinfo is not None:
            camera[_OFFSET] = taken_at.isoformat()[-6:]
    said.get_ifd(_EXIF).update(camera)
    if location is not None:
        said.get_ifd(_GPS).update(_gps(*location))
    return said


def _gps(latitude: float, longitude: float) -> Mapping[int, Any]:
    return {
        1: "N" if latitude >= 0 else "S",
        2: _sexagesimal(abs(latitude)),
        3: "E" if longitude >= 0 else "W",
        4: _sexagesimal(abs(longitude)),
    }


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 4)


def _lying(label: str, width: int, height: int, orientation: int) -> Image.Image:
    """``width`` and ``height`` as in the file; upright they are swapped for orientations 5 to 8."""
    upright = (height, width) if orientation >= 5 else (width, height)
    picture = scene(label, *upright)
    return picture.transpose(_LYING[orientation]) if orientation in _LYING else picture


def jpeg(
    label: str,
    *,
    width: int = 4032,
    height: int = 3024,
    taken_at: datetime | None = None,
    location: tuple[float, float] | None = None,
    orientation: int = 1,
    **options: Any,
) -> bytes:
    """A phone's photo, 12 MP unless said otherwise. ``options`` go to Pillow's writer (icc_profile, comment, ...)."""
    written = {"quality": 88, "exif": exif(taken_at, location, orientation)} | options
    return _saved(_lying(label, width, height, orientation), "JPEG", written)


def png(label: str, *, width: int = 1280, height: int = 960, **options: Any) -> bytes:
    """A screenshot's kind of file."""
    return _saved(scene(label, width, height), "PNG", {"compress_level": 3} | options)


def webp(
    label: str,
    *,
    width: int = 1600,
    height: int = 1200,
    taken_at: datetime | None = None,
    location: tuple[float, float] | None = None,
) -> bytes:
    return _saved(
        scene(label, width, height), "WEBP", {"quality": 80, "method": 0, "exif": exif(taken_at, location).tobytes()}
    )


def heic(
    label: str,
    *,
    width: int = 1600,
    height: int = 1200,
    taken_at: datetime | None = None,
    location: tuple[float, float] | None = None,
    orientation: int = 1,
) -> bytes:
    """As Apple's phones make them. Encoding is slow: about 2 s a megapixel pair on one core."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
    said = exif(taken_at, location, orientation).tobytes()
    picture = _lying(label, width, height, orientation)
    return _saved(picture, "HEIF", {"quality": 60, "exif": said, "enc_params": {"preset": "ultrafast"}})


def _saved(picture: Image.Image, form: str, options: Mapping[str, Any]) -> bytes:
    into = io.BytesIO()
    picture.save(into, form, **options)
    return into.getvalue()
