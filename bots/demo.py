"""The whole story, played through the same adapters, jobs and gateway that `milepost serve` runs."""

import asyncio
import os
import re
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import httpx
from rich.console import Console

from bots import bootstrap, serving
from bots.bootstrap import Program
from bots.demo_record import CLIENT, CONTRACTOR, Story, invoices, proofs, show, write
from bots.phones import NothingCame, Phone, has_button, running, shown
from bots.settings import Settings
from channels.simulator.adapter import Simulator

NEW_JOB = (
    "New job: Maple St kitchen for Dana Lee +1 415 555 0134, $24,000: deposit 10%, demo 4500, cabinets 8000, final rest"
)
FILES_AT_ONCE = 20


def play(settings: Settings, to: Path, photos: Path | None, out: Console, *, keep: bool) -> int:
    """Writes invoice.pdf, transcript.json, summary.json to ``to``. 0 only if the client paid and both receipts left."""
    to.mkdir(parents=True, exist_ok=True)
    work = to / "work" if keep else Path(tempfile.mkdtemp(prefix="milepost-demo-"))
    work.mkdir(parents=True, exist_ok=True)
    chosen = _own_settings(settings, work)
    try:
        with out.status("Starting a database and a server of its own..."):
            program = bootstrap.build(chosen)
        try:
            return asyncio.run(_play(program, to, photos, work, out))
        finally:
            program.close()
    finally:
        if not keep:
            shutil.rmtree(work, ignore_errors=True)


def _own_settings(settings: Settings, work: Path) -> Settings:
    """A world of its own: nothing of the real one is read or touched."""
    return settings.model_copy(
        update={
            "environment": "development",
            "data_dir": work,
            "database_url": "",
            "s3_bucket": "",
            "public_base_url": "",
            "host": "127.0.0.1",
            "port": serving.any_port("127.0.0.1"),
        }
    )


async def _play(program: Program, to: Path, photos: Path | None, work: Path, out: Console) -> int:
    story = Story()
    files = await asyncio.to_thread(_files, photos, work, story)
    async with running(program) as base_url, httpx.AsyncClient(base_url=base_url, timeout=60) as http:
        simulator = cast("Simulator", program.channels["simulator"])
        contractor, client = Phone(CONTRACTOR, simulator, http), Phone(CLIENT, simulator, http)
        problem = ""
        try:
            with out.status("Playing the story..."):
                await _tell(program, story, contractor, client, files)
        except (NothingCame, KeyError, httpx.HTTPError) as failure:
            problem = f"{type(failure).__name__}: {failure}"
        write(program, story, contractor, client, to)
    show(to, out, problem)
    return 0 if story.paid and not problem else 1


async def _tell(program: Program, story: Story, contractor: Phone, client: Phone, files: Sequence[Path]) -> None:
    await _set_up(contractor)
    await _prove(program, story, contractor, files)
    await _bill(program, story, contractor, client)
    await _answer_and_pay(story, contractor, client)
    story.paid = _settled(program)


async def _set_up(contractor: Phone) -> None:
    await contractor.says("Hi")
    await contractor.waits_for(lambda _: True, "the welcome")
    await contractor.says("Rivera Remodeling")
    await contractor.waits_for(lambda _: True, "the next question")
    await contractor.says(NEW_JOB)
    plan = await contractor.waits_for(has_button("Create job"), "the job, shown back")
    await contractor.taps(plan, "Create job")
    await contractor.waits_for(has_button("Status"), "the word that the job is there")


async def _prove(program: Program, story: Story, contractor: Phone, files: Sequence[Path]) -> None:
    """One uninterrupted upload is one action, in as many requests as the phone needs."""
    story.actions += 1
    sent = 0
    for start in range(0, len(files), FILES_AT_ONCE):
        sent += await _upload(story, contractor, files[start : start + FILES_AT_ONCE])
    end = time.monotonic() + 60 + 10 * sent
    while time.monotonic() < end:
        known = proofs(program)
        if len(known) >= sent and all(proof.state != "arriving" for proof in known):
            break
        await asyncio.sleep(0.1)


async def _upload(story: Story, contractor: Phone, files: Sequence[Path]) -> int:
    """How many went in. What the road itself does not take is told, as a phone would tell it."""
    try:
        await contractor.says("", files)
    except httpx.HTTPStatusError as failure:
        if len(files) > 1:
            return sum([await _upload(story, contractor, [one]) for one in files])
        reason = (
            "media.too_large" if failure.response.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE else "refused"
        )
        story.refused_at_the_door.append({"name": shown(files[0]), "reason": reason})
        return 0
    return len(files)


async def _bill(program: Program, story: Story, contractor: Phone, client: Phone) -> None:
    patience = 30 if any(proof.state == "kept" for proof in proofs(program)) else 3
    try:
        word = await contractor.waits_for(has_button("Invoice"), "the word that the photos are in", patience)
        story.actions += 1
        await contractor.taps(word, "Invoice")
    except NothingCame:  # no file could be used: an invoice is asked for in words
        story.actions += 1
        await contractor.says("invoice demo")
    preview = await contractor.waits_for(has_button("Send"), "the preview")
    story.actions += 1
    story.sent_at = time.monotonic()
    await contractor.taps(preview, "Send")
    await client.waits_for(lambda message: bool(message["url"]), "the client's link")
    story.link_at = time.monotonic()


async def _answer_and_pay(story: Story, contractor: Phone, client: Phone) -> None:
    link = next(message["url"] for message in client.messages if message["url"])
    http = client.http
    page = (await http.get(link)).raise_for_status().text
    same_site = {"origin": str(http.base_url).rstrip("/")}
    await http.post(f"{link}/seen", headers=same_site)
    _note(story, "opened the invoice page")
    await contractor.waits_for(lambda message: "looking at" in message["text"], "the word that it was seen")
    await _press(http, link, page, "ask", same_site, text="When do the cabinets arrive?")
    _note(story, "asked on the page: When do the cabinets arrive?")
    question = await contractor.waits_for(has_button("Reply"), "the client's question")
    await contractor.taps(question, "Reply")
    await contractor.waits_for(lambda _: True, "the prompt for an answer")
    await contractor.says("Tuesday morning, they are on the truck.")
    await client.waits_for(lambda message: "Tuesday" in message["text"], "the answer")
    await _press(http, link, page, "approve", same_site)
    _note(story, "pressed Approve")
    await contractor.waits_for(lambda message: "approved" in message["text"], "the word of the approval")
    await _pay(story, http, link, page, same_site)
    await contractor.waits_for(lambda message: "Paid in full" in message["text"], "the contractor's receipt")
    await client.waits_for(lambda message: "paid in full" in message["text"], "the client's receipt")


async def _press(
    http: httpx.AsyncClient, link: str, page: str, action: str, headers: Mapping[str, str], **form: str
) -> httpx.Response:
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)
    content = {"nonce": nonce.group(1) if nonce else "", **form}
    answer = await http.post(f"{link}/{action}", data=content, headers=dict(headers))
    if answer.status_code >= httpx.codes.BAD_REQUEST:
        answer.raise_for_status()
    return answer


async def _pay(story: Story, http: httpx.AsyncClient, link: str, page: str, headers: Mapping[str, str]) -> None:
    answer = await _press(http, link, page, "pay", headers)
    _note(story, "pressed Pay")
    for _ in range(20):
        target = answer.headers.get("location", "")
        if "/sandbox/pay/" in target:
            (await http.post(target, data={"outcome": "success"}, headers=dict(headers)))
            _note(story, "paid on the test page")
            return
        await asyncio.sleep(0.5)
        answer = await http.get(target or f"{link}/pay")
    raise NothingCame("the payment page did not open")


def _settled(program: Program) -> bool:
    """The invoice is paid in the books too, not only by word."""
    issued = invoices(program)
    return bool(issued) and all(invoice.state == "paid" for invoice in issued)


def _note(story: Story, what: str) -> None:
    story.page_notes.append({"at": time.time(), "text": f"({what})"})


def _files(photos: Path | None, work: Path, story: Story) -> list[Path]:
    """Every file of the folder, whatever is in it; without one, media that the program makes itself.

    What is no file at all is refused by its name here: no phone could send it.
    """
    from bots.samples import write_samples

    if photos is None:
        return write_samples(work / "samples")
    lying = {one: _no_file(one) for one in sorted(photos.iterdir())}
    story.refused_at_the_door += [{"name": shown(one), "reason": reason} for one, reason in lying.items() if reason]
    return [one for one, reason in lying.items() if not reason]


def _no_file(path: Path) -> str:
    """Why a phone could not send this, "" when it could. Nothing is opened: a pipe would wait for ever."""
    if path.is_dir():
        return "media.folder"
    if not path.exists():
        return "media.broken_link"
    if not path.is_file():
        return "media.not_a_file"
    return "" if os.access(path, os.R_OK) else "media.not_readable"
