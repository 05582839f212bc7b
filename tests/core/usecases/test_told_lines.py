"""What an invoice calls the pieces of a part that a payment schedule made."""

from decimal import Decimal
from uuid import uuid4

import pytest

from core.domain.ids import ChangeOrderId, LineItemId
from core.domain.invoice import TaxAmount
from core.domain.milestone import LineItem, Milestone
from core.domain.money import Money, Rate
from core.domain.terms import TaxRule
from core.usecases.told_lines import tax_label, told_lines
from tests.twins.plain_wording import PlainWording

RATE = Rate.percent(Decimal("8.25"))
EVERYTHING, ON_MATERIALS = TaxRule(rate=RATE), TaxRule(rate=RATE, scope="materials")


def usd(minor):
    return Money(minor, "USD")


def line(minor, *, name="Demo", quantity=1, **more):
    amount = usd(minor)
    price = usd(minor // quantity)
    return LineItem(
        id=LineItemId(uuid4()),
        description=name,
        quantity=Decimal(quantity),
        unit_price=price,
        amount=amount,
        **more,
    )


def told(lines, *taxes):
    milestone = Milestone(
        id=uuid4(),
        account_id=uuid4(),
        project_id=uuid4(),
        contractor_id=uuid4(),
        kind="work",
        position=1,
        name="Demo",
        scheduled_value=usd(sum(one.amount.minor for one in lines)),
        lines=tuple(lines),
    )
    return [(one.description, one.amount.minor) for one in told_lines(milestone, taxes, PlainWording())]


PIECES = (line(100, cost_type="labor"), line(200, cost_type="materials"), line(300), line(400, taxable=False))


def test_without_a_tax_its_pieces_are_one_line():
    assert told(PIECES) == [("Demo", 1000)]


def test_a_tax_on_everything_tells_only_what_is_not_taxed_apart():
    assert told(PIECES, EVERYTHING) == [("Demo", 600), ("sheet.of_exempt what=Demo", 400)]


def test_a_tax_on_one_kind_tells_each_kind():
    assert told(PIECES, ON_MATERIALS) == [
        ("sheet.of_labor what=Demo", 100),
        ("sheet.of_materials what=Demo", 200),
        ("Demo", 300),
        ("sheet.of_exempt what=Demo", 400),
    ]


def test_one_piece_alone_needs_no_more_than_its_name():
    assert told(PIECES[:1], ON_MATERIALS) == [("Demo", 100)]


def test_lines_of_their_own_stay_as_they_are_and_a_discount_is_called_so():
    own = [
        line(50, change_order_id=ChangeOrderId(uuid4())),
        line(60, quantity=2),
        line(70, name="Haul"),
        line(-10, name="", discount=True),
    ]
    assert told([*PIECES, *own]) == [("Demo", 1000), ("Demo", 50), ("Demo", 60), ("Haul", 70), ("sheet.discount", -10)]


@pytest.mark.parametrize(
    ("scope", "name", "inclusive", "label"),
    [
        ("all", "", False, "figure.tax rate=8.25 %"),
        ("materials", "", False, "figure.of_materials tax=figure.tax rate=8.25 %"),
        ("labor", "City", True, "figure.of_labor tax=figure.tax_included_named rate=8.25 % name=City"),
    ],
)
def test_a_tax_says_what_it_is_of(scope, name, inclusive, label):
    tax = TaxAmount(name=name, rate=RATE, scope=scope, inclusive=inclusive, base=usd(100), tax=usd(8))
    assert tax_label(tax, PlainWording()) == label


def test_what_bears_no_tax_says_so_where_others_do():
    lines = (line(100, name="Paint"), line(50, name="Permit", taxable=False))
    assert told(lines) == [("Paint", 100), ("Permit", 50)]
    assert told(lines, EVERYTHING) == [("Paint", 100), ("sheet.of_exempt what=Permit", 50)]
