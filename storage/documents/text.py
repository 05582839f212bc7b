"""What is printed of a text that anyone may have typed: readable, bounded, and in characters we have."""

import unicodedata

from storage.documents.fonts import face_for

NO_GLYPH = "□"
_MARKS_IN_A_ROW = 4
# Joiners and emoji style selectors shape what is next to them; other invisible characters only deceive.
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MARKS = frozenset({"Mn", "Me"})
_ROOM_FOR_DROPPED = 4


def printable(text: str, limit: int, *, lines: bool = False) -> str:
    """At most ``limit`` characters, "…" where more were; no control, direction-override or piled-up characters.

    ``lines`` keeps line breaks; otherwise any white space is one space. Characters without a glyph become "□".
    """
    bounded = unicodedata.normalize("NFC", text[: limit * _ROOM_FOR_DROPPED])
    shown = _spaced("".join(_kept(bounded)), lines=lines)
    if len(shown) <= limit and len(text) <= limit * _ROOM_FOR_DROPPED:
        return shown
    return shown[: limit - 1].rstrip() + "…"


def _kept(text: str) -> list[str]:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in _MARKS and character not in _JOINERS else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(_glyph(character))
    return kept


def _glyph(character: str) -> str:
    if character in _JOINERS or character.isspace():
        return character
    if unicodedata.category(character) in _INVISIBLE:
        return ""
    return character if face_for(ord(character)) else NO_GLYPH


def _spaced(text: str, *, lines: bool) -> str:
    if not lines:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))
