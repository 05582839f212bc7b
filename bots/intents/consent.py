"""Whether somebody wants no more messages, wants them again, or asks who writes.

The words that revoke consent by themselves, and "any other reasonable means" beside them: 47 CFR 64.1200(a)(10). The
words that carriers take: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from bots.intents.folding import even, fold, words_of
from core.ports.messaging import Consent

MOST_WORDS = 16
LONGEST = 400
_ALL = re.compile(r"[^\W_]+")

_WORDS: Mapping[Consent, frozenset[str]] = {
    "stop": frozenset(
        {
            *("stop", "stopall", "stop all", "unsubscribe", "unsubscribe me", "unsubscribe all", "revoke", "quit"),
            *("optout", "opt out", "opt me out", "opt us out", "optedout", "opt out all", "arret", "stopp", "revocar"),
            *("stop it", "cease", "cease and desist", "discontinue", "stpo", "sotp", "unsubcribe", "unsuscribe"),
            *("unsubscrib", "i said stop", "i said unsubscribe", "reply stop", "text stop", "send stop"),
            *("alto", "parar", "pare", "paren", "parenle", "para ya", "detener", "detente", "basta", "baja", "de baja"),
            *("dar de baja", "darme de baja", "dame de baja", "deme de baja", "denme de baja", "desuscribir"),
            *("desuscribirme", "cancelar suscripcion", "cancelar la suscripcion", "no mas", "ya no mas"),
        }
    ),
    "start": frozenset(
        {
            *("start", "unstop", "resume", "subscribe", "opt in", "optin", "opt me in", "start again", "resubscribe"),
            *("text me again", "message me again", "you can text me again", "comenzar", "empezar", "iniciar"),
            *("reanudar", "alta", "dar de alta", "darme de alta", "suscribir", "continuar"),
        }
    ),
    "help": frozenset({"help", "info", "helpme", "ayuda", "informacion"}),
}
# They end what one is at as well: they count where a carrier takes them anyway, and from who is at nothing.
_UNCLEAR: Mapping[Consent, frozenset[str]] = {
    "stop": frozenset({"cancel", "end", "cancelar", "cancela", "terminar", "termina", "fin", "salir"}),
    # Who never stopped has only agreed to something.
    "start": frozenset({"yes", "si"}),
    "help": frozenset(),
}
_POLITE = words_of(
    "please pls plz thanks thank you now ok okay hey hi hello sorry just the a an immediately already sir maam asap"
    " u ur por favor porfavor gracias ya hola oye"
)

# "Send" and "get" need somebody or some messages with them: "don't send" is about an invoice. Calls are another matter.
_MESSAGES = (
    r"(?:(?:reminder )?texts?|text messages|(?:reminder )?messages?|messaging|sms|emails?|mails?|notifications"
    r"|reminders|spam|mensajes?|mensajes de texto|textos|correos|recordatorios)"
)
_THINGS = rf"(?:{_MESSAGES}|invoices|bills|stuff|things|anything|facturas|nada|cosas)"
_SUCH = r"(?:(?:any|all|these|this|those|your|more|of|estos|esos|sus|los|las|mas|ningun|todos) )*"
_ANY = rf"{_SUCH}{_MESSAGES}"
_AFTER = (
    r"(?: (?:me|us|anymore|any more|again|ever|here|to me|to us|(?:to|at|on) (?:this|my) (?:number|phone)|from(?: you)?"
    r"|nunca mas|mas|aqui|a (?:este|mi) numero))*"
)
# Manners, and with them every "you", are gone by now.
_BEFORE = r"(?:(?:can|could|would|will) |how (?:do|can) i |i (?:said|told to|asked to) |and |then |y |que )*"
_NOT = r"(?:(?:do not|dont)(?: ever)?|never|must not|quit|stop)"
_WRITE = (
    r"(?:text|message|contact|write|e ?mail|bother|harass"
    r"|texting|messaging|contacting|writing|emailing|bothering|spamming|harassing)"
)
_SEND = r"(?:send|sending)"
_GET = r"(?:get|getting|receive|receiving)"
_WHOM = r"(?: (?:me|us|my (?:number|phone)|this (?:number|phone)|to me|to us))"
_ESCRIBIR = (
    r"(?:escriban?|escribas|escribir(?:me|nos)?|contacten?|contactes|molesten?|molestes|molestar(?:me)?|textee[ns]?"
    r"|textear(?:me)?)"
)
_MANDAR = r"(?:manden?|mandes|envien?|envies|mandar(?:me|nos)?|enviar(?:me|nos)?)"
_BORRAR = r"(?:quita|quite|quiten|saca|saque|saquen|borra|borre|borren|elimina|elimine|eliminen)"
_TAKE = r"(?:take|get|remove|delete)"
_LIST = rf"(?:the )?(?:lists?|system|database|{_MESSAGES})"
_WISH = r"(?:(?:i|we) (?:want|wish|would like|need|wanna)|(?:id|wed) like)(?: to)?"
_NO_WISH = r"(?:i|we) (?:do not|dont|no longer) (?:want|wish|consent)"
_OUT = rf"(?: (?:of|from) (?:this|it|{_ANY}))?"
_SENTENCES = tuple(
    re.compile(_BEFORE + pattern)
    for pattern in (
        rf"(?!(?:do not|dont|never) bother$){_NOT} {_WRITE}{_WHOM}?{_AFTER}",
        rf"{_NOT} {_SEND}{_WHOM}(?: {_SUCH}{_THINGS})?{_AFTER}",
        rf"{_NOT} {_SEND} {_ANY}{_AFTER}",
        rf"(?:stop|quit) {_SEND} (?:these|those)",
        rf"{_NOT} remind(?:ing)? (?:me|us){_AFTER}",
        rf"(?:stop|quit|end|cancel|cease|discontinue|enough|turn off)(?: with| of)? (?:it|{_ANY}){_AFTER}",
        rf"turn {_ANY} off",
        rf"(?:no more|cease(?: all)?) (?:{_MESSAGES}|contact){_AFTER}",
        r"cancel (?:my|the|this) subscription",
        rf"(?:let me |i )?(?:unsubscribe|opt out|opting out|am opting out|im opting out){_OUT}",
        rf"{_NOT} {_SEND}{_WHOM} {_SUCH}{_THINGS} about .+",
        rf"unsubscribe (?:me|us|this number|my number)(?: from (?:your|this|that|these|those|all|any))*(?: {_LIST})?",
        rf"{_NO_WISH} (?:to )?(?:{_GET} )?{_ANY}{_AFTER}",
        rf"{_NO_WISH} to be (?:contacted|texted|messaged|emailed|bothered|reminded){_AFTER}",
        rf"{_TAKE}{_WHOM} (?:off|from)(?: (?:your|this|that|all|any))*(?: {_LIST})?",
        rf"{_TAKE}{_WHOM} out of(?: (?:your|this|that|all|any))* {_LIST}",
        r"(?:remove|delete) (?:my|this) (?:number|phone)",
        rf"{_WISH} (?:opt out|unsubscribe){_OUT}{_AFTER}",
        rf"{_WISH} (?:be removed|revoke(?: my)?(?: consent)?|(?:stop|quit) {_GET} {_ANY}){_AFTER}",
        r"(?:i )?(?:revoke|withdraw) (?:my )?consent(?: to .+)?",
        r"leave (?:me|us) alone",
        r"(?:lose|forget) (?:my|this) number",
        rf"no (?:me|nos) {_ESCRIBIR}{_AFTER}",
        rf"no (?:me|nos) {_MANDAR}(?: {_SUCH}{_THINGS})?{_AFTER}",
        rf"no (?:quiero|queremos|deseo|deseamos)(?: (?:{_MANDAR}|recibir))? {_ANY}{_AFTER}",
        rf"no mas {_MESSAGES}{_AFTER}",
        rf"(?:alto|basta)(?: de| con)? {_ANY}",
        rf"cancel(?:ar|a|e|en) {_ANY}",
        rf"(?:ya )?no autorizo {_ANY}",
        r"(?:retiro|revoco) (?:mi|el) consentimiento",
        r"(?:deja|deje|dejen)(?:me|nos) en paz",
        rf"(?:deja|deje|dejen|para|pare|paren) de (?:{_ESCRIBIR}|{_MANDAR})(?: {_ANY})?{_AFTER}",
        rf"{_BORRAR}(?:me|nos)?(?: (?:mi|este) numero)?(?: de (?:la|su|tu|esta) lista)",
        rf"{_BORRAR} (?:mi|este) numero",
        rf"(?:me |nos )?(?:quiero|queremos|deseo) (?:dar(?:me|nos)? de baja|baja|cancelar (?:la )?suscripcion){_AFTER}",
    )
)
# Of the people who say this, none speaks of a line on an invoice.
_BARE = re.compile(r"(?:take|get|remove|delete) (?:me|us)|(?:stop|quit|end|cancel) it")
# Who complains of hearing nothing asks for more of it, not for less.
_COMPLAINS = re.compile(
    r"(?:(?:why|how come|hey|hi|hello|so|and|but|sorry) )*(?:you|u) (?:never|dont|do not) (?!.*\b(?:ever|again)\b).*"
)
_REASONS = re.compile(
    r"(?:.* )?wrong (?:number|person|guy)(?: .*)?|(?:i )?(?:never|did not|didnt) (?:ask|sign|request).*"
    r"|(?:i am |im )?not interested|(?:i )?(?:do not|dont) know (?:who|what|any|these|this).*"
    r"|who (?:is|are) (?:this|these).*"
    r"|(?:es )?(?:un )?numero (?:equivocado|incorrecto)|persona equivocada|nunca (?:lo )?(?:pedi|autorice).*"
    r"|no (?:te|lo|la|los|les) conozco|no me interesa"
)
_CLAUSES = re.compile(r"[.!?,;:\n]+| (?:and|but|or|y|pero) ", re.IGNORECASE)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_SIGNED = re.compile(r"^\s*(?:sent from my|enviado desde mi) .*$", re.IGNORECASE | re.MULTILINE)


def consent_said(text: str, *, carrier: bool, stopped: bool, busy: bool = False) -> Consent | None:
    """What these words say about being written to; None for all else. A word alone is the whole of them.

    ``carrier``: a word that ends other things as well counts, too. ``stopped``: they had asked for no messages.
    ``busy``: they are at something else with us, so that only the words alone count.
    """
    plain = even(unicodedata.normalize("NFKC", _SIGNED.sub("", text)))
    said = " ".join(_words(plain))
    for consent, known in _WORDS.items():
        if said in known:
            return consent
    if carrier and said in _UNCLEAR["stop"]:
        return "stop"
    if stopped and said in _UNCLEAR["start"]:
        return "start"
    if busy or len(plain) > LONGEST:
        return None
    clauses = _CLAUSES.split(plain)
    return "stop" if any(map(_is_a_request, clauses)) or (carrier and _with_a_reason(clauses)) else None


def _with_a_reason(clauses: Sequence[str]) -> bool:
    """The word, and why: it is not about the work, but about who was written to."""
    first, *rest = (" ".join(_words(one)) for one in clauses)
    return first in _WORDS["stop"] and any(_REASONS.fullmatch(one) for one in rest)


def _is_a_request(clause: str) -> bool:
    words = _words(clause)
    said = " ".join(words)
    if len(words) > MOST_WORDS or _BARE.fullmatch(said) or _COMPLAINS.fullmatch(" ".join(_all(clause))):
        return False
    return any(one.fullmatch(said) for one in _SENTENCES)


def _all(text: str) -> list[str]:
    found: list[str] = _ALL.findall(_DRAWN_OUT.sub(r"\1", fold(text).replace("'", "")))
    return found


def _words(text: str) -> list[str]:
    """Without marks, case, accents and manners; said several times is said once, and spelled out is a word. Drawn out
    ("stooop") is as it is written else.
    """
    found = _all(text)
    if len(found) > 1 and all(len(one) == 1 for one in found):
        found = ["".join(found)]
    kept = [one for one in found if one not in _POLITE] or found
    lengths = (size for size in range(1, len(kept)) if kept == kept[:size] * (len(kept) // size))
    return kept[: next(lengths, len(kept))]
