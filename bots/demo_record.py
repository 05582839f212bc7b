"""What the demo leaves behind: the invoice, the transcript, the summary, and the dialogue on the terminal."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.markup import escape

from bots.bootstrap import Program
from bots.phones import Phone
from core.domain.invoice import Invoice
from core.domain.proof import Proof

CONTRACTOR = "+14155550100"
CLIENT = "+14155550134"
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


def invoices(program: Program) -> list[Invoice]:
    who = program.database.reads.who("simulator", CONTRACTOR)
    with program.database.books.open(who[0].account_id) as ledger:
        return [one for project in ledger.projects() for one in ledger.project_file(project.id).invoices]


def proofs(program: Program) -> list[Proof]:
    who = program.database.reads.who("simulator", CONTRACTOR)
    if not who:
        return []
    with program.database.books.open(who[0].account_id) as ledger:
        places = [None, *(project.id for project in ledger.projects())]
        return [proof for place in places for proof in ledger.proofs(place)]


def write(program: Program, story: Story, contractor: Phone, client: Phone, to: Path) -> None:
    issued = invoices(program) if program.database.reads.who("simulator", CONTRACTOR) else []
    if issued and issued[0].pdf_key:
        (to / "invoice.pdf").write_bytes(program.blobs.get(issued[0].pdf_key))
    transcript = sorted(
        [*_lines(contractor), *_lines(client), *_page_lines(story)], key=lambda line: cast("str", line["at"])
    )
    (to / "transcript.json").write_text(json.dumps(transcript, indent=2, ensure_ascii=False))
    (to / "summary.json").write_text(json.dumps(_summary(program, story, issued), indent=2, ensure_ascii=False))


def _summary(program: Program, story: Story, issued: Sequence[Invoice]) -> dict[str, Any]:
    known = proofs(program)
    refused = [
        {"name": proof.file_name, "reason": proof.refusal or "duplicate"}
        for proof in known
        if proof.state in {"refused", "duplicate"}
    ]
    return {
        "contractor_actions": story.actions,
        "proofs_accepted": sum(proof.state == "kept" for proof in known),
        "proofs_refused": [*refused, *story.refused_at_the_door],
        "invoice": _invoice(issued[0]) if issued else None,
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
                **({"link": entry["url"], "link_label": entry["url_label"]} if entry.get("url") else {}),
            }
        )
    return said


def _label(phone: Phone, entry: Mapping[str, Any]) -> str:
    choices = (choice for message in phone.messages for choice in message["choices"])
    return {choice["token"]: str(choice["label"]) for choice in choices}.get(entry["tap"], "a button")


def _page_lines(story: Story) -> list[dict[str, Any]]:
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


def show(to: Path, out: Console, problem: str) -> None:
    """The dialogue, readable, and where everything lies."""
    styles = {"contractor": "cyan", "client": "magenta", "milepost": "white"}
    for line in json.loads((to / "transcript.json").read_text()):
        to_whom = f" to the {line['to']}" if line["from"] == "milepost" else ""
        out.print(f"[bold {styles[line['from']]}]{line['from']}{to_whom}[/]")
        for text in (line["text"] or "").splitlines():
            out.print(f"  {escape(text)}", highlight=False)
        if line["attachments"]:
            out.print(f"  [dim]files: {escape(', '.join(line['attachments']))}[/]")
        if "link" in line:
            out.print(f"  {escape(line['link_label'])}: {escape(line['link'])}", highlight=False, soft_wrap=True)
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
