"""What prices that change and bills for several parts at once come to: in a plan, on a draft, on a job. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bots.commands import Command, Step, command, reply
from bots.intents import intent
from bots.intents.folding import fold
from bots.intents.names import match
from bots.known import Known
from bots.naming import milestone_here, project_options, where, with_project
from bots.showing import jobs_meant


def add_line(meant: intent.AddLine, known: Known) -> tuple[Step, ...]:
    """On a plan that is open it is a part more, once there are parts; nothing of it is billed yet."""
    if known.plan is not None:
        return _part_more(meant, known.plan)
    line = {"description": meant.description, "amount": str(meant.amount), "quantity": str(meant.quantity)}
    return where(known, meant.milestone, lambda project, at: command("line.add", project=project, milestone=at, **line))


def _part_more(meant: intent.AddLine, plan: Mapping[str, Any]) -> tuple[Step, ...]:
    terms, value = plan.get("terms") or [], meant.amount * meant.quantity
    if not terms or meant.milestone or value <= 0:
        return (command("plan.again", unclear=True),)
    part = {"name": meant.description, "how": "fixed", "amount": str(value), "deposit": False}
    return (command("plan.add", plan={"terms": [*terms, part]}),)


def remove_line(meant: intent.RemoveLine, known: Known) -> tuple[Step, ...]:
    """A part of the plan that is open, or a line of what is billed."""
    if known.plan is not None:
        terms = known.plan.get("terms") or []
        found = match(meant.words, tuple(one["name"] for one in terms)).best
        if found is None or len(terms) < 2:
            return (command("plan.again", unclear=True),)
        return (command("plan.add", plan={"terms": [*terms[:found], *terms[found + 1 :]]}),)
    return where(
        known,
        meant.milestone,
        lambda project, at: command("line.find", project=project, milestone=at, words=meant.words),
    )


def discount(meant: intent.Discount, known: Known) -> tuple[Step, ...]:
    if known.plan is not None:
        return _off_the_plan(meant, known.plan)
    said = {"amount": str(meant.amount), "percent": meant.percent, "reason": meant.reason}
    return where(
        known,
        meant.milestone,
        lambda project, at: command("line.discount", project=project, milestone=at, **said),
    )


def _off_the_plan(meant: intent.Discount, plan: Mapping[str, Any]) -> tuple[Step, ...]:
    """Nothing is agreed yet: the price itself is lower, and shown back."""
    left = Decimal(plan.get("total") or 0) - meant.amount
    if meant.percent or meant.milestone or left <= 0:
        return (command("plan.again", unclear=True),)
    return (command("plan.add", plan={"total": str(left)}),)


def new_price(meant: intent.NewPrice, known: Known) -> tuple[Step, ...]:
    """While a plan is open it is about the plan: a part that is named, else the whole."""
    if known.plan is not None:
        return _in_plan(meant, known)
    if meant.whole:
        whole = command("price.whole")
        return with_project(known, lambda project: (command("price.whole", project=str(project.id)),), whole)
    said: dict[str, Any] = {"amount": str(meant.amount), "by": meant.by}
    if meant.old is not None:
        said["old"] = str(meant.old)
    if (shown_now := _about_shown(meant, known)) and not meant.milestone and not meant.by:
        return (shown_now,)
    if shown := None if meant.milestone else _just_shown(known):
        return (command("price.ask", **{**shown, **said}),)
    return where(
        known, meant.milestone, lambda project, at: command("price.ask", project=project, milestone=at, **said)
    )


def _about_shown(meant: intent.NewPrice, known: Known) -> Command | None:
    """What waits for its tap, or was added just now, at another amount."""
    amount = str(meant.amount)
    if part := _part_shown(known):
        return command("part.ask", name=part["name"], project=part["project"], amount=amount)
    line = _line_shown(known)
    return _change_shown(known, meant) or (command("line.again", **line, amount=amount) if line else None)


def new_part(meant: intent.NewPart, known: Known) -> tuple[Step, ...]:
    """On the plan that is open, else on the job that is named, else on this one; its numbers are shown first."""
    if known.plan is not None:
        part = {"name": meant.name, "how": "fixed", "amount": str(meant.amount), "deposit": False}
        return (command("plan.add", plan={"terms": [*(known.plan.get("terms") or []), part]}),)
    ask = command("part.ask", name=meant.name, amount=str(meant.amount))
    named = jobs_meant(meant.project, known) if meant.project else []
    if len(named) > 1:
        return (reply("project.which", *project_options(named, ask)),)
    if named:
        return (Command(ask.do, {**ask.args, "project": str(named[0].id)}),)
    return with_project(known, lambda project: (Command(ask.do, {**ask.args, "project": str(project.id)}),), ask)


def _part_shown(known: Known) -> Mapping[str, Any] | None:
    """The new part that waits for its tap."""
    return next((action for _, action in known.menu if action["do"] == "part.add"), None)


def _change_shown(known: Known, meant: intent.NewPrice) -> Command | None:
    """The change order that waits for its tap, or was sent just now, at another amount."""
    for _, action in known.menu:
        if action["do"] == "change.send":
            sign = -1 if action["amount"].startswith("-") else 1
            said = {name: value for name, value in action.items() if name not in {"do", "seen"}}
            return Command("change.ask", {**said, "amount": str(sign * meant.amount)})
        if action["do"] == "undo" and action.get("change"):
            return command(
                "change.revise", project=action["project"], number=action["change"], amount=str(meant.amount)
            )
    return None


def _line_shown(known: Known) -> dict[str, str] | None:
    """The line that the last message added."""
    undo = next((action for _, action in known.menu if action["do"] == "undo" and "line" in action), None)
    return {name: undo[name] for name in ("project", "milestone", "line")} if undo else None


def _just_shown(known: Known) -> dict[str, str] | None:
    """The one part whose change the last message was about."""
    if not {"price.set", "line.discount", "undo"} & {action["do"] for _, action in known.menu}:
        return None
    about = {action["milestone"]: action for _, action in known.menu if action.get("milestone")}
    one = next(iter(about.values())) if len(about) == 1 else None
    return {"project": one["project"], "milestone": one["milestone"]} if one and "project" in one else None


def _in_plan(meant: intent.NewPrice, known: Known) -> tuple[Step, ...]:
    terms = (known.plan or {}).get("terms") or []
    found = match(meant.milestone, tuple(one["name"] for one in terms)).best if meant.milestone else None
    if meant.by or (meant.milestone and found is None):
        return (command("plan.again", unclear=True),)
    if found is None:
        return (command("plan.add", plan={"total": str(meant.amount)}),)
    return (command("plan.part", place=found, amount=str(meant.amount)),)


def everything(meant: intent.InvoiceAll, known: Known) -> tuple[Step, ...]:
    """The parts that were named, on the job that has them all; else what can be billed here."""
    for project in [one for one in (known.project, *known.projects) if one is not None]:
        ids = [milestone_here(project, part) for part in meant.parts]
        if meant.parts and None not in ids:
            return (command("draft.show", project=str(project.id), milestones=ids, done=meant.done),)
    if known.plan is not None:
        return (command("plan.again", unclear=True),)
    bill = command("draft.all")
    return with_project(known, lambda project: (command("draft.all", project=str(project.id)),), bill)


def void(meant: intent.VoidInvoice, known: Known) -> tuple[Step, ...]:
    """While a draft is shown, "cancel the invoice" is about the draft: nothing has gone out yet."""
    if known.draft_open and meant.about is None:
        return (command("draft.cancel_last"),)
    return (command("invoice.void_ask", about=meant.about),)


def pay_terms(meant: intent.PayTerms, known: Known) -> tuple[Step, ...]:
    """Tax and the days to pay: of the job that is named, else of the plan that is open, else of this job."""
    tax = None if meant.percent is None else str(meant.percent)
    said = {name: value for name, value in (("tax", tax), ("due", meant.days)) if value is not None}
    if known.plan is not None and not meant.project:
        return (command("plan.add", plan=said),)
    set_ = command("project.terms", **said)
    named = jobs_meant(meant.project, known) if meant.project else []
    if len(named) > 1:
        return (reply("project.which", *project_options(named, set_)),)
    if named:
        return (Command(set_.do, {**set_.args, "project": str(named[0].id)}),)
    return with_project(known, lambda project: (Command(set_.do, {**set_.args, "project": str(project.id)}),), set_)


def is_schedule(terms: Sequence[intent.TermSaid], known: Known) -> bool:
    """One amount beside words that name no part of the plan may be an address, or a day."""
    named = {fold(one["name"]) for one in (known.plan or {}).get("terms") or []}
    return len(terms) != 1 or terms[0].how != "fixed" or fold(terms[0].name) in named


def terms_in_plan(said: list[dict[str, Any]], known: Known) -> list[dict[str, Any]]:
    """Parts that the open plan has by name are changed and the others stay; any new name makes it another schedule."""
    old = (known.plan or {}).get("terms") or []
    new = {fold(one["name"]): one for one in said}
    if not new.keys() <= {fold(one["name"]) for one in old} or len(new) < len(said):
        return said
    changed = {name: {"how": one["how"], "amount": one["amount"]} for name, one in new.items()}
    return [{**one, **changed.get(fold(one["name"]), {})} for one in old]
