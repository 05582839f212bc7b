"""More or less of a payment went back to the client than was known: it counts so, and its invoice asks for the rest."""

from dataclasses import replace
from uuid import UUID

from core.domain.allocation import spread
from core.domain.money import Money
from core.domain.payment import Payment
from core.ports.ledger import Ledger
from core.usecases.asking import Asked
from core.usecases.counting import Counted, What, balance_of, recount
from core.usecases.using_credit import take_back_from


def gone_back(ledger: Ledger, asked: Asked, counted: Counted, now: Payment, cause: UUID) -> Counted:
    """``now``: the payment with what went back of it as it is known now; what of it is allocated and what is credit is
    decided here. ``cause``: the journal's, unique to this word.
    """
    payment = counted.payment
    counted = _credit_back(ledger, asked, counted, now)
    now = replace(now, allocated=counted.payment.allocated, surplus=counted.payment.surplus)
    now = _spread_anew(counted, now)
    what = _what(payment, now)
    if what == "already" and now.card_fee == payment.card_fee:
        ledger.save(now)
        return replace(counted, payment=now)
    file, invoice = recount(ledger, counted.file, counted.invoice, now, ("returned", cause), asked.now)
    balance = balance_of(file, invoice)
    counted = replace(counted, what=what, payment=now, invoice=invoice, file=file, balance=balance)
    return replace(counted, moved=_apart(payment.kept, now.kept), fee_moved=_apart(payment.card_fee, now.card_fee))


def _apart(one: Money, other: Money) -> Money:
    return max(one, other) - min(one, other)


def _credit_back(ledger: Ledger, asked: Asked, counted: Counted, now: Payment) -> Counted:
    """What goes back may have paid other invoices, as the client's credit: they ask for it again."""
    payment, before = counted.payment, counted.file
    short = payment.kept - now.kept - payment.allocated - payment.surplus
    if short.minor <= 0:
        return counted
    file = take_back_from(ledger, asked.now, before, payment.id, short)
    balances = {one.id: balance_of(before, one) for one in before.invoices}
    reopened = tuple(one for one in file.invoices if balance_of(file, one) > balances[one.id])
    [payment] = [one for one in file.payments if one.id == payment.id]
    [invoice] = [one for one in file.invoices if one.id == counted.invoice.id]
    balance = balance_of(file, invoice)
    return replace(counted, payment=payment, file=file, invoice=invoice, balance=balance, reopened=reopened)


def _spread_anew(counted: Counted, now: Payment) -> Payment:
    """The client's credit is the first to go; what comes again pays the invoice first."""
    change = now.kept - counted.payment.kept
    if change.minor > 0:
        more, over = spread(change, counted.balance)
    else:
        over = -min(-change, now.surplus)
        more = change - over
    return replace(now, allocated=now.allocated + more, surplus=now.surplus + over)


def _what(before: Payment, now: Payment) -> What:
    """The worst of it: a dispute outweighs a refund, and what went back outweighs what came again. A refund that came
    again never reached the client; a dispute that did was won.
    """
    if now.disputed > before.disputed:
        return "disputed"
    if now.refunded > before.refunded:
        return "refunded"
    if now.refunded < before.refunded:
        return "bounced"
    return "recovered" if now.disputed < before.disputed else "already"
