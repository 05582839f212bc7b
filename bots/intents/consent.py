"""Whether somebody wants no more messages, wants them again, or asks who writes.

The words that revoke consent by themselves, and "any other reasonable means" beside them: 47 CFR 64.1200(a)(10). The
words that carriers take: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out.
"""

import re
import unicodedata
from collections.abc import Mapping

from bots.intents.folding import even, fold, words_of
from core.ports.messaging import Consent

MOST_WORDS = 16
_ALL = re.compile(r"[^\W_]+")

_WORDS: Mapping[Consent, frozenset[str]] = {
    "stop": frozenset(
        {
            *("stop", "stopall", "stop all", "unsubscribe", "unsubscribe me", "unsubscribe all", "revoke", "quit"),
            *("optout", "opt out", "opt me out", "opt us out", "optedout", "opt out all", "arret", "stopp"),
            *("alto", "parar", "pare", "paren", "para ya", "detener", "detente", "basta", "baja", "de baja"),
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
    "stop": frozenset({"cancel", "end", "cancelar", "cancela", "terminar", "fin"}),
    # Who never stopped has only agreed to something.
    "start": frozenset({"yes", "si"}),
    "help": frozenset(),
}
_POLITE = words_of(
    "please pls plz thanks thank you now ok okay hey hi hello sorry just the a immediately already sir maam asap"
    " por favor porfavor gracias ya hola oye"
)

_MESSAGES = (
    r"(?:text|texts|text messages|messages|message|sms|emails|mails|mail|notifications|reminders|invoices|bills|stuff"
    r"|spam|things|anything|mensajes|mensaje|textos|correos|recordatorios|facturas|nada|cosas)"
)
_ANY = (
    rf"(?:(?:any|all|these|this|the|those|your|more|any more|of|estos|esos|sus|los|las|mas|ningun|todos) )*{_MESSAGES}"
)
_AFTER = (
    r"(?: (?:me|us|anymore|any more|again|ever|ever again|here|to me|to us|to this number|at this number|on this number"
    r"|to this phone|on my phone|from you|nunca mas|mas|aqui|a este numero|a mi numero|please|now|thanks|por favor))*"
)
_NOT = r"(?:do not|dont|never|i do not want you to|i dont want you to|you must not|no longer|quit|stop)"
_WRITE = (
    r"(?:text|message|contact|write|e ?mail|call|bother"
    r"|texting|messaging|contacting|writing|emailing|calling|bothering|spamming)"
)
_SEND = r"(?:send|sending|get|getting|receive|receiving)"
_ESCRIBIR = (
    r"(?:escriban?|escribas|escribir(?:me|nos)?|contacten?|contactes|molesten?|molestes|llamen?|llames|molestar(?:me)?)"
)
_MANDAR = r"(?:manden?|mandes|envien?|envies|mandar(?:me|nos)?|enviar(?:me|nos)?|recibir)"
_WISH = r"(?:i|we) (?:want|wish|would like|need|d like|wanna)(?: to)?"
_ME = r"(?:me|us|my number|this number|my phone)"
_LIST = r"(?:list|lists|system|database|texts|messages)"
_BORRAR = r"(?:quita|quite|quiten|saca|saque|saquen|borra|borre|borren|elimina|elimine|eliminen)"
_SENTENCES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_NOT} {_WRITE}{_AFTER}",
        rf"{_NOT} {_SEND}(?: (?:me|us))?(?: {_ANY})?{_AFTER}",
        rf"no more {_MESSAGES}{_AFTER}",
        rf"(?:i|we) (?:do not|dont|no longer) want {_ANY}{_AFTER}",
        rf"(?:i|we) (?:do not|dont|no longer) want to {_SEND} {_ANY}{_AFTER}",
        rf"(?:take|get|remove|delete) {_ME}(?: (?:off|from|out of))?(?: (?:the|your|this|that|all|any))*(?: {_LIST})?",
        rf"{_WISH} (?:opt out|unsubscribe|stop|be removed|revoke(?: my)?(?: consent)?){_AFTER}",
        rf"{_WISH} (?:stop|quit) {_SEND} {_ANY}{_AFTER}",
        r"(?:i )?revoke (?:my )?consent",
        r"leave (?:me|us) alone",
        r"lose my number",
        rf"(?:ya )?no (?:me|nos) {_ESCRIBIR}{_AFTER}",
        rf"(?:ya )?no (?:me|nos) {_MANDAR}(?: {_ANY})?{_AFTER}",
        rf"(?:ya )?no (?:quiero|queremos|deseo|deseamos)(?: {_MANDAR})? {_ANY}{_AFTER}",
        rf"no mas {_MESSAGES}{_AFTER}",
        rf"(?:deja|deje|dejen|para|pare|paren) de (?:{_ESCRIBIR}|{_MANDAR})(?: {_ANY})?{_AFTER}",
        rf"{_BORRAR}(?:me|nos)?(?: (?:mi numero|este numero))?(?: de (?:la|su|tu|esta) lista)?",
        rf"(?:quiero|queremos|deseo) (?:dar(?:me|nos) de baja|la baja|cancelar la suscripcion){_AFTER}",
    )
)
_BARE = re.compile(r"(?:quit|saqu|borr|elimin)\w*|(?:take|get|remove|delete) (?:me|us)")


def consent_said(text: str, *, carrier: bool, stopped: bool) -> Consent | None:
    """What these words, the whole of them, say about being written to; None for all else.

    ``carrier``: a word that ends other things as well counts, too. ``stopped``: they had asked for no messages.
    """
    words = _words(text)
    if not words or len(words) > MOST_WORDS:
        return None
    said = " ".join(words)
    for consent, known in _WORDS.items():
        if said in known:
            return consent
    if carrier and said in _UNCLEAR["stop"]:
        return "stop"
    if stopped and said in _UNCLEAR["start"]:
        return "start"
    return "stop" if _is_a_request(said) else None


def _is_a_request(said: str) -> bool:
    return not _BARE.fullmatch(said) and any(one.fullmatch(said) for one in _SENTENCES)


def _words(text: str) -> list[str]:
    """Without marks, case, accents and manners; said several times is said once, and spelled out is a word."""
    found: list[str] = _ALL.findall(fold(even(unicodedata.normalize("NFKC", text))).replace("'", ""))
    if len(found) > 1 and all(len(one) == 1 for one in found):
        found = ["".join(found)]
    kept = [one for one in found if one not in _POLITE] or found
    lengths = (size for size in range(1, len(kept)) if kept == kept[:size] * (len(kept) // size))
    return kept[: next(lengths, len(kept))]
