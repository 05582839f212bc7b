"""What every kind of document needs before it is drawn: printable text, its characters, its pictures, its limits."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.ports.documents import RenderFailed, Sheet
from storage.documents.pictures import LONG_SIDE, Picture, fit
from storage.documents.text import printable

S = TypeVar("S", bound=Sheet)
USUAL = 160
LIMITS: Mapping[str, int] = {
    "title": 60,
    "number": 60,
    "lines": USUAL,
    "project": 200,
    "dates": 80,
    "description": 1_000,
    "quantity": 40,
    "unit_price": 40,
    "amount": 40,
    "total": 40,
    "currency": 8,
    "caption": 280,
    "when": 80,
    "short_hash": 24,
    "badge": 40,
    "language": 16,
    "words": 200,
}
"""The most characters printed of each text; a longer one ends in "…". The client's page shows the rest."""
_AS_IT_IS = frozenset({"id", "proof_ids", "milestone_id", "kind", "paper", "drawing"})
_WITH_LINE_BREAKS = frozenset({"description", "notes"})


def _usual_side(_sheet: Sheet) -> int:
    return LONG_SIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[S]):
    """How a sheet becomes a page. ``present``: the same sheet in printable text, or RenderFailed. ``proof_ids``: the
    pictures it wants. ``details``: what its template gets besides, from the sheet, the pictures' addresses and the
    address of the page. ``styles`` are files beside the template, the first one first. ``long_side``: of
    its pictures, in pixels.
    """

    template: str
    styles: tuple[str, ...]
    present: Callable[[S], S]
    proof_ids: Callable[[S], Iterable[str]]
    details: Callable[[S, Mapping[str, str], str], Mapping[str, Any]]
    long_side: Callable[[S], int] = _usual_side


def cleaned(sheet: S, limits: Mapping[str, int] = LIMITS) -> S:
    """The same sheet in printable text, each as long as its field may be."""
    return type(sheet).from_json(_clean(sheet.as_json(), "", limits))


def _clean(value: Any, field: str, limits: Mapping[str, int]) -> Any:
    if isinstance(value, dict):
        inherited = field if field == "words" else None
        return {key: _clean(inner, inherited or key, limits) for key, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner, field, limits) for inner in value]
    if not isinstance(value, str) or field in _AS_IT_IS:
        return value
    return printable(value, limits.get(field, USUAL), lines=field in _WITH_LINE_BREAKS)


def check_size(*counted: tuple[int, int, str]) -> None:
    """Each is how many, the most, and of what. RenderFailed for the first that are too many."""
    for count, most, what in counted:
        if count > most:
            raise RenderFailed(f"{count} {what} are more than the {most} that one document takes")


def check_labels(sheet: Sheet, codes: Iterable[str]) -> None:
    """RenderFailed, naming them, when the sheet lacks labels."""
    missing = [code for code in codes if code not in sheet.words]
    if missing:
        raise RenderFailed("the sheet lacks the labels " + ", ".join(missing))


def pictures(proof_ids: Iterable[str], assets: Mapping[str, bytes], long_side: int = LONG_SIDE) -> dict[str, Picture]:
    """Proof id -> what is embedded; a missing or unreadable picture is left out."""
    fitted = {proof_id: fit(assets[proof_id], long_side) for proof_id in proof_ids if proof_id in assets}
    return {proof_id: picture for proof_id, picture in fitted.items() if picture}


def characters(sheet: Sheet) -> set[str]:
    """Every character that the page may show."""
    return set(_all_text(sheet.as_json()))


def _all_text(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(map(_all_text, value.values()))
    if isinstance(value, list):
        return "".join(map(_all_text, value))
    return value if isinstance(value, str) else ""
