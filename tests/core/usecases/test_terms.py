"""What a contract says about billing, agreed anew: for what is billed from now on, and never against an invoice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.money import ZERO_RATE, Money, Rate
from core.domain.terms import BillingTerms, DepositTerms, Due, RetainageTerms, TaxRule
from core.usecases import billing, terms
from core.usecases.billing import Wish
from tests.core.site import Site, usd


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    return site.project().project


def rate(percent):
    return Rate.percent(Decimal(percent))


def agree(site, project, what, *args, **named):
    with site.open() as ledger:
        return getattr(terms, f"set_{what}")(ledger, project.id, *args, **named)


def issue(site, project, wish):
    with site.open() as ledger:
        shown = billing.draft_any(ledger, site.asked(), project.id, wish, site.stationery)
    return site.issue(shown).invoice


def test_retainage_is_held_back_of_what_is_billed_from_then_on(site, kitchen):
    site.bill(kitchen.id, "demo")
    changed = agree(site, kitchen, "retainage", RetainageTerms(rate=rate("10")))
    assert (changed.before, changed.after.retainage.since) == (BillingTerms(), 1)
    assert site.bill(kitchen.id, "cabinets").retained == usd("800")
    agree(site, kitchen, "retainage", None)
    assert site.bill(kitchen.id, "final").retained == usd("0")
    assert issue(site, kitchen, Wish(kind="retainage_release")).total == usd("800")


def test_the_step_counts_what_was_billed_before_the_terms(site, kitchen):
    site.bill(kitchen.id, "demo")
    agree(site, kitchen, "retainage", RetainageTerms(rate=rate("10"), step_at=rate("50"), later_rate=rate("5")))
    # of 24,000 half is 12,000: 4,500 is billed, so 7,500 of the cabinets at 10 % and 500 at 5 %
    assert site.bill(kitchen.id, "cabinets").retained == usd("775")
    assert site.bill(kitchen.id, "deposit").retained == usd("120")


@pytest.mark.parametrize(
    ("first", "step", "later"), [("100.0001", None, "0"), ("10", "50", "101"), ("10", "100", "5"), ("10", "0", "5")]
)
def test_a_share_above_all_is_no_retainage(site, kitchen, first, step, later):
    said = RetainageTerms(rate=rate(first), step_at=step and rate(step), later_rate=rate(later))
    with pytest.raises(DoesNotAddUp, match=r"retainage\.rate"):
        agree(site, kitchen, "retainage", said)


def test_a_milestone_may_have_a_rate_of_its_own(site, kitchen):
    agree(site, kitchen, "retainage", RetainageTerms(rate=rate("10")))
    cabinets = site.milestone(kitchen.id, "cabinets").id
    before, after = agree(site, kitchen, "retainage_of", cabinets, ZERO_RATE)
    assert (before.retainage, after.retainage) == (None, ZERO_RATE)
    assert site.bill(kitchen.id, "cabinets", "demo").retained == usd("450")
    with pytest.raises(Refusal, match=r"milestone\.billed"):
        agree(site, kitchen, "retainage_of", cabinets, None)
    with pytest.raises(DoesNotAddUp, match=r"retainage\.rate"):
        agree(site, kitchen, "retainage_of", site.milestone(kitchen.id, "final").id, rate("101"))


def test_the_rate_of_what_is_billed_in_part_stays(site, kitchen):
    cabinets = site.milestone(kitchen.id, "cabinets")
    with site.open() as ledger:
        ledger.save(replace(cabinets, progress=replace(cabinets.progress, percent_complete=rate("50"))))
    site.bill(kitchen.id, "cabinets")
    with pytest.raises(Refusal, match=r"retainage\.part_billed"):
        agree(site, kitchen, "retainage_of", cabinets.id, rate("10"))


def test_a_deposit_is_agreed_until_it_is_asked_for(site, kitchen):
    agree(site, kitchen, "deposit_terms", DepositTerms(amount=usd("2000"), credit="first"))
    agree(site, kitchen, "deposit_terms", DepositTerms(amount=usd("2400"), credit="first"))
    invoice = issue(site, kitchen, Wish(kind="deposit"))
    assert invoice.total == usd("2400")
    with pytest.raises(Refusal, match=r"deposit\.asked"):
        agree(site, kitchen, "deposit_terms", None)
    site.void(invoice)
    assert agree(site, kitchen, "deposit_terms", None).after.deposit is None


@pytest.mark.parametrize("amount", [usd("0"), usd("24000.01")])
def test_a_deposit_is_a_part_of_the_contract_sum(site, kitchen, amount):
    with pytest.raises(DoesNotAddUp, match=r"deposit\.amount") as refused:
        agree(site, kitchen, "deposit_terms", DepositTerms(amount=amount))
    assert refused.value.details == {"most": usd("24000")}


def test_a_deposit_in_another_currency_is_refused(site, kitchen):
    with pytest.raises(DoesNotAddUp, match=r"line\.other_currency"):
        agree(site, kitchen, "deposit_terms", DepositTerms(amount=Money(1, "EUR")))


def test_several_taxes_take_the_place_of_the_one(site):
    job = site.project(tax="8").project
    taxes = (TaxRule(name=" State\n", rate=rate("6")), TaxRule(name="City", rate=rate("2"), scope="labor"))
    assert agree(site, job, "taxes", taxes, inclusive=False).after.taxes[0].name == "State"
    assert site.bill(job.id, "demo").tax == usd("270")


def test_whether_prices_have_the_tax_in_them_is_settled_by_the_first_invoice(site, kitchen):
    taxes = (TaxRule(rate=rate("16")),)
    agree(site, kitchen, "taxes", taxes, inclusive=True)
    agree(site, kitchen, "taxes", taxes, inclusive=False)
    site.bill(kitchen.id, "demo")
    with pytest.raises(Refusal, match=r"taxes\.billed"):
        agree(site, kitchen, "taxes", taxes, inclusive=True)
    agree(site, kitchen, "taxes", (), inclusive=False)


def test_another_tax_in_the_prices_leaves_what_was_taxed_before_alone(site, kitchen):
    state, city, county = (TaxRule(name=name, rate=rate(of)) for name, of in (("S", "8"), ("C", "2"), ("K", "6")))

    def taxed(*rules):
        with site.open() as ledger:
            terms.set_taxes(ledger, kitchen.id, rules, inclusive=True)

    taxed(state, city)
    first = site.bill(kitchen.id, "demo")
    assert [one.tax for one in first.taxes] == [usd("327.27"), usd("81.82")]  # 4,500 x 8/110 and 2/110
    taxed(state, county)
    second = site.bill(kitchen.id, "cabinets")
    assert [one.tax for one in second.taxes] == [usd("561.40"), usd("421.05")]  # 8,000 x 8/114 and 6/114
    taxed(state, city)
    assert [one.tax for one in site.bill(kitchen.id, "final").taxes] == [usd("661.82"), usd("165.45")]


def test_taxes_are_few_and_below_all(site, kitchen):
    with pytest.raises(DoesNotAddUp, match=r"taxes\.many"):
        agree(site, kitchen, "taxes", (TaxRule(rate=rate("1")),) * 5, inclusive=False)
    with pytest.raises(DoesNotAddUp, match=r"taxes\.rate"):
        agree(site, kitchen, "taxes", (TaxRule(rate=rate("101")),), inclusive=False)


def test_the_whole_schedule_is_printed_where_it_was_asked_for(site, kitchen):
    assert agree(site, kitchen, "columns", columns=True).after.columns
    *parts, sums = site.draft(kitchen.id, site.milestone(kitchen.id, "demo")).sheet.rows
    assert [one.name for one in parts] == ["deposit", "demo", "cabinets", "final"]
    assert sums.figures == ("USD 24000.00", "USD 0.00", "USD 4500.00", "USD 4500.00", "USD 19500.00")


def test_a_sequence_is_kept_where_it_was_asked_for(site, kitchen):
    assert agree(site, kitchen, "sequence", in_sequence=True).after.in_sequence
    with pytest.raises(Refusal, match=r"milestone\.out_of_turn"):
        site.bill(kitchen.id, "cabinets")


def test_a_milestone_becomes_billable_by_its_own_rule(site, kitchen):
    due = Due(on="date", day=date(2026, 12, 15))
    before, after = agree(site, kitchen, "due", site.milestone(kitchen.id, "demo").id, due)
    assert (before.due.on, after.due) == ("completion", due)


def test_what_a_milestone_is_decides_its_taxes(site, kitchen):
    agree(site, kitchen, "taxes", (TaxRule(rate=rate("10"), scope="materials"),), inclusive=False)
    cabinets = site.milestone(kitchen.id, "cabinets")
    before, after = agree(site, kitchen, "cost_type", cabinets.id, "materials")
    assert (before.lines[0].cost_type, after.lines[0].cost_type) == ("other", "materials")
    assert site.bill(kitchen.id, "cabinets", "demo").tax == usd("800")
    final = site.milestone(kitchen.id, "final")
    with site.open() as ledger:
        ledger.save(replace(final, progress=replace(final.progress, percent_complete=rate("50"))))
    site.bill(kitchen.id, "final")
    with pytest.raises(Refusal, match=r"cost\.part_billed"):
        agree(site, kitchen, "cost_type", final.id, "labor")
