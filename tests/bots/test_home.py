"""The page of their own that some roads have: opened without a word, it shows the jobs, and enrols nobody."""

from tests.bots.talk import ME

HOME = f"{ME}/home"


def test_opening_the_page_shows_every_job_there_and_says_nothing_in_the_chat(working):
    before = len(working.everything(ME))
    working.hears("", context={"home": HOME})
    (shown,) = working.news(HOME)
    assert "Maple St kitchen" in shown.text
    assert "$24,000.00" in shown.text
    assert not shown.buttons
    assert len(working.everything(ME)) == before


def test_opening_the_page_leaves_the_open_question_as_it_was(working):
    working.says("invoice")
    working.hears("", context={"home": HOME})
    assert "Send" in [button.label for _, one in working.everything(ME) for button in one.buttons]


def test_opening_the_page_enrols_nobody(working):
    working.hears("", of="+15005550177", context={"home": "+15005550177/home"})
    assert working.database.reads.who("simulator", "+15005550177") == ()
