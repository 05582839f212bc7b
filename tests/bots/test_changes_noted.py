"""A client's yes or no to a change order that came by phone or in person: noted as told, and open to objection."""

import pytest

from tests.bots.talk import DANA, ME, all_text, labels
from tests.bots.test_changes import asked, orders, worth
from tests.bots.test_inviting import MARIO, code_in

__all__ = ("asked",)


@pytest.fixture
def noted(asked):
    asked.news(DANA)
    asked.says("Dana said yes to CO-1 on the phone")
    asked.taps("Yes, note it")
    return asked


def test_it_is_shown_before_and_after_and_nothing_counts_yet(asked):
    (shown,) = asked.says("Dana said yes to CO-1 on the phone")
    assert "Dana Lee agreed to CO-1, by phone: Extra outlet in the island, $280.00." in shown.text
    assert "The whole contract goes from $24,000.00 to $24,280.00." in shown.text
    assert labels(shown) == ["Yes, note it", "Leave it"]
    assert [one.state for one in orders(asked)] == ["proposed"]
    asked.taps("Leave it")
    assert [one.state for one in orders(asked)] == ["proposed"]


@pytest.mark.parametrize(
    "said",
    [
        "change order CO-1 approved",
        "Dana approved the change order",
        "la clienta aprobó la CO-1",
        "the client Dana approved CO-1",
        "the homeowner, Dana, has approved CO-1",
        "la clienta Dana aprobó la CO-1",
        "Dana dijo que sí a la orden de cambio",
    ],
)
def test_how_it_came_is_asked_where_it_was_not_said(asked, said):
    (shown,) = asked.says(said)
    assert labels(shown)[0] in {"Yes, by phone", "Sí, por teléfono"}
    asked.taps(labels(shown)[1])
    (order,) = orders(asked)
    assert (order.state, order.decision.channel) == ("approved", "person")


def test_a_yes_is_kept_as_told_by_whom_and_when_and_lands(asked):
    asked.says("Dana said yes to CO-1 on the phone")
    asked.news(DANA)
    (told,) = asked.says("yes")
    assert "Noted: Dana Lee agreed to CO-1 by phone" in told.text
    assert "The whole contract is $24,280.00 now. Dana Lee was told." in told.text
    (order,) = orders(asked)
    decision = order.decision
    assert (order.state, decision.by, decision.channel, decision.words) == ("approved", "Dana Lee", "phone", "")
    assert decision.told_by == order.recorded_by
    assert worth(asked)["Extra outlet in the island"] == 280
    (heard,) = asked.news(DANA)
    assert "that you agreed by phone to CO-1 for Maple St kitchen: Extra outlet in the island, $280.00." in heard.text
    assert "The contract goes from $24,000.00 to $24,280.00." in heard.text
    assert "If that is not so, say so here or on the page" in heard.text
    assert (labels(heard), heard.change_id) == (["That is not so"], str(order.id))
    assert "It came by phone, as you told me." in all_text(asked.says("change orders"))
    assert "withdraw CO-1" in all_text(asked.says("undo"))


@pytest.mark.parametrize("word", ["That is not so", "no", "No, I never agreed", ""])
def test_the_client_objects_and_the_contractor_hears_of_it_at_once(noted, word):
    noted.news(ME)
    if word == "No, I never agreed":
        noted.says(word, of=DANA)
        assert word in all_text(noted.news(ME))
        return
    answer = noted.says(word, of=DANA) if word else noted.taps("That is not so", of=DANA)
    assert "CO-1 was not your word" in all_text(answer)
    (told,) = noted.news(ME)
    assert "Dana Lee says they did not agree to CO-1" in told.text
    assert labels(told) == ["Take back CO-1"]
    noted.taps("That is not so", of=DANA)
    assert noted.news(ME) == []
    assert "Dana Lee says that is not so" in all_text(noted.says("change orders"))
    noted.taps("Take back CO-1")
    noted.taps("Take back CO-1")
    assert [one.state for one in orders(noted)] == ["withdrawn"]
    assert "nothing to decide" in all_text(noted.taps("That is not so", of=DANA))


def test_a_no_is_noted_the_same_way(asked):
    (shown,) = asked.says("Dana no quiere la CO-1")
    assert "el contrato completo sigue en $24,000.00." in shown.text
    asked.taps("Sí, por teléfono")
    (order,) = orders(asked)
    assert (order.state, order.decision.channel) == ("declined", "phone")
    assert "that you declined by phone CO-1" in all_text(asked.news(DANA))
    assert "ya está anotado" in all_text(asked.says("Dana rechazó la CO-1"))
    asked.news(ME)
    asked.taps("That is not so", of=DANA)
    assert "no rechazó la CO-1" in all_text(asked.news(ME))
    assert "ya no está abierta" in all_text(asked.says("Dana aprobó la CO-1"))


def test_what_moved_since_it_was_shown_is_shown_anew(asked):
    asked.says("Dana said yes to CO-1 in person")
    asked.says("add 350 dumpster to demo")
    (again,) = asked.taps("Yes, note it")
    assert "$24,350.00 to $24,630.00" in again.text
    asked.taps("Yes, note it")
    assert [one.state for one in orders(asked) if one.number] == ["approved"]
    assert "That is noted already" in all_text(asked.taps("Yes, note it"))


def test_which_one_is_asked_and_what_is_not_there_is_said(asked):
    asked.says("change order: move the sink, 450")
    asked.taps("Send to Dana Lee")
    (which,) = asked.says("Dana approved the change order by phone")
    assert labels(which) == ["CO-1: Extra outlet in the island", "CO-2: Move the sink"]
    assert "CO-2" in all_text(asked.taps("CO-2: Move the sink"))
    assert "There is no CO-7" in all_text(asked.says("CO-7 approved"))


def test_without_an_address_the_link_is_there_to_be_forwarded(asked):
    asked.says("New job: Oak deck for Sam Fox, $9,000: framing 5000, decking rest")
    asked.taps("Create job")
    asked.says("extra railing, 200, client asked")
    asked.taps("Send to Sam Fox")
    asked.says("Sam approved CO-1 in person")
    (told,) = asked.taps("Yes, note it")
    assert "I can't reach Sam Fox myself" in told.text
    assert told.change_id


def test_it_goes_to_the_job_of_the_client_who_is_named(asked):
    asked.says("New job: Oak deck for Sam Fox 312 555 0135, $9,000: framing 5000, decking rest")
    asked.taps("Create job")
    assert "Extra outlet in the island" in all_text(asked.says("Dana approved CO-1 by phone"))


def test_the_crew_notes_no_yes(asked):
    code = code_in(asked, asked.says("invite crew Mario"))
    asked.says(code, of=MARIO)
    asked.says("Dana approved CO-1 by phone", of=MARIO)
    assert [one.state for one in orders(asked)] == ["proposed"]


def test_who_told_it_is_called_as_the_business_is_where_nobody_said_their_own_name(asked):
    asked.news(DANA)
    asked.says("Dana said yes to CO-1 on the phone")
    asked.taps("Yes, note it")
    assert "Told by Rivera Remodeling." in asked.news(DANA)[-1].text
