"""What is typed into a field of money or of a quantity: taken as it was meant, or not at all."""

from decimal import Decimal
from uuid import uuid4

import pytest

from channels.portal.edit_form import form_of
from channels.portal.edit_numbers import price_in, quantity_in
from channels.portal.editing import read_form
from tests.channels.portal.offers import sample_offer
from tests.core.site import usd


@pytest.mark.parametrize(
    ("said", "english", "spanish"),
    [
        ("1200", "1200", "1200"),
        ("$1,234.50", "1234.50", "1234.50"),
        ("1,234,567", "1234567", "1234567"),
        ("US$ 1,200", "1200", "1200"),
        ("1200 USD", "1200", "1200"),
        ("1 200", "1200", "1200"),
        ("1.234,50", "1234.50", "1234.50"),
        ("-200", "-200", "-200"),
        ("$-200", "-200", "-200"),
        ("-$200", "-200", "-200"),
        ("(200)", "-200", "-200"),
        ("($1,200.00)", "-1200.00", "-1200.00"),
        (".50", "0.50", "0.50"),
        ("4k", "4000", "4000"),
        ("4.5k", "4500", "4500"),
        ("4 mil", "4000", "4000"),
        ("45,50", None, "45.50"),
        ("1.234", "1.234", "1234"),
        ("450 each", None, None),
        ("450 ten", None, None),
        ("EUR 450", None, None),
        ("12 x 450", None, None),
        ("4 hundred", None, None),
        ("1,23,456", None, None),
        ("12,34", None, "12.34"),
        ("1-200", None, None),
        ("--5", None, None),
        ("(-5)", None, None),
        ("1e9", None, None),
        ("9" * 30, None, None),
        ("٣٤", None, None),
        ("$", None, None),
    ],
)
def test_a_price(said, english, spanish):
    for language, meant in ((False, english), (True, spanish)):
        assert price_in(said, "USD", spanish=language) == (None if meant is None else Decimal(meant))


def test_of_a_currency_with_thousandths_a_point_is_a_point():
    assert price_in("1.234", "KWD", spanish=True) == Decimal("1.234")


@pytest.mark.parametrize(
    ("said", "english", "spanish"),
    [
        ("1,5", None, "1.5"),
        ("1.234", "1.234", "1.234"),
        ("1,234", "1234", None),
        ("1,200.5", "1200.5", "1200.5"),
        ("two", None, None),
        ("-2", None, None),
    ],
)
def test_a_quantity(said, english, spanish):
    for language, meant in ((False, english), (True, spanish)):
        assert quantity_in(said, spanish=language) == (None if meant is None else Decimal(meant))


@pytest.mark.parametrize(
    ("field", "said"),
    [("s0r0p", "4 hundred"), ("s0r0p", "12 x 450"), ("s0r0p", "45,5"), ("s0r0q", "1,5"), ("deposit", "10 percent")],
)
def test_a_number_that_could_be_another_is_told_at_its_field(field, said):
    """ "4 hundred" was 4, "12 x 450" was 12,450 and "1,5" of something 15."""
    form = {**form_of(sample_offer().proposal), "lang": "en", field: said}
    assert set(read_form(form, "USD", uuid4).problems) == {field}


def test_a_spanish_writer_has_decimal_commas():
    form = {**form_of(sample_offer().proposal), "lang": "es", "s0r0p": "450,50", "s0r0q": "1,5", "discount": "1.200"}
    filled = read_form(form, "USD", uuid4)
    assert filled.problems == {}
    line = filled.offer.sections[0].lines[0]
    assert (line.unit_price, line.quantity) == (usd("450.50"), Decimal("1.5"))
    assert filled.offer.discount.amount == usd(1200)
