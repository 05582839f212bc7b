"""Files of contractors, through the child: what stands in them comes back line by line."""

import base64
import io

import pikepdf
import pytest
from weasyprint import HTML

from bots.estimates import Estimates
from bots.intents.estimates import understand
from core.domain.estimate import Estimate, EstimateRefused
from core.domain.money import Money
from storage.estimates.grid import Cell, Grid, GridRow
from storage.estimates.reader import Grids
from tests.samples import jpeg
from tests.storage.estimates.books import HEADINGS, book
from tests.storage.estimates.papers import dollars, page, paper


def encrypted(content):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as made:
        made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def joined(*contents):
    out = io.BytesIO()
    with pikepdf.new() as made:
        for content in contents:
            with pikepdf.open(io.BytesIO(content)) as one:
                made.pages.extend(one.pages)
        made.save(out)
    return out.getvalue()


def turned(content, degrees):
    """The pages say that they are shown turned, and what is printed on them is turned back."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as made:
        for one in made.pages:
            width, height = (int(side) for side in one.mediabox[2:])
            turn = {90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}[
                degrees
            ]
            one.contents_add(f"{' '.join(map(str, turn))} cm".encode(), prepend=True)
            one.rotate(degrees, relative=False)
            if degrees != 180:
                one.mediabox = [0, 0, height, width]
        made.save(out)
    return out.getvalue()


def scan():
    """A picture on a page, without a word."""
    picture = base64.b64encode(jpeg("scan")).decode()
    return HTML(string=f"<img src='data:image/jpeg;base64,{picture}'>").write_pdf()


STYLES = {
    "plain": "",
    "numbers in the middle": "td { vertical-align: middle }",
    "numbers at the foot": "td { vertical-align: bottom }",
    "no room between rows": "td, th { padding: 0 4px }",
    "columns as wide as they need": "table { table-layout: auto }",
    "lying": "@page { size: Letter landscape }",
    "small print": "body { font-size: 6.5pt } td { padding: 1px 2px }",
    "boxes": "td, th { border: 1px solid #000 } th { text-align: center !important }",
    "A4 with a letterhead": "@page { size: A4; @top-right { content: 'Lic. 1042 - 555 0134' } }",
}


@pytest.fixture(scope="module")
def estimates():
    grids = Grids()
    yield Estimates(grids)
    grids.close()


@pytest.fixture
def read(estimates, tmp_path):
    def reading(content, currency="USD", language="en"):
        path = tmp_path / "arrived"
        path.write_bytes(content)
        return estimates.read_estimate(path, currency, language)

    return reading


def rows_of(found):
    assert isinstance(found, Estimate), found
    return [
        (line.section, line.description, int(line.quantity), line.unit, line.unit_price.minor) for line in found.lines
    ]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_every_usual_layout_comes_back_exactly(read, style):
    made = paper(70, seed=3, style=style)
    found = read(made.pdf)
    assert rows_of(found) == list(made.rows)
    assert found.unplaced == ()
    assert (found.stated_total, found.difference) == (Money(made.total, "USD"), Money(0, "USD"))
    assert (found.client_name, found.project_name) == ("Dana Lee", "Oak Street remodel")


def test_a_pdf_of_two_hundred_lines_comes_back_exactly(read):
    made = paper(200)
    found = read(made.pdf)
    assert rows_of(found) == list(made.rows)
    assert found.unplaced == ()


@pytest.mark.parametrize("seed", range(6))
def test_random_lines_on_paper_come_back_exactly(read, seed):
    made = paper(17 + 9 * seed, seed=seed, subtotals=seed % 2 == 0)
    found = read(made.pdf)
    assert rows_of(found) == list(made.rows)
    assert found.difference == Money(0, "USD")


def test_lines_of_a_pdf_know_their_page_and_row(read):
    found = read(paper(60, seed=5).pdf)
    places = [(line.page, line.row) for line in found.lines]
    assert places == sorted(places)
    assert places[0] == (1, 7)
    assert places[-1][0] > 1


def test_a_pdf_with_a_password_a_scan_and_an_empty_page_are_refused(read):
    assert read(encrypted(paper(5).pdf)) == EstimateRefused(code="estimate.password")
    assert read(scan()) == EstimateRefused(code="estimate.scanned")
    assert read(HTML(string="<p></p>").write_pdf()) == EstimateRefused(code="estimate.empty")


def test_a_page_that_is_a_picture_is_said_among_others(read):
    found = read(joined(paper(5).pdf, scan()))
    assert [note.code for note in found.notes if "text" in note.code] == ["estimate.pages_without_text"]


def test_a_watermark_across_the_page_is_no_row(read):
    across = "h1 { position: fixed; top: 40%; left: 20%; transform: rotate(-40deg); font-size: 90pt }"
    made = paper(20, seed=2, style=across)
    assert rows_of(read(made.pdf)) == list(made.rows)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_seen(read, degrees):
    made = paper(20, seed=2)
    assert rows_of(read(turned(made.pdf, degrees))) == list(made.rows)


def test_a_workbook_comes_back_exactly(read):
    made = paper(200, seed=9)
    rows, section = [["Rivera Remodeling"], [], HEADINGS], ""
    for name, words, quantity, unit, price in made.rows:
        if name != section:
            rows.append([name])
            section = name
        rows.append([words, quantity, unit, price / 100, quantity * price / 100])
    rows.append(["Total", None, None, None, made.total / 100])
    found = read(book(rows))
    assert rows_of(found) == list(made.rows)
    assert found.difference == Money(0, "USD")


def test_of_several_sheets_the_one_with_most_lines_is_taken_and_the_others_are_named(read):
    found = read(
        book(
            [["Price list"], ["nothing here"]],
            [HEADINGS, ["Demo", 1, "ls", 5, 5], ["Paint", 2, "ea", 5, 10]],
            [HEADINGS, ["Extra", 1, "ls", 7, 7]],
        )
    )
    assert [line.description for line in found.lines] == ["Demo", "Paint"]
    assert [(note.code, dict(note.details)) for note in found.notes] == [
        ("estimate.sheet_taken", {"name": "Sheet2"}),
        ("estimate.sheet_with_amounts", {"name": "Sheet3", "amount": Money(700, "USD")}),
        ("estimate.sheets_left", {"names": "Sheet1"}),
    ]


def test_a_workbook_of_formulas_without_results_is_refused(read):
    assert read(book([HEADINGS, ["Demo", 1, "ls", 5, "=B2*D2"]])) == EstimateRefused(
        code="estimate.formulas", details={"currency": "USD"}
    )


def test_single_formulas_without_results_are_said_row_by_row(read):
    found = read(book([HEADINGS, ["Demo", 1, "ls", 5, 5], ["Paint", 1, "ls", 5, "=B2*D2"]]))
    assert [one.code for one in found.unplaced] == ["estimate.formula"]


def test_what_a_formula_computed_is_rounded_to_cents_and_said(read):
    found = read(book([HEADINGS, ["Demo", 3, "hr", 3.335, 10.005], ["Paint", 1, "ls", None, 33.333333]]))
    assert [(line.amount.minor, [doubt.code for doubt in line.doubts]) for line in found.lines] == [
        (1001, ["estimate.rounded", "estimate.price_too_fine"]),
        (3333, ["estimate.rounded"]),
    ]


def test_words_of_a_page_that_no_column_holds_go_with_the_description():
    heads = [("Description", 0, 500), ("Qty", 600, 700), ("Amount", 800, 900)]
    rows = [[(f"Work {n}", 0, 300), (str(n), 680, 700), ("5.00", 860, 900)] for n in range(2, 6)]
    rows.append([("Paint, with", 0, 300), ("two coats", 400, 590), ("9.00", 860, 900)])
    cells = [tuple(Cell(text, left, right) for text, left, right in row) for row in [heads, *rows]]
    found = understand(Grid("pdf", tuple(GridRow(1, n, row, 20) for n, row in enumerate(cells, 1))), "en", "USD")
    assert found.lines[-1].description == "Paint, with two coats"


def test_a_page_without_headings_is_read_by_its_columns(read):
    made = paper(30, seed=4, style="thead { display: none }")
    found = read(made.pdf)
    assert rows_of(found) == list(made.rows)
    assert found.notes[0].code == "estimate.no_headings"


def test_a_spanish_pdf_is_read(read):
    html = page([("Baño", "Azulejo", 12, "m2", 2000), ("Cocina", "Cubierta", 1, "pza", 90_000)])
    for english, spanish in {
        "Description": "Concepto",
        "Qty": "Cant.",
        "Unit<": "Unidad<",
        "Amount": "Importe",
    }.items():
        html = html.replace(english, spanish)
    found = read(HTML(string=html.replace("Unit price", "P. unitario")).write_pdf(), language="es")
    assert rows_of(found) == [("Baño", "Azulejo", 12, "m2", 2000), ("Cocina", "Cubierta", 1, "pza", 90_000)]


def test_headings_that_are_wrapped_are_one(read):
    made = paper(60, seed=2)
    found = read(HTML(string=made.html.replace("Unit price", "Unit<br>price")).write_pdf())
    assert rows_of(found) == list(made.rows)
    assert found.unplaced == ()


def test_each_section_may_have_a_table_of_its_own(read):
    made = paper(30, seed=6)
    html, section = "<style>td, th { padding: 3px 8px; text-align: left } td + td { text-align: right }</style>", ""
    for name, words, quantity, unit, price in made.rows:
        if name != section:
            html += f"</table><h3>{name}</h3><table><tr><th>Description<th>Qty<th>Unit<th>Rate<th>Amount</tr>"
            section = name
        amounts = f"<td>{dollars(price)}<td>{dollars(quantity * price)}"
        html += f"<tr><td>{words}<td>{quantity}<td>{unit}{amounts}</tr>"
    found = read(HTML(string=f"{html}</table><p>Total: {dollars(made.total)}</p>").write_pdf())
    assert rows_of(found) == list(made.rows)
    assert found.difference == Money(0, "USD")
