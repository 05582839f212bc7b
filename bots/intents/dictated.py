"""What dictation puts around the figures of a job, and parts that are called by a letter."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from bots.intents.amounts import amounts_in
from bots.intents.folding import fold, words_of
from bots.intents.said import Said, Token
from core.domain.account import Language

# "... for Carol King its 9500 she wants to pay a third up front": neither is a part's name.
_BEFORE_A_SUM = re.compile(r"(?:^|(?<=[\s,]))(?:and |y |for |por )?(?:its|it's|it is|thats|that's|son|seran|es) $")
_PAYS = re.compile(
    r"(?:(?:and|y) )?(?:(?:she|he|they|the client|we|ella|el|la clienta|el cliente) )?"
    r"(?:(?:wants? to|wanna|will|is going to|are going to|quiere|va a|van a|me|nos) )*"
    r"(?:pays?|paga|pagan|pagar|pagaran?)(?: me| us| it)?(?= (?:an?|one|half|\d|un|una|la mitad|mitad)\b)"
)
# What asks for something begins so, and no job is called so.
_ORDERS = words_of(
    """invoice send take charge void refund remove undo release discount change move credit remind resend factura cobra
    manda envia quita anula devuelve libera descuenta cambia acredita recuerda reenvia"""
)
_TELL_THEM = words_of("preguntale dile mandale cobrale enviale avisale llamale facturale mandaselo enviaselo escribele")


# "la casa de la señora Carmen Ruiz": whose it is; and how somebody is called who was dictated.
_HONORED = re.compile(
    r"(?:.* )?(?:de|para|for) (?:la |el )?(?:senora|senor|sra\.?|sr\.?|dona|don) (?P<name>[^\W\d_]+(?: [^\W\d_]+){0,2})"
)
_TITLE = re.compile(r"(?:(?:the|la|el) )?(?:missus|mister|misses|mrs|mr|senora|senor) (?=[^\W\d_])")
_PA = re.compile(r"(?<!\w)pa (?=[^\W\d_]{2})", re.IGNORECASE)


def honored(name: str) -> str | None:
    """Who a job is called after, where a title says that it is somebody."""
    found = _HONORED.fullmatch(fold(name))
    return name[slice(*found.span("name"))] if found else None


def untitled(name: str | None) -> str | None:
    """Without what dictation makes of Mrs."""
    found = _TITLE.match(fold(name or ""))
    return name[found.end() :] if found and name else name


def undictated(text: str, language: Language, currency: str) -> str:
    """A comma for each of those, at the same length."""
    text = _PA.sub("para ", text) if language == "es" else text
    for one in reversed(list(amounts_in(text, language, currency))):
        if found := _BEFORE_A_SUM.search(fold(text[: one.start])):
            text = text[: found.start()] + ", ".ljust(one.start - found.start()) + text[one.start :]
    for found in reversed(list(_PAYS.finditer(fold(text)))):
        text = text[: found.start()] + ", ".ljust(found.end() - found.start()) + text[found.end() :]
    return text


def is_command(words: Sequence[Token]) -> bool:
    """Whether it asks for something: "take 5 percent off c", "pregúntale"."""
    return bool(words) and (words[0].canon in _ORDERS or (len(words) == 1 and words[0].canon in _TELL_THEM))


def lettered(segment: Said, is_amount: Callable[[Sequence[Token], int], bool]) -> Said:
    """A part may be called by a letter that is a small word elsewhere: "a 800, b 500", "a 800 b 500"."""
    words = segment.words
    if not words or len(words) % 2 or len({word.canon for word in words[::2]}) != len(words) // 2:
        return segment
    letters = all(word.amount is None and len(word.canon) == 1 for word in words[::2])
    if not letters or not all(is_amount(words, at) for at in range(1, len(words), 2)):
        return segment
    named = (replace(name, canon=f"part {name.canon}") for name in words[::2])
    return Said(segment.raw, [token for pair in zip(named, words[1::2], strict=True) for token in pair])


def several_letters(words: Sequence[Token]) -> bool:
    """Whether parts that are called by letters follow the sum in front: "12500 a 3000 b 9500"."""
    rest = words[1:]
    pairs = list(pairwise(rest))[::2]
    return (
        len(rest) > 2
        and len(rest) % 2 == 0
        and all(name.amount is None and len(name.canon) == 1 and value.amount is not None for name, value in pairs)
    )
