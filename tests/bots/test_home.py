"""The page of their own that some roads have: opened without a word, it shows the jobs, and enrols nobody."""

from tests.bots.talk import DANA, ME, SAM, labels

HOME = f"{ME}/home"


def test_opening_the_page_shows_every_job_there_and_says_nothing_in_the_chat(working):
    before = len(working.everything(ME))
    working.hears("", context={"home": HOME})
    (shown,) = working.news(HOME)
    assert "Maple St kitchen" in shown.text
    assert "$24,000.00" in shown.text
    assert labels(shown) == ["Invoice", "Status", "Who owes me", "New project"]
    assert len(working.everything(ME)) == before


def test_opening_the_page_leaves_the_open_question_as_it_was(working):
    working.says("invoice")
    working.hears("", context={"home": HOME})
    assert "Send" in [button.label for _, one in working.everything(ME) for button in one.buttons]


def test_opening_the_page_enrols_nobody(working):
    working.hears("", of="+15005550177", context={"home": "+15005550177/home"})
    assert working.database.reads.who("simulator", "+15005550177") == ()


def opens(talk):
    talk.hears("", context={"home": HOME})
    return talk.news(HOME)[-1]


def taps(talk, label):
    """As Slack tells it: on the page, answered in the private chat."""
    outbound, message = talk.everything(HOME)[-1]
    place = labels(message).index(label)
    return talk.says(tap=f"{outbound}.{place}", context={"home": HOME})


def test_each_button_of_the_page_is_answered_in_the_private_chat(working):
    opens(working)
    assert "Send" in labels(taps(working, "Invoice")[-1])
    assert "Maple St kitchen" in taps(working, "Status")[-1].text
    assert "owe" in taps(working, "Who owes me")[-1].text
    assert len(working.everything(HOME)) == 1


def test_a_new_project_is_asked_for_and_its_words_are_understood(working):
    opens(working)
    assert "New job:" in taps(working, "New project")[-1].text
    plan = working.says("Oak St deck for Sam Poe +1 312 555 0135, $9,000: deposit 10%, framing 5000, decking rest")[-1]
    assert "Create job" in labels(plan)


def test_a_digit_in_the_chat_picks_from_the_chat_and_never_from_the_page(working):
    choices = labels(working.says("invoice")[-1])
    opens(working)
    working.says(str(choices.index("Send") + 1))
    assert [len(file.invoices) for file in working.files()] == [1]


def test_the_page_of_a_firm_without_jobs_offers_a_new_one_alone(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    assert labels(opens(talk)) == ["New project"]


def test_nobody_taps_on_somebody_elses_page(working):
    opens(working)
    outbound, _ = working.everything(HOME)[-1]
    working.says("Hi", of=SAM)
    told = working.says(tap=f"{outbound}.0", of=SAM, context={"home": f"{SAM}/home"})
    assert "older message" in told[-1].text


def test_what_a_client_asked_waits_on_the_page_and_in_the_status_until_it_is_answered(billed):
    billed.says("Is the dumpster in the price?", of=DANA)
    waits = 'Dana Lee waits for an answer: "Is the dumpster in the price?"'
    billed.hears("", context={"home": HOME})
    assert waits in billed.news(HOME)[-1].text
    assert waits in billed.says("status")[-1].text
    billed.says("reply: yes, both loads")
    assert "waits for an answer" not in billed.says("status")[-1].text
    billed.hears("", context={"home": HOME})
    assert "waits for an answer" not in billed.news(HOME)[-1].text
