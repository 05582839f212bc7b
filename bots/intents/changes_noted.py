"""A client's word about a change order, told by the contractor: "Dana said yes to CO-2 on the phone"."""

import re
from dataclasses import dataclass
from typing import Literal, cast

from bots.intents.names import match
from bots.intents.turn import Turn

_LONG = r"(?:change[ -]?orders?|orden(?:es)? de cambios?)"
_HOW = re.compile(
    r"[, ]*\b(?:(?P<person>in person|face to face|at the (?:site|job|house)|on site|en persona|en la obra)"
    r"|(?:on|over|by) (?:the )?(?:phone|telephone)|on a call|when (?:i|we) (?:called|talked|spoke)"
    r"|por (?:telefono|llamada)|en (?:la|una) llamada)\b"
)
_NUMBER = r"(?:[ #-]*(?:number |numero )?(?P<n>\d{1,4}))?"
_THAT = rf"(?:(?:the|that|this|la|esa|el) )?(?:{_LONG}[ ,:]*(?=co))?(?:{_LONG}|co){_NUMBER}"
_CLIENT = r"(?:the |my |our |la |el |mi )?(?:client|clienta|cliente|owner|homeowner|customer|duena|dueno)"
_THEY = rf"(?:{_CLIENT}|she|he|they|ella|el|ellos|(?:{_CLIENT},? )?(?P<who>[a-z]+(?: [a-z]+)?),?)"
_OKED = (
    r"(?:said (?:yes|ok|okay) (?:to|on|for)|agreed(?: to| on)?|approved(?: of)?|accepted|ok'?d|okayed"
    r"|signed off on|gave (?:me )?(?:the|a|her|his) (?:ok|yes|go ahead) (?:to|on|for)|wants"
    r"|is (?:ok|fine|good) with"
    r"|dijo que si (?:a|para)|dijo si a|aprobo|acepto|autorizo|esta de acuerdo con"
    r"|dio el (?:si|ok|visto bueno) (?:a|para))"
)
_NOED = (
    r"(?:said no (?:to|on|for)|declined|rejected|refused|turned down|does ?n'?t want|doesnt want|do ?n'?t want"
    r"|dijo que no (?:a|para)|dijo no a|rechazo|no quiere|no acepto|no aprobo)"
)
_DONE = r"(?:is |was |has been |got |as |as being |esta |fue |quedo |como )?"
_MARK = r"(?:(?:mark|note|record|put|marca|anota|apunta) )?"
_YES_WORD, _NO_WORD = (
    "approved|accepted|agreed|aprobad[oa]|aceptad[oa]",
    "declined|rejected|refused|rechazad[oa]|denegad[oa]",
)
_BY_THEM = r"(?: (?:by|por) " + _THEY + ")?"
_YES_TO = tuple(
    re.compile(one)
    for one in (
        rf"(?:{_THEY} )?(?:has |ha |ya |me |nos )*{_OKED} (?:a )?{_THAT}",
        rf"{_MARK}{_THAT} {_DONE}(?:{_YES_WORD}){_BY_THEM}",
        rf"(?:{_YES_WORD}):? {_THAT}",
    )
)
_NO_TO = tuple(
    re.compile(one)
    for one in (
        rf"(?:{_THEY} )?(?:has |ha |ya |me |nos )*{_NOED} (?:a )?{_THAT}",
        rf"{_MARK}{_THAT} {_DONE}(?:{_NO_WORD}){_BY_THEM}",
        rf"(?:{_NO_WORD}):? {_THAT}",
    )
)


@dataclass(frozen=True, slots=True)
class ChangeNoted:
    """The client's word, as it was told. ``how``: "phone", "person", or "" where that was not said."""

    agreed: bool
    number: int | None = None
    how: Literal["", "phone", "person"] = ""
    who: str | None = None


def change_noted(turn: Turn, folded: str) -> ChangeNoted | None:
    """``folded``: the text. Whoever is called by name is one of our clients."""
    rest, how = folded, ""
    if found := _HOW.search(folded):
        rest, how = folded[: found.start()] + folded[found.end() :], "person" if found["person"] else "phone"
    for agreed, patterns in ((True, _YES_TO), (False, _NO_TO)):
        for found in filter(None, (one.fullmatch(rest.strip(" ,.")) for one in patterns)):
            who = found.groupdict().get("who")
            if who is None or match(who, turn.hints.client_names).candidates:
                number = int(found["n"]) if found["n"] else None
                return ChangeNoted(agreed, number, cast("Literal['', 'phone', 'person']", how), who)
    return None
