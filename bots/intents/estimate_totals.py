"""The sums of a file are checked, never taken as lines: subtotals, discount, tax, and the total that it ends with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bots.intents.estimate_building import Built, Sum, unplaced
from bots.intents.estimate_words import is_claim_total
from core.domain.estimate import Estimate, EstimateLine, Unplaced
from core.domain.money import Money, Rate


@dataclass(frozen=True, slots=True)
class Summed:
    """``lines`` are those that the total covers; the rest goes into the estimate as it is."""

    lines: tuple[EstimateLine, ...]
    unplaced: tuple[Unplaced, ...]
    stated_total: Money | None
    discount: Money | None
    tax: Money | None
    tax_rate: Rate | None
    optional_in_total: bool


def summed(built: Built, lines: Sequence[EstimateLine], currency: str) -> Summed:
    """``lines`` are those of ``built``, in the same places."""
    sums = _Sums(built.sums, lines, currency)
    final = sums.final()
    end, after = (lines, ()) if final is None else (lines[: built.sums[final].lines], lines[built.sums[final].lines :])
    left = [
        Unplaced(text=line.description, page=line.page, row=line.row, code="estimate.not_in_total")
        for line in after
        if not line.optional
    ]
    wrong = [sums.wrong(place) for place in range(len(built.sums)) if place != final]
    last = len(built.sums) if final is None else final
    told = {one.label for one in built.sums[:last] if one.amount is not None}
    return Summed(
        (*end, *(line for line in after if line.optional)),
        (*left, *filter(None, wrong)),
        None if final is None else built.sums[final].amount,
        sums.money(sums.off[last]) if "discount" in told else None,
        sums.money(sums.tax[last]) if "tax" in told else None,
        _rate(built),
        final is not None and sums.only_with_optional(final),
    )


class _Sums:
    """Running sums in minor units, so that any stretch of lines is one subtraction."""

    def __init__(self, sums: Sequence[Sum], lines: Sequence[EstimateLine], currency: str) -> None:
        counted = {id(line) for line in Estimate(lines=tuple(lines), currency=currency).counted}
        self._sums = sums
        self._currency = currency
        self._lines = len(lines)
        self._counted = _running(line.amount.minor if id(line) in counted else 0 for line in lines)
        self._all = _running(line.amount.minor for line in lines)
        self.off = _running(abs(_minor(one)) if one.label == "discount" else 0 for one in sums)
        self.tax = _running(_minor(one) if one.label == "tax" else 0 for one in sums)

    def money(self, minor: int) -> Money:
        return Money(minor, self._currency)

    def final(self) -> int | None:
        """The last total that fits all before it; else the last one, when no line comes after it."""
        totals = [place for place, one in enumerate(self._sums) if one.label == "total"]
        fitting = [place for place in totals if self._fits(place)]
        if fitting:
            return fitting[-1]
        totals = [place for place in totals if not is_claim_total(self._sums[place].entry.words)]
        return totals[-1] if totals and self._sums[totals[-1]].lines == self._lines else None

    def wrong(self, place: int) -> Unplaced | None:
        """A subtotal that is the sum neither of its section, nor of its stretch, nor of all before it."""
        one = self._sums[place]
        if one.label in {"tax", "discount"} or one.amount is None:
            return None
        fits = {*self._between(one.section_began, one.lines), *self._between(one.since, one.lines)}
        if one.amount.minor in fits or self._fits(place):
            return None
        if is_claim_total(one.entry.words):
            return unplaced(one.entry, "estimate.claim_total")
        if one.label == "unclear":
            return unplaced(one.entry, "estimate.maybe_total")
        found = self.money(self._between(one.section_began, one.lines)[0])
        return unplaced(one.entry, "estimate.subtotal_differs", stated=one.amount, found=found)

    def only_with_optional(self, place: int) -> bool:
        """Whether the total counts what is optional, or all alternatives."""
        counted, everything = self._between(0, self._sums[place].lines)
        stated = _minor(self._sums[place])
        return counted != everything and stated == everything - self.off[place] + self.tax[place]

    def _between(self, first: int, last: int) -> tuple[int, int]:
        """(of the counted lines, of all lines)."""
        return self._counted[last] - self._counted[first], self._all[last] - self._all[first]

    def _fits(self, place: int) -> bool:
        stated, off, tax = _minor(self._sums[place]), self.off[place], self.tax[place]
        wanted = self._between(0, self._sums[place].lines)
        return any(stated in {found, found - off, found - off + tax, found + tax} for found in wanted)


def _running(minors: Iterable[int]) -> list[int]:
    return list(accumulate(minors, initial=0))


def _minor(one: Sum) -> int:
    return one.amount.minor if one.amount is not None else 0


def _rate(built: Built) -> Rate | None:
    try:
        return Rate.percent(built.rate.value) if built.rate else None
    except ValueError:
        return None
