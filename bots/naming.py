"""Which project and which milestone words mean; what is unclear becomes one question, answered by a tap."""

import re
from collections.abc import Callable, Sequence

from bots import choosing
from bots.commands import Command, Option, Step, command, reply
from bots.intents import named_milestone, named_project
from bots.intents.folding import fold
from bots.intents.names import match
from bots.known import Known
from core.usecases.views import ProjectSummary

_WORD = re.compile(r"\w+")
OPEN_STATES = {"planned", "done"}
Make = Callable[[str, str | None], Command]


def with_project(known: Known, do: Callable[[ProjectSummary], Sequence[Step]], again: Command) -> tuple[Step, ...]:
    """Runs it on the current project; without one, asks which (tapping sets it and goes on with ``again``)."""
    if known.project:
        return tuple(do(known.project))
    if not known.projects and known.offered:
        return (command("status"),)  # what was offered is no job before it is signed
    if not known.projects:
        return (reply("project.none_yet", expects={"what": "new_job"}),)
    return (reply("project.which", *project_options(known.projects, again)),)


def project_options(projects: Sequence[ProjectSummary], again: Command) -> tuple[Option, ...]:
    """Tapping one sets it and goes on with ``again``."""
    then = again.as_action()
    return choosing.jobs(projects, lambda one: command("project.use", project=str(one.id), then=then))


def where(known: Known, words: str | None, make: Make) -> tuple[Step, ...]:
    """``make`` gets a project's and a milestone's id; the milestone's is None when no words name one.

    Words are looked for on the current project first, then among all projects, milestones and clients.
    """
    here = known.project
    if words and here and (milestone := milestone_here(here, words)):
        return (make(str(here.id), milestone),)
    places = _places(known, words) if words else ()
    if len(places) == 1:
        return (make(str(places[0][0].id), places[0][1]),)
    if places:
        at = {project.id: milestone for project, milestone in places}
        return (
            reply(
                "project.which", *choosing.jobs([one for one, _ in places], lambda one: make(str(one.id), at[one.id]))
            ),
        )
    if words and here:
        return _asked(here, words, make)
    again = make("", None)
    return with_project(known, lambda project: (make(str(project.id), None),), _about(again, words))


def _about(again: Command, words: str | None) -> Command:
    """The words stay with the question, and find their milestone once the project is known."""
    return Command(again.do, {**again.args, "about": words}) if words else again


def milestone_here(project: ProjectSummary, words: str) -> str | None:
    """The part of this job that the words name: what is still open wins over what is billed."""
    still_open = [one for one in project.milestones if one.state in OPEN_STATES]
    for milestones in (still_open, list(project.milestones)):
        found = match(words, tuple(one.name for one in milestones))
        if found.best is not None:
            return str(milestones[found.best].id)
    return None


def _places(known: Known, words: str) -> Sequence[tuple[ProjectSummary, str | None]]:
    index = named_project(words, tuple(one.name for one in known.projects))
    namesakes = [known.projects[index]] if index is not None else _namesakes(known, words)
    if namesakes:
        return [(one, _inside(one, words)) for one in namesakes]
    fits = [(one, milestone) for one in known.projects if (milestone := milestone_here(one, words))]
    theirs = match(words, tuple(one.client_name for one in known.projects)).candidates
    mentioned = match(words, tuple(one.name for one in known.projects)).candidates
    return fits or [(known.projects[one], None) for one in theirs or mentioned]


def _namesakes(known: Known, words: str) -> Sequence[ProjectSummary]:
    """Jobs of one and the same name, when it is theirs that was said; the current one needs no asking."""
    found = projects_named(words, known.projects)
    return [known.project] if known.project in found else found


def projects_named(words: str, projects: Sequence[ProjectSummary]) -> list[ProjectSummary]:
    """The jobs of the one name that the words mention; none when they mention several names."""
    names = tuple(dict.fromkeys(fold(one.name) for one in projects))
    index = named_project(words, names)
    return [] if index is None else [one for one in projects if fold(one.name) == names[index]]


def beyond(words: str, job: str) -> str:
    """What is said besides the job's name: "Oak Ave deck" does not name its decking."""
    name = _WORD.findall(fold(job))
    return " ".join(word for word in words.split() if not set(_WORD.findall(fold(word))) & set(name))


def _inside(project: ProjectSummary, words: str) -> str | None:
    index = named_milestone(beyond(words, project.name), tuple(one.name for one in project.milestones))
    return None if index is None else str(project.milestones[index].id)


def _asked(project: ProjectSummary, words: str, make: Make) -> tuple[Step, ...]:
    open_ones = [one for one in project.milestones if one.state in OPEN_STATES]
    found = match(words, tuple(one.name for one in open_ones))
    likely = [open_ones[index] for index in found.candidates] or open_ones
    if not likely:
        return (make(str(project.id), None),)
    options = choosing.parts(likely, lambda one: make(str(project.id), str(one.id)))
    return (reply("milestone.which", *options, words=words),)
