"""Papers from the books: told in short, with the PDF, and sent to the client by one tap."""

import re
from dataclasses import replace
from uuid import UUID

from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.drawing import SENT, source_of
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import find_invoice, fits
from bots.perform.people import called
from bots.telling import Teller
from core.domain.ids import InvoiceId
from core.domain.invoice import Invoice
from core.domain.payment import Receipt
from core.domain.taxes import rules_of
from core.ports.ledger import ProjectFile
from core.ports.messaging import Enclosure
from core.usecases.applications import newest_application, reckon_application
from core.usecases.contract_schedules import reckon_schedule
from core.usecases.statements import dealings_with, receipts_of, statements_of

PDF = "application/pdf"
ZIP = "application/zip"
_UNSAFE = re.compile(r"[^\w-]+")


def application(desk: Desk, args: Args) -> Replies:
    """Of the invoice that is named, else of the job's newest; before any, of the work as it stands. Refusal:
    application.deposit, invoice.void (number).
    """
    if args.get("about"):
        named = find_invoice(desk, args["about"], void_too=True)
        if named is None:
            return [reply("invoice.none")]
        return [_shown_application(desk, desk.ledger.project_file(named.project_id), named.id)]
    file = desk.ledger.project_file(desk.project_id(args))
    newest = newest_application(file)
    return [_shown_application(desk, file, newest.id if newest else None)]


def _shown_application(desk: Desk, file: ProjectFile, invoice_id: InvoiceId | None) -> Reply:
    made = reckon_application(file, invoice_id)
    desk.session.project = str(file.project.id)
    told = reply(
        "paper.application" if made.invoice else "paper.application_draft",
        _to_client("application", file, file.project.id, invoice_id),
        n=made.number,
        project=file.project.name,
        number=made.invoice.number if made.invoice else "",
        due=made.current_payment_due,
        done=made.totals.to_date,
        contract=made.contract_sum_to_date,
        left=made.balance_to_finish,
        kept=_kept(file, made.invoice),
    )
    return with_file(desk.teller, told, "application", file, file.project.id, invoice_id)


def _kept(file: ProjectFile, invoice: Invoice | None) -> Reply:
    """The client got it: the PDF is that one, whatever was credited since."""
    is_kept = invoice is not None and invoice.application_key is not None
    return reply("paper.application_kept", client=file.client.name) if is_kept else NOTHING


def statement(desk: Desk, args: Args) -> Replies:
    """Of all jobs of the client of that project. Refusal: statement.nothing (client)."""
    file = desk.ledger.project_file(desk.project_id(args))
    files = dealings_with(desk.ledger, file.client.id)
    balances = tuple(reply("paper.balance", amount=one.balance) for one in statements_of(files))
    told = reply(
        "paper.statement",
        _to_client("statement", file, file.client.id),
        client=file.client.name,
        balances=balances,
    )
    return [with_file(desk.teller, told, "statement", file, file.client.id)]


def schedule(desk: Desk, args: Args) -> Replies:
    """Those of another contractor get their own part, and nothing to send. Refusal: schedule.nothing (project)."""
    file = desk.ledger.project_file(desk.project_id(args))
    made = reckon_schedule(file, desk.only)
    desk.session.project = str(file.project.id)
    code = "paper.schedule" if desk.only is None else "paper.schedule_part"
    told = reply(
        code,
        *(() if desk.only else (_to_client("schedule", file, file.project.id, None),)),
        project=file.project.name,
        contractor=file.by(desk.only or file.project.contractor_id).contractor.name,
        contract=made.totals.value,
        billed=made.totals.billed,
        paid=made.totals.paid,
        left=made.left,
        held=reply("paper.schedule_held", amount=made.totals.held) if made.totals.held else NOTHING,
        tax=reply("paper.schedule_before_tax") if _taxed_on_top(file) else NOTHING,
    )
    return [with_file(desk.teller, told, "schedule", file, file.project.id, desk.only)]


def _taxed_on_top(file: ProjectFile) -> bool:
    return bool(rules_of(file.project, file.contract)) and not file.contract.terms.inclusive


def receipt(desk: Desk, args: Args) -> Replies:
    """The newest of the invoice that is named, or of those of a client, a job or a part; else the newest of all."""
    found = _newest_receipt(desk, args.get("about"))
    if found is None:
        return [reply("paper.no_receipt")]
    file, kept = found
    told = reply(
        "paper.receipt",
        _to_client("receipt", file, kept.invoice_id, kept.id),
        receipt=kept.number,
        amount=kept.amount,
        client=file.client.name,
    )
    return [with_file(desk.teller, told, "receipt", file, kept.invoice_id, kept.id)]


def _newest_receipt(desk: Desk, about: str | None) -> tuple[ProjectFile, Receipt] | None:
    files = [desk.ledger.project_file(one.id) for one in desk.ledger.projects()]
    pairs = [(file, one) for file in files for one in file.invoices if not about or fits(file, one, about)]
    kept = [(file, receipt) for file, one in pairs for receipt in receipts_of(desk.ledger, one.id)]
    return max(kept, key=lambda one: one[1].issued_at, default=None)


def export(desk: Desk, args: Args) -> Replies:
    """The books of a year, else of this one: read when the message leaves."""
    year = int(args.get("about") or desk.asked.now.year)
    books = Enclosure(source=f"books:{year}", file_name=f"books-{year}.zip", media_type=ZIP)
    return [Reply("paper.export", {"year": str(year)}, enclosures=(books,))]


def send(desk: Desk, args: Args) -> Replies:
    """To the client, with what it is and nothing else said."""
    file = desk.ledger.project_file(desk.project_id(args))
    if args["kind"] == "receipt":
        file = file.by(desk.ledger.invoice(InvoiceId(UUID(args["ids"][0]))).contractor_id)
    details = {
        "client": called(file.client.name),
        "contractor": file.contractor.name,
        "project": file.project.name,
    }
    ids = [*args["ids"], SENT] if args["kind"] == "application" and args["ids"][1] else args["ids"]
    told = with_file(desk.teller, Reply(f"client.{args['kind']}", details), args["kind"], file, *ids)
    address = desk.teller.client(file.client.id, told, f"paper:{desk.key}")
    if address is None:
        return [reply("answer.unreachable", client=file.client.name)]
    desk.session.remember(do="words.sent", client=file.client.name)
    return [reply("answer.sent", client=file.client.name)]


def _to_client(kind: str, file: ProjectFile, *ids: UUID | None) -> Option:
    said = ["" if one is None else str(one) for one in ids]
    send = command("paper.send", kind=kind, project=str(file.project.id), ids=said)
    return option("button.send_to", send, client=file.client.name)


def with_file(teller: Teller, told: Reply, kind: str, file: ProjectFile, *ids: object) -> Reply:
    """The PDF is drawn when the message leaves; its name is in the client's language, as it is."""
    title = teller.words(file.client.language).text(f"{kind}.title")
    name = _UNSAFE.sub("-", f"{title} {file.client.name if kind == 'statement' else file.project.name}")
    pdf = Enclosure(source=source_of(kind, *ids), file_name=f"{name}.pdf", media_type=PDF)
    return replace(told, enclosures=(pdf,))
