"""A client's statement on paper: every string and figure decided."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from core.domain.sheet import SheetFigure, SheetParty


@dataclass(frozen=True, slots=True)
class StatementRow:
    """``billed`` or ``paid`` is "" where the other one is said; ``off``: it counts for nothing."""

    day: str
    text: str
    project: str
    billed: str
    paid: str
    balance: str
    off: bool


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An invoice that is not paid in full."""

    number: str
    project: str
    due: str
    late: bool
    balance: str


@dataclass(frozen=True, slots=True)
class StatementBlock:
    """All that is in one currency. ``figures`` lead to the balance; those of kind "context" are not due."""

    currency: str
    balance: str
    rows: tuple[StatementRow, ...]
    still_open: tuple[OpenRow, ...]
    figures: tuple[SheetFigure, ...]


@dataclass(frozen=True, slots=True)
class StatementSheet:
    """``number`` is "": a statement has none. ``day``: as of when. ``words``: the fixed labels by code."""

    language: str
    paper: Literal["letter", "a4"]
    title: str
    number: str
    contractor: SheetParty
    client: SheetParty
    day: str
    blocks: tuple[StatementBlock, ...]
    words: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: strings, booleans and lists."""
        loaded: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return loaded

    @property
    def fingerprint(self) -> str:
        """sha256 (hex) of the canonical JSON: equal sheets, equal fingerprints."""
        canonical = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "StatementSheet":
        """The sheet that ``as_json`` gave."""
        fields = dict(kept)
        for name in ("contractor", "client"):
            fields[name] = SheetParty(kept[name]["name"], tuple(kept[name]["lines"]))
        fields["blocks"] = tuple(
            StatementBlock(
                one["currency"],
                one["balance"],
                tuple(StatementRow(**row) for row in one["rows"]),
                tuple(OpenRow(**row) for row in one["still_open"]),
                tuple(SheetFigure(**figure) for figure in one["figures"]),
            )
            for one in kept["blocks"]
        )
        fields["words"] = dict(kept["words"])
        return cls(**fields)
