"""Retainage, deposits, taxes and parts of milestones: whatever the contract says, nothing drifts or is lost."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.milestone import Milestone
from core.domain.money import Money, Rate, total
from core.domain.progress import to_date
from core.domain.terms import BillingTerms, Progress, RetainageTerms
from core.domain.totals import add_up
from core.domain.withholding import held, unapplied
from tests.core.domain.agreements import (
    bill_in_steps,
    contracts,
    rates,
    shares,
    steps,
    works,
)
from tests.core.domain.stories import invoiced, line, milestone, story
from tests.core.sizes import EXAMPLES

sized = settings(max_examples=EXAMPLES, deadline=None)
NOTHING = Money.zero("USD")


@sized
@given(contracts(), steps)
def test_billed_in_any_steps_a_contract_comes_to_what_it_comes_to_at_once(agreed, steps):
    milestones, contract_sum, terms = agreed
    issued = bill_in_steps(milestones, contract_sum, terms, steps)
    at_once = add_up(story(contract_sum, replace(terms, deposit=None)), milestones)
    assert total((one.subtotal for one in issued), "USD") == contract_sum
    for rule in terms.taxes:
        name = (rule.name, rule.rate, rule.scope)
        whole = [tax.tax for tax in at_once.taxes if (tax.name, tax.rate, tax.scope) == name]
        pieces = [tax.tax for one in issued for tax in one.taxes if (tax.name, tax.rate, tax.scope) == name]
        assert total(pieces, "USD") == total(whole, "USD")
    asked = total((one.total for one in issued), "USD")
    retained = held((issued, ()), "USD")
    left_of_deposit = unapplied((issued, ()), "USD")
    added = NOTHING if terms.inclusive else at_once.tax
    assert asked + retained - left_of_deposit == contract_sum + added
    assert retained.minor >= 0
    assert left_of_deposit.minor >= 0


@sized
@given(contracts(), steps)
def test_each_invoice_is_the_sum_of_its_printed_steps_and_asks_for_no_less_than_nothing(agreed, steps):
    for one in bill_in_steps(*agreed, steps):
        added = total((tax.tax for tax in one.taxes if not tax.inclusive), "USD")
        assert one.total == one.subtotal + added - one.retained - one.deposit_applied
        assert one.total.minor >= 0
        assert one.subtotal == total((part.amount for part in one.parts), "USD")
        for part in one.parts:
            assert part.amount == part.labor + part.materials + part.other + part.exempt
            assert NOTHING <= part.retained <= part.amount


@sized
@given(contracts(), steps)
def test_the_deposit_is_credited_whole_unless_retainage_holds_back_what_it_would_be_credited_on(agreed, steps):
    milestones, contract_sum, terms = agreed
    terms = replace(terms, retainage=None)
    milestones = [replace(one, retainage=None) for one in milestones]
    issued = bill_in_steps(milestones, contract_sum, terms, steps)
    left = unapplied((issued, ()), "USD")
    assert not left or (terms.deposit.credit != "first" and not issued[-1].total)


@sized
@given(works, rates, st.lists(shares, max_size=5))
def test_one_rate_of_retainage_withholds_that_rate_of_all_that_is_billed(parts, rate, steps):
    milestones = [milestone(lines=lines) for lines in parts]
    contract_sum = total((one.scheduled_value for one in milestones), "USD")
    terms = BillingTerms(retainage=RetainageTerms(rate=rate))
    issued = bill_in_steps(milestones, contract_sum, terms, list(enumerate(steps)))
    assert held((issued, ()), "USD") == contract_sum.share(rate)


def test_a_step_down_withholds_less_of_what_is_billed_beyond_it():
    works = [milestone(50_000_00), milestone(50_000_00)]
    terms = BillingTerms(retainage=RetainageTerms(rate=Rate(100_000), step_at=Rate(600_000), later_rate=Rate(50_000)))
    contract_sum = Money(100_000_00, "USD")
    first = invoiced([works[0]], add_up(story(contract_sum, terms), [works[0]]))
    second = add_up(story(contract_sum, terms, [first]), [works[1]])
    assert first.retained == Money(5_000_00, "USD")
    assert second.retained == Money(1_000_00 + 2_000_00, "USD")


def test_stored_materials_are_billed_and_are_part_of_the_milestone_once_built_in():
    one = milestone(10_000_00)
    said = replace(one, progress=Progress(percent_complete=Rate(200_000), stored=Money(3_000_00, "USD")))
    first = add_up(story(one.scheduled_value), [said])
    assert (first.subtotal, first.parts[0].stored) == (Money(5_000_00, "USD"), Money(3_000_00, "USD"))
    rest = add_up(story(one.scheduled_value, invoices=[invoiced([said], first)]), [replace(one, state="done")])
    assert (rest.subtotal, rest.parts[0].stored) == (Money(5_000_00, "USD"), NOTHING)


def test_materials_stored_alone_are_what_is_billed():
    said = replace(milestone(10_000_00), progress=Progress(stored=Money(30_000_00, "USD")))
    assert to_date(said) == said.scheduled_value
    assert to_date(replace(said, progress=Progress(stored=Money(1, "USD")))) == Money(1, "USD")


def test_a_discount_lowers_labor_and_materials_in_proportion():
    lines = (line(300_00, cost_type="labor"), line(100_00, cost_type="materials"), line(-40_00, discount=True))
    made = add_up(story(Money(360_00, "USD")), [milestone(lines=lines)])
    (part,) = made.parts
    assert (part.labor.minor, part.materials.minor, part.other.minor) == (270_00, 90_00, 0)


def test_a_milestone_worth_less_than_nothing_bills_nothing():
    """Only together with others could it be billed, and crediting or voiding that would bill the others too much."""
    discount = milestone(lines=(line(-40_00, discount=True),))
    credits_only: Milestone = replace(milestone(-500), progress=Progress(percent_complete=Rate(500_000)))
    for one in (discount, credits_only):
        assert not add_up(story(Money(0, "USD")), [one]).subtotal
