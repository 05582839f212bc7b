"""The whole story, played through the same adapters, jobs and gateway that `milepost serve` runs."""

import asyncio
import json
import re
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import httpx
from rich.console import Console
from rich.markup import escape

from bots import bootstrap, serving
from bots.bootstrap import Program
from bots.phones import NothingCame, Phone, has_button, running
from bots.settings import Settings
from channels.simulator.adapter import Simulator
from core.domain.invoice import Invoice
from core.domain.proof import Proof

CONTRACTOR = "+14155550100"
CLIENT = "+14155550134"
NEW_JOB = (
    "New job: Maple St kitchen for Dana Lee +1 415 555 0134, $24,000: deposit 10%, demo 4500, cabinets 8000, final rest"
)
FILES_AT_ONCE = 20
NAMES: Mapping[str, str] = {CONTRACTOR: "contractor", CLIENT: "client"}


@dataclass(slots=True)
class Story:
    """What happened, for the summary."""

    actions: int = 0
    sent_at: float = 0.0
    link_at: float = 0.0
    paid: bool = False
    refused_at_the_door: list[dict[str, str]] = field(default_factory=list)
    page_notes: list[dict[str, Any]] = field(default_factory=list)


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
            "port": serving.free_port("127.0.0.1", settings.port + 100),
        }
    )


async def _play(program: Program, to: Path, photos: Path | None, work: Path, out: Console) -> int:
    files = await asyncio.to_thread(_files, photos, work)
    story = Story()
    async with running(program) as base_url, httpx.AsyncClient(base_url=base_url, timeout=60) as http:
        simulator = cast("Simulator", program.channels["simulator"])
        contractor, client = Phone(CONTRACTOR, simulator, http), Phone(CLIENT, simulator, http)
        problem = ""
        try:
            with out.status("Playing the story..."):
                await _tell(program, story, contractor, client, files)
        except (NothingCame, KeyError, httpx.HTTPError) as failure:
            problem = f"{type(failure).__name__}: {failure}"
        _write(program, story, contractor, client, to)
    _print(to, out, problem)
    return 0 if story.paid and not problem else 1


async def _tell(program: Program, story: Story, contractor: Phone, client: Phone, files: Sequence[Path]) -> None:
    await _set_up(contractor)
    await _prove(program, story, contractor, files)
    await _bill(story, contractor, client)
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
        proofs = _proofs(program)
        if len(proofs) >= sent and all(proof.state != "arriving" for proof in proofs):
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
        story.refused_at_the_door.append({"name": files[0].name, "reason": reason})
        return 0
    return len(files)


async def _bill(story: Story, contractor: Phone, client: Phone) -> None:
    try:
        word = await contractor.waits_for(has_button("Invoice"), "the word that the photos are in", 30)
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
    invoices = _invoices(program)
    return bool(invoices) and all(invoice.state == "paid" for invoice in invoices)


def _note(story: Story, what: str) -> None:
    story.page_notes.append({"at": time.time(), "text": f"({what})"})


# --- what is written -------------------------------------------------------------------------------------------------


def _invoices(program: Program) -> list[Invoice]:
    who = program.database.reads.who("simulator", CONTRACTOR)
    with program.database.books.open(who[0].account_id) as ledger:
        return [one for project in ledger.projects() for one in ledger.project_file(project.id).invoices]


def _proofs(program: Program) -> list[Proof]:
    who = program.database.reads.who("simulator", CONTRACTOR)
    if not who:
        return []
    with program.database.books.open(who[0].account_id) as ledger:
        places = [None, *(project.id for project in ledger.projects())]
        return [proof for place in places for proof in ledger.proofs(place)]


def _write(program: Program, story: Story, contractor: Phone, client: Phone, to: Path) -> None:
    invoices = _invoices(program) if program.database.reads.who("simulator", CONTRACTOR) else []
    if invoices and invoices[0].pdf_key:
        (to / "invoice.pdf").write_bytes(program.blobs.get(invoices[0].pdf_key))
    transcript = sorted(
        [*_lines(contractor), *_lines(client), *_page_lines(story)], key=lambda line: cast("str", line["at"])
    )
    (to / "transcript.json").write_text(json.dumps(transcript, indent=2, ensure_ascii=False))
    (to / "summary.json").write_text(json.dumps(_summary(program, story, invoices), indent=2, ensure_ascii=False))


def _summary(program: Program, story: Story, invoices: Sequence[Invoice]) -> dict[str, Any]:
    proofs = _proofs(program)
    refused = [
        {"name": proof.file_name, "reason": proof.refusal or "duplicate"}
        for proof in proofs
        if proof.state in {"refused", "duplicate"}
    ]
    return {
        "contractor_actions": story.actions,
        "proofs_accepted": sum(proof.state == "kept" for proof in proofs),
        "proofs_refused": [*refused, *story.refused_at_the_door],
        "invoice": _invoice(invoices[0]) if invoices else None,
        "seconds_send_to_link": round(story.link_at - story.sent_at, 3) if story.link_at else None,
        "paid": story.paid,
    }


def _invoice(invoice: Invoice) -> dict[str, Any]:
    lines = [
        {"description": line["description"], "quantity": line["quantity"], "amount_minor": line["amount_minor"]}
        for section in invoice.sheet["sections"]
        for line in section["lines"]
    ]
    return {
        "number": invoice.number,
        "currency": invoice.total.currency,
        "total_minor": invoice.total.minor,
        "lines": lines,
    }


def _lines(phone: Phone) -> list[dict[str, Any]]:
    said = []
    for entry in phone.entries:
        if entry["kind"] not in {"said", "message"}:
            continue
        mine = entry["kind"] == "said"
        names = (NAMES[phone.number], "milepost") if mine else ("milepost", NAMES[phone.number])
        said.append(
            {
                "at": entry["at"],
                "from": names[0],
                "to": names[1],
                "channel": "simulator",
                "text": entry["text"] or (f"[tapped {_label(phone, entry)}]" if entry.get("tap") else ""),
                "buttons": [choice["label"] for choice in entry.get("choices", [])],
                "attachments": [file["name"] for file in entry.get("files", [])],
                **({"link": "See and pay"} if entry.get("url") else {}),
            }
        )
    return said


def _label(phone: Phone, entry: Mapping[str, Any]) -> str:
    choices = (choice for message in phone.messages for choice in message["choices"])
    return next((choice["label"] for choice in choices if choice["token"] == entry["tap"]), "a button")


def _page_lines(story: Story) -> list[dict[str, Any]]:
    from datetime import UTC, datetime

    return [
        {
            "at": datetime.fromtimestamp(note["at"], UTC).isoformat(),
            "from": "client",
            "to": "milepost",
            "channel": "portal",
            "text": note["text"],
            "buttons": [],
            "attachments": [],
        }
        for note in story.page_notes
    ]


def _print(to: Path, out: Console, problem: str) -> None:
    """The dialogue, readable, and where everything lies."""
    styles = {"contractor": "cyan", "client": "magenta", "milepost": "white"}
    for line in json.loads((to / "transcript.json").read_text()):
        to_whom = f" to the {line['to']}" if line["from"] == "milepost" else ""
        out.print(f"[bold {styles[line['from']]}]{line['from']}{to_whom}[/]")
        for text in (line["text"] or "").splitlines():
            out.print(f"  {escape(text)}", highlight=False)
        if line["attachments"]:
            out.print(f"  [dim]files: {escape(', '.join(line['attachments']))}[/]")
        if line["buttons"]:
            out.print("  " + " ".join(f"[reverse] {escape(label)} [/]" for label in line["buttons"]))
    summary = json.loads((to / "summary.json").read_text())
    out.print(f"\n{escape(json.dumps(summary, ensure_ascii=False))}", soft_wrap=True)
    if problem:
        out.print(f"\n[red]The story stopped: {escape(problem)}[/]")
    out.print(
        f"Look at [bold]{escape(str(to / 'invoice.pdf'))}[/]"
        if (to / "invoice.pdf").exists()
        else "No invoice was made."
    )


def _files(photos: Path | None, work: Path) -> list[Path]:
    """Every file of the folder, whatever it is; without one, media that the program makes itself."""
    from bots.samples import write_samples

    return sorted(one for one in photos.iterdir() if one.is_file()) if photos else write_samples(work / "samples")
