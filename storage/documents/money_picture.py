"""How money stands as one picture, to be read at a phone's width: what is owed by how late it is, and what came in."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from storage.documents.fonts import FOLDER, STRONG, TEXT

_WIDTH, _EDGE = 1080, 64
_INK, _SOFT, _LINE, _PAPER, _MONEY = "#1d2733", "#5b6773", "#d9dde2", "#ffffff", "#0a6847"
_WHOLE = 1000  # shares are thousandths
_BAR, _ROW, _TALL = 72, 66, 300


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of what is owed: its words, and where it stands in the bar, in thousandths."""

    name: str
    amount: str
    colour: str
    at: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyPicture:
    """Every word decided. ``heights``: a month each, in thousandths of the best; none: nothing came in."""

    owed: str
    total: str
    slices: Sequence[Slice]
    came: str = ""
    best: str = ""
    heights: Sequence[int] = ()
    ends: tuple[str, str] = ("", "")


def png_of(picture: MoneyPicture) -> bytes:
    """The same picture is the same bytes."""
    high = _EDGE + (_owed_height(picture) if picture.slices else 0) + (_came_height() if picture.heights else 0)
    image = Image.new("RGB", (_WIDTH, high), _PAPER)
    draw = ImageDraw.Draw(image)
    y = _EDGE
    if picture.slices:
        y = _draw_owed(draw, picture, y)
    if picture.heights:
        _draw_came(draw, picture, y)
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _owed_height(picture: MoneyPicture) -> int:
    return 60 + 120 + _BAR + 40 + _ROW * len(picture.slices) + 50


def _came_height() -> int:
    return 80 + _TALL + 60 + 70 + _EDGE


def _font(size: int, *, strong: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FOLDER / (STRONG if strong else TEXT).file), size)


def _draw_owed(draw: ImageDraw.ImageDraw, picture: MoneyPicture, y: int) -> int:
    draw.text((_EDGE, y), picture.owed, _SOFT, _font(40))
    draw.text((_EDGE, y + 54), picture.total, _INK, _font(84, strong=True))
    y += 180
    span = _WIDTH - 2 * _EDGE
    for one in picture.slices:
        left = _EDGE + span * one.at // _WHOLE
        right = _EDGE + span * (one.at + one.width) // _WHOLE
        draw.rectangle((left, y, max(left, right - 1), y + _BAR), one.colour)
    y += _BAR + 40
    for one in picture.slices:
        draw.rounded_rectangle((_EDGE, y + 10, _EDGE + 28, y + 38), 6, one.colour)
        draw.text((_EDGE + 48, y), one.name, _INK, _font(40))
        draw.text((_WIDTH - _EDGE, y), one.amount, _INK, _font(40, strong=True), anchor="ra")
        y += _ROW
    return y + 50


def _draw_came(draw: ImageDraw.ImageDraw, picture: MoneyPicture, y: int) -> None:
    draw.text((_EDGE, y), picture.came, _INK, _font(46, strong=True))
    ground = y + 80 + _TALL
    step = (_WIDTH - 2 * _EDGE) // len(picture.heights)
    for place, height in enumerate(picture.heights):
        left = _EDGE + place * step
        if height:
            draw.rectangle((left + 8, ground - max(3, _TALL * height // _WHOLE), left + step - 9, ground), _MONEY)
    draw.line((_EDGE, ground, _WIDTH - _EDGE, ground), _LINE, 3)
    first, last = picture.ends
    draw.text((_EDGE, ground + 14), first, _SOFT, _font(34))
    draw.text((_WIDTH - _EDGE, ground + 14), last, _SOFT, _font(34), anchor="ra")
    draw.text((_EDGE, ground + 68), picture.best, _SOFT, _font(36))
