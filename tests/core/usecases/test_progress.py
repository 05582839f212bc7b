"""How far a milestone is: said within its bounds, billed as far as it goes, and never below what is billed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.money import Money, Rate, total
from core.domain.terms import NOTHING_SAID, Progress
from core.usecases import billing, progress
from tests.core.site import Site, fixed, rest, usd
from tests.core.sizes import ORDERS


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    return site.project().project


def share(percent):
    return Rate.percent(Decimal(percent))


def say(site, project, name, percent=None, stored=None):
    said = Progress(
        percent_complete=None if percent is None else share(percent), stored=None if stored is None else usd(stored)
    )
    with site.open() as ledger:
        return progress.say_progress(ledger, project.id, site.milestone(project.id, name).id, said)


def test_what_is_done_is_billed_and_later_the_rest(site, kitchen):
    reached = say(site, kitchen, "cabinets", "60")
    assert (reached.to_date, reached.billed, reached.before.progress) == (usd("4800"), usd("0"), NOTHING_SAID)
    assert site.bill(kitchen.id, "cabinets").subtotal == usd("4800")
    reached = say(site, kitchen, "cabinets", "100")
    assert (reached.after.state, reached.billed) == ("done", usd("4800"))
    assert site.bill(kitchen.id, "cabinets").subtotal == usd("3200")
    assert site.milestone(kitchen.id, "cabinets").state == "billed"


def test_stored_materials_count_until_they_are_built_in(site, kitchen):
    assert say(site, kitchen, "cabinets", "25", "3000").to_date == usd("5000")
    assert site.bill(kitchen.id, "cabinets").subtotal == usd("5000")
    assert say(site, kitchen, "cabinets", "70", "0").to_date == usd("5600")


def test_less_than_all_takes_done_back(site, kitchen):
    with site.open() as ledger:
        billing.finish_milestone(ledger, kitchen.id, site.milestone(kitchen.id, "cabinets").id)
    assert say(site, kitchen, "cabinets", "50").after.state == "planned"
    assert say(site, kitchen, "cabinets").after.progress == NOTHING_SAID


@pytest.mark.parametrize(
    ("percent", "stored", "code"),
    [
        ("0", None, "progress.not_a_share"),
        ("100.0001", None, "progress.not_a_share"),
        ("10", "8000.01", "progress.stored"),
        (None, "-1", "progress.stored"),
        ("80", "3000", "progress.over"),
    ],
)
def test_what_cannot_be_is_refused(site, kitchen, percent, stored, code):
    with pytest.raises(DoesNotAddUp, match=code):
        say(site, kitchen, "cabinets", percent, stored)
    assert site.milestone(kitchen.id, "cabinets").progress == NOTHING_SAID


def test_materials_in_another_currency_are_refused(site, kitchen):
    said = Progress(stored=Money(1, "EUR"))
    with site.open() as ledger, pytest.raises(DoesNotAddUp, match=r"line\.other_currency"):
        progress.say_progress(ledger, kitchen.id, site.milestone(kitchen.id, "cabinets").id, said)


def test_it_is_never_below_what_is_billed(site, kitchen):
    say(site, kitchen, "cabinets", "60")
    site.bill(kitchen.id, "cabinets")
    with pytest.raises(Refusal, match=r"progress\.below_billed") as refused:
        say(site, kitchen, "cabinets", "59.99")
    assert refused.value.details == {"name": "cabinets", "billed": usd("4800"), "to_date": usd("4799.20")}
    assert say(site, kitchen, "cabinets", "60").to_date == usd("4800")


def test_what_is_billed_whole_goes_no_further(site, kitchen):
    site.bill(kitchen.id, "demo")
    with pytest.raises(Refusal, match=r"milestone\.billed"):
        say(site, kitchen, "demo", "50")


def after(site, project, name, percent):
    return progress.after_billing(site.file(project.id), site.milestone(project.id, name), share(percent))


def test_a_share_to_bill_is_on_top_of_what_is_billed(site, kitchen):
    assert after(site, kitchen, "cabinets", "40") == share("40")
    say(site, kitchen, "cabinets", "33.3333")
    site.bill(kitchen.id, "cabinets")
    assert after(site, kitchen, "cabinets", "40") == share("73.3333")
    with pytest.raises(Refusal, match=r"progress\.left") as refused:
        after(site, kitchen, "cabinets", "70")
    assert refused.value.details == {"name": "cabinets", "left": share("66.6667")}


def test_a_share_to_bill_is_reckoned_from_the_amount_where_more_was_said_than_billed(site, kitchen):
    say(site, kitchen, "cabinets", "25")
    site.bill(kitchen.id, "cabinets")
    say(site, kitchen, "cabinets", "60")
    assert after(site, kitchen, "cabinets", "40") == share("65")


def say_more(site, project, name, reckon, *args, **kwargs):
    said = reckon(site.file(project.id), site.milestone(project.id, name), *args, **kwargs)
    with site.open() as ledger:
        return progress.say_progress(ledger, project.id, site.milestone(project.id, name).id, said)


def test_an_amount_of_it_is_billed_to_the_cent_though_no_share_is_that_much(site):
    job = site.project(usd("24500"), [rest("framing")]).project
    assert say_more(site, job, "framing", progress.after_amount, usd("5000")).to_date == usd("5000")
    assert site.bill(job.id, "framing").subtotal == usd("5000")
    reached = say_more(site, job, "framing", progress.after_amount, usd("19499.99"))
    assert (reached.to_date, reached.after.state) == (usd("24499.99"), "planned")
    assert site.bill(job.id, "framing").subtotal == usd("19499.99")
    with pytest.raises(Refusal, match=r"progress\.left") as refused:
        say_more(site, job, "framing", progress.after_amount, usd("0.02"))
    assert refused.value.details == {"name": "framing", "left": usd("0.01")}
    assert say_more(site, job, "framing", progress.after_amount, usd("0.01")).after.state == "done"
    assert site.bill(job.id, "framing").subtotal == usd("0.01")


def test_all_but_a_cent_of_much_is_not_all(site):
    job = site.project(usd("9000000"), [rest("tower")]).project
    reached = say_more(site, job, "tower", progress.after_amount, usd("8999999.99"))
    assert (reached.to_date, reached.after.state) == (usd("8999999.99"), "planned")
    assert say_more(site, job, "tower", progress.after_amount, usd("0.01")).to_date == usd("0.01")


def test_a_quantity_of_it_is_its_share_to_the_cent(site):
    job = site.project(usd("90000"), [rest("doors")]).project
    assert say_more(site, job, "doors", progress.after_quantity, Fraction(1, 3), more=False).to_date == usd("30000")
    site.bill(job.id, "doors")
    assert say_more(site, job, "doors", progress.after_quantity, Fraction(1, 3), more=True).to_date == usd("60000")
    assert say_more(site, job, "doors", progress.after_quantity, Fraction(1), more=False).after.state == "done"


@pytest.mark.parametrize("share", [Fraction(0), Fraction(11, 10), Fraction(1, 10**9)])
def test_a_quantity_is_some_of_it_and_never_more_than_all(site, kitchen, share):
    with pytest.raises(DoesNotAddUp, match=r"progress\.not_a_share"):
        say_more(site, kitchen, "cabinets", progress.after_quantity, share, more=False)


def test_no_amount_is_no_part(site, kitchen):
    with pytest.raises(DoesNotAddUp, match=r"progress\.not_a_share"):
        say_more(site, kitchen, "cabinets", progress.after_amount, usd("0"))


def test_an_amount_counts_what_is_stored(site, kitchen):
    say(site, kitchen, "cabinets", None, "3000")
    with pytest.raises(Refusal, match=r"progress\.stored_too"):
        say_more(site, kitchen, "cabinets", progress.after_amount, usd("500"))
    site.bill(kitchen.id, "cabinets")
    reached = say_more(site, kitchen, "cabinets", progress.after_amount, usd("500"))
    assert (reached.to_date, reached.after.progress.stored) == (usd("3500"), usd("3000"))


def test_an_amount_is_the_share_that_it_was_once_the_value_is_another(site, kitchen):
    work = say_more(site, kitchen, "cabinets", progress.after_amount, usd("2000")).after
    assert work.progress.completed(usd("8000")) == usd("2000")
    assert work.progress.completed(usd("16000")) == usd("4000")
    assert work.progress.completed(usd("0")) == usd("0")


def test_of_what_is_worth_nothing_no_share_is_left(site):
    free = site.project(usd("100"), [fixed("extra", "50"), rest("final")]).project
    site.add_line(free.id, site.milestone(free.id, "extra").id, "gift", usd("-50"))
    with pytest.raises(Refusal, match=r"progress\.left"):
        after(site, free, "extra", "10")


def named(milestone):
    return milestone.name if milestone else None


def test_invoice_means_what_is_further_than_it_is_billed(site, kitchen):
    say(site, kitchen, "cabinets", "60")
    assert named(progress.to_bill(site.file(kitchen.id), frozenset())) == "cabinets"
    site.bill(kitchen.id, "cabinets")
    file = site.file(kitchen.id)
    assert named(progress.to_bill(file, frozenset([site.milestone(kitchen.id, "cabinets").id]))) == "deposit"


def test_it_means_the_open_one_where_nothing_is_further(site):
    job = site.project(usd("100"), [rest("work")]).project
    say(site, job, "work", "50")
    site.bill(job.id, "work")
    assert named(progress.to_bill(site.file(job.id), frozenset())) == "work"
    with pytest.raises(Refusal, match=r"draft\.nothing"):
        site.bill(job.id, "work")


@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=5), st.integers(1, 10**9))
@settings(max_examples=ORDERS, deadline=None)
def test_in_any_amounts_the_milestone_is_billed_to_the_cent_and_never_above(amounts, minor):
    site = Site()
    job = site.project(Money(minor, "USD"), [rest("work")]).project
    left = minor
    for amount in amounts:
        if amount > left:
            with pytest.raises(Refusal, match=r"progress\.left"):
                say_more(site, job, "work", progress.after_amount, Money(amount, "USD"))
            continue
        say_more(site, job, "work", progress.after_amount, Money(amount, "USD"))
        assert site.bill(job.id, "work").subtotal == Money(amount, "USD")
        left -= amount
        if not left:
            break
    assert total((one.subtotal for one in site.file(job.id).invoices), "USD") == Money(minor - left, "USD")


@given(st.lists(st.integers(1, 1_000_000), min_size=1, max_size=5), st.integers(1, 10**8))
@settings(max_examples=ORDERS, deadline=None)
def test_in_any_steps_the_milestone_is_billed_to_the_cent(steps, minor):
    site = Site()
    job = site.project(Money(minor, "USD"), [rest("work")]).project
    work = site.milestone(job.id, "work").id
    for ppm in sorted({*steps, 1_000_000}):
        with site.open() as ledger:
            reached = progress.say_progress(ledger, job.id, work, Progress(percent_complete=Rate(ppm)))
        if reached.to_date > reached.billed:
            site.bill(job.id, "work")
        if reached.to_date == reached.after.scheduled_value:
            break
    assert total((one.subtotal for one in site.file(job.id).invoices), "USD") == Money(minor, "USD")
