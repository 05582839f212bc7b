"""A change order's page on a real server: shown before and after, answered once, bound to what was shown."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from channels.portal.adapter import Portal
from core.domain.money import Money
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.twins.memory_reads import sample_change

FIELD = re.compile(r'name="(nonce|shown|lang)" value="([^"]*)"')
HOME = {"Sec-Fetch-Site": "same-origin", "User-Agent": "Phone 7"}


@pytest.fixture
def change(still_site):
    return still_site.keep_change(sample_change())


def fields(html):
    return dict(FIELD.findall(html))


def press(site, http, change, action, headers=HOME, **more):
    here = site.change_address(change)
    form = {**fields(http.get(here).text), **more}
    return http.post(f"{here}/{action}", data=form, headers=headers)


def said(site):
    return [json.loads(item.body) for item in site.said()]


def test_it_shows_who_asks_for_what_and_the_contract_before_and_after(still_site, http, change):
    page = http.get(still_site.change_address(change))
    assert page.status_code == 200
    for told in ("Rivera Remodeling", "CO-2", "Extra outlet in the island", "$280.00", "$24,000.00", "$24,280.00"):
        assert told in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert still_site.said() == []


def test_se_muestra_en_espanol(still_site, http, change):
    page = http.get(still_site.change_address(change) + "?lang=es").text
    assert "Con este cambio" in page
    assert "Aceptar" in page


def test_approve_is_one_item_however_often_the_form_comes(still_site, http, change):
    here = still_site.change_address(change)
    form = fields(http.get(here).text)
    for _ in range(2):
        assert http.post(f"{here}/approve", data=form, headers=HOME).status_code == 303
    (one,) = said(still_site)
    assert (one["change"], one["action"], one["shown"]) == (str(change.id), "approve", change.shown_as)
    (heard,) = Portal().translate(still_site.said()[0].body)
    assert heard.context["device"] == "Phone 7"


def test_what_was_changed_meanwhile_is_shown_and_not_approved(still_site, http, change):
    here = still_site.change_address(change)
    form = fields(http.get(here).text)
    still_site.keep_change(replace(change, amount=Money(30_000, "USD")))
    answer = http.post(f"{here}/approve", data=form, headers=HOME, follow_redirects=True)
    assert "nothing was agreed" in answer.text
    assert "$300.00" in answer.text
    assert still_site.said() == []


@pytest.mark.parametrize(
    ("state", "told"),
    [("approved", "You approved"), ("declined", "You declined"), ("withdrawn", "took this change back")],
)
def test_what_is_decided_says_so_and_takes_no_other_answer(still_site, http, change, state, told):
    here = still_site.change_address(change)
    form = fields(http.get(here).text)
    still_site.keep_change(replace(change, state=state, decided_at=datetime(2026, 11, 20, 18, tzinfo=UTC)))
    assert http.post(f"{here}/approve", data=form, headers=HOME).status_code == 303
    page = http.get(here).text
    assert told in page
    assert "A change to the contract for Maple St kitchen, by Rivera Remodeling." in page
    assert "asks to change" not in page
    assert "/approve" not in page
    assert still_site.said() == []


def test_a_question_goes_in_and_an_empty_one_does_not(still_site, http, change):
    assert press(still_site, http, change, "ask", text=" ").headers["Location"].endswith("?said=empty#said")
    assert said(still_site) == []
    assert press(still_site, http, change, "ask", text="With permit?").headers["Location"].endswith("?said=asked#said")
    assert [one["text"] for one in said(still_site)] == ["With permit?"]


def test_a_decline_is_told_as_one(still_site, http, change):
    press(still_site, http, change, "decline", lang="es")
    assert [(one["action"], one["language"]) for one in said(still_site)] == [("decline", "es")]


def test_only_our_own_page_may_answer(still_site, http, change):
    assert press(still_site, http, change, "approve", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert press(still_site, http, change, "approve", nonce="x").status_code == 400
    assert press(still_site, http, change, "approve", shown="x" * 40).status_code == 400
    assert press(still_site, http, change, "approve", text="x" * 40_000).status_code == 413
    assert said(still_site) == []


def test_a_token_of_anything_else_opens_nothing(still_site, http, change):
    token = still_site.change_address(change).rpartition("/")[2]
    turned = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert http.get(f"{still_site.base_url}/c/{turned}").status_code == 404
    assert http.get(f"{still_site.base_url}/i/{token}").status_code == 404
    assert http.post(f"{still_site.base_url}/c/{turned}/approve", headers=HOME).status_code == 404
    assert http.post(f"{still_site.change_address(change)}/pay", headers=HOME).status_code == 404


def test_names_are_only_text(still_site, http):
    change = still_site.keep_change(sample_change(description="<script>alert(1)</script>", taxed=True))
    page = http.get(still_site.change_address(change)).text
    assert "<script>alert" not in page
    assert "Before sales tax." in page


def test_without_a_phone_the_page_gives_the_address_and_without_either_nothing(still_site, http):
    change = still_site.keep_change(sample_change(contractor_phone="", contractor_email="ana@rivera.example"))
    assert "mailto:ana@rivera.example" in http.get(still_site.change_address(change)).text
    still_site.keep_change(sample_change(contractor_phone=""))
    assert "<footer>" not in http.get(still_site.change_address(change)).text


def test_a_revoked_link_opens_nothing_and_decides_nothing(still_site, http, change):
    old = still_site.change_address(change)
    form = fields(http.get(old).text)
    new = still_site.change_address(still_site.keep_change(replace(change, link_version=2)))
    assert (http.get(old).status_code, http.get(new).status_code) == (404, 200)
    assert http.post(f"{old}/approve", data=form, headers=HOME).status_code == 404
    assert still_site.said() == []


def told_of(change, **more):
    when = datetime(2026, 11, 20, 18, tzinfo=UTC)
    return replace(change, state="approved", decided_at=when, told_by="Luis Rivera", told_how="phone", **more)


def test_what_was_told_of_the_client_says_who_told_it_and_can_be_objected_to(still_site, http, change):
    still_site.keep_change(told_of(change))
    page = http.get(still_site.change_address(change)).text
    assert "that you agreed, by phone. Told by Luis Rivera." in page
    assert press(still_site, http, change, "object").headers["Location"].endswith("?said=waiting#said")
    assert said(still_site)[0]["action"] == "object"
    assert "is on its way" in http.get(still_site.change_address(change) + "?said=waiting").text


def test_an_objection_is_made_once_and_only_to_what_was_told(still_site, http, change):
    still_site.keep_change(told_of(change, objected_at=datetime(2026, 11, 21, 18, tzinfo=UTC)))
    page = http.get(still_site.change_address(change) + "?lang=es&said=waiting").text
    assert "que no es así. Rivera Remodeling lo sabe." in page
    assert "/object" not in page
    assert "en camino" not in page
    press(still_site, http, change, "object")
    still_site.keep_change(replace(change, state="approved", decided_at=datetime(2026, 11, 20, 18, tzinfo=UTC)))
    press(still_site, http, change, "object")
    assert said(still_site) == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_reads_well_and_names_everything(still_site, change, tab, scheme):
    watched = await tab(scheme=scheme)
    for shown in (change, told_of(change), told_of(change, objected_at=datetime(2026, 11, 21, 18, tzinfo=UTC))):
        still_site.keep_change(shown)
        for width, language in ((320, "es"), (1280, "en")):
            await watched.page.set_viewport_size({"width": width, "height": 780})
            await watched.page.goto(f"{still_site.change_address(shown)}?lang={language}")
            assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
            for asked in (CONTRAST, SMALL_TARGETS, UNNAMED):
                assert await watched.page.evaluate(asked) == []
    assert watched.complaints == []
