"""What two people wrote into one proposal: what is kept beside what was typed, so that nothing typed is lost."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from channels.portal.edit_drawing import Field, Section, Sheet, drawn_form
from channels.portal.edit_form import form_of
from core.domain.proposal import Proposal
from core.ports.wording import Wording

_ALONE = {
    "edit.name": ("name",),
    "edit.deposit": ("deposit", "credit"),
    "edit.discount": ("discount",),
    "edit.retainage": ("retainage", "step", "later"),
    "edit.due": ("due",),
    "edit.sequence": ("sequence",),
    "edit.columns": ("columns",),
    "edit.inclusive": ("inclusive",),
    "edit.valid": ("valid",),
    "edit.notes": ("notes",),
}
_KINDS = {"in": "", "optional": "edit.optional", "choice": "edit.choice"}


@dataclass(frozen=True, slots=True)
class Difference:
    """``what`` it is, in words; ``kept`` and ``typed`` are "" for nothing."""

    what: str
    kept: str
    typed: str


@dataclass(frozen=True, slots=True)
class _Line:
    """``key`` is its id, "" for a new one."""

    key: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _Told:
    """A form in words."""

    lines: tuple[_Line, ...]
    outline: tuple[tuple[str, tuple[_Line, ...]], ...]
    rest: Mapping[str, str]


def says_the_same(kept: Proposal, typed: Proposal) -> bool:
    """Whether the page shows both alike. The ids of lines that came anew differ, and mean nothing."""
    return _without_ids(form_of(kept)) == _without_ids(form_of(typed))


def _without_ids(form: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in form.items() if not (name[:1] == "s" and name.endswith("i"))}


def differences(kept: Mapping[str, str], typed: Mapping[str, str], words: Wording) -> tuple[Difference, ...]:
    """Line by line, then where they stand, then how it is paid: of two forms."""
    before, now = _told(kept, words), _told(typed, words)
    lines = list(_of_lines(before, now, words))
    rest = [
        Difference(words.text(code), before.rest[code], now.rest[code])
        for code in before.rest
        if before.rest[code] != now.rest[code]
    ]
    return (*lines, *_of_outline(before, now, words), *rest)


def _of_lines(before: _Told, now: _Told, words: Wording) -> Iterator[Difference]:
    known = {one.key: one for one in before.lines}
    typed = {one.key: one for one in now.lines if one.key in known}
    came = [one for one in now.lines if one.key not in known]
    gone = [one for one in before.lines if one.key not in typed]
    both = Counter(one.text for one in came) & Counter(one.text for one in gone)
    for one in before.lines:
        if one.key in typed and typed[one.key].text != one.text:
            yield Difference(one.name, one.text, typed[one.key].text)
    for one in _left(gone, both):
        yield Difference(one.name, one.text, words.text("edit.taken_out"))
    for one in _left(came, both):
        yield Difference(one.name, "", one.text)


def _left(lines: list[_Line], both: Counter[str]) -> Iterator[_Line]:
    """Those beyond what stands on both sides."""
    alike = Counter(both)
    for one in lines:
        if alike[one.text]:
            alike[one.text] -= 1
        else:
            yield one


def _of_outline(before: _Told, now: _Told, words: Wording) -> Iterator[Difference]:
    """Which lines stand in which room, one after the other: only where that of lines that are in both differs."""
    both = {one.key for one in before.lines} & {one.key for one in now.lines}
    shapes = [
        [(name, [line.key for line in lines if line.key in both]) for name, lines in told.outline]
        for told in (before, now)
    ]
    if shapes[0] != shapes[1]:
        kept, typed = (
            "\n".join(f"{name}: {', '.join(line.name for line in lines)}" for name, lines in told.outline)
            for told in (before, now)
        )
        yield Difference(words.text("edit.outline"), kept, typed)


def _told(form: Mapping[str, str], words: Wording) -> _Told:
    sheet = drawn_form(form, {})
    outline = tuple(
        (_headed(section, words, place), tuple(_lines(section, words)))
        for place, section in enumerate(sheet.sections, start=1)
        if section.count
    )
    return _Told(
        lines=tuple(line for _, lines in outline for line in lines),
        outline=outline,
        rest={
            "edit.plan": "\n".join(filter(None, (_part(part, words) for part in sheet.parts))),
            "edit.taxes": "\n".join(filter(None, (_tax(tax, words) for tax in sheet.taxes))),
            **{code: _alone(sheet, names, words) for code, names in _ALONE.items()},
        },
    )


def _headed(section: Section, words: Wording, place: int) -> str:
    name = section.name.value.strip() or words.text("edit.section_n", n=place)
    kind = section.kind.value
    return f"{name} ({words.text(f'edit.kind_{kind}')})" if kind else name


def _lines(section: Section, words: Wording) -> Iterator[_Line]:
    for row in section.rows:
        said = {part: field.value.strip() for part, field in row.items()}
        if not said["d"] and not said["p"]:
            continue
        count = f"{said['q'] or '1'} {said['u']}".strip()
        price = said["p"] or words.text("edit.price_waits")
        marks = [
            words.text(_KINDS[said["k"]]) if _KINDS.get(said["k"]) else "",
            " ".join(filter(None, (said["c"], said["a"]))) if said["k"] == "choice" else "",
            words.text(f"edit.cost_{said['t']}") if said["t"] not in {"", "other"} else "",
        ]
        text = ", ".join(filter(None, (f"{said['d']}: {count} × {price}", *marks)))
        yield _Line(said["i"], said["d"], text)


def _part(part: Mapping[str, Field], words: Wording) -> str:
    name, value, when, day = (part[one].value.strip() for one in ("", "v", "o", "t"))
    if not name and not value:
        return ""
    told = day if when == "date" else words.text(f"edit.when_{when}") if when else ""
    return ", ".join(filter(None, (f"{name} {value or words.text('edit.rest')}".strip(), told)))


def _tax(tax: Mapping[str, Field], words: Wording) -> str:
    name, rate, scope = (tax[one].value.strip() for one in ("", "r", "s"))
    told = words.text(f"edit.scope_{scope or 'all'}")
    return f"{name} {rate}, {told}".strip() if rate else ""


def _alone(sheet: Sheet, names: tuple[str, ...], words: Wording) -> str:
    values = [sheet.fields[name].value.strip() for name in names]
    if not values[0]:
        return ""
    if names == ("deposit", "credit"):
        values[1] = words.text(f"edit.credit_{values[1] or 'pro_rata'}")
    return ", ".join(words.text("edit.yes") if value == "yes" else value for value in values if value)
