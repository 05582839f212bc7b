"""Sample media, drawn by the program: for the demo and for tests. The same arguments always give the same picture.

A room is drawn: wall, floor, window, cabinets, lumber, grain as a sensor gives it, and a label such as
"Kitchen demo 1".
"""

import colorsys
import io
import random
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]

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
    """The picture itself, RGB and upright: a room being built. Which room follows from the label."""
    dice = random.Random(label)
    hue = dice.random()
    wall, floor = _colour(hue, 0.12, 0.85), _colour(hue + dice.uniform(0.3, 0.6), 0.35, 0.45)
    lamp = Image.linear_gradient("L").rotate(dice.choice((0, 90, 180))).resize((width, height))
    picture = Image.composite(Image.new("RGB", lamp.size, wall), Image.new("RGB", lamp.size, _darker(wall)), lamp)
    pen = ImageDraw.Draw(picture)
    horizon = height * dice.uniform(0.6, 0.7)
    _floor(pen, dice, floor, (width, height), horizon)
    _window(pen, (width * dice.uniform(0.62, 0.72), height * 0.14), width * 0.2, height * 0.26)
    _cabinets(pen, dice, _colour(hue + 0.5, 0.4, 0.6), (width, height), horizon)
    for _ in range(5):
        _plank(pen, dice, (width, height), horizon)
    picture = _with_grain(picture, dice.randrange(1 << 16))
    _write(picture, label)
    return picture


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1, saturation, value))
    return red, green, blue


def _darker(colour: Colour) -> Colour:
    red, green, blue = (part * 7 // 10 for part in colour)
    return red, green, blue


def _floor(
    pen: ImageDraw.ImageDraw, dice: random.Random, colour: Colour, size: tuple[int, int], horizon: float
) -> None:
    """Boards that run towards a vanishing point."""
    width, height = size
    edge, far = -width, width // 2
    while edge < 2 * width:
        board = width // 9
        tone = max(0.75, min(1.25, dice.gauss(1, 0.08)))
        shade = (min(255, int(colour[0] * tone)), min(255, int(colour[1] * tone)), min(255, int(colour[2] * tone)))
        near, next_near = (far + (x - far) * 0.55 for x in (edge, edge + board))
        pen.polygon([(near, horizon), (next_near, horizon), (edge + board, height), (edge, height)], fill=shade)
        edge += board
    pen.line([(0, horizon), (width, horizon)], fill=(245, 245, 240), width=max(1, height // 90))


def _window(pen: ImageDraw.ImageDraw, corner: tuple[float, float], width: float, height: float) -> None:
    left, top = corner
    frame = max(1, int(width / 24))
    pen.rectangle((left, top, left + width, top + height), fill=(196, 222, 240), outline=(250, 250, 248), width=frame)
    pen.line([(left + width / 2, top), (left + width / 2, top + height)], fill=(250, 250, 248), width=frame)


def _cabinets(
    pen: ImageDraw.ImageDraw, dice: random.Random, colour: Colour, size: tuple[int, int], horizon: float
) -> None:
    """A row on the floor and one on the wall; some doors are not hung yet."""
    width, height = size
    door = width * 0.11
    for top, tall, count in ((height * 0.12, height * 0.2, 4), (horizon - height * 0.24, height * 0.26, 5)):
        for number in range(count):
            left = width * 0.05 + number * door
            fill = (58, 54, 50) if dice.random() < 0.3 else colour
            pen.rectangle(
                (left, top, left + door, top + tall), fill=fill, outline=_darker(colour), width=max(1, width // 300)
            )
            pen.line(
                [(left + door * 0.85, top + tall * 0.4), (left + door * 0.85, top + tall * 0.6)],
                (230, 230, 225),
                max(1, width // 200),
            )
    pen.rectangle((width * 0.04, horizon - height * 0.26, width * 0.61, horizon - height * 0.235), fill=(224, 218, 206))


def _plank(pen: ImageDraw.ImageDraw, dice: random.Random, size: tuple[int, int], horizon: float) -> None:
    """Lumber that lies about."""
    width, height = size
    x, y = dice.uniform(0.05, 0.8) * width, dice.uniform(horizon + height * 0.02, height * 0.92)
    long, thick, lean = dice.uniform(0.12, 0.35) * width, dice.uniform(0.012, 0.03) * height, dice.uniform(-0.25, 0.25)
    corners = [(x, y), (x + long, y + lean * long), (x + long, y + lean * long + thick), (x, y + thick)]
    pen.polygon(corners, fill=_colour(dice.uniform(0.06, 0.11), 0.5, dice.uniform(0.55, 0.85)), outline=(70, 50, 30))


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
    upright = (height, width) if orientation in (5, 6, 7, 8) else (width, height)
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
