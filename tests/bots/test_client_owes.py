"""What a client hears who asks what is still to be paid."""

from tests.bots.talk import DANA


def test_a_client_who_asks_what_they_owe_hears_of_all_that_is_open_and_not_of_the_newest_alone(billed):
    billed.says("invoice cabinets")
    billed.taps("Send")
    billed.render()
    billed.news(DANA)
    told = billed.says("how much do I owe?", of=DANA)[0]
    assert "INV-0001, Maple St kitchen: $4,500.00, due" in told.text
    assert "INV-0002, Maple St kitchen: $8,000.00, due" in told.text
    assert "Total to pay: $12,500.00" in told.text
    assert "Here is INV-0002" in told.text
    billed.says("paid 8000 cash on INV-2")
    billed.taps("Record it")
    billed.news(DANA)
    told = billed.says("cuanto debo?", of=DANA)[0]
    assert "INV-0001, Maple St kitchen: $4,500.00" in told.text
    assert "INV-0002" not in told.text


def test_a_client_who_asks_for_a_statement_or_what_they_paid_gets_it_and_a_question_about_one_is_passed_on(billed):
    for words in ("Could you send me my statement, please?", "what have I paid so far", "¿Cuánto he pagado?"):
        told = billed.says(words, of=DANA)
        assert [one.enclosures[0].source.startswith("paper:statement/") for one in told] == [True]
    assert "estado de cuenta" in told[0].text
    assert not billed.news()
    billed.says("why does the statement show a fee?", of=DANA)
    assert "why does the statement show a fee?" in billed.news()[0].text
