"""Stop, start and help in the dialogue: who gets what, and what the contractor hears of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from bots.consenting import OptOut
from bots.sending import Sending
from bots.telling import Roads
from core.ports.messaging import Inbound, Reachable
from core.usecases import onboarding
from tests.bots.talk import DANA, ME, all_text

LAW = OptOut(roads=frozenset({"simulator"}))


@pytest.fixture
def lawful(working):
    """A road where these words are law, as on SMS and WhatsApp."""
    working.conversations = replace(working.conversations, opt_out=LAW)
    return working


@pytest.fixture
def billed(lawful):
    """Dana has an invoice."""
    lawful.says("demo done", files=1)
    lawful.taps("Send")
    lawful.render()
    lawful.news(DANA)
    lawful.news(ME)
    return lawful


def consents(talk):
    with psycopg.connect(talk.database.url) as connection:
        return connection.execute("SELECT channel, address, said, words FROM consents ORDER BY id").fetchall()


def leaves(talk, of):
    """The texts to that phone that may leave."""
    with psycopg.connect(talk.database.url) as connection:
        waiting = connection.execute(
            "SELECT id FROM outbound WHERE address = %s AND status = 'queued' ORDER BY created_at, key", [of]
        ).fetchall()
    claimed = [talk.database.outbox.claim(one) for (one,) in waiting]
    return [one.message.text for one in claimed if one and not one.unwanted]


def test_a_client_who_says_stop_is_told_once_and_the_contractor_hears_what_now(billed):
    assert [one.text for one in billed.says("Stop.", of=DANA)] == [
        "Rivera Remodeling: you will get no more messages here. Send START if you want them again."
    ]
    (told,) = billed.news(ME)
    assert told.text.startswith("Dana Lee wants no more messages by the simulator, and I have no other way")
    assert consents(billed) == [("simulator", DANA, "stop", "Stop.")]
    assert billed.says("stop", of=DANA) == []
    assert billed.news(ME) == []
    assert len(consents(billed)) == 2


def test_in_spanish_they_are_answered_in_spanish(billed):
    billed.says("¿Cuándo vienen?", of=DANA)
    billed.news(ME)
    assert "aquí ya no le llegarán más mensajes" in billed.says("ya no me escriban", of=DANA)[0].text


def test_after_a_stop_only_its_answer_leaves_and_a_new_invoice_is_for_the_contractor_to_pass_on(billed):
    billed.says("STOP", of=DANA)
    assert len(leaves(billed, DANA)) == 1
    billed.says("cabinets done", files=1)
    assert "link to pass on" in all_text(billed.taps("Send"))
    billed.render()
    assert len(leaves(billed, DANA)) == 1


def test_start_brings_it_back_and_the_contractor_hears(billed):
    billed.says("STOP", of=DANA)
    billed.news(ME)
    assert "you get messages here again" in billed.says("Start", of=DANA)[0].text
    assert [one.text for one in billed.news(ME)] == [
        "Dana Lee wants messages by the simulator again, so I write there again."
    ]
    billed.says("resend")
    assert len(leaves(billed, DANA)) >= 2


def test_yes_after_a_stop_is_a_start_and_otherwise_a_word_to_the_contractor(billed):
    billed.says("yes", of=DANA)
    assert consents(billed) == []
    billed.says("STOP", of=DANA)
    billed.says("yes", of=DANA)
    assert [said for _, _, said, _ in consents(billed)] == ["stop", "start"]


def test_help_says_who_writes_and_how_to_end_it(billed):
    first = billed.says("HELP", of=DANA)[0].text
    assert "Milepost sends these messages for Rivera Remodeling" in first
    assert "STOP" in first


def test_what_the_vendor_answered_is_kept_and_not_answered_again(billed):
    assert billed.says("STOP", of=DANA, consent="stop") == []
    assert consents(billed) == [("simulator", DANA, "stop", "STOP")]
    assert "Dana Lee wants no more messages" in billed.news(ME)[0].text
    assert billed.says("START", of=DANA, consent="start") == []


@pytest.mark.parametrize("who", [ME, DANA])
def test_help_that_the_vendor_answered_is_kept_and_not_answered_again(billed, who):
    billed.news(ME)
    assert billed.says("HELP", of=who, consent="help") == []
    assert [said for _, _, said, _ in consents(billed)] == ["help"]


def test_a_yes_that_a_carrier_takes_for_a_start_reaches_the_contractor_when_nobody_stopped(billed):
    assert billed.says("Yes", of=DANA, consent="start")
    assert "Yes" in billed.news(ME)[0].text
    assert [said for _, _, said, _ in consents(billed)] == ["start"]


def test_a_contractors_own_yes_and_a_newcomers_start_are_answered_though_a_carrier_takes_them_for_a_start(billed):
    billed.says("cabinets done", files=1)
    assert "is on its way" in billed.says("Yes", consent="start")[0].text
    assert "What's your business called?" in all_text(billed.says("Start", of="+13125550177", consent="start"))


def says_at(talk, text, minutes_ago, consent=None):
    """As it comes when it was said some time ago."""
    said = Inbound(
        channel="simulator",
        external_id=f"{text}:{minutes_ago}",
        sender=DANA,
        text=text,
        sent_at=datetime.now(UTC) - timedelta(minutes=minutes_ago),
        consent=consent,
    )
    with talk.database.turns.begin() as turn:
        talk.conversations.take(turn, said, f"turn:{text}:{minutes_ago}")
    return talk.news(DANA)


def test_a_stop_that_is_fetched_late_does_not_undo_a_start_that_came_after_it(billed):
    says_at(billed, "STOP", 30)
    says_at(billed, "START", 5)
    billed.news(ME)
    assert says_at(billed, "STOP", 10) == []
    assert billed.news(ME) == []
    assert "Sent INV-0001 to Dana Lee" in billed.says("resend")[0].text
    assert len(leaves(billed, DANA)) >= 1


def test_a_start_that_is_fetched_late_does_not_undo_a_stop_that_came_after_it(billed):
    says_at(billed, "STOP", 5)
    billed.news(ME)
    assert says_at(billed, "START", 10) == []
    assert billed.news(ME) == []
    assert "Sent INV-0001" not in all_text(billed.says("resend"))
    assert len(leaves(billed, DANA)) == 1  # the word that it stopped
    assert "you get messages here again" in says_at(billed, "START", 0)[0].text


def test_a_contractor_who_stopped_and_goes_on_is_told_how_to_be_answered_and_loses_nothing(lawful):
    lawful.says("stop")
    before = len(lawful.proofs())
    told = lawful.says("demo done", files=1)
    assert told[0].text.startswith("I got that.")
    assert len(lawful.proofs()) == before + 1
    assert leaves(lawful, ME)[-1].startswith("I got that.")
    lawful.says("start")
    lawful.says("status")
    assert "Maple" in leaves(lawful, ME)[-1]


def test_a_word_that_ends_a_draft_is_no_stop_for_a_member_and_is_one_for_a_client(lawful):
    lawful.says("demo done", files=1)
    lawful.says("cancel")
    assert consents(lawful) == []
    lawful.says("cancel", of=DANA)
    assert [said for _, _, said, _ in consents(lawful)] == ["stop"]


def test_where_carriers_take_more_words_they_are_a_stop_for_everybody(lawful):
    lawful.conversations = replace(lawful.conversations, opt_out=OptOut(roads=LAW.roads, carriers=LAW.roads))
    lawful.says("Cancel")
    assert [said for _, _, said, _ in consents(lawful)] == ["stop"]


def test_photos_that_come_with_a_stop_are_kept_all_the_same(lawful):
    before = len(lawful.proofs())
    lawful.says("stop", files=1)
    assert [said for _, _, said, _ in consents(lawful)] == ["stop"]
    assert len(lawful.proofs()) == before + 1


def test_words_dictated_for_a_client_are_no_stop_of_the_contractor(billed):
    billed.says("when do you come?", of=DANA)
    billed.taps("Reply")
    billed.says("OK, I stop texting you then. Stop texting me, too")
    assert consents(billed) == []
    assert "Stop texting me, too" in all_text(billed.news(DANA))


def test_a_member_who_goes_on_after_a_stop_is_told_once(lawful):
    lawful.says("stop")
    lawful.says("status")
    lawful.says("status")
    assert sum(message.code == "consent.still" for _, message in lawful.everything(ME)) == 1


def test_on_other_roads_and_in_groups_these_words_are_talk(working):
    working.says("stop", of=DANA)
    assert consents(working) == []
    working.conversations = replace(working.conversations, opt_out=LAW)
    working.says("stop", of=DANA, place="group-1")
    assert consents(working) == []


def test_a_stranger_who_says_stop_is_kept_in_peace_and_gets_nothing_when_they_become_a_client(lawful):
    assert lawful.says("STOP", of="+12125550139") == []
    lawful.says("New job: Oak deck for Max Roe +1 212 555 0139, $900: deck rest")
    lawful.taps("Create job")
    lawful.says("deck done", files=1)
    assert "link to pass on" in all_text(lawful.taps("Send"))
    lawful.render()
    assert leaves(lawful, "+12125550139") == []


def test_a_stop_counts_for_the_number_on_every_road_to_it(billed):
    billed.conversations = replace(billed.conversations, roads=Roads(phones=("simulator", "whatsapp")))
    billed.says("STOP", of=DANA)
    assert {channel for channel, *_ in consents(billed)} == {"simulator", "whatsapp"}


def test_what_only_the_vendor_knew_is_a_stop_as_well(billed):
    from bots.falling_back import Fallback

    gone = Reachable(channel="simulator", address=DANA, reachable=False, reason="opted_out")
    with billed.database.turns.begin() as turn:
        Fallback(billed.conversations).reachable(turn, gone, "k", quiet=False)
    assert consents(billed) == [("simulator", DANA, "stop", "")]
    billed.says("hello?", of=DANA)
    billed.says("resend")
    assert leaves(billed, DANA) == []


async def test_what_still_waits_when_they_say_stop_goes_to_their_mail_address_and_the_contractor_hears(lawful):
    lawful.conversations = replace(lawful.conversations, roads=Roads(phones=("simulator",), email="email"))
    with lawful.database.books.open(lawful.account()) as ledger:
        onboarding.reach_client(ledger, ledger.clients()[0].id, email="dana@homes.example")
    lawful.says("demo done", files=1)
    lawful.taps("Send")
    lawful.render()
    (invoice,) = [UUID(key) for key, message in lawful.everything(DANA) if message.code == "client.invoice"]
    lawful.says("STOP", of=DANA)
    assert "From now on I write by e-mail" in all_text(lawful.news(ME))
    sending = Sending(database=lawful.database, channels={}, conversations=lawful.conversations, deliveries=None)
    await sending.send(str(invoice), last_try=False)
    await sending.send(str(invoice), last_try=False)
    assert [one.text for one in lawful.news(ME)] == [
        "My message to Dana Lee did not get through by the simulator, so I sent it by e-mail (dana@homes.example)."
    ]
    assert [message.code for _, message in lawful.everything("dana@homes.example")] == ["client.invoice"]
