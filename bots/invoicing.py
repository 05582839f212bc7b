"""What is to be billed, and which part files belong to, as commands. Pure."""

from typing import Any

from bots.captions import of_the_plan
from bots.commands import Command, Step, command, reply
from bots.intents import intent
from bots.known import Known
from bots.naming import where


def invoice(meant: intent.InvoiceAsked | intent.DoneSaid, known: Known) -> tuple[Step, ...]:
    """The part that is named, else the one that the last message offered to bill, else the current one."""
    if meant.milestone and of_the_plan(meant.milestone, known):
        return (reply("plan.create_first"), command("plan.again"))
    done = isinstance(meant, intent.DoneSaid)
    offered = None if meant.milestone else _offered(known)
    if offered:
        return (Command(offered.do, {**offered.args, "done": done}),)
    return where(known, meant.milestone, lambda project, at: _on("draft.show", project, at, done=done))


def _offered(known: Known) -> Command | None:
    """Files that came, or a line that changed, make their part the one to bill; a deposit offered beside does not."""
    shown = [action for _, action in known.menu if action["do"] == "draft.show" and action.get("milestone")]
    bills = [action for action in shown if not action.get("deposit")]
    return Command.from_action(bills[0]) if len(bills) == 1 else None


def move(meant: intent.MoveProofs, known: Known) -> tuple[Step, ...]:
    return where(known, meant.milestone, lambda project, at: _on("photos.move", project, at))


def _on(do: str, project: str, milestone: str | None, **args: Any) -> Command:
    return command(do, project=project, milestone=milestone, **args)
