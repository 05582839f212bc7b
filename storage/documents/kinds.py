"""The kinds of documents by name: how each looks. A new kind is one entry here and one in ``sheets``."""

from collections.abc import Mapping
from typing import Any

from core.ports.documents import Sheet
from storage.documents.application_page import APPLICATION
from storage.documents.contract_page import SCHEDULE
from storage.documents.offer_page import PROPOSAL
from storage.documents.pack_page import PROOF_PACK
from storage.documents.page import INVOICE
from storage.documents.presenting import Kind
from storage.documents.sheets import name_of
from storage.documents.statement_page import RECEIPT, STATEMENT

KINDS: Mapping[str, Kind[Any]] = {
    "invoice": INVOICE,
    "proof_pack": PROOF_PACK,
    "proposal": PROPOSAL,
    "application": APPLICATION,
    "statement": STATEMENT,
    "receipt": RECEIPT,
    "schedule": SCHEDULE,
}


def kind_of(sheet: Sheet) -> Kind[Any]:
    """KeyError for a sheet of no kind."""
    return KINDS[name_of(sheet)]
