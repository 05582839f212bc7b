"""Money on its way of which the gateway tells nothing any more: who sees the account says whether it came."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from bots.commands import Reply, command, option, reply
from bots.perform.desk import Args, Desk, Replies
from bots.perform.money import client_receipt, contractor_receipt
from bots.perform.paid_told import tell_rooms_paid
from bots.telling import Teller
from core.domain.ids import InvoiceId, PaymentId
from core.usecases import losing_sight
from core.usecases.counting import Counted
from core.usecases.losing_sight import Lost


def tell_lost(teller: Teller, lost: Lost) -> None:
    """The client need not pay again; the contractor is asked."""
    link = str(teller.ledger.link_of(lost.invoice.id).id)
    words = Reply("client.unseen", _details(lost), link_id=link)
    teller.client(lost.file.client.id, words, f"client-unseen:{lost.payment.id}")
    ask(teller, lost, 0)


def ask(teller: Teller, lost: Lost, time: int) -> None:
    args = {"invoice": str(lost.invoice.id), "payment": str(lost.payment.id)}
    choices = (
        option("button.unseen_came", command("unseen.came", **args)),
        option("button.unseen_not", command("unseen.not_came", **args)),
    )
    asked = reply("told.unseen", *choices, **_details(lost))
    teller.members(asked, f"unseen:{lost.payment.id}:{time}", lost.invoice.contractor_id)


def came(desk: Desk, args: Args) -> Replies:
    """It counts as any payment, with its receipt to both."""
    counted = _settled(desk, args, came=True)
    if counted.receipt is None:
        return [reply("unseen.already", number=counted.invoice.number)]
    link = str(desk.ledger.link_of(counted.invoice.id).id)
    desk.teller.client(counted.file.client.id, client_receipt(counted, link), f"receipt:{counted.payment.id}")
    tell_rooms_paid(desk.teller, counted)
    return [contractor_receipt(counted)]


def not_came(desk: Desk, args: Args) -> Replies:
    """The invoice asks for it again."""
    counted = _settled(desk, args, came=False)
    details: dict[str, Any] = {
        "number": counted.invoice.number,
        "client": counted.file.client.name,
        "amount": counted.payment.amount,
    }
    if counted.what != "failed":
        return [reply("unseen.already", **details)]
    link = str(desk.ledger.link_of(counted.invoice.id).id)
    words = Reply("client.unseen_not", {**details, "contractor": counted.file.contractor.name}, link_id=link)
    desk.teller.client(counted.file.client.id, words, f"client-unseen-not:{counted.payment.id}")
    return [reply("unseen.asked_again", **details, balance=counted.balance)]


PERFORMERS: dict[str, Callable[[Desk, Args], Replies]] = {"unseen.came": came, "unseen.not_came": not_came}


def _settled(desk: Desk, args: Args, *, came: bool) -> Counted:
    invoice_id, payment_id = InvoiceId(UUID(args["invoice"])), PaymentId(UUID(args["payment"]))
    return losing_sight.settle(desk.ledger, desk.asked, invoice_id, payment_id, came=came)


def _details(lost: Lost) -> dict[str, Any]:
    return {
        "amount": lost.payment.amount,
        "client": lost.file.client.name,
        "contractor": lost.file.contractor.name,
        "number": lost.invoice.number,
        "gateway": reply(f"gateway.{lost.payment.gateway}"),
    }
