"""OFX and QFX, 1.x (SGML without closing tags) and 2.x (XML), by one scanner of tags: no parser that knows entities.

Open Financial Exchange 1.6 and 2.2, section 11.4: <STMTTRN> with FITID, TRNAMT, DTPOSTED, NAME, MEMO, CHECKNUM.
A FITID is unique within its account. A moment is written in the zone that it names, so that its day is the first eight
digits; an amount has a point or a comma and no groups. It is in the currency of <CURRENCY>; <ORIGCURRENCY> only says
what it was before it was changed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape

from storage.bank_files import limits
from storage.bank_files.lines import BankRead, NotTaken, ReadLine

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_.]*)[^<>]*>([^<]*)")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_HEAD = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:OFXHEADER\s*:|<\?OFX\b|<OFX>)", re.IGNORECASE)
_CHARSET = re.compile(rb"^\s*(?:CHARSET|ENCODING)\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_AMOUNT = re.compile(r"[+-]?\d{1,20}(?:[.,]\d{0,4})?")
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_UNTRUSTED = 4  # a FITID shorter than that is a counter at best
_KEPT = frozenset({"FITID", "TRNAMT", "DTPOSTED", "NAME", "MEMO", "CHECKNUM", "REFNUM", "CORRECTFITID", "CURSYM"})
_SCOPE = {"CURDEF": "currency", "ACCTID": "account", "BANKID": "bank"}


def is_ofx(content: bytes) -> bool:
    """By its beginning, in whatever encoding."""
    return bool(_HEAD.match(content[:2000].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe")))


def read(content: bytes) -> BankRead:
    """Raises NotTaken: bankfile.cut_off where its end is missing, bankfile.card for a credit card's."""
    text = _decoded(content)
    if not re.search(r"</OFX>\s*\Z", text, re.IGNORECASE):
        raise NotTaken("bankfile.cut_off")
    if "<CCSTMTRS>" in text.upper() and "<STMTRS>" not in text.upper():
        raise NotTaken("bankfile.card")
    found = list(_transactions(_CDATA.sub(lambda inner: inner[1].replace("<", "&lt;"), text)))
    if len(found) > limits.MAX_LINES:
        raise NotTaken("bankfile.too_many_lines", limit=limits.MAX_LINES)
    read = [one for place, raw in enumerate(found, 1) if (one := _line(place, raw))]
    if found and not read:
        raise NotTaken("bankfile.unreadable")
    lines = tuple(_unrepeated([one for one in read if one.amount > 0]))
    return BankRead(kind="ofx", sure=True, lines=lines, others=len(found) - len(lines))


def _decoded(content: bytes) -> str:
    """By its mark or its header; what is no UTF-8 is Windows-1252, in which most banks write."""
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), None)
    charset = _CHARSET.search(content[:1000])
    named = charset[1].decode("ascii", "ignore").upper() if charset else ""
    for encoding in filter(None, (marked, "utf-8", "cp1252" if named != "UNICODE" else None, "latin-1")):
        try:
            return content.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise NotTaken("bankfile.encoding")


def _transactions(text: str) -> Iterator[dict[str, str]]:
    """What each <STMTTRN> says, with its account; a value ends where the next tag begins."""
    scope: dict[str, str] = {}
    raw: dict[str, str] | None = None
    changed = False
    for closing, tag, value in _TAG.findall(text):
        name, said = tag.upper(), unescape(value).strip()
        if name == "STMTTRN" and raw is not None:
            yield raw
        if name in {"STMTTRN", "CURRENCY", "ORIGCURRENCY"}:
            changed = name == "ORIGCURRENCY" and not closing
        if name == "STMTTRN":
            raw = None if closing else dict(scope)
        elif not closing and raw is not None and name in _KEPT and not (changed and name == "CURSYM"):
            raw.setdefault(name, said)
        elif not closing and raw is None and name in _SCOPE:
            scope[_SCOPE[name]] = said
        elif closing and name == "BANKTRANLIST" and raw is not None:
            yield raw
            raw = None


def _line(place: int, raw: dict[str, str]) -> ReadLine | None:
    on, written = _day(raw.get("DTPOSTED", "")), raw.get("TRNAMT", "").replace(" ", "")
    if on is None or not _AMOUNT.fullmatch(written) or raw.get("CORRECTFITID"):
        return None
    number = raw.get("CHECKNUM") or raw.get("REFNUM") or ""
    return ReadLine(
        row=place,
        on=on,
        amount=Decimal(written.replace(",", ".").rstrip(".")),
        currency=(raw.get("CURSYM") or raw.get("currency", "")).upper()[:3],
        payer=" ".join(raw.get("NAME", "").split())[: limits.MAX_TEXT],
        text=" ".join(raw.get("MEMO", "").split())[: limits.MAX_TEXT],
        reference=number[: limits.MAX_ID],
        bank_id=raw.get("FITID", "")[: limits.MAX_ID],
        account=f"{raw.get('bank', '')}{raw.get('account', '')}"[: limits.MAX_ID],
    )


def _unrepeated(lines: list[ReadLine]) -> Iterator[ReadLine]:
    """The same FITID twice is the same money, unless the rest differs: then the bank's ids are not to be trusted."""
    told = dict.fromkeys((one.account, one.bank_id, one.on, one.amount, one.payer, one.text) for one in lines)
    times = Counter((account, identity) for account, identity, *_ in told)
    seen: set[tuple[str, str]] = set()
    for one in lines:
        key = (one.account, one.bank_id)
        if len(one.bank_id) < _UNTRUSTED or times[key] > 1:
            yield replace(one, bank_id="")
        elif key not in seen:
            seen.add(key)
            yield one


def _day(written: str) -> date | None:
    if not re.match(r"\d{8}", written):
        return None
    year = int(written[:4])
    try:
        day = date(year, int(written[4:6]), int(written[6:8]))
    except ValueError:
        return None
    return day if limits.FIRST_YEAR <= year <= limits.LAST_YEAR else None
