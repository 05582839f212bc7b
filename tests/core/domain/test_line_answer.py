"""What one line of an invoice asks for, and what of the balance disputed lines hold up."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain.line_answer import asks, disputed
from core.domain.money import Money, Rate, total
from tests.core.domain.agreements import bill_in_steps, contracts, steps
from tests.core.domain.stories import milestone
from tests.core.domain.test_crediting import credited_in, pieces

NOTHING = Money(0, "USD")


def chosen(invoice, mask):
    return {part.milestone_id for place, part in enumerate(invoice.parts) if mask >> place & 1}


@given(contracts(), steps)
def test_what_the_lines_ask_for_is_what_the_invoice_asks_for_to_the_cent(agreed, billed_in):
    for invoice in bill_in_steps(*agreed, billed_in):
        if invoice.parts:
            assert total(asks(invoice), "USD") == invoice.total
        else:
            assert asks(invoice) == ()


@given(contracts(), steps, st.integers(0, 20), pieces, st.integers(0, 31), st.integers(0, 1_000_000))
def test_disputed_and_undisputed_are_the_balance_whatever_was_credited_and_paid(
    agreed, billed_in, place, shares, mask, ppm
):
    invoices = [one for one in bill_in_steps(*agreed, billed_in) if one.parts or one.total]
    invoice = invoices[place % len(invoices)]
    notes = credited_in(invoice, shares)
    for few in ((), notes[:1], notes):
        left = invoice.total - total((note.total for note in few), "USD")
        balance = left - left.share(Rate(ppm))
        held = disputed(invoice, few, balance, chosen(invoice, mask))
        assert NOTHING <= held <= max(NOTHING, balance)
        assert held + (balance - held) == balance
        assert disputed(invoice, few, balance, ()) == NOTHING


@given(contracts(), steps, st.integers(0, 31))
def test_once_the_rest_is_paid_nothing_undisputed_is_left(agreed, billed_in, mask):
    for invoice in bill_in_steps(*agreed, billed_in):
        ids = chosen(invoice, mask)
        held = disputed(invoice, (), invoice.total, ids)
        assert disputed(invoice, (), held, ids) == held


def test_a_line_of_two_equal_ones_holds_up_half_with_its_tax():
    from core.domain.totals import add_up
    from tests.core.domain.stories import invoiced, story

    both = [milestone(100_00), milestone(100_00)]
    invoice = invoiced(both, add_up(story(Money(200_00, "USD"), rate=Rate(100_000)), both))
    assert disputed(invoice, (), invoice.total, {both[0].id}) == Money(110_00, "USD")
    assert disputed(invoice, (), invoice.total, {one.id for one in both}) == Money(220_00, "USD")


def test_an_odd_cent_of_tax_without_a_base_goes_to_the_first_line():
    from core.domain.invoice import TaxAmount
    from tests.core.domain.test_crediting import invoice_of, part

    parts = [part(100), part(100)]
    tax = TaxAmount(name="", rate=Rate(10), scope="materials", inclusive=False, base=NOTHING, tax=Money(1, "USD"))
    assert asks(invoice_of(parts, [tax])) == (Money(101, "USD"), Money(100, "USD"))


def test_a_deposit_has_no_lines_and_a_price_that_has_its_tax_in_it_asks_for_no_more():
    from core.domain.invoice import TaxAmount
    from tests.core.domain.test_crediting import invoice_of, part

    tax = TaxAmount(
        name="VAT", rate=Rate(200_000), scope="all", inclusive=True, base=Money(120, "USD"), tax=Money(20, "USD")
    )
    assert asks(invoice_of([part(120)], [tax])) == (Money(120, "USD"),)
    assert asks(invoice_of([], [])) == ()
