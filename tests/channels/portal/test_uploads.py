"""The upload page over HTTP: who may add what, what a form does once, and what junk at the door does: nothing."""

import hashlib
import random
import socket
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import Request

from channels.browsing import TooLarge
from channels.portal.adapter import Portal
from channels.portal.receiving import Limits, form_with_files
from core.domain.passes import UPLOADS_FOR
from core.ports.messaging import FetchFailed, Inbound
from tests.channels.portal.site import LARGEST, UPLOADS, Site
from tests.sizes import SOAK
from tests.twins.memory_reads import named, sample_upload

OURS = {"sec-fetch-site": "same-origin"}
NONCE = "n" * 24
PHOTO = ("IMG_1.jpg", b"\xff\xd8\xff photo", "image/jpeg")
VIDEO = ("MOV_1.mp4", b"film" * 400_000, "video/mp4")
TRIES = 2_000 if SOAK else 300


@pytest.fixture
def address(still_site: Site) -> str:
    return still_site.upload(sample_upload())


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def post(http: httpx.Client, url: str, *files: tuple[str, bytes, str], **more: Any) -> httpx.Response:
    data = {"nonce": NONCE, **more.pop("data", {})}
    return http.post(url, data=data, files=[("file", one) for one in files], headers=more.pop("headers", OURS), **more)


def heard(site: Site) -> list[Inbound]:
    return [Portal().translate(item.body)[0] for item in site.said()]


# --- looking ---------------------------------------------------------------------------------------------------------


def test_the_page_says_whose_it_is_and_what_for_in_the_members_language(still_site, http, address):
    page = http.get(address)
    assert page.status_code == 200
    for words in ("Rivera Remodeling", "Maple St kitchen", "Demolition", "Up to 3 MB a file, 20 files at a time."):
        assert words in page.text
    spanish = still_site.upload(sample_upload(language="es"))
    assert "Enviar archivos grandes" in http.get(spanish).text
    assert "Send large files" in http.get(spanish + "?lang=en").text


def test_a_page_for_no_job_yet_names_none(still_site, http):
    page = http.get(still_site.upload(sample_upload(project_name="", milestone_name="")))
    assert "Where it belongs is asked in the chat" in page.text
    assert "Maple" not in page.text


def test_looking_changes_nothing_and_is_kept_by_nobody(still_site, http, address):
    for method in ("GET", "HEAD"):
        answer = http.request(method, address)
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "noindex" in answer.headers["x-robots-tag"]
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert http.get(address + "/file").status_code == 405
    assert (still_site.inbox.offered, still_site.blobs.kept) == (0, {})


def test_a_wrong_old_or_ended_link_gets_one_and_the_same_kind_page(still_site, http, address):
    token, now = address.rpartition("/")[2], datetime.now(UTC)
    page = sample_upload()
    old = UPLOADS.token(page.id, now - UPLOADS_FOR)
    unknown = UPLOADS.token(named("no such upload"), now)
    receipt = UPLOADS.receipts.issue(page.id.bytes, now + timedelta(days=1))
    shapes = [token[:-1], token + "A", token.lower(), "x", "A" * 50, "ü", "%00", receipt, old, unknown]
    tried = [http.get(f"{still_site.base_url}/u/{one}") for one in shapes]
    still_site.reads.uploads.clear()
    tried.append(http.get(address))
    assert {answer.status_code for answer in tried} == {404}
    assert len({answer.content for answer in tried}) == 1
    assert "This upload link does not work" in tried[0].text
    assert "Send the file in the chat once more" in tried[0].text
    for path in ("", "/file"):
        assert post(http, address + path, PHOTO).status_code == 404
    assert (still_site.inbox.offered, still_site.blobs.kept) == (0, {})


# --- adding ----------------------------------------------------------------------------------------------------------


def test_the_plain_form_keeps_its_files_and_says_them_once(still_site, http, address):
    answer = post(http, address, PHOTO, VIDEO, data={"text": "walls\r\nout\x00"})
    assert answer.status_code == 303
    assert answer.headers["location"] == urlsplit(address).path + "?said=taken&n=2#said"
    (said,) = heard(still_site)
    assert (said.text, said.context) == ("walls\nout", {"upload": str(sample_upload().id)})
    assert [(one.kind, one.file_name, one.size) for one in said.attachments] == [
        ("photo", "IMG_1.jpg", len(PHOTO[1])),
        ("video", "MOV_1.mp4", len(VIDEO[1])),
    ]
    account = sample_upload().account_id
    keys = [f"{account}/{hashlib.sha256(content).hexdigest()}" for _, content, _ in (PHOTO, VIDEO)]
    assert [one.ref for one in said.attachments] == keys
    assert {still_site.blobs.types[key] for key in keys} == {"application/octet-stream"}
    assert still_site.said()[0].line == "telegram:584200001"
    assert "2 files are here." in http.get(still_site.base_url + answer.headers["location"]).text


async def test_what_was_added_is_fetched_as_it_came(still_site, http, address, tmp_path):
    post(http, address, VIDEO)
    portal, ref = Portal(still_site.blobs), heard(still_site)[0].attachments[0].ref
    await portal.fetch(ref, tmp_path / "a", len(VIDEO[1]))
    assert (tmp_path / "a").read_bytes() == VIDEO[1]
    for key, limit, code in ((ref, 10, "too_large"), (ref[:-1] + "!", 10**9, "gone"), ("../x", 10**9, "gone")):
        with pytest.raises(FetchFailed) as failed:
            await portal.fetch(key, tmp_path / "b", limit)
        assert (failed.value.code, failed.value.final) == (f"media.{code}", True)


def test_the_same_form_again_is_the_same_item_and_another_is_another(still_site, http, address):
    for _ in range(3):
        assert post(http, address, PHOTO).status_code == 303
    assert len(still_site.said()) == 1
    post(http, address, PHOTO, data={"nonce": "m" * 24})
    post(http, address, VIDEO)
    assert len(still_site.said()) == 3
    assert len(still_site.blobs.kept) == 2


def test_files_that_came_one_by_one_are_said_together_in_the_end(still_site, http, address):
    receipts = [post(http, address + "/file", one).json()["receipt"] for one in (PHOTO, VIDEO)]
    assert still_site.inbox.offered == 0
    for _ in range(2):
        answer = http.post(address, data={"nonce": NONCE, "receipt": receipts}, files={"x": b""}, headers=OURS)
        assert answer.status_code == 303
    (said,) = heard(still_site)
    assert [one.file_name for one in said.attachments] == ["IMG_1.jpg", "MOV_1.mp4"]
    assert "?said=taken&n=2" in answer.headers["location"]


def test_a_receipt_is_good_for_its_own_page_alone(still_site, http, address):
    other = still_site.upload(sample_upload(id=named("other upload")))
    receipt = post(http, other + "/file", PHOTO).json()["receipt"]
    for wrong in (receipt, receipt[:-2] + "AA", "x", address.rpartition("/")[2]):
        answer = http.post(address, data={"nonce": NONCE, "receipt": [wrong]}, files={"x": b""}, headers=OURS)
        assert answer.status_code == 400
    assert still_site.inbox.offered == 0


def test_a_form_without_a_file_says_so(still_site, http, address):
    answer = post(http, address, ("", b"", "application/octet-stream"))
    assert "said=empty" in answer.headers["location"]
    assert "Please choose at least one file." in http.get(still_site.base_url + answer.headers["location"]).text
    assert post(http, address + "/file", ("", b"", "")).status_code == 400
    assert still_site.inbox.offered == 0


def test_names_and_types_are_hearsay_and_held_short(still_site, http, address):
    post(http, address, ("\u202e" + "x" * 300 + "é.jpg", b"x", "text/html; x=<script>"), ("a\x07b", b"y", "<b>"))
    one, two = heard(still_site)[0].attachments
    assert one.file_name.endswith("xxé.jpg")
    assert len(one.file_name) == 80
    assert (one.kind, one.media_type) == ("document", "text/html")
    assert two.media_type == ""
    long = ("\U0001f9f1" * 300, b"x", "video/" + "x" * 500)
    assert len(post(http, address + "/file", long).json()["receipt"]) <= 1024


# --- refusing --------------------------------------------------------------------------------------------------------


def test_what_is_too_large_even_for_us_is_refused_with_our_limit(still_site, http, address):
    large = ("MOV.mp4", bytes(LARGEST + 1), "video/mp4")
    answer = post(http, address, PHOTO, large)
    assert answer.status_code == 413
    assert "up to 3 MB" in answer.text
    assert post(http, address + "/file", large).status_code == 413
    many = [(f"{n}.mp4", bytes(LARGEST), "video/mp4") for n in range(6)]
    assert post(http, address, *many).status_code == 413
    assert (still_site.inbox.offered, still_site.blobs.kept) == (0, {})
    assert post(http, address, ("MOV.mp4", bytes(LARGEST), "video/mp4")).status_code == 303


async def test_an_endless_body_is_read_up_to_the_limit_and_no_further():
    """Nothing is announced: it is counted as it comes."""
    read = 0

    async def endless() -> dict[str, Any]:
        nonlocal read
        head = b"" if read else b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        read += 65_536
        return {"type": "http.request", "body": head + bytes(65_536 - len(head)), "more_body": True}

    headers = [(b"content-type", b"multipart/form-data; boundary=b")]
    request = Request({"type": "http", "method": "POST", "headers": headers}, endless)
    for limits in (Limits(file=1_000_000, form=9_000_000, files=1), Limits(file=9_000_000, form=1_000_000, files=1)):
        read = 0
        with pytest.raises(TooLarge):
            async with form_with_files(request, limits):
                pass
        assert read <= 1_000_000 + 2 * 65_536


def test_more_files_than_are_taken_at_a_time_are_refused(still_site, http, address):
    assert post(http, address, *[(f"{n}.jpg", b"%d" % n, "image/jpeg") for n in range(21)]).status_code == 400
    assert post(http, address + "/file", PHOTO, PHOTO).status_code == 400
    assert (still_site.inbox.offered, still_site.blobs.kept) == (0, {})


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_another_sites_form_adds_nothing(still_site, http, address, headers):
    assert post(http, address, PHOTO, headers=headers).status_code == 403
    assert post(http, address + "/file", PHOTO, headers=headers).status_code == 403
    assert (still_site.inbox.offered, still_site.blobs.kept) == (0, {})


def test_a_plain_http_browser_names_itself_in_origin(still_site, http, address):
    assert post(http, address, PHOTO, headers={"origin": still_site.base_url}).status_code == 303


def _whole() -> bytes:
    parts = [("nonce", "", NONCE.encode()), ("text", "", b"walls"), ("file", '; filename="a.jpg"', b"\xff\xd8" * 500)]
    head = '--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
    return b"".join((head % part[:2]).encode() + part[2] + b"\r\n" for part in parts) + b"--b--\r\n"


def test_a_body_cut_off_anywhere_adds_nothing(still_site, http, address):
    headers = {**OURS, "content-type": "multipart/form-data; boundary=b"}
    whole, dice = _whole(), random.Random(7)
    for length in dice.sample(range(len(whole) - 5), 60):
        assert http.post(address, content=whole[:length], headers=headers).status_code == 400
        assert http.post(address + "/file", content=whole[:length], headers=headers).status_code == 400
    assert (still_site.inbox.offered, still_site.blobs.kept) == (0, {})
    assert http.post(address, content=whole, headers=headers).status_code == 303


def test_junk_at_the_door_adds_nothing_breaks_nothing_and_leaves_nothing_behind(still_site, http, address, scratch):
    dice, whole = random.Random(11), _whole()
    kinds = ["multipart/form-data; boundary=b", "multipart/form-data", "multipart/form-data; boundary=", "text/plain"]
    kinds += ["multipart/form-data; boundary=" + "b" * 300, "multipart/form-data; boundary=b; charset=nonsense", ""]
    seen = set()
    for _ in range(TRIES):
        body = bytearray(whole)
        for _ in range(dice.randrange(1, 8)):
            place = dice.randrange(len(body))
            body[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
        content = dice.choice((bytes(body), bytes(body)[: dice.randrange(len(body))], dice.randbytes(300)))
        headers = {**OURS, "content-type": dice.choice(kinds)}
        answer = http.post(address + dice.choice(("", "/file")), content=content, headers=headers)
        seen.add(answer.status_code)
    assert seen <= {200, 303, 400}
    assert 400 in seen
    assert list(scratch.iterdir()) == []


def test_a_form_without_its_nonce_is_none_of_ours(still_site, http, address):
    for nonce in ("", "short", "a" * 65, "../../etc/passwd-and-more"):
        assert post(http, address, PHOTO, data={"nonce": nonce}).status_code == 400
    assert still_site.inbox.offered == 0


def test_whoever_hangs_up_in_the_middle_adds_nothing(still_site, http, address, scratch):
    url = urlsplit(address)
    head = f"POST {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nSec-Fetch-Site: same-origin\r\n"
    head += "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 2900000\r\n\r\n"
    with socket.create_connection((url.hostname, url.port)) as line:
        line.sendall(head.encode() + _whole()[:-9] + bytes(2_000_000))
    assert post(http, address, PHOTO, data={"text": "later"}).status_code == 303
    assert [one.text for one in heard(still_site)] == ["later"]
    assert list(scratch.iterdir()) == []
