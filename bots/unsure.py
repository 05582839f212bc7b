"""What is not understood: an answer to the question that is open, or one helpful line with the likely choices."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bots.commands import Command, Option, Step, command, option, reply
from bots.intents import named_milestone, named_project
from bots.intents.folding import fold, words_of
from bots.intents.names import match, sounds_like_a_job
from bots.intents.setting_up import sounds_like_a_business
from bots.intents.turn import is_plausible
from bots.known import Known
from core.usecases.views import ProjectSummary

LONGEST_NAME = 60
_PHOTOS_AWAY = re.compile(
    r"(?:please )?(?:delete|remove|erase|drop|borra|borrar|elimina|quita|quitar)"
    r"(?: (?:the|this|that|these|those|my|last|la|las|el|los|esta|estas|esa|esas|ultima|ultimas|mis))*"
    r" (?:photo|picture|pic|file|video|foto|archivo)s?(?: (?:please|por favor))?"
)
# Zero or less was paid: "paid -50 cash", "Dana paid 0".
_NOTHING_PAID = re.compile(
    r"(?:[a-z']+ ){0,3}(?:paid|pays|pago|pagaron|pague)(?: me| us)? "
    r"(?:[$]?0+(?:[.,]0+)?|[$]? ?-[$ ]*\d[\d.,]*)(?: (?![\d$]).*)?"
)
_NEW_PART = re.compile(
    r"(?:(?:add|create|make|agrega|agregar|crea|crear|pon) )?(?:an?|another|una?|otr[ao])?(?: ?new| ?nueva)? ?"
    r"(?:milestone|phase|part|stage|etapa|fase|parte)\b"
)
_NOT_THAT = re.compile(
    r"^(?:no|nope|not that(?: one)?|wrong(?: one)?|i meant|i mean|ese no|esa no|quise decir|mejor)\b[,.! ]*"
    r"(?:the |el |la |los |las )?"
)
_PIECE = re.compile(r"\b(?:half|part of|some of|\d{1,2} ?%|\d{1,2} percent|mitad|parte de|por ciento)")
_BILLED = re.compile(r"\b(?:bill|invoice|charge|done|finished|factur|cobr|list[oa]|terminad)")
MOST_NAMING = 4
_ADDING = words_of("add plus charge agrega agregar agregale anade suma sumale ponle cobrale")


def likely(known: Known) -> tuple[Option, ...]:
    """The two or three things that people want most."""
    choices = [option("button.status", command("status"))]
    if known.project:
        choices.insert(0, option("button.invoice", command("draft.show", project=str(known.project.id))))
    return (*choices, option("button.help", command("help")))


def unclear(text: str, known: Known) -> tuple[Step, ...]:
    """Never silence, never a guess that moves money; the question that was open stays open."""
    if _names_the_firm(text, known):
        return (command("business.while_planning", name=text.strip(" .!")),)
    waiting = _WAITING.get(known.awaited or "")
    answered = waiting(text, known) if waiting and text.strip() else ()
    if answered:
        return answered
    if known.plan is not None:
        return (command("plan.again", unclear=True),)
    if _NOTHING_PAID.fullmatch(fold(text.strip())):
        return (reply("refused.payment.not_positive"),)
    guessed = _about_the_job(text, known, known.project) if known.project else None
    return (guessed or reply("unclear", *_passing_on(text, known), *likely(known)),)


def _about_the_job(text: str, known: Known, project: ProjectSummary) -> Step | None:
    """What was probably wanted of it, and how that is said; nothing of it moves money."""
    if shown := _another_part(text, known, project):
        return shown
    if part := _piece_of_a_part(text, project):
        return reply("part.piece", part=part)
    if _PHOTOS_AWAY.fullmatch(fold(text.strip(" .!"))):
        return command("photos.remove")
    if _NEW_PART.match(fold(text.strip())):
        return reply("part.how")
    return reply("line.how") if text.strip().casefold().split(" ")[0] in _ADDING else None


def _another_part(text: str, known: Known, project: ProjectSummary) -> Command | None:
    """A part's name, while another one's invoice is shown: "no, cabinets"."""
    named = _NOT_THAT.sub("", fold(text.strip(" .!"))).strip()
    if not known.draft_open or not named or len(named.split()) > MOST_NAMING:
        return None
    still = [one for one in project.milestones if one.state in {"planned", "done"}]
    found = match(named, tuple(one.name for one in still)).best
    return command("draft.show", project=str(project.id), milestone=str(still[found].id)) if found is not None else None


def _piece_of_a_part(text: str, project: ProjectSummary) -> str:
    """The part of which only a piece is to be billed, or ""."""
    folded = fold(text)
    if not _PIECE.search(folded) or not _BILLED.search(folded):
        return ""
    named = [one.name for one in project.milestones if named_milestone(text, (one.name,)) is not None]
    return named[0] if len(named) == 1 else ""


def _names_the_firm(text: str, known: Known) -> bool:
    """While a job is set up, what is called like a firm may be the contractor's own, unless it is of the plan."""
    plain, plan = text.strip(" .!"), known.plan
    if plan is None or known.awaited in {"client", "business_name"} or not is_plausible(plain):
        return False
    of_plan = {fold(str(plan.get(what) or "")) for what in ("name", "client")}
    return sounds_like_a_business(plain) and fold(plain) not in of_plan


def _passing_on(text: str, known: Known) -> tuple[Option, ...]:
    """The words may have been for somebody else: the client who wrote last, or the firm that works for them."""
    if not text.strip():
        return ()
    choices = []
    if known.question or known.asked_offer:
        send = command("answer.send", **known.asked_last, text=text)
        choices.append(option("button.send_to", send, client=known.asker))
    if known.hired:
        ask = command("hired.ask", account=known.hired["account"], invoice=known.hired["invoice"], text=text)
        choices.append(option("button.send_to", ask, client=known.hired["name"]))
    return tuple(choices)


def _business(text: str, _known: Known) -> tuple[Step, ...]:
    """A name has letters and is not a question."""
    named = any(char.isalpha() for char in text) and not any(char in "?¿\n" for char in text)
    if not named or len(text.strip()) > LONGEST_NAME:
        return (reply("hello.business_name", expects={"what": "business_name"}),)
    return (command("business.name", name=text.strip()),)


def _late_business(text: str, _known: Known) -> tuple[Step, ...]:
    """Asked for when there is a job already, so that most words are about that: only what can be a name is one."""
    plain = text.strip(" .!")
    if is_plausible(plain) and not any(char in "?¿" for char in text):
        return (command("business.name", name=plain),)
    return ()


def _client(text: str, known: Known) -> tuple[Step, ...]:
    """What could not be read as a name is taken as one only when it is written like one."""
    plain = text.strip()
    words = plain.split()
    capitals = sum(word[0].isupper() for word in words)
    named = len(plain) <= LONGEST_NAME and not any(char.isdigit() or char in "?¿!" for char in plain)
    if named and sounds_like_a_job(plain) and known.plan is not None and not known.plan.get("name"):
        return (command("plan.add", plan={"name": plain}),)
    if not named or capitals * 2 <= len(words):
        return (command("plan.again", unclear=True),)
    return (command("plan.add", plan={"client": plain}),)


def _place(text: str, known: Known) -> tuple[Step, ...]:
    """Files wait for their job, which a part tells that only one job has."""
    expects: Mapping[str, Any] = known.expects or {}
    if _PHOTOS_AWAY.fullmatch(fold(text.strip(" .!"))):
        return (command("photos.remove"),)
    index = named_project(text, tuple(one.name for one in known.projects))
    if index is None:
        parts = [(one, named_milestone(text, tuple(part.name for part in one.milestones))) for one in known.projects]
        found = [(str(one.id), str(one.milestones[at].id)) for one, at in parts if at is not None]
        if len(found) == 1:
            project, part = found[0]
            proofs = expects.get("proofs", [])
            return (command("photos.place", project=project, milestone=part, proofs=proofs),)
        return (command("photos.ask"),)
    return (command("photos.place", project=str(known.projects[index].id), proofs=expects.get("proofs", [])),)


def _reply_to_client(text: str, known: Known) -> tuple[Step, ...]:
    return (command("answer.send", **known.asked_about, text=text),)


def _again(code: str, what: str) -> Callable[[str, Known], tuple[Step, ...]]:
    return lambda _text, _known: (reply(code, expects={"what": what}),)


def _change_question(text: str, known: Known) -> tuple[Step, ...]:
    """Who runs a firm may be another's client."""
    asked = {name: value for name, value in (known.expects or {}).items() if name != "what"}
    return (command("change.question", text=text, **asked),)


_WAITING: dict[str, Callable[[str, Known], tuple[Step, ...]]] = {
    "business_name": _business,
    "business_late": _late_business,
    "client": _client,
    "question_reply": _reply_to_client,
    "change_question": _change_question,
    "total": _again("plan.ask_total_again", "total"),
    "terms": _again("plan.ask_terms_again", "terms"),
    "new_job": _again("plan.example", "new_job"),
    "milestone": lambda _text, _known: (command("photos.ask"),),
    "place": _place,
    "paid": lambda _text, _known: (reply("paid.how_much_again"),),
    "refund_sum": lambda _text, _known: (reply("refund.how_much_again"),),
}
