"""The kinds of documents by name: which sheet each is made from. A kind's look is in ``kinds``."""

from collections.abc import Mapping

from core.domain.application_sheet import ApplicationSheet
from core.domain.contract_sheet import ContractSheet
from core.domain.proof_pack import ProofPackSheet
from core.domain.proposal_paper import ProposalPaper
from core.domain.receipt_sheet import ReceiptSheet
from core.domain.sheet import InvoiceSheet
from core.domain.statement_sheet import StatementSheet
from core.ports.documents import Sheet

SHEETS: Mapping[str, type[Sheet]] = {
    "invoice": InvoiceSheet,
    "proof_pack": ProofPackSheet,
    "proposal": ProposalPaper,
    "application": ApplicationSheet,
    "statement": StatementSheet,
    "receipt": ReceiptSheet,
    "schedule": ContractSheet,
}


def name_of(sheet: Sheet) -> str:
    """The kind that this sheet is of. KeyError for a sheet of no kind."""
    return {kind: name for name, kind in SHEETS.items()}[type(sheet)]
