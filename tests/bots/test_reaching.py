"""A message that does not get there goes on the person's next address, once, and the contractor hears which."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
import pytest

from bots.falling_back import Failure, Fallback
from bots.sending import Sending
from bots.telling import Roads
from core.domain.account import Address
from core.domain.ids import AddressId
from core.ports.messaging import DeliveryReport, Moved, Reachable, SendFailed
from core.usecases import linking, onboarding
from core.usecases.asking import Asked
from storage import reports
from tests.bots.talk import DANA, ME, all_text, labels
from tests.storage.test_outbox import WAITING

EMAIL = "dana@homes.example"
BLOCKED = Failure("blocked", unreachable=True)
PHONES = ("simulator", "sms")
# What the client was sent, and in whose place.
_SENT = """
SELECT channel, address, status, instead_of IS NOT NULL FROM outbound
WHERE key LIKE 'invoice:%%' OR key LIKE 'instead:%%' ORDER BY created_at
"""


@pytest.fixture
def reached(working):
    """INV-0001 is sent to a client with two roads to the phone, and an e-mail address."""
    working.conversations = replace(working.conversations, roads=Roads(phones=PHONES, email="email"))
    with working.database.books.open(working.account()) as ledger:
        onboarding.reach_client(ledger, ledger.clients()[0].id, phone="", email=EMAIL)
    working.says("demo done", files=1)
    working.taps("Send")
    working.render()
    working.news()
    return working


def ask(talk, statement, *values):
    with psycopg.connect(talk.database.url, autocommit=True) as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def sent(talk):
    return [tuple(row) for row in ask(talk, _SENT)]


def newest(talk, channel, address=None):
    """The message that went there last."""
    wanted = "SELECT id FROM outbound WHERE channel = %s AND address = coalesce(%s, address)"
    return ask(talk, f"{wanted} ORDER BY created_at DESC LIMIT 1", channel, address)[0][0]


def fails(talk, outbound_id: UUID, failure=BLOCKED):
    """What the contractor hears then."""
    with talk.database.turns.begin() as turn:
        Fallback(talk.conversations).after(turn, outbound_id, failure)
    return talk.news()


def sending(talk):
    """With no road open: nothing is made to be sent."""
    return Sending(database=talk.database, channels={}, conversations=talk.conversations, deliveries=None)


def hears(talk, heard, *, quiet=False):
    with talk.database.turns.begin() as turn:
        sending(talk).hear(turn, heard, f"turn:{uuid4()}", quiet=quiet)
    return talk.news()


def marks(talk):
    return dict(ask(talk, "SELECT channel || ' ' || value, unreachable FROM addresses WHERE unreachable <> ''"))


def test_it_goes_on_the_next_address_and_the_next_until_none_is_left(reached):
    (told,) = fails(reached, newest(reached, "simulator", DANA))
    assert (
        told.text
        == "My message to Dana Lee did not get through by the simulator, so I sent it by SMS (+1 628-555-0134)."
    )
    assert told.link_id is None
    (told,) = fails(reached, newest(reached, "sms"), Failure("off"))
    assert "did not get through by SMS, so I sent it by e-mail (dana@homes.example)." in told.text
    (told,) = fails(reached, newest(reached, "email"))
    assert "could not be delivered" in told.text
    assert told.link_id
    assert sent(reached) == [
        ("simulator", DANA, "failed", False),
        ("sms", DANA, "failed", True),
        ("email", EMAIL, "failed", True),
    ]
    assert marks(reached) == {f"simulator {DANA}": "blocked", f"email {EMAIL}": "blocked"}


def test_the_words_are_the_same_and_the_books_know_the_new_address(reached):
    fails(reached, newest(reached, "simulator", DANA))
    first, second = ask(reached, "SELECT message FROM outbound WHERE address = %s ORDER BY created_at", DANA)[-2:]
    assert first == second
    assert [one.client_id is not None for one in reached.database.reads.who("sms", DANA)] == [True]


def test_a_failure_that_is_told_twice_is_one(reached):
    failed = newest(reached, "simulator", DANA)
    assert len(fails(reached, failed)) == 1
    assert fails(reached, failed) == []
    assert [row[0] for row in sent(reached)] == ["simulator", "sms"]


def test_two_reports_of_one_failure_at_once_are_one_fallback(reached):
    assert at_once(reached) == ["simulator", "sms"]


def test_without_the_lock_the_client_gets_it_on_two_roads(reached, monkeypatch):
    """The twin that must fail: the same, where a message may fail more than once."""
    without = reports._FAIL.replace(f"AND ({reports._STILL})", "")
    monkeypatch.setattr(reports, "_FAIL", without)
    assert at_once(reached) == ["simulator", "sms", "email"]


def at_once(talk):
    """The second comes while the first one's turn is not over."""
    failed = newest(talk, "simulator", DANA)
    with ThreadPoolExecutor(1) as other:
        with talk.database.turns.begin() as turn:
            Fallback(talk.conversations).after(turn, failed, BLOCKED)
            later = other.submit(fails, talk, failed)
            while not (later.done() or ask(talk, WAITING)[0][0]):
                pass
        later.result(20)
    return [row[0] for row in sent(talk)]


def test_what_is_paid_meanwhile_is_asked_for_on_no_other_road(reached):
    reached.says("paid 4500 check 1023")
    reached.taps("Record it")
    (told,) = fails(reached, newest_invoice(reached))
    assert "could not be delivered" in told.text
    assert [row[0] for row in sent(reached)] == ["simulator"]


def newest_invoice(talk):
    return ask(talk, "SELECT id FROM outbound WHERE key LIKE 'invoice:%%'")[0][0]


def test_words_that_were_too_late_go_again_as_a_template_and_only_then_elsewhere(reached):
    late, failed = Failure("window_closed", window_closed=True), newest(reached, "simulator", DANA)
    assert fails(reached, failed, late) == []
    assert ask(reached, "SELECT status, templated FROM outbound WHERE id = %s", failed) == [("queued", True)]
    (told,) = fails(reached, failed, late)
    assert "so I sent it by SMS" in told.text
    assert not marks(reached)


def test_a_member_is_written_to_on_another_address_with_the_buttons(reached):
    with reached.database.turns.begin() as turn:
        ledger = turn.ledger(reached.account())
        asked = Asked(now=turn.received_at, new_id=uuid4)
        linking.link_member(ledger, asked, ledger.members()[0].id, "sms", "+14155550199")
    shown = reached.says("status")
    assert labels(shown[-1])
    failed = newest(reached, "simulator", ME)
    assert fails(reached, failed, Failure("blocked", unreachable=True)) == []
    again = newest(reached, "sms", "+14155550199")
    with reached.database.turns.begin() as turn:
        assert turn.session("sms", "+14155550199")["menu"] == str(again)
        assert turn.message(again, "sms", "+14155550199") == turn.message(failed, "simulator", ME)


def test_a_number_that_was_corrected_is_no_fallback(reached):
    with reached.database.books.open(reached.account()) as ledger:
        onboarding.reach_client(ledger, ledger.clients()[0].id, phone="+16285550177")
    fails(reached, newest(reached, "simulator", DANA))
    fails(reached, newest(reached, "simulator", "+16285550177"))
    assert [row[:2] for row in sent(reached)][1:] == [("simulator", "+16285550177"), ("sms", "+16285550177")]


def test_a_group_has_no_other_address_and_that_it_is_gone_is_told_once_a_day(reached):
    for _ in range(2):
        reached.says("link this chat to Maple St", place="-100")
    first, second = (one for one, _ in reached.everything("-100"))
    (told,) = fails(reached, UUID(first))
    assert "group chat of Maple St kitchen" in told.text
    assert fails(reached, UUID(second)) == []


def test_what_a_vendor_reports_late_does_the_same(reached):
    failed = newest(reached, "simulator", DANA)
    report = DeliveryReport(channel="simulator", vendor_id="v1", status="failed", reason="30005", unreachable=True)
    assert hears(reached, report) == []  # before its id is known
    outbound = reached.database.outbox.claim(failed)
    sending(reached)._sent(outbound, "v1")
    assert "so I sent it by SMS" in all_text(reached.news())
    assert marks(reached) == {f"simulator {DANA}": "30005"}


async def test_a_road_that_was_closed_is_waited_for_and_then_left(reached):
    waiting = str(newest(reached, "simulator", DANA))
    with pytest.raises(SendFailed):
        await sending(reached).send(waiting, last_try=False)
    await sending(reached).send(waiting, last_try=True)
    assert [row[:3] for row in sent(reached)] == [("simulator", DANA, "failed"), ("sms", DANA, "queued")]
    assert not marks(reached)


def test_who_blocked_us_is_written_to_elsewhere_until_they_write_again(reached):
    gone = Reachable(channel="simulator", address=DANA, reachable=False, reason="kicked")
    (told,) = hears(reached, gone)
    assert "no longer be reached by the simulator. From now on I write by SMS (+1 628-555-0134)." in told.text
    assert hears(reached, gone) == []  # known
    (again,) = reached.says("send it again")
    assert "to Dana Lee at +1 628-555-0134 again" in again.text
    assert sent(reached)[-1][0] == "simulator"
    assert ask(reached, "SELECT count(*) FROM outbound WHERE channel = 'sms'") == [(1,)]
    reached.says("Hello?", of=DANA)
    assert not marks(reached)


def test_who_came_back_is_written_to_where_they_were(reached):
    hears(reached, Reachable(channel="simulator", address=DANA, reachable=False))
    assert marks(reached) == {f"simulator {DANA}": "unreachable"}
    assert hears(reached, Reachable(channel="simulator", address=DANA, reachable=True)) == []
    assert not marks(reached)


def test_a_bounce_is_told_with_its_message_and_not_twice(reached):
    assert hears(reached, Reachable(channel="simulator", address=DANA, reachable=False, reason="550"), quiet=True) == []
    assert marks(reached) == {f"simulator {DANA}": "550"}


def test_when_no_address_is_left_the_contractor_is_asked_for_one_and_gets_links(reached):
    for channel, address in (("sms", DANA), ("email", EMAIL)):
        with reached.database.books.open(reached.account()) as ledger:
            client = ledger.clients()[0]
            now = datetime.now(UTC)
            ids = {"id": AddressId(uuid4()), "account_id": client.account_id, "client_id": client.id}
            ledger.save(Address(**ids, channel=channel, value=address, unreachable="blocked", created_at=now))
    (told,) = hears(reached, Reachable(channel="simulator", address=DANA, reachable=False, reason="kicked"))
    assert "I have no other way" in told.text
    shown = reached.says("invoice cabinets")[-1]
    assert "To Dana Lee: nothing I send gets there any more" in shown.text
    reached.taps("Cancel")
    said, link = reached.says("send it again")
    assert "I'll give you a link" in said.text
    assert link.link_id


def test_the_preview_says_where_it_goes_and_where_next(reached):
    shown = reached.says("invoice cabinets")[-1]
    assert "To Dana Lee by the simulator (+1 628-555-0134), else by SMS" in shown.text


def test_where_they_asked_to_be_reached_comes_first_and_is_told_by_its_road(reached):
    with reached.database.turns.begin() as turn:
        ledger = turn.ledger(reached.account())
        asked = Asked(now=turn.received_at, new_id=uuid4)
        linking.link_client(ledger, asked, ledger.clients()[0].id, "telegram", "584201337")
    shown = reached.says("invoice cabinets")[-1]
    assert "To Dana Lee by Telegram, else by the simulator" in shown.text
    reached.conversations = replace(reached.conversations, roads=Roads())
    assert "To Dana Lee by Telegram, else" in reached.says("invoice cabinets")[-1].text
    (going,) = reached.taps("Send")
    assert "on its way to Dana Lee by Telegram." in going.text


def test_out_of_a_group_the_contractor_is_told_once_and_a_group_that_grew_goes_on(reached):
    reached.says("link this chat to Maple St", place="-100")
    hears(reached, Moved(channel="simulator", before="-100", after="-200"))
    (told,) = hears(reached, Reachable(channel="simulator", address="-200", reachable=False, reason="left"))
    assert "taken out of the group chat of Maple St kitchen" in told.text
    assert "Maple St kitchen" in all_text(reached.says("Milepost, status", place="-200"))
