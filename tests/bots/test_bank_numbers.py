"""Bank numbers: those of the published examples are taken, and any one slip in them is found."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban

from bots.bank_numbers import as_said, facts_of, merged, problem_of
from bots.intents.banking import BankAccountSaid
from core.domain.bank import BankFacts

# The examples of the IBAN registry (ISO 13616), and of banks' own pages.
IBANS = (
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "ES9121000418450200051332",
    "FR1420041010050500013M02606",
    "CH9300762011623852957",
    "NL91ABNA0417164300",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "BR1800360305000010009795493C1",
)
ROUTINGS = ("021000021", "121000248", "011401533", "091000019")


def said(**what):
    return BankAccountSaid(**what)


@pytest.mark.parametrize("number", IBANS)
def test_an_iban_of_the_registry_is_taken(number):
    assert problem_of(said(iban=number)) == ""
    assert facts_of(said(iban=number), "Rivera") == BankFacts(kind="iban", holder="Rivera", iban=number)


@given(st.sampled_from(IBANS), st.data())
def test_one_wrong_figure_in_an_iban_is_found(number, data):
    place = data.draw(st.integers(2, len(number) - 1))
    pool = string.digits if number[place].isdigit() else string.ascii_uppercase
    other = data.draw(st.sampled_from([one for one in pool if one != number[place]]))
    assert problem_of(said(iban=number[:place] + other + number[place + 1 :]))


@given(st.sampled_from(IBANS), st.data())
def test_two_figures_that_changed_places_are_found(number, data):
    place = data.draw(st.integers(2, len(number) - 2))
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or problem_of(said(iban=swapped))


@given(st.sampled_from(IBANS), st.integers(1, 10))
def test_an_iban_that_is_cut_short_is_found(number, missing):
    assert problem_of(said(iban=number[:-missing]))


@given(st.text(string.digits, min_size=18, max_size=18))
def test_an_account_of_the_right_form_and_sum_is_taken(account):
    """Germany has no check of its own inside."""
    number = f"DE{iban.calc_check_digits('DE00' + account)}{account}"
    assert problem_of(said(iban=number)) == ""


@pytest.mark.parametrize("routing", ROUTINGS)
def test_a_routing_number_is_taken_and_one_wrong_figure_is_found(routing):
    assert problem_of(said(routing=routing, number="123456789")) == ""
    for place in range(9):
        for other in set(string.digits) - {routing[place]}:
            wrong = routing[:place] + other + routing[place + 1 :]
            assert problem_of(said(routing=wrong, number="123456789")) == "bank.bad_routing"


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ({}, "bank.no_number"),
        ({"holder": "Rivera"}, "bank.no_number"),
        ({"number": "123456789"}, "bank.number_alone"),
        ({"routing": "021000021"}, "bank.no_account"),
        ({"routing": "021000021", "number": "123"}, "bank.no_account"),
        ({"sort_code": "20041", "number": "55779911"}, "bank.bad_uk"),
        ({"sort_code": "200415", "number": "5"}, "bank.bad_uk"),
        ({"iban": IBANS[0], "bic": "COBA"}, "bank.bad_bic"),
        ({"iban": "CH4431999123000889012"}, "bank.qr_iban"),
        ({"iban": "XX82370400440532013000"}, "bank.bad_iban"),
        ({"words": "x" * 501}, "bank.too_long"),
    ],
)
def test_what_is_missing_or_wrong_is_named(what, problem):
    assert problem_of(said(**what)) == problem


def test_what_is_right_has_no_problem():
    assert problem_of(said(sort_code="200415", number="55779911")) == ""
    assert problem_of(said(words="CLABE 032180000118359719")) == ""
    assert problem_of(said(iban=IBANS[0], bic="COBADEFFXXX")) == ""


@pytest.mark.parametrize(
    "what",
    [
        {"iban": IBANS[0], "bic": "COBADEFFXXX", "holder": "Rivera", "bank": "Commerzbank"},
        {"routing": ROUTINGS[0], "number": "123456789", "holder": "Rivera"},
        {"sort_code": "200415", "number": "55779911", "holder": "Rivera"},
        {"words": "CLABE 032180000118359719", "holder": "Rivera"},
    ],
)
def test_what_was_understood_can_be_said_on(what):
    assert as_said(facts_of(said(**what), "")) == what
    assert merged(what, said(holder="María")) == said(**{**what, "holder": "María"})


def test_another_kind_of_number_takes_the_place_of_the_first():
    american = {"routing": ROUTINGS[0], "number": "123456789", "holder": "Rivera"}
    assert merged(american, said(iban=IBANS[0])) == said(iban=IBANS[0], holder="Rivera")
    assert merged({"iban": IBANS[0], "bic": "X"}, said(routing="1", number="2")) == said(routing="1", number="2")


def test_words_take_the_place_of_a_number_that_nobody_could_pay_to():
    words = "CLABE 032180000118359719"
    assert merged({"number": "12345678901", "holder": "Rivera"}, said(words=words)) == said(
        words=words, holder="Rivera"
    )
    routed = {"routing": ROUTINGS[0], "number": "5"}
    assert merged(routed, said(words=words)) == said(**routed, words=words)
