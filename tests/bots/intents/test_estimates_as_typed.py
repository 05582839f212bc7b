"""Lines as they come out of a messenger, a memo or a letter: read as they are meant, or said to be unclear."""

import pytest

from bots.intents.estimates import understand_pasted
from core.domain.estimate import Estimate


def understood(text, language="en", currency="USD"):
    found = understand_pasted(text, language, currency)
    assert isinstance(found, Estimate), found
    return found


@pytest.mark.parametrize(
    ("line", "description", "quantity", "unit", "amount"),
    [
        ("tile 35.5 sf x 28.90", "tile", "35.5", "sf", 102595),
        ("alicatado 35,5 m2 x 28,90", "alicatado", "35.5", "m2", 102595),
        ("baseboard 120lf x 4.50", "baseboard", "120", "lf", 54000),
        ("baseboard 120 lf 4.50/lf", "baseboard", "120", "lf", 54000),
        ("toilet x2 390 ea", "toilet", "2", "ea", 78000),
        ("toilets (2) $390 each", "toilets", "2", "ea", 78000),
        ("demo and haul away - $2,400", "demo and haul away", "1", "", 240000),
        ("demo – 2400", "demo", "1", "", 240000),
        ("old sink -150", "old sink", "1", "", -15000),
        ("credit for the old sink - 150", "credit for the old sink", "1", "", -15000),
        ("descuento por pronto pago - 150", None, "", "", 0),
        ("demo 2,400.00 (labor)", "demo (labor)", "1", "", 240000),
        ("❤️ demo 2400 🚧", "❤️ demo", "1", "", 240000),
    ],
)
def test_lines_as_messengers_carry_them(line, description, quantity, unit, amount):
    found = understood(f"{line}\npaint 100", "es" if "," in line.split(" x ")[-1] else "en")
    if description is None:
        assert found.discount is not None
        return
    one = found.lines[0]
    assert (one.description, str(one.quantity), one.unit, one.amount.minor) == (description, quantity, unit, amount)


@pytest.mark.parametrize("line", ["demo $2,400 + haul $300", "demo $2,400 and haul $300"])
def test_two_prices_on_one_line_are_not_guessed_at(line):
    found = understood(f"{line}\npaint 100")
    assert [one.description for one in found.lines] == ["paint"]
    assert [one.code for one in found.unplaced] == ["estimate.unclear_number"]


def test_a_price_inside_the_words_is_taken_and_said():
    one = understood("paint whole house $3.5k labor only").lines[0]
    assert (one.description, one.amount.minor) == ("paint whole house labor only", 350000)
    assert [doubt.code for doubt in one.doubts] == ["estimate.price_inside"]


@pytest.mark.parametrize(
    "line", ["optional lights 600", "luces opcional 600", "(optional) lights 600", "lights - optional 600"]
)
def test_what_says_that_it_is_optional_is(line):
    assert understood(line).lines[0].optional


def test_a_word_in_stars_is_a_heading():
    found = understood("*Kitchen*\ndemo 2400\n3 lights @ 125 each\n*Bath*\ntile 1.2k")
    assert [(line.section, line.description) for line in found.lines] == [
        ("Kitchen", "demo"),
        ("Kitchen", "lights"),
        ("Bath", "tile"),
    ]


def test_the_stamps_of_a_messenger_are_no_part_of_the_lines():
    said = "[20/11/26, 10:02] Pepe: Cocina:\n[20/11/26, 10:02:11] Pepe: demolicion 2.400\n"
    said += "20/11/26, 10:04 - Pepe R: luces 600"
    found = understood(said, "es", "EUR")
    assert [(line.section, line.description, line.amount.minor) for line in found.lines] == [
        ("Cocina", "demolicion", 240000),
        ("Cocina", "luces", 60000),
    ]


def test_a_sentence_above_the_lines_is_no_section():
    found = understood("We propose to furnish all material and labor for the following:\n1. Demo 3,200\n2. Tile 4,150")
    assert [(line.section, line.description) for line in found.lines] == [("", "Demo"), ("", "Tile")]


@pytest.mark.parametrize("heading", ["Ext. Cost", "Ext. Amount", "Extended Total", "Line Amt"])
def test_more_names_of_the_amount_are_known(heading):
    found = understood(f"Description,Qty,Unit Cost,{heading}\nDemo,2,100,200\nCredit,1,-50,-50\nTotal,,,150\n")
    assert (found.notes, found.difference.minor) == ((), 0)


def test_quantity_and_unit_may_share_a_column():
    found = understood("Description,Qty/Unit,Unit Price,Amount\nTile,180 SF,4.25,765\nTest,2 EA,150,300\n")
    assert [(str(line.quantity), line.unit) for line in found.lines] == [("180", "SF"), ("2", "EA")]


@pytest.mark.parametrize(
    ("rows", "paid"),
    [
        ("50% down, 25% after tile, balance at the end", ("50% down, 25% after tile, balance at the end",)),
        (
            "Payment schedule:\n50% down\n25% after tile\nBalance at completion\nNet 15\nThank you",
            ("50% down, 25% after tile, Balance at completion", "Net 15"),
        ),
        ("Terms: 30% to start, 70% on completion", ("Terms: 30% to start, 70% on completion",)),
        ("Forma de pago: 50% de anticipo, el resto al final", ("Forma de pago: 50% de anticipo, el resto al final",)),
        ("Deposit due at signing", ()),
    ],
)
def test_how_it_is_paid_is_read_below_the_lines(rows, paid):
    found = understood(f"Kitchen:\ndemo 2000\ncabinets 9000\ntotal 11000\n{rows}")
    assert found.paid == paid
    assert [line.amount.minor for line in found.lines] == [200000, 900000]
    assert found.difference.minor == 0


def test_what_an_insurer_takes_off_is_no_work_and_is_said():
    found = understood(
        "drywall 2400\npaint 1300\nRCV 3700\nLess Depreciation (400)\nACV 3300\nLess Deductible (1000)\nNet claim 2300"
    )
    assert [line.description for line in found.lines] == ["drywall", "paint"]
    assert (found.stated_total.minor, found.difference.minor) == (370000, 0)
    assert [(one.code, one.text) for one in found.unplaced] == [
        ("estimate.of_claim", "Less Depreciation (400)"),
        ("estimate.claim_total", "ACV 3300"),
        ("estimate.of_claim", "Less Deductible (1000)"),
        ("estimate.claim_total", "Net claim 2300"),
    ]
    spanish = understood("yeso 2400\npintura 1300\nMenos deducible -1000\nPago neto 2700", "es")
    assert [line.amount.minor for line in spanish.lines] == [240000, 130000]
    table = understood(
        "description,qty,price,amount\ndrywall,1,2400,2400\ninsurance repair,1,500,500\nless deductible,1,-1000,-1000"
    )
    assert [line.amount.minor for line in table.lines] == [240000, 50000]
    assert [one.code for one in table.unplaced] == ["estimate.of_claim"]
