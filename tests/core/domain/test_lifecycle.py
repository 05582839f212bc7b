from itertools import product

import pytest

from core.domain import lifecycle
from core.domain.errors import NotAllowed

# The tables once more, by hand, as a person would tell them: a step changed by accident shows here.
TOLD = {
    "milestone": """
        planned finish done | done reopen planned | planned bill billed | done bill billed
        billed settle paid | billed unbill done | paid unsettle billed
        planned bill_part planned | paid unbill done""",
    "proof": """
        arriving keep kept | arriving refuse refused | arriving duplicate duplicate | arriving withdraw withdrawn
        kept withdraw withdrawn | kept duplicate duplicate | duplicate keep kept
        arriving file filed | kept file filed | duplicate file filed | filed file filed
        filed keep kept | filed duplicate duplicate""",
    "draft": "open issue issued | open cancel cancelled",
    "invoice": """
        issued pay_part part_paid | issued pay_all paid | part_paid pay_part part_paid | part_paid pay_all paid
        paid pay_all paid | paid reverse_part part_paid | paid reverse_all issued
        part_paid reverse_part part_paid | part_paid reverse_all issued | issued void void
        issued credit_part issued | issued credit_rest paid
        part_paid credit_part part_paid | part_paid credit_rest paid
        paid credit_rest paid | issued credit_all credited | part_paid credit_all credited
        paid credit_all credited""",
    "payment": """
        pending succeed succeeded | pending fail failed | pending park parked | failed succeed succeeded
        pending wait pending | failed fail failed | failed wait pending
        failed park parked | parked succeed succeeded | succeeded reverse reversed""",
    "bank_details": "shown keep kept | kept cancel cancelled | kept remove removed | removed put_back kept",
    "refund": "asked begin unknown | asked fail failed | unknown send sent | unknown fail failed",
    "payment_request": """
        asked open open | asked fail failed | open close closed | asked close closed
        failed close closed | failed open open""",
    "change_order": """
        proposed edit proposed | proposed approve approved | proposed decline declined
        proposed withdraw withdrawn | approved withdraw withdrawn""",
    "proposal": """
        draft edit draft | draft send sent | draft sign signed | draft withdraw withdrawn
        sent edit draft | sent send sent | sent sign signed | sent decline declined | sent withdraw withdrawn
        declined edit draft | declined withdraw withdrawn""",
}
TERMINAL = {
    "bank_details": {"cancelled"},
    "milestone": set(),
    "proof": {"refused", "withdrawn"},
    "draft": {"issued", "cancelled"},
    "invoice": {"void", "credited"},
    "payment": {"reversed"},
    "payment_request": {"closed"},
    "refund": {"sent", "failed"},
    "change_order": {"declined", "withdrawn"},
    "proposal": {"signed", "withdrawn"},
}
EVERY_STEP = [
    (table, state, action)
    for table in lifecycle.ALL
    for state, action in product(sorted(table.states), sorted(table.actions))
]


def told(name):
    steps = (step.split() for line in TOLD[name].splitlines() for step in line.split("|") if step.strip())
    return {(state, action): after for state, action, after in steps}


def test_every_lifecycle_is_told_here():
    assert {table.name for table in lifecycle.ALL} == set(TOLD) == set(TERMINAL)


@pytest.mark.parametrize(("table", "state", "action"), EVERY_STEP, ids=lambda part: getattr(part, "name", part))
def test_each_action_from_each_state_does_what_is_told_or_is_refused(table, state, action):
    expected = told(table.name).get((state, action))
    assert table.allows(state, action) == (expected is not None)
    if expected:
        assert table.after(state, action) == expected
    else:
        with pytest.raises(NotAllowed) as refused:
            table.after(state, action)
        assert refused.value.code == f"{table.name}.{action}"
        assert refused.value.details == {"state": state}


@pytest.mark.parametrize("table", lifecycle.ALL, ids=lambda table: table.name)
def test_an_action_that_no_table_has_is_refused(table):
    with pytest.raises(NotAllowed):
        table.after(table.first, "teleport")


@pytest.mark.parametrize("table", lifecycle.ALL, ids=lambda table: table.name)
def test_every_state_is_reached_from_the_first_and_only_the_terminal_ones_are_final(table):
    reached = {table.first}
    while more := {after for (state, _), after in table.steps.items() if state in reached} - reached:
        reached |= more
    assert reached == table.states
    left = {state for state, _ in table.steps}
    assert table.states - left == TERMINAL[table.name]
