"""The proof pack: all that was sent of one milestone on paper, with a code by which anyone can tell that it is ours."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core.domain.ids import AccountId, MemberId, MilestoneId, ProjectId, ProofPackId
from core.domain.printed import Printed
from core.domain.sheet import SheetParty, parties_of

CODE_LENGTH = 16
_GROUP = 4
# Crockford's base 32 (crockford.com/base32.html): no I, L, O, U, and what is read for 0 and 1 is taken so.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BITS = 5
_LONGEST_TYPED = 64


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file. ``taken`` and ``location`` are "" where not known or not wanted; ``received_at`` is ISO 8601 in UTC,
    ``received`` the same as people read it. ``sha256`` (hex) is the original's.
    """

    id: str
    kind: Literal["photo", "video", "document"]
    caption: str
    received: str
    received_at: str
    taken: str
    sender: str
    location: str
    badge: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ProofPackSheet(Printed):
    """Every string decided. ``number`` is the verification code; ``pairs`` are (before, after) by the files' ids;
    ``facts`` are labels with their values; ``made_at`` is ISO 8601 in UTC, ``zone`` the project's.
    """

    language: str
    paper: Literal["letter", "a4"]
    title: str
    number: str
    contractor: SheetParty
    client: str
    project: str
    milestone: str
    facts: tuple[tuple[str, str], ...]
    note: str
    files: tuple[PackFile, ...]
    pairs: tuple[tuple[str, str], ...]
    made_at: str
    zone: str
    words: Mapping[str, str]

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ProofPackSheet":
        """The sheet that ``as_json`` gave."""
        fields = {**kept, **parties_of(kept, "contractor")}
        fields["facts"] = tuple((label, value) for label, value in kept["facts"])
        fields["files"] = tuple(PackFile(**one) for one in kept["files"])
        fields["pairs"] = tuple((before, after) for before, after in kept["pairs"])
        fields["words"] = dict(kept["words"])
        return cls(**fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofPack:
    """Frozen when made but for its PDF. ``sheet_hash`` is the sheet's fingerprint."""

    id: ProofPackId
    account_id: AccountId
    project_id: ProjectId
    milestone_id: MilestoneId
    sheet: Mapping[str, Any]
    sheet_hash: str
    code: str
    made_by: MemberId
    made_at: datetime
    pdf_key: str | None = None


def code_from(chance: UUID) -> str:
    """Sixteen digits in groups of four (80 bits) from a random id that is kept nowhere else."""
    number = int.from_bytes(hashlib.sha256(b"proof-pack|" + chance.bytes).digest()[: CODE_LENGTH * _BITS // 8], "big")
    digits = (_DIGITS[number >> place & 31] for place in range((CODE_LENGTH - 1) * _BITS, -1, -_BITS))
    return _grouped("".join(digits))


def read_code(typed: str) -> str | None:
    """The code as it is kept, however it was typed: small letters, without or with other marks, O for 0, I or L for 1.

    None for what cannot be one.
    """
    if len(typed) > _LONGEST_TYPED:
        return None
    plain = "".join(mark for mark in typed.upper() if mark.isalnum()).translate(_READ_AS)
    if len(plain) != CODE_LENGTH or any(mark not in _DIGITS for mark in plain):
        return None
    return _grouped(plain)


def _grouped(digits: str) -> str:
    return "-".join(digits[place : place + _GROUP] for place in range(0, CODE_LENGTH, _GROUP))
