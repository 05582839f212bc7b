"""A contractor's turn: (what was said, what is known) -> commands and replies. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bots import (
    captions,
    changes,
    contracting,
    invoicing,
    limiting,
    name_to_erase,
    papers,
    planning,
    pricing,
    proposing,
    reaching,
    reminders,
    sharing,
    showing,
    templating,
)
from bots.commands import Command, Step, command, option, reply
from bots.intents import Hints, Understood, erasing, intent, understand
from bots.intents.folding import fold
from bots.intents.names import match
from bots.intents.proposals import OfferTermsSaid
from bots.known import Known
from bots.moving_money import MOVES_MONEY
from bots.naming import project_options
from bots.unsure import likely, unclear

LONGEST_LABEL = 40
SAID_IN_FULL = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One inbound message, as far as deciding needs it. ``tapped`` is the command of a tapped button."""

    text: str
    files: int
    tapped: Command | None = None
    location: bool = False
    names: tuple[str, ...] = ()


def hints(known: Known, *, caption: bool = False) -> Hints:
    """What helps to understand words in this conversation. Invoice numbers are copied from the screen as names are."""
    everywhere = [one for project in known.projects for one in project.milestones]
    numbers = [one.invoice_number for one in everywhere if one.invoice_number]
    planned = [one["name"] for one in (known.plan or {}).get("terms") or []]
    return Hints(
        language=known.language,
        milestone_names=tuple(dict.fromkeys([*planned, *(one.name for one in [*known.milestones, *everywhere])])),
        project_names=tuple(one.name for one in known.projects),
        contractor_names=known.contractors,
        client_names=(
            *(one.client_name for one in known.projects),
            *filter(None, [known.asker]),
            *dict.fromkeys(numbers),
        ),
        awaiting=known.awaited,
        caption=caption,
        currency=known.currency,
        country=known.country,
        offer_lines=known.offer_lines,
        offer_near=bool(known.offer_near) and known.plan is None,
    )


def turn(said: Said, heard: Understood, known: Known) -> tuple[Step, ...]:
    """What to do and say. Files are always taken, whatever the words; a tap is its command."""
    steps = _steps(said, heard, known)
    kept = said.tapped or said.files or not name_to_erase.is_left(heard.intent, known)
    return steps if kept else (name_to_erase.dropped(known), *steps)


def _steps(said: Said, heard: Understood, known: Known) -> tuple[Step, ...]:
    if said.tapped:
        return (said.tapped,)
    if said.location and not said.files and not said.text.strip():
        return (command("location.take"),)
    if said.files:
        return _files(said, heard, known)
    chosen = chosen_in_words(said.text, heard, known)
    if chosen:
        return (chosen,)
    handler = _HANDLERS.get(type(heard.intent))
    if not handler:
        return unclear(said.text, known)
    steps = handler(heard.intent, known)
    contested = isinstance(heard.intent, OfferTermsSaid) and not heard.intent.sure
    return _of_which(said.text, steps, known) if contested else steps


def _of_which(text: str, steps: tuple[Step, ...], known: Known) -> tuple[Step, ...]:
    """Of the draft that was shown before, or of a job: a tap decides where it could be either."""
    meant = understand(text, replace(hints(known), offer_near=False)).intent
    handler = _HANDLERS.get(type(meant))
    if not known.projects or handler is None:
        return steps
    job = known.project or known.projects[0]
    others = [one for one in (*handler(meant, known), *steps) if isinstance(one, Command)]
    names = (job.name, known.offer_near)
    labels = ("button.of_job", "button.of_proposal")
    if len(others) != len(names):
        return steps
    choices = (option(label, do, name=name) for label, do, name in zip(labels, others, names, strict=True))
    return (reply("proposal.terms_which", *choices),)


def _files(said: Said, heard: Understood, known: Known) -> tuple[Step, ...]:
    """Proof of work, unless they can only be a proposal."""
    if proposing.is_offer(heard.intent, said.names):
        return proposing.file(heard.intent, said.names)
    if known.awaited == proposing.PAPER and not said.text.strip():
        return proposing.paper(known, captions.files(said.text, heard, known))
    wished = isinstance(heard.intent, captions.WISHES)
    ordered = _HANDLERS[type(heard.intent)](heard.intent, known) if wished else ()
    return captions.files(said.text, heard, known, ordered)


def only_names(said: Said, heard: Understood, known: Known) -> bool:
    """Whether the words tell nothing of the language: José Peña may well speak English."""
    if isinstance(heard.intent, intent.ClientContact | intent.BusinessName | intent.BusinessFacts | intent.Language):
        return True  # what to speak is a request of its own
    if isinstance(heard.intent, intent.SwitchTo) and heard.confidence < SAID_IN_FULL:
        return True  # a job's name alone
    if known.awaited == "business_late" and isinstance(heard.intent, intent.Unclear):
        return True
    typed = fold(said.text.strip())
    names = [name for one in known.projects for name in (one.name, one.client_name)]
    return any(typed and typed in fold(name) for name in (*names, *(one.name for one in known.milestones)))


def chosen_in_words(text: str, heard: Understood, known: Known) -> Command | None:
    """A choice typed out instead of tapped: its label, or a part of a name where that moves no money."""
    typed = fold(text.strip(" .!"))
    if not typed or len(typed) > LONGEST_LABEL or known.awaited == "question_reply":
        return None
    exact = [action for label, action in known.menu if fold(label) == typed]
    if len(exact) == 1:
        return Command.from_action(exact[0])
    if not _could_choose(heard.intent, typed) or known.awaited or known.plan is not None:
        return None
    names = [(label, action) for label, action in known.menu if action["do"] not in MOVES_MONEY]
    found = match(text, tuple(label for label, _ in names))
    return None if found.best is None else Command.from_action(names[found.best][1])


def _could_choose(meant: object, typed: str) -> bool:
    """Words that ask for nothing by themselves, as a bare name does not: it goes to that job only when none is asked
    for, and answers the question otherwise.
    """
    bare = isinstance(meant, intent.SwitchTo) and fold(meant.project.strip()) == typed
    return bare or isinstance(meant, intent.Unclear)


def read(said: Said, known: Known) -> Understood:
    """What the words mean here; what answers no question asked last may answer another that is open."""
    heard = understand(said.text, hints(known, caption=said.files > 0))
    if isinstance(heard.intent, erasing.EraseNamed):
        heard = name_to_erase.as_name(said.text, heard, known, hints(known, caption=said.files > 0))
    if said.files:
        return heard
    if known.awaited in contracting.BEFORE_AN_AMOUNT:
        return contracting.amount_alone(said.text, heard, known, hints(known))
    if known.plan is not None and isinstance(heard.intent, intent.Unclear):
        return _as_plan(said.text, heard, known)
    return heard


def _as_plan(text: str, heard: Understood, known: Known) -> Understood:
    """While a plan is open, an amount is its price and parts are its parts, whatever was asked last."""
    settled = bool(known.plan and known.plan.get("terms")) and not any(char.isdigit() for char in text)
    for awaiting in ("total",) if settled else ("total", "terms"):
        again = understand(text, replace(hints(known), awaiting=awaiting))
        if isinstance(again.intent, intent.NewJob | intent.TermsSaid) and pricing.is_schedule(
            again.intent.terms, known
        ):
            return again
    return heard


def _greeting(meant: intent.Greeting, known: Known) -> tuple[Step, ...]:
    if known.plan is not None:
        return (command("plan.again"),)
    if not known.projects and known.awaited != "business_name":
        return (reply("hello.first_job", name=known.name, expects={"what": "new_job"}),)
    if not known.projects:
        return (reply("hello.business_name", expects={"what": "business_name"}),)
    return (reply("thanks" if meant.thanks else "hello.again", *likely(known), name=known.name),)


def _switch(meant: intent.SwitchTo, known: Known) -> tuple[Step, ...]:
    """Also the answer to "which job are these files for?"."""
    if not known.projects:
        return (reply("project.none_yet", expects={"what": "new_job"}),)
    found = match(meant.project, tuple(one.name for one in known.projects))
    waiting = (known.expects or {}).get("proofs") if known.awaited == "place" else None
    if found.best is not None:
        project = str(known.projects[found.best].id)
        place = command("photos.place", project=project, proofs=waiting)
        return (place if waiting else command("project.use", project=project),)
    if waiting:
        return (command("photos.ask"),)
    likely = [known.projects[index] for index in found.candidates]
    options = project_options(likely or list(known.projects), command("status"))
    return (reply("project.which", *options) if likely else reply("project.which_not", *options, name=meant.project),)


def _paid(meant: intent.PaidSaid, known: Known) -> tuple[Step, ...]:
    args = {"amount": planning.text(meant.amount), "method": meant.method, "note": meant.note, "about": meant.about}
    if known.awaited == "paid" and known.expects and not meant.about:
        args |= {"invoice": known.expects["invoice"], "proofs": known.expects.get("proofs")}
        if meant.method == "other":
            args |= {"method": known.expects["method"], "note": known.expects["note"]}
    return (command("paid.ask", **args),)


def _answer(meant: intent.AnswerClient, known: Known) -> tuple[Step, ...]:
    """Words for somebody named go to nobody else."""
    if meant.about:
        return (command("answer.send", about=meant.about, text=meant.text),)
    return (command("answer.send", **known.asked_about, text=meant.text),)


def _just(do: str) -> Callable[[Any, Known], tuple[Step, ...]]:
    return lambda _meant, _known: (command(do),)


def _about_shown(plan: str, draft: str, nothing: str) -> Callable[[Any, Known], tuple[Step, ...]]:
    """The word is about what was shown last: the plan of a job, or a draft."""

    def decide(_: Any, known: Known) -> tuple[Step, ...]:
        if known.plan is not None:
            return (command(plan),)
        return (command(draft if known.draft_open else nothing),)

    return decide


_HANDLERS: dict[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    intent.Greeting: _greeting,
    intent.Help: _just("help"),
    **planning.HANDLERS,
    intent.InvoiceAsked: invoicing.invoice,
    intent.DoneSaid: invoicing.invoice,
    intent.Send: _just("draft.send_last"),
    intent.Cancel: _about_shown("plan.drop", "draft.cancel_last", "menu.back"),
    intent.Change: _about_shown("plan.change", "draft.change_last", "draft.change_last"),
    intent.AddLine: pricing.add_line,
    intent.RemoveLine: pricing.remove_line,
    intent.Discount: pricing.discount,
    intent.NewPrice: pricing.new_price,
    intent.NewPart: pricing.new_part,
    intent.InvoiceAll: pricing.everything,
    intent.MoveProofs: invoicing.move,
    intent.PhotosAsked: showing.photos,
    **showing.PACKS,
    intent.JobAway: showing.away,
    intent.Undo: _just("undo"),
    intent.Status: showing.status,
    intent.WhoOwes: _just("owed"),
    intent.SwitchTo: _switch,
    intent.PaidSaid: _paid,
    intent.Resend: lambda meant, _: (command("invoice.resend", about=meant.about),),
    intent.VoidInvoice: pricing.void,
    intent.AnswerClient: _answer,
    intent.Pick: lambda meant, _: (command("menu.pick", number=meant.number),),
    intent.Yes: _just("menu.first"),
    intent.No: _just("menu.no"),
    intent.Back: _just("menu.back"),
    intent.BusinessName: lambda meant, _: (command("business.name", name=meant.name, person=meant.person),),
    intent.Language: lambda meant, _: (command("language.set", language=meant.language),),
    intent.TaxSaid: lambda meant, known: pricing.pay_terms(intent.PayTerms(percent=meant.percent), known),
    intent.DueSaid: lambda meant, known: pricing.pay_terms(intent.PayTerms(days=meant.days), known),
    intent.PayTerms: pricing.pay_terms,
    **reaching.HANDLERS,
    **limiting.HANDLERS,
    **contracting.HANDLERS,
    **sharing.HANDLERS,
    **proposing.HANDLERS,
    **templating.HANDLERS,
    **changes.HANDLERS,
    **papers.HANDLERS,
    **reminders.HANDLERS,
}
