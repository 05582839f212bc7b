"""Credit notes: what was wrong on an invoice is taken back, after a tap on what it comes to."""

from decimal import Decimal
from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, reply
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import find_invoice
from bots.perform.people import called
from core.domain.crediting import Target
from core.domain.errors import OutOfDate
from core.domain.ids import MilestoneId
from core.domain.invoice import CreditNote, Invoice
from core.domain.money import Money, total
from core.ports.ledger import ProjectFile
from core.ports.messaging import Enclosure
from core.usecases import crediting
from core.usecases.counting import balance_of
from core.usecases.crediting import CreditShown, CreditWish


def ask(desk: Desk, args: Args) -> Replies:
    """What it comes to, and what is left to pay before and after."""
    invoice = find_invoice(desk, args.get("about"), args.get("invoice"), void_too=True)
    if invoice is None:
        return [reply("credit.no_invoice", about=args["about"]) if args.get("about") else reply("invoice.none")]
    wish = _wish(args, invoice.total.currency)
    return [asked_of(desk, invoice, wish, args)]


def asked_of(desk: Desk, invoice: Invoice, wish: CreditWish, args: Args) -> Reply:
    """As ``crediting.show_credit``; ``args`` may name the one line that it is about."""
    shown = crediting.show_credit(desk.ledger, invoice.id, wish)
    desk.session.project = str(invoice.project_id)
    return _asked(shown, wish, args)


def _wish(args: Args, currency: str) -> CreditWish:
    amount = None if args.get("amount") is None else Money.of(Decimal(args["amount"]), currency)
    target = Target(MilestoneId(UUID(args["part"])), args.get("cost")) if args.get("part") else None
    return CreditWish(amount=amount, reason=args.get("reason") or "", target=target, line=args.get("line") or "")


def _asked(shown: CreditShown, wish: CreditWish, args: Args) -> Reply:
    made, invoice, client = shown.credit, shown.invoice, shown.file.client.name
    said = {
        "invoice": str(invoice.id),
        "amount": None if wish.amount is None else str(wish.amount.decimal),
        "reason": wish.reason,
        **{name: args[name] for name in ("part", "cost", "line", "worth") if args.get(name)},
    }
    sure = command("credit.issue", shown=shown.fingerprint, **said)
    return reply(
        "credit.confirm",
        option("button.credit", sure, total=made.total),
        option("button.leave", command("menu.back")),
        number=invoice.number,
        client=client,
        total=made.total,
        steps=_steps(shown),
        line=_line(shown, wish, args),
        reason=reply("credit.reason", reason=wish.reason) if wish.reason else NOTHING,
        before=shown.balance_before,
        after=shown.balance_after,
        surplus=reply("credit.surplus", surplus=shown.surplus, client=client) if shown.surplus else NOTHING,
    )


def _line(shown: CreditShown, wish: CreditWish, args: Args) -> Reply:
    """What the line came to on the invoice, and what it comes to after."""
    if not wish.line or not args.get("worth"):
        return NOTHING
    before = Money.of(Decimal(args["worth"]), shown.credit.total.currency)
    return reply("credit.line", line=wish.line, before=before, after=before - shown.credit.subtotal)


def _steps(shown: CreditShown) -> tuple[Reply, ...]:
    """From the work to the total, where tax, retainage or the deposit stand between them."""
    made = shown.credit
    if not made.subtotal or made.subtotal == made.total:
        return ()
    on_top = total((one.tax for one in made.taxes if not one.inclusive), made.total.currency)
    steps = (
        ("credit.of_work", made.subtotal),
        ("credit.of_tax", on_top),
        ("credit.of_retainage", -made.retained),
        ("credit.of_deposit", -made.deposit_applied),
    )
    return tuple(reply(code, amount=amount) for code, amount in steps if amount)


def issue(desk: Desk, args: Args) -> Replies:
    """What was shown, and nothing else: it goes to the client once its PDF is made."""
    invoice = find_invoice(desk, None, args["invoice"])
    if invoice is None:
        return [reply("invoice.none")]
    file = desk.ledger.project_file(invoice.project_id, lock=True)
    wish = _wish(args, invoice.total.currency)
    paper = desk.stationery(file.client.language)
    try:
        made = crediting.issue_credit(desk.ledger, desk.asked, invoice.id, wish, args["shown"], paper)
    except OutOfDate:
        again = ask(desk, args)[0]
        return [reply("lines", *again.choices, lines=(reply("refused.credit.changed"), again))]
    desk.session.remember(do="credit.issued", number=made.note.number, client=file.client.name)
    said = reply(
        "credit.issued" if desk.teller.ways_to(file.client) else "credit.issued_unreached",
        option("button.status", command("status")),
        note=made.note.number,
        total=made.note.total,
        number=invoice.number,
        client=file.client.name,
        left=made.shown.balance_after,
    )
    return [said, *_what_was_paid(made.shown)]


def _what_was_paid(shown: CreditShown) -> Replies:
    """What was paid beyond what is left can go back, by a tap; else the next invoice offers to use it."""
    if not shown.surplus:
        return []
    amount, number = shown.surplus, shown.invoice.number
    back = command("refund.ask", about=number, amount=str(amount.decimal))
    choices = (option("button.give_back", back, amount=amount), option("button.keep_credit", command("menu.back")))
    return [reply("credit.what_was_paid", *choices, amount=amount, client=shown.file.client.name, number=number)]


def message_of(file: ProjectFile, note: CreditNote, invoice: Invoice, link_id: str) -> Reply:
    """For the client, with the PDF and the page of the invoice."""
    left = balance_of(file, invoice)
    held = (one.surplus for one in file.payments if one.invoice_id == invoice.id and one.state == "succeeded")
    credit = total(held, left.currency)
    settled = "client.credited_surplus" if credit else "client.credited_settled"
    return Reply(
        "client.credited" if left else settled,
        {
            "client": called(file.client.name),
            "contractor": file.contractor.name,
            "note": note.number,
            "number": invoice.number,
            "total": note.total,
            "reason": reply("client.credit_reason", reason=note.reason) if note.reason else NOTHING,
            "left": left,
            "credit": credit,
        },
        enclosures=(enclosure_of(note),),
        link_id=link_id,
    )


def enclosure_of(note: CreditNote) -> Enclosure:
    return Enclosure(source=f"blob:{note.pdf_key}", file_name=f"{note.number}.pdf", media_type="application/pdf")
