"""PDF: the words of each page with their places, as rows of cells. A cell ends where a gap is wider than a space."""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from storage.estimates import limits
from storage.estimates.grid import Cell, Grid, Note
from storage.estimates.taking import NotTaken, Rows

_MOST_CHARACTERS = 500_000
_LEAST_TEXT = 200  # characters without a digit in them, which a scanner prints on its pages
_TENTHS = 10
_EM_OF_BOX = 0.85  # a loose box is as high as the font's ascent and descent
_WORD_GAP = 0.2  # em
_CELL_GAP = 0.6
_PRICE_GAP = 0.36
_NUMBER = re.compile(r"[-($€£]{0,3}\d[\d.,]*\)?")
_SAME_LINE = 0.4
_BOLD = 600
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"demi")
_LONGEST_FONT = 100
_LARGER = 1.15
_HYPHENS = {2: "-", 0xAD: "-", 0xFFFE: "-"}  # as PDFium tells one that ends a row
_SLANT = 0.05  # radians off a right angle: a watermark, not a row
_QUARTER = math.pi / 2


@dataclass(slots=True)
class _Word:
    """In points as seen, ``base`` downwards; ``size`` is about the font's, ``place`` that of its first character."""

    text: str
    left: float
    right: float
    base: float
    size: float
    place: int
    foot: float


def read(content: bytes) -> Grid:
    """Raises NotTaken, and PdfiumError on a broken file."""
    document = _opened(content)
    if len(document) > limits.MAX_PAGES:
        raise NotTaken("estimate.too_many_pages", limit=limits.MAX_PAGES)
    rows, characters, digits, pictures = Rows(), 0, False, 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        count = text.count_chars()
        characters += count
        if characters > _MOST_CHARACTERS:
            raise NotTaken("estimate.too_large", limit=limits.MAX_BYTES // limits.MIB)
        words = list(_words(text, count, page.get_rotation() // 90))
        pictures += not words and raw.FPDFPage_CountObjects(page) > 0
        digits = digits or any(char.isdigit() for word in words for char in word.text)
        _add(rows, number + 1, words, text)
        text.close()
        page.close()
    if not rows.kept and not pictures:
        raise NotTaken("estimate.empty")
    if not rows.kept or (not digits and characters < _LEAST_TEXT):
        raise NotTaken("estimate.scanned")
    return rows.grid("pdf", notes=[Note("estimate.pages_without_text", {"n": pictures})] if pictures else [])


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise NotTaken("estimate.password") from error
        raise


def _words(text: pypdfium2.PdfTextPage, count: int, turns: int) -> Iterator[_Word]:
    """White space and gaps end a word; what is written across the page is none."""
    box, word, held = raw.FS_RECTF(), None, text.raw
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    for place in range(count):
        code = unicode_of(held, place)
        char = _HYPHENS.get(code) or chr(code)
        if char.isspace() or not char.isprintable():
            if word is not None:
                yield word
            word = None
            continue
        if not box_of(held, place, box):
            continue
        left, foot, right, head = _turned(turns, box.left, box.bottom, box.right, box.top)
        if word is not None and _goes_on(word, left, foot):
            word.text += char
            word.right = max(word.right, right)
            continue
        if word is not None:
            yield word
        word = None if _is_slanted(text, place) else _begun(text, char, place, turns, (left, foot, right, head))
    if word is not None:
        yield word


def _begun(
    text: pypdfium2.PdfTextPage, char: str, place: int, turns: int, box: tuple[float, float, float, float]
) -> _Word:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, place, x, y)
    left, foot, right, head = box
    _, base, _, _ = _turned(turns, x.value, y.value, x.value, y.value)
    return _Word(char, left, right, -base, max((head - foot) * _EM_OF_BOX, 1.0), place, foot)


def _turned(turns: int, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    """The box as seen on a page that is shown turned by quarter turns."""
    if turns == 0:
        return left, bottom, right, top
    return ((bottom, -right, top, -left), (-right, -top, -left, -bottom), (-top, left, -bottom, right))[turns % 4 - 1]


def _goes_on(word: _Word, left: float, foot: float) -> bool:
    beside = -word.size < left - word.right < _WORD_GAP * word.size
    return beside and abs(foot - word.foot) < _SAME_LINE * word.size


def _is_bold(text: pypdfium2.PdfTextPage, place: int) -> bool:
    """By the weight that the font states, or by its name."""
    name, flags = ctypes.create_string_buffer(_LONGEST_FONT), ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(text, place, name, _LONGEST_FONT, flags)
    named = 0 < length <= _LONGEST_FONT and any(word in name.value.lower() for word in _BOLD_NAMES)
    return named or raw.FPDFText_GetFontWeight(text, place) >= _BOLD


def _is_slanted(text: pypdfium2.PdfTextPage, place: int) -> bool:
    off = abs(raw.FPDFText_GetCharAngle(text, place)) % _QUARTER
    return bool(_SLANT < off < _QUARTER - _SLANT)


def _add(rows: Rows, page: int, words: Sequence[_Word], text: pypdfium2.PdfTextPage) -> None:
    """Lines from the top down; how far each is below the last one is its gap."""
    usual = sorted(word.size for word in words)[len(words) // 2] if words else 0.0
    above = 0.0
    for number, line in enumerate(_lines(words), 1):
        base = line[0].base
        gap = round((base - above) * _TENTHS) if number > 1 else 0
        ends = (line[0], line[-1])
        strong = all(word.size > _LARGER * usual for word in ends) or all(_is_bold(text, word.place) for word in ends)
        rows.add(page, number, list(_cells(line)), max(gap, 0), strong=strong)
        above = base


def _lines(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    """Words on one base line, left to right."""
    line: list[_Word] = []
    for word in sorted(words, key=lambda word: (word.base, word.left)):
        if line and word.base - line[0].base >= _SAME_LINE * min(word.size, line[0].size):
            yield sorted(line, key=lambda one: one.left)
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda one: one.left)


def _cells(line: Sequence[_Word]) -> Iterator[Cell]:
    begun = 0
    for place, word in enumerate(line, 1):
        after = line[place] if place < len(line) else None
        if after is None or _parted(word, after):
            held = line[begun:place]
            text = " ".join(one.text for one in held)
            yield Cell(text, round(held[0].left * _TENTHS), round(max(one.right for one in held) * _TENTHS))
            begun = place


def _parted(word: _Word, after: _Word) -> bool:
    """By a wide gap; less is enough before what is clearly a price, and between two numbers."""
    gap, size = after.left - word.right, max(word.size, after.size)
    price = _NUMBER.fullmatch(after.text) and (_NUMBER.fullmatch(word.text) or not after.text[0].isdigit())
    return gap > (_PRICE_GAP if price else _CELL_GAP) * size
