"""A frozen sheet becomes a PDF. The same sheet and assets always give the same bytes."""

from collections.abc import Mapping
from typing import Protocol

from core.domain.sheet import InvoiceSheet


class RenderFailed(Exception):
    """The document could not be made; the sheet stays, and it is tried again."""


class DocumentRenderer(Protocol):
    """``assets``: proof id -> JPEG bytes for print (about 1000 px). ``page_url``: the client's page, or "" for a draft.

    Raises RenderFailed.
    """

    def render(self, sheet: InvoiceSheet, assets: Mapping[str, bytes], page_url: str) -> bytes: ...
