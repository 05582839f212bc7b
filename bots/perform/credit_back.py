"""Credit that was used on an invoice is the client's again, after a tap on what that comes to; the invoice stays."""

from decimal import Decimal
from uuid import UUID

from bots.commands import Reply, command, option, reply
from bots.perform.credit_offered import left_to_pay
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import fits
from core.domain.errors import OutOfDate
from core.domain.ids import InvoiceId
from core.domain.invoice import Invoice
from core.domain.money import Money
from core.ports.ledger import ProjectFile
from core.usecases import using_credit
from core.usecases.counting import balance_of


def ask(desk: Desk, args: Args) -> Replies:
    """Of the newest invoice that is meant and that credit pays."""
    found = next(iter(_paid_with_credit(desk, args)), None)
    if found is None:
        return [reply("credit.back_none")]
    file, invoice = found
    used, balance = using_credit.used_on(file, invoice), balance_of(file, invoice)
    sure = command("credit.back", invoice=str(invoice.id), amount=str(used.decimal))
    return [
        reply(
            "credit.back_ask",
            option("button.credit_back", sure, number=invoice.number),
            option("button.leave", command("menu.back")),
            credit=used,
            client=file.client.name,
            number=invoice.number,
            before=balance,
            after=balance + used,
        )
    ]


def back(desk: Desk, args: Args) -> Replies:
    """What was shown, once; the client hears of it."""
    invoice_id = InvoiceId(UUID(args["invoice"]))
    known = desk.ledger.invoice(invoice_id)
    shown = Money.of(Decimal(args["amount"]), known.total.currency)
    try:
        file, invoice = using_credit.give_back(desk.ledger, desk.asked, invoice_id, shown)
    except OutOfDate:
        again = ask(desk, {"invoice": args["invoice"]})[0]
        return [reply("lines", *again.choices, lines=(reply("refused.credit.changed_since"), again))]
    details = {
        "credit": shown,
        "client": file.client.name,
        "contractor": file.contractor.name,
        "number": invoice.number,
        "left": left_to_pay(invoice, balance_of(file, invoice)),
    }
    desk.session.remember(do="credit.given_back", number=invoice.number)
    link = str(desk.ledger.link_of(invoice_id).id)
    told = Reply("client.credit_given_back", details, link_id=link)
    desk.teller.client(file.client.id, told, f"credit-back:{desk.key}")
    return [Reply("credit.given_back", details)]


def ask_of(desk: Desk, step: Args) -> Reply:
    """Undo, right after it was used: the same question."""
    return ask(desk, {"about": step["number"]})[0]


def _paid_with_credit(desk: Desk, args: Args) -> list[tuple[ProjectFile, Invoice]]:
    """The newest first."""
    files = [desk.ledger.project_file(one.id) for one in desk.ledger.projects()]
    pairs = [(file.by(one.contractor_id), one) for file in files for one in reversed(file.invoices)]
    about, named = args.get("about"), args.get("invoice")
    meant = [
        (file, one) for file, one in pairs if (str(one.id) == named if named else not about or fits(file, one, about))
    ]
    return [(file, one) for file, one in meant if using_credit.used_on(file, one)]
