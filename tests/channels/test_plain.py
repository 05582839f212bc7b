"""Messages without buttons: what a person reads, and what they can safely type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.wording import wording
from channels.plain import CARRIER_WORDS, as_text, digits, is_carrier_word, segments, spelled_short
from core.ports.messaging import Choice, Delivery

EN, ES = wording("en"), wording("es")


def delivery(*labels, text="Demo: $4,500.00", **more):
    choices = tuple(Choice(label, f"tok-{place}") for place, label in enumerate(labels))
    return Delivery(key="k", text=text, choices=choices, **more)


def test_choices_are_numbered_on_their_own_lines_after_the_text():
    assert as_text(delivery("Invoice", "More photos"), EN) == "Demo: $4,500.00\n\n1 Invoice\n2 More photos"


def test_a_text_alone_stays_as_it_is():
    assert as_text(delivery(), EN) == "Demo: $4,500.00"


def test_no_way_back_is_added_unless_a_choice_is_one():
    assert "0 " not in as_text(delivery("Invoice"), EN).splitlines()[-1][:2]
    assert as_text(delivery("Back", "Send", "Change"), EN).splitlines()[2:] == ["1 Send", "2 Change", "0 Back"]
    assert digits(["Volver", "Enviar", "Cambiar"]) == ("0", "1", "2")
    assert digits(["Send", "« Atrás", "Back"]) == ("1", "0", "2")


def test_the_link_stands_alone_on_the_last_line_so_that_phones_link_exactly_it():
    told = as_text(delivery("Pay", url="https://x.test/i/abc", url_label="View and pay"), EN)
    assert told.splitlines()[-2:] == ["View and pay:", "https://x.test/i/abc"]
    assert as_text(delivery(url="https://x.test/i/abc"), EN).endswith("\n\nhttps://x.test/i/abc")


@pytest.mark.parametrize("words", [EN, ES], ids=["en", "es"])
@pytest.mark.parametrize("word", sorted(CARRIER_WORDS))
def test_a_carriers_word_is_never_a_choice_however_it_is_written(word, words):
    for written in (word, word.upper(), f" {word.title()}! ", f"{word}…"):
        line = as_text(delivery(written), words).splitlines()[-1]
        assert line.startswith("1 ")
        assert not is_carrier_word(line.removeprefix("1 "))


def test_spanish_words_that_carriers_keep_are_known_with_and_without_accents():
    assert all(is_carrier_word(word) for word in ("Sí", "ALTO", "parar", "Información", "AYUDA"))
    assert not is_carrier_word("Cancel invoice")
    assert not is_carrier_word("Enviar")


def test_a_label_with_line_breaks_cannot_pretend_to_be_another_choice():
    lines = as_text(delivery("Invoice\n2 Pay everything", "Send"), EN).splitlines()
    assert lines[2:] == ["1 Invoice 2 Pay everything", "2 Send"]


@given(st.lists(st.text(max_size=12), max_size=12))
def test_digits_are_unique_and_count_up_without_gaps(labels):
    typed = digits(labels)
    assert len(set(typed)) == len(labels)
    assert sorted(int(one) for one in typed if one != "0") == list(range(1, len(labels) + 1 - ("0" in typed)))


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "count"),
    [
        ("", "gsm7", 0, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        # An escaped letter is not cut in half: 152 septets, then the euro moves to the next part.
        ("a" * 152 + "€" + "a" * 152, "gsm7", 306, 3),
        ("ñ" * 160, "gsm7", 160, 1),
        ("á" * 70, "ucs2", 70, 1),
        ("á" * 71, "ucs2", 71, 2),
        ("’" * 134, "ucs2", 134, 2),
        ("😀" * 35, "ucs2", 70, 1),
        ("😀" * 36, "ucs2", 72, 2),
        ("😀" * 67, "ucs2", 134, 3),
    ],
)
def test_sms_parts_are_counted_as_carriers_bill_them(text, alphabet, units, count):
    told = segments(text)
    assert (told.alphabet, told.units, told.count) == (alphabet, units, count)


def test_typographic_signs_have_plain_twins_and_letters_stay():
    assert spelled_short("“Baño” – ‘áé’…\u00a0×2 😀") == "\"Baño\" - 'áé'... x2 😀"
    assert segments(spelled_short("’" * 160)).count == 1
