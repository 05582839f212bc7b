import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.text import one_line, plain_text
from tests.core.sizes import EXAMPLES

anything = st.text(st.characters() | st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"]))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  Maple   St\tkitchen \n", "Maple St kitchen"),
        ("two\r\nlines", "two lines"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("half \ud83d a pair", "half a pair"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("family 👨‍👩‍👧", "family 👨‍👩‍👧"),
        ("می‌خواهم", "می‌خواهم"),
        ("\ufeffname", "name"),
    ],
)
def test_a_line_keeps_words_and_drops_what_cannot_be_kept_or_printed(said, kept):
    assert one_line(said) == kept


def test_a_text_keeps_its_line_breaks():
    assert plain_text(" first\r\nsecond\x0bthird\u2028fourth ") == "first\nsecond\nthird\nfourth"


@settings(max_examples=EXAMPLES, deadline=None)
@given(anything, st.integers(1, 50))
def test_any_text_becomes_storable_printable_and_short_and_stays_so(said, longest):
    for clean in (one_line, plain_text):
        kept = clean(said, longest)
        assert len(kept) <= longest
        assert "\x00" not in kept
        assert kept.encode().decode() == kept
        assert kept == kept.strip()
        assert clean(kept, longest) == kept
    assert len(one_line(said, longest).splitlines()) <= 1


@pytest.mark.parametrize("clean", [one_line, plain_text])
def test_a_very_long_text_is_cut(clean):
    assert len(clean("x" * 100_000, 120)) == 120
