"""Where files belong: a caption that names a milestone or a project wins; what is unclear is one question."""

import re
from collections.abc import Sequence
from typing import Any

from bots.commands import Command, Step, command
from bots.elsewhere import doubts, unknown_place
from bots.intents import Understood, changes, contracts, intent, named_milestone, named_project
from bots.intents.folding import fold
from bots.intents.names import match
from bots.known import Known
from bots.naming import beyond, projects_named
from core.usecases.views import MilestoneSummary, ProjectSummary

LONGEST_KEPT = 200
# What a caption may want done besides: it is money, and so it is asked about.
WISHES = (
    intent.AddLine
    | intent.RemoveLine
    | intent.Discount
    | intent.NewPrice
    | intent.NewPart
    | intent.PaidSaid
    | intent.VoidInvoice
    | intent.PayTerms
    | intent.TaxSaid
    | intent.DueSaid
    | contracts.ProgressSaid
    | changes.ChangeAsked
)
_TO_BE_BILLED = re.compile(r"\b(?:bill|invoice|send|factur|cobr|mand|envi)")
UNCLEAR = "unclear"
Place = MilestoneSummary | str | None


def files(text: str, heard: Understood, known: Known, ordered: Sequence[Step] = ()) -> tuple[Step, ...]:
    """Files are always taken. The words with them are kept until they have a place. ``ordered`` is what the words
    want done besides: it is asked about when the files are told of.
    """
    extra: dict[str, Any] = {"uncaptioned": True} if ordered or _only_says_where(text, heard, known) else {}
    if ordered:
        alone = ordered[0] if len(ordered) == 1 and isinstance(ordered[0], Command) else None
        extra["wish"] = {"text": text.strip()[:LONGEST_KEPT], "action": alone.as_action() if alone else None}
    place = _where(text, heard, known)
    if ordered and isinstance(heard.intent, intent.PaidSaid) and place["project"]:
        place = {"project": place["project"], "ask": "payment"}  # it shows money, and no work
    return (command("photos.take", **place, **extra),)


def _where(text: str, heard: Understood, known: Known) -> dict[str, Any]:
    done = isinstance(heard.intent, intent.DoneSaid | intent.InvoiceAsked)
    if of_the_plan(text, known):
        return {"project": None, "ask": "plan"}
    project, place = _sure_place(text, known, firm=done)
    if project is None:
        ask = "project" if known.projects else "job"
        about = {"about": text.strip()[:LONGEST_KEPT], "elsewhere": unknown_place(text, known)}
        return {"project": None, "ask": ask, **about, "done": done}
    if place == UNCLEAR:
        return {"project": str(project.id), "ask": "milestone", "done": done}
    milestone = str(place.id) if isinstance(place, MilestoneSummary) else None
    return {"project": str(project.id), "milestone": milestone, "done": done}


def _only_says_where(text: str, heard: Understood, known: Known) -> bool:
    """Words for the bot and not for the client: they are printed below no photo."""
    if isinstance(heard.intent, intent.SwitchTo | intent.InvoiceAsked | intent.MoveProofs | intent.Send):
        return True
    if isinstance(heard.intent, intent.DoneSaid) and _TO_BE_BILLED.search(fold(text)):
        return True
    names = [one.name for one in known.projects]
    names += [one.name for project in known.projects for one in project.milestones]
    return any(_is_misspelt(text, name) for name in names)


def _is_misspelt(text: str, name: str) -> bool:
    """A part's name alone, with a slip: "cabnets" under a photo helps nobody."""
    words = fold(text).split()
    alone = 0 < len(words) <= len(name.split()) and match(text, (name,)).best is not None
    return alone and not set(words) <= set(fold(name).split())


def of_the_plan(text: str, known: Known) -> bool:
    """The words are of the job that is being set up, by its name or a part's, and of no job that there is."""
    plan = known.plan or {}
    parts = tuple(one["name"] for one in plan.get("terms") or [])
    job = (plan["name"],) if plan.get("name") else ()
    if not text.strip() or (named_milestone(text, parts) is None and named_project(text, job) is None):
        return False
    there = tuple(one.name for project in known.projects for one in project.milestones)
    jobs = tuple(one.name for one in known.projects)
    return named_milestone(text, there) is None and named_project(text, jobs) is None


def _sure_place(text: str, known: Known, *, firm: bool) -> tuple[ProjectSummary | None, Place]:
    """A place nobody has heard of, and a choice left open, are asked about."""
    if known.projects and unknown_place(text, known):
        return None, None
    parts = tuple(one.name for project in known.projects for one in project.milestones)
    if text.strip() and doubts(text, (*parts, *(one.name for one in known.projects))):
        named = [one for one in known.projects if named_project(text, (one.name,)) is not None]
        here = named[0] if len(named) == 1 else None if named else known.project
        return here, UNCLEAR
    return _place(text, known, firm=firm)


def _place(text: str, known: Known, *, firm: bool) -> tuple[ProjectSummary | None, Place]:
    """A project that is named; else this one; else the only other one whose milestone the words are."""
    if not text.strip():
        return known.project, None
    named = _projects_named(text, known)
    if len(named) > 1:
        return None, None
    if named:
        return named[0], milestone_named(beyond(text, named[0].name), named[0])
    here = milestone_named(text, known.project) if known.project else None
    if here is not None:
        return known.project, here
    if _says_another_job(text, known):
        return None, None
    others = [one for one in known.projects if one is not known.project]
    found = [(one, place) for one in others if (place := _wholly(text, one, firm=firm or not known.project))]
    return found[0] if len(found) == 1 else (known.project, None)


def _projects_named(text: str, known: Known) -> list[ProjectSummary]:
    """More than one only when they share their name, and the current one is none of them."""
    found = projects_named(text, known.projects) if len(known.projects) > 1 else []
    return [known.project] if known.project in found else found


def _says_another_job(text: str, known: Known) -> bool:
    """Several jobs are on Oak St, and the current one is not: which one is the question."""
    said = [one for one in known.projects if match(text, (one.name,)).candidates]
    return len(said) > 1 and known.project not in said


def _wholly(text: str, project: ProjectSummary, *, firm: bool) -> MilestoneSummary | None:
    """A word in passing does not carry a photo to another job: the caption is the milestone, or says it is done."""
    found = milestone_named(text, project)
    if not isinstance(found, MilestoneSummary):
        return None
    return found if firm or match(text, (found.name,)).best is not None else None


def milestone_named(text: str, project: ProjectSummary) -> Place:
    """The milestone that a caption names; "unclear" when it could be several."""
    names = tuple(one.name for one in project.milestones)
    index = named_milestone(text, names)
    if index is not None:
        return project.milestones[index]
    mentioned = [one for one in names if named_milestone(text, (one,)) is not None]
    found = match(text, names)
    several = found.best is None and 1 < len(found.candidates) < len(names)
    return UNCLEAR if several or len(mentioned) > 1 else None
