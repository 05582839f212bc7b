"""Who says stop, in whatever words and on whatever road, hears nothing from that transaction on for thirty days."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from bots.consenting import OptOut
from bots.reminding import Reminding
from bots.telling import Roads
from core.domain.account import Address
from core.domain.ids import AddressId
from core.ports.messaging import Inbound
from core.usecases import onboarding
from core.usecases.reminding import nobody_off
from tests.bots.intents.stops import NEAR_MISSES, variants
from tests.bots.talk import DANA, ME
from tests.sizes import SOAK

MAIL = "dana@homes.example"
ROADS = {"sms": DANA, "whatsapp": DANA, "email": MAIL}
SAMPLE = 20_000 if SOAK else 25
DAYS = 30


class Undone(Exception):
    """The transaction is rolled back."""


@pytest.fixture(params=list(ROADS))
def road(request):
    return request.param


@pytest.fixture
def reached(working, road):
    """Dana on one road, who has an invoice."""
    with working.database.books.open(working.account()) as ledger:
        client = ledger.clients()[0]
        onboarding.reach_client(ledger, client.id, email=MAIL)
        for known in ledger.addresses(client_id=client.id):
            ledger.forget(known)
        where = {"channel": road, "value": ROADS[road], "client_id": client.id, "created_at": datetime.now(UTC)}
        ledger.save(Address(id=AddressId(uuid4()), account_id=client.account_id, **where))
    phones = () if road == "email" else (road,)
    working.conversations = replace(
        working.conversations,
        roads=Roads(phones=phones, email="email" if road == "email" else None),
        opt_out=OptOut(roads=frozenset(ROADS), carriers=frozenset({"sms"})),
    )
    working.says("demo done", files=1)
    working.taps("Send")
    working.render()
    return working


def hears(talk, turn, road, text, n):
    address = ROADS[road]
    said = Inbound(channel=road, external_id=f"s{n}", sender=address, text=text, sent_at=datetime.now(UTC))
    talk.conversations.take(turn, said, f"turn:s{n}")
    return turn.consents.stopped(road, address) > 0


def stops_within(talk, road, text, n):
    """Whether it counts before the turn that takes it in has ended; nothing of it is kept."""
    with suppress(Undone), talk.database.turns.begin() as turn:
        found = hears(talk, turn, road, text, n)
        raise Undone
    return found


def leave(talk):
    """The codes of all that may go out to Dana, on any road."""
    with psycopg.connect(talk.database.url) as connection:
        waiting = connection.execute(
            "SELECT id FROM outbound WHERE address = ANY(%s) AND status = 'queued' ORDER BY created_at, key",
            [list(ROADS.values())],
        ).fetchall()
    claimed = [talk.database.outbox.claim(one) for (one,) in waiting]
    return [one.message.code for one in claimed if one and not one.unwanted]


def thirty_days(talk):
    """The reminders of thirty days, by the hour, and money that comes and is told of."""
    reminding = Reminding(database=talk.database, conversations=talk.conversations, off=nobody_off)
    begun = datetime.now(UTC)
    for hours in range(0, DAYS * 24, 6):
        reminding.run(begun + timedelta(hours=hours))
    talk.says("Dana paid 1000 cash")
    talk.taps("Record it")
    talk.says("resend")
    talk.says("Dana paid 3500 check")
    talk.taps("Record it")


def spread(all_of):
    """Some of them, from all over."""
    return enumerate(all_of[:: max(1, len(all_of) // SAMPLE)])


def test_a_stop_counts_within_the_transaction_that_hears_it(reached, road):
    assert [one for n, one in spread(variants()) if not stops_within(reached, road, one, n)] == []


def test_ordinary_words_on_that_road_stop_nothing(reached, road):
    assert [one for n, one in spread(NEAR_MISSES) if stops_within(reached, road, one, n)] == []


def test_then_nothing_goes_to_that_person_for_thirty_days_but_the_word_that_it_stopped(reached, road):
    said = {"sms": "STOP", "whatsapp": "deja de escribirme", "email": "please unsubscribe me from these texts"}
    assert leave(reached) == ["client.invoice"]
    with reached.database.turns.begin() as turn:
        assert hears(reached, turn, road, said[road], 0)
    thirty_days(reached)
    assert leave(reached) == ["consent.stopped"]


def test_without_a_stop_the_same_days_have_reminders_and_receipts(reached):
    """The twin of the test above: the check notices."""
    thirty_days(reached)
    found = leave(reached)
    assert {"client.reminder_after_3", "client.reminder_after_7", "client.receipt_full"} <= set(found)


def test_who_stopped_texts_is_not_reminded_by_mail_either_and_the_contractor_hears_once(working):
    working.conversations = replace(
        working.conversations,
        roads=Roads(phones=("simulator",), email="email"),
        opt_out=OptOut(roads=frozenset({"simulator"})),
    )
    with working.database.books.open(working.account()) as ledger:
        onboarding.reach_client(ledger, ledger.clients()[0].id, email=MAIL)
    working.says("demo done", files=1)
    working.taps("Send")
    working.render()
    working.says("STOP", of=DANA)
    working.news(ME)
    reminding = Reminding(database=working.database, conversations=working.conversations, off=nobody_off)
    for hours in range(0, DAYS * 24, 6):  # at one hour a day alone it depends on when this is run
        reminding.run(datetime.now(UTC) + timedelta(hours=hours))
    assert not [code for code in leave(working) if code.startswith("client.reminder")]
    assert [one.code for one in working.news(ME)] == ["told.remind_stopped"]
