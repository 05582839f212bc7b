"""Sheets and pictures to render: a kitchen job in English, the same in Spanish, as long as wanted."""

import io
import random
from functools import cache
from pathlib import Path

import polib
from PIL import Image, ImageDraw, ImageFilter

from core.domain.sheet import InvoiceSheet, SheetFigure, SheetLine, SheetParty, SheetProof, SheetSection
from storage.documents.words import SHEET_WORDS

LOCALE = Path(__file__).parents[3] / "bots" / "locale"
PAGE_URL = "https://pay.example.com/i/" + "Qm9yZWRPZlJhbmRvbVRva2Vucw" * 2 + "abcdefgh0123"
MILESTONES = (
    ("Demo and haul-away", ("Remove old cabinets, counters and soffit", "20 yd dumpster, two pulls", "Dust walls")),
    ("Cabinets", ("Base cabinets, maple, soft-close", "Wall cabinets, maple", "Crown and filler strips", "Hardware")),
    ("Rough plumbing and electrical", ("Move sink supply and drain 4 ft", "Six recessed lights, dimmer", "Permit fee")),
    ("Tile and paint", ("Backsplash, 3x6 subway, 42 sq ft", "Two coats, eggshell", "Touch-up after inspection")),
)
CAPTIONS = (
    "Demo done, dust walls up",
    "Soffit gone; found old knob-and-tube wiring behind the north wall, capped by the electrician",
    "Base run level",
    "",
    "Sink wall before close-up",
)


@cache
def words(language: str) -> dict[str, str]:
    """The document's labels as the catalog has them."""
    catalog = {entry.msgid: entry.msgstr for entry in polib.pofile(str(LOCALE / language / "document.po"))}
    return {code: catalog[f"sheet.{code}"] for code in SHEET_WORDS}


@cache
def photo(number: int, width: int = 720, height: int = 540, quality: int = 76) -> bytes:
    """A JPEG with the grain and the edges of a site photo, so that its size is honest."""
    chance = random.Random(number)
    noise = Image.frombytes("L", (width, height), chance.randbytes(width * height))  # spread 74; wanted is 40
    fine = Image.blend(Image.new("L", noise.size, 128), noise, 0.54).filter(ImageFilter.GaussianBlur(0.8))
    grain = Image.merge("RGB", [fine] * 3)
    scene = Image.new("RGB", (width, height), tuple(chance.randrange(110, 220) for _ in range(3)))
    draw = ImageDraw.Draw(scene)
    for _ in range(60):
        left, top = chance.randrange(width), chance.randrange(height)
        box = (
            left,
            top,
            left + chance.randrange(9, max(10, width // 3)),
            top + chance.randrange(9, max(10, height // 3)),
        )
        draw.rectangle(box, fill=tuple(chance.randrange(40, 240) for _ in range(3)), outline=(30, 30, 30))
    out = io.BytesIO()
    Image.blend(scene, grain, 0.35).save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def money(cents: int) -> str:
    return f"-${-cents / 100:,.2f}" if cents < 0 else f"${cents / 100:,.2f}"


def line(text: str, cents: int, note: str = "") -> SheetLine:
    return SheetLine(text, "1", money(cents), money(cents), cents, note)


def section(place: int, lines: int, proof_ids: tuple[str, ...]) -> SheetSection:
    name, texts = MILESTONES[place % len(MILESTONES)]
    made = tuple(line(texts[n % len(texts)], 45_000 + 12_345 * n, "Added work" if n == 3 else "") for n in range(lines))
    total = money(sum(each.amount_minor for each in made))
    return SheetSection(f"milestone-{place}", name, made, total, proof_ids)


def proof(number: int) -> SheetProof:
    kind = "video" if number % 7 == 5 else "document" if number % 7 == 6 else "photo"
    badge = {"video": "Video 0:32", "document": "PDF, 4 pages", "photo": ""}[kind]
    when = f"{'Taken' if number % 3 else 'Received'} Nov {number % 28 + 1}, 2026, 2:{number % 60:02d} PM"
    return SheetProof(
        f"proof-{number}", kind, CAPTIONS[number % len(CAPTIONS)], when, f"{number * 7919:08x}", badge, kind != "photo"
    )


def figures(total: int) -> tuple[SheetFigure, ...]:
    return (
        SheetFigure("Subtotal", money(total - 31_050), "step"),
        SheetFigure("Sales tax 8.625%", money(43_050), "step"),
        SheetFigure("Deposit applied", money(-12_000), "step"),
        SheetFigure("Amount due", money(total), "total"),
        SheetFigure("Contract sum", "$24,000.00", "context"),
        SheetFigure("Change orders", "$350.00", "context"),
        SheetFigure("Billed before", "$2,400.00", "context"),
        SheetFigure("Balance to finish", "$17,450.00", "context"),
    )


def sheet(
    *,
    sections: int = 2,
    lines: int = 3,
    proofs: int = 6,
    kind: str = "invoice",
    paper: str = "letter",
    language: str = "en",
) -> InvoiceSheet:
    """An invoice of that many milestones, lines in each and proofs spread over them."""
    owned = [tuple(f"proof-{n}" for n in range(proofs) if n % sections == place) for place in range(sections)]
    total = 498_000
    return InvoiceSheet(
        kind=kind,  # type: ignore[arg-type]  # tests pass plain strings
        language=language,
        paper=paper,  # type: ignore[arg-type]
        title="Factura" if language == "es" else "Invoice",
        number="" if kind == "draft" else "INV-0042",
        contractor=SheetParty("Rivera & Sons Remodeling", ("415 Oak Avenue", "Oakland, CA 94610", "+1 510 555 0110")),
        client=SheetParty("Dana Lee", ("128 Maple Street", "Berkeley, CA 94703", "+1 415 555 0134")),
        project="Maple St kitchen",
        dates=(("Issued", "November 22, 2026"), ("Due", "December 6, 2026")),
        sections=tuple(section(place, lines, owned[place]) for place in range(sections)),
        figures=figures(total),
        proofs=tuple(proof(n) for n in range(proofs)),
        currency="USD",
        total_minor=total,
        total=money(total),
        words=words(language),
    )


def assets(sheet_: InvoiceSheet, width: int = 720, height: int = 540, quality: int = 76) -> dict[str, bytes]:
    """A picture for each proof; every fifth stands upright."""
    return {
        each.id: photo(n, height, width, quality) if n % 5 == 4 else photo(n, width, height, quality)
        for n, each in enumerate(sheet_.proofs)
    }
