"""An estimate as the tools of contractors print it, with all that stands around its lines."""

import pytest
from weasyprint import HTML

from bots.estimates import Estimates
from core.domain.estimate import Estimate
from core.domain.money import Money
from storage.estimates.reader import Grids

_STYLE = """@page { size: letter; margin: 18mm 14mm; @bottom-center { content: "Page " counter(page) } }
body { font: 9pt Helvetica } table { width: 100%; border-collapse: collapse } .r { text-align: right }
td, th { padding: 3px; vertical-align: top; text-align: left } .t td { text-align: right; font-weight: bold }"""
_HEAD = (
    "<th>#</th><th>Description</th><th class=r>Qty</th><th>Unit</th><th class=r>Unit Price</th><th class=r>Amount</th>"
)
_LONG = "Quartz countertop, 3cm, eased edge, undermount sink cutout included; Owner to select from Group B colors"


def _row(*cells):
    return (
        "<tr>"
        + "".join(f"<td{' class=r' if n in {2, 4, 5} else ''}>{one}</td>" for n, one in enumerate(cells))
        + "</tr>"
    )


def _sum(name, amount):
    return f"<tr class=t><td colspan=5>{name}</td><td>{amount}</td></tr>"


def _printed():
    """Quantity and unit stand close; the sums are a table of their own; options and terms come after them."""
    lines = [
        "<tr><td colspan=6><b>Demolition</b></td></tr>",
        _row("1.1", "Remove existing cabinets and countertops, haul away", "1", "LS", "$2,400.00", "$2,400.00"),
        _row("1.2", "Remove tile floor incl. thinset grinding", "180", "SF", "$4.25", "$765.00"),
        _sum("Subtotal Demolition", "$3,165.00"),
        "<tr><td colspan=6><b>Kitchen</b></td></tr>",
        *[_row(f"2.{n}", _LONG, "52", "SF", "$89.99", "$4,679.48") for n in range(1, 30)],
        _sum("Subtotal Kitchen", "$135,704.92"),
    ]
    sums = [("Subtotal", "$138,869.92"), ("Discount (repeat client)", "-$500.00")]
    sums += [("Sales tax 8.75%", "$12,107.37"), ("TOTAL", "$150,477.29")]
    return HTML(
        string=f"""<style>{_STYLE}</style><h1>ESTIMATE</h1>
        <p>Prepared for: Dana Lee, 44 Maple Street, Oakland CA 94611 · (415) 555-0134 · dana@example.com</p>
        <p>Project: Maple St Kitchen</p>
        <table><thead><tr>{_HEAD}</tr></thead>{"".join(lines)}</table>
        <table>{"".join(f"<tr class=t><td>{name}</td><td>{amount}</td></tr>" for name, amount in sums)}</table>
        <h3>Optional items (not included in total)</h3>
        <table>{_row("O.1", "Heated floor", "60", "SF", "$18.00", "$1,080.00")}</table>
        <h3>Payment schedule</h3><p>10% deposit upon signing; 40% at start of cabinets; balance on completion.</p>
        <h3>Terms</h3><p>Client supplies appliances. Changes in writing only.</p>"""
    ).write_pdf()


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    path = tmp_path_factory.mktemp("printed") / "estimate.pdf"
    path.write_bytes(_printed())
    grids = Grids()
    found = Estimates(grids).read_estimate(path, "USD", "en")
    grids.close()
    assert isinstance(found, Estimate), found
    return found


def test_quantities_are_read_where_they_stand_close_to_their_units(printed):
    assert [(str(line.quantity), line.unit, line.unit_price.minor) for line in printed.lines[1:3]] == [
        ("180", "SF", 425),
        ("52", "SF", 8999),
    ]
    assert {doubt.code for line in printed.lines for doubt in line.doubts} == set()


def test_discount_tax_and_total_are_read_from_a_table_of_their_own(printed):
    assert (printed.discount, printed.tax) == (Money(50000, "USD"), Money(1210737, "USD"))
    assert (printed.stated_total, printed.difference) == (Money(15047729, "USD"), Money(0, "USD"))


def test_optional_items_after_the_total_are_optional(printed):
    assert [line.description for line in printed.lines if line.optional] == ["Heated floor"]


def test_the_client_is_a_name_and_no_letterhead(printed):
    assert printed.client_name == "Dana Lee"
    assert printed.client_reach == "44 Maple Street, Oakland CA 94611 · (415) 555-0134 · dana@example.com"


def test_how_it_is_paid_is_read_from_below_the_lines(printed):
    assert printed.paid == ("10% deposit upon signing; 40% at start of cabinets; balance on completion.",)
    assert printed.unplaced == ()


def test_options_in_a_table_of_their_own_are_counted_and_priced_wherever_its_columns_fall(printed):
    (option,) = (line for line in printed.lines if line.optional)
    assert (str(option.quantity), option.unit, option.unit_price.minor) == ("60", "SF", 1800)
