"""Hostile words in every field of the page run nothing, fetch nothing and break nothing."""

import re
from dataclasses import replace
from typing import Any

import pytest

from core.usecases.invoice_views import QuestionView
from tests.twins.memory_reads import SENT, sample_page, sample_payment

pytestmark = pytest.mark.browser
HOSTILE = (
    '<img src=x onerror="hacked=1">',
    '"><script>hacked=1</script>',
    "'-hacked=1-'",
    "{{ 7*7 }}{% raw %}${7*7}#{7*7}",
    'x" onmouseover="hacked=1" autofocus onfocus="hacked=1" y="',
    "javascript:hacked=1",
    "</title></textarea></dialog><svg onload=hacked=1>",
    "\u202eeltit\u202c \u0000 \U0001f9f1 \ud83e " + "x" * 300,
    "{0.__class__} {words} %s %(a)s",
)


async def test_hostile_words_in_every_field_run_nothing(still_site, media, tab):
    for words in HOSTILE:
        watched = await tab(320)
        invoice = still_site.keep(hostile_page(words), media)
        await watched.page.goto(still_site.address(invoice))
        await stays_calm(watched, words)
        assert {url.split("/")[2] for url in watched.requests} == {still_site.base_url.removeprefix("http://")}


async def stays_calm(watched: Any, words: str) -> None:
    page = watched.page
    for index in (0, 10, 11):
        await page.locator("a.picture").nth(index).click()
        await page.keyboard.press("Escape")
    assert await page.evaluate("typeof hacked") == "undefined"
    assert await page.locator("main img[src=x], main script, main svg[onload], [onmouseover]").count() == 0
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    assert re.split("[<\0\ud83e]", words)[0].strip() in await page.text_content(".due")
    assert not [one for one in watched.complaints if "Content Security" in one or "dialog" in one]


def hostile_page(words: str):
    page = sample_page()
    sheet = spoilt({**page.sheet}, words)
    return replace(
        page,
        sheet=sheet,
        contractor_name=words,
        contractor_phone=words,
        contractor_email=words,
        client_name=words,
        project_name=words,
        number=words,
        questions=(QuestionView(author="contractor", text=words, asked_at=SENT),),
        payments=(sample_payment(100, method=words, note=words, receipt_number=words),),
        proofs=tuple(replace(view, caption=words, file_name=words) for view in page.proofs),
    )


KEPT = {"id", "kind", "milestone_id", "proof_ids", "language", "paper", "currency"}


def spoilt(kept: Any, words: str) -> Any:
    """Every string of the sheet replaced, except ids and what is chosen from a list."""
    if isinstance(kept, dict):
        return {key: value if key in KEPT else spoilt(value, words) for key, value in kept.items()}
    if isinstance(kept, list | tuple):
        return [spoilt(value, words) for value in kept]
    return words if isinstance(kept, str) else kept
