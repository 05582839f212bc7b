"""Addresses come to people by a code, and what a forged sender could do is asked again where nobody can forge."""

from dataclasses import replace

import psycopg
import pytest

from bots.telling import Roads
from storage import invitations
from tests.bots.talk import DANA, JOB, ME, SAM, all_text, labels
from tests.bots.test_inviting import MARIO, at_once, code_in, older

CHAT, OTHER = "+13055550140", "+13055550141"


def reached_first(talk):
    """Where the client is written to."""
    with talk.database.turns.begin() as turn:
        ledger = turn.ledger(talk.account())
        address = talk.conversations.teller(turn, ledger).client_address(ledger.clients()[0])
    return address.value


# --- clients ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def client_code(working):
    return code_in(working, working.says("link Dana"))


def test_the_contractor_gets_words_to_forward_to_the_client(working):
    told, card = working.says("invite client Dana")
    assert "Forward the next message to Dana Lee" in told.text
    assert card.text.startswith("Hi Dana, Rivera Remodeling sends you")
    assert card.invitation_id


def test_the_client_who_comes_is_reached_there_from_then_on_and_the_contractor_hears(working, client_code):
    (welcome,) = working.says("", of=CHAT, invitation=client_code)
    assert welcome.text.startswith("Hi Dana! From now on Rivera Remodeling reaches you here")
    assert working.news(ME)[0].text == (
        "Dana Lee came by your invitation: I write to them by the simulator from now on."
    )
    assert reached_first(working) == CHAT
    working.says("when do you come?", of=CHAT)
    assert "when do you come?" in all_text(working.news(ME))


def test_what_is_open_is_at_hand_when_they_come(billed):
    code = code_in(billed, billed.says("link Dana"))
    (welcome,) = billed.says(code, of=CHAT)
    assert "open invoice is below" in welcome.text
    assert welcome.link_id


def test_a_card_in_the_client_s_language(working):
    working.says("¿Cuándo vienen?", of=DANA)
    working.news(ME)
    _, card = working.says("link Dana")
    assert card.text.startswith("Hola Dana")


def test_the_code_works_once_and_a_second_person_gets_nothing_of_the_client(working, client_code):
    working.says(client_code, of=CHAT)
    assert "was used already" in working.says(client_code, of=OTHER)[0].text
    assert "You are in already" in working.says(client_code, of=CHAT)[0].text
    assert not working.database.reads.who("simulator", OTHER)


def test_an_expired_code_links_no_client(working, client_code):
    older(working, days=8)
    assert "has expired" in working.says(client_code, of=CHAT)[0].text


def test_the_contractor_who_opens_it_is_told_to_forward_it(working, client_code):
    assert "for somebody else" in working.says(client_code)[0].text
    assert "From now on" in working.says(client_code, of=CHAT)[0].text


def test_a_client_who_said_hello_first_is_a_client_afterwards(working, client_code):
    working.says("hi", of=CHAT)
    working.says(client_code, of=CHAT)
    assert [bool(one.client_id) for one in working.database.reads.who("simulator", CHAT)] == [True]


def test_an_unknown_client_is_asked_about(working):
    (told,) = working.says("link client Zed")
    assert "Zed" in told.text
    assert not told.invitation_id


def test_of_two_at_once_one_is_the_client(working, client_code):
    assert len(at_once(working, client_code, [CHAT, OTHER])) == 1


def test_without_the_claim_both_are(working, client_code, monkeypatch):
    monkeypatch.setattr(invitations, "_CLAIM", invitations._CLAIM.replace("AND used_at IS NULL", ""))
    assert at_once(working, client_code, [CHAT, OTHER]) == [CHAT, OTHER]


# --- one's own --------------------------------------------------------------------------------------------------------


@pytest.fixture
def both(working):
    """The contractor writes from a second phone as well."""
    working.says(code_in(working, working.says("add my telegram")), of=OTHER)
    working.news(ME)
    return working


def test_another_address_of_ones_own_is_added_by_its_code_and_the_first_one_hears(working):
    (how,) = working.says("add my telegram")
    assert "within 24 hours" in how.text
    assert "I know you here now" in working.says(code_in(working, [how]), of=OTHER)[0].text
    assert "Was that not you?" in working.news(ME)[0].text
    assert "Maple St kitchen" in working.says("status", of=OTHER)[0].text


def test_a_second_code_ends_the_first(working):
    first = code_in(working, working.says("add my phone"))
    working.says("add my phone")
    assert "has expired" in working.says(first, of=OTHER)[0].text


def test_the_one_who_asked_sends_it_from_the_same_phone(working):
    code = code_in(working, working.says("add my telegram"))
    assert "I know you here already" in working.says(code)[0].text
    assert "I know you here now" in working.says(code, of=OTHER)[0].text


def test_an_address_with_jobs_of_its_own_is_not_taken_over(working):
    working.says(JOB.format(client=SAM), of=OTHER)
    working.taps("Create job", of=OTHER)
    code = code_in(working, working.says("add my telegram"))
    assert "belongs to" in working.says(code, of=OTHER)[0].text


def test_the_crew_adds_its_own_address_and_stays_the_crew(working):
    working.says(code_in(working, working.says("invite crew Mario")), of=MARIO)
    working.says(code_in(working, working.says("add my telegram", of=MARIO)), of=OTHER)
    assert [one.role for one in working.database.reads.who("simulator", OTHER)] == ["crew"]


def test_addresses_are_listed_and_one_is_removed_by_a_tap(both):
    assert "(+1 415-555-0111), here" in both.says("my addresses")[0].text
    (asked,) = both.says(f"remove {OTHER}")
    assert labels(asked) == ["Remove it", "Leave it"]
    assert both.database.reads.who("simulator", OTHER)
    assert "no longer taken as yours" in both.taps("Remove it")[0].text
    assert not both.database.reads.who("simulator", OTHER)


def test_the_only_address_and_the_one_in_use_stay(working):
    assert "your only way" in working.says(f"remove my {ME}")[0].text
    working.says(code_in(working, working.says("add my telegram")), of=OTHER)
    working.news(ME)
    assert "the one you write from" in working.says(f"remove {ME}")[0].text


def test_an_address_that_nobody_has_is_said_so(both):
    assert "no address of yours like" in both.says("remove my slack")[0].text


def test_the_crew_is_listed_and_taken_off_by_a_tap(working):
    assert "nobody on your crew" in working.says("my crew")[0].text
    working.says(code_in(working, working.says("invite crew Mario")), of=MARIO)
    working.news(ME)
    assert "- Mario" in working.says("who is on my crew")[0].text
    assert "no Luigi on your crew" in working.says("remove Luigi from the crew")[0].text
    working.says("remove Mario from the crew")
    assert "Mario is off the crew" in working.taps("Remove it")[0].text
    assert not working.database.reads.who("simulator", MARIO)


# --- senders that can be forged ---------------------------------------------------------------------------------------


def forgeable(talk):
    """As on SMS, where anybody can write in another's name."""
    roads = Roads(phones=("simulator",), forgeable=frozenset({"simulator"}))
    talk.conversations = replace(talk.conversations, roads=roads)
    return talk


@pytest.fixture
def second(both, database):
    """The second phone is a chat that nobody can forge."""
    with psycopg.connect(database.url) as connection:
        connection.execute("UPDATE addresses SET channel = 'telegram', value = '77' WHERE value = %s", [OTHER])
    return forgeable(both)


def asked_on_telegram(talk):
    return talk.everything("77")[-1]


def test_where_a_client_is_reached_is_asked_again_on_the_second_road_before_it_changes(second):
    second.says("dana's phone is 415 555 0199")
    (told,) = second.taps("Change it")
    assert "I asked you by Telegram as well" in told.text
    assert second.files()[0].client.phone == DANA
    key, asked = asked_on_telegram(second)
    assert "in your name: reach Dana Lee at" in asked.text
    assert labels(asked) == ["It was me, do it", "Leave it"]
    second.hears(tap=f"{key}.0", of="77", channel="telegram")
    assert second.files()[0].client.phone.endswith("0199")


def test_a_first_phone_of_a_client_with_an_email_changes_where_bills_go_and_is_asked_again_too(second):
    second.says("new job: Elm bath for Jo Wu jo@homes.example, $900: all 900")
    second.taps("Create job")
    (asked,) = second.says("jo wu's phone is 415 555 0199")
    assert "Change it" in labels(asked)
    assert "I asked you by Telegram" in second.taps("Change it")[0].text
    (jo,) = [file.client for file in second.files() if file.client.name == "Jo Wu"]
    assert (jo.phone, jo.email) == ("", "jo@homes.example")


def test_nothing_changes_when_it_was_not_them(second):
    second.says("dana's phone is 415 555 0199")
    second.taps("Change it")
    key, _ = asked_on_telegram(second)
    second.hears(tap=f"{key}.1", of="77", channel="telegram")
    assert second.files()[0].client.phone == DANA


def test_without_a_second_road_nothing_is_changed_and_the_way_on_is_said(working):
    forgeable(working)
    working.says("dana's phone is 415 555 0199")
    (told,) = working.taps("Change it")
    assert "needs a second way to ask you. Nothing was changed." in told.text
    assert working.files()[0].client.phone == DANA


def test_a_second_address_that_can_be_forged_as_well_is_none(both):
    forgeable(both)
    both.says("dana's phone is 415 555 0199")
    assert "needs a second way" in both.taps("Change it")[0].text


def test_taking_an_address_or_somebody_away_is_asked_again_as_well(second):
    second.says("remove my telegram")
    assert "I asked you by Telegram" in second.taps("Remove it")[0].text
    second.says(code_in(second, second.says("invite crew Mario")), of=MARIO)
    second.says("remove Mario from the crew")
    assert "I asked you by Telegram" in second.taps("Remove it")[0].text
    assert "take Mario off the crew" in asked_on_telegram(second)[1].text
    assert second.database.reads.who("simulator", MARIO)


def test_where_nobody_can_forge_it_is_done_at_once(both):
    both.says("dana's phone is 415 555 0199")
    both.taps("Change it")
    assert both.files()[0].client.phone.endswith("0199")


def test_a_first_number_and_a_bill_need_no_second_road(working):
    forgeable(working)
    working.says("demo done", files=1)
    assert "on its way" in all_text(working.taps("Send"))
