"""Files of estimates gone wrong: each is made from a seed, and ``KINDS`` says in how many ways."""

import csv
import io
import random
import zipfile
from collections.abc import Callable
from functools import cache

from tests.samples import jpeg
from tests.storage.estimates.books import HEADINGS, book, part_of, with_part
from tests.storage.estimates.papers import Paper, paper

SHEET = "xl/worksheets/sheet1.xml"
ODD = ["NaN", "Infinity", "-Infinity", "1e999", "1E-400", "0x1F", "#REF!", "#DIV/0!", "=A1", "١٢٣", "½", "--5", "1.2.3"]
STRAY = ['"', '""', '\n"', ',"']
PARTS = ["xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/sharedStrings.xml"]
LIES = [
    (b"/Kids [", b"/Kids [1 0 R "),
    (b"/Count ", b"/Count 9"),
    (b"/Length ", b"/Length 7"),
    (b"/Parent ", b"/Kids "),
    (b" 0 obj", b" 1 obj"),
    (b"/FlateDecode", b"/LZWDecode"),
]
HEADS = [b"%PDF-1.7\n", b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b"]
HEADS += [b"\xef\xbb\xbf", b"<html>", b"\xff\xfe", b"sep=;\n", b"MZ", b"{", b""]


@cache
def sound() -> Paper:
    return paper(24, seed=11)


@cache
def pdf() -> bytes:
    return sound().pdf


def table() -> list[list[object]]:
    rows: list[list[object]] = [list(HEADINGS)]
    section = ""
    for name, words, quantity, unit, price in sound().rows:
        if name != section:
            rows.append([name, None, None, None, None])
            section = name
        rows.append([words, quantity, unit, f"{price / 100:.2f}", f"{quantity * price / 100:.2f}"])
    rows.append(["Total", None, None, None, f"{sound().total / 100:.2f}"])
    return rows


@cache
def xlsx() -> bytes:
    return book([[_number(cell) for cell in row] for row in table()])


def _number(cell: object) -> object:
    text = str(cell)
    return float(text) if text.replace(".", "").isdigit() else cell


def text_of(rows: list[list[object]], separator: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode()


def truncated(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(1, len(content))]


def flipped(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 8, 40])):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def shuffled(content: bytes, dice: random.Random) -> bytes:
    """A stretch of it stands elsewhere, as on a bad disk."""
    begin, end = sorted(dice.sample(range(len(content)), 2))
    place = dice.randrange(len(content))
    return content[:place] + content[begin:end] + content[place:]


def odd_cells(dice: random.Random) -> list[list[object]]:
    rows = table()
    for row in dice.sample(rows[1:], 5):
        row[dice.randrange(1, 5)] = dice.choice(ODD)
    return rows


def ragged(dice: random.Random) -> bytes:
    rows = table()
    for row in dice.sample(rows, 8):
        row[dice.randrange(len(row)) :] = [dice.choice(["", "x", "5", "a,b"])] * dice.randrange(9)
    return text_of(rows)


def mixed_currency(dice: random.Random) -> bytes:
    rows = table()
    for row in rows[1:]:
        if row[4]:
            row[4] = f"{dice.choice(['€', '£', 'EUR ', 'MX$', '$', ''])}{row[4]}"
    return text_of(rows)


def mixed_marks(dice: random.Random) -> bytes:
    rows = table()
    for row in rows[1:]:
        if row[4] and dice.random() < 0.5:
            row[4] = str(row[4]).replace(".", ",")
    return text_of(rows, dice.choice(";\t|"))


def huge_cell(dice: random.Random) -> bytes:
    rows = table()
    rows[dice.randrange(1, len(rows))][dice.randrange(5)] = dice.choice(["9", "x", "é ", "=", '"']) * dice.choice(
        [3000, 300_000]
    )
    return text_of(rows)


def quotes(dice: random.Random) -> bytes:
    content = text_of(table()).decode()
    place = dice.randrange(len(content))
    return f"{content[:place]}{dice.choice(STRAY)}{content[place:]}".encode()


def bad_letters(dice: random.Random) -> bytes:
    content = text_of(table()).decode()
    wrong = bytes(dice.randrange(256) for _ in range(6))
    place = dice.randrange(len(content))
    encoded = content.encode(dice.choice(["utf-8", "utf-16", "utf-16-le", "utf-32", "cp500"]))
    return encoded[:place] + wrong + encoded[place:]


def changed_sheet(change: Callable[[str, random.Random], str]) -> Callable[[random.Random], bytes]:
    def made(dice: random.Random) -> bytes:
        return with_part(xlsx(), SHEET, change(part_of(xlsx(), SHEET).decode(), dice).encode())

    return made


def odd_values(sheet: str, dice: random.Random) -> str:
    parts = sheet.split("<v>")
    for place in dice.sample(range(1, len(parts)), 6):
        parts[place] = (
            dice.choice(["NaN", "1e999", "-1", "999999", "1E-400", "", "0x1"]) + parts[place][parts[place].index("<") :]
        )
    return "<v>".join(parts)


def odd_places(sheet: str, dice: random.Random) -> str:
    wrong = dice.choice(["ZZZ1048577", "A0", "", "A-1", "XFE1", "1A", "AAAAAA1"])
    return sheet.replace(f'r="B{dice.randrange(2, 9)}"', f'r="{wrong}"').replace('<row r="3"', f'<row r="{10**12}"')


def without_results(sheet: str, dice: random.Random) -> str:
    parts = sheet.split("<v>")
    for place in dice.sample(range(1, len(parts)), dice.randrange(1, len(parts) - 1)):
        parts[place] = parts[place][parts[place].index("<") :]
    return "<v>".join(parts).replace("<v></v>", "<f>A1*B1</f><v></v>")


def deep_merges(_sheet: str, dice: random.Random) -> str:
    sheet = _sheet
    merged = "".join(f'<mergeCell ref="A{n}:E{n + dice.randrange(1, 900)}"/>' for n in range(1, 3000))
    return sheet.replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")


def bomb(dice: random.Random) -> bytes:
    filler = dice.choice([b" ", b"<c/>", b"<row><c><v>1</v></c></row>", b"<x>"])
    part = b"<worksheet><sheetData>" + filler * (dice.choice([70, 90]) * 1024 * 1024 // len(filler))
    return with_part(xlsx(), SHEET, part)


def entities(_sheet: str, dice: random.Random) -> str:
    steps = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    last = dice.choice(["&l8;", "&l3;", "&nothing;"])
    return f'<!DOCTYPE w [<!ENTITY l0 "lol">{steps}]><worksheet><sheetData>{last}</sheetData></worksheet>'


def other_parts(dice: random.Random) -> bytes:
    name = dice.choice(
        ["xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/sharedStrings.xml"]
    )
    target = dice.choice(["../../../../etc/passwd", "xl/workbook.xml", "/", "file:///etc/passwd", "workbook.xml"])
    wrong = [b"", b"<", b"<x/>", bytes(dice.randrange(256) for _ in range(200))]
    loop = f'<Relationships><Relationship Id="rId1" Type="x/officeDocument" Target="{target}"/></Relationships>'
    return with_part(xlsx(), name, dice.choice([*wrong, loop.encode()]))


def nested_archive(dice: random.Random) -> bytes:
    content = xlsx()
    for _ in range(dice.randrange(1, 4)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(dice.choice(["xl/workbook.xml", "inner.xlsx", "[Content_Types].xml"]), content)
        content = out.getvalue()
    return content


def pdf_objects(dice: random.Random) -> bytes:
    """Numbers and names inside the file point elsewhere: loops in the tree of pages, lengths that lie."""
    content = pdf()
    for wrong in dice.sample(
        [
            (b"/Kids [", b"/Kids [1 0 R "),
            (b"/Count ", b"/Count 9"),
            (b"/Length ", b"/Length 7"),
            (b"/Parent ", b"/Kids "),
            (b" 0 obj", b" 1 obj"),
            (b"/FlateDecode", b"/LZWDecode"),
        ],
        2,
    ):
        content = content.replace(*wrong, dice.choice([1, 3, -1]))
    return content


def other_files(dice: random.Random) -> bytes:
    noise = bytes(dice.randrange(256) for _ in range(dice.randrange(1, 4000)))
    return dice.choice([*(head + noise for head in HEADS), jpeg("no estimate"), b"\x00" * 999, "🙂🏠\n".encode() * 50])


KINDS: dict[str, Callable[[random.Random], bytes]] = {
    "csv cut off": lambda dice: truncated(text_of(table()), dice),
    "csv with flipped bits": lambda dice: flipped(text_of(table()), dice),
    "csv mixed up": lambda dice: shuffled(text_of(table()), dice),
    "csv with odd cells": lambda dice: text_of(odd_cells(dice)),
    "csv with ragged rows": ragged,
    "csv in several currencies": mixed_currency,
    "csv with both decimal marks": mixed_marks,
    "csv with a huge cell": huge_cell,
    "csv with a quote too many": quotes,
    "csv in a wrong encoding": bad_letters,
    "xlsx cut off": lambda dice: truncated(xlsx(), dice),
    "xlsx with flipped bits": lambda dice: flipped(xlsx(), dice),
    "xlsx with odd cells": lambda dice: book(odd_cells(dice)),
    "xlsx with odd values": changed_sheet(odd_values),
    "xlsx with odd places": changed_sheet(odd_places),
    "xlsx without results": changed_sheet(without_results),
    "xlsx deeply merged": changed_sheet(deep_merges),
    "xlsx that unpacks without end": bomb,
    "xlsx with entities": changed_sheet(entities),
    "xlsx with other parts": other_parts,
    "archives in archives": nested_archive,
    "pdf cut off": lambda dice: truncated(pdf(), dice),
    "pdf with flipped bits": lambda dice: flipped(pdf(), dice),
    "pdf mixed up": lambda dice: shuffled(pdf(), dice),
    "pdf with wrong objects": pdf_objects,
    "other files": other_files,
}
