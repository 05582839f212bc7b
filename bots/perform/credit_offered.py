"""A client's credit is offered with the next invoice, and used as that is issued."""

from decimal import Decimal
from uuid import uuid5

from bots.commands import NOTHING, Command, Option, Reply, option, reply
from bots.perform.desk import Args, Desk
from bots.perform.paid_told import tell_rooms_paid
from core.domain.invoice import Draft, Invoice
from core.domain.money import Money, total
from core.ports.ledger import ProjectFile
from core.usecases import billing, using_credit
from core.usecases.counting import balance_of


def offered(desk: Desk, file: ProjectFile, send: Command, asked: Money) -> tuple[Reply, tuple[Option, ...]]:
    """With an invoice that is about to be sent: how much there is, and the tap that sends it with the credit used."""
    credit = using_credit.credit_left(desk.ledger, file)
    if not credit or not asked:
        return NOTHING, ()
    with_it = Command(send.do, {**send.args, "credit": str(credit.decimal)})
    choice = option("button.send_with_credit", with_it, credit=min(credit, asked))
    return reply("draft.credit", client=file.client.name, credit=credit), (choice,)


def still_there(desk: Desk, file: ProjectFile, draft: Draft, args: Args) -> bool:
    """The credit is what it was when the tap was offered."""
    if args.get("credit") is None:
        return True
    contractor_id, _ = billing.wishes(file, billing.wish_of(draft))[0]
    return using_credit.credit_left(desk.ledger, file.by(contractor_id)).decimal == Decimal(args["credit"])


def used_at_once(desk: Desk, invoice: Invoice, args: Args) -> Reply:
    """With the invoice that has just been issued; its own message tells the client."""
    if args.get("credit") is None:
        return NOTHING
    file = desk.ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    usable = using_credit.credit_for(desk.ledger, file, invoice)
    used = using_credit.use_credit(desk.ledger, desk.asked, invoice.id, usable, uuid5(invoice.id, "at once"))
    tell_rooms_paid(desk.teller, used[-1])
    left = left_to_pay(invoice, used[-1].balance)
    return reply("credit.used_on", credit=usable, client=file.client.name, left=left)


def left_to_pay(invoice: Invoice, balance: Money) -> Reply:
    return reply("returned.left" if balance else "returned.settled", number=invoice.number, balance=balance)


def told_with_it(file: ProjectFile, invoice: Invoice) -> Reply:
    """What of it the client's credit paid already, and what that leaves; nothing where it paid none."""
    paid = (one.kept for one in file.payments if one.invoice_id == invoice.id and one.credit_of)
    credit, balance = total(paid, invoice.total.currency), balance_of(file, invoice)
    if not credit:
        return NOTHING
    return reply("client.invoice_credit" if balance else "client.invoice_credit_all", credit=credit, balance=balance)
