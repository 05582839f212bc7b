"""Which project and which milestone words mean; what is unclear becomes one question, answered by a tap."""

from collections.abc import Callable, Sequence

from bots.commands import Command, Option, Step, command, own, reply
from bots.intents import named_milestone, named_project
from bots.intents.names import match
from bots.known import Known
from core.usecases.views import ProjectSummary

OPEN_STATES = {"planned", "done"}
MOST_CHOICES = 8
Make = Callable[[str, str | None], Command]


def with_project(known: Known, do: Callable[[ProjectSummary], Sequence[Step]], again: Command) -> tuple[Step, ...]:
    """Runs it on the current project; without one, asks which (tapping sets it and goes on with ``again``)."""
    if known.project:
        return tuple(do(known.project))
    if not known.projects:
        return (reply("project.none_yet", expects={"what": "new_job"}),)
    return (reply("project.which", *(project_option(one, again) for one in known.projects[:MOST_CHOICES])),)


def project_option(project: ProjectSummary, again: Command) -> Option:
    return own(project.name, command("project.use", project=str(project.id), then=again.as_action()))


def where(known: Known, words: str | None, make: Make) -> tuple[Step, ...]:
    """``make`` gets a project's and a milestone's id; the milestone's is None when no words name one.

    Words are looked for on the current project first, then among all projects, milestones and clients.
    """
    here = known.project
    if words and here and (milestone := _milestone(here, words)):
        return (make(str(here.id), milestone),)
    places = _places(known, words) if words else ()
    if len(places) == 1:
        return (make(str(places[0][0].id), places[0][1]),)
    if places:
        return (reply("project.which", *(own(one.name, make(str(one.id), at)) for one, at in places[:MOST_CHOICES])),)
    if words and here:
        return _asked(here, words, make)
    again = make("", None)
    return with_project(known, lambda project: (make(str(project.id), None),), _about(again, words))


def _about(again: Command, words: str | None) -> Command:
    """The words stay with the question, and find their milestone once the project is known."""
    return Command(again.do, {**again.args, "about": words}) if words else again


def _milestone(project: ProjectSummary, words: str) -> str | None:
    """What is still open wins over what is billed."""
    still_open = [one for one in project.milestones if one.state in OPEN_STATES]
    for milestones in (still_open, list(project.milestones)):
        found = match(words, tuple(one.name for one in milestones))
        if found.best is not None:
            return str(milestones[found.best].id)
    return None


def _places(known: Known, words: str) -> Sequence[tuple[ProjectSummary, str | None]]:
    index = named_project(words, tuple(one.name for one in known.projects))
    if index is not None:
        return [(known.projects[index], _inside(known.projects[index], words))]
    fits = [(one, milestone) for one in known.projects if (milestone := _milestone(one, words))]
    theirs = match(words, tuple(one.client_name for one in known.projects)).candidates
    return fits or [(known.projects[one], None) for one in theirs]


def _inside(project: ProjectSummary, words: str) -> str | None:
    index = named_milestone(words, tuple(one.name for one in project.milestones))
    return None if index is None else str(project.milestones[index].id)


def _asked(project: ProjectSummary, words: str, make: Make) -> tuple[Step, ...]:
    choices = [one for one in project.milestones if one.state in OPEN_STATES]
    found = match(words, tuple(one.name for one in choices))
    likely = [choices[index] for index in found.candidates] or choices
    if not likely:
        return (make(str(project.id), None),)
    options = (own(one.name, make(str(project.id), str(one.id))) for one in likely[:MOST_CHOICES])
    return (reply("milestone.which", *options, words=words),)
