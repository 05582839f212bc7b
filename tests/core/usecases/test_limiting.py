from dataclasses import replace

import pytest

from core.domain.errors import DoesNotAddUp, NotAllowed
from core.domain.limits import check
from core.domain.limits_table import limits_for
from core.usecases import limiting, onboarding
from tests.core.site import Site, usd


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
