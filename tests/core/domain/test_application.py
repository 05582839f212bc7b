"""The application for payment ties out, whatever happened before it: each column, each figure, each invoice."""

from dataclasses import fields, replace

from hypothesis import given, settings

from core.domain.application import Columns, applied_for, applied_for_now, summed
from core.domain.money import Money, Rate, total
from core.domain.terms import BillingTerms, Progress, RetainageTerms
from core.domain.totals import add_up, added_tax, billed_so_far
from core.domain.withholding import held
from tests.core.domain.histories import History, histories
from tests.core.domain.stories import invoiced, milestone
from tests.core.sizes import EXAMPLES

sized = settings(max_examples=EXAMPLES, deadline=None)
NOTHING = Money.zero("USD")
USD = "USD"


def usd(cents):
    return Money(cents, USD)


def until(history, invoice):
    """The books as if nothing had been issued after it."""
    place = [one.id for one in history.story.invoices].index(invoice.id)
    kept = history.story.invoices[: place + 1]
    ids = {one.id for one in kept}
    notes = tuple(note for note in history.story.credit_notes if note.invoice_id in ids)
    return replace(history.story, invoices=kept, credit_notes=notes)


def applications(history):
    those = [one for one in history.story.invoices if one.state != "void" and one.kind != "deposit"]
    return [(one, applied_for(history.story, history.milestones, one)) for one in those]


def check_ties(history, made):
    """Of every application, billed or drafted."""
    for field in fields(Columns):
        column = [getattr(columns, field.name) for _, columns in made.lines]
        assert total(column, USD) == getattr(made.totals, field.name)
    for each in (made.totals, *(columns for _, columns in made.lines)):
        assert each.before + each.this_period + each.stored == each.to_date
        assert each.to_date + each.balance == each.scheduled_value
        assert each.stored >= NOTHING
        assert NOTHING <= each.to_date <= each.scheduled_value
    assert made.contract_sum_to_date == history.contract_sum == made.totals.scheduled_value
    assert made.original_contract_sum + total((one.amount for one in made.change_orders), USD) == history.contract_sum
    assert made.balance_to_finish == made.totals.balance + made.totals.retained
    assert made.earned_less_retainage + made.balance_to_finish == made.contract_sum_to_date
    assert made.total == made.current_payment_due + made.added_tax - made.deposit_applied


@sized
@given(histories())
def test_every_application_ties_out_with_the_books(history):
    certified = NOTHING
    for invoice, made in applications(history):
        check_ties(history, made)
        books = until(history, invoice)
        notes = [note for note in history.story.credit_notes if note.invoice_id == invoice.id]
        assert made.totals.to_date == billed_so_far(books, USD)
        assert made.totals.retained == held((books.invoices, books.credit_notes), USD)
        assert made.previously_certified == certified
        net = invoice.subtotal - invoice.retained - total((one.subtotal - one.retained for one in notes), USD)
        assert made.current_payment_due == net
        assert made.total == invoice.total - total((note.total for note in notes), USD)
        certified += net
        assert made.earned_less_retainage == certified


@sized
@given(histories())
def test_the_draft_of_one_ties_out_too_and_stands_on_all_that_was_billed(history):
    done = [replace(one, state="done") for one in history.milestones]
    history.milestones = done
    left = [one for one in done if one.scheduled_value]
    drafted = add_up(history.story, left)
    made = applied_for_now(history.story, done, drafted)
    check_ties(history, made)
    assert made.totals.to_date == billed_so_far(history.story, USD) + drafted.subtotal
    assert made.current_payment_due == drafted.subtotal - drafted.retained
    assert made.added_tax == (added_tax(drafted.taxes, USD) if left else NOTHING)


def job(*values, terms=None):
    milestones = [milestone(value) for value in values]
    return History(milestones, total((one.scheduled_value for one in milestones), USD), terms or BillingTerms())


def bill(history, at, percent, stored=None):
    said = Progress(percent_complete=Rate(percent * 10_000), stored=stored)
    history.milestones[at] = replace(history.milestones[at], progress=said)
    one = history.milestones[at]
    invoice = invoiced([one], add_up(history.story, [one]), len(history.story.invoices) + 1)
    history.story = replace(history.story, invoices=(*history.story.invoices, invoice))
    return invoice


def row(columns):
    figures = (columns.before, columns.this_period, columns.stored, columns.to_date, columns.balance, columns.retained)
    return tuple(one.minor for one in figures)


def test_materials_that_are_built_in_move_from_stored_to_work():
    history = job(100_00, terms=BillingTerms(retainage=RetainageTerms(rate=Rate(100_000))))
    first = bill(history, 0, 20, stored=usd(30_00))
    second = bill(history, 0, 80)
    assert row(applied_for(history.story, history.milestones, first).totals) == (0, 20_00, 30_00, 50_00, 50_00, 5_00)
    assert row(applied_for(history.story, history.milestones, second).totals) == (20_00, 60_00, 0, 80_00, 20_00, 8_00)


def test_materials_whose_billing_was_credited_are_stored_no_more():
    history = job(100_00)
    bill(history, 0, 20)
    bill(history, 0, 20, stored=usd(30_00))
    history.credit(1, Rate(1_000_000), 0)
    made = applied_for(history.story, history.milestones, history.story.invoices[1])
    assert row(made.totals) == (20_00, 0, 0, 20_00, 80_00, 0)
    assert made.current_payment_due == NOTHING


def test_a_void_one_keeps_its_number_and_counts_for_nothing():
    history = job(100_00)
    bill(history, 0, 20)
    bill(history, 0, 50)
    history.void(0, None, None)
    made = applied_for(history.story, history.milestones, history.story.invoices[1])
    assert made.number == 2
    assert row(made.totals)[:2] == (0, 30_00)


def test_where_nothing_is_done_the_draft_asks_for_nothing():
    history = job(100_00)
    made = applied_for_now(history.story, history.milestones, add_up(history.story, ()))
    assert (made.number, made.total, made.current_payment_due) == (1, NOTHING, NOTHING)


def test_columns_of_nothing_are_zero():
    assert summed((), USD).to_date == NOTHING
