"""What a contractor says about change orders, as commands."""

from collections.abc import Callable, Mapping
from typing import Any

from bots import pricing
from bots.commands import Command, Step, command, reply
from bots.intents import changes, intent
from bots.intents.changes_kept import ChangeShown
from bots.intents.changes_noted import ChangeNoted
from bots.intents.names import match
from bots.known import Known
from bots.naming import project_options, where, with_project


def _asked(meant: changes.ChangeAsked, known: Known) -> tuple[Step, ...]:
    """While a job is set up, it is a part of the plan: there is no contract yet."""
    if known.plan is not None:
        return pricing.add_line(intent.AddLine(meant.description, meant.amount), known)
    said = {"description": meant.description, "amount": str(meant.amount), "landing": meant.landing}
    return where(known, meant.place, lambda project, at: command("change.ask", project=project, milestone=at, **said))


def _on_project(do: str, **args: Any) -> Callable[[Known], tuple[Step, ...]]:
    def decide(known: Known) -> tuple[Step, ...]:
        return with_project(
            known, lambda project: (command(do, project=str(project.id), **args),), Command(do, dict(args))
        )

    return decide


def _noted(meant: ChangeNoted, known: Known) -> tuple[Step, ...]:
    """On the job of the client who is named, where there is one such job."""
    said = {"number": meant.number, "verdict": "approve" if meant.agreed else "decline", "how": meant.how}
    theirs = [one for one in known.projects if meant.who and match(meant.who, (one.client_name,)).candidates]
    if theirs and known.project not in theirs:
        again = Command("change.note_ask", said)
        if len(theirs) > 1:
            return (reply("project.which", *project_options(theirs, again)),)
        return (command("change.note_ask", project=str(theirs[0].id), **said),)
    return _on_project("change.note_ask", **said)(known)


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    changes.ChangeAsked: _asked,
    ChangeNoted: _noted,
    changes.ChangeUnpriced: lambda _meant, _known: (reply("change.how"),),
    changes.ChangesAsked: lambda _meant, known: _on_project("change.list")(known),
    ChangeShown: lambda meant, known: _on_project("change.show", number=meant.number)(known),
    changes.ChangeWithdrawn: lambda meant, known: _on_project("change.withdraw_ask", number=meant.number)(known),
    changes.ChangeRevised: lambda meant, known: _on_project(
        "change.revise", number=meant.number, amount=str(meant.amount)
    )(known),
}
