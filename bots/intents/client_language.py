"""The language of a client, said by who works for them: "Dana speaks Spanish", "Dana habla inglés"."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold, words_of
from bots.intents.names import match
from bots.intents.turn import Turn
from core.domain.account import Language

_LANGUAGE = r"(?P<language>english|spanish|ingles|espanol|castellano)"
_WHO = r"(?P<who>[^,;:?]{1,40}?)"
_SPEAKS = (
    r"(?:speaks?|talks?|reads?|prefers?|wants?|understands?|uses?)"
    r"(?: only| just| it| everything| them| messages| bills| invoices)*"
)
_TODO = r"(?:solo|todo|las facturas|los mensajes)"
_HABLA = rf"(?:hablan?|leen?|prefieren?|quieren?|entienden?)(?: {_TODO})*"
_PATTERNS = tuple(
    re.compile(one)
    for one in (
        rf"(?:btw |fyi |and |but )?{_WHO} (?:only |just |mostly )?{_SPEAKS}(?: in)? {_LANGUAGE}(?: only)?",
        rf"(?:write|talk|speak|text|message|bill|invoice)(?: to)? {_WHO} in {_LANGUAGE}",
        rf"(?:send|write|do) {_WHO}(?:'?s)? (?:messages|invoices|bills|stuff|everything|it) in {_LANGUAGE}",
        rf"(?:set |change |switch )?{_WHO}(?:'?s)? language (?:is|to|should be) {_LANGUAGE}",
        rf"{_WHO} (?:solo |nomas |nada mas )?{_HABLA}(?: el| en)? {_LANGUAGE}",
        rf"(?:escribele|hablale|mandale|facturale|escribe|habla)(?: {_TODO})? a {_WHO} en {_LANGUAGE}",
        rf"(?:el )?idioma (?:de|del) {_WHO} (?:es|sera)(?: el)? {_LANGUAGE}",
        rf"(?P<her>escribele|hablale|facturale|mandale todo) en {_LANGUAGE}",
    )
)
_THE_CLIENT = words_of(
    "the my client customer owner homeowner she he they her him them el la cliente clienta dueno duena ella"
)
_LANGUAGES: dict[str, Language] = {"english": "en", "ingles": "en"}


@dataclass(frozen=True, slots=True)
class ClientLanguage:
    """``about``: a client or a job, as said; None: whose job is spoken of."""

    language: Language
    about: str | None = None


def client_language(turn: Turn) -> ClientLanguage | None:
    """Of somebody who is known, or of the client of this job."""
    if turn.said.is_question or turn.hints.caption:
        return None
    raw = " ".join(turn.raw.split()).strip(" .!")
    said = fold(raw)
    for found in filter(None, (pattern.fullmatch(said) for pattern in _PATTERNS)):
        language = _LANGUAGES.get(found["language"], "es")
        who = found.groupdict().get("who")
        if who is None or set(who.split()) <= _THE_CLIENT:
            return ClientLanguage(language)
        if match(who, turn.hints.client_names + turn.hints.project_names).candidates:
            return ClientLanguage(language, raw[slice(*found.span("who"))])
    return None
