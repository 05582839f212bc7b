"""A client's credit in chat: offered with the next invoice, used on one that is open, told to both."""

import pytest

from tests.bots.talk import DANA, labels

OFFER = "Dana Lee has $50.00 of credit: use it?"
SEND = "Send, use $50.00 credit"


@pytest.fixture
def overpaid(billed):
    billed.says("paid 4550 check 1023")
    billed.says("yes")
    billed.news(DANA)
    return billed


def sent(talk, tap=SEND):
    talk.says("cabinets done")
    said = talk.taps(tap)
    talk.render()
    return said


def test_the_next_invoice_is_shown_with_it_and_one_tap_uses_it(overpaid):
    [shown] = overpaid.says("cabinets done")
    assert OFFER in shown.text
    assert labels(shown)[:2] == ["Send", SEND]
    [told] = overpaid.taps(SEND)
    assert "$50.00 of Dana Lee's credit is used on it. INV-0002 has $7,950.00 left to pay." in told.text
    overpaid.render()
    [asked] = overpaid.news(DANA)
    assert "$50.00 of your credit is used on it: $7,950.00 left to pay." in asked.text
    assert "Credit for" not in overpaid.says("status")[0].text


def test_sent_without_it_it_stays_for_later(overpaid):
    sent(overpaid, "Send")
    assert "credit" not in overpaid.news(DANA)[-1].text
    [asked] = overpaid.says("use Dana's credit")
    assert asked.text == (
        "Use $50.00 of Dana Lee's credit on INV-0002? Left to pay on INV-0002: $8,000.00 now, $7,950.00 then."
    )
    [told] = overpaid.taps("Use $50.00")
    assert told.text == "Done: $50.00 of Dana Lee's credit is used on INV-0002. INV-0002 has $7,950.00 left to pay."
    assert overpaid.news(DANA)[-1].text.startswith("Rivera Remodeling used $50.00 of your credit on INV-0002.")
    assert "already" in overpaid.taps("Use $50.00")[0].text
    assert labels(overpaid.says("undo")[0]) == ["Take it off INV-0002", "Leave it"]


@pytest.mark.parametrize(
    "said",
    [
        "undo",
        "don't use the credit on invoice 2",
        "take the credit off INV-2",
        "undo the credit on invoice 2",
        "don't use Dana's credit",
        "no uses el saldo a favor en la factura 2",
        "quita el saldo a favor de la factura 2",
    ],
)
def test_what_was_used_is_given_back_by_undo_or_in_words(overpaid, said):
    sent(overpaid, "Send")
    overpaid.says("use Dana's credit")
    overpaid.taps("Use $50.00")
    overpaid.news(DANA)
    [asked] = overpaid.says(said)
    assert "$50.00" in asked.text
    assert "$7,950.00" in asked.text
    [told] = overpaid.taps(labels(asked)[0])
    assert "$50.00" in told.text
    assert "$8,000.00" in told.text
    [heard] = overpaid.news(DANA)
    assert "Rivera Remodeling" in heard.text
    assert "$8,000.00" in heard.text
    again = overpaid.taps(labels(asked)[0])[0].text
    assert again in {"No credit is used on INV-0002.", "En INV-0002 no se usó saldo a favor."}


def test_credit_that_was_given_back_is_used_again_by_words_or_by_the_old_button(overpaid):
    sent(overpaid, "Send")
    overpaid.says("use Dana's credit")
    overpaid.taps("Use $50.00")
    overpaid.says("undo")
    overpaid.taps("Take it off INV-0002")
    assert 'say "use the credit on INV-0002"' in overpaid.says("undo")[0].text
    [asked] = overpaid.taps("Use $50.00")
    assert asked.text.startswith("Use $50.00 of Dana Lee's credit on INV-0002?")
    assert overpaid.taps("Use $50.00")[0].text.startswith("Done: $50.00")


def test_an_invoice_that_no_credit_pays_has_none_to_give_back(overpaid):
    assert overpaid.says("don't use the credit on invoice 1")[0].text == "No credit is used on an invoice like that."


def test_what_changed_since_the_question_is_asked_anew(overpaid):
    sent(overpaid, "Send")
    overpaid.says("use Dana's credit")
    overpaid.taps("Use $50.00")
    overpaid.says("don't use the credit on invoice 2")
    overpaid.says("refund 20 to Dana")
    overpaid.says("undo the credit on invoice 2")
    assert overpaid.taps("Take it off INV-0002")[0].text.startswith("Done")


def test_asked_for_the_next_invoice_it_waits_for_it(overpaid):
    [told] = overpaid.says("use Dana's credit on the next invoice")
    assert told.text == "Dana Lee has $50.00 of credit. I offer it when you send the next invoice."
    assert OFFER in overpaid.taps(labels(told)[0])[0].text


def test_credit_that_changed_since_sends_nothing(overpaid):
    overpaid.says("cabinets done")
    overpaid.says("refund 20 to Dana")
    overpaid.taps("Refund $20.00")
    changed = overpaid.taps(SEND)
    assert "Dana Lee has $30.00 of credit: use it?" in changed[-1].text
    assert "Send, use $30.00 credit" in labels(changed[-1])


def test_a_void_invoice_gives_it_back(overpaid):
    sent(overpaid)
    overpaid.says("void INV-2")
    overpaid.taps("Cancel INV-0002")
    assert "Credit for Dana Lee: $50.00" in overpaid.says("status")[0].text
    assert OFFER in overpaid.says("invoice cabinets")[0].text


def test_where_all_of_it_is_paid_with_credit_nothing_is_asked_for(billed):
    billed.says("paid 14500 check 1023")
    billed.says("yes")
    billed.news(DANA)
    sent(billed, "Send, use $8,000.00 credit")
    assert "$8,000.00 of your credit pays it in full: nothing to pay." in billed.news(DANA)[-1].text


def test_nobody_has_any(billed):
    assert billed.says("use the credit")[0].text == "No client has credit now."
    assert billed.says("use Dana's credit")[0].text == "I find no credit for Dana Lee."


def test_in_spanish(overpaid):
    overpaid.says("español")
    assert "Dana Lee tiene $50.00 a su favor: ¿lo usamos?" in overpaid.says("cabinets listo")[0].text
    assert "Se usan $50.00 del saldo a favor de Dana Lee." in overpaid.taps("Enviar y usar $50.00")[0].text


@pytest.fixture
def two_contractors(billed):
    """Dana paid 50 too much to Rivera, and 70 to Lopez, and both have one more invoice out."""
    billed.says("paid 4550 on INV-1 check 1023")
    billed.says("yes")
    billed.says("add contractor Lopez Plumbing")
    billed.says("cabinets are done by Lopez Plumbing")
    billed.taps("Yes, that is right")
    billed.says("cabinets done")
    billed.taps("Send")
    billed.render()
    billed.says("paid 8070 on LP-1 check 1024")
    billed.says("yes")
    billed.news(DANA)
    return billed


def test_each_contractors_credit_of_one_job_is_chosen_by_itself_and_pays_their_own_invoices(two_contractors):
    talk = two_contractors
    [asked] = talk.says("use Dana's credit")
    rivera, lopez, _ = labels(asked)
    assert rivera.startswith("$50.00 with Rivera Remodeling: Dana")
    assert lopez.startswith("$70.00 with Lopez Plumbing: Dana")
    assert talk.taps(lopez)[0].text.startswith("Dana Lee has $70.00 of credit.")
    talk.says("final done")
    talk.taps("Send")
    talk.render()
    [asked] = talk.says("use the credit on INV-2")
    assert asked.text.startswith("Use $50.00 of Dana Lee's credit on INV-0002?")


def test_of_several_open_invoices_the_one_that_is_said_is_meant(overpaid):
    for part in ("cabinets", "final"):
        overpaid.says(f"{part} done")
        overpaid.taps("Send")
        overpaid.render()
    newest, older = labels(overpaid.says("use Dana's credit")[0])
    assert (newest, older) == ("INV-0003: $9,100.00 to pay", "INV-0002: $8,000.00 to pay")
    assert overpaid.says("use the credit on INV-2")[0].text.startswith("Use $50.00 of Dana Lee's credit on INV-0002?")
