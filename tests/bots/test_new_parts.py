"""A part more on a job under way: shown with its numbers, added by a tap, billed and taken off like any other."""

import pytest

from tests.bots.talk import DANA, SAM, labels


def parts(talk, place=-1):
    return [(one.name, one.scheduled_value.minor) for one in talk.files()[place].milestones]


@pytest.mark.parametrize("said", ["add a milestone painting 2000 to Maple St", "new part: painting $2,000"])
def test_a_new_part_is_shown_before_and_after_and_added_by_a_tap(working, said):
    asked = working.says(said)[0]
    assert "Add Painting, $2,000.00, to Maple St kitchen as a part of its own?" in asked.text
    assert "from $24,000.00 to $26,000.00" in asked.text
    assert labels(asked) == ["Add it", "Leave it"]
    assert len(parts(working)) == 4
    told = working.says("yes")[0].text
    assert (
        told == "Added Painting, $2,000.00, as the last part of Maple St kitchen; the whole contract is $26,000.00 now."
    )
    assert parts(working)[-1] == ("Painting", 200000)
    assert working.files()[0].change_orders[0].amount.minor == 200000


def test_una_parte_nueva_se_agrega_en_espanol(working):
    asked = working.says("agrega una etapa pintura 2000")[0]
    assert "¿Agrego Pintura, $2,000.00, a Maple St kitchen" in asked.text
    assert "como última parte de" in working.taps("Agregarla")[0].text


def test_an_added_part_takes_photos_and_is_billed_as_added_work(working):
    working.says("new part: painting 2000")
    working.taps("Add it")
    assert "1 photo on Painting" in working.says("painting done", files=1)[0].text
    working.taps("Send")
    working.render()
    assert "$2,000.00" in working.news(DANA)[-1].text


def test_leaving_it_adds_nothing_and_another_amount_is_about_the_same_part(working):
    working.says("new part: painting 2000")
    assert "Add Painting, $2,500.00" in working.says("make it 2500")[0].text
    working.taps("Leave it")
    assert len(parts(working)) == 4


def test_a_contract_that_moved_since_it_was_shown_is_asked_about_again(working):
    working.says("new part: painting 2000")
    working.says("add 350 dumpster to demo")
    again = working.taps("Add it")[0]
    assert "It changed since you saw it" in again.text
    assert "from $24,350.00 to $26,350.00" in again.text
    working.taps("Add it")
    assert parts(working)[-1] == ("Painting", 200000)


def test_a_second_tap_on_an_old_button_adds_no_second_part(working):
    working.says("new part: painting 2000")
    working.taps("Add it")
    assert "It changed since you saw it" in working.taps("Add it")[0].text
    assert len(parts(working)) == 5


def test_undo_takes_the_part_off_the_contract_after_a_tap_and_the_status_forgets_it(working):
    working.says("new part: painting 2000")
    working.taps("Add it")
    asked = working.says("undo")[0]
    assert "Painting from $2,000.00 to $0.00" in asked.text
    assert "from $26,000.00 to $24,000.00" in asked.text
    working.taps("Change it")
    status = working.says("status")[0].text
    assert "Painting" not in status
    assert "Contract $24,000.00" in status


def test_a_name_that_is_there_already_may_be_meant_as_a_line(working):
    asked = working.says("new part: demo 2000")[0]
    assert "There is a part called Demo already" in asked.text
    assert labels(asked) == ["Add it", "Add to Demo", "Leave it"]
    assert "Demo goes from $4,500.00 to $6,500.00" in working.taps("Add to Demo")[0].text
    assert len(parts(working)) == 4


def test_the_job_that_is_named_gets_it_and_several_are_asked_about(working):
    working.says(f"New job: Oak Ave deck for Dana Lee {DANA}, $9,000: framing 5000, decking rest")
    working.taps("Create job")
    assert "to Maple St kitchen" in working.says("add a part painting 2000 to maple")[0].text
    asked = working.says("add a part painting 2000 for dana")[0]
    assert labels(asked) == ["Oak Ave deck", "Maple St kitchen"]
    assert "Add Painting, $2,000.00, to Oak Ave deck" in working.says("1")[0].text


def test_while_a_plan_is_open_the_part_is_the_plans(working):
    working.says(f"New job: Fence for Ann Fox {SAM}, $900: posts 500, pickets rest")
    shown = working.says("new part: gate 100")[0].text
    assert "Gate: $100.00" in shown
    assert "Pickets: $300.00" in shown


@pytest.mark.parametrize("said", ["add a milestone", "add a milestone painting", "agrega otra etapa"])
def test_a_part_without_a_price_is_asked_for_it(working, said):
    answer = working.says(said)[0].text
    assert "painting 2000" in answer or "pintura 2000" in answer


def test_a_part_on_a_job_that_is_taxed_says_that_it_is_before_tax(working):
    working.says("tax 8.5%")
    assert "before sales tax" in working.says("new part: painting 2000")[0].text
