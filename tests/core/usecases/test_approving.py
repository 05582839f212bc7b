"""Work that is due on approval is billed once the client approved what they were shown."""

import pytest

from core.domain.errors import OutOfDate, Refusal
from core.domain.terms import ON_COMPLETION, Due
from core.usecases import approving, billing, terms
from tests.core.site import Site, usd


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    """Cabinets are due on approval."""
    project = site.project().project
    with site.open() as ledger:
        terms.set_due(ledger, project.id, site.milestone(project.id, "cabinets").id, Due(on="approval"))
    return project


def approve(site, project, worth="8000"):
    with site.open() as ledger:
        return approving.approve_work(
            ledger, site.asked(), project.id, site.milestone(project.id, "cabinets").id, usd(worth)
        )


def finish(site, project):
    with site.open() as ledger:
        billing.finish_milestone(ledger, project.id, site.milestone(project.id, "cabinets").id)


def test_it_is_billed_only_after_the_clients_word(site, kitchen):
    finish(site, kitchen)
    assert [one.name for one in approving.asked_about(site.file(kitchen.id))] == ["cabinets"]
    with pytest.raises(Refusal, match=r"milestone\.unapproved"):
        site.bill(kitchen.id, "cabinets")
    assert approve(site, kitchen).approved_at == site.now
    assert approve(site, kitchen) is None
    assert approving.asked_about(site.file(kitchen.id)) == ()
    assert site.bill(kitchen.id, "cabinets").total == usd("8000")
    with pytest.raises(Refusal, match=r"milestone\.billed"):
        approve(site, kitchen)


def test_the_word_is_about_what_was_shown(site, kitchen):
    with pytest.raises(OutOfDate, match=r"work\.changed"):
        approve(site, kitchen)  # not done yet
    finish(site, kitchen)
    site.add_line(kitchen.id, site.milestone(kitchen.id, "cabinets").id, "crown", usd("100"))
    with pytest.raises(OutOfDate, match=r"work\.changed"):
        approve(site, kitchen)
    assert approve(site, kitchen, "8100")


def test_other_work_awaits_nothing(site, kitchen):
    assert not approving.awaits_approval(site.milestone(kitchen.id, "demo"))
    assert site.milestone(kitchen.id, "demo").due == ON_COMPLETION
