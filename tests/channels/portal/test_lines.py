"""One line of an invoice on the client's page: approved or asked about for itself, and the rest paid without it."""

import json
import re
from dataclasses import replace
from itertools import product

import pytest

from channels.portal.adapter import Portal
from core.domain.ids import MilestoneId
from core.domain.money import Money
from core.usecases.answer_views import LineAnswerView
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.jobs import sample_job
from tests.channels.portal.test_in_chromium import look
from tests.channels.portal.test_project_page import plain
from tests.twins.memory_reads import SENT, USD, named, sample_page

OURS = {"sec-fetch-site": "same-origin"}
DEMO = MilestoneId(named("demo"))


def answer(kind, words="Two loads?", line=DEMO):
    return LineAnswerView(milestone_id=line, kind=kind, words=words, at=SENT)


def disputed(**changes):
    return sample_page(answers=(answer("dispute"),), disputed=Money(450_000, USD), **changes)


def form(html, action, **more):
    """What the first form of that action sends."""
    block = re.search(rf'<form[^>]*/{action}">(.*?)</form>', html, re.DOTALL)[1]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', block)) | more


def said(site):
    return [json.loads(item.body) for item in site.said()]


def test_each_line_can_be_approved_or_asked_about_for_itself(still_site, http):
    address = still_site.address(still_site.keep(sample_page()))
    html = http.get(address).text
    assert html.count('/approve_line">') == html.count('/ask_line">') == 2
    http.post(f"{address}/approve_line", data=form(html, "approve_line"), headers=OURS)
    answer = http.post(f"{address}/ask_line", data=form(html, "ask_line", text="Two loads?"), headers=OURS)
    assert "said=ask_line" in answer.headers["location"]
    approved, asked = said(still_site)
    assert (approved["action"], approved["line"], approved["text"]) == ("approve_line", str(DEMO), "")
    assert (asked["action"], asked["line"], asked["text"]) == ("ask_line", str(DEMO), "Two loads?")
    (inbound,) = Portal().translate(json.dumps(asked).encode())
    assert (inbound.context["line"], inbound.text) == (str(DEMO), "Two loads?")


def test_an_invoice_of_one_line_is_answered_as_a_whole(still_site, http):
    page = sample_page()
    one = replace(page, sheet={**page.sheet, "sections": page.sheet["sections"][:1]})
    html = http.get(still_site.address(still_site.keep(one))).text
    assert "_line" not in html
    assert "Approve the work" in html


def test_a_question_without_words_and_a_line_that_is_none_are_not_told(still_site, http):
    address = still_site.address(still_site.keep(sample_page()))
    html = http.get(address).text
    empty = http.post(f"{address}/ask_line", data=form(html, "ask_line", text=" "), headers=OURS)
    assert "said=empty" in empty.headers["location"]
    for action in ("approve_line", "ask_line"):
        broken = form(html, action, line="x", text="?")
        assert http.post(f"{address}/{action}", data=broken, headers=OURS).status_code == 400
        assert http.post(f"{address}/{action}", data=form(html, action)).status_code == 403
    still_site.reads.change(sample_page().link_id, state="void")
    http.post(f"{address}/approve_line", data=form(html, "approve_line"), headers=OURS)
    assert "_line" not in http.get(address).text
    assert still_site.inbox.offered == 0


@pytest.mark.parametrize(
    ("kind", "told", "approvable"),
    [
        ("approve", "You approved this.", 1),
        ("dispute", "It waits for Rivera Remodeling", 2),
        ("resolved", "says that your question about this is settled", 2),
    ],
)
def test_each_line_says_how_it_stands(still_site, http, kind, told, approvable):
    html = http.get(still_site.address(still_site.keep(sample_page(answers=(answer(kind),))))).text
    assert told in plain(html).replace("&#39;", "'")
    assert html.count('/approve_line">') == approvable


def test_a_disputed_line_does_not_hold_up_the_rest(still_site, http):
    address = still_site.address(still_site.keep(disputed()))
    html = http.get(address).text
    text = plain(html)
    assert "Pay $770.13 now" in text
    assert "$4,500.00 waits until Rivera Remodeling answers" in text
    assert "Pay all: $5,270.13" in text
    http.post(f"{address}/pay_part", data=form(html, "pay_part"), headers=OURS)
    assert [(one["action"], one["amount"]) for one in said(still_site)] == [("pay_part", 77_013)]


def test_what_was_shown_before_is_not_asked_for_any_more(still_site, http):
    address = still_site.address(still_site.keep(disputed()))
    old = form(http.get(address).text, "pay_part")
    still_site.reads.change(sample_page().link_id, disputed=Money(100_000, USD))
    for amount in (old["amount"], "0", "-1", "x", "9" * 30):
        answer = http.post(f"{address}/pay_part", data=old | {"amount": amount}, headers=OURS)
        assert answer.status_code == 303
    assert still_site.inbox.offered == 0


def test_when_all_that_is_left_is_disputed_only_all_of_it_can_be_paid(still_site, http):
    page = disputed(paid=Money(77_013, USD), balance=Money(450_000, USD), state="part_paid")
    html = http.get(still_site.address(still_site.keep(page))).text
    assert "/pay_part" not in html
    assert "Pay all: $4,500.00" in plain(html)


def test_the_waiting_page_looks_for_the_part_that_was_asked_for(still_site, http):
    address = still_site.address(still_site.keep(disputed()))
    answer = http.post(f"{address}/pay_part", data=form(http.get(address).text, "pay_part"), headers=OURS)
    assert "part=77013" in answer.text


def test_hostile_words_about_a_line_stay_words(still_site, http):
    hostile = '</p><script>alert(1)</script>"'
    page = sample_page(answers=(answer("dispute", hostile),), disputed=Money(1, USD))
    assert "<script>alert" not in http.get(still_site.address(still_site.keep(page))).text


@pytest.mark.parametrize(
    ("kind", "told"),
    [("dispute", "You asked about this; it waits for an answer."), ("approve", "You approved this."), ("", "Approve")],
)
def test_the_page_of_the_whole_job_says_it_too_and_leads_to_the_line(still_site, http, kind, told):
    job = sample_job()
    plumbing = job.invoices[2].bill.parts[0].milestone_id
    said_of = (answer(kind, line=plumbing),) if kind else ()
    job = replace(job, invoices=(*job.invoices[:2], replace(job.invoices[2], answers=said_of)))
    text = plain(http.get(still_site.job(job)).text)
    assert told in text
    assert text.count("Approve or ask, on INV-0003") == 1


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_lines_fit_read_well_and_are_named(still_site, media, tab, scheme):
    address = still_site.address(still_site.keep(disputed(), media))
    watched = await tab(scheme=scheme)
    for width, path in product((320, 1280), ("", "?lang=es", "?said=ask_line")):
        await watched.page.set_viewport_size({"width": width, "height": 780})
        await watched.page.goto(address + path)
        await watched.page.evaluate("for (const one of document.querySelectorAll('.line details')) one.open = true")
        await look(watched.page, f"lines-{width}-{scheme}{re.sub('[^a-z]', '-', path)}")
        assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
        assert await watched.page.evaluate(CONTRAST) == []
        assert await watched.page.evaluate(SMALL_TARGETS) == []
        assert await watched.page.evaluate(UNNAMED) == []
    assert watched.complaints == []


@pytest.mark.browser
async def test_without_any_script_one_line_is_asked_about_and_the_rest_is_paid(site, media, tab):
    page = (await tab(390, java_script_enabled=False)).page
    await page.goto(site.address(site.keep(sample_page(), media)))
    await page.get_by_text("Ask about this").first.click()
    await page.fill(f"#ask-{DEMO}", "Two loads?")
    await page.locator(f"#line-{DEMO}").get_by_role("button", name="Send the question").click()
    assert "You can pay the rest" in await page.inner_text("#said") or "pay the rest" in await page.inner_text("#said")
    await page.get_by_role("button", name="Pay $4,270.13 now").first.click()
    await page.wait_for_url("**/sandbox/pay/**")
