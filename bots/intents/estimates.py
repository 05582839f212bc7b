"""Rows of a file, or a pasted text, as an estimate: what was understood, and what could not be placed and why."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bots.intents import estimate_pasted
from bots.intents.estimate_building import Builder, Built, without_lone
from bots.intents.estimate_numbers import CODES, Numeral
from bots.intents.estimate_payments import payments_in, placed
from bots.intents.estimate_rows import Entry, table
from bots.intents.estimate_tables import NoColumns, Ragged
from bots.intents.estimate_totals import summed
from bots.intents.estimate_words import label_of
from bots.intents.estimate_wraps import joined, with_sums_apart, without_furniture
from bots.intents.folding import even, fold
from bots.intents.proposal_terms import apart_of_file
from core.domain.account import Language
from core.domain.estimate import Doubt, Estimate, EstimateRefused, Unplaced
from core.domain.money import total
from core.domain.text import LONGEST_NAME, one_line
from storage.estimates.grid import Grid, GridRow
from storage.estimates.separated import grid_of, lines_of
from storage.estimates.taking import NotTaken

_CLIENT = "to|attn|attention|proposal submitted to|submitted to|"
_CLIENT += "client|customer|prepared for|bill to|estimate for|proposal for|quote for|owner|cliente|para|preparado para"
_PROJECT = "project|job|job name|project name|job title|re|proyecto|obra|trabajo|nombre del proyecto"
_NAMES = {
    name: re.compile(rf"(?:{words})(?: name)?\s*(?::\s*(?P<value>.*)|$)")
    for name, words in {"client_name": _CLIENT, "project_name": _PROJECT}.items()
}
_NAME_ENDS = re.compile(r"\s*[,;·|•]\s*|\s[-–]\s|\s(?=[(\d+])|\s(?=\S+@)")
_REACHED = re.compile(r"\d|@")
_OF_MONEY = re.compile(r"\d ?%|[$€£] ?\d|\d/\d (?:down|at|on|upon)")
_NO_TABLE = frozenset({"estimate.no_lines", "estimate.unclear_columns"})
_IN_CELLS = re.compile(r"[\t;|]|,(?=[^\s\d])|(?<=\D),(?=\S)")  # what sheets write, and sentences do not
_WHY_NOTHING = {"estimate.formula": "estimate.formulas", "estimate.other_currency": "estimate.currency"}


@dataclass(frozen=True, slots=True)
class _Page:
    estimate: Estimate | EstimateRefused
    name: str


def understand(grid: Grid, language: Language, currency: str) -> Estimate | EstimateRefused:
    """Of several sheets the one with the most lines; the others are named in the notes."""
    numbers = sorted({row.page for row in grid.rows}) if grid.pages else []
    notes = tuple(Doubt(code=note.code, details=note.details) for note in grid.notes)
    if len(numbers) < 2:
        return _noted(_understood(grid, language, currency), notes)
    pages = [
        _Page(
            _understood(replace(grid, rows=tuple(row for row in grid.rows if row.page == number)), language, currency),
            grid.pages[number - 1] if number <= len(grid.pages) else str(number),
        )
        for number in numbers
    ]
    best = max(pages, key=lambda page: _worth(page.estimate))
    return _noted(best.estimate, (*_beside(best, pages, currency), *notes))


def understand_pasted(text: str, language: Language, currency: str) -> Estimate | EstimateRefused:
    """Of lines as typed, or of cells copied from a sheet; commas that make no table are commas of the lines."""
    try:
        said = estimate_pasted.unstamped(text)
        found = understand(grid_of(said), language, currency)
        if not isinstance(found, EstimateRefused) or found.code not in _NO_TABLE or _IN_CELLS.search(said):
            return found
        typed = understand(lines_of(said), language, currency)
    except NotTaken as no:
        return EstimateRefused(code=no.code, details=no.details)
    return found if isinstance(typed, EstimateRefused) else typed


def _worth(found: Estimate | EstimateRefused) -> int:
    return len(found.lines) if isinstance(found, Estimate) else -1


def _beside(best: _Page, pages: Sequence[_Page], currency: str) -> Iterable[Doubt]:
    """What is said of the sheets that were not taken: those with amounts of their own one by one."""
    if not isinstance(best.estimate, Estimate):
        return
    yield Doubt(code="estimate.sheet_taken", details={"name": best.name})
    others = [page for page in pages if page is not best]
    for page in others:
        if isinstance(page.estimate, Estimate):
            amount = total((line.amount for line in page.estimate.lines), currency)
            yield Doubt(code="estimate.sheet_with_amounts", details={"name": page.name, "amount": amount})
    if plain := [page.name for page in others if not isinstance(page.estimate, Estimate)]:
        yield Doubt(code="estimate.sheets_left", details={"names": ", ".join(plain)})


def _noted(found: Estimate | EstimateRefused, notes: Iterable[Doubt]) -> Estimate | EstimateRefused:
    return replace(found, notes=(*notes, *found.notes)) if isinstance(found, Estimate) else found


def _understood(grid: Grid, language: Language, currency: str) -> Estimate | EstimateRefused:
    if grid.kind == "text":
        found = estimate_pasted.entries(grid.rows, language, currency)
        return _built(found, (), (), (language, currency))
    if grid.kind == "pdf":
        grid = replace(grid, rows=tuple(without_furniture(grid.rows)))
    try:
        read = table(grid, language, currency)
    except NoColumns:
        return EstimateRefused(code="estimate.unclear_columns")
    except Ragged:
        typed = estimate_pasted.entries([_typed(row) for row in grid.rows], language, currency)
        return _built(typed, (), (), (language, currency))
    return _built(read.entries, read.before, read.notes, (language, currency))


def _typed(row: GridRow) -> GridRow:
    """As a line of a letter: its cells were only parted by the space before the price."""
    first, last = row.cells[0], row.cells[-1]
    return replace(row, cells=(replace(first, text=" ".join(cell.text for cell in row.cells), right=last.right),))


def _built(
    entries: Sequence[Entry], before: Sequence[GridRow], notes: Sequence[Doubt], money: tuple[Language, str]
) -> Estimate | EstimateRefused:
    language, currency = money
    currency = _currency_of(entries) or currency
    paid, places = apart_of_file([one.text for one in entries], language, currency)
    entries = [one for place, one in enumerate(entries) if place not in places]
    block = payments_in([one.text for one in entries], language, currency)
    for one in block.tries() if block else ():
        work = [entry for place, entry in enumerate(entries) if place not in one.places]
        made = _estimate(work, before, notes, currency, paid)
        if isinstance(made, Estimate) and (with_payments := placed(made, one, entries)):
            return with_payments
    return _estimate(entries, before, notes, currency, paid)


def _estimate(
    entries: Sequence[Entry], before: Sequence[GridRow], notes: Sequence[Doubt], currency: str, paid: Sequence[str]
) -> Estimate | EstimateRefused:
    named = [entry for entry in entries if entry.is_words and _name_said(entry.words)]
    names = _names([*([cell.text for cell in row.cells] for row in before), *([entry.text] for entry in named)])
    built = Builder(currency).take(with_sums_apart(joined([entry for entry in entries if entry not in named])))
    if not built.lines:
        return _nothing(built, currency)
    sums = summed(built, without_lone(built.lines), currency)
    if not sums.lines:
        return _nothing(built, currency)
    last = max((line.page, line.row) for line in sums.lines)
    left = sorted([*built.unplaced, *sums.unplaced], key=lambda one: (one.page, one.row))
    below = [one for one in left if _is_below(one, last)]
    client_name, reach = _client(names.get("client_name", ""))
    counts = {"estimate.rows_above": len(before) - len(names), "estimate.rows_below": len(below)}
    return Estimate(
        lines=sums.lines,
        currency=currency,
        unplaced=tuple(_placed(one, last) for one in left if one not in below),
        notes=(
            *notes,
            *([Doubt(code="estimate.optional_in_total")] if sums.optional_in_total else []),
            *(Doubt(code=code, details={"n": count}) for code, count in counts.items() if count > 0),
        ),
        stated_total=sums.stated_total,
        discount=sums.discount,
        tax=sums.tax,
        tax_rate=sums.tax_rate,
        tax_scope=built.tax_scope,
        client_name=client_name,
        client_reach=reach,
        project_name=names.get("project_name", ""),
        paid=tuple(paid),
    )


def _currency_of(entries: Sequence[Entry]) -> str | None:
    """The one that every price is said to be in: a proposal is in one currency, and it need not be the firm's."""
    told = {one.currency for entry in entries for one in _prices(entry)}
    ends = {one.currency for entry in entries if label_of(entry.words, "") == "total" for one in _prices(entry)}
    if len(told) == 2 and None in told and ends <= CODES:
        told = ends  # only the total names it, as is usual in Europe
    return told.pop() if len(told) == 1 and told <= CODES else None


def _prices(entry: Entry) -> list[Numeral]:
    return [one for one in (entry.numbers.unit_price, entry.numbers.amount) if one]


def _is_below(one: Unplaced, last: tuple[int, int]) -> bool:
    """Terms and signatures; but what speaks of shares or of money is shown in its own words."""
    return one.code == "estimate.words" and (one.page, one.row) > last and not _OF_MONEY.search(one.text)


def _placed(one: Unplaced, last: tuple[int, int]) -> Unplaced:
    below = one.code == "estimate.words" and (one.page, one.row) > last
    return replace(one, code="estimate.below") if below else one


def _client(said: str) -> tuple[str, str]:
    """(the name, what follows it: an address, a number, an e-mail)."""
    name, rest = (part.strip() for part in _parted(said))
    return (name, rest) if name and _REACHED.search(rest) else (said, "")


def _parted(said: str) -> tuple[str, str]:
    found = _NAME_ENDS.search(said)
    return (said[: found.start()], said[found.end() :]) if found else (said, "")


def _nothing(built: Built, currency: str) -> EstimateRefused:
    """Why there is not one line, where one reason stands out."""
    codes = Counter(one.code for one in built.unplaced)
    for code, refusal in _WHY_NOTHING.items():
        if codes[code]:
            return EstimateRefused(code=refusal, details={"currency": currency})
    return EstimateRefused(code="estimate.no_lines")


def _name_said(text: str) -> tuple[str, str] | None:
    """("client_name", "Dana Lee") of "Client: Dana Lee"; the value is "" where it stands elsewhere."""
    said = even(text)
    for name, pattern in _NAMES.items():
        if found := pattern.fullmatch(fold(said)):
            return name, said[slice(*found.span("value"))].strip() if found["value"] else ""
    return None


def _names(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """From the rows above the lines: in one cell, in the next, or below."""
    names: dict[str, str] = {}
    for place, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if (told := _name_said(cell)) is None:
                continue
            beside = cells[column + 1] if column + 1 < len(cells) else ""
            below = rows[place + 1][0] if not beside and place + 1 < len(rows) else ""
            value = told[1] or next((one for one in (beside, below) if one and _name_said(one) is None), "")
            if value:
                names.setdefault(told[0], one_line(value, LONGEST_NAME))
    return names
