"""Invoices that went out: sent again while they are open, shown to be paid once they are."""

from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, reply
from bots.perform.clients import part_waits
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import find_invoice, tell_client_of
from bots.perform.previewing import preview_of
from bots.perform.reached import on_its_way
from core.domain.account import Address
from core.domain.ids import InvoiceId
from core.domain.invoice import Invoice
from core.ports.ledger import ProjectFile
from core.usecases import counting, voiding
from core.usecases.billing import Wish
from core.usecases.reminding import went_out


def resend(desk: Desk, args: Args) -> Replies:
    """Sends the newest open invoice again, or the one named by its number, client or project; a paid one never."""
    invoice = find_invoice(desk, args.get("about"), args.get("invoice"))
    if invoice is None:
        return [reply("invoice.none")]
    file = desk.ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    if invoice.state == "void":
        return [reply("refused.invoice.void", number=invoice.number)]
    if invoice.state == "paid":
        again = option("button.send_proof_paid", command("invoice.tell_paid", invoice=str(invoice.id)))
        leave = option("button.leave", command("menu.back"))
        return [reply("invoice.paid_already", again, leave, number=invoice.number, client=file.client.name)]
    if invoice.pdf_key is None:
        return [reply("invoice.still_making", number=invoice.number)]
    address = _ask_again(desk, file, invoice)
    if address:
        desk.session.remember(do="invoice.sent", number=invoice.number, client=file.client.name)
    details = {"number": invoice.number, "client": file.client.name}
    said = on_its_way(desk, "invoice.resent", address, total=invoice.total, next=NOTHING, left=NOTHING, **details)
    if address:
        return [said]
    link = str(desk.ledger.link_of(invoice.id).id)
    return [said, Reply("told.forward_link", details, link_id=link)]


def _ask_again(desk: Desk, file: ProjectFile, invoice: Invoice) -> Address | None:
    """The invoice as it went out; once a part is paid or disputed, what is left of it, and what of that waits."""
    link, key = str(desk.ledger.link_of(invoice.id).id), f"again:{desk.key}"
    waiting = part_waits(desk.ledger, file, invoice)
    if invoice.state != "part_paid" and waiting is NOTHING:
        return tell_client_of(desk.teller, file, invoice, link, key)
    went_out(desk.ledger, desk.asked, invoice)
    words = _where_it_stands("client.where_it_stands", file, invoice, link, waits=waiting)
    return desk.teller.client(file.client.id, words, key)


def _where_it_stands(code: str, file: ProjectFile, invoice: Invoice, link: str, **more: Reply) -> Reply:
    details: dict[str, object] = {
        "number": invoice.number,
        "contractor": file.contractor.name,
        "balance": counting.balance_of(file, invoice),
        **more,
    }
    return Reply(code, details, link_id=link)


def tell_paid(desk: Desk, args: Args) -> Replies:
    """The client hears that it is paid, with the page that says so: no demand."""
    invoice = find_invoice(desk, None, args["invoice"])
    if invoice is None or invoice.state != "paid":
        return resend(desk, args)
    file = desk.ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    words = _where_it_stands("client.all_paid", file, invoice, str(desk.ledger.link_of(invoice.id).id))
    address = desk.teller.client(file.client.id, words, f"paid:{desk.key}")
    if address is None:
        return [reply("answer.unreachable", client=file.client.name)]
    desk.session.remember(do="words.sent", client=file.client.name)
    return [reply("answer.sent", client=file.client.name)]


def void_ask(desk: Desk, args: Args) -> Replies:
    """Only what nobody has paid on, and only after a tap: the client may be about to pay."""
    invoice = find_invoice(desk, args.get("about"), args.get("invoice"))
    if invoice is None:
        return [reply("invoice.none")]
    file = desk.ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    known, client = file.client, file.client.name
    if not voiding.may_be_void(file, invoice):
        return [reply("invoice.void_paid", number=invoice.number, client=client)]
    voiding.check_voidable(file, invoice)
    sure = command("invoice.void", invoice=str(invoice.id), reissue=bool(args.get("reissue")))
    choices = (option("button.void", sure, number=invoice.number), option("button.leave", command("menu.back")))
    how = _told_how(invoice, can_be_told=bool(desk.teller.ways_to(known)))
    way = counting.on_its_way(file, invoice)
    waits = reply("invoice.void_waits", amount=way, client=client) if way else NOTHING
    details = {"number": invoice.number, "total": invoice.total, "client": client, "waits": waits}
    return [Reply(f"invoice.void_ask{how}", details, choices)]


def _told_how(invoice: Invoice, *, can_be_told: bool) -> str:
    """Which words fit: the client is told, cannot be, or has nothing to be told of."""
    if invoice.sent_at is None:
        return "_unsent"
    return "" if can_be_told else "_unreached"


def void(desk: Desk, args: Args) -> Replies:
    """The parts can be billed again; a client who can be reached hears that there is nothing to pay on it. Money that
    came: refused.
    """
    invoice_id = InvoiceId(UUID(args["invoice"]))
    known = desk.ledger.invoice(invoice_id)
    if known.state == "void":
        return [reply("refused.invoice.void", number=known.number)]
    file = desk.ledger.project_file(known.project_id).by(known.contractor_id)
    if not voiding.may_be_void(file, known):
        return void_ask(desk, args)
    invoice = voiding.void_invoice(desk.ledger, desk.asked, invoice_id)
    file = desk.ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    told = None
    if invoice.sent_at is not None:
        details = {"number": invoice.number, "contractor": file.contractor.name, "project": file.project.name}
        link = str(desk.ledger.link_of(invoice.id).id)
        told = desk.teller.client(file.client.id, Reply("client.voided", details, link_id=link), f"void:{invoice.id}")
    desk.session.remember(do="invoice.voided", number=invoice.number)
    ids = {"project": str(file.project.id), "milestones": [str(one) for one in invoice.milestone_ids]}
    again = (
        command("draft.show", **ids) if invoice.milestone_ids else command("draft.show_kind", kind=invoice.kind, **ids)
    )
    code = f"invoice.voided{_told_how(invoice, can_be_told=told is not None)}"
    anew = bool(args.get("reissue"))
    choices = () if anew else (option("button.invoice", again),)
    said = reply(code, *choices, number=invoice.number, client=file.client.name)
    return [said, preview_of(desk, file.project.id, _anew(invoice))] if anew else [said]


def _anew(invoice: Invoice) -> Wish:
    """What it billed, as it comes to now."""
    return Wish(kind=invoice.kind, milestone_ids=invoice.milestone_ids)
