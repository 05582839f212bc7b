"""Templates on the page that edits a proposal: lines are added, proposals begun, this one kept; prices may wait."""

import json
import re
from dataclasses import replace
from itertools import product
from urllib.parse import parse_qsl
from uuid import uuid4

import pytest

from channels.portal.edit_drawing import drawn_form
from channels.portal.edit_form import form_of
from channels.portal.edit_templates import with_lines_of
from channels.portal.editing import read_form
from core.domain.quoting import quote
from core.usecases.proposing import as_said
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.offers import sample_offer, templates_of
from tests.channels.portal.test_edit_page import posted
from tests.channels.portal.test_in_chromium import look
from tests.core.site import usd

OWN, READY = templates_of(sample_offer(), "en")


def bare():
    """A draft of which no line has a price."""
    return sample_offer(
        state="draft", sections=READY.blueprint.sections, deposit=None, schedule=READY.blueprint.schedule
    )


def test_a_draft_without_prices_is_shown_without_a_total_and_can_be_saved_as_far_as_it_is(still_site, http):
    address = still_site.edit(bare())
    shown = http.get(address)
    assert shown.status_code == 200
    assert "8 lines have no price yet" in shown.text
    assert 'placeholder="no price yet"' in shown.text
    assert 'class="figure"' not in shown.text
    answer = posted(still_site, http, address, s0r0p="2400")
    assert answer.status_code == 303
    assert still_site.inbox.offered == 1


def test_a_price_that_is_given_is_taken_and_the_rest_goes_on_waiting():
    proposal = bare().proposal
    filled = read_form({**form_of(proposal), "s0r0p": "2400", "s0r1p": "450"}, "USD", uuid4)
    now = as_said(proposal, filled.offer)
    assert [line.amount for line in now.lines][:2] == [usd("2400"), usd("5400")]
    assert len(now.unpriced) == 6


def test_a_new_line_without_a_price_is_a_mistake_as_ever():
    filled = read_form({**form_of(bare().proposal), "s0r20d": "Sink", "s0r20p": ""}, "USD", uuid4)
    assert filled.problems == {"s0r20p": "edit.no_price"}


def test_the_lines_of_a_template_are_added_below_and_keep_nothing_yet(still_site, http):
    address = still_site.edit(sample_offer(state="draft"))
    answer = posted(still_site, http, address, do="fill", template="own")
    assert answer.status_code == 200
    assert answer.text.count('value="Cabinets, shaker, white"') == 2
    assert '<p class="figure">$19,656.5' in answer.text
    half = posted(still_site, http, address, do="fill", template="own", s0r9d="Sink")
    assert (half.status_code, "Sink" in half.text, "wrong" in half.text) == (200, True, False)
    assert still_site.inbox.offered == 0


def test_added_lines_are_lines_of_their_own_and_what_it_comes_to_is_the_sum_of_both():
    proposal = sample_offer(state="draft", discount=None).proposal
    form = with_lines_of(form_of(proposal), OWN.blueprint)
    filled = read_form(form, "USD", uuid4)
    assert filled.problems == {}
    both = as_said(proposal, filled.offer)
    assert len({line.id for line in both.lines}) == 2 * len(list(proposal.lines))
    assert quote(both, uuid4).subtotal.minor == 2 * quote(proposal, uuid4).subtotal.minor
    assert both.deposit == proposal.deposit


def test_payments_come_along_only_where_there_are_none():
    proposal = sample_offer(state="draft", deposit=None).proposal
    filled = read_form(with_lines_of(form_of(proposal), READY.blueprint), "USD", uuid4)
    assert filled.offer.schedule == READY.blueprint.schedule
    assert filled.offer.terms.retainage == proposal.terms.retainage
    theirs = replace(proposal, schedule=filled.offer.schedule[1:])
    again = read_form(with_lines_of(form_of(theirs), OWN.blueprint), "USD", uuid4)
    assert again.offer.schedule == theirs.schedule
    assert again.offer.deposit is None


def test_an_empty_form_takes_all_of_it():
    empty = with_lines_of({"name": "Job", "retainage": ""}, OWN.blueprint)
    filled = read_form(empty, "USD", uuid4)
    assert [section.name for section in filled.offer.sections] == ["Kitchen", "Hall"]
    assert filled.offer.deposit == OWN.blueprint.deposit
    assert filled.offer.terms.retainage == OWN.blueprint.terms.retainage
    assert len(drawn_form(empty, {}).sections) == 3


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"do": "fill"}, "template"),
        ({"do": "start", "template": "gone"}, "template"),
        ({"do": "start", "template": "own"}, "client"),
    ],
)
def test_what_is_missing_is_told_at_its_field(still_site, http, said, wrong):
    answer = posted(still_site, http, still_site.edit(sample_offer(state="draft")), **said)
    assert answer.status_code == 422
    assert f'id="{wrong}-wrong"' in answer.text
    assert still_site.inbox.offered == 0


def test_a_new_proposal_is_begun_once_and_said_to_be_in_chat(still_site, http):
    address = still_site.edit(sample_offer(state="draft"))
    nonce = uuid4().hex
    for _ in range(2):
        answer = posted(still_site, http, address, nonce=nonce, do="start", template="own", client="Sam Fox")
        assert answer.status_code == 303
        assert ("said", "started") in parse_qsl(answer.headers["location"].partition("?")[2].partition("#")[0])
    assert "A new proposal is begun." in http.get(f"{address}?said=started").text
    (item,) = still_site.said()
    said = json.loads(item.body)
    assert (said["action"], said["fields"]["template"], said["fields"]["client"]) == ("begin", "own", "Sam Fox")


def test_a_name_that_is_taken_is_told_at_its_field(still_site, http):
    address = still_site.edit(sample_offer(state="draft"))
    answer = posted(still_site, http, address, keep="Kitchen")
    assert answer.status_code == 422
    assert 'id="keep-wrong"' in answer.text
    assert posted(still_site, http, address, keep="galley").status_code == 303


@pytest.mark.browser
async def test_prices_that_wait_read_well_on_a_phone(still_site, tab):
    address = still_site.edit(bare())
    watched = await tab()
    for width, path in product((320, 390, 1280), ("", "?lang=es")):
        await watched.page.set_viewport_size({"width": width, "height": 780})
        await watched.page.goto(address + path)
        await look(watched.page, f"edit-bare-{width}{re.sub('[^a-z]', '-', path)}")
        assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
        for check in (CONTRAST, SMALL_TARGETS, UNNAMED):
            assert await watched.page.evaluate(check) == []
    assert watched.complaints == []


@pytest.mark.browser
async def test_the_enter_key_in_a_field_keeps_and_begins_nothing(still_site, tab):
    watched = await tab(390)
    await watched.page.goto(still_site.edit(sample_offer(state="draft")))
    await watched.page.locator("#client").fill("Sam Fox")
    await watched.page.locator("#client").press("Enter")
    await watched.page.wait_for_load_state()
    assert await watched.page.locator("#client").input_value() == "Sam Fox"
    assert still_site.inbox.offered == 0
