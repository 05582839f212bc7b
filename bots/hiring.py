"""Whose client somebody is, and about which invoice they were written to last."""

from collections.abc import Iterator, Mapping, Sequence

from bots.commands import Reply
from core.domain.ids import InvoiceId
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.views import Who
from storage.turns import Turn


def hired(turn: Turn, people: Sequence[Who]) -> Mapping[str, str] | None:
    """The firm that wrote to this contractor last as to its client."""
    for who in people:
        ledger = turn.ledger(who.account_id)
        invoice = newest_invoice(ledger, who) if who.client_id else None
        if invoice:
            return {"account": str(who.account_id), "invoice": str(invoice), "name": ledger.account().name}
    return None


def invoice_named(ledger: Ledger, who: Who, details: Mapping[str, str]) -> InvoiceId | None:
    """The client's invoice that a message's details name; each contractor of the firm has numbers of their own."""
    named = (
        one.id
        for file in _files(ledger, who)
        for one in file.invoices
        if (one.number, file.named(one.contractor_id).name) == (details.get("number"), details.get("contractor"))
    )
    return next(named, None)


def newest_invoice(ledger: Ledger, who: Who) -> InvoiceId | None:
    invoices = [one for file in _files(ledger, who) for one in file.invoices]
    return max(invoices, key=lambda one: one.issued_at).id if invoices else None


def whole_job(file: ProjectFile) -> Reply:
    """Where all of it is told."""
    details = {"project": file.project.name, "contractor": file.contractor.name, "client": file.client.name}
    return Reply("client.whole_job", details, project_id=str(file.project.id))


def only_job(ledger: Ledger, who: Who) -> Reply | None:
    """Of several jobs it is not known which is meant."""
    files = tuple(_files(ledger, who))
    return whole_job(files[0]) if len(files) == 1 else None


def _files(ledger: Ledger, who: Who) -> Iterator[ProjectFile]:
    return (ledger.project_file(one.id) for one in ledger.projects() if one.client_id == who.client_id)
