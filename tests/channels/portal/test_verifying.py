"""Anybody may check a proof pack by its code; nobody learns more from it, or anything from a wrong one."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from channels.portal.pace import TryPace
from channels.portal.verifying import _who
from core.usecases.views import VerifiedPack
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.test_in_chromium import look
from tests.sizes import SOAK

CODE = "7KQ4-M2XA-90RT-ZB6C"
MADE = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
WRONG = 200 if SOAK else 12


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sample_pack() -> VerifiedPack:
    return VerifiedPack(
        code=CODE,
        contractor_name="Rivera & Sons Remodeling",
        project_name="Maple St kitchen",
        milestone_name="Demo and haul-away",
        made_at=MADE,
        zone="America/Los_Angeles",
        language="en",
        files=tuple((MADE - timedelta(hours=n), sha256(b"photo %d" % n)) for n in range(9, 0, -1)),
        pdf_sha256=sha256(b"the pdf"),
    )


@pytest.fixture
def pack(still_site):
    still_site.reads.packs = {CODE: sample_pack()}
    return sample_pack()


def test_a_genuine_code_tells_whose_pack_it_is_and_what_is_in_it(still_site, pack, http):
    answer = http.get(f"{still_site.base_url}/verify/{CODE}")
    assert answer.status_code == 200
    for told in ("is genuine", "Rivera &amp; Sons Remodeling", "Maple St kitchen", "Demo and haul-away", CODE):
        assert told in answer.text
    assert "Nov 22, 2026, 10:00 AM" in answer.text
    assert pack.pdf_sha256 in answer.text
    for received, mark in pack.files:
        assert f'data-sha256="{mark}"' in answer.text
        assert received.astimezone().minute == 0
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]


@pytest.mark.parametrize("typed", ["7kq4m2xa90rtzb6c", "7KQ4 M2XA 9ORT ZB6C"])
def test_a_code_typed_in_any_way_goes_to_its_own_address(still_site, pack, http, typed):
    answer = http.get(f"{still_site.base_url}/verify", params={"code": typed, "lang": "es"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/verify/{CODE}?lang=es")
    assert "es auténtico" in http.get(still_site.base_url + answer.headers["location"]).text


def test_every_wrong_code_gets_one_and_the_same_kind_answer(still_site, pack, http):
    wrong = ["x", "-", "7KQ4-M2XA-90RT-ZB6D", "A" * 16, "%00", "ü" * 16, "7" * 3000]
    wrong += [f"{n:016d}" for n in range(WRONG)]
    answers = [http.get(f"{still_site.base_url}/verify/{code}") for code in wrong]
    answers += [http.get(f"{still_site.base_url}/verify", params={"code": "nonsense"}, follow_redirects=True)]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.text.count("We made no proof pack with this code") for answer in answers} == {1}
    assert len({answer.content for answer in answers}) <= 2  # the second has its language in its address


def test_the_form_asks_for_a_code(still_site, http):
    answer = http.get(f"{still_site.base_url}/verify")
    assert answer.status_code == 200
    assert 'name="code"' in answer.text


def test_too_many_tries_of_one_address_are_slowed_down(still_site, pack, http):
    still_site.pace.burst, still_site.pace.seconds = 5, 1.0
    answers = [http.get(f"{still_site.base_url}/verify/{n:016d}") for n in range(30)]
    still_site.pace.burst, still_site.pace.seconds = 100_000, 0.001
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert "Wait a minute" in answers[-1].text


def test_an_address_may_try_a_few_times_and_then_slowly():
    now = [0.0]
    pace = TryPace(3, 10.0, clock=lambda: now[0])
    assert [pace.allows("a") for _ in range(5)] == [True] * 3 + [False] * 2
    assert pace.allows("b")
    now[0] = 10.0
    assert [pace.allows("a") for _ in range(2)] == [True, False]
    now[0] = 100.0
    assert [pace.allows("a") for _ in range(4)] == [True] * 3 + [False]


def test_a_line_of_ipv6_is_one_address():
    def who(host):
        return _who(type("R", (), {"client": type("C", (), {"host": host})})())

    assert who("2001:db8::1") == who("2001:db8::ffff:2") != who("2001:db8:1::1")
    assert (who("192.0.2.1"), who("a socket")) == ("192.0.2.1", "a socket")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_a_phone_reads_well_and_names_everything(still_site, pack, tab, scheme):
    watched = await tab(320, scheme=scheme)
    for language in ("en", "es"):
        for name, path in {"form": "", "genuine": f"/{CODE}", "wrong": "/x"}.items():
            await watched.page.goto(f"{still_site.base_url}/verify{path}?lang={language}")
            if name == "genuine":
                await watched.page.locator("summary").click()
            await look(watched.page, f"verify-{name}-{language}-{scheme}")
            assert await watched.page.evaluate("document.documentElement.scrollWidth") <= 320
            assert await watched.page.evaluate(CONTRAST) == []
            assert await watched.page.evaluate(SMALL_TARGETS) == []
            assert await watched.page.evaluate(UNNAMED) == []
    assert [one for one in watched.complaints if "404" not in one] == []


@pytest.mark.browser
async def test_the_whole_code_can_be_read_where_it_is_typed_on_a_small_phone(still_site, tab):
    watched = await tab(320)
    await watched.page.goto(f"{still_site.base_url}/verify")
    field = watched.page.locator("input[name=code]")
    await field.fill(CODE)
    assert await field.evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.browser
async def test_files_are_compared_on_the_device_and_nothing_is_sent(still_site, pack, tab, tmp_path):
    for name, content in {"one.jpg": b"photo 8", "pack.pdf": b"the pdf", "other.jpg": b"photo 8 again"}.items():
        (tmp_path / name).write_bytes(content)
    watched = await tab(390)
    await watched.page.goto(f"{still_site.base_url}/verify/{CODE}")
    before = len(watched.requests)
    await watched.page.set_input_files("#file", [tmp_path / name for name in ("one.jpg", "pack.pdf", "other.jpg")])
    await watched.page.wait_for_selector("#found li:nth-child(3).bad")
    assert await watched.page.locator("#found .file-state").all_inner_texts() == [
        "The same as file 2 of this pack",
        "This is the proof pack as it was made, unchanged",
        "This file is not in this pack, or it was changed",
    ]
    await look(watched.page, "verify-compared")
    assert [one for one in watched.requests[before:] if "/assets/icon" not in one] == []
    assert watched.complaints == []
