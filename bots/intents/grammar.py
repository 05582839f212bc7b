"""Phrases as patterns: plain words, ``(a|b c)`` one of, ``[a|b]`` one of or nothing, ``{slot}`` what varies."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from bots.intents.phrases import PHRASES
from core.domain.account import Language

_UNITS = (  # the longest first
    r"metros cuadrados|metros lineales|pies cuadrados|pies lineales|square (?:feet|meters|yards)|linear feet"
    r"|cubic yards|unidades|sq (?:ft|m|yards)|lin ft|meters|metros|pieces|piezas|yards|units|feet|pies|sqft|pcs|sqm"
    r"|m2|m3|sf|lf|ft|ml|m"
)
# What a slot takes, in canonical words, each with its space. Others take one to eight words, as few as possible.
_SLOTS = {
    "percent": r"\d+(?:\.\d+)?% ",
    **dict.fromkeys(("step", "later"), r"\d{1,3}(?:\.\d+)?%? "),
    "price": r"\$?\d+(?:\.\d+)?%? ",
    "gateway": r"(?:pay ?pal|stripe|square|mollie|go ?cardless) ",
    "numbered": r"#?[a-z]{1,12}-?\d{1,7} ",
    "number": r"#?\d{1,7} ",
    "year": r"20\d\d ",
    "small": r"\$?\d{1,2}(?:\.\d+)? ",
    "days": r"\d{1,3} ",
    "weeks": r"\d{1,2} ",
    "who": r"(?:\S+ ){1,4}?",
    "things": r"(?:\S+ ){1,3}?",
    "person": r"(?:\S+ ){1,3}?",
    "anyone": r"(?:\S+ ){1,4}?",
    "text": r"(?:\S+ )+",
    **dict.fromkeys(("pieces", "out_of"), rf"\$?\d+(?:\.\d+)?(?:{_UNITS})? "),
    "ratio": r"\d{1,4}/\d{1,4} ",
    "fraction": r"(?:half ?way|medias|medio"
    r"|(?:(?:a|an|one|the|la|un|una|other|otra) )?(?:half|mitad|third|quarter|tercio|cuarto)"
    r"|(?:two|dos) (?:thirds|tercios)|(?:three|tres) (?:quarters|cuartos)|[1-9]/[2-9]) ",
}
# What may stand there but is not kept, so that it may stand in a line twice.
_UNKEPT = {"old": r"\$?\d+(?:\.\d+)? ", "unit": rf"(?:{_UNITS}) "}
_ANY = r"(?:\S+ ){1,8}?"
_PIECE = re.compile(r"\{(\w+)\}|([\[\]()|])|([^\s\[\]()|{}]+)")
_OPEN = {"(": "(?:", "[": "(?:", ")": ")", "]": ")?", "|": "|"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of a table, ready to be tried. ``pattern`` wants every word followed by one space."""

    code: str
    language: Language
    pattern: re.Pattern[str]


def compiled(line: str) -> re.Pattern[str]:
    """The pattern of one line of a table."""
    return re.compile("".join(_pieces(line)))


_GROUP = re.compile(r"([(\[])([^()\[\]]*)([)\]])")


def _longest_first(line: str) -> str:
    """Choices in an order in which "is called" is tried before "is"."""
    return _GROUP.sub(lambda one: one[1] + "|".join(sorted(one[2].split("|"), key=len, reverse=True)) + one[3], line)


def _pieces(line: str) -> Iterator[str]:
    for slot, mark, word in _PIECE.findall(_longest_first(line)):
        if slot in _UNKEPT:
            yield f"(?:{_UNKEPT[slot]})"
        elif slot:
            yield f"(?P<{slot}>{_SLOTS.get(slot, _ANY)})"
        elif mark:
            yield _OPEN[mark]
        else:
            yield re.escape(word) + " "


@cache
def phrases(code: str) -> tuple[Phrase, ...]:
    """Every line of ``code``, both languages."""
    return tuple(
        Phrase(code, language, compiled(line)) for language, table in PHRASES.items() for line in table.get(code, ())
    )


@cache
def vocabulary() -> Mapping[Language, frozenset[str]]:
    """The plain words of each language's table."""
    return {
        language: frozenset(
            word for lines in table.values() for line in lines for _, _, word in _PIECE.findall(line) if word
        )
        for language, table in PHRASES.items()
    }
