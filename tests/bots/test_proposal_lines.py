"""A line of a proposal changed in words: what it comes to before and after is shown, and undo takes it back."""

import pytest

from tests.bots.talk import DANA, all_text, labels

OFFER = """Proposal for Dana Lee, Maple St kitchen, 628 555 0134
Kitchen:
- demo 2,400
- floor tile 40 sq ft x 15
- wall tile 900
- dumpster 350
- island 4000
Hall:
- paint 1200
deposit 10%"""


@pytest.fixture
def firm(talk):
    talk.says("hi")
    talk.says("Rivera Builders")
    talk.says(OFFER)
    return talk


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("change the demo line to 2600", ["before: demo: $2,400.00", "now: demo: $2,600.00", "$9,450.00 to $9,650.00"]),
        ("make demo $2.6k", ["now: demo: $2,600.00"]),
        ("demo should be 2600", ["now: demo: $2,600.00"]),
        (
            "make floor tile 50 sq ft at 12",
            ["40 sq ft x $15.00 = $600.00", "now: floor tile: 50 sq ft x $12.00 = $600.00"],
        ),
        ("change floor tile to $12 each", ["now: floor tile: 40 sq ft x $12.00 = $480.00"]),
        ("change floor tile to 12 a square foot", ["40 sq ft x $12.00"]),
        ("change floor tile to 800 in all", ["now: floor tile: 40 sq ft x $20.00 = $800.00"]),
        ("change floor tile to 801.01 total", ["now: floor tile: $801.01"]),
        ("change the quantity of floor tile to 45", ["now: floor tile: 45 sq ft x $15.00 = $675.00"]),
        ("remove the dumpster line", ["taken out: dumpster: $350.00", "$9,450.00 to $9,100.00"]),
        ("take the dumpster out", ["taken out: dumpster"]),
        ("rename line 3 to Porcelain wall tile", ["now: Porcelain wall tile: $900.00", "total stays $9,450.00"]),
        ("make the island optional", ["now: island: $4,000.00 (optional)", "$9,450.00 to $5,450.00"]),
        ("raise demo by 10%", ["now: demo: $2,640.00"]),
        ("lower demo by 400", ["now: demo: $2,000.00"]),
        ("raise floor tile by 200", ["now: floor tile: 40 sq ft x $20.00 = $800.00"]),
        ("add a line: permit 350 to Kitchen", ["new: permit: $350.00", "$9,450.00 to $9,800.00"]),
        ("add permit 350 to hall", ["new: permit: $350.00"]),
        ("add 350 for the permit to kitchen", ["new: permit: $350.00"]),
        ("add sconces to the hall, 3 x 120, optional", ["new: sconces: 3 x $120.00 = $360.00 (optional)"]),
        ("change the last line to 1300", ["now: paint: $1,300.00"]),
        ("in Dana's proposal change paint to 1300", ["now: paint: $1,300.00"]),
        ("cambia la línea del demo a 2600", ["ahora: demo: $2,600.00", "El total pasa de $9,450.00 a $9,650.00"]),
        ("quita la línea del dumpster", ["quitada: dumpster"]),
        ("haz la isla opcional", ["ahora: island: $4,000.00 (opcional)"]),
        ("sube el demo un 10%", ["ahora: demo: $2,640.00"]),
        ("agrega una línea: permiso 350 en Kitchen", ["nueva: permiso: $350.00"]),
        ("renombra la línea 3 a Azulejo de pared", ["ahora: Azulejo de pared"]),
    ],
)
def test_it_is_changed_as_it_is_said_with_what_it_comes_to_before_and_after(firm, said, told):
    shown = all_text(firm.says(said))
    for one in told:
        assert one in shown


def test_undo_brings_back_the_line_where_it_stood_and_one_tap_sends_what_was_shown(firm):
    (changed,) = firm.says("remove the demo line")
    assert labels(changed) == ["Send to Dana Lee", "Show it", "Undo"]
    back = all_text(firm.taps("Undo"))
    assert "- demo: $2,400.00\n- floor tile" in back
    assert "Total: $9,450.00" in back
    firm.says("add a line: cleanup 200 to Hall")
    firm.says("make it optional")
    assert "cleanup" in all_text(firm.says("undo"))
    assert "cleanup" not in all_text(firm.says("undo"))
    firm.says("change paint to 1500")
    firm.taps("Send to Dana Lee")
    assert "$9,750.00" in all_text(firm.news(DANA))


def test_what_fits_two_lines_is_asked_with_a_tap(firm):
    (asked,) = firm.says("change the tile line to 700")
    assert "tile fits several lines" in asked.text
    assert labels(asked) == ["floor tile", "wall tile"]
    assert "now: wall tile: $700.00" in all_text(firm.taps("wall tile"))
    (asked,) = firm.says("remove the carpet line")
    assert "I find no line called carpet" in asked.text
    assert "This proposal has 6 lines" in all_text(firm.says("remove line 9"))


def test_a_bare_figure_for_several_is_asked_each_or_in_all(firm):
    (asked,) = firm.says("change floor tile to 50")
    assert labels(asked) == ["$50.00 each", "$50.00 in all", "50 x $15.00"]
    assert "now: floor tile: 50 sq ft x $15.00 = $750.00" in all_text(firm.taps("50 x $15.00"))
    (asked,) = firm.says("change floor tile to 2400")
    assert labels(asked) == ["$2,400.00 each", "$2,400.00 in all"]


def test_the_section_of_a_new_line_is_asked_where_it_is_not_clear(firm):
    (asked,) = firm.says("add a line: permit 350")
    assert labels(asked) == ["Kitchen", "Hall"]
    assert "new: permit: $350.00" in all_text(firm.taps("Hall"))
    (asked,) = firm.says("add a line: fence 900 to garden")
    assert labels(asked) == ["Kitchen", "Hall", "New: Garden"]
    firm.taps("New: Garden")
    assert "Garden: $900.00\n- fence: $900.00" in all_text(firm.says("show the proposal"))
    assert "I could not read" in all_text(firm.says("add a line: permit 350 or 400 to hall"))


def test_what_the_client_has_is_changed_by_a_tap_and_becomes_a_new_version(firm):
    firm.taps("Send to Dana Lee")
    firm.news(DANA)
    (asked,) = firm.says("change demo to 2500")
    assert "Dana Lee has P-0001 already" in asked.text
    assert "The total goes from $9,450.00 to $9,550.00." in asked.text
    assert "Sent, not opened yet" in all_text(firm.says("proposals"))
    (changed,) = firm.taps("Change")
    assert "can no longer sign P-0001" in changed.text
    assert "Draft, not sent" in all_text(firm.says("proposals"))
    firm.taps("Send to Dana Lee")
    assert "$9,550.00" in all_text(firm.news(DANA))
    assert "went out already" in all_text(firm.says("undo"))


def test_what_cannot_be_is_said_and_nothing_is_changed(firm):
    assert "cannot go down that far" in all_text(firm.says("lower demo by 3000"))
    assert "Total: $9,450.00" in all_text(firm.says("show the proposal"))


def test_of_a_line_without_a_price_all_but_its_price_can_be_said(talk):
    talk.says("hi")
    talk.says("Rivera Builders")
    talk.says("new proposal for Dana Lee, Maple St 628 555 0134 from painting")
    assert "no price yet, so there is nothing to raise" in all_text(talk.says("raise the primer line by 10%"))
    shown = all_text(talk.says("rename the primer line to Two coats of primer"))
    assert "now: Two coats of primer" in shown
    assert "What do you charge for Covering and masking?" in shown
    assert "- Covering and masking: $400.00" in all_text(talk.says("400"))


def test_once_something_else_is_done_words_are_about_that_again(firm):
    firm.says("New job: Oak deck for Sam Fox 312 555 0135, $9,000: framing 5000, decking rest")
    firm.taps("Create job")
    told = all_text(firm.says("add 350 dumpster to framing"))
    assert "Framing goes from $5,000.00 to $5,350.00" in told or "framing goes from" in told
    assert "taken out: dumpster" in all_text(firm.says("remove the dumpster line in Dana's proposal"))


def test_a_button_that_is_tapped_twice_does_it_once_and_another_one_does_it_too(firm):
    firm.says("add a line: permit 350")
    firm.taps("Hall")
    [again] = firm.taps("Hall")
    assert again.text.startswith("That is done already.")
    assert again.text.count("permit: $350.00") == 1
    first, second = labels(firm.says("raise tile by 100")[0])[:2]
    firm.taps(first)
    assert firm.taps(first)[0].text.startswith("That is done already.")
    assert "total goes from $9,900.00 to $10,000.00" in firm.taps(second)[0].text


def test_what_was_undone_can_be_tapped_again(firm):
    firm.says("add a line: permit 350")
    firm.taps("Hall")
    firm.says("undo")
    assert "new: permit: $350.00" in firm.taps("Hall")[0].text
