"""Estimates as other tools print them: no sum is taken as work, and no price is joined to other words."""

from types import SimpleNamespace

import pytest
from weasyprint import HTML

from bots.estimates import Estimates
from bots.intents.estimates import understand_pasted
from core.domain.estimate import Estimate
from core.domain.money import Money, Rate
from storage.estimates.reader import Grids

_STYLE = "body { font: 9.5pt sans-serif } table { width: 100% } th { text-align: left } .n { text-align: right }"


@pytest.fixture(scope="module")
def estimates():
    grids = Grids()
    yield Estimates(grids)
    grids.close()


@pytest.fixture
def read(estimates, tmp_path):
    def from_file(content, name="estimate.pdf"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = estimates.read_estimate(path, "USD", "en")
        assert isinstance(found, Estimate), found
        return found

    return from_file


def table(heads, *rows):
    """Cells after the first stand at the right."""
    lines = ["".join(f"<td{' class=n' if n else ''}>{cell}</td>" for n, cell in enumerate(row)) for row in rows]
    head = "".join(f"<th{' class=n' if n else ''}>{cell}</th>" for n, cell in enumerate(heads))
    return f"<table><thead><tr>{head}</tr></thead>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def pdf(body):
    return HTML(string=f"<style>{_STYLE}</style>{body}").write_pdf()


def lines_of(found):
    return [(line.section, line.description, line.amount.minor) for line in found.lines]


def test_of_unit_price_and_price_the_second_is_the_amount(read):
    heads = ("Title / Description", "Qty", "Unit", "Unit Price", "Price")
    rows = [("Dumpster", "2", "ea", "$485.00", "$970.00"), ("Base cabinets", "18.5", "lf", "$342.00", "$6,327.00")]
    found = read(pdf(table(heads, *rows, ("Total Price", "", "", "", "$7,297.00"))))
    assert [(str(line.quantity), line.unit_price.minor, line.amount.minor) for line in found.lines] == [
        ("2", 48500, 97000),
        ("18.5", 34200, 632700),
    ]
    assert found.difference == Money.zero("USD")


def test_an_adjusters_totals_of_rooms_and_of_the_claim_are_no_work(read):
    heads = ("DESCRIPTION", "QTY", "UNIT PRICE", "TAX", "TOTAL")
    kitchen = [
        ("1. Drywall - hung, taped, ready for paint", "320.00 SF", "3.12", "0.00", "998.40"),
        ("2. Paint the walls - two coats", "480.00 SF", "1.34", "0.00", "643.20"),
        ("<b>Totals: Kitchen</b>", "", "", "0.00", "<b>1,641.60</b>"),
    ]
    hall = [
        ("3. Baseboard - 3 1/4 in", "38.00 LF", "4.35", "0.00", "165.30"),
        ("<b>Totals: Hallway</b>", "", "", "0.00", "<b>165.30</b>"),
    ]
    body = f"<h2>RESTORE PROS</h2><h3>Kitchen</h3><p>Height: 8'</p>{table(heads, *kitchen)}"
    body += f"<h3>Hallway</h3><p>Height: 8'</p>{table(heads, *hall)}<p>Line Item Totals: GOMEZ 1,806.90</p>"
    sums = [("Overhead", "180.69"), ("Profit", "180.69"), ("Replacement Cost Value", "$2,168.28")]
    rows = "".join(f"<tr><td>{name}</td><td class=n>{amount}</td></tr>" for name, amount in sums)
    found = read(pdf(f"{body}<table>{rows}</table>"))
    assert [(line.section, line.amount.minor) for line in found.lines] == [
        ("Kitchen", 99840),
        ("Kitchen", 64320),
        ("Hallway", 16530),
        ("Hallway", 18069),
        ("Hallway", 18069),
    ]
    assert (found.stated_total, found.difference) == (Money(216828, "USD"), Money.zero("USD"))


def test_a_letter_whose_prices_follow_their_words_is_read_line_by_line(read):
    body = """<p>Hansen Carpentry &nbsp; CSLB #E-2041</p><p>503-555-0199</p><p>We propose to do this:</p>
    <p>1. Demo existing deck and dispose of debris &nbsp; $1,800.00</p><p>2. Footings: 8 piers &nbsp; $2,400.00</p>
    <p>3. Framing &nbsp; $5,150.00</p><p>4. Composite decking with hidden fasteners, 320 sf &nbsp; $7,680.00</p>
    <p>Alternate #1: Stairs with lighting &nbsp; ADD $1,250.00</p>
    <p>All of it for the sum of: Seventeen thousand thirty dollars ($17,030.00)</p>"""
    found = read(pdf(body))
    assert [line.amount.minor for line in found.lines] == [180_000, 240_000, 515_000, 768_000, 125_000]
    assert [line.optional for line in found.lines] == [False] * 4 + [True]
    assert found.lines[-1].description == "Alternate #1: Stairs with lighting"
    assert (found.stated_total, found.difference) == (Money(1703000, "USD"), Money.zero("USD"))


def test_a_spanish_budget_has_its_tax_and_sums_and_the_currency_of_its_total(read):
    heads = ("Resumen", "Ud", "Cantidad", "Precio", "Importe")
    rows = [
        ("Alicatado porcelánico", "m2", "42,50", "39,90", "1.695,75"),
        ("Contenedor", "ud", "2,00", "185,00", "370,00"),
    ]
    ends = [("13,00 % Gastos generales", "268,55"), ("SUMA", "2.334,30"), ("21,00 % I.V.A.", "490,20")]
    ends += [("TOTAL PRESUPUESTO", "2.824,50 €")]
    found = read(pdf(table(heads, *rows) + table(("", ""), *ends)))
    assert [line.amount for line in found.lines] == [Money(minor, "EUR") for minor in (169575, 37000, 26855)]
    assert (found.tax, found.tax_rate) == (Money(49020, "EUR"), Rate(210_000))
    assert found.difference == Money.zero("EUR")


def test_a_csv_may_begin_with_shorter_rows_and_say_what_its_tax_is_on(read):
    csv = 'Estimate No,1047\nCustomer,"Lee, Dana"\nDate,11/21/2026\n\nProduct/Service,Description,Qty,Rate,Amount\n'
    csv += 'Labor,"Framing, 2 carpenters",40,75.00,"3,000.00"\nMaterials,Lumber,1,"2,145.30","2,145.30"\n'
    csv += 'Permit,City permit fee,,,385.00\nSUBTOTAL,,,,"5,530.30"\nTax (8.5% on materials),,,,182.35\n'
    csv += 'TOTAL,,,,"5,712.65"\n'
    found = read(csv, "estimate.csv")
    assert lines_of(found) == [
        ("", "Labor: Framing, 2 carpenters", 300_000),
        ("", "Materials: Lumber", 214_530),
        ("", "Permit: City permit fee", 38_500),
    ]
    assert (found.client_name, found.tax_scope, found.difference) == ("Lee, Dana", "materials", Money.zero("USD"))


def test_a_column_of_materials_beside_the_work_is_no_part_of_its_words(read):
    csv = "Item,Qty,Unit,Material,Labor,Total\nSlab patch,1,LS,650,900,1550\nCurb cut,22,LF,44,396,440\n"
    found = read(f"{csv}Subtotal,,,694,1296,1990\nO&P 18%,,,,,358.20\nTOTAL BID,,,,,2348.20\n", "bid.csv")
    assert [line.description for line in found.lines] == ["Slab patch", "Curb cut", "O&P 18%"]
    assert found.difference == Money.zero("USD")


@pytest.mark.parametrize(
    "typed",
    [
        "Tile: good 1800 / better $2,400 / best 3600",
        "tile good 1800, better 2400, best 3.6k",
        "- Tile - option A $1800 or option B 2400 or option C (3600)",
    ],
)
def test_good_better_and_best_on_one_line_are_one_choice(typed):
    found = understand_pasted(f"Demo 500\n{typed}\nPaint 900", "en", "USD")
    choice = [line for line in found.lines if line.choice]
    assert [line.amount.minor for line in choice] == [180_000, 240_000, 360_000]
    assert {line.description.lower() for line in choice} == {"tile"}
    assert len({line.alternative for line in choice}) == 3
    assert found.total == Money(320_000, "USD")


def test_two_choices_below_each_other_are_two_by_what_they_are_of():
    """Tile and faucet were one choice of four, of which the client could pick but one, or "Bath" and "Bath 2"."""
    typed = "Bath:\n- Tile good 1800 / better 2400\n- Faucet basic 200 / premium 400\n- Vanity good 900 / better 1200"
    found = understand_pasted(f"{typed}\n- Demo 500\nHall:\n- Tile good 300 / better 500\n", "en", "USD")
    choices = [(line.section, line.choice, line.alternative) for line in found.lines if line.choice]
    assert choices == [
        ("Bath", "Tile", "good"),
        ("Bath", "Tile", "better"),
        ("Bath", "Faucet", "basic"),
        ("Bath", "Faucet", "premium"),
        ("Bath", "Vanity", "good"),
        ("Bath", "Vanity", "better"),
        ("Hall", "Tile", "good"),
        ("Hall", "Tile", "better"),
    ]


def test_a_choice_of_one_name_twice_in_a_room_is_two():
    found = understand_pasted("Bath:\n- Door good 300 / better 500\n- Door good 200 / better 400\n", "en", "USD")
    assert [line.choice for line in found.lines] == ["Door", "Door", "Door 2", "Door 2"]


def test_what_only_looks_like_a_choice_stays_one_line():
    found = understand_pasted("Best quality paint 1200\nStandard doors 3 x 250\nGood 400 / 20%", "en", "USD")
    assert not any(line.choice for line in found.lines)


def test_an_optional_line_may_have_its_price_with_a_plus():
    found = understand_pasted("Floor 60 sf @ 14\nniche - optional  +350", "en", "USD")
    assert [(line.description, line.optional, line.amount.minor) for line in found.lines][1] == ("niche", True, 35_000)


def test_a_number_after_a_hyphen_is_no_credit():
    found = understand_pasted("Call 503-555-0199\nLicense E-2041\nDemo 500", "en", "USD")
    assert SimpleNamespace(n=len(found.lines), minor=found.total.minor) == SimpleNamespace(n=1, minor=50_000)
