"""Change orders: asked, answered by the client, and landed so that the schedule is the contract sum, always."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import Corrupt, DoesNotAddUp, NotAllowed, OutOfDate, Refusal
from core.domain.money import Money, Rate, total
from core.domain.progress import billed_of
from core.domain.project import Decision
from core.domain.schedule import contract_sum_to_date, reconcile
from core.domain.terms import Progress
from core.usecases import change_orders, changing
from core.usecases.change_orders import Wish
from tests.core.site import START, Site, fixed, rest, usd
from tests.core.sizes import ORDERS

YES = Decision(by="Dana Lee", at=START, channel="sms", words="Sí, adelante", address="+14155550134")


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    return site.project().project


def propose(site, project, amount, landing="new", onto=None, description="extra outlet in the island"):
    wish = Wish(
        description=description,
        amount=amount if isinstance(amount, Money) else usd(amount),
        landing=landing,
        milestone_id=site.milestone(project.id, onto).id if onto else None,
    )
    with site.open() as ledger:
        return change_orders.propose(ledger, site.asked(), project.id, wish)


def approve(site, order, decision=YES, shown_as=None):
    with site.open() as ledger:
        return change_orders.approve(ledger, site.asked(member=False), order.id, shown_as or order.shown_as, decision)


def withdraw(site, order):
    with site.open() as ledger:
        return change_orders.withdraw(ledger, order.id)


def worth(site, project):
    return {one.name: one.scheduled_value.minor for one in site.file(project.id).milestones}


def halfway(site, project, name, percent=50):
    """So much of it is done, and billed."""
    with site.open() as ledger:
        ledger.save(
            replace(site.milestone(project.id, name), progress=Progress(percent_complete=Rate(percent * 10_000)))
        )
    return site.bill(project.id, name)


def test_what_is_asked_counts_for_nothing_until_the_client_says_yes(site, kitchen):
    asked = propose(site, kitchen, "280")
    assert (asked.order.state, asked.order.number, asked.order.recorded_by) == ("proposed", 1, site.firm.member.id)
    assert (asked.contract_before, asked.contract_after) == (usd("24000"), usd("24280"))
    file = site.file(kitchen.id)
    assert len(file.milestones) == 4
    assert contract_sum_to_date(file.contract, file.change_orders) == usd("24000")


def test_a_yes_lands_it_and_keeps_the_words(site, kitchen):
    asked = propose(site, kitchen, "280")
    numbers = approve(site, asked.order)
    file = site.file(kitchen.id)
    (order,) = file.change_orders
    assert (order.state, order.decision, order.milestone_id) == ("approved", YES, file.milestones[-1].id)
    assert (numbers.contract_before, numbers.contract_after) == (usd("24000"), usd("24280"))
    assert worth(site, kitchen)["extra outlet in the island"] == 28000
    assert file.milestones[-1].lines[0].change_order_id == order.id
    assert site.bill(kitchen.id, "extra outlet in the island").total == usd("280")


def test_a_second_yes_changes_nothing(site, kitchen):
    asked = propose(site, kitchen, "280")
    approve(site, asked.order)
    assert approve(site, asked.order) is None
    assert len(site.file(kitchen.id).milestones) == 5


def test_a_no_is_kept_and_a_later_yes_is_refused(site, kitchen):
    order = propose(site, kitchen, "280").order
    with site.open() as ledger:
        assert change_orders.decline(ledger, order.id, order.shown_as, YES).state == "declined"
        assert change_orders.decline(ledger, order.id, order.shown_as, YES) is None
    with pytest.raises(NotAllowed) as refused:
        approve(site, order)
    assert (refused.value.code, refused.value.details) == ("change_order.approve", {"state": "declined"})
    assert site.file(kitchen.id).change_orders[0].decision == YES


def test_each_project_counts_its_own_and_lines_added_at_once_are_not_counted(site, kitchen):
    demo = site.milestone(kitchen.id, "demo")
    site.add_line(kitchen.id, demo.id, "dumpster", usd("350"))
    numbers = [propose(site, kitchen, amount).order.number for amount in ("280", "50")]
    other = site.project(name="Oak Ave bath").project
    assert (numbers, propose(site, other, "5").order.number) == ([1, 2], 1)
    asked = change_orders.asked_about(site.file(kitchen.id))
    assert [one.number for one in asked] == [1, 2]


def test_it_lands_onto_the_milestone_that_was_chosen(site, kitchen):
    numbers = approve(site, propose(site, kitchen, "280", "onto", "cabinets").order)
    assert worth(site, kitchen)["cabinets"] == 828000
    (step,) = numbers.steps
    assert (step.before.scheduled_value, step.after.scheduled_value) == (usd("8000"), usd("8280"))
    assert not numbers.elsewhere


def test_a_milestone_billed_whole_meanwhile_gets_nothing_more_and_it_is_told(site, kitchen):
    order = propose(site, kitchen, "280", "onto", "cabinets").order
    site.bill(kitchen.id, "cabinets")
    numbers = approve(site, order)
    assert numbers.elsewhere
    assert (numbers.order.landing, worth(site, kitchen)["cabinets"]) == ("new", 800000)
    assert worth(site, kitchen)["extra outlet in the island"] == 28000


def test_it_is_spread_in_proportion_to_what_is_left_to_bill(site, kitchen):
    site.bill(kitchen.id, "demo")
    halfway(site, kitchen, "cabinets")  # 4,000 left; final has 9,100
    order = propose(site, kitchen, "131", "spread").order
    assert order.milestone_id is None
    approve(site, order)
    now = worth(site, kitchen)
    assert (now["cabinets"], now["final"]) == (804000, 919100)
    assert (now["deposit"], now["demo"]) == (240000, 450000)
    file = site.file(kitchen.id)
    lines = [line for one in file.milestones for line in one.lines if line.change_order_id == order.id]
    assert (len(lines), file.change_orders[0].milestone_id) == (2, None)


def test_one_cent_spread_is_one_line(site, kitchen):
    assert len(approve(site, propose(site, kitchen, "0.01", "spread").order).steps) == 1


def test_spread_over_nothing_is_a_milestone_of_its_own(site, kitchen):
    order = propose(site, kitchen, "280", "spread").order
    for name in ("demo", "cabinets", "final"):
        site.bill(kitchen.id, name)
    assert approve(site, order).elsewhere
    assert worth(site, kitchen)["extra outlet in the island"] == 28000


def test_less_work_takes_off_as_far_as_something_is_left_to_bill(site, kitchen):
    halfway(site, kitchen, "cabinets")
    with pytest.raises(Refusal) as refused:
        propose(site, kitchen, "-4000.01", "onto", "cabinets")
    assert (refused.value.code, refused.value.details) == ("changeorder.too_negative", {"most": usd("4000")})
    with pytest.raises(Refusal) as refused:
        propose(site, kitchen, "-17600.01", "spread")
    assert refused.value.details == {"most": usd("17600")}
    numbers = approve(site, propose(site, kitchen, "-300", "onto", "cabinets").order)
    assert numbers.contract_after == usd("23700")
    assert worth(site, kitchen)["cabinets"] == 770000


def test_a_milestone_lowered_to_what_is_billed_of_it_is_billed_whole(site, kitchen):
    halfway(site, kitchen, "cabinets")
    approve(site, propose(site, kitchen, "-4000", "onto", "cabinets").order)
    assert site.milestone(kitchen.id, "cabinets").state == "billed"


def test_a_deduction_whose_milestone_was_billed_meanwhile_is_spread_over_the_rest(site, kitchen):
    order = propose(site, kitchen, "-300", "onto", "cabinets").order
    site.bill(kitchen.id, "cabinets")
    numbers = approve(site, order)
    assert (numbers.elsewhere, numbers.order.landing) == (True, "spread")
    assert worth(site, kitchen)["cabinets"] == 800000
    assert sum(worth(site, kitchen).values()) == 2370000


def test_a_deduction_beyond_all_that_is_left_is_refused_at_the_yes_and_stays_open(site, kitchen):
    order = propose(site, kitchen, "-5000", "onto", "cabinets").order
    for name in ("demo", "cabinets", "final"):
        site.bill(kitchen.id, name)
    with pytest.raises(Refusal) as refused:
        approve(site, order)
    assert (refused.value.code, refused.value.details) == ("changeorder.too_negative", {"most": usd("0")})
    assert site.file(kitchen.id).change_orders[0].state == "proposed"


def test_a_yes_to_what_says_something_else_by_now_approves_nothing(site, kitchen):
    order = propose(site, kitchen, "280").order
    with site.open() as ledger:
        wish = Wish(description="two outlets", amount=usd("500"), landing="spread")
        revised = change_orders.revise(ledger, site.asked(), order.id, wish).order
    assert (revised.number, revised.id, revised.amount) == (order.number, order.id, usd("500"))
    with pytest.raises(OutOfDate, match=r"changeorder\.changed"):
        approve(site, order)
    with site.open() as ledger, pytest.raises(OutOfDate):
        change_orders.decline(ledger, order.id, order.shown_as, YES)
    assert approve(site, revised).contract_after == usd("24500")
    with site.open() as ledger, pytest.raises(NotAllowed):
        change_orders.revise(ledger, site.asked(), order.id, wish)


def test_what_it_would_come_to_is_shown_and_nothing_is_kept(site, kitchen):
    with site.open() as ledger:
        file = ledger.project_file(kitchen.id)
        numbers = change_orders.shown(file, site.asked(), Wish(description="outlet", amount=usd("280")))
        assert (numbers.contract_after, numbers.steps[0].before.scheduled_value) == (usd("24280"), usd("0"))
    order = propose(site, kitchen, "280", "onto", "demo").order
    assert change_orders.by_itself(site.file(kitchen.id), order).contract_after == usd("24280")
    approved = approve(site, order).order
    numbers = change_orders.by_itself(site.file(kitchen.id), approved)
    assert (numbers.contract_before, numbers.contract_after) == (usd("24280"), usd("24280"))


@pytest.mark.parametrize(
    ("amount", "landing", "onto", "description", "code"),
    [
        ("0", "new", None, "nothing", "changeorder.nothing"),
        ("280", "new", None, " ", "name.missing"),
        (Money(1, "EUR"), "new", None, "outlet", "line.other_currency"),
        ("-280", "new", None, "outlet", "schedule.not_positive"),
        ("280", "onto", None, "outlet", "changeorder.onto_what"),
        ("280", "onto", "demo", "outlet", "milestone.billed"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_not_kept(site, kitchen, amount, landing, onto, description, code):
    site.bill(kitchen.id, "demo")
    with pytest.raises(Refusal) as refused:
        propose(site, kitchen, amount, landing, onto, description)
    assert refused.value.code == code
    assert site.file(kitchen.id).change_orders == ()


def test_it_is_written_by_a_member(site, kitchen):
    with site.open() as ledger, pytest.raises(Corrupt):
        change_orders.propose(
            ledger, site.asked(member=False), kitchen.id, Wish(description="outlet", amount=usd("280"))
        )


def test_withdrawing_what_is_open_changes_no_number(site, kitchen):
    order = propose(site, kitchen, "280").order
    numbers = withdraw(site, order)
    assert (numbers.order.state, numbers.contract_before, numbers.contract_after) == (
        "withdrawn",
        usd("24000"),
        usd("24000"),
    )
    with pytest.raises(NotAllowed):
        approve(site, order)
    with pytest.raises(NotAllowed):
        withdraw(site, order)


@pytest.mark.parametrize(("amount", "landing", "onto"), [("280", "new", None), ("-300", "spread", None)])
def test_withdrawing_what_was_approved_takes_its_lines_back(site, kitchen, amount, landing, onto):
    before = worth(site, kitchen)
    order = propose(site, kitchen, amount, landing, onto).order
    approve(site, order)
    numbers = withdraw(site, order)
    assert numbers.contract_after == usd("24000")
    after = {name: value for name, value in worth(site, kitchen).items() if value}
    assert after == before


def test_what_is_billed_is_not_withdrawn(site, kitchen):
    order = propose(site, kitchen, "280", "onto", "demo").order
    approve(site, order)
    site.bill(kitchen.id, "demo")
    with pytest.raises(Refusal) as refused:
        withdraw(site, order)
    assert (refused.value.code, refused.value.details) == ("changeorder.billed", {"name": "demo"})


def test_what_is_billed_in_part_is_withdrawn_only_down_to_that(site, kitchen):
    order = propose(site, kitchen, "1000", "onto", "cabinets").order
    approve(site, order)
    halfway(site, kitchen, "cabinets", 95)  # 8,550 of 9,000
    with pytest.raises(Refusal, match=r"changeorder\.billed"):
        withdraw(site, order)


def test_a_line_of_it_that_is_removed_by_itself_is_deducted_and_then_it_is_not_withdrawn(site, kitchen):
    order = propose(site, kitchen, "300", "spread").order
    approve(site, order)
    final = site.milestone(kitchen.id, "final")
    with site.open() as ledger:
        changing.remove_line(ledger, site.asked(), kitchen.id, final.id, final.lines[-1].id)
    file = site.file(kitchen.id)
    reconcile(file.contract, file.change_orders, file.milestones)
    assert [one.state for one in file.change_orders] == ["approved", "approved"]
    with pytest.raises(Refusal, match=r"changeorder\.changed_since"):
        withdraw(site, order)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["propose", "propose", "approve", "approve", "decline", "withdraw", "part", "whole", "void"]),
        st.integers(0, 5),
        st.integers(-900_000, 900_000).filter(bool),
        st.sampled_from(["new", "onto", "spread"]),
    ),
    max_size=25,
)


@settings(max_examples=ORDERS, deadline=None)
@given(steps=STEPS)
def test_whatever_is_asked_answered_and_billed_the_schedule_is_the_contract_sum_to_date(steps):
    site = Site()
    project = site.project(usd("9000"), (fixed("one", "1000"), fixed("two", "2500"), rest("three"))).project
    for step in steps:
        with contextlib.suppress(Refusal):
            _do(site, project, *step)
        file = site.file(project.id)
        reconcile(file.contract, file.change_orders, file.milestones)
        agreed = contract_sum_to_date(file.contract, file.change_orders)
        assert total((one.scheduled_value for one in file.milestones), "USD") == agreed
        for one in file.milestones:
            assert usd("0") <= billed_of(one, file.invoices, file.credit_notes) <= one.scheduled_value


def _do(site, project, what, place, minor, landing):
    file = site.file(project.id)
    milestone = file.milestones[place % len(file.milestones)]
    orders = change_orders.asked_about(file)
    order = orders[place % len(orders)] if orders else None
    if what == "propose":
        propose(site, project, Money(minor, "USD"), landing, milestone.name if landing == "onto" else None, f"c{minor}")
    elif what == "part":
        halfway(site, project, milestone.name, 10 + place * 15)
    elif what == "whole":
        site.bill(project.id, milestone.name)
    elif what == "void" and file.invoices:
        site.void(file.invoices[place % len(file.invoices)])
    elif order and what == "approve":
        approve(site, order)
    elif order and what == "withdraw":
        withdraw(site, order)
    elif order and what == "decline":
        with site.open() as ledger:
            change_orders.decline(ledger, order.id, order.shown_as, YES)


def test_amounts_beyond_reason_are_refused(site, kitchen):
    with pytest.raises(DoesNotAddUp, match=r"amount\.too_large"):
        propose(site, kitchen, Money(10**15, "USD"), "onto", "demo")


def noted(site, how="phone"):
    return Decision(by="Dana Lee", at=START, channel=how, told_by=site.firm.member.id)


def test_what_a_yes_would_come_to_is_told_before_it_is_noted(site, kitchen):
    order = propose(site, kitchen, "280").order
    with site.open() as ledger:
        would = change_orders.as_approved(ledger.project_file(kitchen.id), site.asked(), order)
    assert site.file(kitchen.id).change_orders[0].state == "proposed"
    done = approve(site, order, noted(site))
    assert (would.contract_before, would.contract_after) == (done.contract_before, done.contract_after)
    assert [one.after.scheduled_value for one in would.steps] == [one.after.scheduled_value for one in done.steps]
    with pytest.raises(NotAllowed), site.open() as ledger:
        change_orders.as_approved(ledger.project_file(kitchen.id), site.asked(), done.order)


def test_an_objection_is_kept_once_and_takes_nothing_back(site, kitchen):
    order = propose(site, kitchen, "280").order

    def objected():
        with site.open() as ledger:
            return change_orders.object_to(ledger, site.asked(member=False), order.id, "I never said that")

    assert objected() is None
    approve(site, order, noted(site))
    kept = objected()
    assert (kept.state, kept.decision.objected_at, kept.decision.objection) == (
        "approved",
        site.now,
        "I never said that",
    )
    assert site.file(kitchen.id).change_orders[0] == kept
    assert objected() is None


def test_what_the_client_said_themselves_is_not_objected_to(site, kitchen):
    order = propose(site, kitchen, "280").order
    approve(site, order)
    with site.open() as ledger:
        assert change_orders.object_to(ledger, site.asked(member=False), order.id, "") is None
