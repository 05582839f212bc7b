"""What must hold of the journal after every step: safety.md, section 2, Ledger."""

from core.domain import journal
from core.domain.money import total
from core.usecases import counting
from tests.core.usecases import tallies
from tests.core.usecases.tallies import NOTHING


def stands(file, entries, written):
    """L1, L3, L4: each entry balances, what was written is as it was, and the sums are what the papers say."""
    assert entries[: len(written)] == written
    for entry in entries:
        assert sum(one.amount.minor for one in entry.postings) == 0
        assert all(one.amount for one in entry.postings)
        assert len({one.amount.currency for one in entry.postings}) == 1
        corrected = [one for one in entries if one.id == entry.corrects]
        assert entry.corrects is None or [one.cause_id for one in corrected] == [entry.cause_id]
    for invoice in file.invoices:
        assert journal.balance(entries, "receivable", "USD", invoice.id) == counting.balance_of(file, invoice)
    tally = tallies.of(file)
    sums = {
        "retainage": total(tally.held_of.values(), "USD"),
        "deposits": -tally.deposit_left,
        "client_credit": -total((one.surplus for one in _counted(file)), "USD"),
        "money": total((one.kept for one in _counted(file) if not one.credit_of), "USD"),
        "tax": -total((amount for _, amount in tally.taxes.values()), "USD"),
    }
    for book, amount in sums.items():
        assert journal.balance(entries, book, "USD") == amount, book
    _once_each(file, entries)


def _once_each(file, entries):
    """L5: what happened to money outside has one entry, and every entry says what it was written for."""
    causes = [(one.cause, one.cause_id) for one in entries]
    assert len(set(causes)) == len(causes)
    expected = {("issued", one.id) for one in file.invoices if _moves(one)}
    expected |= {("voided", one.id) for one in file.invoices if one.state == "void" and _moves(one)}
    expected |= {("credited", one.id) for one in file.credit_notes if _moves(one)}
    expected |= {("received", one.id) for one in file.payments if one.state in {"succeeded", "reversed"}}
    expected |= {("reversed", one.id) for one in file.payments if one.state == "reversed"}
    assert {one for one in causes if one[0] != "returned"} == expected


def _moves(one):
    return any((one.total, one.subtotal, one.retained, one.deposit_applied, one.tax))


def _counted(file):
    return [one for one in file.payments if one.state == "succeeded"]


def as_the_gateways_say(payments, told, kept, entries):
    """L6: what the books hold at each gateway is what was really paid there."""
    by_gateway = {}
    for (gateway, external_id), outcome in told.items():
        paid = kept[gateway, external_id] if outcome == "succeeded" else NOTHING
        by_gateway[gateway] = by_gateway.get(gateway, NOTHING) + paid
    for gateway, paid in by_gateway.items():
        held = (
            one.amount
            for entry in entries
            for one in entry.postings
            if (one.place.book, one.place.gateway) == ("money", gateway)
        )
        assert total(held, "USD") == paid
    assert all(one.gateway in {*by_gateway, "manual", "credit"} for one in payments)
