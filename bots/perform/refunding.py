"""Money that goes back to a client: shown first, then given back by hand or sent through the gateway."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import fits
from bots.perform.paid_how import amount_paid
from bots.telling import Teller
from core.domain.errors import OutOfDate
from core.domain.ids import InvoiceId, PaymentId
from core.domain.invoice import Invoice
from core.domain.money import Money
from core.domain.payment import Payment
from core.domain.refund import REFUSALS, Refund
from core.ports.ledger import ProjectFile
from core.usecases import refunding
from core.usecases.counting import Counted, balance_of
from core.usecases.refunding import RefundShown

MOST_CHOICES = 6
Found = tuple[ProjectFile, Invoice, Payment]


def ask(desk: Desk, args: Args) -> Replies:
    """Of one payment, with what is left to pay before and after; of several, which."""
    several = found(desk, lambda one: _meant(desk, one, args))
    if not several:
        return [reply("refund.nothing_about", about=args["about"]) if args.get("about") else reply("refund.nothing")]
    if len(several) > 1:
        choices = [_choice(one, args) for one in several[:MOST_CHOICES]]
        return [reply("refund.which", *choices, option("button.cancel", command("menu.back")))]
    [(file, invoice, payment)] = several
    amount = Money.of(Decimal(args["amount"]), payment.amount.currency) if args.get("amount") else None
    shown = refunding.show_refund(desk.ledger, invoice.id, payment.id, amount)
    if shown.through and shown.through not in desk.refunding:
        return [reply("refund.at_gateway", gateway=_called(shown.through), client=file.client.name)]
    return [_asked(desk, shown)]


def _asked(desk: Desk, shown: RefundShown) -> Reply:
    sure = command(
        "refund.take",
        invoice=str(shown.invoice.id),
        payment=str(shown.payment.id),
        amount=str(shown.amount.decimal),
        at_most=str(shown.at_most.decimal),
        key=desk.key,
    )
    return reply(
        "refund.confirm_through" if shown.through else "refund.confirm",
        option("button.refund", sure, amount=shown.amount),
        option("button.leave", command("menu.back")),
        gateway=_called(shown.through),
        amount=shown.amount,
        paid=amount_paid(shown.payment),
        client=shown.file.client.name,
        number=shown.invoice.number,
        before=shown.left_before,
        after=shown.left,
        fee=reply("refund.fee_too") if shown.payment.card_fee else NOTHING,
    )


def take(desk: Desk, args: Args) -> Replies:
    """What was shown, once; by hand it is done with this, a gateway is asked."""
    invoice_id, payment_id = InvoiceId(UUID(args["invoice"])), PaymentId(UUID(args["payment"]))
    currency = desk.ledger.invoice(invoice_id).total.currency
    amount, at_most = (Money.of(Decimal(args[name]), currency) for name in ("amount", "at_most"))
    refund_id = uuid5(payment_id, args["key"])
    try:
        taken = refunding.take_refund(desk.ledger, desk.asked, invoice_id, payment_id, amount, at_most, refund_id)
    except OutOfDate:
        again = ask(desk, {**args, "amount": str(amount.decimal)})[0]
        return [reply("lines", *again.choices, lines=(reply("refused.refund.changed"), again))]
    if taken is None:
        return [reply("refund.already", amount=amount)]
    file, number = taken.shown.file, taken.shown.invoice.number
    left = reply("returned.left" if taken.shown.left else "returned.settled", number=number, balance=taken.shown.left)
    if taken.shown.through:
        return [reply("refund.asked", amount=amount, gateway=_called(taken.shown.through), client=file.client.name)]
    details = {"contractor": file.contractor.name, "moved": amount, "number": number, "left": left}
    link = str(desk.ledger.link_of(invoice_id).id)
    said = Reply("client.given_back", details, link_id=link)
    desk.teller.client(file.client.id, said, f"refund:{taken.refund.id}")
    return [reply("refund.done", amount=amount, client=file.client.name, left=left)]


def found(desk: Desk, meant: Callable[[Found], bool]) -> list[Found]:
    """The payments that are meant, the newest first."""
    several: list[Found] = []
    for file in (desk.ledger.project_file(one.id) for one in desk.ledger.projects()):
        for payment in file.payments:
            invoice = next(one for one in file.invoices if one.id == payment.invoice_id)
            one = (file.by(invoice.contractor_id), invoice, payment)
            several += [one] if meant(one) else []
    return sorted(several, key=lambda one: one[2].received_at, reverse=True)


def _meant(desk: Desk, found: Found, args: Args) -> bool:
    """Something of it can go back; the one that is named, else all that the words fit."""
    file, invoice, payment = found
    if args.get("payment"):
        return str(payment.id) == str(args["payment"])
    about = args.get("about")
    return refunding.refundable(desk.ledger, payment).minor > 0 and (not about or fits(file, invoice, about))


def _choice(found: Found, args: Args) -> Option:
    _, invoice, payment = found
    this = command("refund.ask", payment=str(payment.id), amount=args.get("amount"), about=args.get("about"))
    return option("refund.choice", this, number=invoice.number, paid=amount_paid(payment))


def left_on(counted: Counted) -> tuple[Reply, ...]:
    """What is left to pay of its invoice, and of others that its money had paid."""
    code = "returned.left" if counted.balance else "returned.settled"
    left = reply(code, number=counted.invoice.number, balance=counted.balance)
    others = ((one.number, balance_of(counted.file, one)) for one in counted.reopened)
    return (left, *(reply("returned.left", number=number, balance=balance) for number, balance in others))


def payment_of(file: ProjectFile, payment_id: PaymentId) -> Payment:
    [payment] = [one for one in file.payments if one.id == payment_id]
    return payment


def _called(gateway: str) -> Reply:
    return reply(f"gateway.{gateway}") if gateway else NOTHING


def tell_not_refunded(teller: Teller, refund: Refund) -> None:
    """The gateway said no: why, in our words where they say it."""
    details = _details(teller, refund)
    known = refund.reason in REFUSALS
    said = refund.reason.rpartition(": ")[2].replace("_", " ")  # without the vendor's name and underscores
    why = reply(f"refund.why_{refund.reason}" if known else "refund.why_other", **details, said=said)
    _tell_members(teller, refund, Reply("refund.failed", {**details, "reason": why}), "failed")


def tell_refund_unknown(teller: Teller, refund: Refund, *, again: bool) -> None:
    """The gateway does not answer; ``again``: it is still asked."""
    code = "refund.unknown" if again else "refund.never_known"
    of = {"invoice": str(refund.invoice_id), "payment": str(refund.payment_id)}
    went = option("button.refund_went", command("refund.note_show", **of, more=str(refund.amount.decimal)))
    said = reply(code, *(() if again else (went,)), **_details(teller, refund))
    _tell_members(teller, refund, said, code.partition(".")[2])


def _details(teller: Teller, refund: Refund) -> dict[str, Any]:
    invoice = teller.ledger.invoice(refund.invoice_id)
    file = teller.ledger.project_file(invoice.project_id)
    payment = payment_of(file, refund.payment_id)
    return {
        "gateway": _called(payment.gateway),
        "amount": refund.amount,
        "client": file.client.name,
        "number": invoice.number,
    }


def _tell_members(teller: Teller, refund: Refund, words: Reply, what: str) -> None:
    contractor_id = teller.ledger.invoice(refund.invoice_id).contractor_id
    teller.members(words, f"refund-{what}:{refund.id}", contractor_id)
