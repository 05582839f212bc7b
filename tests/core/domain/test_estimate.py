from decimal import Decimal

import pytest

from core.domain.errors import DoesNotAddUp
from core.domain.estimate import Estimate, EstimateLine
from core.domain.money import Money


def usd(minor):
    return Money(minor, "USD")


def line(section="Kitchen", quantity="1", price=10000, amount=None, **rest):
    amount = int(Decimal(quantity) * price) if amount is None else amount
    return EstimateLine(
        section=section,
        description="work",
        quantity=Decimal(quantity),
        unit="ea",
        unit_price=usd(price),
        amount=usd(amount),
        page=1,
        row=1,
        **rest,
    )


def estimate(*lines, **rest):
    return Estimate(lines=lines, currency="USD", **rest)


def test_a_line_whose_amount_is_not_its_quantity_times_its_price_cannot_be_made():
    with pytest.raises(DoesNotAddUp, match=r"estimate\.does_not_multiply"):
        line(quantity="3", price=3333, amount=10000)


def test_the_amount_of_a_line_is_rounded_once_half_away_from_zero():
    assert line(quantity="0.5", price=101, amount=51).amount == usd(51)
    assert line(quantity="0.5", price=-101, amount=-51).amount == usd(-51)


def test_sections_come_in_the_sequence_of_their_first_lines():
    found = estimate(line("Kitchen"), line("Bath"), line("Kitchen"))
    assert found.sections == ("Kitchen", "Bath")
    assert len(list(found.lines_of("Kitchen"))) == 2


def test_optional_lines_are_not_in_the_total():
    assert estimate(line(), line(optional=True)).total == usd(10000)


def test_of_a_choice_all_lines_of_the_first_alternative_are_in_the_total():
    good = (line(choice="Tile", alternative="Good", price=100), line(choice="Tile", alternative="Good", price=200))
    found = estimate(line(), *good, line(choice="Tile", alternative="Best", price=900))
    assert found.total == usd(10300)


def test_the_same_choice_in_another_section_is_another_choice():
    found = estimate(
        line(choice="Options", alternative="A", price=100), line("Bath", choice="Options", alternative="B", price=200)
    )
    assert found.total == usd(300)


def test_the_difference_is_what_the_file_says_more_than_its_lines_after_discount_and_tax():
    found = estimate(line(), discount=usd(1000), tax=usd(720), stated_total=usd(9720))
    assert (found.total, found.total_after, found.difference) == (usd(10000), usd(9720), usd(0))
    assert estimate(line(), stated_total=usd(9900)).difference == usd(-100)


def test_without_a_stated_total_there_is_no_difference():
    assert estimate(line()).difference is None


def test_an_estimate_of_nothing_is_worth_nothing():
    assert (estimate().total, estimate().sections) == (usd(0), ())
