"""Several contractors on a job: "add contractor Lopez Plumbing", "la plomería la hace Lopez", "who does what"."""

import re
from collections.abc import Iterator
from itertools import chain

from bots.intents.folding import fold, words_of
from bots.intents.intent import BusinessFacts
from bots.intents.letterhead import facts_in
from bots.intents.names import match
from bots.intents.newjob import without_people
from bots.intents.partners import ContractorAdded, ContractorsAsked, DepositTo, DoneBy, FactsOfContractor, Sharing
from bots.intents.setting_up import sounds_like_a_business
from bots.intents.turn import Turn, is_plausible

_KIND = r"(?:(?:sub)?contractor|sub|(?:sub)?contratista)"
_ADDED = re.compile(
    r"(?:(?:add|new|create|agrega|agregar|anade|anadir|suma|nuevo|nueva|crea)(?: al?)? )"
    rf"(?:(?:a|an|the|another|un|una|el|la|otro|otra) )?(?:(?:new|nuevo|nueva) )?{_KIND}(?: called| named| llamad[oa])?"
    r"(?: ?:)? +(?P<name>[^?]{1,80})"
)
_BARE = re.compile(rf"(?:add|new|agrega|agregar|nuevo|nueva) (?:(?:a|an|another|un|otro) )?(?:new )?{_KIND}")
_ASKED = re.compile(
    r"(?:show |list |see |ver |muestra |lista )?(?:me )?(?:(?:all|my|our|the|mis|los|nuestros) )?"
    r"(?:(?:sub)?contractors|subs|(?:sub)?contratistas)"
    r"|who(?: is| s|'s)? (?:does|do|doing) what|quien (?:hace|esta haciendo) que"
)
_THE = r"(?:(?:the|our|la|el|los|las|nuestra|nuestro) )?"
_DONE_BY = tuple(
    map(
        re.compile,
        (
            (
                rf"{_THE}(?P<parts>.+?) (?:is|are|will be|gets|get|is being|are being)"
                r" (?:done|made|handled|built|performed|installed) by (?P<who>[^?]+)"
            ),
            rf"(?:assign|give|hand|move) {_THE}(?P<parts>.+?) to (?P<who>[^?]+)",
            (
                r"(?P<who>[^?]+?) (?:does|do|will do|is doing|are doing|handles|handle|takes care of|is on)"
                rf" {_THE}(?P<parts>[^?]+)"
            ),
            (
                rf"{_THE}(?P<parts>.+?),? (?:la|lo|las|los) (?:hace|hacen|hara|haran|va a hacer|van a hacer|lleva)"
                r" (?P<who>[^?]+)"
            ),
            rf"(?:asigna|asignar|pasa|dale) {_THE}(?P<parts>.+?) a (?P<who>[^?]+)",
            (
                r"(?P<who>[^?]+?) (?:hace|hacen|hara|va a hacer|se encarga de|se encargara de|lleva)"
                rf" {_THE}(?P<parts>[^?]+)"
            ),
        ),
    )
)
# "Lopez Plumbing: 12 Pipe St", "Lopez's phone is 512 555 0134", "la dirección de Lopez es ...".
_FACT = (
    r"(?:(?:(?:mailing|postal|street|business|e-?mail) )?address|e-?mail|phone(?: number)?|direccion|correo|telefono)"
)
_SET = r"(?:(?:set|change|update|add|put|cambia|pon|agrega) )?(?:(?:the|la|el) )?"
_FACTS_OF = tuple(
    map(
        re.compile,
        (
            rf"{_SET}{_FACT} (?:of|for|de|del|para) (?P<who>[^:=?]{{2,60}}?)(?: is| es| to| a|:| =)+:? +(?P<facts>.+)",
            rf"{_SET}(?P<who>[^:=?]{{2,60}}?)(?:'s|s')? (?P<facts>{_FACT}\b.+)",
            r"(?P<who>[^:=?]{2,60}?) ?: +(?P<facts>.+)",
        ),
    )
)
_AND = re.compile(r"\s*(?:,|&|\+|\band\b|\by\b)\s*(?:(?:the|la|el|los|las)\s+)?", re.IGNORECASE)
# The firm that the job is with, in its own words.
_OURSELVES = frozenset({"i", "we", "me", "us", "myself", "ourselves", "yo", "nosotros", "mi", "nosotras"})
_DEPOSIT = r"(?:the |el |la )?(?:deposit|down payment|advance|anticipo|adelanto|deposito|sena)"
_WHOM = r"(?P<who>[^?]{1,80})"
# "surely": whoever stands there gets it, known or not; of the others a known one, or what is called as a firm is.
_DEPOSIT_TO = tuple(
    (surely, re.compile(one))
    for surely, one in (
        (True, rf"{_DEPOSIT} (?:goes to|belongs to|should go to|will go to|is paid to) {_WHOM}"),
        (False, rf"{_DEPOSIT} (?:is for|to) {_WHOM}"),
        (False, rf"(?:give|send|pay|assign) {_DEPOSIT} to {_WHOM}"),
        (True, rf"{_WHOM} (?:gets?|receives?) {_DEPOSIT}"),
        (False, rf"{_WHOM} (?:takes?|asks? for|collects?|bills?) {_DEPOSIT}"),
        (True, rf"{_DEPOSIT} (?:va a|va para|le toca a|se paga a) {_WHOM}"),
        (False, rf"{_DEPOSIT} (?:es para|es de) {_WHOM}"),
        (True, rf"{_WHOM} (?:recibe|se queda con) {_DEPOSIT}"),
        (False, rf"{_WHOM} (?:recibimos|cobra(?:mos)?|pid(?:e|imos)) {_DEPOSIT}"),
    )
)
MOST_PARTS = 8
MOST_NAME = 2
# Who stands there is nobody, or a time.
_NO_ONE = words_of(
    """nobody noone who everyone everybody it that this they he she client friday monday tuesday wednesday thursday
    saturday sunday tomorrow today morning nadie quien ella ellos lunes martes miercoles jueves viernes sabado domingo
    manana hoy"""
)


def sharing(turn: Turn) -> Sharing | None:
    """Whole messages only; who does a part must be known, or be called as a firm is: "done by Friday" is no one."""
    if turn.hints.caption:
        return None
    if turn.hints.awaiting == "contractor_facts" and (facts := facts_in(turn.raw, turn.hints.country)):
        return FactsOfContractor(facts)
    if turn.hints.awaiting == "contractor_name" and 0 < len(turn.said.words) <= 6 and not turn.said.is_question:
        return _named(turn)
    return _facts_of(turn) or next((found for text in _texts(turn) if (found := _read(turn, text))), None)


def _facts_of(turn: Turn) -> FactsOfContractor | None:
    """Of a contractor who is known here, by name."""
    raw = turn.raw.strip(" .!\n")
    for found in filter(None, (one.fullmatch(fold(raw)) for one in _FACTS_OF)):
        who = raw[slice(*found.span("who"))].strip(" .'\"")
        facts = facts_in(raw[slice(*found.span("facts"))], turn.hints.country)
        if facts and match(who, turn.hints.contractor_names).best is not None:
            return FactsOfContractor(facts, who)
    return None


def _named(turn: Turn) -> ContractorAdded | None:
    """A name alone, after the question for it."""
    name = turn.raw.strip(" .!")
    return _called(turn, name) if any(char.isalpha() for char in name) and "\n" not in name else None


def _called(turn: Turn, told: str) -> ContractorAdded:
    """A phone number and an e-mail address are no part of the name; they are for the letterhead."""
    bare, phone, email = without_people(told, turn.hints.country)
    name = re.sub(r"(?:\s*,)+\s*", ", ", bare).strip(" ,.'\"")
    if not name or not (phone or email):
        return ContractorAdded(told.strip(" .'\""))
    return ContractorAdded(name, BusinessFacts(phone=phone, email=email))


def _texts(turn: Turn) -> Iterator[str]:
    for said in (turn.said, turn.core):
        yield said.quoted.strip(" .!?¿¡")


def _read(turn: Turn, text: str) -> Sharing | None:
    folded = fold(text)
    if _ASKED.fullmatch(folded):
        return ContractorsAsked()
    if _BARE.fullmatch(folded):
        return ContractorAdded()
    if turn.said.is_question:
        return None
    if found := _ADDED.fullmatch(folded):
        return _called(turn, text[slice(*found.span("name"))])
    if turn.hints.awaiting in {"terms", "total", "new_job"}:
        return None
    told: Iterator[Sharing | None] = (
        _deposit_to(turn, text, one.fullmatch(folded), surely=surely) for surely, one in _DEPOSIT_TO
    )
    done: Iterator[Sharing | None] = (_done_by(turn, text, one.fullmatch(folded)) for one in _DONE_BY)
    return next((one for one in chain(told, done) if one), None)


def _deposit_to(turn: Turn, text: str, found: re.Match[str] | None, *, surely: bool) -> DepositTo | None:
    if found is None:
        return None
    who = text[slice(*found.span("who"))].strip(" .'\"")
    if fold(who) in _OURSELVES:
        return DepositTo(None)
    known = match(who, turn.hints.contractor_names).candidates or sounds_like_a_business(who)
    named = surely and is_plausible(who) and not match(who, turn.hints.names).candidates
    return DepositTo(who) if known or named else None


def _done_by(turn: Turn, text: str, found: re.Match[str] | None) -> DoneBy | None:
    if found is None:
        return None
    who = text[slice(*found.span("who"))].strip(" .'\"")
    told = text[slice(*found.span("parts"))].strip()
    parts = _parts(turn, told)
    if not parts:
        return None
    if fold(who) in _OURSELVES:
        return DoneBy(parts, None)
    known = match(who, turn.hints.contractor_names).candidates
    return DoneBy(parts, who) if known or sounds_like_a_business(who) or _may_be_one(turn, who, parts) else None


def _may_be_one(turn: Turn, who: str, parts: tuple[str, ...]) -> bool:
    """Somebody new, who is asked about before anything is so: a short name, and parts that are surely of this job."""
    words = fold(who).split()
    sure = all(match(one, turn.hints.milestone_names).best is not None for one in parts)
    trade = sounds_like_a_business(who.title())
    named = trade or (len(words) <= MOST_NAME and is_plausible(who))
    return sure and named and not set(words) & _NO_ONE and not match(who, turn.hints.names).candidates


def _parts(turn: Turn, told: str) -> tuple[str, ...]:
    """One that is called so, or several; none where any of them could be nothing on a job."""
    if match(told, turn.hints.milestone_names).best is not None:
        return (told,)
    several = tuple(one for one in _AND.split(told) if one)[:MOST_PARTS]
    if len(several) > 1 and all(_is_part(turn, one) for one in several):
        return several
    return (told,) if _is_part(turn, told) else ()


def _is_part(turn: Turn, told: str) -> bool:
    return bool(match(told, turn.hints.milestone_names).candidates)
