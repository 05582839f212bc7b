"""What is read from a bank's file: the money that came in, line by line, or why nothing was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

BankFileKind = Literal["csv", "camt", "ofx"]
DateOrder = Literal["", "dmy", "mdy"]
BankRefusalCode = Literal[
    "bankfile.amounts",
    "bankfile.card",
    "bankfile.cut_off",
    "bankfile.dates",
    "bankfile.empty",
    "bankfile.encoding",
    "bankfile.not_bank",
    "bankfile.other_camt",
    "bankfile.pdf",
    "bankfile.too_large",
    "bankfile.too_many_lines",
    "bankfile.unreadable",
    "bankfile.workbook",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """One credit. ``currency``: "" where the file does not say; ``bank_id``: the bank's own for it, unique within
    ``account``, or "" where there is none to trust.
    """

    row: int
    on: date
    amount: Decimal
    currency: str = ""
    payer: str = ""
    text: str = ""
    reference: str = ""
    bank_id: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankRead:
    """``sure``: it is a bank's file and can be nothing else. ``others``: how many lines of it are no credits."""

    kind: BankFileKind
    sure: bool
    lines: tuple[ReadLine, ...]
    others: int = 0


@dataclass(frozen=True, slots=True)
class DatesUnclear:
    """03/11 is in March or in November, and nothing in the file tells. ``example``: as it stands there."""

    example: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class BankRefused:
    """Nothing of it was read. ``details`` fill the sentence."""

    code: BankRefusalCode
    details: Mapping[str, int | str] = field(default_factory=dict)


class NotTaken(Exception):
    """Raised in the child: nothing of the file is taken, and why."""

    def __init__(self, code: BankRefusalCode, **details: int | str) -> None:
        super().__init__(code)
        self.code: BankRefusalCode = code
        self.details = details


class AskDates(Exception):
    """Raised in the child: how days and months stand must be asked."""
