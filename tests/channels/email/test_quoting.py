"""What somebody wrote anew, as mail programs frame it."""

import pytest

from channels.email.quoting import own_words

CASES = {
    "gmail": "Looks good\n\nOn Tue, Nov 24, 2026 at 9:02 AM Rivera via <\nbills@example.com> wrote:\n\n> Hi Dana\n",
    "gmail, Spanish": "Se ve bien\n\nEl mar, 24 nov 2026 a las 9:02, Rivera (<b@e.com>)\nescribió:\n\n> Hola\n",
    "outlook": "Looks good\n\n________________________________\nFrom: Rivera <b@e.com>\nSubject: Invoice\n\nHi",
    "outlook, no rule": "Looks good\n\nFrom: Rivera <b@e.com>\nSent: Tuesday\nTo: Dana\nSubject: Invoice\n\nHi Dana",
    "old outlook": "Looks good\r\n\r\n-----Original Message-----\r\nFrom: Rivera\r\nHi",
    "phone": "Looks good\n\nSent from my iPhone\n\n> On Nov 24, 2026, at 9:02 AM, Rivera <b@e.com> wrote:\n> \n> Hi",
    "signature": "Looks good\n-- \nDana Lee\n+1 415 555 0134",
    "bare quotes": "> Is it done?\nLooks good\n> And this?",
}


@pytest.mark.parametrize("case", CASES)
def test_the_letter_below_and_the_signature_are_cut(case):
    assert own_words(CASES[case]) in {"Looks good", "Se ve bien"}


@pytest.mark.parametrize(
    "text", ["1", "On Tuesday I wrote the check", "From: the kitchen\nto the hall, paint it", "a\n\nb", "-- not cut --"]
)
def test_ones_own_words_stay(text):
    assert own_words(text) == text


def test_a_hostile_text_is_cut_in_no_time():
    assert own_words("On " * 60_000 + "\n" * 60_000)
