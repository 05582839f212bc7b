"""A video that Telegram hands to no bot: announced in the chat, sent by the link, proof on its part, one reply."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from bots.phones import Phone, has_button
from bots.wording import wording
from storage.media import samples
from storage.media.sample_videos import Film, video
from tests.channels.telegram.phone import TelegramPhone
from tests.channels.telegram.stand_in import BotApi, Fault
from tests.channels.telegram.updates import SECRET, TOKEN, message, person, update
from tests.journeys.conftest import World, living
from tests.journeys.steps import set_up

TOO_BIG = Fault(400, "Bad Request: file is too big")
_chats = itertools.count(584_300_001)


@dataclass(slots=True)
class Cast:
    """A contractor on Telegram, and what they send."""

    contractor: TelegramPhone
    client_number: str
    client: Phone
    api: BotApi
    http: httpx.AsyncClient
    world: World

    async def announces(self, caption="", *, size=21_000_000, file_id="", name="MOV_1.mp4") -> None:
        """A video of that size, as Telegram tells of it."""
        file_id = file_id or self.api.keep(b"")
        video = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, "file_name": name}
        video |= {"width": 320, "height": 240, "duration": 9, "mime_type": "video/mp4"}
        said = {"caption": caption} if caption else {}
        chat = self.contractor.chat
        await self.contractor.posts(update(message=message(chat, video=video, **{"from": person(chat, "Ray")}, **said)))

    async def link(self) -> str:
        told = await self.contractor.waits_for(lambda one: "/u/" in one["text"] + one["url"], "the upload link")
        return re.search(r"http\S+/u/[\w-]+", f"{told['url']} {told['text']}")[0]

    async def sends(self, link: str, *files: tuple[str, bytes, str], nonce: str = "n" * 24, text: str = ""):
        return await self.http.post(
            link,
            data={"nonce": nonce, "text": text},
            files=[("file", one) for one in files],
            headers={"origin": self.world.base_url},
        )

    def proofs(self):
        database = self.world.program.database
        (who,) = database.reads.who("telegram", str(self.contractor.chat))
        with database.books.open(who.account_id) as ledger:
            (project,) = ledger.projects()
            names = {one.id: one.name for one in ledger.project_file(project.id).milestones}
            return [(one, names.get(one.milestone_id)) for one in ledger.proofs(project.id)]


@pytest.fixture(scope="module")
def road(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, BotApi]]:
    settings = {"telegram_bot_token": TOKEN, "telegram_webhook_secret": SECRET, "telegram_mode": "webhook"}
    with (
        BotApi(TOKEN).serving() as api,
        living(server_url, tmp_path_factory.mktemp("large"), telegram_api_base=api.url, **settings) as world,
    ):
        yield world, api


@pytest.fixture
async def cast(road):
    world, api = road
    chat = next(_chats)
    number = f"+1628558{chat % 10_000:04d}"
    async with httpx.AsyncClient(base_url=world.base_url, timeout=60) as http:
        client = Phone(number, world.program.channels["simulator"], http)
        cast = Cast(TelegramPhone(chat, "Ray", api, http), number, client, api, http, world)
        await set_up(cast)
        yield cast


@pytest.fixture(scope="module")
def film() -> bytes:
    return video(Film(label="demolition", seconds=1))


async def test_what_telegram_cannot_hand_over_comes_by_the_link(cast, film):
    cast.api.goes_wrong("getFile", TOO_BIG)
    await cast.announces("demo")
    link = await cast.link()
    assert "demo" in (await cast.http.get(link)).text.lower()
    answer = await cast.sends(link, ("MOV_1.mp4", film, "video/mp4"), ("IMG_1.jpg", samples.jpeg("a"), "image/jpeg"))
    assert (answer.status_code, answer.headers["location"].partition("?")[2]) == (303, "said=taken&n=2#said")
    word = await cast.contractor.waits_for(has_button("Invoice"), "the one reply")
    assert "2 files on demo" in word["text"].lower()
    kept = [(one.kind, one.channel, one.caption, part.lower()) for one, part in cast.proofs() if one.state == "kept"]
    assert sorted(kept) == [("photo", "portal", "demo", "demo"), ("video", "portal", "demo", "demo")]


async def test_the_form_again_and_the_same_bytes_again_are_one_proof(cast, film):
    cast.api.goes_wrong("getFile", TOO_BIG)
    await cast.announces()
    link, one = await cast.link(), ("MOV_1.mp4", film, "video/mp4")
    for _ in range(2):
        await cast.sends(link, one)
    await cast.contractor.waits_for(has_button("Invoice"), "the one reply")
    await cast.sends(link, one, nonce="m" * 24)
    await cast.contractor.waits_for(lambda said: "already" in said["text"].lower(), "the word of the repeat")
    assert sorted(one.state for one, _ in cast.proofs()) == ["duplicate", "kept", "refused"]
    assert sum("Invoice" in [one["label"] for one in said["choices"]] for said in cast.contractor.messages) == 1


async def test_several_too_large_get_one_link_and_what_is_over_our_own_limit_none(cast):
    cast.api.goes_wrong("getFile", TOO_BIG, TOO_BIG)
    for name in ("a.mp4", "b.mp4"):
        await cast.announces(name=name)
    told = await cast.contractor.waits_for(lambda one: "/u/" in one["text"] + one["url"], "the upload link")
    assert "2 files" in told["text"]
    cast.api.goes_wrong("getFile", TOO_BIG)
    await cast.announces(size=201_000_000)
    told = await cast.contractor.waits_for(lambda one: "too large" in one["text"], "the word that it is too large")
    assert "/u/" not in told["text"] + told["url"]


async def test_what_is_no_proof_gets_its_answer_in_the_chat(cast):
    cast.api.goes_wrong("getFile", TOO_BIG)
    await cast.announces()
    answer = await cast.sends(await cast.link(), ("notes.txt", b"just words", "text/plain"))
    assert answer.status_code == 303
    await cast.contractor.waits_for(lambda one: "notes.txt" in one["text"], "the word of the notes")


async def test_a_form_that_could_not_be_taken_in_is_told_of_in_the_chat(cast, film):
    cast.api.goes_wrong("getFile", TOO_BIG)
    await cast.announces()
    await cast.sends(await cast.link(), ("MOV_1.mp4", film, "video/mp4"))
    await cast.contractor.waits_for(has_button("Invoice"), "the one reply")
    with psycopg.connect(cast.world.program.database.url) as connection:
        last = connection.execute("SELECT max(id) FROM inbox WHERE source = 'portal'").fetchone()[0]
    await cast.world.program.jobs.apologise(last)
    await cast.contractor.waits_for(lambda one: one["text"] == wording("en").text("sorry"), "the apology")


async def test_the_words_on_the_page_are_a_caption_and_command_nothing(cast, film):
    cast.api.goes_wrong("getFile", TOO_BIG)
    await cast.announces("demo")
    await cast.sends(await cast.link(), ("MOV_1.mp4", film, "video/mp4"), text="demo done, send invoice")
    word = await cast.contractor.waits_for(has_button("Invoice"), "the one reply")
    assert "1 video on demo" in word["text"].lower()
    assert [one.caption for one, _ in cast.proofs() if one.state == "kept"] == ["demo done, send invoice"]
    assert not any(has_button("Send")(one) for one in cast.contractor.messages)


async def test_a_server_of_our_own_hands_it_over_and_no_link_is_given(cast, tmp_path: Path):
    """With ``--local``: a place on the disk, above 20 MB."""
    folder = tmp_path / TOKEN / "videos"
    folder.mkdir(parents=True)
    content = video(Film(label="own server", seconds=1))
    content += (20_000_001).to_bytes(4, "big") + b"free" + bytes(20_000_001 - 8)  # a box of nothing
    (folder / "file_0.mp4").write_bytes(content)
    ref = cast.api.keep(b"")
    cast.api.paths[ref] = str(folder / "file_0.mp4")
    await cast.announces("demo", size=len(content), file_id=ref)
    word = await cast.contractor.waits_for(has_button("Invoice"), "the word of the video")
    assert "/u/" not in word["text"] + word["url"]
    (kept,) = [one for one, _ in cast.proofs()]
    assert (kept.state, kept.channel, kept.size) == ("kept", "telegram", len(content))
