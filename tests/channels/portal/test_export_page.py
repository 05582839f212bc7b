"""The page with everything of an account: for who has its link, while it lasts, on any phone."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest

from tests.channels.portal.checks import CONTRAST, SMALL_TARGETS
from tests.channels.portal.exports import EXPORTS, ready
from tests.channels.portal.test_in_chromium import look

FROM_US = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def export(still_site):
    key = still_site.blobs.put(UUID(int=1), b"PK everything", "application/zip")
    still_site.exports.export = ready(key)
    return still_site.exports.export


@pytest.fixture
def address(still_site, export):
    return f"{still_site.base_url}/x/{EXPORTS.token(export.id)}"


def test_it_tells_what_it_is_how_large_and_until_when(address, http):
    html = http.get(address).text
    assert "Download (4.2\u00a0MB)" in html
    assert "Available until " in html
    assert f'href="{address.partition("//")[2].partition("/")[2].join(["/", ""])}/file"' in html
    assert "Descargar (4.2\u00a0MB)" in http.get(f"{address}?lang=es").text


def test_the_file_comes_whole_in_part_and_as_a_download_of_that_name(address, http):
    whole = http.get(f"{address}/file")
    assert whole.content == b"PK everything"
    assert "milepost-Rivera-Remodeling-Sons-" in whole.headers["content-disposition"]
    assert whole.headers["content-disposition"].startswith("attachment")
    assert whole.headers["cache-control"] == "no-store"
    part = http.get(f"{address}/file", headers={"range": "bytes=3-"})
    assert (part.status_code, part.content) == (206, b"everything")
    assert http.head(f"{address}/file").headers["content-length"] == "13"


@pytest.mark.parametrize("changed", [{"state": "ended"}, {"state": "making"}, {"ends_at": datetime.now(UTC)}])
def test_what_is_over_is_given_to_nobody(still_site, export, address, http, changed):
    still_site.exports.export = replace(export, **changed)
    for path in (address, f"{address}/file"):
        answer = http.get(path)
        assert (answer.status_code, "There is nothing here any more" in answer.text) == (404, True)
        assert "Rivera" not in answer.text


def test_a_forged_link_and_one_of_something_else_open_nothing(still_site, export, http):
    for token in (EXPORTS.token(UUID(int=5)), "x" * 64, EXPORTS.token(export.id)[:-1] + "A"):
        assert http.get(f"{still_site.base_url}/x/{token}/file").status_code == 404


def test_it_is_deleted_from_the_page_and_from_no_other(still_site, address, http):
    assert http.post(address, headers={"sec-fetch-site": "cross-site"}).status_code == 404
    assert still_site.exports.export.state == "ready"
    assert "The file is deleted" in http.post(address, headers=FROM_US).text
    assert still_site.exports.export.state == "ended"
    assert http.post(address, headers=FROM_US).status_code == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_and_reads_well(still_site, export, address, tab, scheme):
    watched = await tab(scheme=scheme)
    stands = {"ready": export, "missing": replace(export, missing=3), "over": replace(export, state="ended")}
    for width, (name, kept), lang in product((320, 1280), stands.items(), ("en", "es")):
        still_site.exports.export = kept
        await watched.page.set_viewport_size({"width": width, "height": 800})
        await watched.page.goto(f"{address}?lang={lang}")
        assert await watched.page.evaluate("document.documentElement.scrollWidth") <= width
        for check in (CONTRAST, SMALL_TARGETS):
            assert await watched.page.evaluate(check) == []
        await look(watched.page, f"export-{name}-{scheme}-{width}-{lang}")
