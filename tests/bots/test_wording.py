import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.wording import LOCALES, CatalogWording, read_catalog, wording
from core.domain.money import Money, Rate, exponent_of
from core.ports.wording import Wording

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def catalog_of(folder: Path, **files: str) -> CatalogWording:
    for name, body in files.items():
        (folder / f"{name}.po").write_text(HEADER + body, encoding="utf-8")
    return CatalogWording("en", read_catalog(folder))


@pytest.fixture
def words(tmp_path: Path) -> CatalogWording:
    return catalog_of(
        tmp_path,
        greetings='msgid "hi"\nmsgstr "Hi {name}!"\n',
        photos='msgid "photos"\nmsgid_plural "photos"\nmsgstr[0] "{n} photo"\nmsgstr[1] "{n} photos"\n',
        odd='msgid "braces"\nmsgstr "{{x}} {name}"\n',
    )


def test_both_languages_have_the_same_codes_plural_forms_and_placeholders():
    en, es = (read_catalog(LOCALES / language).entries for language in ("en", "es"))
    assert set(en) == set(es)
    for code, entry in en.items():
        assert len(entry.forms) == len(es[code].forms), code
        assert frozenset[str]().union(*(form.names for form in entry.forms)) == frozenset[str]().union(
            *(form.names for form in es[code].forms)
        ), code


# Pages and roads that always have something to tap. Approve is on the client's page; "le toca al" is no tap.
TAPPED = {"portal", "simulator", "upload", "email", "slack", "sandbox"}
TAP = re.compile(r"\b(?:tap|press|click|t[oó]ca(?:l[oa])?|pulsa|pulse)\b(?! Approve| Aprobar| al)", re.IGNORECASE)


@pytest.mark.parametrize("language", ["en", "es"])
def test_words_that_may_be_read_without_buttons_ask_nobody_to_tap(language):
    for code, entry in read_catalog(LOCALES / language).entries.items():
        said = " ".join(form.filled(lambda name: name) for form in entry.forms)
        assert entry.source.stem in TAPPED or not TAP.search(said), code


def test_the_same_area_exists_in_both_languages():
    assert {path.name for path in (LOCALES / "en").glob("*.po")} == {
        path.name for path in (LOCALES / "es").glob("*.po")
    }


def test_the_wording_of_a_language_is_read_once():
    words: Wording = wording("es")
    assert words is wording("es")
    assert words.language == "es"


@pytest.mark.parametrize("language", ["", "fr", "../en", "EN"])
def test_a_language_that_is_not_spoken_is_refused(language):
    with pytest.raises(ValueError, match="no such language"):
        wording(language)


def test_an_unknown_code_is_a_key_error(words):
    with pytest.raises(KeyError):
        words.text("no.such.code")


def test_a_missing_detail_is_a_key_error(words):
    with pytest.raises(KeyError, match="name"):
        words.text("hi")


@pytest.mark.parametrize(("n", "said"), [(0, "0 photos"), (1, "1 photo"), (2, "2 photos"), (-1, "-1 photo")])
def test_the_plural_form_follows_the_detail_n(words, n, said):
    assert words.text("photos", n=n) == said


def test_a_count_must_be_a_whole_number(words):
    with pytest.raises(TypeError):
        words.text("photos", n="1")


@pytest.mark.parametrize(
    "hostile", ["{0.__class__}", "{x}", "{name}", "{", "}", "%s", "${x}", "{{name}}", "\\g<0>", "\x00"]
)
def test_a_hostile_detail_is_only_text(words, hostile):
    assert words.text("hi", name=hostile) == f"Hi {hostile}!"


@given(st.text())
def test_any_detail_is_inserted_as_it_is(tmp_path_factory, name):
    words = catalog_of(tmp_path_factory.getbasetemp(), only='msgid "hi"\nmsgstr "<{name}>"\n')
    assert words.text("hi", name=name) == f"<{name}>"


def test_doubled_braces_are_braces(words):
    assert words.text("braces", name="y") == "{x} y"


def test_money_rates_and_days_are_written_the_languages_way(words):
    assert words.text("hi", name=Money(450000, "USD")) == "Hi $4,500.00!"
    assert words.text("hi", name=Rate(86_250)) == "Hi 8.625%!"
    assert words.text("hi", name=date(2026, 11, 22)) == "Hi Nov 22, 2026!"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('msgid "a"\nmsgstr "x"\n\nmsgid "a"\nmsgstr "y"\n', "twice"),
        ('msgid "a"\nmsgstr ""\n', "empty"),
        ('#, fuzzy\nmsgid "a"\nmsgstr "x"\n', "fuzzy"),
        ('msgid "a"\nmsgid_plural "a"\nmsgstr[0] "x"\nmsgstr[1] ""\n', "plural"),
        ('msgid "a"\nmsgid_plural "a"\nmsgstr[0] "x"\n', "plural"),
        ('msgid "a"\nmsgstr "{x.__class__}"\n', "plain"),
        ('msgid "a"\nmsgstr "{x!r}"\n', "plain"),
        ('msgid "a"\nmsgstr "{x:>9}"\n', "plain"),
        ('msgid "a"\nmsgstr "{}"\n', "plain"),
        ('msgid "a"\nmsgstr "{x"\n', "expected"),
    ],
)
def test_a_catalog_that_is_not_sound_is_refused(tmp_path, body, reason):
    with pytest.raises(ValueError, match=reason):
        catalog_of(tmp_path, area=body)


def test_a_code_may_not_stand_in_two_areas(tmp_path):
    with pytest.raises(ValueError, match=r"a stands in one\.po and again in two\.po"):
        catalog_of(tmp_path, one='msgid "a"\nmsgstr "x"\n', two='msgid "a"\nmsgstr "x"\n')


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(2_400_000, "USD"), "$24,000.00"),
        (Money(-5, "USD"), "-$0.05"),
        (Money(0, "USD"), "$0.00"),
        (Money(24_000, "JPY"), "¥24,000"),
        (Money(1_234_567, "KWD"), "KWD 1,234.567"),
        (Money(1_234_567, "IQD"), "IQD 1,234.567"),
    ],
)
def test_money_has_its_own_number_of_decimals(language, amount, text):
    assert wording(language).money(amount) == text


@given(st.integers(-(10**90), 10**90), st.sampled_from(["USD", "JPY", "KWD", "EUR", "MXN"]))
def test_money_of_any_size_is_exact(minor, currency):
    text = wording("en").money(Money(minor, currency))
    digits = "".join(char for char in text if char.isdigit())
    assert int(digits) == abs(minor)
    assert text.startswith("-") == (minor < 0)
    assert len(text.partition(".")[2]) == exponent_of(currency)


def test_money_does_not_depend_on_the_callers_decimal_context():
    import decimal

    with decimal.localcontext(prec=2):
        assert wording("en").money(Money(123_456_789_01, "USD")) == "$123,456,789.01"


def test_money_of_ten_thousand_digits_is_exact():
    assert wording("en").money(Money(10**10_000 + 1, "USD")).endswith(",000.01")


@given(st.decimals(0, 1000, places=4))
def test_a_percentage_reads_back_as_the_same_rate(percent):
    text = wording("es").percent(Rate.percent(percent))
    assert Decimal(text.removesuffix("%")) == percent
    assert not text.endswith(("0%", ".%")) or "." not in text


def test_days_and_moments_are_read_in_the_projects_zone():
    moment = datetime(2026, 11, 23, 4, 5, tzinfo=UTC)
    assert wording("en").day(date(2026, 11, 22)) == "Nov 22, 2026"
    assert wording("es").day(date(2026, 11, 22)) == "22 nov 2026"
    assert wording("en").moment(moment, "America/Los_Angeles") == "Nov 22, 2026, 8:05 PM"
    assert wording("es").moment(moment, "America/Los_Angeles") == "22 nov 2026, 8:05 p.m."


def test_a_naive_moment_is_already_local():
    assert wording("en").moment(datetime(2026, 1, 2, 9, 0), "America/New_York") == "Jan 2, 2026, 9:00 AM"  # noqa: DTZ001 (the case itself)
