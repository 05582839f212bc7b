"""What many journeys begin with."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from bots.phones import Phone, has_button

JOB = "New job: Maple St kitchen for Dana Lee {client}, $24,000: deposit 10%, demo 4500, cabinets 8000, final rest"


async def hires(one: Phone, client: str, *, job: str = JOB, business: str = "Rivera Remodeling") -> Mapping[str, Any]:
    """A contractor who sets up one job by messages; without ``business`` its name is asked for later."""
    await one.says("Hi")
    await one.waits_for(lambda _: True, "the welcome")
    if business:
        await one.says(business)
        await one.waits_for(lambda _: True, "the next question")
    await one.says(job.format(client=client))
    await one.taps(await one.waits_for(has_button("Create job"), "the plan"), "Create job")
    return await one.waits_for(has_button("Status"), "the project")


async def set_up(cast, job: str = JOB):
    """The contractor of the cast, with one project."""
    return await hires(cast.contractor, cast.client_number, job=job)


async def prove(cast, photos: Sequence[Path], caption: str = ""):
    """An album, and the one reply to it."""
    await cast.contractor.says(caption, photos)
    return await cast.contractor.waits_for(lambda message: bool(message["choices"]), "the word of the photos")


async def preview(cast, photos: Sequence[Path] = ()):
    if photos:
        word = await prove(cast, photos)
        await cast.contractor.taps(word, "Invoice")
    else:
        await cast.contractor.says("invoice")
    return await cast.contractor.waits_for(has_button("Send"), "the preview")


async def send(cast, photos: Sequence[Path] = ()):
    """From photos to the client's link."""
    shown = await preview(cast, photos)
    await cast.contractor.taps(shown, "Send")
    return await cast.client.waits_for(lambda message: bool(message["url"]), "the client's link")


async def to_the_receipt(cast):
    """A question and its answer, a payment by hand, and what the client has of it."""
    await cast.client.says("When do the cabinets come?")
    asked = await cast.contractor.waits_for(has_button("Reply"), "the question")
    assert "When do the cabinets come?" in asked["text"]
    await cast.contractor.taps(asked, "Reply")
    await cast.contractor.waits_for(lambda message: "Dana Lee" in message["text"], "the prompt")
    await cast.contractor.says("Tuesday morning")
    await cast.client.waits_for(lambda message: "Tuesday morning" in message["text"], "the answer")
    await cast.contractor.says("paid 4500 check 1023")
    await cast.contractor.taps(await cast.contractor.waits_for(has_button("Record it"), "the question"), "Record it")
    receipt = await cast.client.waits_for(lambda message: "4,500.00" in message["text"], "the receipt")
    assert receipt["url"] or "/i/" in receipt["text"]


def said_once(phone, words: str) -> bool:
    return sum(words.lower() in message["text"].lower() for message in phone.messages) == 1


async def press(http: httpx.AsyncClient, link: str, action: str, page: str | None = None, **form: str):
    """A button of the client's page."""
    page = page or (await http.get(link)).text
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)
    assert nonce, "the page has no button"
    return await http.post(f"{link}/{action}", data={"nonce": nonce[1], **form}, headers=_from_our_page(http))


async def pay_page(http: httpx.AsyncClient, link: str) -> str:
    """The address of the gateway's hosted test page, once it is made."""
    answer = await press(http, link, "pay")
    for _ in range(40):
        target = answer.headers.get("location", "")
        if "/sandbox/pay/" in target:
            return target
        await asyncio.sleep(0.25)
        answer = await http.get(target or f"{link}/pay")
    raise AssertionError("the payment page did not open")


async def decide(http: httpx.AsyncClient, target: str, outcome: str):
    """What is pressed on the gateway's page: success, decline or later."""
    return await http.post(target, data={"outcome": outcome}, headers=_from_our_page(http))


def _from_our_page(http: httpx.AsyncClient) -> dict[str, str]:
    return {"origin": str(http.base_url).rstrip("/")}
