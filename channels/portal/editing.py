"""A form as an offer: every mistake is told at its field, and nothing typed is lost."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import cast
from uuid import UUID

from channels.portal.edit_numbers import price_in, quantity_in
from core.domain.errors import DoesNotAddUp
from core.domain.ids import LineItemId, NewId
from core.domain.money import ZERO_RATE, Money, Rate
from core.domain.party import DueTerms
from core.domain.proposal import DepositWish, ProposalLine, ProposalSection, Share
from core.domain.schedule import Term
from core.domain.terms import (
    ON_COMPLETION,
    BillingTerms,
    CostType,
    DepositCredit,
    Due,
    GroupKind,
    RetainageTerms,
    TaxRule,
    TaxScope,
)
from core.domain.text import LONGEST_LINE, LONGEST_NAME, one_line
from core.usecases.proposing import Offer
from core.usecases.terms import MOST_TAXES

Form = Mapping[str, str]
BLANK_LINES, BLANK_SECTIONS, BLANK_PARTS = 1, 1, 1
MOST_SECTIONS, MOST_LINES, MOST_PARTS = 60, 500, 60
LONGEST_DUE = 365
_MOST = Decimal(1_000_000)
_CREDITS = ("pro_rata", "first", "last")


@dataclass(slots=True)
class Filled:
    """``offer`` is there when ``problems`` is empty: field -> the code of what is wrong with it,
    "all" for what does not add up, which ``details`` fill.
    """

    problems: dict[str, str] = field(default_factory=dict)
    offer: Offer | None = None
    details: dict[str, object] = field(default_factory=dict)


class Reading:
    """Reads one form; what is wrong is noted at its field and read on, so that all of it is told at once."""

    def __init__(self, form: Form, currency: str, new_id: NewId) -> None:
        self._form = form
        self._currency = currency
        self._new_id = new_id
        self._is_spanish = form.get("lang") == "es"
        self.problems: dict[str, str] = {}

    def offer(self) -> Offer:
        return Offer(
            name=self._name(),
            sections=tuple(self._sections()),
            schedule=tuple(self._schedule()),
            terms=BillingTerms(
                taxes=tuple(self._taxes()),
                inclusive=self._said("inclusive") == "yes",
                retainage=self._retainage(),
                in_sequence=self._said("sequence") == "yes",
                columns=self._said("columns") == "yes",
            ),
            deposit=self._deposit(),
            discount=self._share("discount"),
            due_terms=self._due(),
            notes=self._form.get("notes", ""),
            valid_until=self._day("valid"),
        )

    def _said(self, name: str) -> str:
        return one_line(self._form.get(name, ""), LONGEST_LINE)

    def _wrong(self, name: str, code: str) -> None:
        self.problems.setdefault(name, code)

    def _name(self) -> str:
        name = one_line(self._form.get("name", ""), LONGEST_NAME)
        if not name:
            self._wrong("name", "edit.no_name")
        return name

    def _sections(self) -> Iterator[ProposalSection]:
        for place in range(MOST_SECTIONS):
            lines = tuple(self._lines(place))
            if lines:
                kind = self._said(f"s{place}k")
                known = kind if kind in {"room", "phase", "trade", "task"} else ""
                name = one_line(self._form.get(f"s{place}", ""), LONGEST_NAME)
                yield ProposalSection(name=name, kind=cast("GroupKind", known), lines=lines)

    def _lines(self, place: int) -> Iterator[ProposalLine]:
        rows = sorted(int(found[1]) for name in self._form if (found := re.fullmatch(rf"s{place}r(\d{{1,3}})d", name)))
        for row in rows[:MOST_LINES]:
            line = self._line(f"s{place}r{row}")
            if line:
                yield line

    def _line(self, at: str) -> ProposalLine | None:
        description, price = self._said(f"{at}d"), self._said(f"{at}p")
        if not description and not price:
            return None
        if not description:
            self._wrong(f"{at}d", "edit.no_description")
        waits = not price and self._said(f"{at}n") == "yes"
        unit_price = None if waits else self._money(f"{at}p", missing="edit.no_price")
        quantity = self._quantity(f"{at}q")
        kind, cost = self._said(f"{at}k"), self._said(f"{at}t")
        choice = self._said(f"{at}c") if kind == "choice" else ""
        if kind == "choice" and not choice:
            self._wrong(f"{at}c", "edit.no_choice")
        return ProposalLine(
            id=self._line_id(f"{at}i"),
            description=description,
            quantity=quantity,
            unit=self._said(f"{at}u")[:20],
            unit_price=unit_price,
            amount=unit_price.times(quantity) if unit_price else Money.zero(self._currency),
            cost_type=cast("CostType", cost if cost in {"labor", "materials"} else "other"),
            taxable=cost != "exempt",
            optional=kind == "optional",
            choice=choice,
            alternative=(self._said(f"{at}a") or description) if choice else "",
        )

    def _line_id(self, name: str) -> LineItemId:
        try:
            return LineItemId(UUID(self._said(name)))
        except ValueError:
            return LineItemId(self._new_id())

    def _schedule(self) -> Iterator[Term]:
        for place in range(MOST_PARTS):
            name, value = one_line(self._form.get(f"p{place}", ""), LONGEST_NAME), self._said(f"p{place}v")
            if not name and not value:
                continue
            if not name:
                self._wrong(f"p{place}", "edit.no_description")
            share = self._share(f"p{place}v")
            yield Term(
                name=name,
                kind="deposit" if self._said(f"p{place}o") == "deposit" else "work",
                how="rest" if share is None else "percent" if share.amount is None else "fixed",
                amount=share.amount if share else None,
                rate=share.rate if share else ZERO_RATE,
                due=self._due_of(f"p{place}"),
            )

    def _due_of(self, at: str) -> Due:
        """A day that is filled in beside another moment is one of two meanings, so it is asked about."""
        when, day = self._said(f"{at}o"), self._day(f"{at}t")
        if when == "date" and day is None:
            self._wrong(f"{at}t", "edit.no_day")
        if when != "date" and day is not None:
            self._wrong(f"{at}o", "edit.day_unused")
        if when == "approval":
            return Due(on="approval")
        return Due(on="date", day=day) if when == "date" and day else ON_COMPLETION

    def _taxes(self) -> Iterator[TaxRule]:
        for place in range(MOST_TAXES):
            if self._said(f"t{place}r"):
                scope = self._said(f"t{place}s")
                known = cast("TaxScope", scope if scope in {"labor", "materials"} else "all")
                yield TaxRule(name=self._said(f"t{place}")[:40], rate=self._rate(f"t{place}r"), scope=known)

    def _retainage(self) -> RetainageTerms | None:
        if not self._said("retainage"):
            return None
        step = self._rate("step") if self._said("step") else None
        later = self._rate("later") if step and self._said("later") else ZERO_RATE
        return RetainageTerms(rate=self._rate("retainage"), step_at=step, later_rate=later)

    def _deposit(self) -> DepositWish | None:
        share = self._share("deposit")
        credit = self._said("credit")
        known = cast("DepositCredit", credit if credit in _CREDITS else "pro_rata")
        return DepositWish(share=share, credit=known) if share else None

    def _share(self, name: str) -> Share | None:
        """A percentage, or an amount."""
        said = self._said(name)
        if not said:
            return None
        return Share(rate=self._rate(name)) if said.endswith("%") else Share(amount=self._money(name))

    def _due(self) -> DueTerms:
        said = self._said("due") or "0"
        if not said.isascii() or not said.isdecimal() or int(said[:6]) > LONGEST_DUE:
            self._wrong("due", "edit.bad_days")
            return DueTerms(0)
        return DueTerms(int(said))

    def _day(self, name: str) -> date | None:
        said = self._said(name)
        try:
            return date.fromisoformat(said) if said else None
        except ValueError:
            self._wrong(name, "edit.bad_day")
            return None

    def _rate(self, name: str) -> Rate:
        try:
            rate = Rate.percent(Decimal(self._said(name).rstrip("% ").replace(",", ".")))
        except (InvalidOperation, ValueError):
            self._wrong(name, "edit.bad_percent")
            return ZERO_RATE
        if rate.ppm > 1_000_000:
            self._wrong(name, "edit.bad_percent")
        return rate

    def _quantity(self, name: str) -> Decimal:
        quantity = quantity_in(self._said(name) or "1", spanish=self._is_spanish)
        if quantity is None or not (0 < quantity <= _MOST and quantity == round(quantity, 4)):
            self._wrong(name, "edit.bad_quantity")
            return Decimal(1)
        return quantity

    def _money(self, name: str, missing: str = "edit.bad_amount") -> Money:
        if not self._said(name):
            self._wrong(name, missing)
            return Money.zero(self._currency)
        amount = price_in(self._said(name), self._currency, spanish=self._is_spanish)
        try:
            if amount is not None:
                return Money.of(amount, self._currency)
        except DoesNotAddUp:
            pass
        self._wrong(name, "edit.bad_amount")
        return Money.zero(self._currency)


def read_form(form: Form, currency: str, new_id: NewId) -> Filled:
    """What the form says, or what is wrong in it."""
    reading = Reading(form, currency, new_id)
    offer = reading.offer()
    if not offer.sections:
        reading.problems.setdefault("s0r0d", "edit.no_lines")
    return Filled(problems=reading.problems, offer=None if reading.problems else offer)
