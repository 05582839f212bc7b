"""The main job with its contractor on a program of their own: signed posts both ways, and everything goes wrong."""

import asyncio
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bots.phones import PATIENCE, Phone, has_button
from tests.channels.signed.other_side import SECRET, OtherSide, signed
from tests.journeys.conftest import World, living
from tests.journeys.steps import prove, said_once, set_up, to_the_receipt

CLIENT = "+16285590101"


@dataclass(slots=True)
class SignedPhone:
    """A person of the other program. ``backwards``: files come in the wrong order; all that is said comes twice."""

    address: str
    other: OtherSide
    http: httpx.AsyncClient
    backwards: bool = False
    late: float = 0.0
    seen: int = 0

    @property
    def messages(self) -> list[Mapping[str, Any]]:
        return [one for one in self.other.kept.values() if one["to"] == self.address]

    async def says(self, text: str, files: tuple[Path, ...] | list[Path] = ()) -> None:
        album = secrets.token_hex(8) if len(files) > 1 else None
        posts = [self._post(text if not n else "", [one], album) for n, one in enumerate(files)]
        posts = posts or [self._post(text, [], None)]
        for post in reversed(posts) if self.backwards else posts:
            await self._twice(post)
            await asyncio.sleep(self.late)

    async def taps(self, message: Mapping[str, Any], label: str) -> None:
        token = next(one["token"] for one in message["choices"] if one["label"] == label)
        await self._twice({**self._post("", [], None), "tap": token})

    async def waits_for(self, wanted, what: str) -> Mapping[str, Any]:
        for _ in range(int(PATIENCE / 0.05)):
            for place, found in enumerate(self.messages[self.seen :], start=self.seen + 1):
                if wanted(found):
                    self.seen = place
                    return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"{what} did not come; the last words were {[one['text'] for one in self.messages[-3:]]}")

    async def reports(self, status: str) -> None:
        for one in self.messages:
            await self._twice({"id": secrets.token_hex(8), "message": one["id"], "status": status})

    def _post(self, text: str, files: list[Path], album: str | None) -> dict[str, Any]:
        return {
            "id": secrets.token_hex(8),
            "from": self.address,
            "name": "Ray Rivera",
            "text": text,
            "files": [
                {
                    "url": self.other.keep(one.read_bytes(), one.name),
                    "name": one.name,
                    "type": "image/jpeg",
                    "size": one.stat().st_size,
                }
                for one in files
            ],
            "album": album,
            "at": datetime.now(UTC).isoformat(),
        }

    async def _twice(self, post: Mapping[str, Any]) -> None:
        body = json.dumps(post).encode()
        for _ in range(2):
            answer = await self.http.post("/webhooks/signed", content=body, headers=signed(body))
            assert answer.status_code == httpx.codes.OK


@dataclass(slots=True)
class Road:
    """The program and the other side."""

    world: World
    other: OtherSide


@pytest.fixture
def road(server_url: str, tmp_path: Path) -> Iterator[Road]:
    with OtherSide().serving() as other:
        settings = {"signed_webhook_url": other.url, "signed_webhook_secret": SECRET, "retry_pace": 0.05}
        with living(server_url, tmp_path, **settings) as world:
            world.program.channels["signed"].patience = 0.7
            yield Road(world, other)


@dataclass(slots=True)
class Cast:
    """A contractor of the other program, a client on the simulator."""

    contractor: SignedPhone
    client: Phone
    client_number: str


async def test_the_job_is_done_to_its_receipt_while_the_other_side_refuses_breaks_and_says_all_twice(road, photos):
    async with httpx.AsyncClient(base_url=road.world.base_url, timeout=60) as http:
        phone = SignedPhone("ray@crew", road.other, http, backwards=True)
        cast = Cast(phone, Phone(CLIENT, road.world.program.channels["simulator"], http), CLIENT)
        await set_up(cast)
        road.other.faults.extend([429, 500, "lost", "reset", "slow"])
        word = await prove(cast, photos[:4])
        assert "4 photos on demo" in word["text"].lower()
        phone.late = 2.0
        await prove(cast, photos[4:6])
        await phone.says("invoice")
        shown = await phone.waits_for(lambda one: has_button("Send")(one) and "6 photos" in one["text"], "the preview")
        assert shown["files"][0]["type"] == "application/pdf"
        road.other.faults.extend(["slow", 503, "lost"])
        await phone.taps(shown, "Send")
        link = await cast.client.waits_for(lambda one: bool(one["url"]), "the client's link")
        assert "$4,500.00" in link["text"]
        for status in ("read", "delivered", "sent"):
            await phone.reports(status)
        road.other.faults.extend(["reset", 502, "lost"])
        await to_the_receipt(cast)
        assert not road.other.faults
        assert said_once(phone, "cabinets come?")
        assert said_once(cast.client, "receipt")
        assert road.world.program.database.parked.counts().get("failed", 0) == 0
