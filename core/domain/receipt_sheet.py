"""The receipt of a payment on paper: every string and figure decided."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from core.domain.sheet import SheetFigure, SheetParty


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """``amount`` is what came; ``facts`` say when, how and for what; ``figures`` what it leaves of the invoice."""

    language: str
    paper: Literal["letter", "a4"]
    title: str
    number: str
    contractor: SheetParty
    client: SheetParty
    project: str
    amount: str
    currency: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[SheetFigure, ...]
    words: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: strings and lists."""
        loaded: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return loaded

    @property
    def fingerprint(self) -> str:
        """sha256 (hex) of the canonical JSON: equal sheets, equal fingerprints."""
        canonical = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ReceiptSheet":
        """The sheet that ``as_json`` gave."""
        fields = dict(kept)
        for name in ("contractor", "client"):
            fields[name] = SheetParty(kept[name]["name"], tuple(kept[name]["lines"]))
        fields["facts"] = tuple((label, value) for label, value in kept["facts"])
        fields["figures"] = tuple(SheetFigure(**figure) for figure in kept["figures"])
        fields["words"] = dict(kept["words"])
        return cls(**fields)
