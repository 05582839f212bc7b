"""A contractor and a client who go on whatever dies, and who remember each thing that was acknowledged to them."""

import asyncio
import itertools
import random
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from bots.phones import Phone, has_button
from channels.payments.sandbox.adapter import SandboxGateway
from tests.journeys.steps import decide, pay_page

PARTS = ("framing", "roofing", "plumbing", "wiring", "drywall", "painting", "flooring", "tile", "windows", "doors")
JOB = (
    "New job: Maple St kitchen for Dana Lee {client}, $24,000: "
    + ", ".join(f"{part} 1500" for part in PARTS)
    + ", final rest"
)
PATIENCE = 300.0  # seconds: a killed worker's job is taken up again after some, and again


@dataclass(slots=True)
class Busy:
    """``sends``: numbers told as sent. ``counted``: (number, gateway, minor units) of each payment acknowledged: told
    back to the contractor, or the signed event's 200.
    """

    phone: Phone
    client: Phone
    gateway: SandboxGateway
    picture: bytes
    dice: random.Random
    photos: int = 0
    sends: list[str] = field(default_factory=list)
    counted: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    amounts: Iterator[int] = field(default_factory=lambda: itertools.count(1001))

    async def works(self, stop: asyncio.Event) -> None:
        """Photos all the time, and invoice after invoice with all that is paid on each."""
        await asyncio.gather(self._photographs(stop), self._bills(stop))

    async def _photographs(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.insists({"text": ""}, self._photo())
            self.photos += 1
            await asyncio.sleep(self.dice.random() * 1.5)

    async def _bills(self, stop: asyncio.Event) -> None:
        while not stop.is_set() and len(self.sends) < len(PARTS):
            await asyncio.sleep(self.dice.random())
            await self.bills()

    async def hired(self) -> None:
        await self.insists({"text": "Hi"})
        await self._hears(lambda _: True, "the welcome")
        await self.insists({"text": "Rivera Remodeling"})  # else it is asked before the first invoice goes out
        await self._hears(lambda _: True, "the next question")
        await self.insists({"text": JOB.format(client=self.client.number)})
        await self.taps(await self._hears(has_button("Create job"), "the plan"), "Create job")
        await self._hears(has_button("Status"), "the project")

    async def bills(self) -> None:
        """One invoice from its preview to its last cent: only so is it clear which one a payment is on."""
        number = await self._sent()
        link = await self.client.waits_for(
            lambda message: bool(message["url"]) and f"invoice {number}" in message["text"], "the link", PATIENCE
        )
        for _ in range(self.dice.randrange(3)):
            await self._takes_cash(number)
        await self._is_paid_online(number, link["url"])

    async def _sent(self) -> str:
        """Until the answer names the number. A photo on its way is left behind; what changed is looked at again."""
        await self.insists({"text": "invoice"})
        shown = await self._hears(has_button("Send"), "the preview")
        while True:
            without = has_button("Send without")(shown)
            await self.taps(shown, "Send without" if without else "Send")
            shown = await self._hears(
                lambda message: (
                    has_button("Send")(message) or has_button("Send without")(message) or _number_sent(message) != ""
                ),
                "the answer to Send",
            )
            if number := _number_sent(shown):
                self.sends.append(number)
                return number

    async def _takes_cash(self, number: str) -> None:
        """No two payments have one amount, so that each can be told from all others."""
        minor = next(self.amounts)
        amount = f"{minor / 100:.2f}"
        await self.insists({"text": f"paid {amount} cash"})
        await self.taps(await self._hears(has_button("Record it"), "the confirmation"), "Record it")
        await self._hears(_receipt_for(f"${amount}", number), "the receipt")
        self.counted[number, "manual", minor] += 1

    async def _is_paid_online(self, number: str, link: str) -> None:
        """On the gateway's page, and by its signed event as well: each again and again, as gateways do."""
        target = await self._pay_page(link)
        page = self.gateway.page(target.rsplit("/", 1)[1])
        assert page is not None
        events = [self.gateway.event(page, "processing", ""), self.gateway.event(page, "succeeded", "")]
        posted = [body for body in events for _ in range(self.dice.randint(1, 4))]
        self.dice.shuffle(posted)
        if self.dice.random() < 0.5:
            posted.insert(0, b"")  # the page itself is pressed first
        for body in posted:
            await (self._posts(body) if body else self._presses(target))
        self.counted[number, "sandbox", page.minor] += 1
        await self._hears(_receipt_for("Paid in full", number), "the receipt of what was paid online")

    async def _posts(self, body: bytes) -> None:
        await _insist(
            lambda: self.phone.http.post("/webhooks/sandbox", content=body, headers=self.gateway.sign(body)),
            httpx.codes.OK,
        )

    async def _presses(self, target: str) -> None:
        await _insist(lambda: decide(self.phone.http, target, "success"), httpx.codes.SEE_OTHER)

    async def _pay_page(self, link: str) -> str:
        while True:
            try:
                return await pay_page(self.phone.http, link)
            except (httpx.HTTPError, AssertionError):  # the web server was killed, or the worker that makes the page
                await asyncio.sleep(0.2)

    async def taps(self, message: Mapping[str, Any], label: str) -> None:
        tokens = {choice["label"]: choice["token"] for choice in message["choices"]}
        await self.insists({"text": "", "tap": tokens[label], "of": message["id"]})

    async def insists(self, form: Mapping[str, str], photo: bytes | None = None) -> None:
        """As a vendor does: the same message again and again until it is acknowledged."""
        content = {"number": self.phone.number, "nonce": secrets.token_hex(16), **form}
        files = [("files", ("photo.jpg", photo, "image/jpeg"))] if photo else [("files", ("", b""))]
        await _insist(lambda: self.phone.http.post("/simulator/messages", data=content, files=files), httpx.codes.OK)

    async def _hears(self, wanted: Callable[[Mapping[str, Any]], bool], what: str) -> Mapping[str, Any]:
        return await self.phone.waits_for(wanted, what, PATIENCE)

    def _photo(self) -> bytes:
        """A JPEG comment with random bytes makes every photo another file."""
        return self.picture[:2] + b"\xff\xfe\x00\x12" + secrets.token_bytes(16) + self.picture[2:]


async def _insist(ask: Callable[[], Any], wanted: int) -> None:
    while True:
        try:
            if (await ask()).status_code == wanted:
                return
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.2)


def _number_sent(message: Mapping[str, Any]) -> str:
    found = re.match(r"Done\. (INV-\d+) for .* is on its way", message["text"])
    return found[1] if found else ""


def _receipt_for(what: str, number: str) -> Callable[[Mapping[str, Any]], bool]:
    """The receipt names both; the question before it has no receipt."""
    return lambda message: what in message["text"] and number in message["text"] and "Receipt" in message["text"]
