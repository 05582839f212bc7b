"""What a gateway says of money, and who has to hear of it."""

from typing import Any

from bots.commands import Reply, command, option, reply
from bots.perform.autopay import charge_details, tell_saved
from bots.perform.money import client_receipt, contractor_receipt
from bots.perform.paid_how import plus_card_fee
from bots.perform.paid_told import tell_rooms_paid
from bots.perform.refunding import left_on
from bots.telling import Teller
from core.domain.money import Money
from core.ports.ledger import Ledger
from core.ports.payments import GatewayEvent
from core.usecases import gateway_events
from core.usecases.asking import Asked
from core.usecases.counting import Counted

_BACK = {"refunded", "disputed", "bounced", "recovered"}
_FOR_CLIENTS = {"processing", "failed", *_BACK}


def take_event(ledger: Ledger, asked: Asked, teller: Teller, event: GatewayEvent, *, test_mode: bool) -> None:
    """Money that came and in part went back before anything was heard of it is told as both."""
    counted = gateway_events.take_gateway_event(ledger, asked, event, test_mode=test_mode)
    payment = counted.payment
    link = str(ledger.link_of(counted.invoice.id).id)
    if counted.receipt:
        teller.members(contractor_receipt(counted), f"received:{payment.id}", counted.invoice.contractor_id)
        teller.client(counted.file.client.id, client_receipt(counted, link), f"receipt:{payment.id}")
        tell_rooms_paid(teller, counted)
    tell_saved(teller, counted)
    if counted.what in {"processing", "failed", "parked", *_BACK}:
        _tell(teller, counted, link)
    if counted.unsure:
        _tell_unsure(teller, counted)
    if counted.over:
        _tell_over(teller, counted, counted.over)


def _tell_unsure(teller: Teller, counted: Counted) -> None:
    """Once for each sum that is known."""
    payment = counted.payment
    details: dict[str, Any] = {
        "client": counted.file.client.name,
        "number": counted.invoice.number,
        "amount": payment.amount,
        "known": payment.refunded,
        "gateway": reply(f"gateway.{payment.gateway}"),
    }
    key = f"unsure:{payment.id}:{payment.refunded.minor}"
    of = {"invoice": str(payment.invoice_id), "payment": str(payment.id)}
    enter = option("button.refund_sum", command("refund.note_sum", **of))
    teller.members(reply("told.refunds_unknown", enter, **details), key, counted.invoice.contractor_id)


def _tell_over(teller: Teller, counted: Counted, over: Money) -> None:
    """Once for each sum: the client has it twice, and the gateway wants an answer within days."""
    payment = counted.payment
    details = {
        "client": counted.file.client.name,
        "number": counted.invoice.number,
        "over": over,
        "gateway": reply(f"gateway.{payment.gateway}"),
    }
    key = f"over:{payment.id}:{over.minor}"
    teller.members(Reply("told.disputed_twice", details), key, counted.invoice.contractor_id)


def _tell(teller: Teller, counted: Counted, link: str) -> None:
    payment, client = counted.payment, counted.file.client
    details: dict[str, object] = {
        "amount": payment.amount,
        "client": client.name,
        "number": counted.invoice.number,
        "contractor": counted.file.contractor.name,
    }
    if counted.what == "parked":
        details["reason"] = reply(f"parked.{counted.reason}")
    if counted.what in _BACK:
        moved = plus_card_fee(counted.moved, counted.fee_moved)
        details |= {"moved": moved, "left": left_on(counted), "gateway": reply(f"gateway.{payment.gateway}")}
    # A payment may fail, be tried again, and fail again; and go back in parts.
    at = payment.as_of if counted.what in _BACK and payment.as_of else payment.received_at
    once = f"{payment.id}:{at.timestamp()}"
    said: str = counted.what
    if counted.charged and said == "failed":
        said, details = "charge_failed", details | charge_details(counted.charged)
    elif said == "failed" and counted.balance < payment.amount:
        said = "not_needed"
    teller.members(Reply(f"told.{said}", details), f"{counted.what}:{once}", counted.invoice.contractor_id)
    if counted.what in _FOR_CLIENTS:
        words = Reply(f"client.{said}", details, link_id=link)
        teller.client(client.id, words, f"client-{counted.what}:{once}")
