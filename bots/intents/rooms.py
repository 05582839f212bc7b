"""What is said of a group itself: which job it talks about, and when the bot is spoken to."""

import re
from dataclasses import dataclass

from bots.intents.folding import even, fold

_CHAT = r"(?:this|the|our|este|esta|el|la)? ?(?:chat|group|channel|room|thread|grupo|canal|sala)"
_LINK = re.compile(
    rf"(?:please |por favor )?(?:(?:link|connect|tie) {_CHAT} (?:to|with)|(?:link|connect) this to"
    rf"|{_CHAT} is (?:for|about)"
    rf"|(?:vincula|enlaza|conecta|une) {_CHAT} (?:a|al|con)|{_CHAT} es (?:de|del|para|sobre)) (?P<job>.+)"
)
_UNLINK = re.compile(
    rf"(?:please |por favor )?(?:unlink|disconnect|desvincula|desconecta|desenlaza)(?: {_CHAT}| this| esto)?"
    r"(?: please| por favor)?"
)
_NAME = re.compile(r"\s*(?:hey |hi |hello |hola |oye )?@?milepost\w*\b[\s,:!.]*", re.IGNORECASE)
_MENTION = re.compile(r"\s*(?:<@\w+>|@\w+)[\s,:]*")


@dataclass(frozen=True, slots=True)
class LinkRoom:
    job: str


@dataclass(frozen=True, slots=True)
class UnlinkRoom:
    pass


def room_said(text: str) -> LinkRoom | UnlinkRoom | None:
    """Whole messages only: a link that is merely spoken of changes nothing."""
    said = even(text).strip(" .!")
    folded = fold(said)
    if _UNLINK.fullmatch(folded):
        return UnlinkRoom()
    found = _LINK.fullmatch(folded)
    return LinkRoom(said[found.start("job") :]) if found else None


def spoken_to(text: str, *, mentioned: bool) -> tuple[str, bool]:
    """The words without the bot's name before them, and whether they are for the bot."""
    if named := _NAME.match(text):
        return text[named.end() :], True
    if mentioned and (handle := _MENTION.match(text)):
        return text[handle.end() :], True
    return text, mentioned
