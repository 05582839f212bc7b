"""Addresses: a person is "T<team>/U<user>", a place "T<team>/C<channel>", a thread "T<team>/C<channel>/<ts>"."""

import re
from dataclasses import dataclass

_FORM = re.compile(r"([TE][A-Z0-9]{1,20})/([UWCDG][A-Z0-9]{1,20})(?:/(\d{1,12}\.\d{1,8}|home))?")
HOME = "home"


@dataclass(frozen=True, slots=True)
class Address:
    """``target`` is a person's or a channel's id, ``thread`` the first message of a thread, or "home"."""

    team: str
    target: str
    thread: str = ""

    @property
    def is_person(self) -> bool:
        return self.target[0] in "UW"

    @property
    def is_home(self) -> bool:
        return self.is_person and self.thread == HOME


def parse(text: str) -> Address | None:
    """None for what is no address of this channel."""
    found = _FORM.fullmatch(text)
    return Address(found[1], found[2], found[3] or "") if found else None


def person(team: str, user: str) -> str:
    return f"{team}/{user}"


def place(team: str, channel: str, thread: str = "") -> str:
    return f"{team}/{channel}/{thread}" if thread else f"{team}/{channel}"
