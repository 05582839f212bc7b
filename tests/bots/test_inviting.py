"""The crew comes by a code: what the owner forwards, who gets in, what they may do, and who does not get in."""

import re
import threading
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from core.domain.ids import InvitationId
from storage import invitations
from tests.bots.talk import DANA, JOB, ME, SAM, all_text, labels

MARIO, LUIGI = "+13055550136", "+13055550137"


def code_in(talk, messages):
    """As it is put into the message when it is sent."""
    (said,) = [one.invitation_id for one in messages if one.invitation_id]
    return talk.conversations.codes.code(InvitationId(UUID(said)))


@pytest.fixture
def code(working):
    return code_in(working, working.says("invite crew Mario"))


@pytest.fixture
def crew(working, code):
    working.says(code, of=MARIO)
    working.news(ME)
    return working


def role(talk, of):
    return next(iter(talk.database.reads.who("simulator", of))).role


def older(talk, days):
    with psycopg.connect(talk.database.url) as connection:
        connection.execute("UPDATE invitations SET expires_at = expires_at - %s", [timedelta(days=days)])


def test_the_owner_gets_words_to_forward_in_a_message_of_their_own(working):
    told, card = working.says("invite crew Mario")
    assert "Forward the next message to Mario" in told.text
    assert "Mario, Rivera Remodeling invites you" in card.text
    assert card.invitation_id
    assert not told.invitation_id


def test_who_sends_the_code_is_on_the_crew_and_the_owner_hears(working, code):
    (welcome,) = working.says(code.lower(), of=MARIO)
    assert "Welcome to the crew of Rivera Remodeling, Mario!" in welcome.text
    assert role(working, MARIO) == "crew"
    assert working.news(ME)[0].text == "Mario joined your crew on the simulator."


def test_a_link_that_brings_the_code_is_enough(working, code):
    assert "Welcome" in working.says("", of=MARIO, invitation=code, sender_name="M. R.")[0].text


def test_without_a_name_the_one_of_their_profile_counts(working):
    code = code_in(working, working.says("invite someone"))
    assert "M. Ruiz" in working.says(code, of=MARIO, sender_name="M. Ruiz")[0].text


@pytest.fixture
def managed(working):
    """Sam is a project manager."""
    working.says("Invite Sam as project manager, +1 628 555 0112")
    working.says(code_in(working, working.taps("As project manager")), of=MARIO)
    working.news(ME)
    return working


def test_a_project_manager_is_invited_by_a_tap_on_what_they_may_do(working):
    [asked] = working.says("Invite Sam as project manager, +1 628 555 0112")
    assert asked.text.startswith("Invite Sam as project manager? They can bill, note payments and change contacts")
    assert labels(asked) == ["As project manager", "As crew", "Leave it"]
    told, card = working.taps("As project manager")
    assert told.text.startswith("Forward the next message to Sam and nobody else")
    assert card.text.startswith("Sam, Rivera Remodeling invites you as project manager")
    [welcome] = working.says(code_in(working, [card]), of=MARIO)
    assert welcome.text.startswith("Welcome to Rivera Remodeling, Sam! You are its project manager here")
    assert (role(working, MARIO), working.news(ME)[0].text) == (
        "project_manager",
        "Sam joined as your project manager on the simulator.",
    )


def test_a_project_manager_bills_and_is_told_but_what_is_the_owners_alone_stays_so(managed):
    assert "Demo" in managed.says("demo done", of=MARIO, files=1)[0].text
    managed.taps("Send", of=MARIO)
    managed.render()
    managed.says("when do you come?", of=DANA)
    assert "when do you come?" in all_text(managed.news(MARIO))
    for said in ("invite crew Luigi", "invite Luigi as project manager", "erase my account", "my bank details"):
        assert managed.says(said, of=MARIO)[0].text.startswith("That's for the owner of the business."), said
    managed.news(ME)
    assert "- Sam, project manager" in managed.says("who is on my crew")[0].text
    managed.says("remove Sam from the crew")
    managed.taps("Remove it")
    assert not managed.database.reads.who("simulator", MARIO)


def test_the_crew_invites_nobody_in_any_role(crew):
    for said in ("invite Luigi as project manager", "invite Luigi as owner"):
        assert crew.says(said, of=MARIO)[0].text.startswith("That's for the owner")


def test_a_role_that_chat_cannot_give_is_said_to_be_none_with_those_that_it_can(working):
    [asked] = working.says("invite Sam as an admin")
    assert asked.text.startswith("I can invite Sam as crew, who send photos and see the status, or as project manager")
    assert '"admin" is no role that I can give in chat.' in asked.text
    assert "Forward the next message to Sam: it lets one person in" in working.taps("As crew")[0].text
    assert "I can invite them as crew" in working.says("invite someone as owner")[0].text


def test_a_project_manager_is_invited_in_spanish(working):
    working.says("español")
    [asked] = working.says("invita a Sam como jefe de obra")
    assert asked.text.startswith("¿Invito a Sam como jefe de obra?")
    _, card = working.taps("Como jefe de obra")
    assert "te invita como jefe de obra" in card.text


def test_the_code_is_in_no_table(working, code):
    with psycopg.connect(working.database.url) as connection:
        tables = ("invitations", "outbound", "sessions")
        kept = "".join(str(connection.execute(f"SELECT * FROM {one}").fetchall()) for one in tables)  # noqa: S608
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_the_crew_sends_photos_and_sees_the_status(crew):
    assert "2 photos on Demo" in all_text(crew.says(of=MARIO, files=2))
    assert "Demo" in crew.says("status", of=MARIO)[0].text


@pytest.mark.parametrize(
    "said",
    [
        "invoice demo",
        "send",
        "new job: Shed for Zed, $500",
        "add 350 dumpster to demo",
        "dana's phone is 415 555 0134",
        "we are Mario Builders",
        "paid 4500 check 12",
        "who owes me",
        "tell Dana hello",
        "invite crew Luigi",
        "our address is 5 Pine St, Reno",
    ],
)
def test_the_crew_moves_no_money_and_changes_no_contacts(crew, said):
    (told,) = crew.says(said, of=MARIO)
    assert told.text.startswith("That's for the owner")
    assert crew.files()[0].project.name == "Maple St kitchen"
    assert crew.files()[0].client.phone == DANA


def test_the_crew_is_offered_nothing_it_may_not_do(crew):
    said = [*crew.says(of=MARIO, files=1), *crew.says("status", of=MARIO), *crew.says("flurb", of=MARIO)]
    assert {label for one in said for label in labels(one)} <= {"Move", "Undo", "Status", "Help"}
    assert "for the owner" in crew.says("demo done", of=MARIO)[0].text


def test_news_about_money_is_not_for_the_crew(crew):
    crew.says("demo done", files=1)
    crew.taps("Send")
    crew.render()
    crew.says("when do you come?", of=DANA)
    assert crew.news(MARIO) == []
    assert "when do you come?" in all_text(crew.news(ME))


def test_a_code_works_once_and_whoever_is_second_is_told_kindly(crew, code):
    assert "was used already" in crew.says(code, of=LUIGI)[0].text
    assert "Ask Rivera Remodeling" in all_text(crew.everything(LUIGI)[-1][1:])
    assert "You are in already" in crew.says(code, of=MARIO)[0].text
    assert not crew.database.reads.who("simulator", LUIGI)


def test_an_expired_code_lets_nobody_in(working, code):
    older(working, days=8)
    assert "has expired" in working.says(code, of=MARIO)[0].text
    assert not working.database.reads.who("simulator", MARIO)


def test_the_owner_who_opens_it_is_told_to_forward_it_and_it_still_works(working, code):
    assert "for somebody else" in working.says(code)[0].text
    assert "Welcome" in working.says(code, of=MARIO)[0].text


def test_who_said_hello_first_and_did_nothing_may_still_join(working, code):
    working.says("hi", of=MARIO)
    working.says("Mario Builders", of=MARIO)
    assert "Welcome to the crew of Rivera" in working.says(code, of=MARIO)[0].text
    assert [one.role for one in working.database.reads.who("simulator", MARIO)] == ["crew"]
    assert "1 photo on Demo" in all_text(working.says(of=MARIO, files=1))


def test_who_has_jobs_of_their_own_keeps_them(working, code):
    working.says(JOB.format(client=SAM), of=MARIO)
    working.taps("Create job", of=MARIO)
    assert "belongs to" in working.says(code, of=MARIO)[0].text
    assert role(working, MARIO) == "owner"
    assert "Welcome" in working.says(code, of=LUIGI)[0].text


def test_an_unknown_code_is_answered_and_lets_a_stranger_start_on_their_own(talk):
    (told,) = talk.says("K7QM4-RTWXZ", of=MARIO)
    assert "don't know that code" in told.text
    talk.says("Mario Builders", of=MARIO)
    assert "don't know that code" in talk.says("my code is K7QM4-RTWXZ", of=MARIO)[0].text


def test_guessing_ends_after_five_wrong_codes_for_an_hour(working, code):
    for n in range(5):
        assert "don't know that code" in working.says(f"K7QM{n + 2}-RTWXZ", of=MARIO)[0].text
    assert "too many wrong codes" in working.says(code, of=MARIO)[0].text
    assert "Welcome" in working.says(code, of=LUIGI)[0].text


def test_after_an_hour_codes_are_looked_at_again(working, code):
    for n in range(5):
        working.says(f"K7QM{n + 2}-RTWXZ", of=MARIO)
    with psycopg.connect(working.database.url) as connection:
        connection.execute(
            "UPDATE sessions SET state = jsonb_set(state, '{wrong_codes}', '[1, 2, 3, 4, 5]') WHERE address = %s",
            [MARIO],
        )
    assert "Welcome" in working.says(code, of=MARIO)[0].text


def test_talk_about_codes_in_a_group_is_talk(working, code):
    assert working.says(code, of=MARIO, place="group-1") == []
    assert not working.database.reads.who("simulator", MARIO)


def test_an_invitation_is_not_shown_to_a_group(working):
    working.says("link this group to maple", place="group-1")
    said = working.says("milepost invite crew Mario", place="group-1")
    assert "in private" in said[0].text or re.search("private", said[0].text)
    assert not any(one.invitation_id for one in said)


def test_in_spanish_everything_is_spanish(working):
    told, card = working.says("invita a Mario al equipo")
    assert "Reenvía" in told.text
    assert "te invita a su equipo" in card.text


# --- two at once ------------------------------------------------------------------------------------------------------


def at_once(talk, code, people):
    """All look the code up before anybody claims it."""
    ready = threading.Barrier(len(people))
    find = invitations.find

    def found(connection, code_hash):
        invitation = find(connection, code_hash)
        ready.wait(20)
        return invitation

    threads = [threading.Thread(target=talk.hears, args=(code,), kwargs={"of": one}) for one in people]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(invitations, "find", found)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    return sorted(one for one in people if talk.database.reads.who("simulator", one))


def test_of_two_at_once_one_gets_in(working, code):
    (inside,) = at_once(working, code, [MARIO, LUIGI])
    outside = LUIGI if inside == MARIO else MARIO
    assert "Welcome" in working.news(inside)[0].text
    assert "was used already" in working.news(outside)[0].text


def test_without_the_claim_both_get_in(working, code, monkeypatch):
    monkeypatch.setattr(invitations, "_CLAIM", invitations._CLAIM.replace("AND used_at IS NULL", ""))
    assert at_once(working, code, [MARIO, LUIGI]) == [MARIO, LUIGI]
