"""Rows that belong together: wrapped descriptions, what every page repeats, and headings that carry their own sum."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import takewhile
from operator import itemgetter

from bots.intents.estimate_rows import Entry
from bots.intents.estimate_words import label_of
from storage.estimates.grid import GridRow

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[-$€£(]*[\d.,]+\)?%?")
_PAGE = re.compile(r"(?:page|pagina|página|pag\.?|p\.)\s*#(?:\s*(?:of|de|/)\s*#)?|#\s*(?:/|of|de)\s*#", re.IGNORECASE)
_NOTE = re.compile(r"[-•*·–+]\s*\S|\(|(?:includes?|including|incl\.?|note|incluye|nota)\b", re.IGNORECASE)


def without_furniture(rows: Sequence[GridRow]) -> list[GridRow]:
    """Without what stands at the upper or lower edge of most pages alike: letterheads, footers, numbers of pages."""
    pages: dict[int, list[GridRow]] = {}
    for row in rows:
        pages.setdefault(row.page, []).append(row)
    most = max(2, len(pages) // 2)
    dropped: set[int] = set()
    for sides in (list(pages.values()), [held[::-1] for held in pages.values()]):
        # The same words in the same place, counted from the edge: what is alike elsewhere on the page is work.
        seen = Counter((place, _masked(row)) for side in sides for place, row in enumerate(side))
        for side in sides:
            furniture = (_is_furniture(row, seen[place, _masked(row)] >= most) for place, row in enumerate(side))
            dropped |= {id(row) for row, _ in takewhile(itemgetter(1), zip(side, furniture, strict=True))}
    return [row for row in rows if id(row) not in dropped]


def _masked(row: GridRow) -> str:
    return _DIGITS.sub("#", " | ".join(cell.text for cell in row.cells))


def _is_furniture(row: GridRow, repeated: bool) -> bool:  # noqa: FBT001 - said where it is asked
    """Rows with prices may be alike by chance, and a heading of columns says again what the columns hold."""
    if _PAGE.fullmatch(_masked(row).strip()):
        return True
    return repeated and len(row.cells) < 4 and not any(_NUMBER.fullmatch(cell.text) for cell in row.cells)


def joined(entries: Sequence[Entry]) -> list[Entry]:
    """Wrapped descriptions in one entry, with the numbers that stand beside any of their lines."""
    near = _near(entries)
    kept: list[Entry] = []
    for block in _blocks(entries, near):
        priced = sum(not entry.is_words for entry in block)
        if priced == 1 and len(block) > 1:
            kept.append(reduce(_together, block))
            continue
        for entry in block:
            if kept and entry.is_words and _continues(kept[-1], entry, alone=priced == 0):
                kept[-1] = _together(kept[-1], entry)
            else:
                kept.append(entry)
    return kept


def _near(entries: Sequence[Entry]) -> int:
    """Less than this from row to row is within one description; 0 when the file does not tell."""
    gaps = sorted(entry.gap for entry in entries if entry.gap and entry.words and not entry.is_words)
    return gaps[len(gaps) // 2] * 85 // 100 if gaps else 0


def _blocks(entries: Sequence[Entry], near: int) -> Iterator[list[Entry]]:
    """Rows that stand closer than lines do; and words on the next page for numbers that were left without any."""
    block: list[Entry] = []
    for entry in entries:
        close = bool(block) and 0 < entry.gap < near and entry.page == block[-1].page
        left_alone = len(block) == 1 and not block[0].words and entry.is_words and entry.page == block[0].page + 1
        if block and not close and not left_alone:
            yield block
            block = []
        block.append(entry)
    if block:
        yield block


def _continues(last: Entry, entry: Entry, *, alone: bool) -> bool:
    """Whether the words go on with the line above: by how they begin, where their place does not tell."""
    if last.is_words or label_of(last.words, ""):
        return False
    begins_small = entry.words[:1].islower() or bool(_NOTE.match(entry.words))
    return not alone or (begins_small and not entry.strong and not entry.words.rstrip().endswith(":"))


def _together(first: Entry, second: Entry) -> Entry:
    """A hyphen at the end of a row may be the word's own: it stays."""
    priced = second if first.is_words else first
    between = "" if first.words.endswith("-") and second.words[:1].islower() else " "
    words = f"{first.words}{between}{second.words}".strip()
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
