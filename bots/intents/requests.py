"""Requests that are said in set phrases, with or without a name in them."""

from collections.abc import Callable
from decimal import Decimal

from bots.intents.amounts import percent
from bots.intents.folding import fold, words_of
from bots.intents.intent import (
    Back,
    Cancel,
    Change,
    DoneSaid,
    DueSaid,
    Greeting,
    Help,
    Intent,
    InvoiceAsked,
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
from bots.intents.names import match
from bots.intents.said import Heard, Said
from bots.intents.turn import UNREAL, Turn, is_plausible

_MOST_TAX = 50
_MOST_DAYS = 365

# Phrases that mean the same in every turn, tried in this order, whole.
_FIXED: dict[str, Intent] = {
    "cancel": Cancel(),
    "resend": Resend(),
    "undo": Undo(),
    "speak_en": Language("en"),
    "speak_es": Language("es"),
    "greeting": Greeting(),
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
_SAFE_AS_QUESTIONS = {"greeting", "help", "status", "who_owes", "invoice", "speak_en", "speak_es", "back", "resend"}
_SIGNS: tuple[tuple[str, Intent], ...] = (("👍👌✅✔☑🆗💯🙆", Yes()), ("👎❌✖🚫", No()), ("👋🙏🙂😀😊🤝", Greeting()))
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
_SWITCH_VERBS = words_of("switch swich swap change cambia cambiar cambiame cambiate cambiemos")


def thumb(turn: Turn) -> Intent | None:
    """A reaction made of one kind of emoji, or a keycap."""
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
            heard = said.hear(code)
            plain = heard is not None and not heard.slots.keys() - {"anything", "anyone"}
            if plain and (code in _SAFE_AS_QUESTIONS or not turn.said.is_question):
                return intent
    return None


def terms_of_pay(turn: Turn) -> Intent | None:
    """Tax and the time to pay."""
    for said in (turn.core, turn.said):
        if heard := said.hear("tax"):
            return _tax(heard)
        if heard := said.hear("due"):
            return _due(int(heard.slots["days"]))
        if heard := said.hear("due_weeks"):
            return _due(int(heard.slots["weeks"]) * 7)
    return None


def _tax(heard: Heard) -> Intent | None:
    told = heard.slots.get("percent") or heard.slots["small"] + "%"
    rate = percent(told)
    fits = rate is not None and rate <= _MOST_TAX and rate == rate.quantize(Decimal("1.0000"))
    return TaxSaid(rate) if fits and rate is not None else None


def _due(days: int) -> Intent | None:
    return DueSaid(days) if days <= _MOST_DAYS else None


def named_request(turn: Turn) -> Intent | None:
    """A phrase with a name in it."""
    readers: tuple[Callable[[Turn, Said], Intent | None], ...] = (
        _resend,
        _move,
        _switch,
        _done_and_bill,
        _invoice,
        _status,
    )
    for said in (turn.said, turn.core):
        for reader in readers:
            if intent := reader(turn, said):
                return intent
    return None


def _resend(turn: Turn, said: Said) -> Intent | None:
    heard = said.hear("resend")
    about = heard.slots.get("about") if heard else None
    return Resend(about) if about and turn.could_be(about, turn.hints.names) else None


def _move(turn: Turn, said: Said) -> Intent | None:
    heard = said.hear("move")
    told = heard.slots.get("milestone", "") if heard else ""
    return MoveProofs(told) if not turn.said.is_question and turn.could_be(told, turn.hints.milestone_names) else None


def _switch(turn: Turn, said: Said) -> Intent | None:
    heard = said.hear("switch", "switch_known")
    told = heard.slots["project"] if heard else ""
    if not told or (said.amounts and not match(told, turn.hints.project_names).candidates):
        return None
    plain_order = said.words[0].canon in _SWITCH_VERBS and is_plausible(told)
    return SwitchTo(told) if plain_order or match(told, turn.hints.project_names).candidates else None


def _done_and_bill(turn: Turn, said: Said) -> Intent | None:
    """Done and bill it in one breath: a preview of that milestone, even when "send" was said."""
    heard = None if turn.said.is_question else said.hear("done_invoice")
    if not heard:
        return None
    told = heard.slots.get("milestone")
    return InvoiceAsked(told) if told is None or turn.could_be(told, turn.hints.milestone_names) else None


def _invoice(turn: Turn, said: Said) -> Intent | None:
    heard = said.hear("invoice")
    told = heard.slots.get("milestone", "") if heard else ""
    return InvoiceAsked(told) if turn.could_be(told, turn.hints.milestone_names) else None


def _status(turn: Turn, said: Said) -> Intent | None:
    heard = said.hear("status")
    told = heard.slots.get("project", "") if heard else ""
    names = turn.hints.project_names + turn.hints.client_names
    known = bool(match(told, names).candidates)
    return Status(told) if known or (not names and is_plausible(told)) else None


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
    clauses = turn.said.split(",.;!\n") if len(turn.said.words) <= 60 else ()
    found = {index: intent for index, clause in enumerate(clauses) if (intent := _done_clause(turn, clause))}
    others = [clause for index, clause in enumerate(clauses) if index not in found]
    if len(found) != 1 or any(clause.amounts or _denies(clause) for clause in others):
        return None
    (intent,) = found.values()
    bills = any(clause.hear("invoice", "send") for clause in others)
    return InvoiceAsked(intent.milestone) if bills else intent


def _denies(clause: Said) -> bool:
    return any(
        word.canon in words_of("not no but almost except pero casi falta todavia paid pago") for word in clause.words
    )


def _done_clause(turn: Turn, clause: Said) -> DoneSaid | None:
    for said in (clause, _core_of(clause)):
        heard = said.hear("done")
        if heard:
            told = heard.slots.get("milestone")
            return DoneSaid(told) if told is None or turn.could_be(told, turn.hints.milestone_names) else None
    return None


def _core_of(clause: Said) -> Said:
    opened = clause.hear_start("before")
    return opened[1] if opened and opened[1].words else clause
