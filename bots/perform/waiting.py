"""What waits: files that are on no part of their job yet, and words of the client that nobody answered."""

from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from bots import choosing
from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.counting import counted
from core.domain.ids import MilestoneId, ProjectId
from core.domain.milestone import Milestone
from core.domain.proof import Proof
from core.ports.ledger import ProjectFile
from core.usecases.views import ProjectSummary

LONGEST_ASKED = 120


def in_draft(found: Sequence[Proof]) -> Reply:
    return reply("draft.on_no_part", **_many(found)) if found else NOTHING


def still(file: ProjectFile, found: Sequence[Proof]) -> Reply:
    """A question where a part is open that they may be of."""
    if not found:
        return NOTHING
    code = "photos.wait_for_part" if _open(file) else "photos.wait_with_job"
    return reply(code, project=file.project.name, **_many(found))


def places(file: ProjectFile, found: Sequence[Proof]) -> tuple[Option, ...]:
    """The parts that still take files."""
    if not found:
        return ()
    there = {"project": str(file.project.id), "proofs": [str(one.id) for one in found]}
    return choosing.parts(_open(file), lambda one: command("photos.move", milestone=str(one.id), **there))


def take_along(project: ProjectId, targets: Sequence[MilestoneId], found: Sequence[Proof]) -> tuple[Option, ...]:
    """Onto the part being billed, which is shown anew then; of several, which one is asked."""
    if not found:
        return ()
    part = {"milestone": str(targets[0])} if len(targets) == 1 else {}
    shown = [str(one) for one in targets]
    ids = [str(one.id) for one in found]
    take = command("photos.move", project=str(project), proofs=ids, billing=shown, **part)
    return (option("button.take_along", take, n=len(found), what=counted(one.kind for one in found)),)


def in_status(project: ProjectSummary) -> Reply:
    kinds = project.on_no_part
    return reply("status.on_no_part", n=len(kinds), what=counted(kinds)) if kinds else NOTHING


def asked_in_status(project: ProjectSummary) -> tuple[Reply, ...]:
    """The client's last words, the lines they asked about, and the change orders that wait for them."""
    client, lines = project.client_name, project.waits.lines
    said = project.unanswered
    of_a_line = said in {f"{one.line}: {one.words}" for one in lines}
    words = reply("status.unanswered", client=client, text=_short(said)) if said and not of_a_line else NOTHING
    asked = (
        reply("status.line_waits", client=client, line=one.line, number=one.number, text=_short(one.words))
        for one in lines
    )
    changes = (
        reply("status.change_waits", client=client, number=one.number, what=one.description, amount=one.amount)
        for one in project.waits.changes
    )
    return (words, *asked, *changes)


def settle(project: ProjectSummary) -> tuple[Option, ...]:
    """An answer to the line that waits longest, or the word that it is settled."""
    for one in project.waits.lines[:1]:
        invoice = str(one.invoice_id)
        settled = command("line.resolve", invoice=invoice, line=str(one.milestone_id))
        return (
            option("button.reply", command("answer.ask", invoice=invoice)),
            option("button.line_settled", settled, line=one.line),
        )
    return ()


def _short(text: str) -> str:
    return shorten(text, LONGEST_ASKED, placeholder="...")


def place_them(project: ProjectSummary) -> tuple[Option, ...]:
    """All of them at once, onto the part that is asked for."""
    if not project.on_no_part:
        return ()
    take = command("photos.move", project=str(project.id), on_no_part=True)
    return (option("button.place_them", take, what=counted(project.on_no_part)),)


def _open(file: ProjectFile) -> list[Milestone]:
    return [one for one in file.milestones if one.state in {"planned", "done"}]


def _many(found: Sequence[Proof]) -> dict[str, Any]:
    return {"n": len(found), "what": counted(one.kind for one in found)}
