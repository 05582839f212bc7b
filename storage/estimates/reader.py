"""Files of estimates become rows. Nothing is decoded in this process; the child's answer is checked like any input."""

import json
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast, get_args

from storage.estimates import limits
from storage.estimates.grid import Cell, CellKind, Grid, GridKind, GridRefusalCode, GridRefused, GridRow, Note
from storage.media.hatch import Hatch
from storage.media.results import IntakeFailed

__all__ = ["Grids", "IntakeFailed"]

_MOST_ANSWER = 64 * limits.MIB
_COPIES = 3  # a child of the workshop is given three files to write; this one fills the first
_UNREADABLE = GridRefused("estimate.unreadable")


class Grids:
    """Reads files, at most ``at_once`` at a time. Safe to call from many threads; ``close`` it when done.

    ``hatch``: the workshop of an intake, to share its process; a new one without.
    """

    def __init__(self, hatch: Hatch | None = None, *, at_once: int = 2) -> None:
        self._hatch = hatch or Hatch()
        self._ours = hatch is None
        self._places = threading.BoundedSemaphore(at_once)

    def read(self, path: Path) -> Grid | GridRefused:
        """Raises IntakeFailed when the reading broke through no fault of the file, OSError when it is not there."""
        size = path.stat().st_size
        if size == 0:
            return GridRefused("estimate.empty")
        if size > limits.MAX_BYTES:
            return GridRefused("estimate.too_large", {"limit": limits.MAX_BYTES // limits.MIB})
        with self._places, ExitStack() as stack:
            source = stack.enter_context(path.open("rb"))
            out = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(_COPIES)]
            heard = self._hatch.ask(_ORDER, [source.fileno(), *(file.fileno() for file in out)], limits.SECONDS)
            out[0].seek(0)
            answer = out[0].read(_MOST_ANSWER)
        return _said(heard) or _grid(answer)

    def close(self) -> None:
        """End the child processes, if they are ours."""
        if self._ours:
            self._hatch.close()


_ORDER: Mapping[str, Any] = {
    "kind": "grid",
    "decoder": "",
    "media_type": "",
    "seconds": limits.SECONDS,
    "memory_bytes": limits.MEMORY_BYTES,
    "file_bytes": _MOST_ANSWER,
}


def _said(heard: list[dict[str, Any]]) -> GridRefused | None:
    """What the child said of its work; None when the answer lies in the file."""
    *spoken, end = heard
    if end.get("late"):
        return GridRefused("estimate.unreadable", {"reason": "time"})
    if spoken and "broken" in spoken[0]:
        raise IntakeFailed(str(spoken[0]["broken"]))
    if spoken and "made" in spoken[0]:
        return None
    return _UNREADABLE


def _grid(answer: bytes) -> Grid | GridRefused:
    try:
        said = json.loads(answer)
        if "refused" in said:
            return GridRefused(_one_of(said["refused"], GridRefusalCode), _details(said["details"]))
        found = said["grid"]
        rows = tuple(_row(row) for row in found["rows"])
        notes = tuple(Note(str(note["code"]), _details(note["details"])) for note in found["notes"])
        pages = tuple(str(name)[:100] for name in found["pages"])
        return Grid(_one_of(found["kind"], GridKind), rows[: limits.MAX_ROWS], pages, notes)
    except (KeyError, TypeError, ValueError, AttributeError):
        return GridRefused("estimate.unreadable", {"reason": "answer"})


def _row(said: Mapping[str, Any]) -> GridRow:
    cells = tuple(
        Cell(
            str(cell["text"])[: limits.MAX_CELL],
            int(cell["left"]),
            int(cell["right"]),
            _one_of(cell["kind"], CellKind),
        )
        for cell in said["cells"]
    )
    return GridRow(int(said["page"]), int(said["row"]), cells, int(said["gap"]), said["strong"] is True)


def _details(said: Mapping[str, Any]) -> dict[str, int | str]:
    return {str(name): value if isinstance(value, int) else str(value)[:200] for name, value in said.items()}


def _one_of(said: object, kinds: Any) -> Any:
    if said not in get_args(kinds):
        raise ValueError(said)
    return cast("Any", said)
