from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.intents import Hints, TermSaid, understand, with_thirds
from bots.intents.schedule import schedule

WANTED = (
    TermSaid("deposit", "percent", Decimal(10), deposit=True),
    TermSaid("demo", "fixed", Decimal(4500)),
    TermSaid("cabinets", "fixed", Decimal(8000)),
    TermSaid("final", "rest"),
)


@pytest.mark.parametrize(
    "text",
    [
        "deposit 10%, demo 4500, cabinets 8000, final rest",
        "deposit 10%; demo $4,500; cabinets 8k; final rest",
        "deposit: 10%\ndemo: 4500\ncabinets: 8000\nfinal: rest",
        "- deposit 10%\n- demo 4500\n- cabinets 8000\n- final rest",
        "• deposit 10%\n• demo 4500\n• cabinets 8000\n• final rest",
        "1. deposit 10%\n2. demo 4500\n3) cabinets 8000\n4) final rest",
        "deposit - 10%, demo - 4500, cabinets - 8000, final - rest",
        "deposit 10% and demo 4500 and cabinets 8000 and the rest final",
        "deposit 10% demo 4500 cabinets 8000 final rest",
        "10% deposit, 4500 demo, 8000 cabinets, rest final",
        "10% deposit 4500 demo 8000 cabinets rest final",
        "deposit, 10%, demo, 4500, cabinets, 8000, final, rest",
        "deposit ten percent, demo four thousand five hundred, cabinets eight thousand, final rest",
        "deposit=10%, demo=4500, cabinets=8000, final=rest",
        "deposit 10% | demo 4500 | cabinets 8000 | final rest",
        "deposit 10% + demo 4500 + cabinets 8000 + rest final",
        "deposit 10%, then demo 4500, then cabinets 8000, then final whatever is left",
        "deposit 10%, demo 4500, cabinets 8000, final",
        "deposit 10%, demo 4500, cabinets 8000, final balance",
        "deposit 10%, demo 4500 2 days, cabinets 8000 3 weeks, final rest",
        "deposit 10% demo 4500 2 days cabinets 8000 3 weeks final rest",
        "deposit 10%, demo 4500, 2 days, cabinets 8000 (3-4 weeks), final rest",
        "deposit 10%, demo 2 days 4500, cabinets 3 weeks: $8,000, final rest",
        "deposit 10%, demo 4500 in 2 days, cabinets 8000 en 3 semanas, final rest",
    ],
)
def test_one_schedule_in_many_forms(text):
    assert schedule(text) == WANTED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello there",
        "demo, haul away 4500",
        "deposit 10%, demo",
        "rest, rest",
        "demo 0, final rest",
        "demo 110%, final rest",
        "demo 4.500, final rest",
        "call me about the demo 4500 or 5000",
        "demo 1.23456%",
    ],
)
def test_what_is_not_surely_a_schedule_is_none(text):
    assert schedule(text) == () or all(term.amount is None or term.amount > 0 for term in schedule(text))
    assert not any(term.name == "demo" for term in schedule(text))


def test_small_numbers_that_count_belong_to_the_name():
    terms = schedule("phase 1 4500, bath 2 8000, draw 3: rest")
    assert [(term.name, term.amount) for term in terms] == [("phase 1", 4500), ("bath 2", 8000), ("draw 3", None)]


NAMES = st.sampled_from(["demo", "cabinets", "rough-in", "tile and grout", "paint", "plomería", "windows", "phase 2"])


@given(
    st.lists(st.tuples(NAMES, st.integers(100, 10**7)), min_size=1, max_size=12), st.sampled_from([", ", "; ", "\n"])
)
def test_any_list_of_fixed_parts_reads_back(parts, mark):
    text = mark.join(f"{name} {value}" for name, value in parts)
    assert [(term.name, term.amount) for term in schedule(text)] == parts


@given(st.integers(1, 10**9).map(lambda minor: Decimal(minor) / 100))
def test_three_thirds_are_the_whole_to_the_cent(total):
    terms = with_thirds(schedule("1/3 start, 1/3 demo, 1/3 paint"), total)
    assert [term.how for term in terms] == ["fixed", "fixed", "rest"]
    last = total - sum(term.amount for term in terms[:2])
    assert abs(last - terms[0].amount) <= Decimal("0.02")


def test_a_third_of_24000_is_8000():
    terms = with_thirds(schedule("1/3 at start, 1/3 rough-in, rest at the end"), Decimal(24000))
    assert [term.amount for term in terms] == [8000, 8000, None]


@given(st.text(max_size=200))
def test_any_text_can_be_read_as_a_schedule(text):
    assert all(term.name and (term.amount is None) == (term.how == "rest") for term in schedule(text, "es"))


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("a 800, b 500", [("a", 800), ("b", 500)]),
        ("demo 300, a 500, b 500", [("demo", 300), ("a", 500), ("b", 500)]),
        ("unit A 4000, unit B 5000", [("unit A", 4000), ("unit B", 5000)]),
        ("building a 4000, building b 5000", [("building a", 4000), ("building b", 5000)]),
    ],
)
def test_a_letter_is_a_name_where_it_is_all_that_names_the_part(said, parts):
    assert [(term.name, term.amount) for term in schedule(said)] == parts
    job = understand(f"new job: deck for Al +1 312 555 0178, $9999: {said}", Hints("en")).intent
    assert (job.total, [(term.name, term.amount) for term in job.terms]) == (9999, parts)


def test_two_prices_are_no_price_and_the_parts_do_not_become_one():
    job = understand("new job: deck for Al Poe, 24000, 26000, demo 4500", Hints("en")).intent
    assert (job.total, job.terms) == (None, ())
