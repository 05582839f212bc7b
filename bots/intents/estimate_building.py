"""From entries to lines: sections, options and alternatives, one row after another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from bots.intents.amounts import amounts_in
from bots.intents.estimate_numbers import Numeral
from bots.intents.estimate_pricing import NotPriced, money_of, priced
from bots.intents.estimate_rows import Entry
from bots.intents.estimate_words import (
    AlternativeSaid,
    Label,
    alternative_of,
    is_alternate,
    is_measure,
    is_of_claim,
    is_optional_section,
    label_of,
    line_without_optional,
    may_be_total,
    scope_of,
    without_optional,
    without_untaxed,
)
from bots.intents.folding import even, fold
from core.domain.estimate import Doubt, EstimateLine, Unplaced
from core.domain.money import Money
from core.domain.terms import TaxScope
from core.domain.text import LONGEST_LINE, LONGEST_NAME, one_line

_NUMBERING = re.compile(r"\A\s*(?:\d+(?:\.\d+)*[.)]|\d+\.\d+(?:\.\d+)*|[IVX]+[.)])\s+(?=\S)")
_NAMED = re.compile(
    r"\A\s*(?:section|seccion|sección|room|area|trade|category|categoria|categoría)\s*:\s*", re.IGNORECASE
)
_CONTINUED = re.compile(r"\s*[(\[-]?\s*(?:cont(?:inued|['’]?d|inúa|inua|inuación|\.)?)\s*[)\]]?\s*$", re.IGNORECASE)
_SAYS_CONTINUED = re.compile(r"[(\[-]\s*cont", re.IGNORECASE)
_BULLET = re.compile(r"\A\s*[-–•*·▪]\s+")
_ITEM = re.compile(r"\A\s*(?:[-–•*·▪]|\d{1,3}[.)])\s+(?=\S)")
_SENTENCE = re.compile(
    r"(?:.*\b(?:following|below|siguientes?|continuacion)\b.*|(?:\S+\s+){8,}\S+.*)[:.]?\s*", re.DOTALL
)
_LONGEST_SAID = 300


@dataclass(frozen=True, slots=True)
class Sum:
    """A row that sums up. How many lines stood before it, before its section, before the last heading or sum."""

    entry: Entry
    label: Label | Literal["unclear"]
    amount: Money | None
    lines: int
    section_began: int
    since: int


@dataclass(slots=True)
class Built:
    """What was found, in the sequence of the rows. ``sums`` are still to be checked."""

    lines: list[EstimateLine] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    rate: Numeral | None = None
    tax_scope: TaxScope = "all"


class Builder:
    """Takes one entry after another; ``built`` is what it made of them."""

    def __init__(self, currency: str) -> None:
        self.built = Built()
        self._currency = currency
        self._section = ""
        self._began = self._since = 0
        self._optional = False
        self._heads: list[Entry] = []
        self._group = _Group()

    def take(self, entries: Sequence[Entry]) -> Built:
        for entry in entries:
            self._take(entry)
        self._drop_heads()
        return self.built

    def _take(self, entry: Entry) -> None:
        if entry.words and is_of_claim(entry.words[:LONGEST_NAME]) and not entry.is_words:
            self._drop(entry, "estimate.of_claim")
            return
        label = label_of(entry.words[:LONGEST_NAME], self._section) if entry.words else None
        if label is None and not entry.is_words and not entry.numbers.quantity and may_be_total(entry.words):
            self._sum(entry, "unclear")
        elif label is not None:
            self._sum(entry, label)
        elif entry.is_words:
            self._heads.append(entry)
        elif entry.code:
            self._drop(entry, entry.code)
        elif not entry.words:
            self._drop(entry, "estimate.no_description")
        else:
            self._line(entry)

    def _sum(self, entry: Entry, label: Label | Literal["unclear"]) -> None:
        self._drop_heads()
        numbers = [entry.numbers.amount, entry.numbers.unit_price, entry.numbers.quantity]
        told = [number for number in numbers if number is not None]
        percents = [number for number in told if number.percent] or _percents(entry.words)
        if label == "tax" and percents:
            self.built.rate, self.built.tax_scope = percents[0], scope_of(entry.words)
        amount = None
        try:
            amount = next((money_of(one, self._currency)[0] for one in told if not one.percent), None)
        except NotPriced as no:
            self._drop(entry, no.code)
            return
        if amount is None and label != "tax":
            self._drop(entry, entry.code or "estimate.no_amount")
            return
        self.built.sums.append(Sum(entry, label, amount, len(self.built.lines), self._began, self._since))
        self._since = len(self.built.lines)

    def _line(self, entry: Entry) -> None:
        if entry.section and _section_name(entry.section) != self._section:
            self._open_section(entry.section)
        self._open()
        try:
            found = priced(entry.numbers, self._currency, amounts_are_given=entry.amounts_are_given)
        except NotPriced as no:
            self._drop(entry, no.code)
            return
        words, untaxed = without_untaxed(entry.words)
        words, optional = line_without_optional(_ITEM.sub("", words, count=1) or words)
        said = self._group.of_line(entry.alternative, words, one_line(entry.choice, LONGEST_NAME))
        description = one_line(said.rest if said and said.rest and not entry.alternative else words)
        cut = (Doubt(code="estimate.description_cut"),) if len(entry.words) > LONGEST_LINE else ()
        self.built.lines.append(
            EstimateLine(
                section=self._section,
                description=description or one_line(entry.words),
                quantity=found.quantity,
                unit="" if found.whole else one_line(entry.unit, 20),
                unit_price=found.unit_price,
                amount=found.amount,
                taxable=entry.taxable and not untaxed,
                optional=optional or entry.optional or self._optional or is_alternate(words[:_LONGEST_SAID]),
                choice=self._group.choice(self._section) if said else "",
                alternative=one_line(said.label, LONGEST_NAME) if said else "",
                doubts=(*found.doubts, *cut, *((Doubt(code=entry.doubt),) if entry.doubt else ())),
                page=entry.page,
                row=entry.row,
            )
        )

    def _open(self) -> None:
        """The last words above a line are its heading; those above them have no place."""
        if not self._heads:
            return
        if _SENTENCE.fullmatch(fold(self._heads[-1].words[:_LONGEST_SAID])):
            self._drop(self._heads.pop(), "estimate.sentence")
            self._drop_heads()
            return
        if len(self._heads) > 1 and is_measure(self._heads[-1].words):
            self._drop(self._heads.pop(), "estimate.words")
        words = self._heads.pop().words[:_LONGEST_SAID]
        said = alternative_of(_section_name(words))
        if said is not None and self._heads:
            self._open_section(self._heads.pop().words[:_LONGEST_SAID])
        self._drop_heads()
        self._since = len(self.built.lines)
        if said is not None:
            self._group.open(AlternativeSaid(said.family, _section_name(words), said.rest), said.label)
        elif is_optional_section(_section_name(words)) or is_alternate(words):
            self._open_section(words)
            self._optional = True
        else:
            self._open_section(words)

    def _open_section(self, words: str) -> None:
        said, optional = without_optional(words)
        name = _section_name(said)
        if name == self._section and _SAYS_CONTINUED.search(words):
            return
        self._section, self._began, self._optional = name, len(self.built.lines), optional
        self._group = _Group()

    def _drop_heads(self) -> None:
        for head in self._heads:
            self._drop(head, "estimate.words")
        self._heads.clear()

    def _drop(self, entry: Entry, code: str) -> None:
        self.built.unplaced.append(unplaced(entry, code))


def unplaced(entry: Entry, code: str, **details: object) -> Unplaced:
    return Unplaced(text=one_line(entry.text), page=entry.page, row=entry.row, code=code, details=details)


def _percents(words: str) -> list[Numeral]:
    found = [one for one in amounts_in(even(words[:_LONGEST_SAID])) if one.kind == "percent"]
    return [Numeral(found[0].value, percent=True)] if found else []


def _section_name(words: str) -> str:
    """Without its numbering, its colon, and "(continued)"."""
    said = _CONTINUED.sub("", words) if _SAYS_CONTINUED.search(words) else words
    said = _NAMED.sub("", _NUMBERING.sub("", _BULLET.sub("", said, count=1), count=1), count=1)
    return one_line(said.rstrip(": "), LONGEST_NAME) or one_line(words, LONGEST_NAME)


class _Group:
    """The alternatives that are being listed: a label that comes again, or other work between, begins another group."""

    def __init__(self) -> None:
        self._family = ""
        self._labels: list[str] = []
        self._named = ""
        self._names: list[str] = []
        self._heading: AlternativeSaid | None = None
        self._count = 0

    def open(self, said: AlternativeSaid, label: str) -> None:
        """A heading names an alternative: all lines under it are of it."""
        self._heading = said
        self._join(said.family, label)

    def of_line(self, column: str, words: str, choice: str = "") -> AlternativeSaid | None:
        """The alternative that a line is of; None for one that is in whatever is picked. ``choice``: as in Entry."""
        if self._heading is not None:
            return AlternativeSaid(self._heading.family, self._heading.label, "")
        said = AlternativeSaid("column", column, "") if column else alternative_of(words[:_LONGEST_SAID])
        if said is None:
            self._family = ""
            return None
        self._join(said.family, said.label, choice)
        return said

    def choice(self, section: str) -> str:
        """What is named by its own row keeps that name: "Tile", and not the room it is in."""
        if self._named:
            times = self._names.count(self._named)
            return self._named if times == 1 else f"{self._named} {times}"
        name = section or {"option": "Option", "level": "Good / Better / Best"}.get(self._family, "Option")
        return name if self._count == 1 else f"{name} {self._count}"

    def _join(self, family: str, label: str, named: str = "") -> None:
        said = fold(label)
        again = said in self._labels and (said != self._labels[-1] or bool(named))
        if family != self._family or again or named != self._named:
            self._count += not named
            self._family, self._labels, self._named = family, [], named
            self._names += [named] if named else []
        if said not in self._labels:
            self._labels.append(said)


def without_lone(lines: Sequence[EstimateLine]) -> list[EstimateLine]:
    """A choice of one is none, which is said."""
    kinds: dict[tuple[str, str], set[str]] = {}
    for line in lines:
        if line.choice:
            kinds.setdefault((line.section, line.choice), set()).add(line.alternative)
    lone = {key for key, labels in kinds.items() if len(labels) == 1}
    return [_alone(line) if (line.section, line.choice) in lone else line for line in lines]


def _alone(line: EstimateLine) -> EstimateLine:
    doubt = Doubt(code="estimate.lone_alternative", details={"alternative": line.alternative})
    return replace(line, choice="", alternative="", doubts=(*line.doubts, doubt))
