"""The same money told twice: what is recorded already that looks just like it."""

from datetime import timedelta

from bots.perform.desk import Desk
from core.domain.ids import ClientId
from core.domain.money import Money
from core.domain.payment import Payment

_SOON, _DAYS = timedelta(minutes=10), timedelta(days=7)


def receipt_of_the_same(desk: Desk, client: ClientId, amount: Money, method: str, note: str) -> str:
    """The newest receipt for as much, paid in the same way by this client; "" when there is none.

    Cash has no number, and comes in round sums: only what was just recorded counts as the same.
    """
    since = desk.asked.now - (_SOON if method == "cash" and not note else _DAYS)
    mine = [one.id for one in desk.ledger.projects() if one.client_id == client]
    recorded = [payment for project in mine for payment in desk.file(project).payments]
    alike = [one for one in recorded if _same(one, amount, method, note) and one.received_at >= since]
    return _receipt(desk, max(alike, key=lambda one: one.received_at)) if alike else ""


def _same(one: Payment, amount: Money, method: str, note: str) -> bool:
    by_hand = one.gateway == "manual" and one.state == "succeeded"
    same_way = one.method == method and one.note.casefold() == note.casefold()
    return by_hand and one.amount == amount and same_way


def _receipt(desk: Desk, payment: Payment) -> str:
    """Its number, as both sides read it."""
    page = desk.reads.invoice_page(desk.ledger.link_of(payment.invoice_id).id)
    alike = (one for one in page.payments if one.received_at == payment.received_at) if page else iter(())
    return next((one.receipt_number for one in alike if one.amount == payment.amount), "")
