"""Papers that went out already, once more for the contractor: an invoice as it was issued, a credit note."""

from bots.commands import Reply, option, reply
from bots.commands import command as do
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import find_invoice, fits
from core.domain.invoice import CreditNote
from core.ports.ledger import ProjectFile
from core.ports.messaging import Enclosure

PDF = "application/pdf"


def invoice(desk: Desk, args: Args) -> Replies:
    """The one that is named, else the newest, as its client has it."""
    found = find_invoice(desk, args.get("about"), void_too=True)
    if found is None:
        return [reply("invoice.none")]
    if found.pdf_key is None:
        return [reply("paper.not_made_yet", number=found.number)]
    file = desk.ledger.project_file(found.project_id)
    again = (option("button.send_again", do("invoice.resend", about=found.number), number=found.number),)
    pdf = _kept(found.pdf_key, found.number)
    choices = again if found.state not in {"void", "paid"} else ()
    return [Reply("paper.invoice", _said(file, found.number, found.total), choices, enclosures=(pdf,))]


def credit_note(desk: Desk, args: Args) -> Replies:
    """The newest, or the newest of what is named."""
    found = _newest_note(desk, args.get("about"))
    if found is None:
        return [reply("paper.no_credit_note")]
    file, note = found
    if note.pdf_key is None:
        return [reply("paper.not_made_yet", number=note.number)]
    return [
        Reply("paper.credit_note", _said(file, note.number, note.total), enclosures=(_kept(note.pdf_key, note.number),))
    ]


def _newest_note(desk: Desk, about: str | None) -> tuple[ProjectFile, CreditNote] | None:
    files = [desk.file(one.id) for one in desk.ledger.projects()]
    pairs = [
        (file, note)
        for file in files
        for note in file.credit_notes
        if not about or any(one.id == note.invoice_id and fits(file, one, about) for one in file.invoices)
    ]
    return max(pairs, key=lambda one: one[1].issued_at, default=None)


def _said(file: ProjectFile, number: str, total: object) -> dict[str, object]:
    return {"number": number, "total": total, "client": file.client.name, "project": file.project.name}


def _kept(key: str, number: str) -> Enclosure:
    return Enclosure(source=f"blob:{key}", file_name=f"{number}.pdf", media_type=PDF)


PERFORMERS = {"paper.invoice": invoice, "paper.credit_note": credit_note}
