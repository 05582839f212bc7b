"""Somebody's data is to be erased: "erase Dana Lee", "erase my account", "borra a Dana Lee"."""

import re
from dataclasses import dataclass

from bots.intents.folding import fold
from bots.intents.names import match
from bots.intents.turn import Turn

AWAITED = "erase_name"
_PLEASE = r"(?:please |por favor )?"
_ACCOUNT = re.compile(
    rf"{_PLEASE}(?:erase|delete|wipe|borra|borrar|elimina) (?:my (?:whole |entire )?account|all my data|mi cuenta"
    r"|toda mi cuenta|todos mis datos)(?: please| por favor)?"
)
_CLIENT = re.compile(
    rf"{_PLEASE}(?:(?:erase|wipe)(?: (?:the )?client| all (?:the )?data of| (?:the )?data of)?"
    r"|(?:delete|forget) (?:the )?(?:client|data of|all data of|all the data of)"
    r"|(?:borra|borrar|elimina|olvida) (?:al? (?:cliente |clienta )?|a la clienta |los datos de |todos los datos de ))"
    r" ?(?P<name>[^?]+?)(?:'s data)?(?: please| por favor)?"
)
_THEIRS = re.compile(
    rf"{_PLEASE}(?:(?:erase|delete|remove|wipe|forget) (?:all (?:of )?)?(?P<name>[^?]+?)'?s? (?:personal )?"
    r"(?:data|info|information|records)"
    r"|(?:erase|delete|remove|wipe|forget) (?:everything|all)(?: you (?:have|know|keep))?"
    r" (?:about|on|of) (?P<about>[^?]+?)"
    r"|(?:borra|borrar|elimina|olvida) todo (?:lo )?(?:de|sobre) (?P<quien>[^?]+?))(?: please| por favor)?"
)


@dataclass(frozen=True, slots=True)
class EraseAsked:
    """``about``: a client, as said; None for the whole account."""

    about: str | None = None


@dataclass(frozen=True, slots=True)
class EraseNamed:
    """The name, typed to erase it; or other words."""

    text: str


def same_name(typed: str, name: str) -> bool:
    """The very name, in whatever case."""
    return " ".join(typed.split()).strip(" .\"'").casefold() == " ".join(name.split()).casefold()


def erase(turn: Turn) -> EraseAsked | None:
    """A client is only a name that is known."""
    if turn.hints.caption or turn.said.is_question:
        return None
    said = " ".join(fold(turn.raw).split()).strip(" .!")
    if _ACCOUNT.fullmatch(said):
        return EraseAsked()
    for found in filter(None, (_THEIRS.fullmatch(said), _CLIENT.fullmatch(said))):
        name = next(filter(None, found.groupdict().values()))
        if not any(char.isdigit() for char in name) and match(name, turn.hints.client_names).candidates:
            return EraseAsked(name)
    return None
