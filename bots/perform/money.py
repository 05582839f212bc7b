"""Payments by hand, who owes what, and answers to clients."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from bots.commands import NOTHING, Option, Reply, command, option, own, reply
from bots.drawing import source_of
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import fits
from bots.perform.evidence import give_back, keep_with
from bots.perform.paid_before import receipt_of_the_same
from bots.perform.paid_how import amount_paid, amount_said, plus_card_fee
from bots.perform.paid_told import tell_rooms_paid
from bots.perform.people import called
from core.domain.errors import Refusal
from core.domain.ids import InvoiceId, PaymentId
from core.domain.invoice import Invoice
from core.domain.money import Money
from core.ports.messaging import Enclosure
from core.usecases import bank_lines, collecting, counting
from core.usecases.views import OwedRow

MOST_CHOICES = 8


def paid_ask(desk: Desk, args: Args) -> Replies:
    """Never counts by itself: it shows which invoice, how much, and what will be left, and waits for a tap."""
    rows = _owing(desk, args)
    if len(rows) != 1:
        return [_which_invoice(desk, rows, args)]
    invoice = desk.ledger.invoice(rows[0].invoice_id)
    file = desk.ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    balance = counting.balance_of(file, invoice)
    if args.get("amount") is None:
        return [_how_much(invoice, balance, args)]
    amount = Money.of(Decimal(args["amount"]), balance.currency)
    said = {"invoice": str(invoice.id), "amount": str(amount.decimal), "method": args["method"], "note": args["note"]}
    shown = {"balance": str(balance.decimal), "proofs": args.get("proofs"), "key": desk.key}
    record = command("paid.record", **said, **shown)
    left = balance - amount
    before = receipt_of_the_same(desk, file.client.id, amount, args["method"], args["note"] or "")
    return [
        reply(
            "paid.confirm_another" if before else "paid.confirm",
            option("button.record", record),
            option("button.cancel", command("menu.back")),
            amount=amount_said(amount, args["method"], args["note"]),
            number=invoice.number,
            client=file.client.name,
            after=_after(left),
            receipt=before,
        )
    ]


def _after(left: Money) -> Reply:
    if left.minor < 0:
        return reply("paid.surplus", surplus=-left)
    return reply("paid.left", balance=left) if left else reply("paid.then_full")


def _how_much(invoice: Invoice, balance: Money, args: Args) -> Reply:
    """The whole balance is one tap; an amount alone is an answer, too."""
    same = {name: args.get(name) for name in ("method", "note", "proofs")} | {"invoice": str(invoice.id)}
    everything = command("paid.ask", amount=str(balance.decimal), **same)
    choice = option("paid.button_all", everything)
    return reply("paid.how_much", choice, expects={"what": "paid", **same}, number=invoice.number, balance=balance)


def _owing(desk: Desk, args: Args) -> Sequence[OwedRow]:
    """The open invoices that it can be about: the one meant, or those to choose from."""
    rows = desk.reads.owed(desk.ledger.account_id, desk.only)
    if args.get("invoice"):
        return [row for row in rows if str(row.invoice_id) == args["invoice"]]
    if args.get("about"):
        return [row for row in rows if _is_about(desk, row, args["about"])]
    here = [row for row in rows if str(row.project_id) == desk.session.project]
    exact = [row for row in rows if args.get("amount") and row.balance.decimal == Decimal(args["amount"])]
    return next((found for found in (exact, here) if len(found) == 1), rows)


def _is_about(desk: Desk, row: OwedRow, about: str) -> bool:
    return fits(desk.ledger.project_file(row.project_id), desk.ledger.invoice(row.invoice_id), about)


def _which_invoice(desk: Desk, rows: Sequence[OwedRow], args: Args) -> Reply:
    """None or several: one question, never a guess."""
    shown = rows or desk.reads.owed(desk.ledger.account_id, desk.only)
    if not shown:
        return reply("paid.nothing_open")
    said = {name: args.get(name) for name in ("amount", "method", "note", "proofs")}
    choices = (
        own(f"{row.number} {row.client_name}", command("paid.ask", invoice=str(row.invoice_id), **said))
        for row in shown[:MOST_CHOICES]
    )
    if rows or args.get("invoice"):
        return reply("paid.which", *choices)
    return reply("paid.which_not", *choices, about=args.get("about"))


def paid_record(desk: Desk, args: Args) -> Replies:
    """Counts once per confirmation; when the balance moved since, nothing is recorded and it is asked again."""
    invoice_id = InvoiceId(UUID(args["invoice"]))
    currency = desk.ledger.invoice(invoice_id).total.currency
    paid = collecting.ByHand(
        amount=Money.of(Decimal(args["amount"]), currency),
        method=args["method"],
        note=args["note"],
        balance=Money.of(Decimal(args["balance"]), currency),
    )
    counted = collecting.record_by_hand(desk.ledger, desk.asked, invoice_id, paid, args["key"])
    if counted.what == "already":
        code = "paid.already" if counted.balance else "paid.already_full"
        return [reply(code, number=counted.invoice.number, balance=counted.balance)]
    desk.session.remember(do="payment.recorded", payment=str(counted.payment.id), invoice=str(invoice_id))
    tell_paid(desk, counted)
    told = keep_with(desk, args, counted.payment, contractor_receipt(counted))
    return [told] if desk.only is None else [_noted_by_partner(desk, counted, told)]


def _noted_by_partner(desk: Desk, counted: counting.Counted, told: Reply) -> Reply:
    """Those who lead hear of it, with who noted it; undo is of a whole room, so it is taken back by a button of its
    own.
    """
    mine = {"payment": str(counted.payment.id), "invoice": str(counted.invoice.id)}
    back = option("button.take_back", command("paid.reverse_ask", **mine))
    noted = {
        "member": desk.member.name,
        "contractor": counted.file.contractor.name,
        "receipt": replace(told, choices=()),
    }
    desk.teller.members(Reply("told.paid_noted", noted, (back,)), f"paid-noted:{counted.payment.id}")
    return replace(told, choices=(*told.choices, back))


def reverse_ask(desk: Desk, args: Args) -> Replies:
    """Refusal: payment.none."""
    asked = reverse_ask_of(desk, args)
    if not asked:
        raise Refusal("payment.none")
    return asked


def reverse_ask_of(desk: Desk, args: Args) -> Replies:
    """Money is moved by a confirmation only, taking it back too; nothing where it does not count any more."""
    invoice = desk.ledger.invoice(InvoiceId(UUID(args["invoice"])))
    file = desk.ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    found = (one for one in file.payments if str(one.id) == args["payment"] and one.invoice_id == invoice.id)
    payment = next((one for one in found if one.state == "succeeded"), None)
    if payment is None:
        return []
    do = command("paid.reverse", payment=args["payment"], invoice=args["invoice"])
    choices = (option("button.take_back", do), option("button.leave", command("menu.back")))
    return [reply("paid.reverse_ask", *choices, amount=payment.amount, number=invoice.number, client=file.client.name)]


def tell_paid(desk: Desk, counted: counting.Counted) -> None:
    """The client gets their receipt, and the job's rooms hear of what is paid."""
    link = str(desk.ledger.link_of(counted.invoice.id).id)
    desk.teller.client(counted.file.client.id, client_receipt(counted, link), f"receipt:{counted.payment.id}")
    tell_rooms_paid(desk.teller, counted)


def paid_reverse(desk: Desk, args: Args) -> Replies:
    """Takes a payment by hand back after it was confirmed; the client, who has a receipt, hears of it too."""
    payment, invoice = PaymentId(UUID(args["payment"])), InvoiceId(UUID(args["invoice"]))
    told = collecting.reverse_by_hand(desk.ledger, desk.asked, payment, invoice)
    bank_lines.reopen_bank_line(desk.ledger, told.payment)
    give_back(desk, told.file, payment)
    desk.session.remember(do="payment.reversed", number=told.invoice.number)
    details = {
        "amount": told.payment.amount,
        "number": told.invoice.number,
        "balance": told.balance,
        "contractor": told.file.contractor.name,
    }
    link = str(desk.ledger.link_of(invoice).id)
    desk.teller.client(told.file.client.id, Reply("client.reversed", details, link_id=link), f"reversed:{payment}")
    return [Reply("undo.paid", details)]


def contractor_receipt(counted: counting.Counted) -> Reply:
    """Money arrived: how much, from whom, on what, and what is left."""
    over = counted.invoice.state in counting.CLOSED
    left = "paid.part" if counted.balance else "paid.in_full"
    code = "paid.for_nothing" if over else left
    return reply(
        code,
        *_give_back(counted),
        amount=amount_paid(counted.payment),
        client=counted.file.client.name,
        number=counted.invoice.number,
        balance=counted.balance,
        receipt=counted.receipt.number if counted.receipt else "",
        surplus=reply("paid.surplus_told", surplus=counted.payment.surplus) if counted.payment.surplus else NOTHING,
    )


def _give_back(counted: counting.Counted) -> tuple[Option, ...]:
    """What was paid beyond what was asked for is the client's: it may go back by a tap, or stay as their credit."""
    surplus = counted.payment.surplus
    if not surplus:
        return ()
    payment, invoice = str(counted.payment.id), str(counted.invoice.id)
    back = command("refund.ask", invoice=invoice, payment=payment, amount=str(surplus.decimal))
    return (option("button.refund", back, amount=surplus),)


def client_receipt(counted: counting.Counted, link_id: str) -> Reply:
    over = counted.invoice.state in counting.CLOSED
    left = "client.receipt_part" if counted.balance else "client.receipt_full"
    code = "client.receipt_for_nothing" if over else left
    details = {
        "client": called(counted.file.client.name),
        "contractor": counted.file.contractor.name,
        "amount": plus_card_fee(counted.payment.amount, counted.payment.card_fee),
        "number": counted.invoice.number,
        "project": counted.file.project.name,
        "receipt": counted.receipt.number if counted.receipt else "",
        "balance": counted.balance,
        "credit": reply("client.credit", credit=counted.payment.surplus) if counted.payment.surplus else NOTHING,
    }
    return Reply(code, details, link_id=link_id, enclosures=_receipt_pdf(counted))


def _receipt_pdf(counted: counting.Counted) -> tuple[Enclosure, ...]:
    """Drawn when the message leaves."""
    if counted.receipt is None:
        return ()
    source = source_of("receipt", counted.invoice.id, counted.receipt.id)
    return (Enclosure(source=source, file_name=f"{counted.receipt.number}.pdf", media_type="application/pdf"),)
