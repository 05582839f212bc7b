"""What was typed or read from a file, as an offer; and an offer as a chat text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from bots.intents.folding import fold, words_of
from bots.intents.trades import TRADE_WORDS
from core.domain.errors import DoesNotAddUp
from core.domain.estimate import Estimate, EstimateLine
from core.domain.ids import LineItemId, NewId
from core.domain.money import ZERO_RATE, Money, Rate
from core.domain.party import DueTerms
from core.domain.proposal import DepositWish, ProposalLine, ProposalSection, Share
from core.domain.proposal_sheet import OfferLine, ProposalSheet
from core.domain.schedule import Term
from core.domain.terms import ON_COMPLETION, BillingTerms, CostType, Due, GroupKind, RetainageTerms, TaxRule
from core.ports.wording import Wording
from core.usecases.proposing import Offer
from core.usecases.terms import MOST_TAXES

MOST_LINES = 40
_ROOMS = words_of(
    """kitchen bath bathroom bedroom hall hallway living dining garage basement attic laundry office den porch deck
    closet pantry entry foyer room cocina bano recamara dormitorio sala comedor garaje sotano atico lavanderia oficina
    pasillo cuarto patio terraza habitacion exterior interior"""
)
_PHASES = words_of("phase stage fase etapa step part")
_LABOR = re.compile(r"\b(?:labou?r|mano de obra)\b")
_MATERIALS = re.compile(r"\b(?:materials?|materiales)\b")


def offer_of(estimate: Estimate, name: str, said: Mapping[str, Any], today: date, new_id: NewId) -> Offer:
    """``said``: the conditions as typed. DoesNotAddUp for amounts that the currency has not."""
    currency = estimate.currency
    taxes = tuple(
        TaxRule(name=one["name"], rate=_rate(one["rate"]), scope=one["scope"]) for one in said.get("taxes", ())
    )
    if not taxes and estimate.tax_rate:
        taxes = (TaxRule(rate=estimate.tax_rate, scope=estimate.tax_scope),)
    if said.get("scope"):
        taxes = tuple(replace(one, scope=said["scope"]) for one in taxes)
    discount = _share(said.get("discount"), currency)
    if discount is None and estimate.discount:
        discount = Share(amount=estimate.discount)
    schedule = tuple(_term(one, currency, today) for one in said.get("schedule", ()))
    deposit = _once(_share(said.get("deposit"), currency), schedule)
    return Offer(
        name=name,
        currency=currency,
        sections=tuple(_section(estimate, section, new_id) for section in estimate.sections),
        schedule=schedule,
        terms=BillingTerms(
            taxes=taxes,
            inclusive=bool(said.get("inclusive")),
            retainage=_retainage(said.get("retainage")),
            in_sequence=bool(said.get("sequence")),
        ),
        deposit=DepositWish(share=deposit, credit=said["deposit"]["credit"]) if deposit else None,
        discount=discount,
        due_terms=DueTerms(said["due"]) if said.get("due") is not None else None,
        notes=str(said.get("notes", "")),
        valid_until=_last_day(said, today),
    )


def terms_said(offer: Offer, said: Mapping[str, Any], today: date, currency: str) -> Offer:
    """The offer with these of its conditions instead. ``said``: see ``OfferTermsSaid``. A deposit that is a part of the
    schedule is that part.
    """
    gone = said.get("drop", ())
    schedule = (
        tuple(_term(one, currency, today) for one in said["schedule"]) if said.get("schedule") else offer.schedule
    )
    schedule = () if "schedule" in gone else schedule
    share, credit = _share(said.get("deposit"), currency), said.get("deposit", {}).get("credit", "pro_rata")
    first = any(one.kind == "deposit" for one in schedule)
    if first:
        schedule = _with_deposit(schedule, share, drop="deposit" in gone)
    deposit = DepositWish(share=share, credit=credit) if share and not first else offer.deposit
    return replace(
        offer,
        name=said.get("name") or offer.name,
        schedule=schedule,
        deposit=None if first or "deposit" in gone else deposit,
        discount=None if "discount" in gone else _share(said.get("discount"), currency) or offer.discount,
        due_terms=DueTerms(said["due"]) if said.get("due") is not None else offer.due_terms,
        notes="" if "notes" in gone else str(said.get("notes") or offer.notes),
        valid_until=None if "valid" in gone else _last_day(said, today) or offer.valid_until,
        terms=_terms_said(offer.terms, said),
    )


def _with_deposit(schedule: Sequence[Term], share: Share | None, *, drop: bool) -> tuple[Term, ...]:
    if drop:
        return tuple(one for one in schedule if one.kind != "deposit")
    if share is None:
        return tuple(schedule)
    how: Literal["fixed", "percent"] = "percent" if share.amount is None else "fixed"
    return tuple(
        replace(one, how=how, amount=share.amount, rate=share.rate) if one.kind == "deposit" else one
        for one in schedule
    )


def _terms_said(terms: BillingTerms, said: Mapping[str, Any]) -> BillingTerms:
    """DoesNotAddUp: taxes.many (most)."""
    gone = said.get("drop", ())
    taxes = tuple(
        TaxRule(name=one["name"], rate=_rate(one["rate"]), scope=one["scope"]) for one in said.get("taxes", ())
    )
    if len(taxes) > MOST_TAXES:
        raise DoesNotAddUp("taxes.many", most=MOST_TAXES)
    taxes = () if "taxes" in gone else taxes or terms.taxes
    if scope := said.get("scope"):
        if not taxes:
            raise DoesNotAddUp("proposal.no_tax")
        taxes = tuple(replace(one, scope=scope) for one in taxes)
    return replace(
        terms,
        taxes=taxes,
        inclusive=terms.inclusive if said.get("inclusive") is None else bool(said["inclusive"]),
        retainage=None if "retainage" in gone else _retainage(said.get("retainage")) or terms.retainage,
        columns=said.get("columns", terms.columns),
        in_sequence=said.get("sequence", terms.in_sequence),
    )


def _once(deposit: Share | None, schedule: Sequence[Term]) -> Share | None:
    """A deposit that is the schedule's first payment as well is asked for once."""
    return None if any(one.kind == "deposit" for one in schedule) else deposit


def _last_day(said: Mapping[str, Any], today: date) -> date | None:
    """A day without a year is the next one of that name; a day that is over is none."""
    if told := said.get("valid_until"):
        return _next_day(told, today)
    return today + timedelta(days=said["valid"]) if said.get("valid") else None


def _next_day(told: str, today: date) -> date | None:
    days = [told] if len(told) > len("12-31") else [f"{today.year + more}-{told}" for more in range(9)]
    return next((day for one in days if (day := _day(one)) and day >= today), None)


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:  # February 29
        return None


def doubts_of(offer: Offer, said: Mapping[str, Any], account_currency: str, words: Wording) -> Iterator[str]:
    """What was said and is not in it, or not as it was said: nothing is left out silently."""
    for row in said.get("unread", ()):
        yield words.text("offer.unread", row=row)
    if said.get("valid_until") and offer.valid_until is None:
        yield words.text("offer.day_over")
    if not offer.terms.taxes and (said.get("scope") or said.get("inclusive")):
        yield words.text("refused.proposal.no_tax")
    planned = next((one for one in offer.schedule if one.kind == "deposit"), None)
    wished = _share(said.get("deposit"), offer.currency)
    if planned and wished and (planned.amount, planned.rate) != (wished.amount, wished.rate):
        yield words.text("offer.two_deposits")
    lines = [line for section in offer.sections for line in section.lines]
    for rule in offer.terms.taxes:
        if rule.scope in {"labor", "materials"} and all(line.cost_type != rule.scope for line in lines):
            yield words.text(f"offer.no_{rule.scope}", rate=rule.rate)
    if offer.currency != account_currency:
        yield words.text("offer.currency", currency=offer.currency)


def kind_of(section: str) -> GroupKind:
    """What a section is, by its name."""
    words = set(re.findall(r"\w+", fold(section)))
    if words & _PHASES:
        return "phase"
    if words & _ROOMS:
        return "room"
    return "trade" if words & TRADE_WORDS else "task" if words else ""


def _section(estimate: Estimate, name: str, new_id: NewId) -> ProposalSection:
    lines = tuple(line_of(line, new_id) for line in estimate.lines_of(name))
    return ProposalSection(name=name, kind=kind_of(name), lines=lines)


def line_of(line: EstimateLine, new_id: NewId) -> ProposalLine:
    """What was read of one line, as it is offered."""
    return ProposalLine(
        id=LineItemId(new_id()),
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=line.amount,
        cost_type=cost_of(line.description),
        taxable=line.taxable,
        optional=line.optional,
        choice=line.choice,
        alternative=line.alternative,
    )


def cost_of(description: str) -> CostType:
    """Only what says so is labor or materials, and it is shown."""
    said = fold(description)
    labor, materials = bool(_LABOR.search(said)), bool(_MATERIALS.search(said))
    return "other" if labor == materials else "labor" if labor else "materials"


def _share(said: Mapping[str, Any] | None, currency: str) -> Share | None:
    if not said:
        return None
    if "percent" in said:
        return Share(rate=_rate(said["percent"]))
    return Share(amount=Money.of(Decimal(said["amount"]), currency))


def _retainage(said: Mapping[str, Any] | None) -> RetainageTerms | None:
    if not said:
        return None
    step = _rate(said["step"]) if said.get("step") else None
    later = _rate(said["later"]) if step else ZERO_RATE
    return RetainageTerms(rate=_rate(said["rate"]), step_at=step, later_rate=later)


def _rate(percent: str) -> Rate:
    try:
        return Rate.percent(Decimal(percent))
    except ValueError:
        raise DoesNotAddUp("proposal.rate", percent=percent) from None


def _term(said: Mapping[str, Any], currency: str, today: date) -> Term:
    amount = str(said.get("amount"))
    return Term(
        name=said["name"][:1].upper() + said["name"][1:],
        kind="deposit" if said.get("deposit") else "work",
        how=said["how"],
        amount=Money.of(Decimal(amount), currency) if said["how"] == "fixed" else None,
        rate=_rate(amount) if said["how"] == "percent" else ZERO_RATE,
        due=_due(said.get("due"), today),
    )


def _due(said: Mapping[str, str] | None, today: date) -> Due:
    day = (_day(said["day"]) or _next_day(said["day"], today)) if said and said["on"] == "date" else None
    planned = Due(on="date", day=day) if day else ON_COMPLETION
    return Due(on="approval") if said and said["on"] == "approval" else planned


def offer_text(sheet: ProposalSheet, words: Wording) -> str:
    """All of it for a phone's screen; the lines beyond MOST_LINES are counted."""
    parts = ["\n".join(_sections(sheet, words)), "\n".join(_sums(sheet, words)), "\n".join(_paid(sheet, words))]
    return "\n\n".join([*parts, *([sheet.notes] if sheet.notes else [])])


def _sections(sheet: ProposalSheet, words: Wording) -> Iterator[str]:
    left = MOST_LINES
    for section in sheet.sections:
        if left <= 0:
            break
        if section.name:
            yield words.text("offer.section", name=section.name, amount=section.amount)
        for line in section.lines[:left]:
            yield _said(line, words)
        left -= len(section.lines)
    more = sum(len(section.lines) for section in sheet.sections) - MOST_LINES
    if more > 0:
        yield words.text("offer.more_lines", n=more)


def _said(line: OfferLine, words: Wording) -> str:
    plain = line.quantity == "1"
    details = {"description": line.description, "amount": line.amount}
    counted = {} if plain else {"quantity": line.quantity, "price": line.unit_price}
    text = words.text("offer.line" if plain else "offer.line_counted", **details, **counted)
    if line.free == "optional":
        return words.text("offer.optional", line=text)
    if line.free == "choice":
        return words.text("offer.choice", choice=line.choice, alternative=line.alternative, line=text)
    return text


def _sums(sheet: ProposalSheet, words: Wording) -> Iterator[str]:
    for figure in sheet.figures:
        yield words.text("offer.figure", label=figure.label, amount=figure.amount)


def _paid(sheet: ProposalSheet, words: Wording) -> Iterator[str]:
    yield words.text("offer.schedule")
    for row in sheet.schedule:
        yield words.text("offer.schedule_row", name=row.name, amount=row.amount, when=row.when)
    yield from sheet.conditions
    for label, value in sheet.dates:
        yield words.text("offer.figure", label=label, amount=value)
