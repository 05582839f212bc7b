"""Where clients send money by bank: what was said, what is in force, and how a change waits until it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.domain.account import Address
from core.domain.ids import AccountId, BankDetailsId, ContractorId, MemberId
from core.domain.proposal import SigningCode
from core.domain.signing import same_figures, six_figures

BankKind = Literal["iban", "us", "uk", "other"]
BankState = Literal["shown", "kept", "cancelled", "removed"]

# Long enough for a weekend without a phone: whoever took over a chat needs three days in which nobody reads anything.
CHANGE_WAITS = timedelta(hours=72)
LONGEST_NAME = 70  # as EPC069-12 and the Swiss QR-bill have it
LONGEST_WORDS = 500
_SHOWN = 4
# Pieces that each hold a figure, however they are parted in one line.
_PIECE = r"(?<![^\W_])[^\W\d_]*\d[^\W_]*"
_RUN = re.compile(rf"{_PIECE}(?:[^\S\n]?[-./_\u2013]?[^\S\n]?{_PIECE})*")
_FIGURES = 5  # a run with fewer figures is a house or a branch, not an account


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFacts:
    """An account at a bank. ``kind`` "iban": ``iban`` (no spaces) and perhaps ``bic``. "us": ``routing`` is the ABA
    number, "uk": the sort code, both with ``number``. "other": ``words``, line by line as they were typed.
    """

    kind: BankKind
    holder: str
    bank: str = ""
    iban: str = ""
    bic: str = ""
    routing: str = ""
    number: str = ""
    words: str = ""

    @property
    def last(self) -> str:
        """The last four of its number: enough to know it again, too little to pay to. Of a short one fewer."""
        return _last_of(self.iban or self.number or next(reversed(_numbers(self.words)), self.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class BankDetails:
    """One version of a contractor's. Its ``facts`` never change: "shown" waits for a yes, "kept" counts from
    ``in_force_at`` on, "cancelled" never came into force, "removed" did and is shown no more. ``code``: the last that
    was sent to be given back.
    """

    id: BankDetailsId
    account_id: AccountId
    contractor_id: ContractorId
    facts: BankFacts
    said_by: MemberId
    said_at: datetime
    state: BankState = "shown"
    in_force_at: datetime | None = None
    code: SigningCode | None = None
    told_at: datetime | None = None


def in_force(versions: Iterable[BankDetails], now: datetime) -> BankDetails | None:
    """What pages show then: the newest that is kept and whose time has come."""
    found = (one for one in versions if one.state == "kept" and one.in_force_at and one.in_force_at <= now)
    return max(found, key=lambda one: one.in_force_at or now, default=None)


def removed(versions: Iterable[BankDetails]) -> BankDetails | None:
    """What was shown last and can be put back."""
    found = [one for one in versions if one.state == "removed" and one.in_force_at]
    return max(found, key=lambda one: (one.in_force_at, one.said_at), default=None)


def waiting(versions: Iterable[BankDetails], now: datetime) -> BankDetails | None:
    """The change that is to come into force later."""
    return next((one for one in versions if one.state == "kept" and one.in_force_at and one.in_force_at > now), None)


def is_first(versions: Iterable[BankDetails]) -> bool:
    """Nothing was ever kept, cancelled or not: nobody can be misled by a change."""
    return all(one.in_force_at is None for one in versions)


def known_long(address: Address, now: datetime) -> bool:
    """Whoever took over a chat may have added an address of their own to it since: that one proves nothing."""
    return not address.unreachable and address.created_at <= now - CHANGE_WAITS


@dataclass(frozen=True, slots=True)
class BankCodes:
    """Codes from the server's key, of one version and one turn: six figures that a second address of the owner gets."""

    key: bytes

    def code(self, details_id: BankDetailsId, turn: int) -> str:
        return six_figures(self.key, b"bank|%s|%d" % (details_id.bytes, turn))

    def is_right(self, details: BankDetails, given: str) -> bool:
        return details.code is not None and same_figures(given, self.code(details.id, details.code.turn))


def masked_words(words: str) -> str:
    """Every number in it but its last four: for a chat that somebody else may read."""
    return _RUN.sub(lambda run: f"•••• {_last_of(run[0])}" if _is_number(run[0]) else run[0], words)


def _numbers(words: str) -> list[str]:
    return [run for run in _RUN.findall(words) if _is_number(run)]


def _is_number(run: str) -> bool:
    return sum(one.isdigit() for one in run) >= _FIGURES


def _last_of(number: str) -> str:
    plain = "".join(one for one in number if one.isalnum())
    return plain[-min(_SHOWN, len(plain) - 2) :]


def grouped(number: str, size: int = 4) -> str:
    """In groups, as people read it aloud (ISO 13616 prints an IBAN in fours)."""
    return " ".join(number[start : start + size] for start in range(0, len(number), size))
