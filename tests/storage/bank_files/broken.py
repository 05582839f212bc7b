"""Banks' files gone wrong: each is made from a seed, and ``KINDS`` says in how many ways."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable

from tests.storage.bank_files.banks import GERMAN, LAYOUTS, OFX_SGML, OFX_XML, camt, entry

ODD = [
    "NaN",
    "Infinity",
    "1e999",
    "0x1F",
    "#REF!",
    "=A1",
    "١٢٣",
    "½",
    "--5",
    "1.2.3",
    "9" * 3000,
    "-0",
    ",",
    "1,2,3.4.5",
]
YEARS = ["9999-12-31", "0000-01-01", "31/12/9999", "1899-12-30", "2026-02-30", "99999999"]
BANKS = sorted(LAYOUTS)


def any_of(dice: random.Random) -> bytes:
    return LAYOUTS[dice.choice(BANKS)]


def truncated(dice: random.Random) -> bytes:
    content = any_of(dice)
    return content[: dice.randrange(1, len(content))]


def flipped(dice: random.Random) -> bytes:
    changed = bytearray(any_of(dice))
    for _ in range(dice.choice([1, 2, 8, 60])):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def shuffled(dice: random.Random) -> bytes:
    content = any_of(dice)
    begin, end = sorted(dice.sample(range(len(content)), 2))
    place = dice.randrange(len(content))
    return content[:place] + content[begin:end] + content[place:]


def wrong_letters(dice: random.Random) -> bytes:
    text = GERMAN.decode("cp1252")
    return text.encode(dice.choice(["utf-16-le", "utf-16-be", "utf-32", "cp500", "utf-7", "iso2022_jp"]), "replace")


def mixed_letters(dice: random.Random) -> bytes:
    content = any_of(dice)
    place = dice.randrange(len(content))
    return content[:place] + bytes(dice.randrange(256) for _ in range(12)) + content[place:]


def laughs(dice: random.Random) -> bytes:
    levels = dice.randrange(2, 12)
    entities = "".join(f'<!ENTITY l{one} "{f"&l{one - 1};" * 10}">' for one in range(1, levels))
    head = f'<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY l0 "ha">{entities}]>'
    return head.encode() + camt(entry("&l1;")).partition(b"?>")[2]


def outside(dice: random.Random) -> bytes:
    place = dice.choice(["file:///etc/passwd", "http://127.0.0.1:1/x.dtd"])
    return camt().replace(b"<Document", f'<!DOCTYPE Document SYSTEM "{place}"><Document'.encode(), 1)


def zipped(dice: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("stmt.csv", any_of(dice))
    return out.getvalue() if dice.random() < 0.5 else gzip.compress(any_of(dice), mtime=0)


def empty(dice: random.Random) -> bytes:
    return dice.choice([b"", b"\x00" * 100, b"\n\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b" \t\r\n", b",,,\n,,,\n"])


def far_years(dice: random.Random) -> bytes:
    rows = "".join(f"{dice.choice(YEARS)},DANA LEE,1.00\n" for _ in range(dice.randrange(1, 9)))
    return f"Date,Description,Amount\n{rows}".encode()


def nul_bytes(dice: random.Random) -> bytes:
    content = any_of(dice)
    for _ in range(dice.randrange(1, 20)):
        place = dice.randrange(len(content))
        content = content[:place] + b"\x00" + content[place:]
    return content


def odd_amounts(dice: random.Random) -> bytes:
    rows = "".join(f'2026-11-20,DANA LEE,"{dice.choice(ODD)}"\n' for _ in range(dice.randrange(1, 9)))
    return f"Date,Description,Amount\n{rows}".encode()


def ragged(dice: random.Random) -> bytes:
    rows = [",".join(["2026-11-20", "DANA", "1.00", "x", ""][: dice.randrange(6)]) for _ in range(20)]
    return ("Date,Description,Amount\n" + "\n".join(rows)).encode()


def huge_cell(dice: random.Random) -> bytes:
    cell = dice.choice(["9", "x", '"', "é"]) * dice.choice([3000, 300_000])
    return f"Date,Description,Amount\n2026-11-20,{cell},1.00\n".encode()


def deep_xml(dice: random.Random) -> bytes:
    depth = dice.choice([70, 5000, 200_000])
    return camt("<a>" * depth)


def lying_ofx(dice: random.Random) -> bytes:
    content = dice.choice([OFX_SGML, OFX_XML])
    for tag in dice.sample([b"DTPOSTED", b"TRNAMT", b"FITID", b"STMTTRN", b"NAME"], 2):
        content = content.replace(b"<" + tag + b">", b"<" + tag + dice.choice([b"", b" x='", b"><", b"/>"]), 1)
    return content


def named_encoding(dice: random.Random) -> bytes:
    name = dice.choice([b"iso-8859-15", b"shift_jis", b"utf-7", b"no-such", b"UTF-16"])
    return camt().replace(b'encoding="UTF-8"', b'encoding="' + name + b'"')


KINDS: dict[str, Callable[[random.Random], bytes]] = {
    made.__name__: made
    for made in (
        truncated,
        flipped,
        shuffled,
        wrong_letters,
        mixed_letters,
        laughs,
        outside,
        zipped,
        empty,
        far_years,
        nul_bytes,
        odd_amounts,
        ragged,
        huge_cell,
        deep_xml,
        lying_ofx,
        named_encoding,
    )
}
