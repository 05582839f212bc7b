"""The stamp of a client's page: another one after every change that the page shows, and the same otherwise."""

from dataclasses import replace
from uuid import uuid4

import pytest

from core.domain.money import Money
from storage.stamps import SqlPageStamps
from tests.storage.samples import NOON, Story


@pytest.fixture
async def stamps(database_url):
    stamps = SqlPageStamps(database_url)
    await stamps.open()
    yield stamps
    await stamps.close()


@pytest.fixture
def story(database):
    story = Story()
    invoice = story.invoice(1)
    story.invoice_kept, story.link_kept = invoice, story.link(invoice)
    keep(database, story, *story.all, invoice, story.link_kept, replace(story.kept_proof(), invoice_id=invoice.id))
    return story


def keep(database, story, *entities):
    with database.books.open(story.account.id) as ledger:
        ledger.save(*entities)


CHANGES = {
    "paid": lambda story: story.payment(story.invoice_kept, 100_000),
    "viewed": lambda story: replace(story.invoice_kept, viewed_at=NOON),
    "answered": lambda story: story.line_answer(story.invoice_kept),
    "asked": lambda story: story.question(story.invoice_kept, "When?"),
    "proven": lambda story: replace(story.kept_proof(), invoice_id=story.invoice_kept.id),
    "renamed": lambda story: replace(story.client, name="Dana Lee-Ortiz"),
    "revoked": lambda story: replace(story.link_kept, revoked_at=NOON),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_it_changes_with_what_the_page_shows(database, stamps, story, change):
    before = await stamps.page_stamp(story.link_kept.id)
    assert before
    assert await stamps.page_stamp(story.link_kept.id) == before
    keep(database, story, CHANGES[change](story))
    assert await stamps.page_stamp(story.link_kept.id) not in {before, None}


async def test_another_firms_change_leaves_it_alone(database, stamps, story):
    before = await stamps.page_stamp(story.link_kept.id)
    keep(database, other := Story(), *other.all, other.invoice(1))
    assert await stamps.page_stamp(story.link_kept.id) == before


async def test_an_unknown_link_has_none(stamps, database):
    assert await stamps.page_stamp(uuid4()) is None


JOB_CHANGES = {
    **{name: change for name, change in CHANGES.items() if name != "asked"},
    "done": lambda story: replace(story.milestones[0], state="done"),
    "changed": lambda story: story.change_order(),
    "agreed": lambda story: replace(story.contract, original_contract_sum=Money(1, "USD")),
    "credited": lambda story: story.credit_note(story.invoice_kept),
}


@pytest.mark.parametrize("change", JOB_CHANGES)
async def test_the_stamp_of_a_whole_job_changes_with_what_its_page_shows(database, stamps, story, change):
    before = await stamps.project_stamp(story.project.id)
    assert before
    assert await stamps.project_stamp(story.project.id) == before
    keep(database, other := Story(), *other.all, other.invoice(1))
    assert await stamps.project_stamp(story.project.id) == before
    keep(database, story, JOB_CHANGES[change](story))
    assert await stamps.project_stamp(story.project.id) not in {before, None}


async def test_an_unknown_job_has_no_stamp(stamps, database):
    assert await stamps.project_stamp(uuid4()) is None
