"""A form's fields in the rows in which the page shows them, with blank ones to go on in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from channels.portal.editing import BLANK_LINES, BLANK_PARTS, BLANK_SECTIONS, MOST_PARTS, MOST_SECTIONS
from core.usecases.terms import MOST_TAXES

MOST_UNFOLDED = 30  # lines


@dataclass(frozen=True, slots=True)
class Field:
    """``name`` and ``value`` of one input; ``wrong`` is the code of what is wrong with it, "" for nothing."""

    name: str
    value: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Section:
    """``count`` of its lines; ``folded``: of a long proposal, unless something in it is wrong."""

    name: Field
    kind: Field
    at: str
    rows: tuple[Mapping[str, Field], ...]
    count: int
    folded: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """``fields`` are those that stand alone, by name."""

    sections: tuple[Section, ...]
    parts: tuple[Mapping[str, Field], ...]
    taxes: tuple[Mapping[str, Field], ...]
    fields: Mapping[str, Field]


_ALONE = (
    "name",
    "notes",
    "due",
    "valid",
    "discount",
    "deposit",
    "credit",
    "inclusive",
    "sequence",
    "columns",
    "retainage",
    "step",
    "later",
    "keep",
    "template",
    "client",
)
_LINE = "idqupkcatn"


def drawn_form(form: Mapping[str, str], problems: Mapping[str, str]) -> Sheet:
    """Every row that has something in it, then the blank ones."""

    def one(name: str) -> Field:
        return Field(name, form.get(name, ""), problems.get(name, ""))

    used = _used(form)
    is_long = sum(map(len, used.values())) > MOST_UNFOLDED
    sections = []
    for place in range(min(MOST_SECTIONS, max([*used, -1]) + 1 + BLANK_SECTIONS)):
        rows = max([*used.get(place, ()), -1]) + 1 + BLANK_LINES
        at = f"s{place}"
        lines = tuple({part: one(f"{at}r{row}{part}") for part in _LINE} for row in range(rows))
        count = len(used.get(place, ()))
        is_wrong = any(field.wrong for line in lines for field in line.values())
        sections.append(Section(one(at), one(f"{at}k"), at, lines, count, is_long and count > 0 and not is_wrong))
    parts, taxes = _last(form, r"p(\d{1,2})v?"), _last(form, r"t(\d)r?")
    return Sheet(
        sections=tuple(sections),
        parts=tuple(
            {part: one(f"p{place}{part}") for part in ("", "v", "o", "t")}
            for place in range(min(MOST_PARTS, parts + 1 + BLANK_PARTS))
        ),
        taxes=tuple(
            {part: one(f"t{place}{part}") for part in ("", "r", "s")} for place in range(min(MOST_TAXES, taxes + 2))
        ),
        fields={name: one(name) for name in _ALONE},
    )


def _last(form: Mapping[str, str], pattern: str) -> int:
    """The last of these rows in which something stands; -1 where nothing does."""
    found = [int(said[1]) for name, value in form.items() if value.strip() and (said := re.fullmatch(pattern, name))]
    return max(found, default=-1)


def _used(form: Mapping[str, str]) -> dict[int, list[int]]:
    """Section -> its rows in which a description or a price stands."""
    used: dict[int, list[int]] = {}
    for name, value in form.items():
        found = re.fullmatch(r"s(\d{1,2})r(\d{1,3})[dp]", name)
        if found and value.strip() and int(found[2]) not in used.get(int(found[1]), ()):
            used.setdefault(int(found[1]), []).append(int(found[2]))
    return used
