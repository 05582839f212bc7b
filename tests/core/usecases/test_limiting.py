from dataclasses import replace

import pytest

from core.domain.errors import DoesNotAddUp, NotAllowed
from core.domain.ids import ClientId
from core.domain.limits import check
from core.domain.limits_table import limits_for
from core.domain.money import Rate
from core.domain.party import Client
from core.domain.proposal import DepositWish, Share
from core.domain.quoting import quote
from core.domain.schedule import Term
from core.usecases import limiting, onboarding
from core.usecases.proposing import write_proposal
from tests.core.site import Site, usd
from tests.core.usecases.offers import kitchen


def exceeded(site):
    (limit,) = (one for one in limits_for("US-CA", site.now.date()) if one.kind == "deposit")
    over = check(limit, usd("3000"), usd("24000"))
    assert over is not None
    return over


def test_a_limit_that_was_passed_is_kept_with_the_reason():
    site = Site()
    project = site.project().project
    with site.open() as ledger:
        kept = limiting.record_override(ledger, site.asked(), exceeded(site), " bonded\n", project.id)
    with site.open() as ledger:
        assert ledger.limit_overrides(project.id) == (kept,)
    assert (kept.limit_id, kept.reason, kept.allowed, kept.proposed) == (
        "US-CA.deposit",
        "bonded",
        usd("1000"),
        usd("3000"),
    )
    assert (kept.recorded_by, kept.recorded_at) == (site.firm.member.id, site.now)


def test_without_a_reason_or_a_member_nothing_is_passed():
    site = Site()
    project = site.project().project
    with site.open() as ledger:
        with pytest.raises(DoesNotAddUp, match=r"limit\.no_reason"):
            limiting.record_override(ledger, site.asked(), exceeded(site), " ", project.id)
        with pytest.raises(NotAllowed):
            limiting.record_override(ledger, site.asked(member=False), exceeded(site), "bonded", project.id)
        assert ledger.limit_overrides(project.id) == ()


def test_where_a_contractor_works_is_kept():
    site = Site()
    with site.open() as ledger:
        before = ledger.contractor(site.firm.contractor.id)
        assert before.jurisdiction == ""
        onboarding.work_in(ledger, before.id, "US-CA")
        assert ledger.contractor(before.id) == replace(before, jurisdiction="US-CA")


def half(**changed):
    return Term(**{"name": "Deposit", "kind": "deposit", "how": "percent", "rate": Rate(500_000), **changed})


REST = Term(name="End", kind="work", how="rest")


def drafted(site, **changed):
    client = Client(id=ClientId(site.new_id()), account_id=site.account_id, name="Dana Lee")
    with site.open() as ledger:
        ledger.save(client)
        return write_proposal(ledger, site.asked(), client.id, site.firm.contractor.id, kitchen(**changed))


@pytest.mark.parametrize(
    "asked",
    [
        {"deposit": DepositWish(share=Share(rate=Rate(500_000)), credit="last")},
        {"schedule": (half(), REST)},
    ],
)
def test_a_deposit_is_lowered_to_what_a_place_allows_and_the_sum_stays(asked):
    site = Site()
    before = drafted(site, **asked)
    with site.open() as ledger:
        lowered = limiting.lower_deposit(ledger, site.asked(), before.id, usd("1000"))
    made = quote(lowered, site.new_id)
    assert made.total == quote(before, site.new_id).total
    first = made.deposit.amount if made.deposit else made.milestones[0].value
    assert first == usd("1000")
    if lowered.deposit:
        assert lowered.deposit.credit == "last"


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"schedule": (half(), half(name="Final", kind="work"))},
        {"schedule": (half(rate=Rate(100_000)), half(name="Second", rate=Rate(100_000)), REST)},
        {"schedule": (half(), REST), "deposit": DepositWish(share=Share(amount=usd("5")))},
    ],
)
def test_where_it_is_not_clear_which_deposit_is_lowered_none_is(asked):
    site = Site()
    proposal = drafted(site, **asked)
    assert not limiting.can_lower(proposal)
    with site.open() as ledger, pytest.raises(NotAllowed, match=r"proposal\.lower"):
        limiting.lower_deposit(ledger, site.asked(), proposal.id, usd("1000"))
