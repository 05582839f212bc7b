"""What somebody wants to see: where a job stands, what was billed to whom, the photos. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from bots.commands import Step, command, reply
from bots.intents import intent
from bots.intents.names import match
from bots.intents.packs import PackAsked
from bots.intents.whole import LinksRevoked, WholeAsked
from bots.known import Known
from bots.naming import project_options, where, with_project
from core.usecases.views import ProjectSummary


def status(meant: intent.Status, known: Known) -> tuple[Step, ...]:
    """Of the job that is named, or of the one that is for whoever is; several are one question."""
    found = jobs_meant(meant.project, known) if meant.project else []
    if len(found) > 1:
        return (reply("project.which", *project_options(found, command("status"))),)
    return (command("status", project=str(found[0].id)) if found else command("status"),)


def away(meant: intent.JobAway, known: Known) -> tuple[Step, ...]:
    """A job that is only being set up is dropped; the others are asked about."""
    if known.plan is not None and not meant.project:
        return (command("plan.drop"),)
    ask = command("project.away_ask")
    found = jobs_meant(meant.project, known) if meant.project else []
    if len(found) == 1:
        return (command("project.away_ask", project=str(found[0].id)),)
    if found:
        return (reply("project.which", *project_options(found, ask)),)
    return with_project(known, lambda project: (command("project.away_ask", project=str(project.id)),), ask)


def jobs_meant(words: str, known: Known) -> list[ProjectSummary]:
    """By their name, else by their client's: the one that is surely meant, else all that may be."""
    projects = known.projects
    by_name = match(words, tuple(one.name for one in projects))
    by_client = match(words, tuple(one.client_name for one in projects))
    for found in (by_name, by_client):
        if found.best is not None:
            return [projects[found.best]]
    return [projects[place] for place in by_client.candidates or by_name.candidates]


def photos(meant: intent.PhotosAsked, known: Known) -> tuple[Step, ...]:
    return where(known, meant.place, lambda project, at: command("photos.show", project=project, milestone=at))


def pack(meant: PackAsked, known: Known) -> tuple[Step, ...]:
    """Where each was taken is told only to those who ask for it."""
    how = {"location": True} if meant.location else {}
    return where(known, meant.place, lambda project, at: command("photos.pack", project=project, milestone=at, **how))


def whole(meant: WholeAsked, known: Known) -> tuple[Step, ...]:
    """The page of the job that is named, by its own name or its client's."""
    do = "page.send" if meant.send else "page.show"
    return where(known, meant.place, lambda project, _: command(do, project=project))


def revoked(meant: LinksRevoked, known: Known) -> tuple[Step, ...]:
    if meant.proposal or not known.projects:
        return (command("links.revoke_proposal", about=meant.place),)
    return where(known, meant.place, lambda project, _: command("links.revoke_ask", project=project))


PACKS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    PackAsked: pack,
    WholeAsked: whole,
    LinksRevoked: revoked,
}
