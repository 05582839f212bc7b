"""The upload page in a real browser: on a phone, in light and dark, by keyboard, with and without scripts."""

import asyncio
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from channels.portal.adapter import Portal
from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS, UNNAMED
from tests.channels.portal.site import LARGEST, running
from tests.channels.portal.test_in_chromium import look, tab_to
from tests.twins.memory_reads import sample_upload

pytestmark = pytest.mark.browser


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A photo, a video of a size, and one that is too large."""
    names = {"IMG_2041.jpg": 40_000, "MOV_0007 water test before the wall is closed.mp4": 2_500_000, "MOV_0008.mp4": 9}
    for name, size in names.items():
        (tmp_path / name).write_bytes(bytes(size))
    (tmp_path / "MOV_0008.mp4").write_bytes(bytes(LARGEST + 1))
    return [tmp_path / name for name in names]


def heard(site: Any) -> list[Any]:
    return [Portal().translate(item.body)[0] for item in site.said()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_a_phone_reads_well_and_names_everything(still_site, files, tab, scheme):
    watched, page = await tab(320, scheme=scheme), sample_upload()
    address = still_site.upload(page)
    lost = still_site.base_url + "/u/x"
    for language, (name, url) in product(
        ("en", "es"),
        {
            "plain": address,
            "taken": f"{address}?said=taken&n=2",
            "empty": f"{address}?said=empty",
            "lost": lost,
        }.items(),
    ):
        await watched.page.goto(url + ("&" if "?" in url else "?") + f"lang={language}")
        if name == "plain":
            await watched.page.set_input_files("#file", files)
        await look(watched.page, f"upload-{name}-{language}-{scheme}")
        assert await watched.page.evaluate("document.documentElement.scrollWidth") <= 320
        assert await watched.page.evaluate(CONTRAST) == []
        assert await watched.page.evaluate(SMALL_TARGETS) == []
        if name != "lost":
            assert await watched.page.evaluate(UNNAMED) == []
    assert [one for one in watched.complaints if "404" not in one] == []


async def test_each_file_shows_how_far_it_is_and_all_are_said_once(still_site, files, tab):
    watched = await tab(320)
    page = watched.page
    await page.goto(still_site.upload(sample_upload()))
    await page.set_input_files("#file", files)
    assert await page.locator("#files progress").count() == 3
    assert "Larger than 3 MB" in await page.inner_text("#files li.bad")
    await page.fill("#text", "No leaks")
    await page.get_by_role("button", name="Send").click()
    await page.wait_for_selector("#said")
    assert await page.inner_text("#said") == "2 files are here. The answer comes in the chat."
    assert await page.evaluate("document.activeElement.id") == "said"
    assert "said=" not in page.url
    (said,) = heard(still_site)
    assert (said.text, [one.size for one in said.attachments]) == ("No leaks", [40_000, 2_500_000])
    await page.reload()
    assert len(still_site.said()) == 1
    assert watched.complaints == []
    assert {url.split("/")[2] for url in watched.requests} == {still_site.base_url.removeprefix("http://")}


async def test_what_failed_on_the_way_is_sent_again_and_nothing_else(still_site, files, tab):
    page = (await tab(320)).page
    await page.goto(still_site.upload(sample_upload()))
    posted: list[str] = []

    async def second_breaks(route: Any) -> None:
        posted.append(route.request.url)
        await (route.abort() if len(posted) == 2 else route.continue_())

    await page.route("**/file", second_breaks)
    await page.set_input_files("#file", files[:2])
    await page.get_by_role("button", name="Send").click()
    await page.get_by_role("button", name="Try again").wait_for()
    assert await page.inner_text("#files li.bad .file-state") == "It did not get through."
    assert await page.inner_text("#news") == "Not all of them got through. Those that are here stay here."
    assert await page.evaluate("document.activeElement.textContent") == "Try again"
    await look(page, "upload-failed")
    assert still_site.said() == []
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#said")
    assert len(posted) == 3
    assert len(heard(still_site)[0].attachments) == 2


async def test_a_link_that_ends_meanwhile_says_so(still_site, files, tab):
    page = (await tab(320)).page
    await page.goto(still_site.upload(sample_upload()))
    still_site.reads.uploads.clear()
    await page.set_input_files("#file", files[:1])
    await page.get_by_role("button", name="Send").click()
    await page.get_by_text("This link has ended.").wait_for()


async def test_it_is_filled_and_sent_with_the_keyboard_alone(still_site, files, tab):
    page = (await tab(320)).page
    await page.goto(still_site.upload(sample_upload()))
    await tab_to(page, "file")
    async with page.expect_file_chooser() as chooser:
        for _ in range(10):  # Chromium opens no chooser for a key that comes before it has the focus
            await page.keyboard.press("Enter")
            await asyncio.sleep(0.5)
            if chooser.is_done():
                break
    await (await chooser.value).set_files(files[:1])
    await tab_to(page, "text")
    await page.keyboard.type("Walls out")
    await tab_to(page, "Send")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#said")
    assert [one.text for one in heard(still_site)] == ["Walls out"]


async def test_it_works_without_any_script(still_site, files, tab):
    page = (await tab(320, java_script_enabled=False)).page
    await page.goto(still_site.upload(sample_upload(language="es")))
    await page.set_input_files("#file", files[:2])
    await page.fill("#text", "Muros")
    await page.get_by_role("button", name="Enviar").click()
    await page.wait_for_selector("#said")
    assert await page.inner_text("#said") == "Llegaron 2 archivos. La respuesta llega en el chat."
    assert [(one.text, len(one.attachments)) for one in heard(still_site)] == [("Muros", 2)]
    await page.set_input_files("#file", files[2:])
    await page.get_by_role("button", name="Enviar").click()
    await page.wait_for_selector("text=Era demasiado grande")
    await look(page, "upload-too-large-es")
    assert len(still_site.said()) == 1


async def test_over_plain_http_under_a_name_it_works_too(files, tab):
    """No secure context: such a browser says where a form comes from in Origin alone."""
    with running(name="milepost.test", engine=False) as site:
        page = (await tab(320)).page
        await page.goto(site.upload(sample_upload()))
        await page.set_input_files("#file", files[:1])
        await page.get_by_role("button", name="Send").click()
        await page.wait_for_selector("#said")
        assert len(site.said()) == 1


async def test_hostile_names_run_nothing(still_site, tmp_path, tab):
    words = '"><img src=x onerror="hacked=1">{{7*7}}' + "x" * 200
    watched = await tab(320)
    page = watched.page
    sample = sample_upload(contractor_name=words, project_name=words, milestone_name=words)
    file = {"name": '<img src=x onerror="hacked=1">.jpg', "mimeType": "image/jpeg", "buffer": b"x"}
    await page.goto(still_site.upload(sample))
    await page.set_input_files("#file", [file])
    assert await page.evaluate("typeof hacked") == "undefined"
    assert await page.locator("main img").count() == 0
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    assert watched.complaints == []
