"""A refund that was made at a gateway: what it does not tell, the contractor says, with what that comes to before."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from bots.commands import Option, Reply, command, option, reply
from bots.intents.folding import fold
from bots.perform import refunding
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import fits
from bots.perform.paid_how import amount_paid
from bots.perform.refunding import MOST_CHOICES, Found
from core.domain.errors import OutOfDate
from core.domain.ids import InvoiceId, PaymentId
from core.domain.money import Money
from core.domain.payment import Payment
from core.usecases import noting_refunds
from core.usecases.counting import Counted
from core.usecases.noting_refunds import RefundNoted, by_gateway


def ask(desk: Desk, args: Args) -> Replies:
    """Of one payment, with what is left to pay before and after; of several, which."""
    found = refunding.found(desk, lambda one: _could_be(one, args))
    if not found:
        return _by_hand(desk, args) or [reply("refund.noted_none", gateway=reply(f"gateway.{args['gateway']}"))]
    if len(found) > 1:
        choices = [_choice(one, args) for one in found[:MOST_CHOICES]]
        return [reply("refund.which", *choices, option("button.cancel", command("menu.back")))]
    [(_, _, payment)] = found
    return _how_much(desk, payment, Money.of(Decimal(args["amount"]), payment.amount.currency))


def _could_be(found: Found, args: Args) -> bool:
    file, invoice, payment = found
    if args.get("payment"):
        return str(payment.id) == str(args["payment"])
    said = (args[name] for name in ("about", "number") if args.get(name))
    return by_gateway(payment) and payment.gateway == args["gateway"] and all(fits(file, invoice, one) for one in said)


def _by_hand(desk: Desk, args: Args) -> Replies:
    """What was paid that way without a gateway, and noted by hand, is given back by hand."""
    if not refunding.found(desk, lambda one: one[2].gateway == "manual" and fold(one[2].note) == args["gateway"]):
        return []
    return refunding.ask(desk, {"about": args["number"] or args["about"] or None, "amount": args["amount"]})


def _choice(found: Found, args: Args) -> Option:
    _, invoice, payment = found
    this = command("refund.note_ask", payment=str(payment.id), amount=args["amount"])
    return option("refund.choice", this, number=invoice.number, paid=amount_paid(payment))


def _how_much(desk: Desk, payment: Payment, amount: Money) -> Replies:
    """Where a part is known to have gone back, what is said may be all of it, or what came on top."""
    more, most = payment.refunded + amount, payment.amount - payment.disputed
    if not payment.refunded or not amount or more > most or amount == payment.refunded:
        return _shown(desk, payment, amount)
    details = _details(desk, payment)
    choices = [
        option("refund.in_all", _show(payment, one), amount=one, more=one - payment.refunded) for one in (amount, more)
    ]
    return [reply("refund.noted_which", *choices, option("button.leave", command("menu.back")), **details)]


def _show(payment: Payment, refunded: Money) -> Any:
    of = {"invoice": str(payment.invoice_id), "payment": str(payment.id)}
    return command("refund.note_show", **of, refunded=str(refunded.decimal))


def show(desk: Desk, args: Args) -> Replies:
    """``more``: on top of what is known."""
    payment = _payment(desk, args)
    if args.get("more"):
        return _shown(desk, payment, payment.refunded + Money.of(Decimal(args["more"]), payment.amount.currency))
    return _shown(desk, payment, Money.of(Decimal(args["refunded"]), payment.amount.currency))


def _shown(desk: Desk, payment: Payment, refunded: Money) -> Replies:
    return [_asked(desk, noting_refunds.show_noted(desk.ledger, payment.invoice_id, payment.id, refunded))]


def _asked(desk: Desk, shown: RefundNoted) -> Reply:
    sure = command(
        "refund.note",
        invoice=str(shown.invoice.id),
        payment=str(shown.payment.id),
        refunded=str(shown.refunded.decimal),
        before=str(shown.before.decimal),
        key=desk.key,
    )
    details = {**_details(desk, shown.payment), "refunded": shown.refunded}
    sums = [reply("refund.noted_sums", **details, before=shown.left_before, after=shown.left)]
    sums += [reply("refund.noted_elsewhere", amount=shown.elsewhere)] if shown.elsewhere else []
    return reply(
        "refund.noted_confirm",
        option("button.refund_note", sure, amount=shown.refunded),
        option("button.leave", command("menu.back")),
        **details,
        sums=tuple(sums),
    )


def note(desk: Desk, args: Args) -> Replies:
    """What was shown, once; both sides hear what it comes to."""
    payment = _payment(desk, args)
    refunded, before = (Money.of(Decimal(args[name]), payment.amount.currency) for name in ("refunded", "before"))
    cause = uuid5(payment.id, args["key"])
    try:
        counted = noting_refunds.note_refunded(
            desk.ledger, desk.asked, payment.invoice_id, payment.id, refunded, before, cause
        )
    except OutOfDate:
        again = _shown(desk, payment, refunded)[0]
        return [reply("lines", *again.choices, lines=(reply("refused.refund.changed"), again))]
    return [_told(desk, counted, str(cause))]


def _told(desk: Desk, counted: Counted, key: str) -> Reply:
    less = counted.what == "bounced"  # less was refunded than was noted before
    details = {
        "client": counted.file.client.name,
        "contractor": counted.file.contractor.name,
        "number": counted.invoice.number,
        "moved": counted.moved,
        "left": refunding.left_on(counted),
    }
    link = str(desk.ledger.link_of(counted.invoice.id).id)
    words = Reply("client.refund_less" if less else "client.refunded", details, link_id=link)
    desk.teller.client(counted.file.client.id, words, f"refund-noted:{key}")
    return Reply("told.refund_less" if less else "told.refunded", details)


def how_much(desk: Desk, args: Args) -> Replies:
    """The next words are the sum."""
    payment = _payment(desk, args)
    expects = {"what": "refund_sum", "invoice": args["invoice"], "payment": args["payment"]}
    return [reply("refund.how_much", expects=expects, **_details(desk, payment))]


def _payment(desk: Desk, args: Args) -> Payment:
    invoice = desk.ledger.invoice(InvoiceId(UUID(args["invoice"])))
    return refunding.payment_of(desk.ledger.project_file(invoice.project_id), PaymentId(UUID(args["payment"])))


def _details(desk: Desk, payment: Payment) -> dict[str, Any]:
    invoice = desk.ledger.invoice(payment.invoice_id)
    return {
        "client": desk.ledger.project_file(invoice.project_id).client.name,
        "number": invoice.number,
        "paid": payment.amount,
        "known": payment.refunded,
        "gateway": reply(f"gateway.{payment.gateway}"),
    }


PERFORMERS: Mapping[str, Callable[[Desk, Args], Replies]] = {
    "refund.ask": refunding.ask,
    "refund.take": refunding.take,
    "refund.note_ask": ask,
    "refund.note_show": show,
    "refund.note_sum": how_much,
    "refund.note": note,
}
