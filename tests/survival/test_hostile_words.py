"""Hostile words in every place a person may type in, through the whole program: nothing runs, breaks or is lost."""

import io
import re
from html.parser import HTMLParser

import httpx
import pypdfium2
import pytest

from bots.phones import has_button
from storage.media import samples
from tests.journeys.moody import http, phone, program, rows, until
from tests.survival.test_failing_jobs import attempts

__all__ = ["attempts", "http", "program"]  # fixtures
WORDS = {
    "html": "<script>fetch('//evil.example')</script><img src=x onerror=alert(1)>",
    "template": "{{7*7}} {%raw%} ${7*7} #{7*7} {0.__class__} %(x)s %s",
    "formula": "=cmd|'/C calc'!A0 +1 -1 @SUM(1)",
    "long": "word " * 20_000,
    "right to left": "\u202eevil\u202c שלום مرحبا",
    "emoji": "👷🏽‍♀️🏗️ é́́́́́́́ \U0001f3f4\U000e0067\U000e0062",
    "control": "a\x00b\x1b[31mc\x07\ufffe\ufeff",
}
SCRIPT = re.compile(r'<script src="(/i/assets/[^"]+)"')
AS_IT_IS = 'Send as "My business"'
OURS = {"sec-fetch-site": "same-origin"}


@pytest.mark.parametrize("kind", WORDS)
async def test_hostile_words_everywhere_leave_nothing_parked_and_run_nothing(program, http, kind):
    words = WORDS[kind]
    ray, dana = phone(program, http, "+14155550151"), phone(program, http, "+14155550152")
    await ray.says(words)
    await ray.waits_for(lambda _: True, "the welcome")
    await ray.says(words)
    await ray.waits_for(lambda _: True, "the next question")
    short = words[:80].replace("\n", " ")
    await ray.says(f"New job: {short} for {short} +14155550152, $9,000: demo 4500, {short[:40]} rest")
    await ray.waits_for(lambda _: True, "an answer")
    await ray.says("New job: Maple St for Dana +14155550152, $9,000: demo 4500, cabinets rest")
    plan = await ray.waits_for(has_button("Create job"), "the plan")
    await ray.taps(plan, "Create job")
    await ray.waits_for(has_button("Status"), "the project")
    await _sends_file(ray, f"demo: {words}", f"{words[:200]}.jpg")
    await ray.waits_for(lambda message: bool(message["choices"]), "the word of the file")
    await ray.says(f"add 350 {words[:300]} to demo")
    await ray.waits_for(lambda _: True, "an answer")
    await ray.says("invoice demo")
    await ray.taps(await ray.waits_for(has_button("Send"), "the preview"), "Send")
    answer = await ray.waits_for(lambda _: True, "an answer")
    if has_button(AS_IT_IS)(answer):  # no name was found in those words
        await ray.taps(answer, AS_IT_IS)
    link = (await dana.waits_for(lambda message: bool(message["url"]), "the link"))["url"]
    await dana.says(words)
    await ray.waits_for(lambda message: "Dana" in message["text"], "the client's words")
    page = await http.get(link)
    nonce = re.search(r'name="nonce" value="([^"]+)"', page.text)
    assert nonce
    await http.post(f"{link}/ask", data={"nonce": nonce[1], "text": words[:20_000]}, headers=OURS)
    _nothing_ran(kind, (await http.get(link)).text, (await http.get(f"{link}/invoice.pdf")).content)
    await until(lambda: rows(program, "SELECT count(*) FROM inbox WHERE taken_at IS NULL") == [(0,)])
    assert program.database.parked.rows() == ()
    assert rows(program, "SELECT count(*) FROM outbound WHERE status = 'failed'") == [(0,)]


async def _sends_file(one, text: str, name: str) -> None:
    photo = samples.jpeg("Work", width=320, height=240)
    form = {"number": one.number, "nonce": "0" * 32, "text": text}
    answer = await one.http.post("/simulator/messages", data=form, files=[("files", (name, photo, "image/jpeg"))])
    assert answer.status_code == httpx.codes.OK


class Tags(HTMLParser):
    """What a browser would make of the page: its tags and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _nothing_ran(kind: str, html: str, pdf: bytes) -> None:
    tags = Tags()
    tags.feed(html)
    assert not [found for tag, found in tags.found if any(name.startswith("on") for name in found)]
    assert [found["src"] for tag, found in tags.found if tag == "script"] == [SCRIPT.search(html)[1]]
    assert "\x00" not in html
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "INV-0001" in text
    if kind == "template":
        assert "{{7*7}}" in html
        assert "{{7*7}}" in text
