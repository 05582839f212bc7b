from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import Corrupt, DoesNotAddUp, Refusal
from core.domain.money import LARGEST, Money
from core.domain.schedule import reconcile
from core.usecases import changing
from tests.core.site import Site, usd
from tests.core.sizes import ORDERS


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    return site.project().project


@pytest.fixture
def demo(site, kitchen):
    return site.milestone(kitchen.id, "demo")


def remove(site, project, milestone, line):
    with site.open() as ledger:
        return changing.remove_line(ledger, site.asked(), project.id, milestone.id, line.id)


def test_added_work_is_a_change_order_so_that_the_contract_covers_it(site, kitchen, demo):
    changed = site.add_line(kitchen.id, demo.id, " dumpster\nrental ", usd("350"))
    assert changed.line.description == "dumpster rental"
    assert (changed.before.scheduled_value, changed.after.scheduled_value) == (usd("4500"), usd("4850"))
    assert changed.contract_sum == usd("24350")
    (order,) = site.file(kitchen.id).change_orders
    assert (order.amount, order.state, order.recorded_by) == (usd("350"), "approved", site.firm.member.id)
    assert changed.line.change_order_id == order.id


def part(site, project, name, value):
    with site.open() as ledger:
        return changing.add_milestone(
            ledger, site.asked(), project.id, changing.NewLine(description=name, unit_price=value)
        )


def test_a_part_added_to_a_job_under_way_is_its_last_and_a_change_order(site, kitchen):
    changed = part(site, kitchen, " painting\nand trim ", usd("2000"))
    file = site.file(kitchen.id)
    added = file.milestones[-1]
    assert (added.name, added.kind, added.state) == ("painting and trim", "work", "planned")
    assert (changed.before.scheduled_value, changed.after) == (usd("0"), added)
    assert (changed.contract_sum, added.scheduled_value) == (usd("26000"), usd("2000"))
    assert [one.position for one in file.milestones] == list(range(1, len(file.milestones) + 1))
    (order,) = file.change_orders
    assert (order.amount, order.state, order.milestone_id) == (usd("2000"), "approved", added.id)
    assert [one.change_order_id for one in added.lines] == [order.id]
    reconcile(file.contract, file.change_orders, file.milestones)


def test_an_added_part_is_billed_as_any_other(site, kitchen):
    part(site, kitchen, "painting", usd("2000"))
    assert site.bill(kitchen.id, "painting").total == usd("2000")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        (" ", usd("2000"), "name.missing"),
        ("painting", usd("0"), "schedule.not_positive"),
        ("painting", usd("-5"), "schedule.not_positive"),
        ("painting", Money(200_000, "EUR"), "line.other_currency"),
    ],
)
def test_a_part_needs_a_name_and_an_amount_of_the_contracts_currency(site, kitchen, name, value, code):
    with pytest.raises(DoesNotAddUp) as refused:
        part(site, kitchen, name, value)
    assert refused.value.code == code
    assert len(site.file(kitchen.id).milestones) == 4


def test_a_quantity_times_a_price_is_rounded_once_half_away_from_zero(site, kitchen, demo):
    assert site.add_line(kitchen.id, demo.id, "tile", usd("0.15"), "2.5").line.amount == usd("0.38")
    assert site.add_line(kitchen.id, demo.id, "credit", usd("-0.15"), "2.5").line.amount == usd("-0.38")


def test_added_work_taken_back_withdraws_its_change_order(site, kitchen, demo):
    added = site.add_line(kitchen.id, demo.id, "dumpster", usd("350"))
    removed = remove(site, kitchen, demo, added.line)
    assert removed.after.scheduled_value == usd("4500")
    assert removed.contract_sum == usd("24000")
    assert [one.state for one in site.file(kitchen.id).change_orders] == ["withdrawn"]


def test_agreed_work_taken_out_is_deducted_from_the_contract(site, kitchen, demo):
    site.add_line(kitchen.id, demo.id, "dumpster", usd("350"))
    removed = remove(site, kitchen, demo, demo.lines[0])
    assert removed.after.scheduled_value == usd("350")
    assert removed.contract_sum == usd("19850")
    assert [one.amount for one in site.file(kitchen.id).change_orders] == [usd("350"), usd("-4500")]


def test_the_last_line_of_a_milestone_stays(site, kitchen, demo):
    with pytest.raises(Refusal) as refused:
        remove(site, kitchen, demo, demo.lines[0])
    assert (refused.value.code, refused.value.details) == ("line.last", {"name": "demo"})


def test_a_line_that_is_not_there_cannot_be_removed(site, kitchen, demo):
    other = site.milestone(kitchen.id, "cabinets").lines[0]
    with pytest.raises(Refusal, match=r"line\.none"):
        remove(site, kitchen, demo, other)


def test_a_credit_takes_a_milestone_to_nothing_but_not_below(site, kitchen, demo):
    assert not site.add_line(kitchen.id, demo.id, "credit", usd("-4500")).after.scheduled_value
    with pytest.raises(Refusal) as refused:
        site.add_line(kitchen.id, demo.id, "credit", usd("-0.01"))
    assert (refused.value.code, refused.value.details) == ("line.below_zero", {"name": "demo"})


def test_removing_work_that_a_credit_was_given_on_is_refused_too(site, kitchen, demo):
    site.add_line(kitchen.id, demo.id, "credit", usd("-100"))
    with pytest.raises(Refusal, match=r"line\.below_zero"):
        remove(site, kitchen, demo, demo.lines[0])


def test_a_line_may_be_free_of_charge(site, kitchen, demo):
    assert site.add_line(kitchen.id, demo.id, "cleaning, on us", usd("0")).after.scheduled_value == usd("4500")


def test_a_billed_milestone_does_not_change(site, kitchen, demo):
    site.bill(kitchen.id, "demo")
    with pytest.raises(Refusal, match=r"milestone\.billed"):
        site.add_line(kitchen.id, demo.id, "dumpster", usd("350"))
    with pytest.raises(Refusal, match=r"milestone\.billed"):
        remove(site, kitchen, demo, demo.lines[0])


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "sNaN", "Infinity", "1000001", "0.00001", "1E+999999"])
def test_a_quantity_is_above_zero_bounded_and_of_four_decimals(site, kitchen, demo, quantity):
    with pytest.raises(DoesNotAddUp) as refused:
        site.add_line(kitchen.id, demo.id, "tile", usd("1"), quantity)
    assert (refused.value.code, refused.value.details) == ("line.quantity", {"most": 1_000_000})


def test_a_line_needs_a_name(site, kitchen, demo):
    with pytest.raises(DoesNotAddUp, match=r"name\.missing"):
        site.add_line(kitchen.id, demo.id, " \x00", usd("1"))


def test_a_line_is_in_the_projects_currency(site, kitchen, demo):
    with pytest.raises(DoesNotAddUp) as refused:
        site.add_line(kitchen.id, demo.id, "tile", Money(100, "EUR"))
    assert (refused.value.code, refused.value.details) == ("line.other_currency", {"currency": "USD"})


def test_an_absurd_amount_is_a_typing_error(site, kitchen, demo):
    with pytest.raises(DoesNotAddUp, match=r"amount\.too_large"):
        site.add_line(kitchen.id, demo.id, "tile", Money(LARGEST, "USD"), "2")
    with pytest.raises(DoesNotAddUp, match=r"amount\.too_large"):
        site.add_line(kitchen.id, demo.id, "tile", Money(LARGEST, "USD"))


def test_a_change_is_recorded_by_somebody(site, kitchen, demo):
    new = changing.NewLine(description="tile", unit_price=usd("1"))
    with site.open() as ledger, pytest.raises(Corrupt, match="recorded by a member"):
        changing.add_line(ledger, site.asked(member=False), kitchen.id, demo.id, new)


prices = st.integers(-(10**6), 10**6).map(lambda minor: Money(minor, "USD"))
quantities = st.decimals("0.0001", 1000, places=4)


changes = st.lists(st.tuples(st.sampled_from(["demo", "cabinets"]), prices, quantities), min_size=1, max_size=8)


@settings(max_examples=ORDERS, deadline=None)
@given(changes, st.data())
def test_whatever_is_added_and_removed_the_schedule_reconciles(changes, data):
    site = Site()
    project = site.project().project
    refusals = set()
    for name, price, quantity in changes:
        milestone = site.milestone(project.id, name)
        try:
            if data.draw(st.booleans()):
                site.add_line(project.id, milestone.id, "work", price, str(quantity))
            else:
                remove(site, project, milestone, data.draw(st.sampled_from(milestone.lines)))
        except Refusal as refused:
            refusals.add(refused.code)
        file = site.file(project.id)
        reconcile(file.contract, file.change_orders, file.milestones)
        assert all(one.scheduled_value.minor >= 0 for one in file.milestones)
    assert refusals <= {"line.below_zero", "line.last"}


def test_a_crooked_schedule_is_found_before_more_is_built_on_it(site, kitchen, demo):
    with site.open() as ledger:
        ledger.save(replace(demo, scheduled_value=usd("1")))
    with pytest.raises(Corrupt):
        site.add_line(kitchen.id, site.milestone(kitchen.id, "cabinets").id, "tile", usd("1"))
