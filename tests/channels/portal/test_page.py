"""The client's page over HTTP: what it shows, to whom, and what looking never does."""

import os
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from core.domain.money import Money
from core.usecases.views import QuestionView
from tests.channels.portal.site import LINKS
from tests.twins.memory_reads import SENT, USD, named, sample_page, sample_payment

LOOKS = 1_000 if os.environ.get("MILEPOST_SOAK") else 200
SCANNER = {"user-agent": "SafeLinks", "accept": "*/*"}


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def shown(still_site, http, **changes) -> str:
    page = still_site.reads.change(named("link"), **changes)
    answer = http.get(still_site.address(page))
    assert answer.status_code == 200
    return text_of(answer.text)


@pytest.fixture(autouse=True)
def _kept(still_invoice):
    """Every test here has the sample invoice."""


def test_it_says_who_bills_for_what_how_much_and_until_when(still_site, http):
    said = shown(still_site, http)
    for words in (
        "Rivera Remodeling",
        "+1 415 555 0100",
        "Invoice INV-0042",
        "Maple St kitchen",
        "For Dana Lee",
        "To pay $5,270.13",
        "Please pay by Dec 2, 2026",
        "Demolition $4,150.00",
        "Haul away 2 × $150.00 $300.00",
        "Added work",
        "Tax 8.625% $400.13",
        "Total $5,270.13",
        "Contract sum to date $24,350.00",
        "Download the invoice (PDF)",
        "Pay $5,270.13",
        "Approve the work",
    ):
        assert words in said


def test_the_contractor_comes_before_the_amount_and_the_amount_before_the_work(still_site, http):
    said = shown(still_site, http)
    places = [said.index(words) for words in ("+1 415 555 0100", "To pay", "What was done", "How it adds up")]
    assert places == sorted(places)


def test_every_proof_can_be_opened_by_a_plain_link(still_site, still_invoice, http):
    html = http.get(still_site.address(still_invoice)).text
    links = re.findall(r'<a class="picture" href="([^"]+)"', html)
    assert len(links) == 12
    for link in links:
        assert http.get(still_site.base_url + link).status_code == 200


def test_part_paid_shows_what_came_with_its_receipt_and_what_is_left(still_site, http):
    said = shown(
        still_site,
        http,
        state="part_paid",
        paid=Money(200_000, USD),
        balance=Money(327_013, USD),
        payments=(sample_payment(200_000, method="cash", note="thanks"),),
    )
    assert "Left to pay $3,270.13 $2,000.00 of $5,270.13 is paid" in said
    assert "Paid: cash thanks Nov 19, 2026, 8:30 AM · Receipt INV-0042-R1 −$2,000.00" in said
    assert "Pay $3,270.13" in said


@pytest.mark.parametrize(
    ("changes", "words", "payable"),
    [
        ({"state": "paid", "balance": Money(0, USD), "paid": Money(527_013, USD)}, "Paid, thank you", False),
        ({"state": "void", "balance": Money(0, USD)}, "Nothing to pay Rivera Remodeling has withdrawn", False),
        ({"payments": (sample_payment(527_013, state="pending"),)}, "Payment on its way $5,270.13", False),
        ({"payments": (sample_payment(100, state="pending"),)}, "On its way: card", True),
        ({"payments": (sample_payment(527_013, state="failed"),)}, "did not go through", True),
        ({"payments": (sample_payment(527_013, state="parked"),)}, "is checking a payment of yours", True),
        ({"approved_at": SENT}, "Approved on Nov 18, 2026, 8:30 AM", True),
    ],
    ids=["paid", "void", "processing", "partly processing", "declined", "parked", "approved"],
)
def test_each_state_is_said_plainly_and_pay_is_there_only_when_there_is_something_to_pay(
    still_site, http, changes, words, payable
):
    said = shown(still_site, http, **changes)
    assert words in said
    assert ("A payment page with the same amount comes next" in said) is payable


def test_a_decline_that_was_followed_by_money_is_forgotten(still_site, http):
    failed = sample_payment(527_013, state="failed")
    later = sample_payment(100_000, received_at=SENT + timedelta(days=3))
    said = shown(still_site, http, payments=(later, failed), paid=Money(100_000, USD), balance=Money(427_013, USD))
    assert "did not go through" not in said


def test_the_conversation_is_shown_in_order_with_who_said_what(still_site, http):
    said = shown(
        still_site,
        http,
        questions=(
            QuestionView(author="client", text="Is the dumpster in?", asked_at=SENT),
            QuestionView(author="contractor", text="Yes, both loads.", asked_at=SENT + timedelta(hours=1)),
        ),
    )
    assert "You Nov 18, 2026, 8:30 AM Is the dumpster in? Rivera Remodeling Nov 18, 2026, 9:30 AM Yes, both" in said


def test_the_invoice_speaks_its_own_language_and_the_other_on_wish(still_site, http):
    page = still_site.reads.change(named("link"), language="es")
    spanish, english = http.get(still_site.address(page)), http.get(still_site.address(page) + "?lang=en")
    assert '<html lang="es">' in spanish.text
    assert "Pagar $5,270.13" in text_of(spanish.text)
    assert '<html lang="en">' in english.text
    assert "Pay $5,270.13" in text_of(english.text)
    assert '<html lang="es">' in http.get(still_site.address(page) + "?lang=tlh").text


def test_back_from_the_gateway_it_waits_for_the_result_instead_of_offering_to_pay_twice(still_site, http):
    address = still_site.address(sample_page()) + "?back=1"
    waiting = text_of(http.get(address).text)
    assert "If you have just paid" in waiting
    assert "Approve the work" in waiting
    assert "A payment page with the same amount" not in waiting
    failed = sample_payment(527_013, state="failed", received_at=datetime.now(UTC))
    still_site.reads.change(named("link"), payments=(failed,))
    result = text_of(http.get(address).text)
    assert "If you have just paid" not in result
    assert "did not go through" in result


def test_a_page_kept_from_before_is_never_shown_after_something_changed(still_site, http):
    before = shown(still_site, http)
    assert shown(still_site, http) == before
    assert "Paid, thank you" in shown(still_site, http, state="paid", balance=Money(0, USD))
    assert "Approved on" in shown(still_site, http, approved_at=SENT)


def test_one_visit_is_one_statement(still_site, still_invoice, http):
    http.get(still_site.address(still_invoice))
    before = still_site.reads.reads
    http.get(still_site.address(still_invoice))
    assert still_site.reads.reads - before == 1


def test_with_stamps_a_page_drawn_before_costs_one_small_read(site, invoice, http):
    first = http.get(site.address(invoice))
    reads, stamps = site.reads.reads, site.reads.stamps
    again = http.get(site.address(invoice))
    assert (site.reads.reads - reads, site.reads.stamps - stamps) == (0, 1)
    assert text_of(again.text) == text_of(first.text)
    assert again.headers == {**first.headers, "date": again.headers["date"]}


def test_with_stamps_too_a_change_shows_at_once_and_a_revoked_link_is_gone(site, invoice, http):
    spanish = site.address(invoice) + "?lang=es"
    assert "Pagar" in http.get(spanish).text
    assert "Pay $5,270.13" in http.get(site.address(invoice)).text
    site.reads.change(invoice.link_id, state="paid", balance=Money(0, USD))
    assert "Paid, thank you" in http.get(site.address(invoice)).text
    assert "Pagado, gracias" in http.get(spanish).text
    site.reads.change(invoice.link_id, link_version=2)
    assert {http.get(site.address(invoice)).status_code, http.get(spanish).status_code} == {404}
    site.reads.change(invoice.link_id, link_version=1, revoked=True)
    assert http.get(site.address(invoice)).status_code == 404


def test_a_wrong_token_of_a_page_that_is_kept_opens_nothing(site, invoice, http):
    assert http.get(site.address(invoice)).status_code == 200
    token = site.token(invoice)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), LINKS.token(invoice.link_id, 2)):
        assert http.get(f"{site.base_url}/i/{wrong}").status_code == 404


def test_each_visit_has_its_own_nonce(still_site, still_invoice, http):
    nonces = [
        set(re.findall(r'name="nonce" value="([^"]+)"', http.get(still_site.address(still_invoice)).text))
        for _ in range(2)
    ]
    assert [len(one) for one in nonces] == [1, 1]
    assert nonces[0] != nonces[1]


# ---- who may look -------------------------------------------------------------------------------


def wrong_tokens() -> list[str]:
    page = sample_page()
    token = LINKS.token(page.link_id, 1)
    rng = random.Random(3)
    flipped = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in rng.sample(range(64), 20)]
    unknown = LINKS.token(named("no such link"), 1)
    shapes = [token[:-1], token + "A", token.lower(), "x", "A" * 64, token.replace(token[0], "%00", 1), "ü"]
    return [LINKS.token(page.link_id, 2), unknown, *flipped, *shapes]


def test_a_wrong_unknown_tampered_or_revoked_link_gets_one_and_the_same_kind_page(still_site, still_invoice, http):
    answers = [http.get(f"{still_site.base_url}/i/{token}") for token in wrong_tokens()]
    still_site.reads.change(still_invoice.link_id, revoked=True)
    answers.append(http.get(still_site.address(still_invoice)))
    still_site.reads.change(still_invoice.link_id, revoked=False, link_version=2)
    answers.append(http.get(f"{still_site.base_url}/i/{LINKS.token(still_invoice.link_id, 1)}"))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert "This link does not open an invoice" in answers[0].text
    assert "Rivera" not in answers[0].text


def test_nothing_below_a_revoked_link_is_reachable(still_site, still_invoice, http):
    proof = still_invoice.proofs[0].id
    address = still_site.address(still_invoice)
    below = ["", "/invoice.pdf", f"/proof/{proof}/thumb", f"/proof/{proof}/client", "/pay"]
    assert {http.get(address + path).status_code for path in below[:-1]} == {200}
    still_site.reads.change(still_invoice.link_id, revoked=True)
    assert {http.get(address + path).status_code for path in below} == {404}
    for action in ("seen", "approve", "ask", "pay"):
        assert http.post(f"{address}/{action}", headers={"sec-fetch-site": "same-origin"}).status_code == 404
    assert still_site.inbox.offered == 0


def test_a_proof_of_another_invoice_is_not_reachable_through_this_one(still_site, still_invoice, media, http):
    other = replace(sample_page(), link_id=named("other link"), proofs=())
    still_site.reads.keep(other)
    proof = still_invoice.proofs[0].id
    assert http.get(f"{still_site.address(other)}/proof/{proof}/thumb").status_code == 404
    assert http.get(f"{still_site.address(still_invoice)}/proof/{proof}/original").status_code == 404
    assert http.get(f"{still_site.address(still_invoice)}/proof/not-an-id/thumb").status_code == 404


def test_scanners_change_nothing_however_often_they_look(still_site, still_invoice, http):
    address = still_site.address(still_invoice)
    proof = still_invoice.proofs[0].id
    paths = ["", "?said=approve", "?back=1", "/pay", "/pay?n=3", "/invoice.pdf", f"/proof/{proof}/page", "/seen"]
    paths += ["/approve", "/ask", "/approve?nonce=" + "a" * 24]
    for look in range(LOOKS):
        method = "HEAD" if look % 3 == 0 else "GET"
        answer = http.request(method, address + paths[look % len(paths)], headers=SCANNER)
        assert answer.status_code in {200, 404, 405}
    assert still_site.inbox.offered == 0
    assert still_site.reads.pages == {still_invoice.link_id: still_invoice}


# ---- how it is served ---------------------------------------------------------------------------


def test_the_page_is_kept_by_nobody_framed_by_nobody_and_may_run_only_its_own_files(still_site, still_invoice, http):
    for path in ("", "/pay", "x"):
        headers = http.get(still_site.address(still_invoice) + path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert "noindex" in headers["x-robots-tag"]


def test_the_page_asks_nothing_of_anybody_else(still_site, still_invoice, http):
    html = http.get(still_site.address(still_invoice)).text
    addresses = re.findall(r'(?:src|href|action|poster|data-[a-z]+)="([^"]*)"', html)
    outside = [one for one in addresses if "//" in one]
    assert outside == []
    assert "<script>" not in html
    assert "style=" not in html


def test_files_are_served_so_that_nothing_in_them_runs(still_site, still_invoice, http):
    address = still_site.address(still_invoice)
    pdf = http.get(address + "/invoice.pdf")
    photo = http.get(f"{address}/proof/{still_invoice.proofs[0].id}/thumb")
    document = http.get(f"{address}/proof/{still_invoice.proofs[-1].id}/client")
    assert pdf.headers["content-disposition"].startswith('attachment; filename="INV-0042.pdf"')
    assert document.headers["content-disposition"].startswith("attachment")
    assert (pdf.headers["cache-control"], photo.headers["cache-control"]) == ("no-store", "private, max-age=300")
    for answer in (pdf, photo, document):
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "noindex" in answer.headers["x-robots-tag"]


@pytest.mark.parametrize(
    "kind", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "image/jpeg\r\nX: y"]
)
def test_a_file_of_an_active_kind_leaves_as_a_download_of_no_kind(still_site, still_invoice, http, kind):
    proof = still_invoice.proofs[0].id
    known = still_site.reads.proofs[still_invoice.link_id, proof, "page"]
    name = 'a"; x="\r\nSet-Cookie: a=b/../\u202egpj.<b>.html'
    still_site.reads.proofs[still_invoice.link_id, proof, "page"] = replace(known, media_type=kind, file_name=name)
    answer = http.get(f"{still_site.address(still_invoice)}/proof/{proof}/page")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-9", 206, 0, 9),
        ("bytes=10-", 206, 10, None),
        ("bytes=-7", 206, -7, None),
        ("bytes=5-999999999", 206, 5, None),
        ("bytes=0-", 200, 0, None),
        ("bytes=9-5", 200, 0, None),
        ("bytes=0-1,3-4", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("lines=0-1", 200, 0, None),
        ("bytes=99999999-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
    ],
)
def test_a_video_is_served_in_the_range_asked_for(still_site, still_invoice, media, http, asked, status, first, last):
    view = next(one for one in still_invoice.proofs if one.kind == "video")
    whole = media[f"{view.id}/client"]
    answer = http.get(f"{still_site.address(still_invoice)}/proof/{view.id}/client", headers={"range": asked})
    assert answer.status_code == status
    expected = whole[first : None if last is None else last + 1]
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(whole)}"
    else:
        assert answer.content == expected
        assert answer.headers["content-length"] == str(len(expected))
        assert answer.headers["accept-ranges"] == "bytes"
    if status == 206:
        start = len(whole) + first if first < 0 else first
        assert answer.headers["content-range"] == f"bytes {start}-{start + len(expected) - 1}/{len(whole)}"


def test_head_of_a_file_tells_its_size_without_its_bytes(still_site, still_invoice, http):
    answer = http.head(still_site.address(still_invoice) + "/invoice.pdf")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 50


def test_bytes_that_are_lost_are_404_not_an_error(still_site, still_invoice, http):
    still_site.blobs.kept.clear()
    assert http.get(still_site.address(still_invoice) + "/invoice.pdf").status_code == 404


def test_own_files_may_be_kept_for_ever_because_their_name_changes_with_them(still_site, still_invoice, http):
    html = http.get(still_site.address(still_invoice)).text
    names = set(re.findall(r"/i/assets/[a-z]+\.[0-9a-f]{16}\.(?:css|js|svg)", html))
    assert len(names) == 3
    for name in names:
        assert "immutable" in http.get(still_site.base_url + name).headers["cache-control"]
    assert http.get(still_site.base_url + "/i/assets/portal.css").status_code == 404
