import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.intents.people import email, emails_in, phone, phones_in


@pytest.mark.parametrize(
    "text",
    [
        "+1 415 555 0134",
        "+14155550134",
        "1-415-555-0134",
        "(415) 555-0134",
        "415.555.0134",
        "415 555 0134",
        "4155550134",
        "415-555 0134",
        "011 1 415 555 0134",
    ],
)
def test_one_number_in_many_forms(text):
    assert [found.value for found in phones_in(f"Dana Lee {text}, $24,000", "US")] == ["+14155550134"]
    assert phone(text) == "+14155550134"


@pytest.mark.parametrize(
    "text", ["555-0134", "24000", "$2,400,000,000", "4500 8000 120", "123 456 7890", "12345678901234567890", ""]
)
def test_what_is_no_phone_number_is_left_alone(text):
    assert list(phones_in(text, "US")) == []


def test_a_number_of_another_country_wants_its_plus_or_its_country():
    assert [found.value for found in phones_in("llámame +52 55 1234 5678", "US")] == ["+525512345678"]
    assert [found.value for found in phones_in("llámame 55 1234 5678", "MX")] == ["+525512345678"]


@given(st.sampled_from(["US", "MX", "GB", "ES", "DE", "CO"]), st.sampled_from(list(range(3))))
def test_example_numbers_of_many_countries_read_back(country, form):
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    wanted = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert [found.value for found in phones_in(phonenumbers.format_number(example, form % 2), "US")] == [wanted]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dana@lee.com", "dana@lee.com"),
        ("Dana.Lee+site@Mail.Example.CO", "Dana.Lee+site@mail.example.co"),
        ("a..b@x.com", None),
        ("dana@lee", None),
        ("@dana", None),
        ("dana@lee.com and more", None),
    ],
)
def test_email_addresses(text, found):
    assert email(text) == found


def test_an_address_is_found_inside_a_sentence():
    assert [one.value for one in emails_in("send to <dana@lee.com>, or sam@hill.org.")] == [
        "dana@lee.com",
        "sam@hill.org",
    ]
