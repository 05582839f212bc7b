"""Rows that belong together: wrapped descriptions, what every page repeats, and headings that carry their own sum."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bots.intents.estimate_rows import Entry
from bots.intents.estimate_words import label_of
from storage.estimates.grid import GridRow

_EDGE_ROWS = 6  # of a page, where what is repeated may stand
_DIGITS = re.compile(r"\d+")
_PAGE = re.compile(r"(?:page|pagina|página|pag\.?|p\.)\s*#(?:\s*(?:of|de|/)\s*#)?|#\s*(?:/|of|de)\s*#", re.IGNORECASE)
_NOTE = re.compile(r"[-•*·–+]\s*\S|\(|(?:includes?|including|incl\.?|note|incluye|nota)\b", re.IGNORECASE)


def without_furniture(rows: Sequence[GridRow]) -> list[GridRow]:
    """Without what stands at the edge of several pages alike, and without the numbers of pages."""
    edges: dict[str, set[int]] = {}
    edge = {id(row) for page in {row.page for row in rows} for row in _edge([one for one in rows if one.page == page])}
    for row in rows:
        if id(row) in edge:
            edges.setdefault(_masked(row), set()).add(row.page)
    return [row for row in rows if id(row) not in edge or not _is_furniture(row, edges)]


def _edge(rows: Sequence[GridRow]) -> list[GridRow]:
    return [*rows[:_EDGE_ROWS], *rows[-_EDGE_ROWS:]]


def _masked(row: GridRow) -> str:
    return _DIGITS.sub("#", " | ".join(cell.text for cell in row.cells))


def _is_furniture(row: GridRow, edges: dict[str, set[int]]) -> bool:
    """A page's own number; or the same words elsewhere, without a price (rows with prices may be alike by chance)."""
    masked = _masked(row)
    if _PAGE.fullmatch(masked.strip()):
        return True
    # A heading of columns is kept: it says again what the columns hold.
    return len(edges[masked]) > 1 and len(row.cells) < 3 and not _DIGITS.fullmatch(row.cells[-1].text[-1:])


def joined(entries: Sequence[Entry]) -> list[Entry]:
    """Wrapped descriptions in one entry, with the numbers that stand beside any of their lines."""
    near = _near(entries)
    kept: list[Entry] = []
    waiting: Entry | None = None
    for place, found in enumerate(entries):
        last = kept[-1] if kept else None
        after = entries[place + 1] if place + 1 < len(entries) else None
        entry = _together(waiting, found, words=f"{waiting.words} {found.words}".strip()) if waiting else found
        waiting = None
        if entry.is_words and last is not None and _continues(last, entry, near):
            kept[-1] = _together(last, entry, words=f"{last.words} {entry.words}".strip())
        elif entry.is_words and after is not None and _is_near(entry, after, near) and not after.is_words:
            waiting = entry
        else:
            kept.append(entry)
    return kept


def _near(entries: Sequence[Entry]) -> int:
    """Less than this from row to row is within one description; 0 when the file does not tell."""
    gaps = sorted(entry.gap for entry in entries if entry.gap and entry.words and not entry.is_words)
    return gaps[len(gaps) // 2] * 85 // 100 if gaps else 0


def _is_near(above: Entry, below: Entry, near: int) -> bool:
    return above.page == below.page and 0 < below.gap < near


def _continues(last: Entry, entry: Entry, near: int) -> bool:
    """Whether the words go on with the line above: by their place, or by how they begin."""
    if last.is_words or label_of(last.words, ""):
        return False
    if _is_near(last, entry, near):
        return True
    begins_small = entry.words[:1].islower() or bool(_NOTE.match(entry.words))
    return begins_small and not entry.strong and not entry.words.rstrip().endswith(":")


def _together(first: Entry, second: Entry, *, words: str) -> Entry:
    priced = second if first.is_words else first
    text = f"{first.text} {second.text}"
    return replace(priced, words=words, text=text, page=first.page, row=first.row, gap=first.gap)


def with_sums_apart(entries: Sequence[Entry]) -> list[Entry]:
    """A heading that carries the sum of the lines below it is a heading: proven by that sum, else it is a line."""
    kept = list(entries)
    for place, entry in enumerate(entries):
        if _may_head(entry) and _sums_up(entry, entries[place + 1 :]):
            kept[place] = replace(entry, numbers=type(entry.numbers)())
    return kept


def _may_head(entry: Entry) -> bool:
    numbers = entry.numbers
    return numbers.amount is not None and numbers.quantity is None and numbers.unit_price is None and not entry.unit


def _sums_up(head: Entry, below: Sequence[Entry]) -> bool:
    amounts = []
    for entry in below:
        if entry.is_words or entry.numbers.quantity is None or entry.numbers.amount is None:
            break
        amounts.append(entry.numbers.amount.value)
    return bool(amounts) and head.numbers.amount is not None and sum(amounts) == head.numbers.amount.value
