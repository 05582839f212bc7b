"""A year's money by client: asked for in words, told in short."""

import pytest

from bots.intents import Hints, understand
from bots.intents.yearly import YearAsked


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("how much did Dana pay this year", YearAsked("dana")),
        ("How much has Dana Lee paid me so far this year?", YearAsked("dana lee")),
        ("what did Dana pay in 2026", YearAsked("dana", 2026)),
        ("what did Dana pay last year?", YearAsked("dana", back=1)),
        ("year to date", YearAsked()),
        ("ytd", YearAsked()),
        ("year to date for Dana", YearAsked("dana")),
        ("ytd by client", YearAsked()),
        ("how much did I make this year", YearAsked()),
        ("how much did we collect from Dana in 2025", YearAsked("dana", 2025)),
        ("how much did everybody pay this year", YearAsked()),
        ("how much came in this year", YearAsked()),
        ("how much did I bill Dana this year", YearAsked("dana")),
        ("this year by client", YearAsked()),
        ("cuánto pagó Dana este año", YearAsked("dana")),
        ("¿Cuánto me ha pagado Dana en 2026?", YearAsked("dana", 2026)),
        ("cuánto pagó Dana el año pasado", YearAsked("dana", back=1)),
        ("lo que va del año", YearAsked()),
        ("cuánto facturé este año", YearAsked()),
        ("cuánto cobramos de Dana este año", YearAsked("dana")),
        ("resumen del año", YearAsked()),
    ],
)
def test_it_is_asked_for_in_many_ways(said, meant):
    assert understand(said, Hints(client_names=("Dana Lee",))).intent == meant


@pytest.mark.parametrize("said", ["Dana paid 2026", "paid 2000 this year", "how much is the deposit", "export 2026"])
def test_what_is_about_something_else_is_not_taken_for_it(said):
    assert not isinstance(understand(said, Hints(client_names=("Dana Lee",))).intent, YearAsked)


def test_of_one_client_it_tells_what_came_in_and_what_is_open(billed):
    billed.says("paid 1000 check 1023")
    billed.taps("Record it")
    said = billed.says("how much did Dana pay this year")[0].text
    assert "Dana Lee in 20" in said
    assert "$1,000.00 came in of $4,500.00 billed, $3,500.00 still open." in said


def test_what_was_taken_back_never_came_in(billed):
    billed.says("paid 1000 check 1023")
    billed.taps("Record it")
    billed.says("undo")
    billed.taps("Take it back")
    assert "$0.00 came in of $4,500.00 billed" in billed.says("year to date for Dana")[0].text


def test_of_all_it_tells_each_and_leads_to_the_page(billed):
    said = billed.says("year to date")[0]
    assert "by client:\n- Dana Lee: $0.00 came in of $4,500.00 billed, $4,500.00 still open" in said.text
    assert said.owed


def test_another_year_and_somebody_unknown_are_said_to_be(billed):
    assert billed.says("what did Dana pay in 2020")[0].text.startswith(
        "Nothing was billed to Dana Lee or paid by them in"
    )
    assert 'no client or job called "zoe"' in billed.says("what did Zoe pay in 2026")[0].text
    assert "Nothing was billed or paid in 2020." in billed.says("how much came in in 2020")[0].text


def test_a_job_names_its_client_and_several_alike_are_one_question(billed):
    assert "Dana Lee in" in billed.says("how much did maple st kitchen pay this year")[0].text
    billed.says("New job: Elm Ct bath for Dana Poe 628 555 0177, $9,000: demo 4000, final rest")
    billed.taps("Create job")
    asked = billed.says("how much did Dana pay this year")[0]
    assert [one.label for one in asked.buttons] == ["Dana Lee", "Dana Poe"]
    assert "Dana Lee in" in billed.taps("Dana Lee")[0].text


def test_in_spanish(billed):
    assert (
        "entraron $0.00 de $4,500.00 facturados, faltan $4,500.00" in billed.says("cuánto pagó Dana este año")[0].text
    )
