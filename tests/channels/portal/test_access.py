"""Who may look at the client's page, what looking never does, and how its files are served."""

import random
import re
from dataclasses import replace

import pytest

from tests.channels.portal.site import LINKS
from tests.sizes import SOAK
from tests.twins.memory_reads import named, sample_page

LOOKS = 1_000 if SOAK else 200
SCANNER = {"user-agent": "SafeLinks", "accept": "*/*"}


@pytest.fixture(autouse=True)
def _kept(still_invoice):
    """Every test here has the sample invoice."""


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
