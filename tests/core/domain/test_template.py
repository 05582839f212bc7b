"""What of a proposal a template keeps: to the cent, and nobody's."""

from dataclasses import replace
from datetime import date
from random import Random
from uuid import uuid4

import pytest

from core.domain.errors import DoesNotAddUp
from core.domain.money import Money, Rate
from core.domain.picking import at_first
from core.domain.quoting import quote
from core.domain.schedule import Term, resolve, taking_the_rest
from core.domain.template import blueprint_of, for_any_sum
from core.domain.terms import ON_COMPLETION, Due
from tests.core.site import usd
from tests.core.sizes import SOAK
from tests.core.usecases.offers import random_proposal


def fixed(name, amount, **more):
    return Term(name=name, kind="work", how="fixed", amount=usd(amount), **more)


REST = Term(name="End", kind="work", how="rest")
HALF = Term(name="Half", kind="work", how="percent", rate=Rate(500_000))


@pytest.mark.parametrize("seed", range(2000 if SOAK else 200))
def test_what_starts_from_a_template_comes_to_what_its_proposal_came_to_when_it_was_written(seed):
    proposal = at_first(replace(random_proposal(Random(seed)), sections=random_proposal(Random(seed)).sections))
    kept = blueprint_of(proposal, uuid4)
    again = at_first(
        replace(
            proposal,
            id=uuid4(),
            sections=kept.sections,
            schedule=kept.schedule,
            terms=kept.terms,
            deposit=kept.deposit,
            discount=kept.discount,
        )
    )
    unpicked = at_first(replace(proposal, sections=tuple(unpick(one) for one in proposal.sections)))
    assert outcome(again) == outcome(unpicked)


def unpick(section):
    return replace(section, lines=tuple(replace(line, picked=False) for line in section.lines))


def outcome(proposal):
    """What it comes to; or why it comes to nothing."""
    try:
        made = quote(proposal, uuid4)
    except DoesNotAddUp as refusal:
        return str(refusal)
    return made.total, made.deposit, [(one.name, one.value) for one in made.milestones]


def test_lines_have_ids_of_their_own_and_nothing_is_picked():
    proposal = random_proposal(Random(5))
    kept = blueprint_of(proposal, uuid4)
    lines = [line for section in kept.sections for line in section.lines]
    assert not {line.id for line in lines} & {line.id for line in proposal.lines}
    assert not any(line.picked for line in lines)


def test_a_schedule_of_fixed_amounts_adds_up_for_another_sum_too():
    agreed = (fixed("Start", "200"), fixed("Middle", "300"), fixed("End", "500"))
    assert taking_the_rest(agreed) == 2
    kept = for_any_sum(agreed)
    assert resolve(usd("1000"), kept) == resolve(usd("1000"), agreed)
    assert resolve(usd("1234.56"), kept) == (usd("200"), usd("300"), usd("734.56"))


@pytest.mark.parametrize("agreed", [(fixed("Start", "200"), REST), (HALF, replace(HALF, name="Other"))])
def test_a_schedule_that_holds_for_any_sum_stays_as_it_is(agreed):
    assert taking_the_rest(agreed) is None
    assert for_any_sum(agreed) == agreed


def test_a_fixed_part_among_shares_takes_the_rest():
    kept = for_any_sum((HALF, fixed("Start", "500")))
    assert resolve(usd("800.01"), kept) == (Money(40_001, "USD"), Money(40_000, "USD"))


def test_what_was_due_on_a_day_is_due_when_it_is_done():
    on_day = replace(REST, due=Due(on="date", day=date(2026, 12, 15)))
    on_approval = replace(HALF, due=Due(on="approval"))
    assert for_any_sum((on_approval, on_day)) == (on_approval, replace(REST, due=ON_COMPLETION))
