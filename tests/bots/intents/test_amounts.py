from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import assume, given
from hypothesis import strategies as st

from bots.intents.amounts import amount, amounts_in, percent

CENTS = st.integers(1, 10**13).map(lambda minor: Decimal(minor) / 100)
WHOLE = st.integers(1, 10**13)


def value(text, language="en", currency="USD"):
    found = amount(text, language, currency)
    return found.value if found else None


@pytest.mark.parametrize("language", ["en", "es"])
@given(CENTS)
def test_any_amount_with_cents_reads_back(language, exact):
    forms = [
        f"{exact:.2f}",
        f"${exact:,.2f}",
        f"$ {exact:,.2f}",
        f"{exact:,.2f} dollars",
        f"USD {exact:.2f}",
        f"{exact:.2f} USD",
    ]
    assert {value(form, language) for form in forms} == {exact}


@pytest.mark.parametrize("language", ["en", "es"])
@given(WHOLE)
def test_any_whole_amount_reads_back(language, whole):
    forms = [f"{whole}", f"${whole}", f"{whole:,}", f"${whole:,}", f"{whole} dólares", f"{whole}$", f"US${whole:,}"]
    assert {value(form, language) for form in forms} == {whole}


@given(CENTS)
def test_spanish_decimal_commas_read_back(exact):
    assert value(format_decimal(exact, format="#,##0.00", locale="es_AR"), "es") == exact
    assert value(f"{exact:.2f}".replace(".", ","), "es") == exact


@given(WHOLE)
def test_spanish_thousands_with_points_read_back(whole):
    assert value(f"{whole:,}".replace(",", "."), "es") == whole


@given(st.integers(1, 10**9))
def test_thousands_and_narrow_spaces_read_back(whole):
    exact = Decimal(whole) / 10
    assert {value(f"{exact}{unit}") for unit in ("k", "K", " k", " mil", " thousand", " grand")} == {exact * 1000}
    assert value(f"{whole:,}".replace(",", "\u202f")) == whole


@given(st.integers(0, 10**6).map(lambda ppm: Decimal(ppm) / 10_000))
def test_percentages_read_back(rate):
    forms = (f"{rate}%", f"{rate} %", f"{rate} percent", f"{rate} por ciento", f"{rate}%".replace(".", ","))
    assert {percent(form) for form in forms} == {rate}


@given(WHOLE)
def test_a_point_before_three_digits_is_no_number_in_english(whole):
    text = f"{whole:,}".replace(",", ".")
    assume(text.count(".") == 1)
    assert value(text) is None


@pytest.mark.parametrize(
    ("text", "en", "es"),
    [
        ("$4.5k", "4500", "4500"),
        ("24K", "24000", "24000"),
        ("1.2 mil", "1200", "1200"),
        ("4.500", None, "4500"),
        ("4.500,00", "4500", "4500"),
        ("4,50", None, "4.5"),
        ("4500,50", "4500.5", "4500.5"),
        (".50", "0.5", "0.5"),
        ("cuatro mil quinientos", "4500", "4500"),
        ("forty five hundred", "4500", "4500"),
        ("twenty-four thousand", "24000", "24000"),
        ("two hundred and fifty dollars", "250", "250"),
        ("treinta y cinco mil", "35000", "35000"),
        ("mil doscientos", "1200", "1200"),
        ("1.5 millones de pesos", "1500000", "1500000"),
        ("12,34,567", None, None),
        ("0.500", None, None),
        ("-500", None, None),
        ("2x4", None, None),
        ("2nd", None, None),
        ("11/22", None, None),
        ("4 500", None, None),
        ("four five", None, None),
        ("one", None, None),
        ("1e5", None, None),
        ("NaN", None, None),
        ("٤٥٠٠", "4500", "4500"),
        ("", None, None),
    ],
)
def test_amounts_as_people_type_them(text, en, es):
    assert (value(text, "en"), value(text, "es")) == (en and Decimal(en), es and Decimal(es))


def test_three_decimals_are_decimals_where_the_currency_has_them():
    assert value("1.234", "en", "KWD") == Decimal("1.234")


@pytest.mark.parametrize(
    ("text", "currency"), [("€300", "EUR"), ("£5", "GBP"), ("300 mxn", "MXN"), ("$5", None), ("5 pesos", None)]
)
def test_only_a_said_currency_is_known(text, currency):
    found = amount(text)
    assert found is not None
    assert found.currency == currency


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("half", "50"),
        ("la mitad", "50"),
        ("1/3", "33.3333"),
        ("un tercio", "33.3333"),
        ("dos tercios", "66.6667"),
        ("a quarter", "25"),
    ],
)
def test_shares_are_percentages(text, rate):
    assert percent(text) == Decimal(rate)


@given(st.text())
def test_any_text_can_be_searched(text):
    assert all(found.value >= 0 and found.start < found.end <= len(text) for found in amounts_in(text, "es"))
