"""Banks' files become lines. Nothing is decoded in this process; the child's answer is checked like any input."""

import json
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, cast, get_args

from core.domain.money import exponent_of
from storage.bank_files import limits
from storage.bank_files.lines import (
    BankFileKind,
    BankRead,
    BankRefusalCode,
    BankRefused,
    DateOrder,
    DatesUnclear,
    ReadLine,
)
from storage.media.hatch import Hatch
from storage.media.results import IntakeFailed

_MOST_ANSWER = 64 * limits.MIB
_COPIES = 3  # a child of the workshop is given three files to write; this one fills the first
_UNREADABLE = BankRefused("bankfile.unreadable")

Found = BankRead | DatesUnclear | BankRefused


class BankFiles:
    """Reads files, at most ``at_once`` at a time. Safe to call from many threads; ``close`` it when done."""

    def __init__(self, hatch: Hatch | None = None, *, at_once: int = 2) -> None:
        self._hatch = hatch or Hatch()
        self._ours = hatch is None
        self._places = threading.BoundedSemaphore(at_once)

    def read(self, path: Path, currency: str, order: DateOrder = "") -> Found:
        """Raises IntakeFailed when the reading broke through no fault of the file, OSError when it is not there."""
        size = path.stat().st_size
        if size == 0:
            return BankRefused("bankfile.empty")
        if size > limits.MAX_BYTES:
            return BankRefused("bankfile.too_large", {"limit": limits.MAX_BYTES // limits.MIB})
        asked = {**_ORDER, "decoder": f"{exponent_of(currency)} {order}"}
        with self._places, ExitStack() as stack:
            source = stack.enter_context(path.open("rb"))
            out = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(_COPIES)]
            heard = self._hatch.ask(asked, [source.fileno(), *(file.fileno() for file in out)], limits.SECONDS)
            out[0].seek(0)
            answer = out[0].read(_MOST_ANSWER)
        return _said(heard) or found_in(answer)

    def close(self) -> None:
        """End the child processes, if they are ours."""
        if self._ours:
            self._hatch.close()


_ORDER: Mapping[str, Any] = {
    "kind": "bank",
    "decoder": "",
    "media_type": "",
    "seconds": limits.SECONDS,
    "memory_bytes": limits.MEMORY_BYTES,
    "file_bytes": _MOST_ANSWER,
}


def _said(heard: list[dict[str, Any]]) -> BankRefused | None:
    """What the child said of its work; None when the answer lies in the file."""
    *spoken, end = heard
    if end.get("late"):
        return BankRefused("bankfile.unreadable", {"reason": "time"})
    if spoken and "broken" in spoken[0]:
        raise IntakeFailed(str(spoken[0]["broken"]))
    return None if spoken and "made" in spoken[0] else _UNREADABLE


def found_in(answer: bytes) -> Found:
    """What the child wrote, checked; a refusal where it is not what a child writes."""
    try:
        said = json.loads(answer)
        if "refused" in said:
            details = {
                str(name): one if isinstance(one, int) else str(one)[:200] for name, one in said["details"].items()
            }
            return BankRefused(_one_of(said["refused"], BankRefusalCode), details)
        if "dates" in said:
            return DatesUnclear(str(said["dates"])[:20], said["sure"] is True)
        found = said["read"]
        lines = tuple(_line(one) for one in found["lines"][: limits.MAX_LINES])
        return BankRead(
            kind=_one_of(found["kind"], BankFileKind),
            sure=found["sure"] is True,
            lines=lines,
            others=int(found["others"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation):
        return BankRefused("bankfile.unreadable", {"reason": "answer"})


def _line(said: Mapping[str, Any]) -> ReadLine:
    amount = Decimal(str(said["amount"])[:40])
    if not amount.is_finite() or amount <= 0:
        raise ValueError(amount)
    return ReadLine(
        row=int(said["row"]),
        on=date.fromisoformat(said["on"]),
        amount=amount,
        currency=str(said["currency"])[:3],
        payer=str(said["payer"])[: limits.MAX_TEXT],
        text=str(said["text"])[: limits.MAX_TEXT],
        reference=str(said["reference"])[: limits.MAX_ID],
        bank_id=str(said["bank_id"])[: limits.MAX_ID],
        account=str(said["account"])[: limits.MAX_ID],
    )


def _one_of(said: object, kinds: Any) -> Any:
    if said not in get_args(kinds):
        raise ValueError(said)
    return cast("Any", said)
