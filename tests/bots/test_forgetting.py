"""Erasing a client asks gateways to forget them, too: at once, or once nothing of theirs is under way."""

from uuid import UUID

import pytest

from bots.forgetting import ForgettingPayers, StillUnderWay
from core.usecases.forgetting import MOST_DAYS
from storage.blobs.local import LocalBlobs
from tests.core.site import GATEWAY, Site

JOBS = """SELECT args ->> 'client_id', coalesce(args ->> 'step', '0') FROM procrastinate_jobs
WHERE task_name = 'forget_payers' ORDER BY id"""


class Payers:
    """A gateway that keeps them."""

    def __init__(self):
        self.asked, self.waits = [], False

    async def forget_payer(self, page):
        self.asked.append(page.external_id)
        return not self.waits


@pytest.fixture
def site(database):
    return Site(database.books)


@pytest.fixture
def paying(site):
    """Whose page was made."""
    job = site.project()
    site.page_made(site.ask(site.bill(job.project.id, "demo")))
    return job.client.id


def jobs(database):
    with database.engine.begin() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(JOBS)]


async def test_a_client_for_whom_a_page_was_made_is_asked_about_once(database, site, paying, tmp_path):
    site.bill(site.project(name="Bath", client="Omar Diaz", phone="+14155550135").project.id, "demo")
    looked = database.erasing.look(site.account_id, None)
    assert dict(looked.goes)["clients whom gateways are asked to forget"] == 1
    for _ in range(2):
        database.erasing.erase(LocalBlobs(tmp_path), site.account_id, None, "asked for")
    assert jobs(database) == [(str(paying), "0")]
    payers = Payers()
    forgetting = ForgettingPayers(database=database, gateways={GATEWAY: payers, "another": object()})
    await forgetting.run(str(site.account_id), jobs(database)[0][0])
    assert (payers.asked, len(jobs(database))) == (["page-1"], 1)


async def test_what_has_to_wait_is_asked_again_and_parked_after_two_months(database, site, paying):
    payers = Payers()
    payers.waits = True
    forgetting = ForgettingPayers(database=database, gateways={GATEWAY: payers})
    await forgetting.run(str(site.account_id), str(paying))
    assert jobs(database) == [(str(paying), "1")]
    with pytest.raises(StillUnderWay):
        await forgetting.run(str(site.account_id), str(paying), MOST_DAYS)
    payers.waits = False
    await forgetting.run(str(site.account_id), str(paying), MOST_DAYS)
    assert UUID(jobs(database)[0][0]) == paying


async def test_a_gateway_that_keeps_no_payers_is_not_asked(database, site, paying):
    await ForgettingPayers(database=database, gateways={GATEWAY: object()}).run(str(site.account_id), str(paying))
    assert jobs(database) == []
