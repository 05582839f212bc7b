"""Letters made comparable: what was typed keeps its place, so that any part of it can be quoted as typed."""

import re
import unicodedata
from functools import lru_cache

# Control, bidirectional and lone surrogate characters have no meaning here, and storage refuses some of them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_GROUP_SPACE = re.compile("(?<=\\d)[\u00a0\u2009\u202f](?=\\d{3}(?!\\d))")
_LOOKALIKES = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "´": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "–": "-",
        "—": "-",
        "−": "-",
        "‐": "-",
        "‑": "-",
    }
    | dict.fromkeys("\u00a0\u2009\u202f\u3000\t\u2007\u2002\u2003", " ")
)


def clean(text: str) -> str:
    """What was typed, composed (NFC), without characters that mean nothing; line ends are line feeds."""
    kept = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return (kept if kept.isascii() else unicodedata.normalize("NFC", kept)).strip()


def even(text: str) -> str:
    """As ``clean``, and with one kind of quote, dash and space; spaces that group digits go."""
    cleaned = clean(text)
    if cleaned.isascii():
        return cleaned.replace("`", "'").replace("\t", " ")
    return _GROUP_SPACE.sub("", cleaned).translate(_LOOKALIKES)


def fold(text: str) -> str:
    """Lower case without accents, character for character: ``fold(text)[i]`` is ``text[i]``."""
    return text.lower() if text.isascii() else "".join(map(_fold_one, text))


@lru_cache(maxsize=4096)
def _fold_one(char: str) -> str:
    base = unicodedata.normalize("NFKD", char)
    plain = base[0] if len(base) > 1 and unicodedata.combining(base[1]) else char
    lower = plain.lower()
    return lower if len(lower) == 1 else plain


def words_of(line: str) -> frozenset[str]:
    """A set of words, written as one line of them."""
    return frozenset(line.split())
