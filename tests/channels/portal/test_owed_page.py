"""The page of who owes what: what it shows, to whom, and that it can be read on any phone."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from core.domain.money import Money
from core.domain.passes import EditLinks
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.test_in_chromium import look
from tests.twins.agings import NOW, sample_aging, sample_year
from tests.twins.memory_reads import named

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}'


def plain(html):
    """What is read, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def today(aging):
    """The same, so many days ago that today is as of then: the page is as of the moment it is looked at."""
    days = (datetime.now(UTC) - NOW).days
    moved = (replace(one, due_on=one.due_on + timedelta(days=days)) for one in aging.invoices)
    return replace(aging, invoices=tuple(moved))


def test_it_says_what_is_owed_in_all_and_by_how_late_it_is(still_site, http):
    text = plain(http.get(still_site.owed(today(sample_aging()))).text)
    assert "Open in all, USD $23,980.63" in text
    for told in (
        "Not due yet $6,020.13",
        "1-30 days late $2,400.00",
        "31-60 days late $11,500.00",
        "61-90 days late $960.50",
        "Over 90 days late $3,100.00",
    ):
        assert told in text
    assert "Dana Lee asks: Does the price include the dumpster?" in text
    assert "Cabinets Maple St kitchen, Dana Lee $8,000.00" in text
    assert "Credit of your clients Bob Okafor $150.00" in text


def test_the_bar_is_full_whatever_the_amounts_are(still_site, http):
    html = http.get(still_site.owed(today(sample_aging()))).text
    parts = re.findall(r'<rect class="\w+" x="(\d+)" width="(\d+)"', html)
    assert len(parts) == 5
    assert [int(at) for at, _ in parts] == [sum(int(one) for _, one in parts[:place]) for place in range(5)]
    assert sum(int(width) for _, width in parts) == 1000


def test_currencies_are_never_added(still_site, http):
    aging = today(sample_aging())
    euro = replace(aging.invoices[0], balance=Money(50_000, "EUR"))
    text = plain(http.get(still_site.owed(replace(aging, invoices=(*aging.invoices, euro)))).text)
    assert "Open in all, EUR €500.00" in text
    assert "Open in all, USD $23,980.63" in text


def test_with_nothing_owed_it_says_so_and_still_shows_what_came_in(still_site, http):
    text = plain(http.get(still_site.owed(sample_aging(invoices=(), next_to_bill=(), credits=()))).text)
    assert "Nobody owes you anything." in text
    assert "Open invoices" not in text
    assert "$26,400.00" in text


def test_more_that_went_back_than_came_is_no_bar_and_no_error(still_site, http):
    month = replace(sample_aging().cash_in[-1], amount=Money(-500, "USD"))
    moved = replace(month, first=datetime.now(UTC).date().replace(day=1))
    answer = http.get(still_site.owed(sample_aging(cash_in=(moved,))))
    assert answer.status_code == 200
    assert "-$5.00" in plain(answer.text)


def test_it_is_there_for_its_member_for_a_week_and_for_nobody_else(still_site, http):
    aging = sample_aging()
    url = still_site.owed(aging)
    assert http.get(url).status_code == 200
    long_ago = datetime.now(UTC) - timedelta(days=7)
    edit = EditLinks(b"e" * 32).token(named("proposal"), aging.member_id, datetime.now(UTC))
    for other in (still_site.owed(aging, long_ago), url[:-1], f"{still_site.base_url}/o/{edit}"):
        assert http.get(other).status_code == 404
    del still_site.reads.agings[aging.member_id]  # they are a member no more
    assert http.get(url).status_code == 404
    assert "Rivera" not in http.get(url).text


def test_what_people_wrote_is_only_text(still_site, http):
    aging = sample_aging(firm=HOSTILE)
    hostile = {"client_name": HOSTILE, "project_name": HOSTILE, "question": HOSTILE, "number": HOSTILE}
    html = http.get(still_site.owed(replace(aging, invoices=(replace(aging.invoices[0], **hostile),)))).text
    assert "<script" not in html
    assert "<img" not in html
    assert "{{ 7*7 }}" in html


def test_it_speaks_spanish(still_site, http):
    text = plain(http.get(still_site.owed(today(sample_aging(language="es")))).text)
    assert "Quién te debe" in text
    assert "31-60 días de atraso $11,500.00" in text


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_and_can_be_read_on_every_screen(still_site, tab, scheme):
    aging = today(sample_aging())
    still_site.reads.years[aging.member_id] = sample_year()
    url = still_site.owed(aging)
    watched = await tab(scheme=scheme)
    for width, path in product((320, 390, 768, 1280), ("", "?lang=es")):
        await watched.page.set_viewport_size({"width": width, "height": 800})
        await watched.page.goto(url + path)
        await look(watched.page, f"owed-{scheme}-{width}{path[-2:]}")
        assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
        assert await watched.page.evaluate(CONTRAST) == []
        assert await watched.page.evaluate(SMALL_TARGETS) == []
        assert await watched.page.evaluate(UNNAMED) == []
    assert watched.complaints == []


def test_what_each_client_paid_this_year_is_a_table(still_site, http):
    aging = today(sample_aging())
    still_site.reads.years[aging.member_id] = sample_year()
    text = plain(http.get(still_site.owed(aging)).text)
    assert "This year by client" in text
    assert "Dana Lee $9,400.00 $5,000.00 $4,400.00" in text
    assert "Bob Okafor $21,500.00 $10,150.00 $150.00 $11,500.00" in text
