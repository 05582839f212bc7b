"""Proof packs to render: a demolition, with pairs, a video and a document, as long as wanted."""

import hashlib

import polib

from core.domain.proof_pack import PackFile, ProofPackSheet
from core.domain.sheet import SheetParty
from storage.documents.words import PACK_WORDS
from tests.storage.documents.samples import CAPTIONS, LOCALE, photo

VERIFY_URL = "https://pay.example.com/verify/7KQ4-M2XA-90RT-ZB6C"


def pack_words(language: str) -> dict[str, str]:
    catalog = {entry.msgid: entry.msgstr for entry in polib.pofile(str(LOCALE / language / "pack.po"))}
    return {code: catalog[f"pack.{code}"] for code in PACK_WORDS}


def pack_file(number: int, *, location: bool = False) -> PackFile:
    kind = "video" if number % 9 == 5 else "document" if number % 9 == 7 else "photo"
    return PackFile(
        id=f"proof-{number}",
        kind=kind,  # type: ignore[arg-type]  # tests pass plain strings
        caption=CAPTIONS[number % len(CAPTIONS)],
        received=f"Nov {number % 28 + 1}, 2026, 2:{number % 60:02d} PM",
        received_at=f"2026-11-{number % 28 + 1:02d}T22:{number % 60:02d}:00+00:00",
        taken=f"Nov {number % 28 + 1}, 2026, 1:{number % 60:02d} PM" if number % 3 else "",
        sender="Mario Ruiz" if number % 2 else "Sam Rivera",
        location="37.80440, -122.27120" if location else "",
        badge={"video": "Video 0:32", "document": "PDF, 4 pages", "photo": ""}[kind],
        sha256=hashlib.sha256(str(number).encode()).hexdigest(),
    )


def pack(
    *,
    files: int = 8,
    pairs: int = 1,
    language: str = "en",
    paper: str = "letter",
    location: bool = False,
) -> ProofPackSheet:
    return ProofPackSheet(
        language=language,
        paper=paper,  # type: ignore[arg-type]
        title="Paquete de pruebas" if language == "es" else "Proof pack",
        number="7KQ4-M2XA-90RT-ZB6C",
        contractor=SheetParty("Rivera & Sons Remodeling", ("415 Oak Avenue", "Oakland, CA 94610", "+1 510 555 0110")),
        client="Dana Lee",
        project="Maple St kitchen",
        milestone="Demo and haul-away",
        facts=(
            ("Files", str(files)),
            ("First received", "Nov 3, 2026, 2:02 PM"),
            ("Last received", "Nov 22, 2026, 9:10 AM"),
            ("Made", "Nov 22, 2026, 10:00 AM"),
        ),
        note="",
        files=tuple(pack_file(number, location=location) for number in range(files)),
        pairs=tuple((f"proof-{2 * place}", f"proof-{2 * place + 1}") for place in range(pairs)),
        made_at="2026-11-22T18:00:00+00:00",
        zone="America/Los_Angeles",
        words=pack_words(language),
    )


def pack_assets(sheet: ProofPackSheet) -> dict[str, bytes]:
    """A picture for each file; every fifth stands upright."""
    shapes = ((1000, 750), (750, 1000))
    return {each.id: photo(n, *shapes[n % 5 == 4]) for n, each in enumerate(sheet.files)}
