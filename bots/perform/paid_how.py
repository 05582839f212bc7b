"""How money came, in words: "$1,000.00 (check 1023)"."""

from bots.commands import Reply, reply
from core.domain.autopay import SavedMethod
from core.domain.money import Money
from core.domain.payment import BY_NAME, Payment


def amount_paid(payment: Payment) -> Reply | Money | None:
    """Of a payment that came, with how it was paid, and what came on top for a credit card."""
    return plus_card_fee(amount_said(payment.amount, payment.method, payment.note), payment.card_fee)


def plus_card_fee(amount: Reply | Money | None, fee: Money | None) -> Reply | Money | None:
    """With what came, or went back, on top for a credit card."""
    return reply("paid.plus_card_fee", amount=amount, fee=fee) if fee else amount


def amount_said(amount: Money, method: str, note: str) -> Reply:
    """With how it was paid, when that was said."""
    if method == "other" and not note:
        return reply("paid.amount", amount=amount)
    return reply("paid.amount_how", amount=amount, how=_how(method, note))


def called(method: SavedMethod) -> Reply:
    """Such as: Visa ending in 4242."""
    brand = method.brand or reply("autopay.method_plain")
    return reply("autopay.method" if method.last4 else "autopay.method_name", brand=brand, last4=method.last4)


def _how(method: str, note: str) -> Reply:
    if note in BY_NAME:
        return reply("method.by_name", name=note)
    return reply(f"method.{method}_note", note=note) if note else reply(f"method.{method}")
