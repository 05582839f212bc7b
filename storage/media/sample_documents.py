"""Sample PDFs, written by hand: a heading, lines of text and a plan drawn in strokes on each page."""

import random
import zlib

_LETTER = (612, 792)


def pdf(label: str, *, pages: int = 1, extra: str = "") -> bytes:
    """A Letter-size document. ``extra`` goes into the catalog as it is (tests put scripts and actions there)."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>".encode(),
        _tree(pages),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number in range(pages):
        drawn = zlib.compress(_drawing(f"{label} - page {number + 1} of {pages}"))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (*_LETTER, len(objects) + 2)
        )
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    """The objects numbered from 1, the first of them the catalog, with their table and trailer (ISO 32000-1, 7.5)."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def _tree(pages: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(pages))
    return b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages)


def _drawing(title: str) -> bytes:
    dice = random.Random(title)
    escaped = title.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    lines = ["BT /F1 22 Tf 54 720 Td", f"({escaped}) Tj ET", "0.15 0.2 0.3 RG 1.5 w"]
    lines += ["BT /F1 11 Tf 54 690 Td 16 TL", *(f"({_sentence(dice)}) Tj T*" for _ in range(8)), "ET"]
    for _ in range(7):
        x, y = dice.randint(54, 400), dice.randint(90, 420)
        lines.append(f"{x} {y} {dice.randint(40, 150)} {dice.randint(30, 110)} re S")
    return "\n".join(lines).encode("cp1252", "replace")


def _sentence(dice: random.Random) -> str:
    words = (
        "wall",
        "cabinet",
        "outlet",
        "tile",
        "pipe",
        "counter",
        "panel",
        "door",
        "to be",
        "set",
        "fixed",
        "checked",
    )
    return " ".join(dice.choice(words) for _ in range(10)).capitalize() + "."
