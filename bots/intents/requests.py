"""Requests that are said in set phrases, with or without a name in them."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from bots.intents.folding import fold, words_of
from bots.intents.intent import (
    Back,
    Cancel,
    Change,
    DoneSaid,
    DueSaid,
    Greeting,
    Help,
    InvoiceAll,
    InvoiceAsked,
    JobAway,
    Language,
    MoveProofs,
    No,
    Pick,
    Resend,
    Send,
    Status,
    SwitchTo,
    TaxSaid,
    Undo,
    WhoOwes,
    Yes,
)
from bots.intents.meant import Intent
from bots.intents.names import match
from bots.intents.said import Said
from bots.intents.turn import UNREAL, Turn, courteous, is_plausible

# Phrases that mean the same in every turn, tried in this order, whole.
_FIXED: dict[str, Intent] = {
    "cancel": Cancel(),
    "resend": Resend(),
    "undo": Undo(),
    "speak_en": Language("en"),
    "speak_es": Language("es"),
    "greeting": Greeting(),
    "thanks": Greeting(thanks=True),
    "help": Help(),
    "back": Back(),
    "send": Send(),
    "yes": Yes(),
    "no": No(),
    "change": Change(),
    "status": Status(),
    "who_owes": WhoOwes(),
    "invoice": InvoiceAsked(),
    "done": DoneSaid(),
    "no_tax": TaxSaid(Decimal(0)),
    "due_now": DueSaid(0),
}
_SAFE_AS_QUESTIONS = words_of("greeting thanks help status who_owes invoice speak_en speak_es back resend")
_SIGNS: tuple[tuple[str, Intent], ...] = (
    ("👍👌✅✔☑🆗💯🙆", Yes()),
    ("👎❌✖🚫", No()),
    ("👋🙂😀😊🤝", Greeting()),
    ("🙏", Greeting(thanks=True)),
)
_THUMBS = {sign: intent for signs, intent in _SIGNS for sign in signs}
_EMOJI_EXTRAS = dict.fromkeys([0xFE0F, 0xFE0E, 0x20E3, 0x200D, *range(0x1F3FB, 0x1F400)])
_PLACES = {
    **dict.fromkeys(words_of("first 1st primero primera one uno una"), 1),
    **dict.fromkeys(words_of("second 2nd segundo segunda two dos"), 2),
    **dict.fromkeys(words_of("third 3rd tercero tercera tercer three tres"), 3),
    **dict.fromkeys(words_of("fourth 4th cuarto cuarta four cuatro"), 4),
    **dict.fromkeys(words_of("fifth 5th quinto quinta five cinco"), 5),
}
_PICK_FILLERS = words_of("option number opcion numero no the el la choice pick # one it is es lets do go with")
_ARTICLES = words_of("the el la los las")
_TOGETHER = re.compile(
    r" (?:(?:all |todo |todos )?(?:together|at once|juntos|juntas|junto)|(?:on|in) (?:one|the same)(?: invoice| bill)?"
    r"|en una(?: sola)?(?: factura)?)$",
    re.IGNORECASE,
)
_SWITCH_VERBS = words_of("switch swich swap change cambia cambiar cambiame cambiate cambiemos")


def thumb(turn: Turn) -> Intent | None:
    """A reaction made of one kind of emoji; question marks alone ask for help."""
    if turn.raw and not turn.raw.strip("?¿! "):
        return Help()
    signs = {char for char in turn.raw.translate(_EMOJI_EXTRAS) if not char.isspace()}
    meant = {type(_THUMBS[sign]): _THUMBS[sign] for sign in signs if sign in _THUMBS}
    return next(iter(meant.values())) if len(meant) == 1 and signs <= _THUMBS.keys() else None


def pick(turn: Turn) -> Intent | None:
    """A choice by number or place: "2", "#2", "option 2", "the second one"; 0 goes back."""
    bare = turn.raw.translate(_EMOJI_EXTRAS).strip(" .)#(!")
    if bare.isascii() and bare.isdigit() and len(bare) <= 2:
        return Pick(int(bare)) if int(bare) else Back()
    words = [word.canon for word in turn.core.words]
    places = [_PLACES.get(word) or (int(word.strip("#")) if word.strip("#").isdecimal() else None) for word in words]
    found = [place for place in places if place]
    rest = {word for word, place in zip(words, places, strict=True) if not place}
    if 0 < len(words) <= 4 and found and found[0] <= 20 and rest <= _PICK_FILLERS and set(found[1:]) <= {1}:
        return Pick(found[0])
    return None


def fixed(turn: Turn) -> Intent | None:
    """A phrase without names that is the whole message, courtesies apart. A question asks, and never does."""
    for said in (turn.said, turn.core):
        for code, intent in _FIXED.items():
            plain = any(not heard.slots.keys() - {"anything", "anyone"} for heard in said.hearings(code))
            plain = plain or (code == "who_owes" and turn.said.is_question and said.hear("who_owes_asked") is not None)
            if plain and (code in _SAFE_AS_QUESTIONS or not turn.said.is_question):
                return intent
    return None


def named_request(turn: Turn) -> Intent | None:
    """A phrase with a name in it."""
    readers: tuple[Callable[[Turn, Said], Intent | None], ...] = (
        _resend,
        _move,
        _switch,
        _away,
        _done_and_bill,
        _send_to,
        _invoice,
        _status,
    )
    for said in (turn.core, turn.said):
        for reader in readers:
            if intent := reader(turn, said):
                return intent
    return None


def _told(said: Said, code: str, slot: str, fits: Callable[[str], bool]) -> str | None:
    """What stands in the slot of the first phrase where it fits."""
    return next((told for heard in said.hearings(code) if (told := heard.slots.get(slot)) and fits(told)), None)


def _away(turn: Turn, said: Said) -> Intent | None:
    """A job that is known, or this one when none is named."""
    if turn.said.is_question:
        return None
    if project := _told(said, "job_away", "project", turn.is_project):
        return JobAway(project)
    return JobAway() if any(not heard.slots for heard in said.hearings("job_away")) else None


def _resend(turn: Turn, said: Said) -> Intent | None:
    told = _told(said, "resend", "about", lambda about: turn.could_be(about, turn.hints.names))
    return Resend(told) if told else None


def _move(turn: Turn, said: Said) -> Intent | None:
    told = _told(said, "move", "milestone", turn.could_be_milestone)
    return MoveProofs(told) if told and not turn.said.is_question else None


def _switch(turn: Turn, said: Said) -> Intent | None:
    known = _told(said, "switch", "project", turn.is_project) or _told(said, "switch_known", "project", turn.is_project)
    ordered = said.words[0].canon in _SWITCH_VERBS if said.words else False
    told = known or (_told(said, "switch", "project", is_plausible) if ordered else None)
    return SwitchTo(told) if told else None


def _done_and_bill(turn: Turn, said: Said) -> Intent | None:
    """Done and bill it in one breath: a preview of that milestone, even when "send" was said."""
    if turn.said.is_question or not said.hear("done_invoice", "done_known_invoice"):
        return None
    told = _told(said, "done_invoice", "milestone", turn.could_be_milestone)
    told = told or _told(said, "done_known_invoice", "milestone", lambda one: _is_part(turn, one))
    return InvoiceAsked(told) if told or any(not heard.slots for heard in said.hearings("done_invoice")) else None


def _send_to(turn: Turn, said: Said) -> Intent | None:
    """Somebody is named, perhaps not the one whose draft is shown: a preview first."""
    clients = turn.hints.client_names + turn.hints.project_names
    told = _told(said, "send_to", "client", lambda name: bool(match(name, clients).candidates))
    return InvoiceAsked(told) if told and not turn.said.is_question else None


def everything(turn: Turn) -> Intent | None:
    """All that can be billed at once, or several parts by name."""
    if turn.said.is_question:
        return None
    for said in (turn.core, turn.said):
        if said.hear("invoice_all") and match(said.quoted, turn.hints.milestone_names).best is None:
            return InvoiceAll()
        for code in ("done", "invoice", "done_invoice"):
            parts = (_several(turn, heard.slots.get("milestone", "")) for heard in said.hearings(code))
            if named := next(filter(None, parts), ()):
                return InvoiceAll(named, done=code != "invoice")
    return None


def _several(turn: Turn, told: str) -> tuple[str, ...]:
    """The parts' names when it is two or more, each of which is known."""
    told = _TOGETHER.sub("", told)
    pieces = [one.strip() for one in re.split(r",|&|\+|\b(?:and|y|e)\b", told, flags=re.IGNORECASE) if one.strip()]
    names_known = {fold(name) for name in turn.hints.milestone_names}
    letters = len(pieces) > 1 and all(fold(piece) in names_known for piece in pieces) and fold(told) not in names_known
    whole = not letters and match(told, turn.hints.milestone_names).best is not None
    names = tuple(name for piece in pieces for name in _in_a_row(turn, piece))
    return names if len(names) > 1 and all(_is_part(turn, one) for one in names) and not whole else ()


def _in_a_row(turn: Turn, piece: str) -> list[str]:
    """Dictated without a comma, "demo cabinets": each word names a part, and all of them none."""
    words = [word for word in piece.split() if fold(word) not in _ARTICLES]
    apart = len(words) > 1 and not _is_part(turn, piece) and all(_is_part(turn, word) for word in words)
    return words if apart else [piece]


def _invoice(turn: Turn, said: Said) -> Intent | None:
    told = _told(said, "invoice", "milestone", turn.could_be_milestone)
    figures = [token.canon for token in said.words if token.amount is not None]
    return InvoiceAsked(told) if told and all(figure in told for figure in figures) else None


def _status(turn: Turn, said: Said) -> Intent | None:
    names = turn.hints.project_names + turn.hints.client_names
    told = _told(
        said, "status", "project", lambda one: bool(match(one, names).candidates) or (not names and is_plausible(one))
    )
    return Status(told) if told else None


def bare_project(turn: Turn) -> Intent | None:
    """A project's name alone; in a caption it only says where the photos belong."""
    told, hints = turn.core.quoted, turn.hints
    if hints.caption or len(turn.core.words) > 5 or turn.said.is_question:
        return None
    known = match(told, hints.project_names).best is not None and not match(told, hints.milestone_names).candidates
    return SwitchTo(told) if known and not set(fold(told).split()) & UNREAL else None


def done(turn: Turn) -> Intent | None:
    """One of the sentences says it is done; what else is said may not deny it, or be about money."""
    if turn.said.is_question:
        return None
    ticked = turn.raw.translate(_EMOJI_EXTRAS | dict.fromkeys(map(ord, "✅✔☑"))).strip()
    if ticked != turn.raw and match(ticked, turn.hints.milestone_names).best is not None:
        return DoneSaid(ticked)
    clauses = turn.said.split(",.;!\n") if len(turn.said.words) <= 60 else ()
    found = {index: intent for index, clause in enumerate(clauses) if (intent := _done_clause(turn, clause))}
    others = [clause for index, clause in enumerate(clauses) if index not in found]
    if len(found) != 1 or any(clause.amounts or _denies(clause) for clause in others):
        return None
    (intent,) = found.values()
    bills = any(clause.hear("invoice", "send") for clause in others)
    return InvoiceAsked(intent.milestone) if bills else intent


def _is_part(turn: Turn, told: str) -> bool:
    return match(told, turn.hints.milestone_names).best is not None


def _parts_elsewhere(turn: Turn, said: Said) -> Iterator[str]:
    """The part with its job, as in "demo done at Oak Ave"."""
    names = turn.hints.project_names + turn.hints.client_names
    for heard in said.hearings("done_at"):
        told, place = heard.slots["milestone"], heard.slots["project"]
        if match(told, turn.hints.milestone_names).candidates and match(place, names).candidates:
            yield f"{told} {place}"


def _denies(clause: Said) -> bool:
    return any(
        word.canon in words_of("not no but almost except pero casi falta todavia paid pago") for word in clause.words
    )


def _done_clause(turn: Turn, clause: Said) -> DoneSaid | None:
    for said in (clause, courteous(clause)):
        if any(not heard.slots for heard in said.hearings("done")):
            return DoneSaid()
        for part in _parts_elsewhere(turn, said):
            return DoneSaid(part)
        if told := _told(said, "done", "milestone", turn.could_be_milestone):
            return DoneSaid(told)
        if told := _told(said, "done_known", "milestone", lambda one: _is_part(turn, one)):
            return DoneSaid(told)
    return None
