"""Bank details on PostgreSQL: what a page shows goes by the database's clock, and nobody is told or decides twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest

from bots.bank_changes import ComingIntoForce
from core.domain.bank import BankFacts
from core.usecases import banking, contractors
from core.usecases.asking import Asked
from storage.ledger_saving import FROZEN
from storage.stamps import SqlPageStamps
from tests.storage.conftest import keep
from tests.storage.samples import Story

HOUR = timedelta(hours=1)


def kept(story, hours, number, **more):
    now = datetime.now(UTC)
    facts = BankFacts(kind="us", holder="Lee & Sons", routing="021000021", number=number)
    return story.bank_details(facts=facts, state="kept", in_force_at=now + hours * HOUR, said_at=now, **more)


@pytest.fixture
def billed(database):
    story = Story()
    invoice = story.invoice(1)
    story.link_kept = story.link(invoice)
    return keep(database, story, invoice, story.link_kept)


def shown(database, story):
    bank = database.reads.invoice_page(story.link_kept.id).bank
    return bank and bank.facts.number


def test_a_page_shows_the_newest_whose_time_has_come(database, billed):
    assert shown(database, billed) is None
    keep(database, billed, kept(billed, -100, "1111"), kept(billed, -1, "2222"), kept(billed, 1, "3333"))
    assert shown(database, billed) == "2222"
    keep(database, billed, billed.bank_details(), kept(billed, -0.5, "4444"))
    assert shown(database, billed) == "4444"


def test_another_contractors_account_is_on_no_page_of_this_one(database, billed):
    keep(database, other := Story(), kept(other, -1, "9999"))
    assert shown(database, billed) is None


async def test_the_stamp_of_a_page_changes_by_the_clock_alone(database, database_url, billed, ask):
    keep(database, billed, kept(billed, -1, "1111"), kept(billed, 1, "2222"))
    stamps = SqlPageStamps(database_url)
    await stamps.open()
    before = await stamps.page_stamp(billed.link_kept.id)
    assert await stamps.page_stamp(billed.link_kept.id) == before
    ask("ALTER TABLE bank_details DISABLE TRIGGER bank_details_frozen")
    ask("UPDATE bank_details SET in_force_at = in_force_at - interval '2 hours'")
    assert await stamps.page_stamp(billed.link_kept.id) not in {before, None}
    await stamps.close()


@pytest.mark.parametrize(
    "change",
    [
        """facts = jsonb_set(facts, '{number}', '"1"')""",
        "said_at = now()",
        "said_by = gen_random_uuid()",
        "in_force_at = now()",
    ],
)
def test_a_version_that_was_kept_never_changes(database, billed, ask, change):
    keep(database, billed, kept(billed, 72, "1111"))
    with pytest.raises(psycopg.Error) as refused:
        ask(f"UPDATE bank_details SET {change}")  # noqa: S608  # our own text
    assert refused.value.sqlstate == FROZEN


def test_of_two_first_accounts_that_are_agreed_to_at_once_one_counts(database, billed):
    """Whoever comes second finds that it is no first one any more, or that it is not what was shown last."""
    at_once = Barrier(2)

    def agree(number):
        asked = Asked(now=datetime.now(UTC), new_id=uuid4)
        facts = BankFacts(kind="us", holder="Lee & Sons", routing="021000021", number=number)
        with database.books.open(billed.account.id) as ledger:
            details = banking.show(ledger, asked, billed.contractor.id, facts, billed.member.id)
        at_once.wait()
        try:
            with database.books.open(billed.account.id) as ledger:
                return banking.agree(ledger, asked, billed.contractor.id, details.id, None).what
        except banking.Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as threads:
        told = sorted(threads.map(agree, ("1111", "2222")))
    assert told == ["bank.old", "first"]


def test_what_came_into_force_is_told_once_by_however_many_workers(talk_on_banked):
    talk = talk_on_banked
    with ThreadPoolExecutor(4) as threads:
        looked = sum(threads.map(lambda _: ComingIntoForce(talk.database, talk.conversations).run(), range(8)))
    assert looked == 1
    assert [message.code for message in talk.news()] == ["told.bank_in_force"]


class StumblesAtOne(ComingIntoForce):
    """One whose first change cannot be told."""

    def _say(self, turn, claimed, at):
        if not stumbled or claimed.details_id in stumbled:
            stumbled.append(claimed.details_id)
            raise ValueError(claimed)
        return super()._say(turn, claimed, at)


stumbled = []


def test_a_change_that_cannot_be_told_keeps_no_other_waiting_and_is_tried_again(talk_on_banked, caplog):
    talk = talk_on_banked
    with talk.database.books.open(talk.account()) as ledger:
        member = ledger.members()[0]
        partner = contractors.add_contractor(ledger, Asked(now=datetime.now(UTC), new_id=uuid4), "Lopez Plumbing")
        story = Story(ledger.account_id)
        mine = {"contractor_id": partner.id, "said_by": member.id}
        ledger.save(kept(story, -200, "3333", told_at=datetime.now(UTC), **mine), kept(story, -0.05, "4444", **mine))
    stumbled.clear()
    assert StumblesAtOne(talk.database, talk.conversations).run() == 1
    assert len(stumbled) == 1
    assert "could not be made" in caplog.text
    assert ["Lopez Plumbing" in message.text for message in talk.news()] == [True]
    assert ComingIntoForce(talk.database, talk.conversations).run() == 1
    assert ["Rivera Remodeling" in message.text for message in talk.news()] == [True]


@pytest.fixture
def talk_on_banked(database, tmp_path):
    """A contractor whose change is due now."""
    from tests.bots.talk import ME, opened, talk_on

    talk = talk_on(database, tmp_path)
    opened(talk)
    with database.books.open(talk.account()) as ledger:
        member = ledger.members()[0]
        story = Story(ledger.account_id)
        mine = {"contractor_id": member.contractor_id, "said_by": member.id}
        ledger.save(kept(story, -200, "1111", told_at=datetime.now(UTC), **mine), kept(story, -0.1, "2222", **mine))
    talk.news(ME)
    return talk
