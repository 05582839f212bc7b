"""A proposal from a ready-made template: without prices at first, asked for one by one, sent when all are there."""

import pytest

from tests.bots.talk import DANA, SAM, all_text, labels

START = "new proposal for Dana Lee, Maple St 628 555 0134 from painting"
PRICES = """covering 400
washing 900
patching and caulking 350
primer 1200 x 0.45
walls 1,200 sq ft x $2.50
ceilings 600 x 1.75
trim 250 x 3
doors 9 x 85
cabinets 1500
paint and supplies 780"""


@pytest.fixture
def firm(talk):
    talk.says("hi")
    talk.says("Rivera Builders")
    return talk


def test_it_is_shown_without_a_sum_and_one_price_is_asked_for(firm):
    (shown,) = firm.says(START)
    for told in (
        "Proposal for Dana Lee: Maple St",
        "Preparation:\n- Covering and masking: no price yet",
        "- Walls, two coats (sq ft): no price yet",
        "- Cabinets, sprayed: no price yet (optional)",
        "- Deposit: 10%",
        "- Painting complete: the rest",
        "10 lines have no price yet, so it cannot be sent.",
        "What do you charge for Covering and masking?",
    ):
        assert told in shown.text
    assert labels(shown) == ["Leave it out", "Drop it"]
    assert shown.link_label == "Edit on a page"
    assert "Total" not in shown.text


def test_prices_come_one_by_one_until_it_can_be_sent(firm):
    firm.says(START)
    shown = all_text(firm.says("400"))
    assert "- Covering and masking: $400.00" in shown
    assert "9 lines have no price yet" in shown
    assert "What do you charge for Washing, scraping and sanding?" in shown
    firm.says("$900")
    assert "- Patching and caulking: $12.00" in all_text(firm.says("12"))
    assert "What do you charge for Patching and caulking?" in all_text(firm.says("undo"))
    firm.says("350")
    shown = all_text(firm.says("1,200 x 0.45"))
    assert "- Primer (1200 sq ft): $540.00" in shown


def test_many_prices_come_in_one_message_and_all_adds_up(firm):
    firm.says(START)
    (shown,) = firm.says(PRICES)
    for told in (
        "- Walls, two coats: 1200 sq ft x $2.50 = $3,000.00",
        "- Cabinets, sprayed: $1,500.00 (optional)",
        "Total: $8,535.00",
        "- Deposit: $853.50. When you sign",
        "- Preparation done: $3,414.00. When it is done",
        "- Painting complete: $4,267.50. When it is done",
    ):
        assert told in shown.text
    firm.taps("Send to Dana Lee")
    assert "Maple St, $8,535.00" in all_text(firm.news(DANA))


def test_it_cannot_be_sent_before_and_says_so(firm):
    firm.says(START)
    told = all_text(firm.says("send the proposal"))
    assert "10 lines have no price yet (Covering and masking and others), so this proposal cannot be sent." in told
    assert not firm.news(DANA)
    assert "Maple St, Dana Lee: draft. 10 lines have no price yet" in all_text(firm.says("proposals"))


def test_a_line_can_be_left_out_and_brought_back(firm):
    firm.says(START)
    shown = all_text(firm.taps("Leave it out"))
    assert "Covering and masking is out." in shown
    assert "9 lines have no price yet" in shown
    assert "10 lines have no price yet" in all_text(firm.says("undo"))


def test_prices_are_taken_back_by_undo(firm):
    firm.says(START)
    firm.says("covering 400\nwalls 1000 x 2")
    assert "10 lines have no price yet" in all_text(firm.says("undo"))


def test_what_names_no_line_is_said_and_changes_nothing(firm):
    firm.says(START)
    told = all_text(firm.says("helicopter 900"))
    assert "I find no line called helicopter" in told
    assert "10 lines have no price yet" in told


def test_other_words_are_heard_while_a_price_is_waited_for(firm):
    firm.says(START)
    assert "You have no templates yet" in all_text(firm.says("my templates"))
    firm.says("proposals")
    assert "What do you charge for Covering and masking?" in all_text(firm.taps("Maple St"))
    assert "nothing was done" in all_text(firm.says("cancel"))


def test_a_quantity_that_is_none_is_refused(firm):
    firm.says(START)
    assert "A quantity is above zero" in all_text(firm.says("primer 2,000,000 x 450"))
    assert "A quantity is above zero" in all_text(firm.says("primer 0 x 450"))
    firm.says("proposals")
    assert "10 lines have no price yet" in all_text(firm.taps("Maple St"))


def test_ready_made_ones_are_listed_and_started_by_taps(firm):
    shown = firm.says("my templates")
    assert labels(shown[-1]) == ["Ready-made ones"]
    (listed,) = firm.taps("Ready-made ones")
    assert len(labels(listed)) == 8
    (one,) = firm.taps("Roofing")
    assert "- Tear-off and disposal (square): no price yet" in one.text
    assert labels(one) == ["New proposal"]
    firm.taps("New proposal")
    assert "- Architectural shingles (square): no price yet (Roofing: Shingles)" in all_text(firm.says("Sam Fox"))


def test_in_spanish_too(firm):
    shown = all_text(firm.says("nueva propuesta para Ana Ruiz con la plantilla baño"))
    assert "Propuesta para Ana Ruiz" in shown
    assert "- Azulejo de piso (pie²): aún sin precio" in shown
    assert "¿Cuánto cobras por Permisos e inspecciones?" in shown
    shown = all_text(firm.says("permisos 450\nazulejo de piso 60 pies x 12"))
    assert "- Azulejo de piso (60 pie²): $720.00" in shown
    assert "plantillas listas".casefold() in all_text(firm.says("plantillas listas")).casefold()


def test_an_own_one_goes_before_a_ready_made_one_and_keeps_what_lacks_a_price(firm):
    firm.says(START)
    firm.says("covering 400")
    assert "Kept as template painting" in all_text(firm.says("save this proposal as template painting"))
    shown = all_text(firm.says("new proposal for Sam Fox from painting"))
    assert "- Covering and masking: $400.00" in shown
    assert "9 lines have no price yet" in shown


def test_the_deposit_of_a_ready_made_one_is_held_against_the_law_of_the_place(firm):
    firm.says("we work in California")
    firm.says(START)
    assert "California" not in all_text(firm.says(PRICES))
    firm.says("new proposal for Sam Fox, Oak Ave 312 555 0135 from painting")
    shown = all_text(firm.says(PRICES.replace("covering 400", "covering 9000")))
    assert "You asked $1,713.50" in shown
    asked = firm.taps("Send to Sam Fox")
    assert "why" in all_text(asked).casefold()
    assert not firm.news(SAM)
    shown = all_text(firm.taps("Deposit $1,000.00"))
    assert "- Deposit: $1,000.00. When you sign" in shown
    assert "Total: $17,135.00" in shown
    assert "California" not in shown
    assert "is on its way to Sam Fox" in all_text(firm.taps("Send to Sam Fox"))


def test_the_question_for_lines_offers_the_templates_and_remembers_whom_it_is_for(firm):
    asked = firm.says("proposal for Dana Lee, Maple St")
    assert labels(asked[-1]) == ["From a template"]
    firm.taps("From a template")
    assert "Proposal for Dana Lee: Maple St" in all_text(firm.taps("Painting"))


def test_with_the_last_price_all_of_it_is_shown_and_what_was_left_out_is_said(firm):
    firm.says(START)
    told = firm.says(PRICES + "\nhelicopter 5")
    assert "I find no line called helicopter" in told[0].text
    assert "Total: $8,535.00" in told[-1].text
