"""Sheets and pasted texts of the kinds that contractors have, against what they mean."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.intents.estimates import understand_pasted
from core.domain.estimate import Estimate, EstimateRefused
from core.domain.money import Money


def understood(text, language="en", currency="USD"):
    found = understand_pasted(text, language, currency)
    assert isinstance(found, Estimate), found
    return found


def rows_of(found):
    return [(line.section, line.description, str(line.quantity), line.unit, line.amount.minor) for line in found.lines]


def codes(found):
    return [(one.text, one.code) for one in found.unplaced]


def doubts(found):
    return {line.description: [doubt.code for doubt in line.doubts] for line in found.lines if line.doubts}


def notes(found):
    return [note.code for note in found.notes]


SHEET = """Description,Qty,Unit,Unit price,Amount
Kitchen,,,,
Demo,1,ls,"2,400.00","2,400.00"
Tile,200,sf,3.50,700.00
Subtotal,,,,"3,100.00"
Bath,,,,
Tub (optional),1,ea,900,900
Vanity,2,ea,,500
Discount 5%,,,,-100
Tax 8.25%,,,,288.75
Total,,,,3788.75
"""


def test_a_sheet_is_read_line_by_line_with_its_sections_discount_tax_and_total():
    found = understood(SHEET)
    assert rows_of(found) == [
        ("Kitchen", "Demo", "1", "ls", 240000),
        ("Kitchen", "Tile", "200", "sf", 70000),
        ("Bath", "Tub", "1", "ea", 90000),
        ("Bath", "Vanity", "2", "ea", 50000),
    ]
    assert [line.optional for line in found.lines] == [False, False, True, False]
    assert (found.discount, found.tax) == (Money(10000, "USD"), Money(28875, "USD"))
    assert found.tax_rate is not None
    assert found.tax_rate.as_percent == Decimal("8.25")
    assert (found.stated_total, found.difference) == (Money(378875, "USD"), Money(0, "USD"))
    assert (found.unplaced, found.notes) == ((), ())


def test_every_line_knows_where_it_stood():
    assert [(line.page, line.row) for line in understood(SHEET).lines] == [(1, 3), (1, 4), (1, 7), (1, 8)]


def test_a_line_that_does_not_multiply_is_one_sum_with_a_doubt():
    found = understood("Description,Qty,Rate,Amount\nGrout,3,33.33,100.00\nDemo,1,5,5\n")
    assert rows_of(found)[0] == ("", "Grout", "1", "", 10000)
    assert doubts(found) == {"Grout": ["estimate.does_not_multiply"]}
    assert found.lines[0].doubts[0].details["price"] == "33.33"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Sink,1,0.125,0.13", "estimate.price_too_fine"),
        ("Sink,3,,100.00", "estimate.no_even_price"),
        ("Sink,,45,90", "estimate.no_quantity"),
        ("Overhead,10%,,90", "estimate.percent"),
        ("Sink,1,9.999,9.999", "estimate.price_too_fine"),
    ],
)
def test_what_does_not_fit_a_line_is_said_of_it(row, code):
    found = understood(f"Description,Qty,Rate,Amount\nDemo,1,5.00,5.00\n{row}\n")
    assert code in next(iter(doubts(found).values()))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Sink,1,TBD,TBD", "estimate.no_amount"),
        ("Sink,1,,", "estimate.no_amount"),
        ("Sink,1,45,", "estimate.no_amount"),
        (",1,45,45", "estimate.no_description"),
        ("Sink,1,€45,€45", "estimate.other_currency"),
        ("Sink,1,#REF!,#REF!", "estimate.no_amount"),
        ("Sink,1,45,8%", "estimate.unclear_number"),
        ("Sink,1,(45,45", "estimate.unclear_number"),
        ("Total materials,,,400", "estimate.maybe_total"),
        ("Subtotal,,,400", "estimate.subtotal_differs"),
        ("Sink,1,9999999999999999,9999999999999999", "estimate.unclear_number"),
        ("Sink,9999999999,1,9999999999", "estimate.unclear_number"),
    ],
)
def test_a_row_that_is_no_line_is_left_out_and_says_why(row, code):
    found = understood(f"Description,Qty,Rate,Amount\nDemo,1,500.00,500.00\n{row}\nPaint,1,5,5\n")
    assert [one.code for one in found.unplaced] == [code]
    assert found.total == Money(50500, "USD")


def test_a_section_without_lines_is_said_to_have_none():
    found = understood("Description,Amount\nKitchen,\nBath,\nTub,400\n")
    assert codes(found) == [("Kitchen", "estimate.words")]
    assert found.sections == ("Bath",)


def test_a_section_may_be_a_column_and_is_given_once():
    found = understood("Room,Description,Amount\nKitchen,Demo,400\n,Paint,100\nBath,Tub,900\n")
    assert [(line.section, line.description) for line in found.lines] == [
        ("Kitchen", "Demo"),
        ("Kitchen", "Paint"),
        ("Bath", "Tub"),
    ]


def test_numbering_and_colons_are_no_part_of_a_sections_name():
    found = understood("Description,Amount\n1. Demolition,\nDemo,400\nPhase 2 - Rough-in:,\nWire,100\n")
    assert found.sections == ("Demolition", "Phase 2 - Rough-in")


def test_the_name_and_the_description_of_an_item_are_one():
    found = understood("Item,Description,Qty,Rate,Amount\nCabinets,Shaker white,2,100,200\nA-1,Demo,1,5,5\n")
    assert [line.description for line in found.lines] == ["Cabinets: Shaker white", "Demo"]


def test_columns_that_are_not_known_are_named():
    found = understood("Description,Labor,Material,Amount\nDemo,300,100,400\nPaint,1,2,3\n")
    assert found.notes[0].details == {"names": "Labor, Material"}
    assert [line.amount.minor for line in found.lines] == [40000, 300]


def test_a_spanish_sheet_with_decimal_commas_is_read():
    text = "Concepto;Cant.;Unidad;P. Unitario;Importe\nBaño;;;;\nAzulejo;12,5;m2;20,00;250,00\nTotal;;;;1.250,00\n"
    text += "Piso;1;u;1.000,00;1.000,00\nTotal;;;;1.250,00\n"
    found = understood(text, "es", "EUR")
    assert rows_of(found) == [("Baño", "Azulejo", "12.5", "m2", 25000), ("Baño", "Piso", "1", "u", 100000)]
    assert found.difference == Money(0, "EUR")


def test_three_digits_after_one_mark_follow_the_rest_of_the_file():
    assert understood('Item,Amount\nA,"1.234"\nB,"12,50"\n').total == Money(124650, "USD")
    mixed = understood('Item,Amount\nA,"1.234"\nB,"12,50"\nC,"12.50"\n')
    assert codes(mixed) == [("A 1.234", "estimate.unclear_number")]


def test_without_headings_one_column_of_numbers_is_the_amounts():
    found = understood("Demo\t500\nHaul\t300\n")
    assert [line.amount.minor for line in found.lines] == [50000, 30000]
    assert notes(found) == ["estimate.no_headings"]


def test_without_headings_three_columns_that_multiply_say_what_they_are():
    found = understood("1\tDemo\t2\t200\t400\n2\tPaint\t3\t100\t300\n3\tTile\t10\t5\t50\n")
    assert [(str(line.quantity), line.amount.minor) for line in found.lines] == [
        ("2", 40000),
        ("3", 30000),
        ("10", 5000),
    ]


def test_without_headings_two_columns_of_numbers_are_not_guessed():
    found = understand_pasted("Demo\t2\t400\nPaint\t3\t300\n", "en", "USD")
    assert found == EstimateRefused(code="estimate.unclear_columns")


def test_a_heading_that_carries_the_sum_of_its_lines_is_a_heading():
    text = "Description,Qty,Rate,Amount\nKitchen,,,500\nDemo,1,200,200\nPaint,3,100,300\nBath,,,90\nTub,1,90,90\n"
    found = understood(text)
    assert [(line.section, line.amount.minor) for line in found.lines] == [
        ("Kitchen", 20000),
        ("Kitchen", 30000),
        ("Bath", 9000),
    ]


def test_a_payment_schedule_after_the_total_is_no_work():
    found = understood("Description,Amount\nDemo,400\nPaint,600\nTotal,1000\nDeposit,500\nAt the end,500\nTotal,1000\n")
    assert found.total == Money(100000, "USD")
    assert codes(found) == []
    assert [(one.name, one.amount.minor) for one in found.payments] == [("Deposit", 50000), ("At the end", 50000)]


def test_totals_of_sections_are_checked_and_the_last_is_the_files():
    found = understood("Description,Amount\nKitchen,\nDemo,400\nTotal,400\nBath,\nTub,600\nTotal,600\nTotal,1000\n")
    assert (found.stated_total, found.difference, found.unplaced) == (Money(100000, "USD"), Money(0, "USD"), ())


def test_a_total_that_does_not_fit_is_shown_with_its_difference():
    found = understood("Description,Amount\nDemo,400\nTotal,450\n")
    assert found.difference == Money(5000, "USD")


def test_a_total_that_counts_the_optional_lines_is_said_to():
    found = understood("Description,Amount\nDemo,400\nLights (optional),100\nTotal,500\n")
    assert notes(found) == ["estimate.optional_in_total"]


PASTED = "Kitchen:\n- demo 2,400\n- cabinets 12 x 450\n- (optional) under-cabinet lights 600"


def test_a_pasted_list_is_read_line_by_line():
    found = understood(PASTED)
    assert rows_of(found) == [
        ("Kitchen", "demo", "1", "", 240000),
        ("Kitchen", "cabinets", "12", "", 540000),
        ("Kitchen", "under-cabinet lights", "1", "", 60000),
    ]
    assert found.total == Money(780000, "USD")


@pytest.mark.parametrize(
    ("line", "description", "quantity", "unit", "amount"),
    [
        ("tile 200 sf @ $3.50", "tile", "200", "sf", 70000),
        ("200 sf tile at 3.50 = 700", "tile", "200", "sf", 70000),
        ("3 doors at 250", "doors", "3", "", 75000),
        ("2 dumpsters 350 each", "dumpsters", "2", "", 70000),
        ("paint: $4.5k", "paint", "1", "", 450000),
        ("paint 4500 dollars", "paint", "1", "", 450000),
        ("$450 permit", "permit", "1", "", 45000),
        ("labor 16 hrs x 65.50/hr", "labor", "16", "hrs", 104800),
        ("rebate (250.00)", "rebate", "1", "", -25000),
        ("credit -$50", "credit", "1", "", -5000),
        ("1) haul away .... 300", "haul away", "1", "", 30000),
        ("2x4 framing 1,200", "2x4 framing", "1", "", 120000),
    ],
)
def test_lines_as_people_type_them(line, description, quantity, unit, amount):
    found = understood(line)
    one = found.lines[0]
    assert (one.description, str(one.quantity), one.unit, one.amount.minor) == (description, quantity, unit, amount)


def test_two_bare_numbers_are_one_sum_which_is_said():
    assert doubts(understood("2 dumpsters 350")) == {"2 dumpsters": ["estimate.one_sum"]}


def test_spanish_lines_are_read():
    found = understood("Cliente: José\nCocina:\n- demolición 2,400\n- 12 gabinetes a 450\n- luces 600 (opcional)", "es")
    assert [(line.description, line.amount.minor, line.optional) for line in found.lines] == [
        ("demolición", 240000, False),
        ("gabinetes", 540000, False),
        ("luces", 60000, True),
    ]
    assert found.client_name == "José"


def test_good_better_and_best_are_one_choice_of_which_the_first_counts():
    found = understood("Tops\nGood: laminate 500\nBetter: quartz 900\nBest: marble 2000\nsink 100")
    assert [(line.choice, line.alternative, line.description) for line in found.lines] == [
        ("Tops", "Good", "laminate"),
        ("Tops", "Better", "quartz"),
        ("Tops", "Best", "marble"),
        ("", "", "sink"),
    ]
    assert found.total == Money(60000, "USD")


def test_the_lines_under_the_heading_of_an_option_go_together():
    text = "Floor:\nOption A: tile\n- tile 500\n- grout 50\nOption B: oak\n- oak 900\nTrim:\n- trim 10\n"
    found = understood(text)
    assert [(line.section, line.alternative, line.amount.minor) for line in found.lines][:3] == [
        ("Floor", "Option A: tile", 50000),
        ("Floor", "Option A: tile", 5000),
        ("Floor", "Option B: oak", 90000),
    ]
    assert found.total == Money(56000, "USD")


def test_a_label_that_comes_again_begins_another_choice():
    found = understood("Option A - tub 500\nOption B - shower 900\nOption A - brass 10\nOption B - chrome 20")
    assert len({line.choice for line in found.lines}) == 2
    assert found.total == Money(51000, "USD")


def test_an_option_without_another_is_said_to_have_none():
    found = understood("demo 100\nOption A - tub 500")
    assert doubts(found) == {"tub": ["estimate.lone_alternative"]}


def test_alternates_and_what_stands_under_optional_are_optional():
    found = understood("demo 100\nAlternate 1: heated floor 2,000\nOptional upgrades:\n- lights 300\nBath:\n- tub 10")
    assert [line.optional for line in found.lines] == [False, True, True, False]


def test_a_text_without_prices_is_refused():
    assert understand_pasted("hello there\nwhat is this", "en", "USD") == EstimateRefused(code="estimate.no_lines")


def test_prices_that_are_all_in_one_other_currency_are_read_in_it():
    found = understand_pasted("Item,Amount\nDemo,€400\nPaint,€500\n", "en", "USD")
    assert isinstance(found, Estimate)
    assert (found.currency, str(found.total.minor)) == ("EUR", "90000")


def test_prices_in_several_other_currencies_are_refused():
    found = understand_pasted("Item,Amount\nDemo,€400\nPaint,£500\n", "en", "USD")
    assert isinstance(found, EstimateRefused)
    assert found.code == "estimate.currency"


def test_a_wide_sheet_without_headings_is_not_guessed():
    rows = "\n".join("\t".join(["work", *(str(n) for n in range(20))]) for _ in range(9))
    assert understand_pasted(rows, "en", "USD") == EstimateRefused(code="estimate.unclear_columns")


def test_a_line_as_long_as_a_letter_is_none():
    found = understood("demo 500\n" + "we did 12 x 450 of it and " * 20 + "\npaint 100")
    assert [line.description for line in found.lines] == ["demo", "paint"]
    assert [one.code for one in found.unplaced] == ["estimate.unclear_number"]


WORDS = st.text(st.characters(categories=["Ll"], codec="ascii"), min_size=3, max_size=20).map(
    lambda word: f"work {word}"
)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["Kitchen", "Bath", "Deck"]),
        WORDS,
        st.decimals(min_value=Decimal("0.01"), max_value=9999, places=2),
        st.integers(min_value=1, max_value=10**7),
    ),
    min_size=1,
    max_size=30,
)


@given(LINES)
def test_random_lines_come_back_exactly_and_agree_with_their_total(lines):
    lines = sorted(lines, key=lambda line: line[0])
    out, section, total = io.StringIO(), "", 0
    rows = csv.writer(out)
    rows.writerow(["Description", "Qty", "Unit", "Unit price", "Amount"])
    for name, words, quantity, price in lines:
        if name != section:
            rows.writerow([name, "", "", "", ""])
            section = name
        amount = Money(price, "USD").times(quantity).minor
        total += amount
        rows.writerow([words, quantity, "ea", f"${price / 100:,.2f}", f"${amount / 100:,.2f}"])
    rows.writerow(["Total", "", "", "", f"${total / 100:,.2f}"])
    found = understood(out.getvalue())
    wanted = [(name, " ".join(words.split()), quantity, price) for name, words, quantity, price in lines]
    assert [(line.section, line.description, line.quantity, line.unit_price.minor) for line in found.lines] == wanted
    assert (found.difference, found.unplaced) == (Money(0, "USD"), ())


def test_of_two_columns_that_describe_the_work_neither_is_lost():
    found = understand_pasted(
        "Partida;Descripción;Cantidad;Precio unitario;Importe\nCocina;Demolición;1;2.400,00;2.400,00\n"
        "Baño;Azulejo;35,5;32,10;1.139,55\n",
        "es",
        "USD",
    )
    assert isinstance(found, Estimate)
    told = [line.description for line in found.lines]
    assert all(part in line for part, line in zip(("Cocina", "Baño"), told, strict=True))
    assert all(part in line for part, line in zip(("Demolición", "Azulejo"), told, strict=True))
    assert found.notes == ()
