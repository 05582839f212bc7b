"""Which of several change orders a client's yes or no names: "yes to CO-3", "no to the 280 one", "sí a la CO-1"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bots.intents.amounts import amount
from bots.intents.folding import fold
from bots.intents.names import match
from bots.intents.verdicts import verdict_of
from core.domain.account import Language

_THE = r"(?:(?:the|that|la|el|esa|ese) )?"
_CALLED = r"(?:co|change(?: ?orders?)?|orden(?: de cambio)?|cambio)"
_NUMBER = rf"{_THE}{_CALLED}[ #.-]*(?:number |numero |no\.? ?)?(?P<n>\d{{1,4}})"
_AMOUNT = (
    rf"{_THE}(?:(?:one|change) )?(?:(?:for|at|of|de|por) )?(?P<price>[-$€£]{{0,2}}\d[\d.,]*)"
    r"(?: (?:dollars|dolares))?(?: (?:one|change))?"
)
_TO = r"(?:,? (?:to|for|on|with|about|a|para|con|de|al|por))?[ ,:]*"
_THANKS = r"(?:[ ,.!]+(?:please|thanks|thank you|por favor|gracias))?"
_BEHIND = tuple(re.compile(rf"(?P<word>.+?){_TO} ?\b{one}{_THANKS}") for one in (_NUMBER, _AMOUNT))
_BEFORE = tuple(re.compile(rf"{one}[ ,:]+(?:is |esta )?(?P<word>.+)") for one in (_NUMBER, _AMOUNT))
_NAMED = re.compile(rf"(?P<word>.+?),? (?:to|for|on|with|a|para|con|al) {_THE}(?P<what>.+?){_THANKS}")
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """A change order as its client knows it. ``amount`` in major units, as it stands, with its sign."""

    number: int
    amount: Decimal
    description: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """``verdict``: "approve" or "decline". ``meant``: places in what was asked; the words fit these and no others."""

    verdict: str
    meant: tuple[int, ...]


def answer_to(text: str, asked: Sequence[Asked], language: Language) -> Answer | None:
    """None where it is no whole yes or no, or names nothing that was asked. Open ones come before decided ones."""
    said = fold(text).strip(" .!¡")
    if not said or len(said) > LONGEST or "?" in text:
        return None
    for word, meant in _readings(said, asked, language):
        if (verdict := verdict_of(word)) in {"approve", "decline"} and meant:
            still_open = tuple(one for one in meant if asked[one].is_open)
            return Answer(verdict, still_open or meant)
    return None


def _readings(said: str, asked: Sequence[Asked], language: Language) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The words without the name, and which it may be."""
    for found in filter(None, (one.fullmatch(said) for one in (*_BEHIND, *_BEFORE))):
        groups = found.groupdict()
        if number := groups.get("n"):
            yield found["word"], tuple(place for place, one in enumerate(asked) if one.number == int(number))
        else:
            yield found["word"], _worth(groups["price"], asked, language)
    if thing := _NAMED.fullmatch(said):
        open_ones = [place for place, one in enumerate(asked) if one.is_open]
        likely = match(thing["what"], [asked[place].description for place in open_ones])
        several = likely.candidates if len(likely.candidates) > 1 else ()  # what only may be meant is asked about
        meant = several if likely.best is None else (likely.best,)
        yield thing["word"], tuple(open_ones[one] for one in meant)


def _worth(price: str, asked: Sequence[Asked], language: Language) -> tuple[int, ...]:
    """Open ones alone: what was decided is known by its number."""
    found = amount(price.lstrip("-"), language, "USD")
    if found is None:
        return ()
    return tuple(place for place, one in enumerate(asked) if one.is_open and abs(one.amount) == found.value)
