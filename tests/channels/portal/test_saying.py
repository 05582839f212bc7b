"""What is pressed on the page: told once, only by our own page, and never lost."""

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from channels.portal.adapter import Portal
from core.domain.money import Money
from core.ports.messaging import Delivery, FetchFailed, SendFailed
from tests.twins.memory_reads import USD, sample_payment

OURS = {"sec-fetch-site": "same-origin"}


def nonce_of(site, page, http) -> str:
    return re.findall(r'name="nonce" value="([^"]+)"', http.get(site.address(page)).text)[0]


def press(site, page, http, action, headers=OURS, **form):
    form.setdefault("nonce", nonce_of(site, page, http))
    return http.post(f"{site.address(page)}/{action}", data=form, headers=headers)


def heard(site):
    return [Portal().translate(item.body)[0] for item in site.said()]


def test_approve_is_told_with_the_links_id_and_the_page_then_says_thank_you(site, invoice, http):
    answer = press(site, invoice, http, "approve")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("?said=approve#said")
    (said,) = heard(site)
    assert (said.channel, said.sender) == ("portal", str(invoice.link_id))
    assert said.context == {"link": str(invoice.link_id), "action": "approve", "language": "en"}
    html = http.get(site.base_url + answer.headers["location"]).text
    assert "We told Rivera Remodeling that you approve the work" in html
    assert "Approved on" in html


def test_the_items_line_and_source_are_the_links_own(still_site, still_invoice, http):
    press(still_site, still_invoice, http, "ask", text="Hello?")
    (item,) = still_site.said()
    assert (item.source, item.line) == ("portal", f"portal:{still_invoice.link_id}")
    assert Portal().translate(item.body)[0].external_id == item.external_id


def test_a_question_arrives_as_it_was_typed_without_control_characters(site, invoice, http):
    press(site, invoice, http, "ask", text="  ¿Está\r\nlisto? 🧱 \u202eabc\x00\x1b[31m{{7*7}} <b>  ")
    assert heard(site)[0].text == "¿Está\nlisto? 🧱 \u202eabc[31m{{7*7}} <b>"


def test_a_very_long_question_is_cut_where_the_engine_cuts_it(still_site, still_invoice, http):
    press(still_site, still_invoice, http, "ask", text="x" * 9_000)
    assert len(heard(still_site)[0].text) == 2_000


def test_a_body_without_end_is_refused(still_site, still_invoice, http):
    assert press(still_site, still_invoice, http, "ask", text="x" * 100_000).status_code == 413
    assert still_site.inbox.offered == 0


def test_an_empty_question_is_asked_for_not_sent(still_site, still_invoice, http):
    answer = press(still_site, still_invoice, http, "ask", text=" \n ")
    assert answer.headers["location"].endswith("?said=empty#said")
    assert still_site.inbox.offered == 0


@pytest.mark.parametrize("action", ["approve", "ask"])
def test_a_double_tap_is_one_item(still_site, still_invoice, http, action):
    nonce = nonce_of(still_site, still_invoice, http)
    with ThreadPoolExecutor(4) as several:
        answers = list(
            several.map(
                lambda _: press(still_site, still_invoice, http, action, nonce=nonce, text="Same words"), range(4)
            )
        )
    assert {answer.status_code for answer in answers} == {303}
    assert (still_site.inbox.offered, len(still_site.said())) == (4, 1)


def test_other_words_in_the_same_form_are_another_question(still_site, still_invoice, http):
    nonce = nonce_of(still_site, still_invoice, http)
    for text in ("First?", "Second?"):
        press(still_site, still_invoice, http, "ask", nonce=nonce, text=text)
    assert [said.text for said in heard(still_site)] == ["First?", "Second?"]


def test_seen_is_told_once_in_some_minutes_and_again_at_another_visit(site, invoice, http, monkeypatch):
    monkeypatch.setattr("channels.portal.pages._SEEN_ONCE", 10**12)  # no minute ends while this runs
    for _ in range(3):
        assert http.post(site.address(invoice) + "/seen", headers=OURS).status_code == 204
    assert [said.context["action"] for said in heard(site)] == ["seen"]
    monkeypatch.setattr("channels.portal.pages._SEEN_ONCE", 10**8)
    http.post(site.address(invoice) + "/seen", headers=OURS)
    assert [said.context["action"] for said in heard(site)] == ["seen", "seen"]


def test_pay_leads_to_the_gateways_page_as_soon_as_it_is_there(site, invoice, http):
    answer = press(site, invoice, http, "pay")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{site.base_url}/sandbox/pay/")


def test_pay_waits_a_little_for_a_slow_gateway(still_site, still_invoice, http):
    url = f"{still_site.base_url}/sandbox/pay/slow"
    later = threading.Timer(1.0, lambda: still_site.reads.payment_urls.update({still_invoice.link_id: url}))
    later.start()
    assert press(still_site, still_invoice, http, "pay").headers["location"] == url


def test_a_gateway_that_is_slower_still_gets_a_page_that_looks_again_by_itself(still_site, still_invoice, http):
    answer = press(still_site, still_invoice, http, "pay")
    assert answer.status_code == 200
    assert "Opening the payment page" in answer.text
    (again,) = re.findall(r'http-equiv="refresh" content="2; url=([^"]+)"', answer.text)
    again = still_site.base_url + again.replace("&amp;", "&")
    assert "Opening the payment page" in http.get(again).text
    still_site.reads.payment_urls[still_invoice.link_id] = f"{still_site.base_url}/sandbox/pay/x"
    assert http.get(again).headers["location"].endswith("/sandbox/pay/x")


def test_the_waiting_page_gives_up_kindly(still_site, still_invoice, http):
    html = http.get(still_site.address(still_invoice) + "/pay?n=20").text
    assert "The payment page is not opening" in html
    assert "refresh" not in html
    assert "+1 415-555-0100" in html


def test_a_gateway_elsewhere_is_reached_by_a_page_that_moves_on(still_site, still_invoice, http):
    still_site.reads.payment_urls[still_invoice.link_id] = "https://pay.example/c/1?a=1&b=2"
    answer = press(still_site, still_invoice, http, "pay")
    assert answer.status_code == 200
    assert 'content="0; url=https://pay.example/c/1?a=1&amp;b=2"' in answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "void", "balance": Money(0, USD)},
        {"state": "paid", "balance": Money(0, USD)},
        {"payments": (sample_payment(527_013, state="pending"),)},
    ],
    ids=["void", "paid", "processing"],
)
def test_what_needs_no_payment_is_not_paid_even_from_an_old_tab(still_site, still_invoice, http, changes):
    nonce = nonce_of(still_site, still_invoice, http)
    page = still_site.reads.change(still_invoice.link_id, **changes)
    answer = press(still_site, page, http, "pay", nonce=nonce)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/i/{still_site.token(page)}"
    assert still_site.inbox.offered == 0


def test_the_language_read_in_is_kept_and_told(site, invoice, http):
    answer = press(site, invoice, http, "ask", text="¿Listo?", lang="es")
    assert "lang=es&said=ask" in answer.headers["location"]
    assert heard(site)[0].context["language"] == "es"


@pytest.mark.parametrize("action", ["seen", "approve", "ask", "pay"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": ""},
    ],
    ids=str,
)
def test_only_our_own_page_may_say_anything(still_site, still_invoice, http, action, headers):
    answer = press(still_site, still_invoice, http, action, headers=headers, text="x")
    assert answer.status_code == 403
    assert "Nothing was sent and nothing was paid" in answer.text
    assert still_site.inbox.offered == 0


def test_a_foreign_origin_is_refused_even_where_the_browser_calls_it_ours(still_site, still_invoice, http):
    headers = {"sec-fetch-site": "cross-site", "origin": still_site.base_url}
    assert press(still_site, still_invoice, http, "approve", headers=headers).status_code == 403


def test_an_old_browser_that_only_names_its_origin_is_heard(still_site, still_invoice, http):
    answer = press(still_site, still_invoice, http, "approve", headers={"origin": still_site.base_url})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "request_of",
    [
        {"data": {"text": "x"}},
        {"data": {"nonce": "short", "text": "x"}},
        {"data": {"nonce": "a" * 65, "text": "x"}},
        {"data": {"nonce": "../../etc/passwd-and-more", "text": "x"}},
        {"json": {"nonce": "a" * 24, "text": "x"}},
        {"files": {"text": b"x"}},
        {"content": b"\xff\xfe=1", "headers": {"content-type": "application/x-www-form-urlencoded"}},
        {"content": b"a=1&" * 100, "headers": {"content-type": "application/x-www-form-urlencoded"}},
        {"content": b""},
    ],
    ids=["no nonce", "short", "long", "odd", "json", "multipart", "not ascii", "many fields", "nothing"],
)
def test_what_is_not_one_of_our_forms_is_refused(still_site, still_invoice, http, request_of):
    request_of = {**request_of, "headers": {**OURS, **request_of.get("headers", {})}}
    assert http.post(still_site.address(still_invoice) + "/ask", **request_of).status_code == 400
    assert still_site.inbox.offered == 0


def test_an_unknown_action_is_the_same_as_an_unknown_link(still_site, still_invoice, http):
    assert press(still_site, still_invoice, http, "void").status_code == 404


async def test_a_page_is_no_road_out(tmp_path):
    portal = Portal()
    with pytest.raises(SendFailed) as failed:
        await portal.send("x", Delivery(key="k", text="t"))
    assert failed.value.final
    with pytest.raises(FetchFailed):
        await portal.fetch("x", tmp_path / "x", 1)
    await portal.typing("x")
    assert portal.name == "portal"
    assert not portal.capabilities.files_in


def test_what_is_stored_is_json_that_a_person_can_read(still_site, still_invoice, http):
    press(still_site, still_invoice, http, "ask", text="¿Sí?")
    assert json.loads(still_site.said()[0].body)["text"] == "¿Sí?"
    assert "¿Sí?".encode() in still_site.said()[0].body


def test_an_earlier_decline_is_not_taken_for_the_result_of_trying_again(site, invoice, http):
    address, ours = site.address(invoice), {"origin": site.base_url}

    def pays(outcome):
        form = {"nonce": nonce_of(site, invoice, http), "lang": "en"}
        hosted = http.post(f"{address}/pay", data=form, headers=ours).headers["location"]
        http.post(hosted, data={"outcome": outcome}, headers=ours)

    def waits_for(words):
        end = time.monotonic() + 10
        while words not in (shown := http.get(address + "?back=1").text) and time.monotonic() < end:
            time.sleep(0.05)
        assert words in shown

    pays("decline")
    waits_for("did not go through")
    pays("nothing yet")
    waiting = http.get(address + "?back=1").text
    assert "If you have just paid" in waiting
    assert "did not go through" not in waiting
    assert "did not go through" in http.get(address).text
    pays("decline")
    waits_for("did not go through")
