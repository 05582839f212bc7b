"""Slack's text: & < > are its own, and people's words must never become its commands.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from html import unescape

_CODES = re.compile(r"<([^<>]*)>")


def escaped(text: str) -> str:
    """As it will be read: no link, no mention, no <!channel> out of somebody's words."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> str:
    """What the person typed: links by their label, mentions by their name where it is given."""
    return (
        unescape(_CODES.sub(lambda found: _code(found[1]), text))
        .replace("\x00", "")
        .encode("utf-8", "replace")
        .decode()
    )


def pieces(text: str, longest: int) -> list[str]:
    """Escaped pieces of at most ``longest`` characters that join to the whole; cut after a line or a word."""
    found = []
    while text:
        cut = _cut(text, longest)
        found.append(escaped(text[:cut]))
        text = text[cut:]
    return found


def _cut(text: str, longest: int) -> int:
    room, place = longest, 0
    while place < len(text) and len(escaped(text[place])) <= room:
        room -= len(escaped(text[place]))
        place += 1
    if place == len(text):
        return place
    best = max(text.rfind("\n", 0, place), text.rfind(" ", 0, place)) + 1
    return best if best > place // 2 else place


def _code(inside: str) -> str:
    target, _, label = inside.partition("|")
    if target.startswith(("#", "!", "@")):
        mark = "#" if target.startswith("#") else "@"
        return f"{mark}{label.lstrip('@#')}" if label else ""
    if target.startswith(("mailto:", "tel:")):
        return label or target.partition(":")[2]
    return label or target
