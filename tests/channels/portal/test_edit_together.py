"""Two at one proposal's page, and lines that move by a plain post: nothing typed is lost, nothing is said wrongly."""

import re
import threading
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from uuid import uuid4

import pytest

from bots.wording import wording
from channels.portal.edit_differences import differences, says_the_same
from channels.portal.edit_form import as_it_was, form_of
from channels.portal.edit_moves import moved
from channels.portal.editing import read_form
from core.usecases.proposing import as_said
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.offers import sample_offer
from tests.channels.portal.test_edit_page import posted
from tests.channels.portal.test_in_chromium import look

DRAFT = sample_offer(state="draft")
FORM = form_of(DRAFT.proposal)
PAYS = "When your client pays"


def edited(**changed: str):
    """The draft with this filled in and kept."""
    filled = read_form({**FORM, **changed}, "USD", uuid4)
    return replace(DRAFT, proposal=as_said(DRAFT.proposal, filled.offer))


@contextmanager
def kept_meanwhile(site, page):
    """Somebody's save is kept while the page waits for its own."""
    timer = threading.Timer(0.15, lambda: site.reads.proposals.update({page.proposal.id: page}))
    timer.start()
    yield
    timer.join()


def said_in(page: str) -> list[tuple[str, str, str]]:
    """(what, kept, typed) of each difference on the page."""
    found = re.findall(r"<li><h2>(.*?)</h2>.*?<dd[^>]*>(.*?)</dd>.*?<dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    return [(what, kept, typed) for what, kept, typed in found]


def test_who_lost_the_race_is_told_so_with_both_and_can_save_theirs_after_all(still_site, http):
    address = still_site.edit(DRAFT)
    theirs = edited(s0r0p="2600", deposit="20%")
    with kept_meanwhile(still_site, theirs):
        answer = posted(still_site, http, address, s0r0p="3000", s1r3d="Ceiling", s1r3p="800")
    assert (answer.status_code, "Not saved" in answer.text) == (409, True)
    assert said_in(answer.text) == [
        ("Demolition and hauling away", *(f"Demolition and hauling away: 1 × {one}.00" for one in ("2600", "3000"))),
        ("Ceiling", "nothing", "Ceiling: 1 × 800.00"),
        ("Deposit on signing, credited later", "20%, on the last invoices", "10%, on the last invoices"),
    ]
    for typed in ('value="3000"', 'value="Ceiling"', 'value="800"'):
        assert typed in answer.text
    assert f'name="was" value="{as_it_was(theirs.proposal)}"' in answer.text
    assert still_site.inbox.offered == 1
    assert posted(still_site, http, address, s0r0p="3000").status_code == 303  # the page that is shown is of now


def test_a_save_that_is_kept_is_said_to_be_and_one_that_waits_is_not(still_site, http):
    address = still_site.edit(DRAFT)
    with kept_meanwhile(still_site, edited(s0r20d="Sink", s0r20p="350")):
        assert "said=saved" in posted(still_site, http, address, s0r20d="Sink", s0r20p="$350").headers["location"]
    waits = posted(still_site, http, address, s0r0p="1")
    assert "said=waiting" in waits.headers["location"]
    assert "not kept yet" in http.get(f"{address}?said=waiting").text


def test_a_second_tap_on_save_and_a_save_of_nothing_new_are_no_conflict(still_site, http):
    address = still_site.edit(edited(s0r0p="2600"))
    assert "said=saved" in posted(still_site, http, address, was=as_it_was(DRAFT.proposal)).headers["location"]
    assert "said=same" in posted(still_site, http, address).headers["location"]
    assert still_site.inbox.offered == 0


def test_what_was_opened_before_another_change_is_shown_beside_it(still_site, http):
    address = still_site.edit(edited(s0r0d="", s0r0p=""))
    stale = posted(still_site, http, address, **FORM, was=as_it_was(DRAFT.proposal))
    assert said_in(stale.text) == [
        ("Demolition and hauling away", "nothing", "Demolition and hauling away: 1 × 2400.00")
    ]
    wrong = posted(still_site, http, address, **{**FORM, "s0r1p": "a lot"}, was="0" * 32)
    assert (
        "Cabinets, shaker, white: 12 ea × 450.00, Materials",
        "Cabinets, shaker, white: 12 ea × a lot, Materials",
    ) in [one[1:] for one in said_in(wrong.text)]
    assert 'id="s0r1p-wrong"' in wrong.text
    signed = still_site.edit(replace(DRAFT, proposal=replace(DRAFT.proposal, state="withdrawn")))
    late = posted(still_site, http, signed, s0r0p="9999", was=as_it_was(DRAFT.proposal))
    assert said_in(late.text) == [
        ("Demolition and hauling away", *(f"Demolition and hauling away: 1 × {one}.00" for one in ("2400", "9999")))
    ]
    assert "<form" not in late.text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"s1": "Corridor"}, ("Where the lines stand", "Hall (room)", "Corridor (room)")),
        ({"s0r6k": "in"}, ("Lights below the cabinets", "Optional", "600.00")),
        ({"p0": "A", "p0v": "40%", "p0o": "deposit", "p1": "B"}, (PAYS, "", "A 40%, before any work\nB the rest")),
        ({"p0": "End", "p0o": "date", "p0t": "2026-12-15"}, (PAYS, "", "End the rest, 2026-12-15")),
        ({"t0r": "5%"}, ("Taxes", "State tax 8.25%, materials", "State tax 5%, materials")),
        ({"sequence": "yes"}, ("Bill the parts in sequence", "", "yes")),
        ({"retainage": "", "step": "", "later": ""}, ("Held back", "10%, 50%, 5%", "")),
        ({"s0r2a": "Plain"}, ("Laminate", "Countertop Good", "Countertop Plain")),
    ],
)  # fmt: skip
def test_each_kind_of_difference_is_told_in_words(changed, told):
    (one,) = differences(FORM, {**FORM, **changed}, wording("en"))
    what, kept, typed = told
    assert (one.what, kept in one.kept, typed in one.typed) == (what, True, True)


def test_a_line_that_only_moved_is_told_by_where_the_lines_stand():
    form = moved({**FORM, "do": "down-s0r0"}).form
    (one,) = differences(FORM, form, wording("es"))
    assert one.what == "Dónde está cada partida"
    assert one.typed.startswith("Kitchen (un cuarto): Cabinets, shaker, white, Demolition")
    assert not says_the_same(DRAFT.proposal, edited(**form).proposal)


def order(form: Mapping[str, str]) -> list[list[str]]:
    offer = read_form(form, "USD", uuid4).offer
    return [[line.description.split(",")[0].split()[0] for line in section.lines] for section in offer.sections]


def test_a_line_moves_by_its_button_as_a_form_post_and_nothing_is_kept(still_site, http):
    address = still_site.edit(DRAFT)
    answer = posted(still_site, http, address, do="up-s0r1")
    assert answer.status_code == 200
    assert re.search(r'name="s0r0d"[^>]* value="Cabinets, shaker, white"', answer.text)
    assert re.search(r'value="up-s0r0" class="take-out move" autofocus', answer.text)
    assert still_site.inbox.offered == 0


@pytest.mark.parametrize(
    ("button", "at", "kitchen", "hall"),
    [
        ("down-s0r6", "down-s1r1", "Demolition Cabinets Laminate Quartz Marble Marble", "Paint Lights"),
        ("up-s1r0", "up-s0r7", "Demolition Cabinets Laminate Quartz Marble Marble Lights Paint", ""),
        ("up-s0r0", "up-s0r0", "Demolition Cabinets Laminate Quartz Marble Marble Lights", "Paint"),
    ],
)
def test_from_the_edge_of_a_section_a_line_goes_on_to_the_next(button, at, kitchen, hall):
    told = moved({**FORM, "do": button})
    assert told.button == at
    assert [" ".join(names) for names in order(told.form)] == list(filter(None, [kitchen, hall]))
    before = {line.id: line.amount for line in DRAFT.proposal.lines}
    after = read_form(told.form, "USD", uuid4).offer.sections
    assert {line.id: line.amount for section in after for line in section.lines} == before


@pytest.mark.browser
async def test_both_are_read_well_on_a_phone_and_lines_move_without_any_script(still_site, tab):
    address = still_site.edit(DRAFT)
    watched = await tab(320, java_script_enabled=False)
    page = watched.page
    await page.goto(address)
    await page.locator("[data-row=s0r1]").get_by_role("button", name="Move down").click()
    assert await page.locator("[name=s0r2d]").input_value() == "Cabinets, shaker, white"
    assert await page.locator(":focus").get_attribute("value") == "down-s0r2"
    await page.locator("[name=s0r0p]").fill("3000")
    still_site.edit(edited(s0r0p="2600", deposit="20%"))
    await page.get_by_role("button", name="Save").click()
    assert await page.locator("#said").inner_text()
    with_script = await tab(320)
    for width, language in product((320, 1280), ("en", "es")):
        await with_script.page.set_viewport_size({"width": width, "height": 780})
        await with_script.page.goto(f"{address}?lang={language}")
        await with_script.page.locator("[name=was]").evaluate("one => { one.value = '0'.repeat(32); }")
        await with_script.page.locator("[name=s0r0p]").fill("3000")
        await with_script.page.locator("button.main").click()
        assert await with_script.page.locator(":focus").get_attribute("id") == "said"
        await look(with_script.page, f"edit-both-{width}-{language}")
        assert await with_script.page.evaluate("document.documentElement.scrollWidth") <= width
        for check in (CONTRAST, SMALL_TARGETS, UNNAMED):
            assert await with_script.page.evaluate(check) == []
