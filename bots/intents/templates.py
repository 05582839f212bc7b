"""Templates of proposals: "save this as template kitchen", "nueva propuesta para Dana con la plantilla cocina"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bots.intents.folding import even, fold
from bots.intents.newjob import without_people
from bots.intents.turn import Hints

Wish = Literal["keep", "list", "starters", "show", "change", "start", "rename", "remove"]

_KIND = "proposal|quote|bid|estimate|propuesta|presupuesto|cotizacion"
_T = "template|plantilla"
_THIS = r"(?: (?:this|that|it|the|my|our|last|esta|ese|esa|este|la|el|mi|ultima|ultimo))*"
_OF = r"(?: (?:for|of|to|de|para) (?P<about>.+?))?"
_HER = r"(?: (?P<whose>[^ ]+(?: [^ ]+)?)'s)?"
_CALLED = rf"(?:{_T})(?:(?: called| named| llamada)?[ :]+(?P<name>.+))?"
_MAKE = "make|write|start|create|begin|haz|hacer|crea|empieza|empezar"
_NEW = rf"(?:(?:{_MAKE}) )?(?:(?:a|an|another|new|una?|nueva?|otra|otro) )*(?:{_KIND})"
_WHO = r"(?: (?:for|to|para|a) (?P<who>.+?))?"
_MY = r"(?: (?:the|my|our|a|la|mi|una))?"
_SHOW = "show me|show|see|open|ver|muestrame|muestra|ensename|abre"
_DROP = "delete|remove|erase|drop|borra|borrar|elimina|eliminar|quita|quitar"
_CHANGE = "change|edit|update|modify|adjust|cambia|cambiar|edita|editar|modifica|modificar|actualiza|actualizar"
_IS = "what is|what's|whats|what has|que hay|que tiene|que trae|que lleva"
_HAVE = "do you have|have you got|is there|got|any|tienes|hay|existe"
# A name begins with none of these.
_NAME = (
    rf"(?P<name>(?!(?:{_DROP}|{_SHOW}|{_CHANGE}|{_HAVE}|rename|save|keep|guarda|use|usa|new|nueva|un|una|a|my)\b).+?)"
)
_LIST = "show|list|see|me|my|our|the|proposal|all|ver|lista|mis|las|muestrame"
_SAVE = rf"(?:save|keep|store){_HER}{_THIS}(?: (?:{_KIND}))?{_OF} (?:as|into)(?: an?| the| my)?(?: new)?"
_GUARDA = "guarda|guardar|guardalo|guardala|conserva"
_FROM = "from|using|based on|desde|usando|a partir de"
# The first that fits counts. "sure": the word template was said, so that nothing else can be meant.
_WISHES: tuple[tuple[Wish, str], ...] = (
    ("keep", rf"{_SAVE} {_CALLED}"),
    ("keep", rf"{_SAVE} (?P<name>.+?) template"),
    (
        "keep",
        rf"(?:{_GUARDA}){_THIS}(?: (?:{_KIND}))?{_OF} como(?: una| mi)? {_CALLED}",
    ),
    ("starters", rf"(?:(?:{_LIST}) )*(?:ready[ -]?made|starter|sample) templates|plantillas (?:listas|de ejemplo)"),
    ("list", rf"(?:(?:{_LIST}) )*(?:templates|plantillas)(?: de propuestas?)?"),
    ("list", r"(?:what|which) templates (?:do i have|are there)|que plantillas (?:tengo|hay)"),
    ("starters", rf"(?:(?:{_HAVE}) )?(?:{_T})s (?:by trade|por oficio)"),
    ("start", r"(?:la |mi )?(?P<sure>plantilla) (?:de |para )?(?P<name>[^,\d]+?) para (?P<who>.+)"),
    (
        "show",
        (
            rf"(?:{_HAVE}|{_LIST}|{_SHOW})?(?: ?(?:an?|any|una?|la))* ?(?:{_T})s? (?:for|para|de)(?: an?| una?)?"
            r" (?P<name>[^,\d]+)"
        ),
    ),
    ("show", rf"(?:(?:{_HAVE}) )(?:an? |any |una? )*(?P<name>.+) templates?"),
    ("show", rf"(?:{_IS})(?: in| inside| on| en)?{_MY} (?:{_T}) (?P<name>.+)"),
    ("show", rf"(?:{_IS})(?: in| inside| on| en)?{_MY} (?P<name>.+) template"),
    ("change", rf"(?:{_CHANGE}){_MY} (?:{_T}) (?P<name>.+)"),
    ("change", rf"(?:{_CHANGE}){_MY} (?P<name>.+) template"),
    (
        "start",
        (
            rf"(?:{_MAKE}|begin|use|usa|usar)(?: one| it| una)?(?: (?:{_FROM}|with|con|de))?(?: one of)?{_MY}"
            rf" (?P<sure>{_T})s?"
        ),
    ),
    ("rename", rf"rename{_MY} template (?P<name>.+?) (?:to|as|into) (?P<new>.+)"),
    ("rename", rf"rename{_MY} (?P<name>.+?) template (?:to|as|into) (?P<new>.+)"),
    ("rename", rf"(?:renombra|renombrar|cambia el nombre de){_MY} plantilla (?P<name>.+?) (?:a|como|por) (?P<new>.+)"),
    ("remove", rf"(?:{_DROP}){_MY} (?:{_T}) (?P<name>.+)"),
    ("remove", rf"(?:{_DROP}){_MY} (?P<name>.+) template"),
    ("show", rf"(?:{_SHOW}){_MY} (?:{_T}) (?P<name>.+)"),
    ("show", rf"(?:{_SHOW}){_MY} (?P<name>.+) template"),
    ("start", rf"{_NEW}{_WHO} (?:{_FROM}|with|con|de){_MY} (?P<sure>{_T})(?: (?P<name>.+))?"),
    ("start", rf"{_NEW}{_WHO} (?:{_FROM}|with){_MY} (?P<name>.+) (?P<sure>template)"),
    ("start", rf"{_NEW}{_WHO} (?:{_FROM}){_MY} (?P<name>.+)"),
    ("start", rf"(?:use|usa|usar){_MY} (?P<sure>{_T}) (?P<name>.+?){_WHO}"),
    ("start", rf"{_NAME} (?P<sure>template) (?:for|para) (?P<who>.+)"),
)
_ASKS = frozenset({"list", "starters", "show"})  # by a question, too
_PROPOSAL = re.compile(rf"{_NEW} (?:for|to|para) .+")
_PATTERNS = tuple((wish, re.compile(pattern)) for wish, pattern in _WISHES)


@dataclass(frozen=True, slots=True)
class TemplateAsked:
    """``name``: of the template, as said; ``new``: what it is to be called. ``about``: whose proposal is to be kept.

    ``client``, ``job``, ``phone``, ``email``: whom a new proposal is for. ``sure``: the word template was said; else
    ``rest`` is whom it is for when there is no such template: "proposal for Ann from Oakland".
    """

    what: Wish
    name: str | None = None
    new: str | None = None
    about: str | None = None
    client: str | None = None
    job: str | None = None
    phone: str | None = None
    email: str | None = None
    sure: bool = True
    rest: str = ""


def template_said(text: str, hints: Hints) -> TemplateAsked | None:
    """One line that asks for something of templates; any text while a name, a client or a price is waited for."""
    if asked := _in_words(text, hints):
        return asked
    if hints.awaiting not in ANSWERS or _PROPOSAL.fullmatch(fold(even(text)).strip()):
        return None
    return ANSWERS[hints.awaiting](text.strip(), hints)


def _in_words(text: str, hints: Hints) -> TemplateAsked | None:
    """Also while an answer is waited for: nobody calls a template "delete the kitchen template"."""
    told = even(text).strip(" .!¿¡")
    said = told.rstrip("? ")
    if not said or "\n" in said or "?" in said:
        return None
    folded = fold(said)
    for wish, pattern in _PATTERNS:
        if (said == told or wish in _ASKS) and (found := pattern.fullmatch(folded)):
            return _asked(wish, said, found, hints)
    return None


def _asked(wish: Wish, said: str, found: re.Match[str], hints: Hints) -> TemplateAsked:
    who = for_whom(_quoted(said, found, "who") or "", hints)
    sure = wish != "start" or bool(found.groupdict().get("sure"))
    told = not sure and found.groupdict().get("who")
    return TemplateAsked(
        wish,
        name=_quoted(said, found, "name"),
        new=_quoted(said, found, "new"),
        about=_quoted(said, found, "about") or _quoted(said, found, "whose"),
        client=who.client,
        job=who.job,
        phone=who.phone,
        email=who.email,
        sure=sure,
        rest=said[found.start("who") : found.end("name")] if told else "",
    )


def _quoted(said: str, found: re.Match[str], group: str) -> str | None:
    """As it was typed: folding keeps the length of what it folds."""
    if group not in found.re.groupindex or not found[group]:
        return None
    start, end = found.span(group)
    return said[start:end].strip(" :.,\"'") or None


def for_whom(said: str, hints: Hints) -> TemplateAsked:
    """The client, then the job, by commas; a number or an e-mail anywhere."""
    text, phone, email = without_people(said, hints.country)
    client, _, job = text.strip(" ,;.").partition(",")
    return TemplateAsked("start", client=client.strip() or None, job=job.strip(" ,;") or None, phone=phone, email=email)


ANSWERS: dict[str | None, Callable[[str, Hints], TemplateAsked]] = {
    "proposal_template_name": lambda text, _hints: TemplateAsked("keep", name=even(text).strip(" .\"'")),
    "proposal_template_rename": lambda text, _hints: TemplateAsked("rename", new=even(text).strip(" .\"'")),
    "proposal_template_client": for_whom,
}
