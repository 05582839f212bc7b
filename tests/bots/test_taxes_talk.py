"""Several taxes, what they are on, and a discount on the whole job, as a contractor says them."""

import pytest


def test_several_taxes_are_said_with_what_they_come_to(working):
    told = working.says("state tax 6%, city tax 2%")[0].text
    assert "Maple St kitchen: State 6%, City 2%, on top of the prices. Before: no tax." in told
    assert "tax $0.00 before, $1,920.00 now" in told
    shown = working.says("demo done")[0].text
    assert "State (6%): $270.00" in shown
    assert "City (2%): $90.00" in shown
    assert "Total: $4,860.00" in shown
    assert "Tax: State 6%, City 2%, on top of the prices." in working.says("status")[0].text


def test_only_materials_are_taxed_by_the_words_of_lines_and_parts(working):
    working.says("tax 8%")
    told = working.says("labor is not taxed")[0].text
    assert "tax 8% on materials, on top of the prices. Before: tax 8%." in told
    assert "What is labor and what is materials I take from the words" in told
    working.says("add 400 labor to demo")
    working.says("add 250 materials to demo")
    shown = working.says("demo done")[0].text
    assert "Subtotal: $5,150.00" in shown
    assert "Total: $5,170.00" in shown
    assert "Cabinets counts as materials" in working.says("cabinets is materials")[0].text
    assert "Total: $8,640.00" in working.says("invoice cabinets")[0].text
    assert "neither labor nor materials" in working.says("undo")[0].text


def test_prices_may_have_the_tax_in_them_until_an_invoice_went_out(working):
    told = working.says("tax 10% included")[0].text
    assert "tax 10%, in the prices. Before: no tax." in told
    shown = working.says("demo done")[0].text
    assert "Tax in the prices (10%): $409.09" in shown
    assert "Total: $4,500.00" in shown
    working.taps("Send")
    assert "settled with the first invoice" in working.says("prices don't include tax")[0].text


def test_they_are_undone_and_one_rate_takes_their_place(working):
    working.says("tax 8%")
    working.says("state tax 6%, city tax 2% on materials")
    assert "tax 8%, on top of the prices. Before: State 6%, City 2% on materials" in working.says("undo")[0].text
    working.says("state tax 6%, city tax 2%")
    working.says("tax 5%")
    assert "Total: $4,725.00" in working.says("demo done")[0].text


def test_what_cannot_be_is_refused(working):
    assert "There is no tax on Maple St kitchen yet" in working.says("prices include tax")[0].text
    assert "at most 4 taxes" in working.says("a tax 1%, b tax 1%, c tax 1%, d tax 1%, e tax 1%")[0].text.lower()
    assert "at most 100 percent" in working.says("state tax 600%, city tax 2%")[0].text


def test_a_part_that_is_billed_in_part_stays_what_it_is(working):
    working.says("bill 40% of cabinets")
    working.taps("Send")
    assert "what it is stays as it is" in working.says("cabinets is labor")[0].text


@pytest.mark.parametrize("said", ["5% discount on the job", "take 1200 off the whole job"])
def test_a_discount_on_the_job_is_shown_part_by_part_and_taken_off_by_a_tap(working, said):
    asked = working.says(said)[0].text
    assert "$1,200.00 off the whole job. The contract goes from $24,000.00 to $22,800.00." in asked
    assert "- Demo: $4,500.00 to $4,250.00" in asked
    assert "The contract is $22,800.00 now" in working.says("yes")[0].text
    assert "Total: $4,250.00" in working.says("demo done")[0].text
    working.says("undo")
    assert "the contract is $24,000.00 again" in working.says("undo")[0].text


def test_a_contract_that_changed_meanwhile_is_shown_anew(working):
    working.says("take 1200 off the whole job for the delay")
    working.says("add 350 dumpster to demo")
    told = working.taps("Take $1,200.00 off")[0].text
    assert "The contract changed in the meantime" in told
    assert "for delay. The contract goes from $24,350.00 to $23,150.00" in told


def test_more_than_is_left_is_refused(working):
    assert "$21,600.00" in working.says("take 99000 off the whole job")[0].text
    assert working.files()[0].change_orders == ()


def test_it_is_told_in_spanish(working):
    working.says("hazlo en español")
    assert "impuesto 16%, incluido en los precios" in working.says("impuesto 16% incluido")[0].text
    assert "El contrato pasa de $24,000.00 a $22,800.00" in working.says("5% de descuento en la obra")[0].text
