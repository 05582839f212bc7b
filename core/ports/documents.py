"""A frozen sheet becomes a PDF. The same sheet and assets always give the same bytes."""

from collections.abc import Mapping
from typing import Any, Literal, Protocol, Self


class RenderFailed(Exception):
    """The document could not be made; the sheet stays, and it is tried again."""


class Sheet(Protocol):
    """What a document must show, whatever its kind: every string and figure decided. Equal sheets have equal
    fingerprints (sha256, hex); ``from_json`` gives back what ``as_json`` gave. ``words``: the fixed labels by code.
    """

    @property
    def language(self) -> str: ...

    @property
    def paper(self) -> Literal["letter", "a4"]: ...

    @property
    def words(self) -> Mapping[str, str]: ...

    @property
    def fingerprint(self) -> str: ...

    def as_json(self) -> dict[str, Any]: ...

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self: ...


class DocumentRenderer(Protocol):
    """``assets``: proof id -> JPEG bytes for print (about 1000 px). ``page_url``: the client's page, or "" for a draft.

    Raises RenderFailed.
    """

    def render(self, sheet: Sheet, assets: Mapping[str, bytes], page_url: str) -> bytes: ...
