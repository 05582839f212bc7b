"""A line moves up or down on the page that edits a proposal, as a form post: nothing is kept yet."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from channels.portal.editing import MOST_LINES, MOST_SECTIONS

LINE_PARTS = "idqupkcatn"
_MOVE = re.compile(r"(up|down)-s(\d{1,2})r(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Moved:
    """``button`` is the one that was pressed, where the line stands now: "" where nothing moves."""

    form: Mapping[str, str]
    button: str = ""


def moved(form: Mapping[str, str]) -> Moved:
    """By the button that was pressed. A line changes places with the one above or below it; from the edge of its
    section it goes on to the end of the next.
    """
    found = _MOVE.fullmatch(form.get("do", ""))
    if found is None:
        return Moved(form)
    way, place, row = found[1], int(found[2]), int(found[3])
    step = -1 if way == "up" else 1
    beside = [one for one in _rows(form, place) if (one - row) * step > 0]
    to = (place, min(beside, key=lambda one: abs(one - row))) if beside else _end_of(form, place + step)
    if to is None:
        return Moved(form, form["do"])
    return Moved(_swapped(form, f"s{place}r{row}", f"s{to[0]}r{to[1]}"), f"{way}-s{to[0]}r{to[1]}")


def _rows(form: Mapping[str, str], place: int) -> Iterator[int]:
    """Those in which a description or a price stands."""
    for name, value in form.items():
        if value.strip() and (found := re.fullmatch(rf"s{place}r(\d{{1,3}})[dp]", name)):
            yield int(found[1])


def _end_of(form: Mapping[str, str], place: int) -> tuple[int, int] | None:
    free = max(_rows(form, place), default=-1) + 1
    return (place, free) if 0 <= place < MOST_SECTIONS and free < MOST_LINES else None


def _swapped(form: Mapping[str, str], one: str, other: str) -> dict[str, str]:
    changed = dict(form)
    for part in LINE_PARTS:
        changed[one + part], changed[other + part] = form.get(other + part, ""), form.get(one + part, "")
    return changed
