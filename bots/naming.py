"""Which project and which milestone words mean; what is unclear becomes one question, answered by a tap."""

from collections.abc import Callable, Sequence

from bots.commands import Command, Option, Step, command, own, reply
from bots.intents.names import match
from bots.known import Known
from core.usecases.views import ProjectSummary

OPEN_STATES = {"planned", "done"}


def with_project(known: Known, do: Callable[[ProjectSummary], Sequence[Step]], again: Command) -> tuple[Step, ...]:
    """Runs it on the current project; without one, asks which (tapping sets it and goes on with ``again``)."""
    if known.project:
        return tuple(do(known.project))
    if not known.projects:
        return (reply("project.none_yet", expects={"what": "new_job"}),)
    return (reply("project.which", *(project_option(one, again) for one in known.projects[:8])),)


def project_option(project: ProjectSummary, again: Command) -> Option:
    return own(project.name, command("project.use", project=str(project.id), then=again.as_action()))


def on_milestone(
    project: ProjectSummary, words: str | None, make: Callable[[str | None], Command], *, open_only: bool = True
) -> tuple[Step, ...]:
    """``make`` gets the milestone's id, or None when no words name one; several candidates are one question."""
    if not words:
        return (make(None),)
    choices = [one for one in project.milestones if not open_only or one.state in OPEN_STATES]
    found = match(words, tuple(one.name for one in choices))
    if found.best is not None:
        return (make(str(choices[found.best].id)),)
    billed = match(words, tuple(one.name for one in project.milestones))
    if billed.best is not None:
        return (make(str(project.milestones[billed.best].id)),)
    likely = [choices[index] for index in found.candidates] or choices
    options = (own(one.name, make(str(one.id))) for one in likely[:8])
    return (reply("milestone.which", *options, words=words),)
