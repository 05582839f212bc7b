"""An estimate as a chat text: what was understood, line by line, what has no place, and whether the sums agree."""

from collections.abc import Iterator, Sequence

from bots.intents.amounts import plain
from core.domain.estimate import Doubt, Estimate, EstimateLine, EstimateRefused, Unplaced
from core.domain.money import Money, total
from core.ports.wording import Wording

MOST_LINES = 40
MOST_UNPLACED = 15
_LONGEST_QUOTE = 80


def estimate_text(estimate: Estimate, words: Wording, most: int = MOST_LINES) -> str:
    """At most ``most`` of its lines and MOST_UNPLACED of what has no place; how many more there are is counted."""
    parts = [
        "\n".join(_names(estimate, words)),
        *_sections(estimate, words, most),
        "\n".join(_left(estimate.unplaced, words)),
        "\n".join(_why(note, words) for note in estimate.notes),
        "\n".join(_totals(estimate, words)),
    ]
    return "\n\n".join(part for part in parts if part)


def left_text(estimate: Estimate, words: Wording) -> str:
    """Only what needs a look: doubts, what has no place, and a total that does not agree. "" when nothing does."""
    doubts = [
        words.text("estimate.doubted", description=line.description, why=_why(doubt, words))
        for line in estimate.lines
        for doubt in line.doubts
    ]
    differs = list(_totals(estimate, words))[-1:] if estimate.difference else []
    notes = [_why(note, words) for note in estimate.notes]
    return "\n".join([*doubts[:MOST_UNPLACED], *_left(estimate.unplaced, words), *notes, *differs])


def refusal_text(refused: EstimateRefused, words: Wording) -> str:
    """Why nothing of it was taken."""
    return words.text(f"refused.{refused.code}", **refused.details)


def _names(estimate: Estimate, words: Wording) -> Iterator[str]:
    if estimate.client_name:
        yield words.text("estimate.client", name=estimate.client_name)
    if estimate.project_name:
        yield words.text("estimate.project", name=estimate.project_name)


def _sections(estimate: Estimate, words: Wording, most: int) -> Iterator[str]:
    counted = {id(line) for line in estimate.counted}
    running, shown = Money.zero(estimate.currency), 0
    for section in estimate.sections:
        lines = list(estimate.lines_of(section))
        amount = total((line.amount for line in lines if id(line) in counted), estimate.currency)
        running += amount
        if shown >= most:
            continue
        name = section or words.text("estimate.no_section")
        head = words.text("estimate.section", section=name, amount=amount, running=running)
        yield "\n".join([head, *(row for line in lines[: most - shown] for row in _line(line, words))])
        shown += len(lines)
    if (more := len(estimate.lines) - most) > 0:
        yield words.text("estimate.more_lines", n=more)


def _line(line: EstimateLine, words: Wording) -> Iterator[str]:
    description = line.description
    if line.alternative and line.alternative != description:
        description = words.text("estimate.alternative", alternative=line.alternative, description=description)
    if line.optional:
        description = words.text("estimate.optional", description=description)
    if not line.taxable:
        description = words.text("sheet.of_exempt", what=description)
    if line.quantity == 1 and line.unit_price == line.amount:
        yield words.text("estimate.line", description=description, amount=line.amount)
    else:
        counted = f"{plain(line.quantity):f} {line.unit}".strip()
        details = {"quantity": counted, "price": line.unit_price, "amount": line.amount}
        yield words.text("estimate.line_counted", description=description, **details)
    for doubt in line.doubts:
        yield words.text("estimate.doubt", why=_why(doubt, words))


def _left(unplaced: Sequence[Unplaced], words: Wording) -> Iterator[str]:
    if not unplaced:
        return
    yield words.text("estimate.could_not_place")
    for one in unplaced[:MOST_UNPLACED]:
        quote = one.text if len(one.text) <= _LONGEST_QUOTE else f"{one.text[: _LONGEST_QUOTE - 1]}…"
        why = words.text(one.code, **one.details)
        yield words.text("estimate.unplaced", page=one.page, row=one.row, text=quote, why=why)
    if (more := len(unplaced) - MOST_UNPLACED) > 0:
        yield words.text("estimate.more_unplaced", n=more)


def _why(doubt: Doubt, words: Wording) -> str:
    return words.text(doubt.code, **doubt.details)


def _totals(estimate: Estimate, words: Wording) -> Iterator[str]:
    yield words.text("estimate.total", amount=estimate.total)
    if estimate.discount is not None:
        yield words.text("estimate.discount", amount=estimate.discount)
    if estimate.tax is not None:
        yield words.text("estimate.tax", amount=estimate.tax)
    if estimate.total_after != estimate.total:
        yield words.text("estimate.total_after", amount=estimate.total_after)
    difference = estimate.difference
    if difference is None or estimate.stated_total is None:
        yield words.text("estimate.no_total")
    elif difference.minor == 0:
        yield words.text("estimate.total_fits", stated=estimate.stated_total)
    elif difference.minor > 0:
        yield words.text("estimate.total_more", stated=estimate.stated_total, difference=difference)
    else:
        yield words.text("estimate.total_less", stated=estimate.stated_total, difference=-difference)


def tax_text(estimate: Estimate, taxed: Money, words: Wording) -> str:
    """Where the tax that the file states is not what the proposal asks for; "" where it is, or the file has none."""
    if estimate.tax is None or estimate.tax == taxed:
        return ""
    return words.text("estimate.tax_differs", stated=estimate.tax, taxed=taxed)
