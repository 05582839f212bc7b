"""The page on which a contractor edits a proposal: nothing typed is lost, every mistake is told at its field."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from uuid import uuid4

import pytest

from channels.portal.edit_form import as_it_was, form_of
from channels.portal.editing import read_form
from core.domain.money import Rate
from core.domain.schedule import Term
from core.domain.terms import BillingTerms, Due, TaxRule
from core.usecases.proposing import as_said
from core.usecases.terms import MOST_TAXES
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.offers import sample_offer
from tests.channels.portal.test_in_chromium import look
from tests.core.site import usd
from tests.twins.memory_reads import named

OURS = {"sec-fetch-site": "same-origin"}
HALF = (
    Term(name="Start", kind="deposit", how="percent", rate=Rate(500_000)),
    Term(name="End", kind="work", how="rest"),
)


def everything():
    """A proposal that uses every field."""
    approved, dated = Due(on="approval"), Due(on="date", day=date(2026, 12, 15))
    schedule = (
        HALF[0],
        Term(name="Rough-in", kind="work", how="fixed", amount=usd("1500"), due=approved),
        Term(name="Tile", kind="work", how="percent", rate=Rate(100_000), due=dated),
        HALF[1],
    )
    taxes = tuple(TaxRule(name=f"Tax {n}", rate=Rate(10_000 * n), scope="labor") for n in range(1, MOST_TAXES + 1))
    return sample_offer(state="draft", schedule=schedule, terms=BillingTerms(taxes=taxes, in_sequence=True)).proposal


def posted(site, http, address, **changed):
    proposal = next(iter(site.reads.proposals.values())).proposal
    form = {**form_of(proposal), "nonce": uuid4().hex, "was": as_it_was(proposal), "do": "save", **changed}
    return http.post(address, data=form, headers=OURS)


@pytest.mark.parametrize("proposal", [everything(), sample_offer(state="draft").proposal])
def test_the_form_of_a_proposal_says_just_that_proposal(proposal):
    filled = read_form(form_of(proposal), "USD", uuid4)
    assert filled.problems == {}
    again = as_said(proposal, filled.offer)
    assert again == proposal
    assert as_it_was(again) == as_it_was(proposal)


def test_a_mistake_in_any_field_is_told_there_and_what_was_typed_stays(still_site, http):
    address = still_site.edit(sample_offer(state="draft"))
    wrong = {
        "name": "",
        "s0r0p": "a lot",
        "s0r1q": "0",
        "s1r0d": "",
        "s0r2c": "",
        "deposit": "101%",
        "t0r": "x%",
        "due": "soon",
        "valid": "tomorrow",
        "p0v": "40%",
        "p1": "Tile",
        "p1o": "date",
        "p2": "End",
        "p2t": "2026-12-15",
    }
    answer = posted(still_site, http, address, **wrong)
    assert answer.status_code == 422
    for name in (*(name for name in wrong if name[0] != "p"), "p0", "p1t", "p2o"):
        assert f'id="{name}-wrong"' in answer.text
    assert 'value="a lot"' in answer.text
    assert still_site.inbox.offered == 0


def test_what_does_not_add_up_is_told_above(still_site, http):
    address = still_site.edit(sample_offer(state="draft"))
    answer = posted(still_site, http, address, p0="Start", p0v="999999")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert still_site.inbox.offered == 0


def test_looking_at_the_new_total_keeps_nothing(still_site, http):
    address = still_site.edit(sample_offer(state="draft"))
    before = re.search(r'class="figure">([^<]+)<', http.get(address).text)[1]
    answer = posted(still_site, http, address, s0r0p="3,400.00", do="look")
    assert re.search(r'class="figure">([^<]+)<', answer.text)[1] != before
    assert still_site.inbox.offered == 0


def test_a_save_is_told_once_with_all_that_was_filled_in(still_site, http):
    address = still_site.edit(sample_offer(state="draft"))
    nonce = uuid4().hex
    for _ in range(2):
        answer = posted(still_site, http, address, nonce=nonce, s0r7d="Sink", s0r7p="$350")
        assert answer.status_code == 303
    (item,) = still_site.said()
    heard = json.loads(item.body)
    assert heard["action"] == "edit"
    assert heard["fields"]["member"] == str(named("member"))
    filled = read_form(json.loads(heard["fields"]["form"]), "USD", uuid4)
    assert [line.description for line in filled.offer.sections[0].lines][-1] == "Sink"


def test_what_it_comes_to_is_shown_with_its_deposit_and_its_payments(still_site, http):
    address = still_site.edit(sample_offer(state="draft"))
    shown = http.get(address).text
    assert '<th scope="row">Deposit<span class="rate">' in shown
    assert '<th scope="row">Hall<span class="rate">When it is done</span></th><td>$1,140.05</td>' in shown
    assert "Credited" in shown
    again = posted(still_site, http, address, do="look", p0="Start", p0v="1000", p0o="approval", p1="End").text
    assert '>Start<span class="rate">When you have approved the work</span></th><td>$1,000.00</td>' in again
    assert "pagos: 40% al empezar" in http.get(f"{address}?lang=es").text


def test_a_signed_one_has_no_form_and_wrong_or_old_links_open_nothing(still_site, http):
    address = still_site.edit(sample_offer(state="withdrawn"))
    assert "<form" not in http.get(address).text
    assert http.get(address[:-2]).status_code == 404
    long_ago = still_site.edit(sample_offer(), datetime(2020, 1, 1, tzinfo=UTC))
    over = http.get(long_ago)
    assert over.status_code == 404
    assert "good for a week" in over.text
    assert "edit the proposal" in over.text
    assert http.post(long_ago, data={"nonce": "x" * 20}, headers=OURS).status_code == 404


def test_only_our_own_form_is_heard(still_site, http):
    address = still_site.edit(sample_offer(state="draft"))
    assert http.post(address, data={"nonce": "x" * 20}).status_code == 403
    assert http.post(address, json={"nonce": "x" * 20}, headers=OURS).status_code == 400
    assert http.post(address, data={"nonce": "short"}, headers=OURS).status_code == 400
    assert http.post(address, data={"nonce": "x" * 20, "notes": "x" * 600_000}, headers=OURS).status_code == 413


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_reads_well_and_names_everything(still_site, tab, scheme):
    address = still_site.edit(sample_offer(state="draft"))
    watched = await tab(scheme=scheme)
    for width, path in product((320, 390, 1280), ("", "?lang=es")):
        await watched.page.set_viewport_size({"width": width, "height": 780})
        await watched.page.goto(address + path)
        await look(watched.page, f"edit-{width}-{scheme}{re.sub('[^a-z]', '-', path)}")
        assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
        assert await watched.page.evaluate(CONTRAST) == []
        assert await watched.page.evaluate(SMALL_TARGETS) == []
        assert await watched.page.evaluate(UNNAMED) == []
    assert watched.complaints == []


@pytest.mark.browser
async def test_a_line_more_is_one_tap_and_is_saved_with_the_rest(still_site, tab):
    address = still_site.edit(sample_offer(state="draft"))
    watched = await tab(390)
    page = watched.page
    await page.goto(address)
    await page.get_by_role("button", name="Add a line").first.click()
    fresh = page.locator(":focus")
    name = await fresh.get_attribute("name")
    await fresh.fill("Sink")
    await page.locator(f"[name={name[:-1]}p]").fill("350")
    await page.get_by_role("button", name="Save").click()
    await page.wait_for_url("**said=waiting**")
    heard = json.loads(still_site.said()[0].body)
    assert json.loads(heard["fields"]["form"])[name] == "Sink"


@pytest.mark.browser
async def test_a_line_is_taken_out_by_one_tap_and_brought_back_by_another(still_site, tab):
    address = still_site.edit(sample_offer(state="draft"))
    watched = await tab(390)
    page = watched.page
    await page.goto(address)
    first = page.locator(".row").first
    await first.locator("summary").click()
    await first.get_by_role("button", name="Take this line out").click()
    assert not await first.locator("[name=s0r0d]").is_visible()
    await first.get_by_role("button", name="Bring back: Demolition and hauling away").click()
    assert await first.locator("[name=s0r0p]").input_value() == "2400.00"
    await first.get_by_role("button", name="Take this line out").click()
    await page.get_by_role("button", name="Save").click()
    await page.wait_for_url("**said=waiting**")
    form = json.loads(json.loads(still_site.said()[0].body)["fields"]["form"])
    filled = read_form(form, "USD", uuid4)
    assert filled.problems == {}
    assert "Demolition" not in str(filled.offer.sections)


def test_the_sections_of_a_long_proposal_are_folded_unless_something_in_them_is_wrong(still_site, http):
    page = sample_offer(state="draft")
    kitchen, hall = page.proposal.sections
    hall = replace(hall, lines=tuple(replace(hall.lines[0], id=named(f"more {n}")) for n in range(40)))
    address = still_site.edit(sample_offer(state="draft", sections=(kitchen, hall)))
    html = http.get(address).text
    assert html.count('<details class="lines-of">') == 2
    assert "<summary>40 lines · $48,002.00</summary>" in html
    again = posted(still_site, http, address, s1r7p="a lot").text
    assert again.count('<details class="lines-of">') == 1
    assert '<details class="lines-of">' not in http.get(still_site.edit(sample_offer(state="draft"))).text


@pytest.mark.browser
async def test_a_price_of_five_figures_is_read_whole_on_a_small_phone(still_site, tab):
    address = still_site.edit(sample_offer(state="draft"))
    watched = await tab(320)
    page = watched.page
    await page.goto(address)
    price = page.locator("[name=s0r0p]")
    await price.fill("12450.00")
    assert await price.evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.browser
async def test_a_line_moves_among_the_others_and_on_to_another_section(still_site, tab):
    address = still_site.edit(sample_offer(state="draft"))
    watched = await tab(320)
    page = watched.page
    await page.goto(address)
    await page.locator("[data-row=s0r1]").get_by_role("button", name="Move up").click()
    assert await page.locator(":focus").inner_text() == "Move up"
    assert await page.locator("[name=s0r0d]").input_value() == "Cabinets, shaker, white"
    assert await page.locator("[name=s0r0q]").input_value() == "12"
    assert await page.locator("[name=s0r0t]").input_value() == "materials"
    last = page.locator("[data-row=s0r6]")
    await last.get_by_role("button", name="Move down").click()
    assert await page.locator("[name=s1r1d]").input_value() == "Lights below the cabinets"
    assert await page.locator("[name=s1r1k]").input_value() == "optional"
    assert await page.locator("[name=s0r6d]").input_value() == ""
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    assert await page.evaluate(SMALL_TARGETS) == []
    await page.get_by_role("button", name="Save").click()
    await page.wait_for_url("**said=waiting**")
    form = json.loads(json.loads(still_site.said()[0].body)["fields"]["form"])
    filled = read_form(form, "USD", uuid4)
    assert filled.problems == {}
    kitchen, hall = filled.offer.sections
    assert [line.description for line in kitchen.lines[:2]] == [
        "Cabinets, shaker, white",
        "Demolition and hauling away",
    ]
    assert [line.description for line in hall.lines] == ["Paint, two coats", "Lights below the cabinets"]
    before = {line.id: line.amount for line in sample_offer().proposal.lines}
    assert {line.id: line.amount for line in (*kitchen.lines, *hall.lines)} == before
    assert watched.complaints == []
