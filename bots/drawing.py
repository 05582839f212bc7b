"""The papers that are drawn from the books when they are sent: their sheets. Of these the application for payment that
the client got is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from core.domain.account import Language
from core.domain.errors import NotFound
from core.domain.ids import ClientId, ContractorId, InvoiceId, ProjectId
from core.ports.documents import Sheet
from core.ports.ledger import Ledger
from core.ports.wording import Wording
from core.usecases.applications import build_application
from core.usecases.asking import Stationery
from core.usecases.contract_schedules import build_schedule
from core.usecases.statements import build_receipt, build_statement, dealings_with, receipts_of
from storage.documents.words import APPLICATION_WORDS, RECEIPT_WORDS, SCHEDULE_WORDS, STATEMENT_WORDS

Words = Callable[[Language], Wording]
WORDS: Mapping[str, Sequence[str]] = {
    "application": APPLICATION_WORDS,
    "statement": STATEMENT_WORDS,
    "receipt": RECEIPT_WORDS,
    "schedule": SCHEDULE_WORDS,
}


def source_of(kind: str, *ids: object) -> str:
    """What a message carries instead of the file: the ids that it is drawn from; None among them is nothing."""
    return f"paper:{'/'.join((kind, *('' if one is None else str(one) for one in ids)))}"


SENT = "sent"


def kept_of(key: str) -> tuple[InvoiceId, bool] | None:
    """(the invoice whose application it is, whether it goes to the client now); None for what is never kept."""
    kind, *ids = key.split("/")
    if kind != "application" or not ids[1]:
        return None
    return InvoiceId(UUID(ids[1])), ids[2:] == [SENT]


def sheet_of(ledger: Ledger, key: str, words: Words, at: datetime) -> Sheet:
    """``key``: a source without its "paper:". In the client's language, as the books are now; ``at`` is the moment that
    is printed. Raises Refusal as the use cases do.
    """
    kind, *ids = key.split("/")
    return _SHEETS[kind](ledger, ids, words, at)


def _application(ledger: Ledger, ids: Sequence[str], words: Words, at: datetime) -> Sheet:
    file = ledger.project_file(ProjectId(UUID(ids[0])))
    invoice = InvoiceId(UUID(ids[1])) if ids[1] else None
    today = at.astimezone(ZoneInfo(file.project.zone)).date()
    return build_application(file, invoice, _paper("application", words(file.client.language)), today)


def _statement(ledger: Ledger, ids: Sequence[str], words: Words, at: datetime) -> Sheet:
    client = ledger.client(ClientId(UUID(ids[0])))
    return build_statement(dealings_with(ledger, client.id), _paper("statement", words(client.language)), at)


def _receipt(ledger: Ledger, ids: Sequence[str], words: Words, _at: datetime) -> Sheet:
    invoice = ledger.invoice(InvoiceId(UUID(ids[0])))
    receipt = next((one for one in receipts_of(ledger, invoice.id) if str(one.id) == ids[1]), None)
    if receipt is None:
        raise NotFound("receipt.not_found", id=ids[1])
    file = ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    return build_receipt(file, receipt, _paper("receipt", words(file.client.language)))


def _schedule(ledger: Ledger, ids: Sequence[str], words: Words, at: datetime) -> Sheet:
    file = ledger.project_file(ProjectId(UUID(ids[0])))
    whose = ContractorId(UUID(ids[1])) if ids[1] else None
    today = at.astimezone(ZoneInfo(file.project.zone)).date()
    return build_schedule(file, whose, _paper("schedule", words(file.client.language)), today)


def _paper(kind: str, wording: Wording) -> Stationery:
    return Stationery(wording=wording, labels={code: wording.text(f"{kind}.word.{code}") for code in WORDS[kind]})


_SHEETS: Mapping[str, Callable[[Ledger, Sequence[str], Words, datetime], Sheet]] = {
    "application": _application,
    "statement": _statement,
    "receipt": _receipt,
    "schedule": _schedule,
}
