"""The ready-made templates are sound, say the same in both languages, and keep within the law of every place."""

import tomllib
from decimal import Decimal
from fractions import Fraction

import pytest

from bots.starting import STARTERS, UNITS, starters
from core.domain.limits_table import LIMITS
from core.domain.money import Money
from core.domain.schedule import resolve

FILES = sorted(path for path in STARTERS.glob("*.toml") if path != UNITS)
READ = {path.stem: tomllib.loads(path.read_text()) for path in FILES}
LINES = [(key, line) for key, told in READ.items() for section in told["sections"] for line in section["lines"]]
KNOWN = {"en", "es", "unit", "cost", "optional", "choice", "choice_es", "as", "as_es"}


def test_there_is_one_for_each_of_the_usual_trades():
    assert set(READ) == {
        "kitchen",
        "bathroom",
        "roofing",
        "painting",
        "flooring",
        "electrical",
        "plumbing",
        "concrete",
    }
    for language in ("en", "es"):
        assert len({one.name for one in starters(language, "USD")}) == len(READ)


@pytest.mark.parametrize("key", READ)
def test_a_file_says_what_it_may_say_and_nothing_else(key):
    told = READ[key]
    assert set(told) == {"en", "es", "sections", "payments"}
    for section in told["sections"]:
        assert set(section) == {"en", "es", "kind", "lines"}
        assert section["kind"] in {"room", "phase", "trade", "task"}
        assert section["lines"]
    for part in told["payments"]:
        assert set(part) <= {"en", "es", "percent", "deposit", "rest"}
        assert ("percent" in part) != part.get("rest", False)
    for text in [told, *told["sections"], *told["payments"]]:
        assert text["en"].strip()
        assert text["es"].strip()


@pytest.mark.parametrize(("key", "line"), LINES)
def test_a_line_is_worded_in_both_languages_and_has_no_price(key, line):
    assert set(line) <= KNOWN
    assert line["en"] != line["es"]
    assert line.get("cost", "other") in {"labor", "materials", "other"}
    units = tomllib.loads(UNITS.read_text())
    assert line.get("unit", "each") in units
    assert len({name in line for name in ("choice", "choice_es", "as", "as_es")}) == 1
    assert not (line.get("optional") and "choice" in line)


@pytest.mark.parametrize("key", READ)
def test_no_line_stands_twice_and_a_choice_has_more_than_one(key):
    lines = [line for name, line in LINES if name == key]
    assert len({line["en"] for line in lines}) == len({line["es"] for line in lines}) == len(lines)
    for choice in {line["choice"] for line in lines if "choice" in line}:
        assert len({line["as"] for line in lines if line.get("choice") == choice}) > 1


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("currency", ["USD", "JPY"])
def test_every_starter_can_be_paid_in_parts_whatever_it_comes_to(language, currency):
    for starter in starters(language, currency):
        for minor in (997, 123_457, 9_999_999):
            assert len(resolve(Money(minor, currency), starter.blueprint.schedule)) >= 3
        assert all(line.unit_price is None for section in starter.blueprint.sections for line in section.lines)
        assert starter.blueprint.schedule[0].kind == "deposit"


def test_no_deposit_is_a_larger_share_than_any_place_allows():
    allowed = [one.share for one in LIMITS if one.kind == "deposit" and one.share is not None]
    assert allowed
    for told in READ.values():
        asked = sum(Fraction(Decimal(part["percent"])) / 100 for part in told["payments"] if part.get("deposit"))
        assert 0 < asked <= min(allowed)


def test_both_languages_have_the_same_lines():
    for english, spanish in zip(
        sorted(starters("en", "USD"), key=lambda one: one.key),
        sorted(starters("es", "USD"), key=lambda one: one.key),
        strict=True,
    ):
        assert shape(english) == shape(spanish)


def shape(starter):
    return [
        [(line.cost_type, line.optional, bool(line.choice), bool(line.unit)) for line in section.lines]
        for section in starter.blueprint.sections
    ]
