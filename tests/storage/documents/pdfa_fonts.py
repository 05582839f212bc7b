"""The rules of PDF/A-3B about fonts: see ``pdfa.py``."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont


def font_rules(pdf: pikepdf.Pdf) -> Iterator[str]:
    used = _glyphs_by_font(pdf)
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/Subtype") == "/Type0":
            yield from _composite(each, used.get(each.objgen, set()))
        elif (
            isinstance(each, pikepdf.Dictionary)
            and each.get("/Type") == "/Font"
            and not str(each.get("/Subtype")).startswith("/CIDFont")
        ):
            yield "6.2.11.2-2"


def _composite(font: Any, used: set[int]) -> Iterator[str]:
    inner = font.DescendantFonts[0]
    if font.get("/Type") != "/Font" or inner.get("/Type") != "/Font":
        yield "6.2.11.2-1"
    if "/BaseFont" not in font:
        yield "6.2.11.2-3"
    else:
        try:
            str(font.BaseFont).encode("utf-8")
        except UnicodeError:
            yield "6.1.8-1"
    if font.get("/Encoding") != "/Identity-H":
        yield from ("6.2.11.3.1-1", "6.2.11.3.3-1")
    descriptor = inner.get("/FontDescriptor", {})
    program = descriptor.get("/FontFile3") or descriptor.get("/FontFile2")
    if program is None:
        yield "6.2.11.4.1-1"
        return
    if "/FontFile3" in descriptor and str(program.get("/Subtype")) not in {"/CIDFontType0C", "/OpenType"}:
        yield "6.2.11.2-7"
    if inner.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in inner:
        yield "6.2.11.3.2-1"
    if "/CIDSet" in descriptor:
        yield "6.2.11.4.2-2"  # ours have none, which is allowed; one that is there would have to be complete
    yield from _program(inner, TTFont(io.BytesIO(program.read_bytes())), used)


def _program(font: Any, program: TTFont, used: set[int]) -> Iterator[str]:
    names = program.getGlyphOrder()
    widths = _widths(font)
    scale = 1000 / program["head"].unitsPerEm
    if 0 in used:
        yield "6.2.11.8-1"
    if any(cid > 65_535 for cid in used):
        yield "6.1.13-10"
    for cid in used:
        if cid >= len(names):
            yield "6.2.11.4.1-2"
        elif abs(program["hmtx"][names[cid]][0] * scale - widths.get(cid, float(font.get("/DW", 1000)))) > 1:
            yield "6.2.11.5-1"


def _widths(font: Any) -> dict[int, float]:
    """The W array: "first [w w w]" and "first last w"."""
    widths: dict[int, float] = {}
    parts = list(font.get("/W", []))
    while parts:
        first = int(parts.pop(0))
        following = parts.pop(0)
        if isinstance(following, pikepdf.Array):
            widths |= {first + place: float(width) for place, width in enumerate(following)}
        else:
            width = float(parts.pop(0))
            widths |= dict.fromkeys(range(first, int(following) + 1), width)
    return widths


def _glyphs_by_font(pdf: pikepdf.Pdf) -> dict[tuple[int, int], set[int]]:
    """Font object -> the CIDs that pages show with it (two bytes each under Identity-H)."""
    used: dict[tuple[int, int], set[int]] = {}
    for page in pdf.pages:
        current: set[int] = set()
        for each in pikepdf.parse_content_stream(page):
            if str(each.operator) == "Tf":
                font = page.obj.Resources.Font[str(each.operands[0])]
                current = used.setdefault(font.objgen, set())
            elif str(each.operator) in {"Tj", "TJ"}:
                shown = each.operands[0]
                for piece in shown if isinstance(shown, pikepdf.Array) else [shown]:
                    if isinstance(piece, pikepdf.String):
                        raw = bytes(piece)
                        current |= {int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2)}
    return used
