"""Conditions dictated in one row: "30% deposit tax 8.25 on materials net 14", "20% down, rest at the end; tax 8%"."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from bots.intents.folding import fold

_WORD = (
    r"(?:sales tax|tax(?:es)?|iva|impuestos?|net|neto|due in|payable in|due on receipt|a \d{1,3} dias"
    r"|retainage|retention|holdback|retencion|discount|descuento|valid|vigencia|(?:down ?)?deposit|down payment"
    r"|anticipo|adelanto|deposito|enganche)"
)
_NUMBER = r"\d{1,3}(?:[.,]\d{1,4})? ?(?:%|percent|por ciento)"
# Either the word stands before its figure, or behind it.
_BEFORE = re.compile(rf"(?<=\S) +(?=(?:(?:and|y|plus|con|with) )?{_WORD}(?!\w))")
_BEHIND = re.compile(
    rf"(?<=\S) +(?={_NUMBER} (?:of |de )?{_WORD}(?!\w)|(?:net|neto|due in|payable in|a \d{{1,3}} dias)(?!\w))"
)
_MIXED = re.compile(
    rf"(?<=\S) +(?={_NUMBER} (?:of |de )?{_WORD}(?!\w))|(?<=\S)(?<!%)(?<!percent)(?<!ciento) +(?={_WORD}(?!\w))"
)
_MARKS = re.compile(r" *(?:;|,(?!\d)) *")
_MOST_PIECES = 24
_JOINED = re.compile(r"^(?:and|y|plus|con|with) ")
_BARE_TAX = re.compile(
    r"(?<!\w)((?:tax|iva|impuesto)(?: of| is| del?)?) (\d{1,2}(?:[.,]\d{1,4})?)(?! ?%|[\w.,]*\d| ?percent| ?por ciento)"
)


def parted(row: str) -> Iterator[list[str]]:
    """The pieces, in each way that they may be meant; nothing where it is one."""
    said = fold(row)
    for cut in (_MIXED, _BEHIND, _BEFORE):
        places = [0, *(found.end() for found in cut.finditer(said)), len(row)]
        pieces = [row[start:end].strip() for start, end in pairwise(places)]
        if len(pieces) > 1:
            yield [with_sign(_JOINED.sub("", piece)) for piece in pieces]


def grouped(row: str, says: Callable[[str], bool]) -> list[str]:
    """Conditions between commas, each as long as it says one, for a schedule has commas. [] where any says none."""
    pieces = [with_sign(_JOINED.sub("", one.strip())) for one in _MARKS.split(row) if one.strip()]
    found: list[str] = []
    start = 0
    while start < len(pieces) <= _MOST_PIECES:
        ends = range(len(pieces), start, -1)
        end = next((end for end in ends if says(", ".join(pieces[start:end]))), None)
        if end is None:
            return []
        found.append(", ".join(pieces[start:end]))
        start = end
    return found


def with_sign(row: str) -> str:
    """After the word itself a tax may be said without its sign."""
    return _BARE_TAX.sub(r"\1 \2%", row)
