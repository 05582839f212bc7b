from dataclasses import replace
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.domain.errors import Corrupt, DoesNotAddUp
from core.domain.money import PPM, Money, Rate, half_away_from_zero, total
from core.domain.schedule import (
    Term,
    contract_sum_to_date,
    current_for_billing,
    current_for_proof,
    reconcile,
    resolve,
)
from tests.core.site import KITCHEN, Site, fixed, percent, rest, usd
from tests.core.sizes import EXAMPLES

# What four digits of a percent cannot say, and is meant all the same.
MEANT = {333_333: Fraction(1, 3), 666_667: Fraction(2, 3), 166_667: Fraction(1, 6), 833_333: Fraction(5, 6)}
sized = settings(max_examples=EXAMPLES, deadline=None)


def term(how, *, minor=0, ppm=0, currency="USD"):
    amount = Money(minor, currency) if how == "fixed" else None
    return Term(name=how, kind="work", how=how, amount=amount, rate=Rate(ppm))


def meant(rates):
    """The share that each of these parts per million asks for: thirds, unless that would be more than all, or as said
    they are all of it.
    """
    thirds, plain = [MEANT.get(ppm, Fraction(ppm, PPM)) for ppm in rates], [Fraction(ppm, PPM) for ppm in rates]
    return plain if sum(thirds) > 1 or (sum(plain) == 1 and sum(thirds) < 1) else thirds


def shared_out(contract_sum, rates):
    """In minor units, of all of them together."""
    return half_away_from_zero(contract_sum.minor * sum(meant(rates), Fraction(0)))


@st.composite
def agreed(draw):
    """A contract sum and a mixture of terms that may well add up: percentages, fixed amounts, perhaps a rest."""
    currency = draw(st.sampled_from(["JPY", "USD", "KWD"]))
    contract_sum = Money(draw(st.integers(1, 10**9)), currency)
    percents = draw(st.lists(st.integers(1, PPM), max_size=5))
    fixeds = draw(st.lists(st.integers(1, 10**9), max_size=5))
    terms = [term("percent", ppm=one) for one in percents]
    terms += [term("fixed", minor=one, currency=currency) for one in fixeds]
    ending = draw(st.sampled_from(["rest", "fill", "nothing"]))
    if ending == "rest":
        terms.append(term("rest"))
    shared = shared_out(contract_sum, percents)
    if ending == "fill" and (left := contract_sum.minor - shared - sum(fixeds)):
        terms.append(term("fixed", minor=left, currency=currency))
    return contract_sum, draw(st.permutations(terms))


def outcome(contract_sum, terms):
    """The values, or the refusal."""
    try:
        return resolve(contract_sum, terms), None
    except DoesNotAddUp as refused:
        return (), refused


@sized
@given(agreed())
def test_every_mixture_sums_to_the_cent_or_is_refused_with_its_reason(plan):
    contract_sum, terms = plan
    rates = [one.rate.ppm for one in terms if one.how == "percent"]
    share_of = dict(zip(rates, meant(rates), strict=True))
    said = shared_out(contract_sum, rates) + sum(one.amount.minor for one in terms if one.how == "fixed")
    values, refused = outcome(contract_sum, terms)
    if not terms:
        assert refused.code == "schedule.empty"
    elif said > contract_sum.minor:
        assert (refused.code, refused.details["by"].minor) == ("schedule.over", said - contract_sum.minor)
    elif said < contract_sum.minor and not any(one.how == "rest" for one in terms):
        assert (refused.code, refused.details["by"].minor) == ("schedule.under", contract_sum.minor - said)
    elif refused:
        assert refused.code == "schedule.not_positive"
        fixeds = [one.amount.minor for one in terms if one.how == "fixed"]
        assert refused.details["name"] != "fixed" or min(fixeds) <= 0
    else:
        assert total(values, contract_sum.currency) == contract_sum
        for one, value in zip(terms, values, strict=True):
            assert value.minor > 0
            assert one.how != "fixed" or value == one.amount
            # Half a unit from rounding all percentages together, less than one from splitting them.
            off = abs(value.minor - contract_sum.minor * share_of.get(one.rate.ppm, Fraction(0)))
            assert one.how != "percent" or off < Fraction(3, 2)


@sized
@given(
    st.sampled_from(["JPY", "USD", "KWD"]),
    st.lists(st.integers(1, 10**8), max_size=6),
    st.lists(st.integers(1, 999_999), max_size=4),
    st.integers(1, 10**8),
)
def test_every_legal_mixture_is_taken(currency, fixeds, percents, left):
    assume(sum(percents) < PPM)
    contract_sum = Money((sum(fixeds) + left + 10) * 10**6, currency)
    terms = [term("fixed", minor=one, currency=currency) for one in fixeds]
    terms += [term("percent", ppm=one) for one in percents]
    assume(shared_out(contract_sum, percents) + sum(fixeds) < contract_sum.minor)
    values = resolve(contract_sum, [*terms, term("rest")])
    assert total(values, currency) == contract_sum


@sized
@given(st.integers(1, 10**9), st.lists(st.integers(1, 1000), min_size=1, max_size=10))
def test_percentages_that_make_a_hundred_need_no_rest(minor, weights):
    parts = [part.minor for part in Money(PPM, "USD").split(weights)]
    contract_sum = Money(minor + 10**7, "USD")
    values = resolve(contract_sum, [term("percent", ppm=one) for one in parts])
    assert total(values, "USD") == contract_sum


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ([], "schedule.empty"),
        ([rest("a"), rest("b")], "schedule.two_rests"),
        ([fixed("a", "100"), rest("b")], "schedule.not_positive"),
        ([fixed("a", "0"), rest("b")], "schedule.not_positive"),
        ([fixed("a", "-5"), rest("b")], "schedule.not_positive"),
        ([Term(name="a", kind="work", how="percent"), rest("b")], "schedule.not_positive"),
        ([fixed("a", "100.01")], "schedule.over"),
        ([percent("a", "101")], "schedule.over"),
        ([fixed("a", "100.01"), rest("b")], "schedule.over"),
        ([fixed("a", "99.99")], "schedule.under"),
        ([percent("a", "99")], "schedule.under"),
        ([Term(name="a", kind="work", how="fixed")], "schedule.under"),
    ],
)
def test_what_does_not_add_up_says_which_way(terms, code):
    with pytest.raises(DoesNotAddUp) as refused:
        resolve(usd("100"), terms)
    assert refused.value.code == code


def test_the_refusal_says_by_how_much_and_which_part():
    with pytest.raises(DoesNotAddUp) as over:
        resolve(usd("100"), [fixed("a", "100.01")])
    assert over.value.details == {"by": usd("0.01"), "total": usd("100")}
    with pytest.raises(DoesNotAddUp) as under:
        resolve(usd("100"), [fixed("a", "99")])
    assert under.value.details == {"by": usd("1"), "total": usd("100")}
    with pytest.raises(DoesNotAddUp) as empty:
        resolve(usd("100"), [fixed("tiles", "0"), rest("b")])
    assert empty.value.details == {"name": "tiles"}


@pytest.mark.parametrize("contract_sum", ["0", "-100"])
def test_a_contract_is_worth_something(contract_sum):
    with pytest.raises(DoesNotAddUp):
        resolve(usd(contract_sum), [rest("all")])


def test_thirds_share_the_odd_cents_by_largest_remainder():
    third = [percent("a", "33.3333"), percent("b", "33.3333"), percent("c", "33.3334")]
    assert [one.minor for one in resolve(usd("100.01"), third)] == [3334, 3333, 3334]


def test_the_kitchen_of_the_example_is_cut_as_agreed():
    assert resolve(usd("24000"), KITCHEN) == (usd("2400"), usd("4500"), usd("8000"), usd("9100"))


def test_only_approved_change_orders_move_the_contract_sum():
    site = Site()
    project = site.project().project
    demo = site.milestone(project.id, "demo")
    site.add_line(project.id, demo.id, "dumpster", usd("350"))
    file = site.file(project.id)
    assert contract_sum_to_date(file.contract, file.change_orders) == usd("24350")
    withdrawn = [replace(one, state="withdrawn") for one in file.change_orders]
    assert contract_sum_to_date(file.contract, withdrawn) == usd("24000")


def test_a_schedule_that_does_not_reconcile_is_corrupt():
    site = Site()
    file = site.project()
    reconcile(file.contract, file.change_orders, file.milestones)
    with pytest.raises(Corrupt, match="does not sum to the contract sum"):
        reconcile(file.contract, file.change_orders, file.milestones[1:])
    crooked = replace(file.milestones[0], scheduled_value=usd("1"))
    with pytest.raises(Corrupt, match="lines 240000, value 100"):
        reconcile(file.contract, file.change_orders, [crooked, *file.milestones[1:]])


def in_states(*states):
    """The kitchen's milestones, in these states."""
    milestones = Site().project().milestones
    return [replace(one, state=state) for one, state in zip(milestones, states, strict=True)]


def test_proof_belongs_to_the_first_piece_of_work_that_is_not_billed():
    assert current_for_proof(in_states("planned", "planned", "planned", "planned")).name == "demo"
    assert current_for_proof(in_states("planned", "billed", "done", "planned")).name == "cabinets"
    assert current_for_proof(in_states("planned", "billed", "paid", "billed")) is None


def test_invoice_means_what_is_done_else_what_is_proven_else_what_is_first():
    plain = in_states("planned", "planned", "planned", "planned")
    cabinets = frozenset([plain[2].id])
    assert current_for_billing(plain, frozenset()).name == "deposit"
    assert current_for_billing(plain, cabinets).name == "cabinets"
    done = [*plain[:3], replace(plain[3], state="done")]
    assert current_for_billing(done, cabinets).name == "final"
    assert current_for_billing(in_states("paid", "billed", "billed", "billed"), frozenset([uuid4()])) is None


def test_a_milestone_worth_nothing_any_more_is_passed_over():
    milestones = in_states("paid", "done", "planned", "planned")
    milestones[1] = replace(milestones[1], scheduled_value=usd("0"))
    assert current_for_billing(milestones, frozenset([milestones[1].id])).name == "cabinets"
    assert current_for_proof(milestones).name == "cabinets"


@pytest.mark.parametrize("shares", [("33.3333", "33.3333"), ("16.6667", "16.6667")])
def test_a_third_is_a_third_though_four_digits_cannot_say_so(shares):
    parts = resolve(usd("24000"), [*(percent(str(place), one) for place, one in enumerate(shares)), rest("last")])
    assert len({part.minor for part in parts[:2]}) == 1
    assert parts[0].minor in {800_000, 400_000}
