"""How far the work is, said and billed in part, as a contractor says it."""

import pytest

from tests.bots.talk import labels


def test_what_is_done_is_said_with_its_numbers_and_then_billed(working):
    told = working.says("cabinets 60% done")[0]
    assert "Cabinets is 60% done: $4,800.00 of $8,000.00." in told.text
    assert "Billed before: $0.00. To bill now: $4,800.00." in told.text
    shown = working.says("invoice")[0]
    assert shown.text.startswith("Cabinets, Maple St kitchen")
    assert "60% done: $4,800.00 of $8,000.00, billed before $0.00, this invoice $4,800.00" in shown.text
    assert "INV-0001 for $4,800.00" in working.taps("Send")[0].text
    assert "Cabinets: 60% done, $4,800.00 billed of $8,000.00" in working.says("status")[0].text
    told = working.says("cabinets are at 75%")[0]
    assert "It was 60%." in told.text
    assert "Billed before: $4,800.00. To bill now: $1,200.00." in told.text
    shown = working.taps("Invoice")[0]
    assert "75% done: $6,000.00 of $8,000.00, billed before $4,800.00, this invoice $1,200.00" in shown.text


@pytest.mark.parametrize(
    "said", ["bill 40% of cabinets", "cabinets are 40 percent done, invoice", "invoice cabinets at 40%"]
)
def test_a_share_is_billed_at_once(working, said):
    shown = working.says(said)[0]
    assert "this invoice $3,200.00" in shown.text
    assert labels(shown)[0] == "Send"


def test_a_share_to_bill_comes_on_top_of_what_is_billed(working):
    working.says("bill 40% of cabinets")
    working.taps("Send")
    shown = working.says("bill another 40% of cabinets")[0]
    assert "80% done: $6,400.00 of $8,000.00, billed before $3,200.00, this invoice $3,200.00" in shown.text
    working.taps("Send")
    assert "Only 20% of Cabinets is left to bill" in working.says("bill 40% of cabinets")[0].text


@pytest.mark.parametrize("said", ["bill $500 of cabinets", "invoice 500 of cabinets", "invoice cabinets for only $500"])
def test_an_amount_of_it_is_billed_at_once(working, said):
    shown = working.says(said)[0]
    assert "6.3% done: $500.00 of $8,000.00, billed before $0.00, this invoice $500.00" in shown.text
    assert "INV-0001 for $500.00" in working.taps("Send")[0].text
    shown = working.says("bill another 200 of cabinets")[0]
    assert "$700.00 of $8,000.00, billed before $500.00, this invoice $200.00" in shown.text
    assert "Only $7,500.00 of Cabinets is left to bill" in working.says("bill 7500.01 of cabinets")[0].text


def test_an_amount_is_taken_back_by_undo(working):
    working.says("cabinets 1 of 3 done")
    working.says("bill 3000 of cabinets")
    assert "Cabinets is 33.3% done: $2,666.67 of $8,000.00" in working.says("undo")[0].text
    assert "$8,000.00 of $8,000.00 again" in working.says("undo")[0].text


def test_a_quantity_of_it_is_said_with_its_numbers(working):
    told = working.says("4 of 10 cabinets done")[0].text
    assert "Cabinets is 40% done: $3,200.00 of $8,000.00." in told
    assert "To bill now: $3,200.00." in told
    told = working.says("20 of 40 m2 of cabinets")[0].text
    assert "Cabinets is 50% done: $4,000.00 of $8,000.00." in told
    assert "It was 40%." in told
    assert "between 0 and 100 percent" in working.says("11 of 10 cabinets done")[0].text
    assert "between 0 and 100 percent" in working.says("4 of 0 cabinets done")[0].text
    assert "this invoice $800.00" in working.says("bill 1 of 10 cabinets")[0].text


def test_all_pieces_are_all_of_it(working):
    assert "Total: $8,000.00" in working.says("10 of 10 cabinets done")[0].text


def test_amounts_and_quantities_are_told_in_spanish(working):
    working.says("hazlo en español")
    assert "Cabinets va al 40%: $3,200.00 de $8,000.00." in working.says("cabinets: van 4 de 10")[0].text
    assert "esta factura $200.00" in working.says("factura 200 de cabinets")[0].text


def test_stored_materials_are_billed_before_they_are_built_in(working):
    told = working.says("stored materials for cabinets 3000")[0].text
    assert "Cabinets is 37.5% done: $3,000.00 of $8,000.00.\nThat includes $3,000.00 of materials stored." in told
    assert "$3,000.00 of materials stored, $0.00 billed of $8,000.00" in working.says("status")[0].text
    told = working.says("cabinets 25% done, stored materials for cabinets 1000")[0].text
    assert "$3,000.00 of $8,000.00" in told
    assert "25% done, $1,000.00 of materials stored" in working.says("status")[0].text
    shown = working.says("invoice cabinets")[0].text
    assert "of $8,000.00, $1,000.00 of it stored materials, billed before" in shown
    assert "Say how much is still stored" in working.says("cabinets 90% done")[0].text


def test_all_of_it_is_done(working):
    assert "Total: $8,000.00" in working.says("cabinets are at 100%")[0].text


def test_it_is_taken_back_by_undo(working):
    working.says("cabinets done")
    working.says("cabinets 60% done")
    working.says("cabinets 70% done")
    assert "Cabinets is 60% done" in working.says("undo")[0].text
    assert "$8,000.00 of $8,000.00 again" in working.says("undo")[0].text
    assert "Cabinets: $8,000.00, done, not billed yet" in working.says("status")[0].text


def test_what_is_billed_is_not_undone_by_saying_less(working):
    working.says("bill 40% of cabinets")
    working.taps("Send")
    assert "$3,200.00 of Cabinets is billed already" in working.says("cabinets 30% done")[0].text
    assert "between 0 and 100 percent" in working.says("cabinets 130% done")[0].text
    assert "between 0 and 100 percent" in working.says("cabinets 30.00001% done")[0].text


def test_without_a_name_it_is_the_part_that_is_worked_on(working):
    assert "Demo is 50% done" in working.says("we're 50% done")[0].text


def test_of_several_parts_that_may_be_meant_one_is_asked_for(working):
    working.says("invoice cabinets and demo")
    asked = working.says("we're 50% done")[0]
    assert "Which part of Maple St kitchen is that far?" in asked.text
    assert "Cabinets is 50% done" in working.taps("Cabinets")[0].text


def test_several_parts_on_one_invoice_are_told_apart(working):
    working.says("cabinets 50% done")
    working.says("demo 20% done")
    shown = working.says("invoice cabinets and demo")[0].text
    assert "- Cabinets, 50% done: $4,000.00 of $8,000.00" in shown
    assert "- Demo, 20% done: $900.00 of $4,500.00" in shown


def test_a_share_of_a_job_that_is_being_set_up_is_one_of_its_terms(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says("New job: Oak deck for Sam Poe +13125550135, $9,000: framing 50%, decking rest")
    assert "$3,600.00" in talk.says("framing is at 40%")[0].text
    assert talk.says("bill 40% of framing")[0].text
    assert talk.files() == []


def test_below_a_photo_it_is_asked_about_and_the_photo_is_kept(working):
    asked = working.says("cabinets 60% done", files=1)[-1]
    assert "Shall I do that?" in asked.text
    (proof,) = working.proofs()
    assert proof.milestone_id == working.files()[0].milestones[2].id
    assert "Cabinets is 60% done" in working.taps(labels(asked)[0])[0].text


def test_it_is_told_in_spanish(working):
    working.says("hazlo en español")
    assert "Cabinets va al 60%: $4,800.00 de $8,000.00." in working.says("cabinets va al 60%")[0].text
    assert "60% hecho: $4,800.00 de $8,000.00, facturado antes $0.00" in working.says("factura cabinets")[0].text


def test_a_third_is_told_with_two_decimals(working):
    assert "Cabinets is 33.33% done: " in working.says("cabinets 1/3 done")[0].text
    assert "33.33% done" in working.says("status")[0].text
