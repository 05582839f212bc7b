"""Double entry: whatever is issued, credited, paid or taken back, nothing comes from nowhere and nothing is lost."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain import journal
from core.domain.invoice import TaxAmount
from core.domain.money import Money, Rate
from tests.core.site import Site, usd
from tests.core.sizes import EXAMPLES

site = Site()
PROJECT = site.project().project.id
INVOICE = site.bill(PROJECT, "demo")
PAYMENT = site.pay_by_hand(INVOICE, usd("1000")).payment
WHOSE = (site.account_id, PROJECT)
sized = settings(max_examples=EXAMPLES, deadline=None)
cents = st.integers(0, 10**9)
signed = st.integers(-(10**9), 10**9)


def entry(before, after, cause="issued"):
    return journal.entry_of(WHOSE, (cause, INVOICE.id), before, after, site.now)


def moved(made):
    return {(one.place.book, one.place.gateway): one.amount.minor for one in made.postings}


def tax(minor, *, inclusive):
    money = Money(minor, "USD")
    return TaxAmount(name="", rate=Rate(1), scope="all", inclusive=inclusive, base=money, tax=money)


@sized
@given(cents, cents, cents, signed, signed)
def test_what_is_issued_balances_whatever_its_taxes_retainage_and_deposit(subtotal, on_top, within, held, deposit):
    total = subtotal + on_top - held - deposit
    amounts = {"subtotal": subtotal, "tax": on_top + within, "retained": held, "deposit_applied": deposit}
    figures = {name: Money(minor, "USD") for name, minor in (*amounts.items(), ("total", total))}
    invoice = replace(INVOICE, **figures, taxes=(tax(on_top, inclusive=False), tax(within, inclusive=True)))
    assert sum(journal.standing_of(invoice).values()) == 0
    made = entry((), (invoice,))
    if made is not None:
        books = moved(made)
        assert books.get(("work", ""), 0) == within - subtotal
        assert books.get(("receivable", ""), 0) == total


@sized
@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_money_that_came_is_owed_no_more_and_what_is_too_much_is_the_clients(allocated, surplus):
    amounts = {"amount": allocated + surplus, "allocated": allocated, "surplus": surplus}
    payment = replace(PAYMENT, **{name: Money(minor, "USD") for name, minor in amounts.items()})
    waiting = replace(payment, state="pending", allocated=usd("0"), surplus=usd("0"))
    came = moved(entry((waiting,), (payment,), "received"))
    assert came == {
        ("money", "manual"): allocated + surplus,
        ("receivable", ""): -allocated,
        **({("client_credit", ""): -surplus} if surplus else {}),
    }
    back = entry((payment,), (replace(payment, state="reversed"),), "reversed")
    assert moved(back) == {place: -minor for place, minor in came.items()}
    assert back.corrects == journal.entry_id(site.account_id, "received", INVOICE.id)


def test_what_is_void_stands_for_nothing_and_taking_it_back_names_what_it_takes_back():
    issued, voided = entry((), (INVOICE,)), entry((INVOICE,), (replace(INVOICE, state="void"),), "voided")
    assert moved(voided) == {place: -minor for place, minor in moved(issued).items()}
    assert (issued.corrects, voided.corrects) == (None, issued.id)
    assert issued.id != voided.id


def test_nothing_is_written_where_nothing_moves():
    assert entry((INVOICE,), (replace(INVOICE, state="paid"),)) is None


def test_the_books_of_a_job_say_what_its_invoices_and_payments_say():
    with site.open() as ledger:
        written = ledger.journal(PROJECT)
    assert [one.cause for one in written] == ["issued", "received"]
    for book, amount in (("receivable", site.balance(INVOICE)), ("money", PAYMENT.amount), ("work", -INVOICE.subtotal)):
        assert journal.balance(written, book, "USD", INVOICE.id) == amount
    assert journal.balance(written, "receivable", "USD", site.account_id) == usd("0")
