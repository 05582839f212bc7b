"""A message that was changed after it was said: nothing that was done is done again."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bots.commands import Command, Reply, Step, command, option, reply
from bots.known import Session
from core.ports.messaging import Inbound

MOST_REMEMBERED = 20
LONGEST_KEPT = 500
# So late an edit of what we do not remember may be of something that was done.
EARLY = timedelta(hours=1)
# Said anew, these only show something anew.
_SHOWS = {"help", "status", "owed", "project.list", "plan.set", "plan.again", "draft.show", "photos.ask"}
_TAKEN_BACK = {
    "line.added",
    "line.removed",
    "milestone.finished",
    "terms.set",
    "client.reached",
    "business.named",
    "language.set",
    "photos.moved",
    "project.used",
}


def remember(session: Session, inbound: Inbound, steps: Sequence[Step], former: Mapping[str, Any] | None) -> None:
    """What this message was and did, for when it is edited. ``former``: the step that undo took back before it."""
    newest = session.undo[-1] if session.undo else None
    entry = {
        "id": inbound.edits or inbound.external_id,
        "by": inbound.sender,
        "text": inbound.text.strip()[:LONGEST_KEPT],
        "early": bool(inbound.edits),
        "files": len(inbound.attachments),
        "ids": session.last_proofs[-len(inbound.attachments) :] if inbound.attachments else [],
        "acted": bool(inbound.tap) or any(_acts(step) for step in steps),
        "undo": newest if newest != former else None,
    }
    kept = [one for one in session.heard if one["id"] != entry["id"]]
    session.heard = [*kept, entry][-MOST_REMEMBERED:]


def _acts(step: Step) -> bool:
    return isinstance(step, Command) and (step.do not in _SHOWS or bool(step.args.get("done")))


def is_known(session: Session, inbound: Inbound) -> bool:
    """The original comes after its edit: the newer words count, and were taken in."""
    return not inbound.edits and any(one["id"] == inbound.external_id and one["early"] for one in session.heard)


def of_edit(session: Session, inbound: Inbound, age: timedelta) -> tuple[Step, ...] | None:
    """What to do about an edit; None: take it as said now."""
    entry = next((one for one in session.heard if one["id"] == inbound.edits), None)
    if entry is None:
        fresh = age < EARLY and len(session.heard) < MOST_REMEMBERED
        return None if fresh else (reply("edit.unknown"),)
    text = inbound.text.strip()[:LONGEST_KEPT]
    if entry["by"] != inbound.sender or entry["text"] == text:
        return ()
    if entry["files"]:
        entry["text"] = text
        return (command("photos.caption", proofs=entry["ids"], text=inbound.text.strip()),)
    if not entry["acted"]:
        return None
    entry["text"] = text
    if entry.get("told"):
        return ()
    entry["told"] = True
    return (_acted(session, entry),)


def _acted(session: Session, entry: Mapping[str, Any]) -> Reply:
    """Undo takes back the newest step only, so it is offered for that alone."""
    step = entry.get("undo")
    newest = session.undo[-1] if session.undo else None
    if step and step == newest and step["do"] in _TAKEN_BACK:
        return reply("edit.acted_undo", option("button.undo", command("undo")))
    return reply("edit.acted")
