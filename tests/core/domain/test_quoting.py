"""A signed proposal and the job made of it are one sum, to the cent."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.ids import LineItemId, MilestoneId
from core.domain.milestone import Milestone
from core.domain.money import Money, Rate, total
from core.domain.picking import at_first, pick
from core.domain.proposal import DepositWish, Proposal, ProposalSection, Share
from core.domain.quoting import PlannedMilestone, Quote, quote
from core.domain.schedule import Term
from core.domain.totals import add_up
from core.domain.withholding import held, unapplied
from tests.core.domain.agreements import asked_deposit
from tests.core.domain.stories import ACCOUNT, CONTRACTOR, PROJECT, invoiced, story
from tests.core.usecases.offers import offered, random_proposal
from tests.sizes import SOAK

PROPOSALS = 100_000 if SOAK else 10_000
SHARDS = 4


def ids(random: Random):
    return lambda: LineItemId(random.getrandbits(128))


def milestones_of(made: Quote, random: Random) -> list[Milestone]:
    return [_milestone(place, planned, random) for place, planned in enumerate(made.milestones, start=1)]


def _milestone(position: int, planned: PlannedMilestone, random: Random) -> Milestone:
    return Milestone(
        id=MilestoneId(random.getrandbits(128)),
        account_id=ACCOUNT,
        project_id=PROJECT,
        contractor_id=CONTRACTOR,
        position=position,
        name=planned.name,
        kind=planned.kind,
        scheduled_value=planned.value,
        lines=planned.lines,
    )


def quoted(random: Random) -> Iterator[tuple[Proposal, Quote]]:
    """Proposals at random that can be signed: those too small for their schedule are refused, and passed over."""
    while True:
        proposal = random_proposal(random)
        try:
            yield proposal, quote(proposal, ids(random))
        except DoesNotAddUp as refused:
            assert refused.code in {"schedule.not_positive", "proposal.empty", "proposal.deposit_too_large"}  # noqa: PT017


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_all_invoices_of_a_signed_proposal_come_to_what_was_signed(shard):
    """Each milestone on an invoice of its own, the deposit first: 10,000 proposals in all."""
    random = Random(shard)  # the same proposals at each run
    proposals = quoted(random)
    for _ in range(PROPOSALS // SHARDS):
        proposal, made = next(proposals)
        currency = proposal.currency
        works = milestones_of(made, random)
        assert total((one.scheduled_value for one in works), currency) == made.contract_sum
        assert made.subtotal - made.discount == made.contract_sum
        for one in works:
            assert one.scheduled_value == total((line.amount for line in one.lines), currency)
        terms = replace(proposal.terms, deposit=made.deposit)
        issued = [asked_deposit(story(made.contract_sum, terms))] if made.deposit else []
        random.shuffle(works)
        for one in works:
            issued.append(invoiced([one], add_up(story(made.contract_sum, terms, issued), [one]), len(issued) + 1))
        asked = total((one.total for one in issued), currency)
        left = held((issued, ()), currency) - unapplied((issued, ()), currency)
        assert asked + left == made.total
        assert total((tax.tax for one in issued for tax in one.taxes), currency) == total(
            (tax.tax for tax in made.taxes), currency
        )


def simple(*sections: ProposalSection, **changed: object) -> Proposal:
    plain = {"currency": "USD", "sections": sections, "schedule": (), "deposit": None, "discount": None}
    return at_first(replace(random_proposal(Random(1)), **{**plain, **changed}))


def code_of(proposal: Proposal) -> str:
    with pytest.raises(DoesNotAddUp) as refused:
        quote(proposal, ids(Random(1)))
    return refused.value.code


def test_what_cannot_be_signed_is_refused_with_its_reason():
    room = ProposalSection(name="Kitchen", lines=(offered("Demo", "100"),))
    credit = ProposalSection(name="Credit", lines=(offered("Tile", "-40"),))
    nothing = ProposalSection(name="Kitchen", lines=(offered("Lights", "100", optional=True),))
    assert code_of(simple(nothing)) == "proposal.empty"
    assert code_of(simple(credit)) == "proposal.not_positive"
    assert code_of(simple(room, credit)) == "schedule.not_positive"
    assert code_of(simple(room, discount=Share(amount=Money(100_00, "USD")))) == "proposal.discount_too_large"
    wish = DepositWish(share=Share(amount=Money(100_01, "USD")))
    assert code_of(simple(room, deposit=wish)) == "proposal.deposit_too_large"


def test_a_section_without_a_name_becomes_a_milestone_with_the_name_of_the_job():
    made = quote(simple(ProposalSection(name="", lines=(offered("Demo", "100"),))), ids(Random(1)))
    assert [one.name for one in made.milestones] == ["Maple St kitchen"]


def test_a_credit_line_beside_work_and_a_room_with_nothing_in_it_are_fine():
    room = ProposalSection(name="Kitchen", lines=(offered("Demo", "100"), offered("Tile", "-40")))
    empty = ProposalSection(name="Hall", lines=(offered("Lights", "100", optional=True),))
    made = quote(simple(room, empty, discount=Share(amount=Money(1_00, "USD"))), ids(Random(1)))
    assert [(one.name, one.value.minor) for one in made.milestones] == [("Kitchen", 59_00)]


def test_a_deposit_that_is_a_part_of_the_schedule_stays_one():
    terms = (
        Term(name="Deposit", kind="deposit", how="percent", rate=Rate(300_000)),
        Term(name="Rest", kind="work", how="rest"),
    )
    room = ProposalSection(name="Kitchen", lines=(offered("Demo", "100"),))
    made = quote(simple(room, schedule=terms), ids(Random(1)))
    assert [(one.name, one.kind, one.value.minor) for one in made.milestones] == [
        ("Deposit", "deposit", 30_00),
        ("Rest", "work", 70_00),
    ]


def test_of_a_choice_exactly_one_alternative_is_in():
    good = offered("Laminate", "900", choice="Top", alternative="Good")
    better = offered("Quartz", "2700", choice="Top", alternative="Better")
    sink = offered("Sink", "300", choice="Top", alternative="Better")
    proposal = simple(ProposalSection(name="Kitchen", lines=(good, better, sink)))
    assert [line.picked for line in proposal.lines] == [True, False, False]
    assert [line.picked for line in pick(proposal, [sink.id]).lines] == [False, True, True]
    for chosen in ([], [good.id, better.id]):
        with pytest.raises(Refusal, match="pick_one"):
            pick(proposal, chosen)


def test_a_line_that_is_marked_as_picked_is_in_at_first():
    good = offered("Laminate", "900", choice="Top", alternative="Good")
    better = offered("Quartz", "2700", choice="Top", alternative="Better", picked=True)
    lights = offered("Lights", "100", optional=True, picked=True)
    proposal = simple(ProposalSection(name="Kitchen", lines=(good, better, lights)))
    assert [line.picked for line in proposal.lines] == [False, True, True]
