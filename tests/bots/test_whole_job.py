"""The page of a whole job in chat: asked for, sent, and given to a client who wonders how it goes."""

import pytest

from tests.bots.talk import DANA, labels


@pytest.mark.parametrize(
    "said",
    [
        "project page",
        "show me the job page",
        "link for Dana",
        "page of the whole job",
        "enlace para Dana",
        "página del proyecto",
    ],
)
def test_a_contractor_gets_the_link_of_the_whole_job(working, said):
    shown = working.says(said)[0]
    assert shown.code == "whole.link"
    assert shown.project_id == str(working.files()[0].project.id)
    assert shown.link_label in {"See the whole job", "Ver todo el trabajo"}
    assert labels(shown) in (["Send it to Dana Lee"], ["Enviar a Dana Lee"])


@pytest.mark.parametrize(
    "said", ["send Dana the project page", "send the job page to Dana", "manda a Dana la página del proyecto"]
)
def test_it_is_sent_to_the_client_when_asked_so_and_every_time_it_is_asked(working, said):
    for _ in range(2):
        assert working.says(said)[0].code == "whole.sent"
        [told] = working.news(DANA)
        assert told.project_id == str(working.files()[0].project.id)
        assert "Maple St kitchen" in told.text


def test_a_tap_below_the_link_sends_it(working):
    working.says("project page")
    assert working.taps("Send it to Dana Lee")[0].code == "whole.sent"
    assert len(working.news(DANA)) == 1


@pytest.mark.parametrize(
    "said",
    [
        "How is my job going?",
        "how's the kitchen coming along",
        "what's left to do?",
        "¿Cómo va mi cocina?",
        "status",
        "any updates?",
        "estado",
    ],
)
def test_a_client_who_wonders_how_it_goes_gets_the_page(billed, said):
    [told] = billed.says(said, of=DANA)
    assert (told.code, told.link_id) == ("client.whole_job", None)
    assert told.project_id == str(billed.files()[0].project.id)
    assert billed.news() == []


@pytest.mark.parametrize("said", ["How is it that I pay twice?", "How do I pay?", "how is the grout sealed?"])
def test_a_question_about_something_else_still_reaches_the_contractor(billed, said):
    billed.says(said, of=DANA)
    assert said in billed.news()[0].text


def test_before_anything_is_billed_the_page_of_their_one_job_tells_how_it_goes(working):
    working.says("send Dana the project page")
    working.news(DANA)
    [told] = working.says("How is my job going?", of=DANA)
    assert (told.code, told.project_id) == ("client.whole_job", str(working.files()[0].project.id))
    assert "ask" in working.says("Can you come Monday?", of=DANA)[0].code
