"""What was wrong on an invoice is taken back by a credit note, after a tap on what it comes to."""

import pytest

from tests.bots.talk import DANA, ME, all_text, labels

ASKED = "Credit note on INV-0001 for Dana Lee: $200.00 off."


@pytest.mark.parametrize("said", ["credit 200 on INV-1, broken tile", "credit 200 on invoice 1 for broken tile"])
def test_it_is_shown_with_the_balance_before_and_after_and_issued_by_a_tap(billed, said):
    asked = billed.says(said)[0]
    assert ASKED in asked.text
    assert "Reason: broken tile" in asked.text
    assert "Left to pay: $4,500.00 before, $4,300.00 after." in asked.text
    assert billed.files()[0].credit_notes == ()
    told = billed.taps("Credit $200.00")[0].text
    assert "Credit note CN-0001 for $200.00 on INV-0001 is made and goes to Dana Lee." in told
    billed.render()
    sent = billed.news(DANA)[-1]
    assert "sent you credit note CN-0001: $200.00 less on invoice INV-0001. Reason: broken tile." in sent.text
    assert "Left to pay on it: $4,300.00." in sent.text
    assert (sent.enclosures[0].file_name, bool(sent.link_id)) == ("CN-0001.pdf", True)
    copy = billed.news(ME)[-1]
    assert "CN-0001 for INV-0001 went to Dana Lee" in copy.text
    assert copy.enclosures[0].file_name == "CN-0001.pdf"
    billed.render()
    assert billed.news(DANA) == []


def test_what_was_credited_is_open_again(billed):
    billed.says("credit 200 on INV-1")
    billed.taps("Credit $200.00")
    assert "Demo: done, $4,300.00 billed of $4,500.00" in billed.says("status")[0].text
    assert "Total: $200.00" in billed.says("invoice demo")[0].text


def test_all_of_it_is_credited_where_no_amount_is_said(billed):
    asked = billed.says("credit INV-0001")[0]
    assert "Left to pay: $4,500.00 before, $0.00 after." in asked.text
    assert "CN-0001" in billed.says("yes")[0].text
    assert billed.files()[0].invoices[0].state == "credited"
    billed.render()
    assert "Nothing is left to pay on it." in billed.news(DANA)[-1].text
    assert "nothing is left to pay on it" in billed.says("credit INV-0001")[-1].text


def test_what_was_paid_becomes_the_clients_credit(billed):
    billed.says("paid 4500 cash")
    billed.taps("Record it")
    asked = billed.says("credit 300 on INV-1")[0].text
    assert "$300.00 of it was paid already and becomes Dana Lee's credit." in asked
    billed.taps("Credit $300.00")
    assert "Credit for Dana Lee: $300.00" in billed.says("status")[0].text


def test_the_tax_goes_with_the_work(working):
    working.says("tax 10%")
    working.says("demo done")
    working.taps("Send")
    asked = working.says("credit 200 on INV-1")[0].text
    assert "$220.00 off.\n- Work: $200.00\n- Tax: $20.00\nLeft to pay" in asked


def test_what_was_paid_of_it_is_offered_back_and_the_client_hears_that_it_is_theirs(billed):
    billed.says("paid 4500 cash")
    billed.taps("Record it")
    billed.says("credit 200 on INV-1, broken tile")
    told = billed.taps("Credit $200.00")[-1]
    assert "Dana Lee has $200.00 of credit now" in told.text
    billed.render()
    sent = billed.news(DANA)[-1]
    assert "$200.00 of what you paid is your credit now." in sent.text
    assert sent.link_label == "See the invoice"
    billed.news()
    asked = billed.taps("Give $200.00 back")[0]
    assert "Did you give $200.00 of it back? Left to pay on INV-0001: $0.00 now, $0.00 then." in asked.text
    assert "Dana Lee has $200.00 back" in billed.taps(labels(asked)[0])[0].text


@pytest.mark.parametrize(
    "said", ["credit the whole INV-1", "credit INV-1 in full", "credit all of invoice 1", "acredita toda la factura 1"]
)
def test_all_of_one_is_said_in_several_ways(billed, said):
    billed.says(said)
    assert "$4,500.00" in labels(billed.everything()[-1][1])[0]


def test_so_do_the_retainage_and_the_deposit_and_each_is_shown(talk):
    for words in ("Hi", "Rivera Remodeling", f"New job: Oak deck for Dana Lee {DANA}, $9,000: demo 4500, deck rest"):
        talk.says(words)
    talk.taps("Create job")
    talk.says("10% deposit pro rata")
    talk.taps("Set the deposit")
    talk.says("invoice the deposit")
    talk.taps("Send")
    talk.says("retainage 10%")
    talk.says("invoice demo")
    talk.taps("Send")
    asked = talk.says("credit 100 on INV-2 for a scratched floor")[0].text
    assert "$80.00 off.\n- Work: $100.00\n- The retainage held on it: -$10.00" in asked
    assert "- The deposit credited on it: -$10.00\nReason: a scratched floor" in asked
    assert "Left to pay: $3,600.00 before, $3,520.00 after." in asked


def test_a_tap_takes_back_what_was_shown_and_that_once(billed):
    billed.says("credit 200 on INV-1")
    billed.says("credit 100 on INV-1")
    billed.taps("Credit $100.00")
    told = billed.taps("Credit $200.00")[0]
    assert "Something changed in the meantime" in told.text
    assert "Left to pay: $4,400.00 before, $4,200.00 after." in told.text
    assert len(billed.files()[0].credit_notes) == 1
    assert "CN-0002" in billed.taps(labels(told)[0])[0].text


def test_what_is_too_much_or_unknown_is_said(billed):
    assert "Only $4,500.00 of INV-0001 is left" in billed.says("credit 5000 on INV-1")[0].text
    assert "I find no invoice INV-9" in billed.says("credit 50 on INV-9")[0].text
    billed.says("void INV-0001")
    billed.taps("Cancel INV-0001")
    assert "INV-0001 was cancelled" in billed.says("credit 50 on INV-1")[0].text


def test_undo_says_that_it_stays(billed):
    billed.says("credit 200 on INV-1")
    billed.taps("Credit $200.00")
    assert "CN-0001 has gone out to Dana Lee, so it stays" in billed.says("undo")[0].text


def test_void_and_reissue_in_one_go(billed):
    asked = billed.says("void and reissue INV-1")[0]
    told = billed.taps(labels(asked)[0])
    assert billed.files()[0].invoices[0].state == "void"
    assert "Demo, Maple St kitchen" in told[-1].text
    assert "INV-0002 for $4,500.00" in billed.taps("Send")[0].text


def test_a_release_that_was_cancelled_is_shown_again(working):
    working.says("retainage 10%")
    working.says("demo done")
    working.taps("Send")
    working.says("release retainage")
    working.taps("Send")
    working.says("void INV-2")
    told = working.taps("Cancel INV-0002")[0]
    assert "Total: $450.00" in working.taps(labels(told)[0])[0].text


def test_it_is_told_in_spanish(billed):
    billed.says("hazlo en español")
    asked = billed.says("nota de crédito de 200 para la factura 1: azulejo roto")[0]
    assert "Nota de crédito para INV-0001 de Dana Lee: $200.00 menos." in asked.text
    assert "Motivo: azulejo roto" in asked.text
    assert "CN-0001" in all_text(billed.taps("Acreditar $200.00"))
