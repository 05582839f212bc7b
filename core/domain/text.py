"""What people type, made safe to keep and to print: no control characters, no reordering marks, a bounded length."""

import re

LONGEST_NAME = 120
LONGEST_LINE = 200
LONGEST_TEXT = 2000

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls (NUL is not storable), lone surrogates (no UTF-8), embeddings and isolates that reorder what is around
# them (Unicode UAX 9), byte order marks. Joiners stay: emoji and Persian need them.
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def plain_text(said: str, longest: int = LONGEST_TEXT) -> str:
    """As said, line breaks included; at most ``longest`` characters."""
    return _DROPPED.sub("", _LINE_ENDS.sub("\n", said)).strip()[:longest].rstrip()


def one_line(said: str, longest: int = LONGEST_LINE) -> str:
    """On one line, its spaces single; at most ``longest`` characters."""
    return " ".join(plain_text(said, len(said)).split())[:longest].rstrip()
