"""A credit note for one line: found by its words, shown before and after, and printed under its name."""

import pytest

from tests.bots.talk import DANA, all_text, labels


@pytest.fixture
def billed(working):
    """INV-0001: demo 4,500, four outlets at 70 and a dumpster at 350, in one part of three lines; 5,130 in all."""
    working.says("add 4 outlets at 70 to demo")
    working.says("add 350 dumpster to demo")
    working.says("demo done")
    working.taps("Send")
    working.render()
    working.news(DANA)
    return working


def test_so_many_pieces_of_a_line_are_credited_with_the_numbers_before_and_after(billed):
    asked = billed.says("credit 2 of the outlets, not installed")[0]
    for told in ("$140.00 off.", "outlets (2): $280.00 before, $140.00 after.", "$5,130.00 before, $4,990.00 after."):
        assert told in asked.text
    assert "CN-0001 for $140.00 on INV-0001" in billed.taps("Credit $140.00")[0].text
    (note,) = billed.files()[0].credit_notes
    assert note.sheet["sections"][0]["lines"][0]["description"] == "outlets (2): not installed"
    assert "outlets: $140.00 before, $0.00 after." in billed.says("credit the outlets line")[0].text
    assert "at most $140.00 is left" in billed.says("credit $200 of the outlets")[0].text
    billed.says("credit the outlets line on INV-1")
    billed.taps("Credit $140.00")
    assert "outlets on INV-0001 is credited already." in billed.says("credit the outlets line")[0].text


def test_a_line_is_found_by_its_words_and_what_is_unclear_is_asked(billed):
    assert "dumpster: $350.00 before, $0.00 after." in billed.says("credit the dumpster line")[0].text
    which = billed.says("credit 200 of the demo")[0]
    assert labels(which) == ["Demo, $5,130.00", "Demo, $4,500.00"]
    assert "Demo: $4,500.00 before, $4,300.00 after." in billed.taps("Demo, $4,500.00")[0].text
    billed.says("credit 200 of the demo")
    assert "Demo: $5,130.00 before, $4,930.00 after." in billed.taps("Demo, $5,130.00")[0].text
    told = billed.says("credit the wallpaper line")[0].text
    assert "I find no line wallpaper on an invoice. On INV-0001 are: Demo, " in told
    assert "I find no invoice INV-7" in billed.says("credit the dumpster line on INV-7")[0].text
    assert billed.files()[0].credit_notes == ()


def test_la_linea_se_acredita_en_espanol(billed):
    told = all_text(billed.says("acredita la línea de dumpster"))
    assert "dumpster: $350.00 antes, $0.00 después." in told


def test_of_two_lines_that_fit_which_is_asked(working):
    working.says("add 350 dumpster in May to demo")
    working.says("add 400 dumpster in June to demo")
    working.says("demo done")
    working.taps("Send")
    which = working.says("credit the dumpster line")[0]
    assert "Which line of INV-0001?" in which.text
    assert labels(which)[0].startswith("dumpster in")
    assert "$0.00 after." in working.taps(labels(which)[0])[0].text
