"""Recorded payloads, one file an event kind, and what is asked of them."""

import json
from pathlib import Path

FOLDER = Path(__file__).parent.parent.parent / "payloads" / "slack"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def bytes_of(name: str) -> tuple[bytes, str]:
    """The raw body and its type."""
    path = next(FOLDER.glob(f"{name}.*"))
    return path.read_bytes().rstrip(b"\n"), JSON if path.suffix == ".json" else FORM


def event(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text())
