"""The worker dies between an act outside and its note, at each such point: the story ends as if it had not."""

import asyncio
import os
import re
import subprocess
import sys
from collections import Counter

import httpx
import pytest

from bots.phones import Phone, has_button
from channels.simulator.adapter import Simulator
from tests.journeys.steps import hires
from tests.sizes import SOAK
from tests.survival.crew import ROOT, Crew
from tests.survival.dying import POINTS
from tests.survival.kept import no_file_is_lost_and_none_is_left_over

CONTRACTOR, CLIENT = "+14155550141", "+14155550142"


class Doomed(Crew):
    """Its worker is one that dies at ``point``, and is started again by whoever watches over it."""

    point = ""
    deaths = 0

    async def watch(self) -> None:
        while True:
            process = self._doomed()
            self.running["work0"] = process
            while process.poll() is None:  # noqa: ASYNC110 - a process has no event to wait for
                await asyncio.sleep(0.05)
            self.deaths += 1

    def _doomed(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.survival.dying", self.point]
        environment = {**os.environ, **self._settings("work0")}
        with (self.folder / "work0.log").open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


@pytest.mark.crash
@pytest.mark.xdist_group("processes")
@pytest.mark.timeout(180)
@pytest.mark.parametrize("point", POINTS if SOAK else ["blobs kept", "pdf kept", "handed over", "page made"])
async def test_a_death_between_an_act_and_its_note_changes_nothing_of_the_story(
    database_url, tmp_path, pictures, point
):
    crew = Doomed(database_url, tmp_path)
    crew.point = point
    crew.start("web0")
    await crew.ready()
    watching = asyncio.create_task(crew.watch())
    try:
        contractor, client = await _story(crew, pictures[:2])
        await crew.quiet(60)
    finally:
        watching.cancel()
        crew.stop()
    assert crew.deaths == 1, crew.log("work0")
    _as_if_nothing_had_been(crew, contractor, client)


async def _story(crew: Crew, photos: list[bytes]) -> tuple[Phone, Phone]:
    simulator = Simulator(crew.folder / "simulator", b"x" * 32, crew.address())
    async with httpx.AsyncClient(base_url=crew.address(), timeout=30) as http:
        contractor, client = Phone(CONTRACTOR, simulator, http), Phone(CLIENT, simulator, http)
        await hires(contractor, CLIENT)
        await contractor.says("", [_file(crew, n, photo) for n, photo in enumerate(photos)])
        word = await contractor.waits_for(has_button("Invoice"), "the word of the photos")
        await contractor.taps(word, "Invoice")
        await contractor.taps(await contractor.waits_for(has_button("Send"), "the preview"), "Send")
        message = await client.waits_for(lambda message: bool(message["url"]), "the client's link")
        await _pays(http, message["url"])
        await client.waits_for(lambda message: "receipt" in message["text"].lower(), "the receipt")
    return contractor, client


def _file(crew: Crew, n: int, photo: bytes):
    path = crew.folder / f"photo{n}.jpg"
    path.write_bytes(photo)
    return path


async def _pays(http: httpx.AsyncClient, url: str) -> None:
    ours = {"sec-fetch-site": "same-origin"}
    nonce = re.search(r'name="nonce" value="([^"]+)"', (await http.get(url)).text)
    assert nonce
    answer = await http.post(f"{url}/pay", data={"nonce": nonce[1]}, headers=ours)
    for _ in range(40):
        target = answer.headers.get("location", "")
        if "/sandbox/" in target:
            await http.post(target, data={"outcome": "success"}, headers=ours)
            return
        await asyncio.sleep(0.5)
        answer = await http.get(f"{url}/pay")
    raise AssertionError("no payment page came")


def _as_if_nothing_had_been(crew: Crew, contractor: Phone, client: Phone) -> None:
    assert crew.rows("SELECT count(*) FROM procrastinate_jobs") == [(0,)]
    assert crew.rows("SELECT state, count(*) FROM proofs GROUP BY state") == [("kept", 2)]
    assert crew.rows("SELECT number, state FROM invoices") == [("INV-0001", "paid")]
    assert crew.rows("SELECT state, count(*) FROM payments GROUP BY state") == [("succeeded", 1)]
    assert crew.rows("SELECT count(*) FROM outbound WHERE status = 'queued'") == [(0,)]
    for phone in (contractor, client):
        ids = Counter(message["id"] for message in phone.messages)
        assert set(ids.values()) == {1}
    said = Counter(message["text"] for message in client.messages)
    assert set(said.values()) == {1}, said
    no_file_is_lost_and_none_is_left_over(crew)
