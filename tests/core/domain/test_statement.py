"""A statement's running balance ends in what the invoices leave, whatever was billed, credited, voided and paid."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.allocation import balance_of, spread
from core.domain.money import Money, total
from core.domain.payment import Payment
from core.domain.statement import Dealings, statement_of
from core.domain.totals import add_up
from core.domain.withholding import held, unapplied
from tests.core.domain.histories import histories
from tests.core.domain.stories import ACCOUNT, NOON, invoiced, milestone, story
from tests.core.sizes import EXAMPLES

sized = settings(max_examples=EXAMPLES, deadline=None)
NOTHING = Money.zero("USD")
states = st.sampled_from(["succeeded", "succeeded", "reversed", "pending", "failed"])
went_back = st.sampled_from([0, 0, 1, 10**6])  # at most
payments = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10**7), states, went_back), max_size=6)


def paid(dealings, place, minor, state, went_back, minutes):
    invoice = dealings.invoices[place % len(dealings.invoices)]
    back = min(minor, went_back) if state == "succeeded" else 0
    balance = balance_of(invoice, dealings.payments, dealings.credit_notes)
    allocated, surplus = spread(Money(minor - back, "USD"), balance)
    return Payment(
        id=uuid4(),
        account_id=ACCOUNT,
        invoice_id=invoice.id,
        gateway="manual",
        external_id=str(minutes),
        method="check",
        amount=Money(minor, "USD"),
        allocated=allocated,
        surplus=surplus,
        refunded=Money(back // 2, "USD"),
        disputed=Money(back - back // 2, "USD"),
        card_fee=Money.zero("USD"),
        state=state,
        received_at=NOON + timedelta(minutes=minutes - 3),
        as_of=NOON + timedelta(minutes=minutes),
    )


def dealt(history, coming):
    """Those that are void were so before any money came."""
    one = Dealings(
        project="Maple St", invoices=history.story.invoices, credit_notes=history.story.credit_notes, payments=()
    )
    for minutes, payment in enumerate(coming if one.invoices else ()):
        one = replace(one, payments=(*one.payments, paid(one, *payment, minutes)))
    return one


@sized
@given(st.lists(st.tuples(histories(), payments), min_size=1, max_size=2))
def test_the_balance_at_the_end_is_the_sum_of_the_invoices_balances_less_the_credit(told):
    dealings = [dealt(history, coming) for history, coming in told]
    made = statement_of(dealings, "USD")
    balances = [balance_of(each, one.payments, one.credit_notes) for one in dealings for each in one.invoices]
    assert made.open_balance == total(balances, "USD") == total((one.balance for one in made.open_invoices), "USD")
    assert (made.entries[-1].balance if made.entries else NOTHING) == made.balance
    assert made.balance == made.open_balance - made.credit == made.billed - made.credited - made.paid
    counted = [one.amount for one in made.entries if not one.off]
    assert total(counted, "USD") == made.balance
    assert [one.at for one in made.entries] == sorted(one.at for one in made.entries)
    those = [(one.invoices, one.credit_notes) for one in dealings]
    assert made.retained == total((held(one, "USD") for one in those), "USD")
    assert made.deposit_left == total((unapplied(one, "USD") for one in those), "USD")


def test_of_nothing_everything_is_zero():
    made = statement_of((), "USD")
    assert (made.entries, made.balance, made.open_invoices) == ((), NOTHING, ())


def test_what_went_back_to_the_client_of_a_payment_stands_below_it_and_is_owed_again():
    work = [milestone(100_00)]
    billed = invoiced(work, add_up(story(Money(100_00, "USD")), work))
    dealings = Dealings(project="Maple St", invoices=(billed,), credit_notes=(), payments=())
    payment = paid(dealings, 0, 100_00, "succeeded", 30_00, minutes=5)
    coming = paid(dealings, 0, 5_00, "pending", 0, minutes=6)  # stands nowhere before it is here
    made = statement_of([replace(dealings, payments=(payment, coming))], "USD")
    assert [(one.kind, one.amount.minor, one.balance.minor) for one in made.entries] == [
        ("invoice", 100_00, 100_00),
        ("payment", -100_00, 0),
        ("returned", 30_00, 30_00),
    ]
