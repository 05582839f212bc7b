"""The page of a whole job: what it shows, what it never shows, and that it can be read on any phone."""

import random
import re
from dataclasses import replace
from itertools import product

import pytest

from core.domain.ids import ProjectId
from core.domain.money import Money
from core.domain.terms import BillingTerms
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.jobs import bill, part, sample_job, shared_job, step
from tests.channels.portal.site import CHANGES, JOBS, LINKS
from tests.channels.portal.test_in_chromium import look, tab_to
from tests.twins.memory_reads import named, sample_page

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\u202e'


def plain(html):
    """What is read, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_it_says_what_is_done_billed_paid_held_back_and_next(still_site, http):
    text = plain(http.get(still_site.job(sample_job())).text)
    assert "56% done, 40% billed, 22% paid" in text
    for told in ("Done $11,200.00", "Billed $8,000.00", "Paid $4,500.00", "Held back $800.00"):
        assert told in text
    assert "Next payment: invoice INV-0003 $2,943.00 Please pay by Dec 3, 2026" in text
    assert "Next on site: Cabinets" in text


def test_a_deposit_is_no_step_on_site(still_site, http):
    steps = (step(1, "Down payment", 100_000, kind="deposit"), step(2, "Walls", 100_000))
    text = plain(http.get(still_site.job(sample_job(milestones=steps, invoices=()))).text)
    assert "Next on site: Walls" in text
    assert "Down payment $1,000.00 To come Billed before the work begins" in text


def test_each_step_says_in_plain_words_how_it_stands(still_site, http):
    text = plain(http.get(still_site.job(sample_job())).text)
    for told in (
        "Kitchen room Demolition $5,000.00 Paid Billed $5,000.00 Paid $4,500.00 Held back $500.00",
        "Rough plumbing $3,000.00 Billed, not paid yet Billed $3,000.00 Held back $300.00",
        "Cabinets $8,000.00 40% done Billed when it is done",
        "Hall room Paint $2,000.00 To come Billed once you approve the work",
        "Cleaning $2,000.00 To come Billed on Jan 31, 2027",
    ):
        assert told in text


@pytest.mark.parametrize(
    ("state", "billed", "paid", "told"),
    [
        ("done", 0, 0, "Done, not billed yet"),
        ("planned", 40_000, 0, "Billed in part, 40% done"),
        ("planned", 40_000, 40_000, "40% done; what was billed is paid"),
        ("billed", 100_000, 30_000, "Billed, paid in part"),
        ("billed", 100_000, 100_000, "Paid"),
    ],
)
def test_what_was_billed_and_paid_decides_what_is_said_of_a_step(still_site, http, state, billed, paid, told):
    bills = (bill(1, (part("Walls", billed),), billed, paid),) if billed else ()
    job = sample_job(milestones=(step(1, "Walls", 100_000, state=state),), invoices=bills)
    html = http.get(still_site.job(job)).text
    assert f">{told}</span>" in html


def test_the_money_is_told_from_the_contract_to_what_was_received(still_site, http):
    text = plain(http.get(still_site.job(sample_job())).text)
    rows = (
        "Contract as signed $19,500.00 Changes approved $500.00 Contract to date $20,000.00 "
        "Work billed $8,000.00 Still to be billed $12,000.00 Held back until the end $800.00 "
        "Deposit asked for $2,000.00 Deposit credited on invoices $500.00 "
        "Deposit still to be credited $1,500.00 Received from you, tax included $6,400.00"
    )
    assert rows in text
    assert "Under-cabinet lights Waiting for your answer See it and answer $600.00" in text
    assert "before tax" in text


def test_a_plain_job_is_told_without_what_it_has_not(still_site, http):
    job = sample_job(
        terms=BillingTerms(), taxed=False, changes=(), invoices=(), milestones=(step(1, "All of it", 1_950_000),)
    )
    text = plain(http.get(still_site.job(job)).text)
    for untold in ("Held back", "Deposit", "Changes", "tax;", "Invoices"):
        assert untold not in text
    assert "Nothing to pay now" in text


def test_every_open_invoice_has_its_way_in_and_a_revoked_link_has_none(still_site, http):
    job = sample_job()
    html = http.get(still_site.job(job)).text
    token = LINKS.token(job.invoices[2].link_id, 1)
    assert html.count(f'href="/i/{token}"') == 3
    revoked = replace(job, invoices=tuple(replace(one, revoked=True) for one in job.invoices))
    assert 'href="/i/' not in re.sub(r"/i/assets/", "", http.get(still_site.job(revoked)).text)


def test_a_change_that_waits_for_an_answer_leads_to_where_it_is_given(still_site, http):
    job = sample_job()
    html = http.get(still_site.job(job)).text
    assert html.count('href="/c/') == 1
    assert f'href="/c/{CHANGES.token(job.changes[1].id)}"' in html


def test_the_invoice_page_leads_to_the_whole_job(still_site, still_invoice, http):
    html = http.get(still_site.address(still_invoice)).text
    assert f'href="/j/{JOBS.token(still_invoice.project_id)}"' in html
    assert "See the whole job" in html


def test_a_wrong_link_shows_nothing_and_says_no_more_than_any_other(still_site, http):
    address = still_site.job(sample_job())
    token = address.rpartition("/")[2]
    rng = random.Random(4)
    flipped = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in rng.sample(range(64), 20)]
    others = [LINKS.token(named("project"), 1), JOBS.token(ProjectId(named("unknown"))), "x", token[:-1], token + "A"]
    answers = [http.get(f"{still_site.base_url}/j/{one}") for one in (*flipped, *others)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert "Rivera" not in answers[0].text


def test_only_the_files_of_this_job_are_served_through_its_token(still_site, http):
    job = sample_job()
    address = still_site.job(job)
    proof = job.milestones[0].proofs[0].id
    for size in ("thumb", "page", "client"):
        assert http.get(f"{address}/proof/{proof}/{size}").status_code == 200
    for path in (f"{proof}/original", "x/thumb", f"{named('elsewhere')}/thumb"):
        assert http.get(f"{address}/proof/{path}").status_code == 404
    other = still_site.job(sample_job(project_id=ProjectId(named("other project")), milestones=()))
    assert http.get(f"{other}/proof/{proof}/thumb").status_code == 404


def test_looking_changes_nothing_and_nothing_can_be_said_here(still_site, http):
    address = still_site.job(sample_job())
    headers = http.get(address).headers
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none';")
    for action in ("seen", "approve", "pay"):
        assert http.post(f"{address}/{action}").status_code in {404, 405}
    assert still_site.inbox.offered == 0


def test_photos_load_when_they_come_into_sight_and_the_rest_is_counted(still_site, http):
    html = http.get(still_site.job(sample_job())).text
    assert html.count('loading="lazy"') == 12
    assert "and 8 more photos and files" in html


def test_hostile_words_stay_words(still_site, http):
    job = sample_job(
        name=HOSTILE, contractor_name=HOSTILE, client_name=HOSTILE, milestones=(step(1, HOSTILE, 100, group=HOSTILE),)
    )
    job = replace(job, invoices=(), changes=tuple(replace(one, description=HOSTILE) for one in sample_job().changes))
    html = http.get(still_site.job(job)).text
    assert "<script>" not in html
    assert "onerror=alert(2)>" not in html
    assert "49" not in html.replace("1.0625", "")


def test_it_tells_who_does_each_part_and_whom_each_invoice_pays(still_site, http):
    html = http.get(still_site.job(shared_job())).text
    assert "By Lopez Plumbing" in html
    assert html.count("By Rivera Remodeling") == 4
    assert "To Lopez Plumbing · " in html
    assert "By " not in http.get(still_site.job(sample_job())).text.replace("By link", "")


def test_it_speaks_the_language_it_is_read_in(still_site, http):
    address = still_site.job(sample_job())
    spanish = http.get(address, params={"lang": "es"}).text
    assert '<html lang="es">' in spanish
    assert "El trabajo, paso a paso" in spanish
    assert "Retenido hasta el final" in spanish


def test_what_changed_shows_at_the_next_look(site, http):
    job = sample_job()
    address = site.job(job)
    assert "Billed, not paid yet" in http.get(address).text
    kept = http.get(address).text
    assert kept == http.get(address).text
    paid = replace(job.invoices[2], bill=replace(job.invoices[2].bill, paid=Money(294_300, "USD")), state="paid")
    site.job(replace(job, invoices=(*job.invoices[:2], paid)))
    assert "Billed, not paid yet" not in http.get(address).text


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("drawn", [sample_job, shared_job])
async def test_it_fits_reads_well_and_names_everything(still_site, media, tab, scheme, drawn):
    address = still_site.job(drawn(), media)
    watched = await tab(scheme=scheme)
    for width, path in product((320, 390, 1280), ("", "?lang=es")):
        await watched.page.set_viewport_size({"width": width, "height": 780})
        await watched.page.goto(address + path)
        await look(watched.page, f"{drawn.__name__}-{width}-{scheme}{re.sub('[^a-z]', '-', path)}")
        assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
        assert await watched.page.evaluate(CONTRAST) == []
        assert await watched.page.evaluate(SMALL_TARGETS) == []
        assert await watched.page.evaluate(UNNAMED) == []
    assert watched.complaints == []


@pytest.mark.browser
async def test_by_keyboard_alone_photos_open_and_the_invoice_is_reached(still_site, media, tab):
    job = sample_job()
    still_site.keep(sample_page(link_id=job.invoices[2].link_id), media)
    watched = await tab(390)
    page = watched.page
    await page.goto(still_site.job(job, media))
    await tab_to(page, "See and pay")
    await tab_to(page, "Photo 1 of 12")
    await page.keyboard.press("Enter")
    assert await page.locator("#viewer").is_visible()
    await page.keyboard.press("ArrowRight")
    assert await page.inner_text("#viewer-place") == "2 / 12"
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="See and pay").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/i/**")
    assert watched.complaints == []


def test_a_revoked_link_opens_nothing_not_even_a_photo_and_the_new_one_all(site, http):
    job = sample_job()
    old = site.job(job)
    proof = job.milestones[0].proofs[0].id
    assert http.get(old).status_code == 200  # and is kept
    revoked = replace(job, link_version=2)
    new = site.job(revoked)
    site.reads.job_files = {key: replace(file, link_version=2) for key, file in site.reads.job_files.items()}
    assert new != old
    assert [http.get(f"{one}{tail}").status_code for one in (old, new) for tail in ("", f"/proof/{proof}/page")] == [
        404,
        404,
        200,
        200,
    ]
    waiting = next(one for one in job.changes if one.state == "proposed")
    assert f'href="/c/{CHANGES.token(waiting.id, 2)}"' in http.get(new).text


def test_the_invoice_page_leads_to_the_job_by_its_newest_link(still_site, still_invoice, http):
    shown = still_site.reads.change(still_invoice.link_id, job_link_version=3)
    assert f'href="/j/{JOBS.token(shown.project_id, 3)}"' in http.get(still_site.address(shown)).text
