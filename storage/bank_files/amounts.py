"""Amounts as banks write them. Which mark parts the cents is decided over the whole file.

Where both marks stand, the last one does; a mark that stands alone does unless three digits follow or it repeats. Marks
that contradict each other are refused.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from storage.bank_files.lines import NotTaken

_WORDS = re.compile(r"(?:[a-z]{1,3}\.?|[$€£¥]|mx\$|us\$)", re.IGNORECASE)
_LOSS = re.compile(r"(?<![a-z])(?:dr|db|d)\.?$", re.IGNORECASE)
_WHOLE = re.compile(r"\d+(?:[.,]\d+)*")
_LONGEST = 40


class Amounts:
    """Reads the amounts of one file, whose currency has that many digits after the mark."""

    def __init__(self, written: Iterable[str], digits: int) -> None:
        marks = {mark for one in written if (mark := _mark(_bare(one)[0], digits))}
        if len(marks) > 1 or "?" in marks:
            raise NotTaken("bankfile.amounts")
        self._mark = marks.pop() if marks else "."
        self._groups = "," if self._mark == "." else "."
        self._digits = digits

    def read(self, written: str) -> Decimal | None:
        """Below zero for what went out. None for what is no amount."""
        number, negative = _bare(written)
        if not _WHOLE.fullmatch(number) or len(number) > _LONGEST:
            return None
        whole, _, cents = (
            number.partition(self._mark) if _is_mark(number, self._mark, self._digits) else (number, "", "")
        )
        plain = whole.replace(self._groups, "").replace(self._mark, "")
        if not cents.isdigit() and cents:
            return None
        value = Decimal(f"{plain}.{cents or '0'}")
        return -value if negative else value


def looks_like_an_amount(written: str) -> bool:
    return bool(_WHOLE.fullmatch(_bare(written)[0]))


def _bare(written: str) -> tuple[str, bool]:
    """The digits with their marks, and whether it is below zero: a minus before or behind, brackets, DR."""
    text = written.strip().replace("\u2212", "-").replace("\u2013", "-")
    loss = bool(_LOSS.search(text))
    text = _WORDS.sub("", text)
    text = re.sub(r"[\s'\u2019]", "", text)
    negative = loss or text.startswith(("-", "(")) or text.endswith("-")
    return text.strip("+-()"), negative


def _mark(number: str, digits: int) -> str:
    """Which mark parts the cents in this one; "" where it does not tell."""
    marks = [char for char in number if char in ".,"]
    if not marks or not _WHOLE.fullmatch(number):
        return ""
    last = marks[-1]
    if len(set(marks)) == 2:
        return last if marks.count(last) == 1 else "?"
    if len(marks) > 1:
        return "," if last == "." else "."  # groups: the other one parts cents
    behind = len(number) - number.rindex(last) - 1
    if behind == 3 and digits != 3:
        return ""
    return last


def _is_mark(number: str, mark: str, digits: int) -> bool:
    """A mark once, and not before three digits that can only be a group."""
    if number.count(mark) != 1:
        return False
    behind = len(number) - number.index(mark) - 1
    return behind != 3 or digits == 3 or any(other in number for other in ".," if other != mark)
