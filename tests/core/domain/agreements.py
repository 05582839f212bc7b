"""Contracts drawn at random with every term there is, and their billing in any steps."""

from dataclasses import replace

from hypothesis import strategies as st

from core.domain.money import Money, Rate, total
from core.domain.progress import billed_of, to_date
from core.domain.terms import BillingTerms, DepositTerms, Progress, RetainageTerms, TaxRule
from core.domain.totals import add_up
from tests.core.domain.stories import invoiced, line, milestone, story

costs = st.sampled_from(["labor", "materials", "other"])
printed = st.builds(line, st.integers(1, 10**7), taxable=st.booleans(), cost_type=costs)
works = st.lists(st.lists(printed, min_size=1, max_size=4), min_size=1, max_size=5)
rates = st.integers(0, 400_000).map(Rate)
shares = st.integers(0, 1_000_000).map(Rate)
scopes = st.sampled_from(["all", "labor", "materials"])
rules = st.lists(
    st.builds(TaxRule, name=st.sampled_from(["State", "City"]), rate=rates, scope=scopes),
    max_size=3,
    unique_by=lambda rule: (rule.name, rule.rate, rule.scope),
).map(tuple)
retainages = st.none() | st.builds(RetainageTerms, rate=rates, step_at=st.none() | shares, later_rate=rates)


@st.composite
def contracts(draw):
    """Milestones, some with a rate of retainage of their own, and terms whose deposit is below the contract sum."""
    milestones = [milestone(lines=lines, retainage=draw(st.none() | rates)) for lines in draw(works)]
    contract_sum = total((one.scheduled_value for one in milestones), "USD")
    asked = draw(st.none() | st.integers(1, contract_sum.minor))
    credit = draw(st.sampled_from(["first", "last", "pro_rata"]))
    terms = BillingTerms(
        taxes=draw(rules),
        inclusive=draw(st.booleans()),
        deposit=None if asked is None else DepositTerms(amount=Money(asked, "USD"), credit=credit),
        retainage=draw(retainages),
    )
    return milestones, contract_sum, terms


def asked_deposit(agreed):
    """The deposit's own invoice, as it stands in the books."""
    first = invoiced((), add_up(agreed, ()), kind="deposit")
    amount = agreed.contract.terms.deposit.amount
    return replace(first, total=amount, deposit_applied=-amount)


def bill_in_steps(milestones, contract_sum, terms, steps):
    """Each step: a milestone and how far it is by then; at the end all that is left is billed at once."""
    issued = [asked_deposit(story(contract_sum, terms))] if terms.deposit else []
    for place, percent in steps:
        one = replace(milestones[place % len(milestones)], progress=Progress(percent_complete=percent))
        if to_date(one) > billed_of(one, issued, ()):
            issued.append(invoiced([one], add_up(story(contract_sum, terms, issued), [one]), len(issued) + 1))
    left = [one for one in milestones if billed_of(one, issued, ()) < one.scheduled_value]
    if left:
        issued.append(invoiced(left, add_up(story(contract_sum, terms, issued), left), len(issued) + 1))
    return issued


steps = st.lists(st.tuples(st.integers(0, 4), shares), max_size=6)
