"""What every document's sheet has in common: it is kept as plain JSON and known by its fingerprint."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


def fingerprint_of(printed: Mapping[str, Any]) -> str:
    """sha256 (hex) of the canonical JSON. It is frozen with what was issued: it never changes for what was printed."""
    canonical = json.dumps(printed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet of strings, integers, booleans and tuples of them, with every one decided."""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: a tuple is a list in it."""
        loaded: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return loaded

    @property
    def fingerprint(self) -> str:
        """Equal sheets, equal fingerprints."""
        return fingerprint_of(asdict(self))
