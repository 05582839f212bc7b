"""The page of a proposal: what it shows, who may do what, and that it can be read and signed on any phone."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from channels.portal.adapter import Portal
from core.domain.picking import pick
from core.domain.proposal import Signature, SigningCode
from core.domain.schedule import Term
from core.usecases.invoice_views import QuestionView
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.offers import sample_offer
from tests.channels.portal.test_in_chromium import look
from tests.core.site import usd
from tests.twins.memory_reads import SENT, named

OURS = {"sec-fetch-site": "same-origin"}
SIGNED = Signature(
    name="Dana Lee", how="drawn", at=SENT, document_hash="ab" * 32, drawing="100,200 300,50 500,200;600,100 800,180"
)


def code(**changed):
    """Sent this moment: one that was made when the run began would be over before a long run comes to its test."""
    return replace(SigningCode(turn=1, sent_at=datetime.now(UTC), channel="sms", address="•••0134"), **changed)


def field(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def filled(html, **more):
    return {name: field(html, name) for name in ("nonce", "lang", "picks", "hash", "revision")} | more


def said(site):
    return [json.loads(item.body) for item in site.said()]


def test_it_says_what_is_offered_what_it_comes_to_and_when_it_is_paid(still_site, http):
    html = http.get(still_site.offer(sample_offer())).text
    for told in (
        "Rivera Remodeling",
        "Maple St kitchen",
        "P-0001",
        "For Dana Lee",
        "Cabinets, shaker, white",
        "12 ea × $450.00",
    ):
        assert told in html
    for told in ("Countertop", "Better", "Lights below the cabinets", "Optional", "Valid until: Jan 31, 2999"):
        assert told in html
    assert "Deposit" in html
    assert "10% of each invoice is held back until 50% of the work is billed, then 5%" in html
    assert "We start in May" in html


def test_other_options_in_the_address_show_another_total_and_another_fingerprint(still_site, http):
    address = still_site.offer(sample_offer())
    plain = http.get(address).text
    lights, marble, laminate = (named(f"line {one}") for one in ("Lights below the cabinets", "Marble", "Laminate"))
    chosen = http.get(address, params=[("pick", lights), ("pick-1-1", marble)]).text
    assert field(plain, "hash") != field(chosen, "hash")
    assert set(field(chosen, "picks").split(",")) == {
        str(named(f"line {one}")) for one in ("Marble", "Marble sealing", "Lights below the cabinets")
    }
    [spanish] = re.findall(r'href="([^"]*lang=es[^"]*)"', chosen)
    assert {one.partition("=")[2] for one in spanish.split("&")[1:]} == set(field(chosen, "picks").split(","))
    both = http.get(address, params=[("pick", "nonsense"), ("pick-1-1", laminate), ("pick-1-2", marble)]).text
    assert field(both, "hash") == field(plain, "hash")


def test_choices_that_do_not_come_to_the_payments_are_said_to_be_none(still_site, http):
    parts = (
        Term(name="Start", kind="deposit", how="fixed", amount=usd("9000")),
        Term(name="End", kind="work", how="rest"),
    )
    page = sample_offer(schedule=parts, deposit=None, discount=None)
    quartz = next(line.id for line in page.proposal.lines if line.alternative == "Better")
    page = replace(page, proposal=pick(page.proposal, [quartz]))
    address = still_site.offer(page)
    plain = http.get(address).text
    cheaper = [("pick", ""), ("pick-1-1", named("line Laminate"))]
    assert "go together with the payments" not in plain
    assert "go together with the payments" not in http.get(address, params=cheaper).text
    dear = replace(page, proposal=replace(page.proposal, schedule=(replace(parts[0], amount=usd("11000")), parts[1])))
    told = http.get(still_site.offer(dear), params=cheaper).text
    assert "go together with the payments" in told
    assert 'role="alert"' in told


@pytest.mark.browser
async def test_why_a_choice_cannot_be_made_is_what_the_eyes_come_to(still_site, tab):
    parts = (
        Term(name="Start", kind="deposit", how="fixed", amount=usd("11000")),
        Term(name="End", kind="work", how="rest"),
    )
    page = sample_offer(schedule=parts, deposit=None, discount=None)
    best = next(line.id for line in page.proposal.lines if line.alternative == "Best")
    watched = await tab(320)
    await watched.page.goto(still_site.offer(replace(page, proposal=pick(page.proposal, [best]))))
    await watched.page.locator("input[type=radio]").first.click()
    await watched.page.wait_for_selector(".misfit:focus")
    assert await watched.page.evaluate("scrollY") < 400
    assert watched.complaints == []


def test_a_wrong_link_and_a_draft_that_nobody_got_show_nothing(still_site, http):
    address = still_site.offer(sample_offer())
    for wrong in (address[:-1], address + "A", address.replace("/p/", "/i/"), f"{still_site.base_url}/p/x"):
        assert http.get(wrong).status_code == 404
    assert "This link does not open a proposal" in http.get(address[:-1]).text
    unsent = sample_offer(state="draft", number="")
    assert http.get(still_site.offer(unsent)).status_code == 404
    assert http.get(still_site.offer(sample_offer()) + "/proposal.pdf").status_code == 404


def test_looking_changes_nothing_and_only_our_own_page_may_say_anything(still_site, http):
    address = still_site.offer(sample_offer())
    html = http.get(address).text
    for action in ("seen", "code", "sign", "decline", "ask"):
        assert http.post(f"{address}/{action}", data=filled(html)).status_code == 403
        assert (
            http.post(f"{address}/{action}", data=filled(html), headers={"sec-fetch-site": "cross-site"}).status_code
            == 403
        )
    assert http.post(f"{address}/pay", data=filled(html), headers=OURS).status_code == 404
    assert still_site.inbox.offered == 0


def test_what_is_not_our_form_is_refused(still_site, http):
    address = still_site.offer(sample_offer())
    assert http.post(f"{address}/code", json={"nonce": "x" * 20}, headers=OURS).status_code == 400
    assert http.post(f"{address}/code", data={"nonce": "short"}, headers=OURS).status_code == 400
    assert (
        http.post(f"{address}/sign", data={"nonce": "x" * 20, "drawing": "1" * 40_000}, headers=OURS).status_code == 413
    )
    assert still_site.inbox.offered == 0


def test_a_signature_is_told_with_all_that_is_known_of_it(still_site, http):
    address = still_site.offer(sample_offer(code=code()))
    form = filled(http.get(address).text, code="123 456", name=" Dana  Lee ", agree="yes", drawing="1,2 3,4")
    answer = http.post(f"{address}/sign", data=form, headers={**OURS, "user-agent": "Phone/1"})
    assert answer.status_code == 303
    (heard,) = said(still_site)
    assert heard["action"] == "sign"
    assert heard["fields"] == {
        "name": "Dana Lee",
        "drawing": "1,2 3,4",
        "picks": form["picks"],
        "hash": form["hash"],
        "code": "123 456",
        "ip": "127.0.0.1",
        "device": "Phone/1",
    }
    (inbound,) = Portal().translate(json.dumps(heard).encode())
    assert inbound.context["proposal"] == str(named("proposal"))
    assert inbound.context["field_code"] == "123 456"


def test_without_a_name_or_the_tick_nothing_is_told(still_site, http):
    address = still_site.offer(sample_offer())
    html = http.get(address).text
    for form in (filled(html, name="", agree="yes"), filled(html, name="Dana Lee")):
        assert "said=name" in http.post(f"{address}/sign", data=form, headers=OURS).headers["location"]
    assert "said=empty" in http.post(f"{address}/ask", data=filled(html, text=" "), headers=OURS).headers["location"]
    assert still_site.inbox.offered == 0


def test_the_same_form_twice_is_one_word_and_looking_is_told_once(still_site, http):
    address = still_site.offer(sample_offer())
    form = filled(http.get(address).text, text="Is the sink in?")
    for _ in range(2):
        http.post(f"{address}/ask", data=form, headers=OURS)
        http.post(f"{address}/seen", headers=OURS)
    assert [one["action"] for one in said(still_site)] == ["ask", "seen"]
    assert said(still_site)[0]["text"] == "Is the sink in?"
    still_site.offer(sample_offer(viewed_at=SENT))
    http.post(f"{address}/seen", headers=OURS)
    assert len(said(still_site)) == 2


@pytest.mark.parametrize(
    ("changes", "told", "open_"),
    [
        ({"state": "withdrawn"}, "no longer offered", False),
        ({"state": "draft"}, "is being changed", False),
        ({"state": "declined"}, "You declined this proposal", False),
        ({"valid_until": date(2026, 1, 31)}, "was valid until Jan 31, 2026", False),
        ({"state": "signed", "signature": SIGNED}, "By Dana Lee", False),
        ({}, "Send me the code", True),
    ],
)
def test_each_state_says_how_it_stands(still_site, http, changes, told, open_):
    html = http.get(still_site.offer(sample_offer(**changes))).text
    assert told in html
    assert ('id="sign"' in html) == open_


def test_a_drawn_name_is_shown_as_lines_of_ours(still_site, http):
    html = http.get(still_site.offer(sample_offer(state="signed", signature=SIGNED))).text
    assert 'd="M100 200 L300 50 L500 200 M600 100 L800 180"' in html
    hostile = replace(SIGNED, drawing='1,2"/><script>alert(1)</script>')
    assert "<script>alert" not in http.get(still_site.offer(sample_offer(state="signed", signature=hostile))).text


def test_the_page_speaks_the_language_it_is_read_in_and_what_is_signed_stays_in_its_own(still_site, http):
    address = still_site.offer(sample_offer())
    spanish = http.get(address, params={"lang": "es"}).text
    assert "Lo que se ofrece" in spanish
    assert field(spanish, "hash") == field(http.get(address).text, "hash")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_reads_well_and_names_everything(still_site, tab, scheme):
    address = still_site.offer(sample_offer())
    watched = await tab(scheme=scheme)
    for width, path in product((320, 390, 1280), ("", "?lang=es", "?said=wrong")):
        await watched.page.set_viewport_size({"width": width, "height": 780})
        await watched.page.goto(address + path)
        await look(watched.page, f"offer-{width}-{scheme}{re.sub('[^a-z]', '-', path)}")
        assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
        assert await watched.page.evaluate(CONTRAST) == []
        assert await watched.page.evaluate(SMALL_TARGETS) == []
        assert await watched.page.evaluate(UNNAMED) == []
    still_site.offer(sample_offer(state="signed", signature=SIGNED))
    await watched.page.goto(address)
    await look(watched.page, f"offer-signed-{scheme}")
    assert watched.complaints == []


@pytest.mark.browser
async def test_a_tapped_option_shows_the_new_total_and_a_name_can_be_drawn(still_site, tab):
    address = still_site.offer(sample_offer())
    watched = await tab(390)
    page = watched.page
    await page.goto(address)
    before = await page.text_content(".due .figure")
    await page.get_by_label("Better").check()
    await page.wait_for_function("before => document.querySelector('.due .figure').textContent !== before", arg=before)
    assert await page.get_by_label("Better").is_checked()
    pad = await page.locator("#pad canvas").bounding_box()
    await page.locator("#pad canvas").scroll_into_view_if_needed()
    pad = await page.locator("#pad canvas").bounding_box()
    await page.mouse.move(pad["x"] + 20, pad["y"] + 40)
    await page.mouse.down()
    await page.mouse.move(pad["x"] + 120, pad["y"] + 20, steps=5)
    await page.mouse.up()
    drawn = await page.locator("[name=drawing]").input_value()
    assert re.fullmatch(r"\d+,\d+( \d+,\d+)+", drawn)
    await page.get_by_role("button", name="Clear").click()
    assert await page.locator("[name=drawing]").input_value() == ""
    assert watched.complaints == []


def test_a_kept_day_is_the_firms_own(still_site, http):
    """On its last day, where the firm is, it can still be signed."""
    today = date.today()  # noqa: DTZ011  # within a day of the firm's, which is enough here
    assert 'id="sign"' in http.get(still_site.offer(sample_offer(valid_until=today + timedelta(days=1)))).text
    assert 'id="sign"' not in http.get(still_site.offer(sample_offer(valid_until=today - timedelta(days=2)))).text


def test_a_revoked_link_opens_nothing(still_site, http):
    page = sample_offer()
    old = still_site.offer(page)
    new = still_site.offer(replace(page, proposal=replace(page.proposal, link_version=2)))
    assert (http.get(old).status_code, http.get(f"{old}/proposal.pdf").status_code) == (404, 404)
    assert http.get(new).status_code == 200


def test_what_was_asked_and_answered_is_shown_with_who_and_when(still_site, http):
    said = (
        QuestionView(author="client", text="Is the <sink> in?", asked_at=SENT),
        QuestionView(author="contractor", text="Yes, it is.", asked_at=SENT + timedelta(hours=1)),
    )
    html = http.get(still_site.offer(replace(sample_offer(), questions=said))).text
    thread = re.search(r'<ol class="thread".*?</ol>', html, re.DOTALL)[0]
    assert [re.sub(r"\s+", " ", one) for one in re.findall(r'class="by">(.*?)<span>', thread)] == [
        "You ",
        "Rivera Remodeling ",
    ]
    assert "Is the &lt;sink&gt; in?" in thread
    assert thread.count(f", {SENT.year}") == 2
    assert 'class="thread"' not in http.get(still_site.offer(sample_offer())).text
