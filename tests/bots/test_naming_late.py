"""The business's name, when the first words were a whole job: it is taken while the job is set up, and after."""

import pytest

from tests.bots.talk import DANA, JOB, all_text, labels


@pytest.fixture
def planning(talk):
    talk.says(JOB.format(client=DANA))
    return talk


def _names(talk):
    return {file.contractor.name for file in talk.files()}


def test_a_business_named_while_the_plan_is_open_is_named_and_the_plan_goes_on(planning):
    told = planning.says("Rivera Remodeling")
    assert "New invoices will say Rivera Remodeling." in told[0].text
    assert "Is that right?" in told[-1].text
    assert labels(told[-1])[0] == "Create job"
    assert "business called" not in all_text(planning.says("yes"))
    assert _names(planning) == {"Rivera Remodeling"}


def test_a_name_that_is_known_already_is_changed_by_no_such_guess(planning):
    planning.says("Rivera Remodeling")
    assert "didn't get that" in planning.says("Poe Roofing")[0].text
    planning.says("yes")
    assert _names(planning) == {"Rivera Remodeling"}


def test_a_yes_is_no_name_and_it_is_asked_for_once_more(planning):
    assert "what is your business called?" in planning.says("yes")[0].text
    again = planning.says("yes")[0]
    assert "What is your business called, then?" in again.text
    assert "Status" in labels(again)
    assert "New invoices will say Rivera Remodeling." in planning.says("Rivera Remodeling")[0].text


def test_it_is_asked_again_only_once(planning):
    planning.says("yes")
    planning.says("yes")
    assert "business called" not in planning.says("yes")[0].text


def test_in_spanish(planning):
    planning.says("español")
    planning.says("sí")
    assert "¿Y cómo se llama tu negocio?" in planning.says("sí")[0].text
