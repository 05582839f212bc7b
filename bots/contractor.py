"""A contractor's turn: (what was said, what is known) -> commands and replies. Pure."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from bots.commands import Command, Option, Step, command, option, reply
from bots.intents import Hints, Understood, intent, named_milestone, named_project, understand
from bots.intents.names import match
from bots.known import Known
from bots.naming import on_milestone, project_option, with_project
from core.usecases.views import MilestoneSummary, ProjectSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One inbound message, as far as deciding needs it. ``tapped`` is the command of a tapped button."""

    text: str
    files: int
    tapped: Command | None = None


def hints(known: Known, *, caption: bool = False) -> Hints:
    """What helps to understand words in this conversation."""
    return Hints(
        language=known.language,
        milestone_names=tuple(one.name for one in known.milestones),
        project_names=tuple(one.name for one in known.projects),
        client_names=tuple(one.client_name for one in known.projects),
        awaiting=known.expects["what"] if known.expects else None,
        caption=caption,
        currency=known.currency,
        country=known.country,
    )


def turn(said: Said, heard: Understood, known: Known) -> tuple[Step, ...]:
    """What to do and say. Files are always taken, whatever the words; a tap is its command."""
    if said.tapped:
        return (said.tapped,)
    if said.files:
        return _files(said, heard, known)
    handler = _HANDLERS.get(type(heard.intent))
    if handler:
        return handler(heard.intent, known)
    return _unclear(said.text, known)


def read(said: Said, known: Known) -> Understood:
    """What the words mean here."""
    return understand(said.text, hints(known, caption=said.files > 0))


# --- files ---------------------------------------------------------------------------------------------------------


def _files(said: Said, heard: Understood, known: Known) -> tuple[Step, ...]:
    """Where they go: a caption that names a project or milestone wins; unclear is one question; all are kept."""
    project = _project_named(said.text, known) or known.project
    if project is None:
        return (command("photos.take", project=None, milestone=None, ask="project" if known.projects else "job"),)
    place = _milestone_named(said.text, project)
    if place == "unclear":
        return (command("photos.take", project=str(project.id), milestone=None, ask="milestone"),)
    milestone = str(place.id) if isinstance(place, MilestoneSummary) else None
    done = isinstance(heard.intent, intent.DoneSaid | intent.InvoiceAsked)
    return (command("photos.take", project=str(project.id), milestone=milestone, done=done),)


def _project_named(text: str, known: Known) -> ProjectSummary | None:
    if not text.strip() or len(known.projects) < 2:
        return None
    index = named_project(text, tuple(one.name for one in known.projects))
    return None if index is None else known.projects[index]


def _milestone_named(text: str, project: ProjectSummary) -> MilestoneSummary | str | None:
    """The milestone that a caption names; "unclear" when it could be several."""
    if not text.strip():
        return None
    names = tuple(one.name for one in project.milestones)
    index = named_milestone(text, names)
    if index is not None:
        return project.milestones[index]
    found = match(text, names)
    return "unclear" if found.best is None and 1 < len(found.candidates) < len(names) else None


# --- one small function for each thing that can be meant ------------------------------------------------------------


def _greeting(_: Any, known: Known) -> tuple[Step, ...]:
    if not known.projects:
        return (reply("hello.first_job", name=known.name, expects={"what": "new_job"}),)
    return (reply("hello.again", *_likely(known), name=known.name),)


def _likely(known: Known) -> tuple[Option, ...]:
    """The two or three things that people want most."""
    choices = [option("button.status", command("status"))]
    if known.project:
        choices.insert(0, option("button.invoice", command("draft.show", project=str(known.project.id))))
    return (*choices, option("button.help", command("help")))


def _new_job(meant: intent.NewJob, known: Known) -> tuple[Step, ...]:
    """A new plan; or, while one is open, what was asked for: a total, the parts."""
    answers = known.plan is not None and meant.name is None and meant.client_name is None
    return (command("plan.add" if answers else "plan.set", plan=_plan(meant)),)


def _plan(meant: intent.NewJob) -> dict[str, Any]:
    plan = {
        "name": meant.name,
        "client": meant.client_name,
        "phone": meant.phone,
        "email": meant.email,
        "total": _text(meant.total),
        "currency": meant.currency,
        "terms": [_term(one) for one in meant.terms],
        "tax": _text(meant.tax_percent),
        "due": meant.due_days,
    }
    return {name: value for name, value in plan.items() if value not in (None, [])}


def _term(term: intent.TermSaid) -> dict[str, Any]:
    return {**asdict(term), "amount": _text(term.amount)}


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _terms(meant: intent.TermsSaid, _known: Known) -> tuple[Step, ...]:
    return (command("plan.add", plan={"terms": [_term(one) for one in meant.terms]}),)


def _invoice(meant: intent.InvoiceAsked | intent.DoneSaid, known: Known) -> tuple[Step, ...]:
    done = isinstance(meant, intent.DoneSaid)

    def on(project: ProjectSummary) -> tuple[Step, ...]:
        def show(milestone: str | None) -> Command:
            return command("draft.show", project=str(project.id), milestone=milestone, done=done)

        return on_milestone(project, meant.milestone, show)

    return with_project(known, on, command("draft.show"))


def _add_line(meant: intent.AddLine, known: Known) -> tuple[Step, ...]:
    def on(project: ProjectSummary) -> tuple[Step, ...]:
        def add(milestone: str | None) -> Command:
            return command(
                "line.add",
                project=str(project.id),
                milestone=milestone,
                description=meant.description,
                amount=str(meant.amount),
                quantity=str(meant.quantity),
            )

        return on_milestone(project, meant.milestone, add)

    return with_project(known, on, command("status"))


def _remove_line(meant: intent.RemoveLine, known: Known) -> tuple[Step, ...]:
    def on(project: ProjectSummary) -> tuple[Step, ...]:
        def remove(milestone: str | None) -> Command:
            return command("line.find", project=str(project.id), milestone=milestone, words=meant.words)

        return on_milestone(project, meant.milestone, remove)

    return with_project(known, on, command("status"))


def _move(meant: intent.MoveProofs, known: Known) -> tuple[Step, ...]:
    def on(project: ProjectSummary) -> tuple[Step, ...]:
        def move(milestone: str | None) -> Command:
            return command("photos.move", project=str(project.id), milestone=milestone)

        return on_milestone(project, meant.milestone, move)

    return with_project(known, on, command("status"))


def _status(meant: intent.Status, known: Known) -> tuple[Step, ...]:
    found = match(meant.project, tuple(one.name for one in known.projects)) if meant.project else None
    if found and found.best is not None:
        return (command("status", project=str(known.projects[found.best].id)),)
    return (command("status"),)


def _switch(meant: intent.SwitchTo, known: Known) -> tuple[Step, ...]:
    found = match(meant.project, tuple(one.name for one in known.projects))
    if found.best is not None:
        return (command("project.use", project=str(known.projects[found.best].id)),)
    if not known.projects:
        return (reply("project.none_yet", expects={"what": "new_job"}),)
    likely = [known.projects[index] for index in found.candidates] or list(known.projects)
    return (reply("project.which", *(project_option(one, command("status")) for one in likely[:8])),)


def _language(meant: intent.Language, _known: Known) -> tuple[Step, ...]:
    return (command("language.set", language=meant.language),)


def _paid(meant: intent.PaidSaid, _known: Known) -> tuple[Step, ...]:
    return (command("paid.ask", amount=_text(meant.amount), method=meant.method, note=meant.note, about=meant.about),)


def _pick(meant: intent.Pick, _known: Known) -> tuple[Step, ...]:
    return (command("menu.pick", number=meant.number),)


def _answer(meant: intent.AnswerClient, known: Known) -> tuple[Step, ...]:
    return (command("answer.send", invoice=(known.expects or {}).get("invoice") or known.question, text=meant.text),)


def _contact(meant: intent.ClientContact, known: Known) -> tuple[Step, ...]:
    said = {"client": meant.name, "phone": meant.phone, "email": meant.email}
    said = {name: value for name, value in said.items() if value}
    if known.plan and known.expects:
        return (command("plan.add", plan=said),)
    return (command("client.contact", **said),)


def _unclear(text: str, known: Known) -> tuple[Step, ...]:
    """One helpful line with the likely choices: never silence, never a guess that moves money."""
    expects = dict(known.expects or {})
    waiting = _WAITING.get(expects.get("what", ""))
    if waiting and text.strip():
        return waiting(text, expects)
    choices = _likely(known)
    if known.question and text.strip():
        send = command("answer.send", invoice=known.question, text=text)
        choices = (option("button.send_to_client", send), *choices)
    return (reply("unclear", *choices),)


_WAITING: dict[str, Callable[[str, dict[str, Any]], tuple[Step, ...]]] = {
    "business_name": lambda text, _: (command("business.name", name=text),),
    "client": lambda text, _: (command("plan.add", plan={"client": text}),),
    "name": lambda text, _: (command("plan.add", plan={"name": text}),),
    "question_reply": lambda text, expects: (command("answer.send", invoice=expects.get("invoice"), text=text),),
    "total": lambda _text, _: (reply("plan.ask_total_again", expects={"what": "total"}),),
    "terms": lambda _text, _: (reply("plan.ask_terms_again", expects={"what": "terms"}),),
    "new_job": lambda _text, _: (reply("plan.example", expects={"what": "new_job"}),),
}


def _just(do: str) -> Callable[[Any, Known], tuple[Step, ...]]:
    return lambda _meant, _known: (command(do),)


_HANDLERS: dict[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    intent.Greeting: _greeting,
    intent.Help: _just("help"),
    intent.NewJob: _new_job,
    intent.TermsSaid: _terms,
    intent.InvoiceAsked: _invoice,
    intent.DoneSaid: _invoice,
    intent.Send: _just("draft.send_last"),
    intent.Cancel: _just("draft.cancel_last"),
    intent.Change: _just("draft.change_last"),
    intent.AddLine: _add_line,
    intent.RemoveLine: _remove_line,
    intent.MoveProofs: _move,
    intent.Undo: _just("undo"),
    intent.Status: _status,
    intent.WhoOwes: _just("owed"),
    intent.SwitchTo: _switch,
    intent.PaidSaid: _paid,
    intent.Resend: lambda meant, _: (command("invoice.resend", about=meant.about),),
    intent.AnswerClient: _answer,
    intent.Pick: _pick,
    intent.Yes: _just("menu.first"),
    intent.No: _just("menu.back"),
    intent.Back: _just("menu.back"),
    intent.BusinessName: lambda meant, _: (command("business.name", name=meant.name),),
    intent.Language: _language,
    intent.TaxSaid: lambda meant, known: (_terms_of(known, tax=str(meant.percent)),),
    intent.DueSaid: lambda meant, known: (_terms_of(known, due=meant.days),),
    intent.ClientContact: _contact,
}


def _terms_of(known: Known, **said: Any) -> Command:
    return command("plan.add", plan=said) if known.plan else command("project.terms", **said)
