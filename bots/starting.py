"""Ready-made templates by trade: read once from ``bots/starters/*.toml``, usual lines and payments, no prices."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from core.domain.account import Language
from core.domain.ids import LineItemId
from core.domain.money import ZERO_RATE, Money, Rate
from core.domain.proposal import ProposalLine, ProposalSection
from core.domain.schedule import Term
from core.domain.template import Blueprint

STARTERS = Path(__file__).parent / "starters"
UNITS = STARTERS / "units.toml"
_NO_ID = LineItemId(UUID(int=0))  # what starts from a blueprint gives each line its own


@dataclass(frozen=True, slots=True)
class Starter:
    """``key``: the file's name. Its lines have no price yet."""

    key: str
    name: str
    blueprint: Blueprint


@cache
def starters(language: Language, currency: str) -> tuple[Starter, ...]:
    """All of them, by name. KeyError and ValueError for a file that is not sound, which a test reads first."""
    found = [_starter(path, language, currency) for path in STARTERS.glob("*.toml") if path != UNITS]
    return tuple(sorted(found, key=lambda one: one.name))


def _starter(path: Path, language: Language, currency: str) -> Starter:
    told = _read(path)
    sections = tuple(_section(one, language, currency) for one in told["sections"])
    schedule = tuple(_term(one, language) for one in told["payments"])
    return Starter(path.stem, told[language], Blueprint(sections=sections, schedule=schedule))


@cache
def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _section(told: Mapping[str, Any], language: Language, currency: str) -> ProposalSection:
    lines = tuple(_line(one, language, currency) for one in told["lines"])
    return ProposalSection(name=told[language], kind=told["kind"], lines=lines)


def _line(told: Mapping[str, Any], language: Language, currency: str) -> ProposalLine:
    unit = told.get("unit", "")
    spanish = "_es" if language == "es" else ""
    return ProposalLine(
        id=_NO_ID,
        description=told[language],
        quantity=Decimal(1),
        unit=_read(UNITS)[unit] if unit and spanish else unit,
        unit_price=None,
        amount=Money.zero(currency),
        cost_type=told.get("cost", "other"),
        optional=told.get("optional", False),
        choice=told.get(f"choice{spanish}", ""),
        alternative=told.get(f"as{spanish}", ""),
    )


def _term(told: Mapping[str, Any], language: Language) -> Term:
    percent = told.get("percent")
    return Term(
        name=told[language],
        kind="deposit" if told.get("deposit") else "work",
        how="percent" if percent else "rest",
        rate=Rate.percent(Decimal(percent)) if percent else ZERO_RATE,
    )
