"""Undo takes back the last thing, or says plainly that it cannot: never something else instead."""

import pytest

from tests.bots.talk import DANA, SAM, labels

OAK = "New job: Oak Ave deck for Sam Poe {sam}, $9,000: framing 5000, decking rest"


def kept(talk):
    return sum(proof.state == "kept" for proof in talk.proofs())


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("tax 8.5%",), "Took that back. Maple St kitchen: sales tax 0%, payment due on receipt."),
        (("tax 8.5%", "net 14", "no tax"), "Maple St kitchen: sales tax 8.5%, payment due within 14 days."),
        (("net 14",), "payment due on receipt"),
        (("We are Poe & Sons",), "New invoices will say Rivera Remodeling"),
        (("español",), "English from now on"),
        (("Dana's email is dana@example.com",), "I had no other way to reach Dana Lee"),
        ((OAK.format(sam=SAM),), "I dropped it"),
        ((OAK.format(sam=SAM), "tax 9%"), "Payment due on receipt"),
        ((OAK.format(sam=SAM), "tap Cancel"), "Is that right?"),
        ((OAK.format(sam=SAM), "tap Create job"), "Oak Ave deck is set up, and I can't take that back"),
        ((OAK.format(sam=SAM), "tap Create job", "switch to maple"), "we're on Oak Ave deck now"),
        (("invoice demo", "tap Cancel"), "Send it?"),
        (("add 350 dumpster to demo",), "Removed dumpster"),
        (("make demo 5000", "tap Change it"), "Removed Change of price"),
        (("delete the photos",), "can't bring those files back"),
    ],
)
def test_undo_is_about_the_last_thing_and_leaves_the_photos(working, said, told):
    working.says(files=1)
    for words in said:
        working.taps(words[4:]) if words.startswith("tap ") else working.says(words)
    assert told in working.says("undo")[-1].text
    assert kept(working) == (0 if "can't bring" in told else 1)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("tell Dana we start Monday",), "Dana Lee has those words already"),
        (("resend",), "INV-0001 has gone out to Dana Lee"),
        (("paid 500 cash", "tap Record it", "undo", "tap Take it back"), "The payment on INV-0001 was taken back"),
        (("Dana's number is 212 555 0199", "tap Change it"), "I'll reach Dana Lee at +1 628-555-0134"),
    ],
)
def test_what_has_gone_out_is_said_to_be_gone(billed, said, told):
    billed.says("cabinets", files=1)
    for words in said:
        billed.taps(words[4:]) if words.startswith("tap ") else billed.says(words)
    assert told in billed.says("undo")[0].text
    assert kept(billed) == 3


def test_two_steps_of_terms_are_taken_back_one_by_one(working):
    working.says("tax 8.5%")
    working.says("net 14")
    assert "sales tax 8.5%, payment due on receipt" in working.says("undo")[0].text
    assert "sales tax 0%" in working.says("undo")[0].text
    assert "Maple St kitchen is set up, and I can't" in working.says("undo")[0].text
    assert "Rivera Remodeling stays" in working.says("undo")[0].text
    assert "nothing to undo" in working.says("undo")[0].text


def test_files_that_waited_for_a_place_are_asked_about_again(working):
    working.says("demo or cabinets", files=1)
    working.taps("Demo")
    asked = working.says("undo")[0]
    assert "Move them to which part" in asked.text
    assert "Cabinets" in labels(asked)


def test_a_client_can_still_be_reached_after_undo(working):
    working.says("Dana's number is 212 555 0199")
    working.taps("Change it")
    working.says("undo")
    working.says("demo done")
    working.taps("Send")
    working.render()
    assert "INV-0001" in working.news(DANA)[0].text


def test_what_is_paid_is_not_asked_for_again(billed):
    billed.says("paid 4500 cash")
    billed.taps("Record it")
    billed.news(DANA)
    told = billed.says("resend")[0]
    assert "INV-0001 is paid in full, so I didn't ask Dana Lee for money again" in told.text
    assert billed.news(DANA) == []
    billed.taps("Send that it's paid")
    heard = billed.news(DANA)
    assert [(one.text, one.link_label) for one in heard] == [
        ("INV-0001 from Rivera Remodeling is paid. Thank you!", "See the invoice")
    ]


def test_what_is_left_is_asked_for_again_once_a_part_is_paid(billed):
    billed.says("paid 500 cash")
    billed.taps("Record it")
    billed.news(DANA)
    assert "Sent INV-0001 to Dana Lee" in billed.says("resend")[0].text
    assert "$4,000.00 is open on INV-0001" in billed.news(DANA)[0].text


def test_resend_means_the_open_invoice_rather_than_a_newer_paid_one(billed):
    billed.says("invoice cabinets")
    billed.taps("Send")
    billed.render()
    billed.says("paid 8000 cash")
    billed.taps("Record it")
    assert "Sent INV-0001" in billed.says("resend")[0].text
