"""Who bills, for whom, for how much: what is said while a business or a job is being set up."""

import re
from collections.abc import Sequence

from bots.intents.dictated import is_command
from bots.intents.folding import fold, words_of
from bots.intents.intent import BusinessName, ClientContact, JobName, MoveProofs, NewJob, TermsSaid
from bots.intents.language import is_common
from bots.intents.meant import Intent
from bots.intents.names import match, sounds_like_a_job
from bots.intents.newjob import new_job, without_due, without_people, without_tax
from bots.intents.payments import speaks_of_money_received
from bots.intents.people import emails_in, phones_in
from bots.intents.said import Token
from bots.intents.schedule import schedule
from bots.intents.trades import CONCEPTS, TRADE_WORDS
from bots.intents.turn import Turn, is_plausible

_BUSINESS = words_of(
    """remodeling remodel remodels construction constructions builders builder building builds llc inc co company corp
    contractors contractor contracting homes home roofing plumbing electric electrical painting drywall flooring tile
    kitchens baths renovations renovation restoration improvement improvements design designs services service sons
    brothers bros group works carpentry cabinets masonry concrete landscaping fencing decks hvac handyman exteriors
    interiors solutions enterprises construccion construcciones remodelaciones remodelacion constructora hermanos hijos
    servicios pintura plomeria electricidad techos pisos carpinteria jardineria acabados grupo y &"""
)
_CONTACT_FILLERS = words_of(
    """phone number numero telefono celular cell mobile email mail correo is es her his their the el la su de del my mi
    client clients cliente clientes contact contacto new nuevo nueva at call text them him its a and y to for para s tel
    address use owner homeowner dueno duena customer update change cambia you can reach"""
)
# "half of the cabinets are done, bill 4000" is no schedule.
_OF_WORK_DONE = words_of(
    "done finished complete completed bill invoice charge send lista listo terminado terminada factura cobra manda"
)
_THANKS = re.compile(
    r"(?:[,.;! ]+(?:thx|thanks|thank you|ty|please|pls|por favor|porfa|gracias|muchas gracias))+[.! ]*$", re.IGNORECASE
)
_WHEN = re.compile(
    r"(?:at|on|in|after|before|when|if|later|back|back later|tomorrow|today|tonight|now|asap|manana|luego|a las?)\b"
)
# "me llamo Luis, hago pisos": what somebody does is not what they are called.
_DOING = re.compile(
    r"(?:, *| (?=and |y ))(?:(?:and|y) )?"
    r"(?:hago|hacemos|trabajo|trabajamos|i do|we do|i work|we work|i build|we build)\b.*",
    re.IGNORECASE,
)
# "Rick from Rivera Remodeling", after the question for the business.
_WHO_FROM_WHERE = re.compile(
    r"(?P<person>[^\W\d_]+(?: [^\W\d_]+)?) (?:from|with|at|de) (?P<business>.+)", re.IGNORECASE
)
_JOB_LABEL = re.compile(r"(?:job|project|trabajo|obra|proyecto) ?: ?(?=\S)", re.IGNORECASE)
# "trabajo techo para Luis": what it is, and no part of what it is called.
_OF_ITSELF = re.compile(r"^(?:an? |un |una )?(?:job|project|trabajo|obra|proyecto) (?=[^\W\d_])", re.IGNORECASE)
# What may stand beside the amount when a price is said; what it is for follows a "for".
_PRICE_WORDS = words_of(
    """price total amount sum contract bid quote budget cost costs estimate number figure whole full entire all
    everything job project work thing it its is will be would was should comes come came to at for of about
    around roughly approximately approx like maybe say lets make the a an that thats this we i he she they
    im were are agreed on told said quoted charging charge charged paying pays pay them him her his their my our
    client customer flat lump firm fixed cash even just only ok okay so um well exactly in plus tax before after
    yes sure please thanks thank you change changed actually sorry now instead up usd dollars bucks
    precio monto suma contrato presupuesto costo cotizacion cantidad valor todo toda obra trabajo proyecto es son
    sera seria serian seran fue queda quedo quedamos quedaria en el la los las un una unos de del por para como unos
    aproximadamente mas o menos le les cobro cobre cobraria cobramos cobrare dije dijimos cuesta costara vale sale
    cliente su nuestro mi ponle pon digamos cerca casi redondo si bueno perdon ahora mejor gracias favor
    cambialo cambia a antes impuestos iva fijo efectivo"""
)
_FOR = words_of("for para por")
# A town and its state are where somebody is, not who.
_TOWN = re.compile(
    r"[^,\d]+,? (?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]"
    r"|T[NX]|UT|V[AT]|W[AIVY])(?: \d{5})?"
)
_QUESTION_STARTS = words_of(
    "who what which where why how when can could do does did is are quien que cual donde como cuando"
)


def business_name(turn: Turn) -> BusinessName | None:
    """As in "we are Rivera Remodeling"; a bare name only when it was asked for."""
    asked = turn.hints.awaiting == "business_name"
    for said in (turn.said, turn.core, *turn.said.split(",.;\n")):
        if heard := said.hear("business_name"):
            return _business(heard.slots["business"], heard.slots.get("person") or _introduced(turn))
    for said in (turn.said, turn.core):
        heard = said.hear("business_name_proud")
        if heard and (asked or sounds_like_a_business(heard.slots["business"])):
            return _business(heard.slots["business"])
    return None


def bare_business_name(turn: Turn) -> BusinessName | None:
    words = turn.said.words
    if turn.hints.awaiting != "business_name" or turn.said.is_question or not 0 < len(words) <= 8:
        return None
    figures = any(one.kind != "number" for one in turn.said.amounts) or any(phones_in(turn.raw, turn.hints.country))
    return None if figures or words[0].canon in _QUESTION_STARTS else _business(turn.raw)


def _business(told: str, person: str | None = None) -> BusinessName | None:
    """Without the courtesies around it, and with who speaks when that was said, too."""
    name = _THANKS.sub("", " ".join(told.split())).strip(" .,;:!\"'")
    name = _DOING.sub("", name)
    if _WHEN.match(name) and not _is_of_business(name):  # "call me at 5"
        return None
    both = _WHO_FROM_WHERE.fullmatch(name)
    if both and person is None and sounds_like_a_business(both["business"]) and not _is_of_business(both["person"]):
        name, person = both["business"], both["person"]
    return BusinessName(name, person) if 1 < len(name) <= 80 and re.search(r"[^\W\d_]", name) else None


def _introduced(turn: Turn) -> str | None:
    """Who speaks, in a part of its own: "me llamo Pedro, la empresa es ..."."""
    heard = (clause.hear("business_name_proud") for clause in turn.said.split(",.;\n"))
    told = next((one.slots["business"] for one in heard if one), "")
    return told if told and is_plausible(told) and len(told.split()) <= 3 else None


def _is_of_business(told: str) -> bool:
    return bool(set(fold(told).split()) & _BUSINESS)


def sounds_like_a_business(told: str) -> bool:
    """Several words in capitals, one of them such as firms are called by."""
    words = told.split()
    return len(words) > 1 and words[0][:1].isupper() and _is_of_business(told)


def told_job(turn: Turn) -> NewJob | None:
    """After "New job", when it was asked for, or when a whole job is told unasked."""
    for said in (turn.said, turn.core):
        if opened := said.hear_start("new_job"):
            rest = opened[1]
            return _job(turn, turn.raw[rest.words[0].start :]) if rest.words else NewJob()
    label = _JOB_LABEL.match(turn.raw)
    known = label is not None and match(turn.raw[label.end() :], turn.hints.project_names).best is not None
    return _job(turn, turn.raw[label.end() :]) if label and not known else None


def corrected_job(turn: Turn) -> Intent | None:
    """What a job is called, and for whom it is, when that was not right."""
    if turn.hints.awaiting == "business_name" or turn.said.is_question or any(phones_in(turn.raw, turn.hints.country)):
        return None
    if heard := turn.core.hear("job_name"):
        return JobName(heard.slots["job"])
    heard = turn.core.hear("job_client")
    return ClientContact(name=heard.slots["person"]) if heard and is_plausible(heard.slots["person"]) else None


def asked_job_and_client(turn: Turn) -> NewJob | None:
    """Both in one answer to who it is for: "Oak Ave bathroom for Sam Poe 206 555 0177"."""
    if turn.hints.awaiting != "client" or turn.said.is_question or len(turn.said.words) > 16:
        return None
    job = _job(turn, turn.raw)
    named = job.name and job.client_name and not _TOWN.fullmatch(job.client_name)
    return job if named and sounds_like_a_job(job.name or "") else None


def asked_job(turn: Turn) -> NewJob | None:
    if turn.hints.awaiting != "new_job" or turn.said.is_question or is_command(turn.core.words):
        return None
    job = _job(turn, _OF_ITSELF.sub("", turn.raw))
    short = len(turn.said.words) <= 8 and any(_could_name(word) for word in re.findall(r"[^\W\d_]+", fold(turn.raw)))
    return job if job.name and (short or job.client_name or job.total or job.terms) else None


def _could_name(word: str) -> bool:
    """A job's name has a word of the trade, or one that is not everybody's."""
    return word in TRADE_WORDS or not is_common(word)


def whole_job(turn: Turn) -> NewJob | None:
    if turn.said.is_question or len(turn.said.amounts) < 2:
        return None
    job = _job(turn, turn.raw)
    return job if job.name and job.client_name and job.total and len(job.terms) > 1 else None


def _job(turn: Turn, raw: str) -> NewJob:
    return new_job(raw, turn.language, turn.hints.currency, turn.hints.country)


def asked_total(turn: Turn) -> NewJob | None:
    """The one amount in the answer to "how much?", among words of prices; with the tax, when that was said too."""
    if turn.hints.awaiting != "total" or turn.said.is_question or len(turn.said.words) > 12:
        return None
    text, tax = without_tax(turn.raw)
    if any(phones_in(turn.raw, turn.hints.country)):
        return None
    said = turn.apart(text)
    amounts = [one for one in said.amounts if one.kind != "percent" and one.value > 0]
    if len(amounts) != 1 or not _about_a_price(said.words, turn):
        return None
    return NewJob(total=amounts[0].value, currency=amounts[0].currency, tax_percent=tax)


def _about_a_price(words: Sequence[Token], turn: Turn) -> bool:
    """A house number, a line to add, a date: an amount among other words is something else."""
    names = turn.spare | TRADE_WORDS
    bought = False
    for word in words:
        bought = bought or word.canon in _FOR
        if word.amount is None and word.canon not in _PRICE_WORDS and not (bought and word.canon in names):
            return False
    return True


def asked_terms(turn: Turn) -> Intent | None:
    """A schedule; as a NewJob when tax or the time to pay came along."""
    if turn.hints.awaiting != "terms":
        return None
    text, tax = without_tax(turn.raw)
    text, due = without_due(text)
    terms = schedule(text, turn.language, turn.hints.currency)
    if terms and tax is None and due is None:
        return TermsSaid(terms)
    return NewJob(terms=terms, tax_percent=tax, due_days=due) if terms else None


def told_terms(turn: Turn) -> TermsSaid | None:
    """Unasked, a schedule is one only with several parts and a share or a rest among them."""
    if turn.said.is_question or len(turn.said.words) > 200 or speaks_of_money_received(turn.said):
        return None
    if any(word.canon in _OF_WORK_DONE for word in turn.said.words):
        return None
    terms = schedule(turn.raw, turn.language, turn.hints.currency)
    clear = len(terms) > 1 and any(term.how != "fixed" or term.deposit for term in terms)
    return TermsSaid(terms) if clear else None


def asked_milestone(turn: Turn) -> MoveProofs | None:
    told = turn.core.quoted
    known = turn.hints.awaiting == "milestone" and len(turn.core.words) <= 6 and not turn.said.is_question
    return MoveProofs(told) if known and match(told, turn.hints.milestone_names).candidates else None


def contact(turn: Turn) -> ClientContact | None:
    """A phone number or an e-mail address, and the name beside it; only a name when the client was asked for."""
    if len(turn.said.words) > 16:
        return None
    asked = turn.hints.awaiting == "client" and not is_command(turn.core.words)
    text, phone, email = without_people(turn.raw, turn.hints.country)
    if not (asked or phone or email) or turn.said.is_question or any(emails_in(text)):
        return None
    name = _contact_name(turn, text)
    if name is None or not (name or phone or email):
        return None
    return None if _TOWN.fullmatch(name) else ClientContact(phone, email, name or None)


def _contact_name(turn: Turn, text: str) -> str | None:
    """Empty when there is none, None when the words are no name."""
    said = turn.apart(text)
    words = [word for word in said.words if word.canon not in _CONTACT_FILLERS]
    if any(word.amount is not None for word in words) or len(words) > 4 or speaks_of_money_received(said):
        return None
    if not words:
        return ""
    told = re.sub(r"'s$", "", said.raw[words[0].start : words[-1].end])
    trade = all(word.canon in CONCEPTS for word in words)
    return told if is_plausible(told.replace(".", " ")) and not trade and "," not in told else None
