"""Jobs drawn at random with every term that a contract can have, made as a signed proposal would make them."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from core.domain.milestone import LineItem
from core.domain.money import Money, Rate
from core.domain.terms import BillingTerms, DepositTerms, RetainageTerms, TaxRule
from core.usecases import onboarding
from core.usecases.onboarding import ProjectPlan
from tests.core.site import fixed, percent, rest, usd

CONTRACT_SUM = usd("1000.07")
SCHEDULES = (
    (percent("first", "10"), fixed("demo", "450.05"), rest("final")),
    (percent("first", "33.3333"), percent("second", "33.3333"), percent("third", "33.3334")),
    (fixed("coat", "0.01"), fixed("trim", "0.03"), rest("paint")),
)
STATE, COUNTY = TaxRule(name="State", rate=Rate(86_250)), TaxRule(name="County", rate=Rate(10_000), scope="materials")
WAGES = TaxRule(rate=Rate(500_000), scope="labor")
TAXES = ((), (STATE,), (STATE, COUNTY), (STATE, COUNTY, WAGES))
RETAINAGES = (
    None,
    RetainageTerms(rate=Rate(100_000)),
    RetainageTerms(rate=Rate(100_000), step_at=Rate(500_000), later_rate=Rate(33_333)),
    RetainageTerms(rate=Rate(333_333), step_at=Rate(333_333)),
)
deposits = st.builds(
    DepositTerms,
    amount=st.sampled_from([usd("0.01"), usd("100.03"), usd("333.33"), usd("1000.07")]),
    credit=st.sampled_from(["first", "last", "pro_rata"]),
)


def _terms(**stricter):
    drawn = {
        "taxes": st.sampled_from(TAXES),
        "inclusive": st.booleans(),
        "deposit": st.none() | deposits,
        "retainage": st.sampled_from(RETAINAGES),
        "in_sequence": st.sampled_from([False, False, True]),
        "columns": st.booleans(),
    }
    return st.builds(BillingTerms, **{**drawn, **stricter})


# How the one line of each milestone is cut: labor, materials, exempt, and a discount off all three; and its own rate.
cuts = st.tuples(st.lists(st.integers(0, 4), min_size=3, max_size=3), st.sampled_from([0, 0, 3]))
own_rates = st.sampled_from([None, None, Rate(0), Rate(200_000)])
ways = st.lists(st.tuples(cuts, own_rates), min_size=3, max_size=3)
bargains = st.tuples(st.sampled_from(SCHEDULES), _terms(), ways)


def _zipped(both):
    return list(zip(*both, strict=True))


# With everything that can go wrong with money, for work of more than some cents.
full_bargains = st.tuples(
    st.sampled_from(SCHEDULES[:2]),
    _terms(
        taxes=st.sampled_from(TAXES[1:]),
        deposit=deposits,
        retainage=st.sampled_from(RETAINAGES[1:]),
        in_sequence=st.just(False),
    ),
    st.tuples(st.lists(cuts, min_size=3, max_size=3), st.permutations([None, None, Rate(200_000)])).map(_zipped),
)


def strike(site, bargain, name):
    """The project of this bargain, in one transaction."""
    schedule, agreed, ways = bargain
    plan = ProjectPlan(
        name=name,
        client_name="Dana Lee",
        client_phone="+14155550134",
        client_language="en",
        contract_sum=CONTRACT_SUM,
        terms=schedule,
    )
    with site.open() as ledger:
        file = onboarding.create_project(ledger, site.asked(), site.firm.contractor.id, plan)
        changed = [
            replace(one, lines=_cut(site, one.scheduled_value, *cut), retainage=own)
            for one, (cut, own) in zip(file.milestones, ways, strict=True)
        ]
        ledger.save(replace(file.contract, terms=agreed), *changed)
    return file.project.id


def _cut(site, value, weights, discount):
    labor, materials, exempt = (value + Money(discount, "USD")).split(weights if any(weights) else (1, 0, 0))
    lines = [
        _line(site, labor, cost_type="labor"),
        _line(site, materials, cost_type="materials"),
        _line(site, exempt, taxable=False),
        _line(site, Money(-discount, "USD"), discount=True),
    ]
    return tuple(one for one in lines if one.amount) or (lines[0],)


def _line(site, amount, **fields):
    return LineItem(
        id=site.new_id(), description="work", quantity=Decimal(1), unit_price=amount, amount=amount, **fields
    )
