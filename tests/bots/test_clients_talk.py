"""What clients write back: doubts, money they say they sent, a yes, and in which language they are answered."""

import psycopg
import pytest

from tests.bots.talk import DANA, ME, labels


@pytest.mark.parametrize("said", ["is this a scam?", "is this legit", "who is this?", "whos this"])
def test_who_doubts_hears_who_writes_and_whom_to_call_before_paying(billed, said):
    told = billed.says(said, of=DANA)[0]
    assert "invoices" in told.text
    assert "call Rivera Remodeling at +1 415-555-0111 before you pay" in told.text
    assert said in billed.news(ME)[0].text


@pytest.mark.parametrize("said", ["I already paid", "i paid cash yesterday", "ya pagué", "I sent you a check"])
def test_who_says_they_paid_is_one_tap_from_having_it_noted(billed, said):
    billed.says(said, of=DANA)
    told = billed.news(ME)[0]
    assert labels(told) == ["Reply", "They paid", "Keep reminding"]
    asked = billed.taps("They paid")[0]
    assert "$4,500.00 is open" in asked.text
    assert "Paid in full" not in asked.text
    assert "Record it" in labels(billed.says("2000 cash")[0])


@pytest.mark.parametrize("said", ["how much do i owe", "what do we owe?", "can you send me the pdf", "my balance"])
def test_what_the_page_answers_is_answered_at_once(billed, said):
    told = billed.says(said, of=DANA)[0]
    assert "$4,500.00 is open on INV-0001" in told.text
    assert told.link_id
    assert not billed.news(ME)


def test_approved_in_words_is_passed_on_and_shown_where_it_counts(billed):
    told = billed.says("Approved!", of=DANA)[0]
    assert "tap Approve" in told.text
    assert told.link_id
    assert "Approved!" in billed.news(ME)[0].text


def test_a_client_is_answered_and_billed_in_the_language_they_write(billed):
    assert "Gracias" in billed.says("¿cuándo vienen a terminar la cocina?", of=DANA)[0].text
    assert "writes about INV-0001" in billed.news(ME)[0].text
    assert billed.files()[0].client.language == "es"
    billed.says("invoice cabinets")
    billed.says("send")
    billed.render()
    assert "le envió la factura" in billed.news(DANA)[0].text
    assert "I passed that on" in billed.says("when do you come to finish the kitchen?", of=DANA)[0].text


@pytest.fixture
def twice_billed(billed):
    """INV-0002, for the cabinets, is the newest."""
    billed.says("invoice cabinets")
    billed.says("send")
    billed.render()
    billed.news(DANA)
    billed.news(ME)
    return billed


def given_ids(talk, of=DANA) -> dict[str, str]:
    """What each message to this phone begins with -> its id at the vendor, as sending leaves it."""
    with psycopg.connect(talk.database.url) as connection:
        for outbound, _ in talk.everything(of):
            connection.execute("UPDATE outbound SET vendor_id = 'v-' || id WHERE id = %s", [outbound])
    return {message.text: f"v-{outbound}" for outbound, message in talk.everything(of)}


def about(ids: dict[str, str], *words: str) -> str:
    (found,) = [vendor_id for text, vendor_id in ids.items() if all(one in text for one in words)]
    return found


def test_an_answer_is_about_the_invoice_of_the_message_that_it_answers(twice_billed):
    first = about(given_ids(twice_billed), "sent you invoice INV-0001")
    twice_billed.says("Is the sink in this one?", of=DANA, context={"replies_to": f"unknown {first}"})
    assert "writes about INV-0001" in twice_billed.news(ME)[0].text
    twice_billed.says("And this?", of=DANA)
    assert "writes about INV-0002" in twice_billed.news(ME)[0].text


def test_an_answer_to_what_was_answered_stays_with_that_invoice(twice_billed):
    first = about(given_ids(twice_billed), "sent you invoice INV-0001")
    twice_billed.says("Is the sink in this one?", of=DANA, context={"replies_to": first})
    twice_billed.taps("Reply")
    twice_billed.says("It is")
    ids = given_ids(twice_billed)
    for answered in (about(ids, "passed that on"), about(ids, "says:", "It is")):
        twice_billed.news(ME)
        twice_billed.says("And the tap?", of=DANA, context={"replies_to": answered})
        assert "writes about INV-0001" in twice_billed.news(ME)[0].text


def test_what_others_were_sent_says_nothing_about_ones_own_answer(twice_billed):
    theirs = " ".join(given_ids(twice_billed, ME).values())
    twice_billed.says("And this?", of=DANA, context={"replies_to": theirs})
    assert "writes about INV-0002" in twice_billed.news(ME)[0].text
