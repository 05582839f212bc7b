"""Discounts, parts that come to another amount, and several parts on one invoice, as a contractor says them."""

from decimal import Decimal

import pytest

from tests.bots.talk import DANA, labels


def milestone(talk, name):
    return next(one for one in talk.files()[0].milestones if one.name == name)


@pytest.mark.parametrize("said", ["add -50 discount", "take 50 off", "50 off demo", "quítale 50 a demo", "minus 50"])
def test_a_discount_is_a_line_below_the_agreed_one_and_can_be_undone(working, said):
    working.says("invoice demo")
    assert "$4,500.00" in working.says(said)[0].text
    assert milestone(working, "Demo").scheduled_value.minor == 445000
    assert "- Discount: -$50.00" in working.says("invoice demo")[0].text
    working.says("undo")
    assert milestone(working, "Demo").scheduled_value.minor == 450000


def test_why_it_is_less_is_told_to_the_client(working):
    working.says("take $100 off demo for the delay")
    assert "- Discount (delay): -$100.00" in working.says("invoice demo")[0].text


@pytest.mark.parametrize("yes", ["yes", "Take $450.00 off"])
def test_a_share_is_reckoned_and_taken_off_after_a_yes(working, yes):
    asked = working.says("10% off demo")[0]
    assert "10% of Demo is $450.00" in asked.text
    assert milestone(working, "Demo").scheduled_value.minor == 450000
    working.says(yes)
    assert milestone(working, "Demo").scheduled_value.minor == 405000


def test_no_discount_takes_a_part_below_nothing(working):
    assert "below zero" in working.says("take 5000 off demo")[0].text
    assert "below zero" in working.says("lower demo by 5000")[0].text


@pytest.mark.parametrize("said", ["actually make it 6500", "demo should be 6500", "raise demo by 2000"])
def test_another_amount_is_shown_before_and_after_and_waits_for_a_yes(working, said):
    working.says("invoice demo")
    asked = working.says(said)[0]
    assert "Demo from $4,500.00 to $6,500.00" in asked.text
    assert "from $24,000.00 to $26,000.00" in asked.text
    assert milestone(working, "Demo").scheduled_value.minor == 450000
    assert "Total: $6,500.00" in working.says("yes")[-1].text
    assert labels(working.says("send")[0]) == []


def test_an_amount_that_moved_since_it_was_shown_is_left_and_asked_again(working):
    working.says("demo should be 6500")
    working.says("take 50 off demo")
    again = working.taps("Change it")[0]
    assert "from $4,450.00 to $6,500.00" in again.text
    assert milestone(working, "Demo").scheduled_value.minor == 445000


def test_without_a_draft_it_is_asked_which_part_and_a_correction_is_about_the_same(working):
    assert labels(working.says("make it 6500")[0]) == ["Deposit", "Demo", "Cabinets", "Final"]
    assert "Demo from $4,500.00 to $6,500.00" in working.says("demo")[0].text
    assert "Demo from $4,500.00 to $7,000.00" in working.says("no, make it 7000")[0].text
    assert "stays" not in working.taps("Leave it")[0].text
    assert milestone(working, "Demo").scheduled_value.minor == 450000


def test_the_same_amount_a_billed_part_and_the_whole_job_are_explained(billed):
    assert "$8,000.00 already" in billed.says("cabinets should be 8000")[0].text
    assert "already invoiced" in billed.says("demo should be 5000")[0].text
    assert "Tell me which part" in billed.says("the contract should be 30000")[0].text


def test_a_plan_that_is_open_takes_the_new_amounts(working):
    working.says(f"New job: Fence for Ann Fox {DANA}, $900: posts 500, pickets rest")
    assert "Pickets: $500.00" in working.says("make it 1000")[0].text
    assert "Pickets: $300.00" in working.says("posts should be 700")[0].text
    assert "Total $950.00" in working.says("take 50 off")[0].text
    assert "didn't get that" in working.says("10% off")[0].text


def test_several_parts_that_are_named_go_on_one_invoice(working):
    shown = working.says("demo and cabinets done")[0]
    assert shown.text.startswith("Demo + Cabinets")
    assert "Total: $12,500.00" in shown.text
    assert labels(working.says("take 100 off")[0]) == ["Deposit", "Demo", "Cabinets", "Final"]
    working.says("cabinets")
    assert "Total: $12,400.00" in working.says("send")[-1].text
    working.says("send")
    working.render()
    assert "$12,400.00" in working.news(DANA)[0].text


def test_everything_is_what_is_ready_or_all_that_is_left_never_a_guess(working):
    working.says("demo done", files=1)
    asked = working.says("invoice everything")[0]
    assert labels(asked)[:3] == ["What's ready: $6,900.00", "All that's left: $24,000.00", "Deposit"]
    assert "Total: $6,900.00" in working.says("1")[0].text
    working.says("bill all")
    assert "Total: $24,000.00" in working.says("2")[0].text
    working.says("send")
    assert "is billed already" in working.says("bill everything")[0].text


def test_all_that_is_left_has_the_rest_of_a_part_that_is_done_in_part(working):
    """The button said the whole of it, and the invoice left all of its rest out."""
    working.says("cabinets 50% done")
    working.taps("Invoice")
    working.says("send")
    asked = working.says("invoice everything")[0]
    assert labels(asked)[0] == "All that's left: $20,000.00"
    assert "Total: $20,000.00" in working.says("1")[0].text
    working.says("send")
    assert {one.state for one in working.files()[0].milestones} == {"billed"}


def test_one_part_that_is_left_is_shown_at_once(working):
    working.says("invoice deposit, demo and cabinets")
    working.says("send")
    assert working.says("bill everything")[0].text.startswith("Final,")


def test_send_in_the_middle_of_a_change_shows_what_would_go_out(working):
    working.says("invoice demo")
    working.says("make it 6500")
    shown = working.says("send")
    assert "not made yet" in shown[0].text
    assert "Total: $4,500.00" in shown[1].text
    assert "INV-0001 for $4,500.00" in working.says("send")[0].text


TOGETHER = ["net 14 and tax 8.25%", "tax 8.25% and net 14", "tax 8.25%, net 14", "impuesto 8.25% y a 14 días"]


@pytest.mark.parametrize("said", TOGETHER)
def test_tax_and_the_time_to_pay_said_together_are_both_set_on_a_job(working, said):
    assert working.says(said)
    project = working.files()[0].project
    assert (project.tax_rate.as_percent, project.due_terms.days) == (Decimal("8.25"), 14)
    assert len(working.files()) == 1


@pytest.mark.parametrize("said", TOGETHER[:3])
def test_tax_and_the_time_to_pay_said_together_leave_the_parts_of_a_plan(working, said):
    working.says(f"New job: Fence for Ann Fox {DANA}, $900: posts 500, pickets rest")
    shown = working.says(said)[0].text
    assert "- Posts: $500.00" in shown
    assert "sales tax 8.25%" in shown
    assert "within 14 days" in shown


def test_terms_are_set_on_the_job_that_is_named_and_say_no_tax_that_was_never_set(working):
    working.says(f"New job: Pine fence for Ann Fox {DANA}, $900: posts 500, pickets rest")
    working.taps("Create job")
    working.says("switch to maple")
    assert "tax" not in working.says("net 14 on pine")[0].text
    assert "Pine fence: sales tax 8.25%" in working.says("set tax 8.25% on pine")[0].text
    assert "sales tax 0%" in working.says("no tax on pine")[0].text
    assert [one.project.due_terms.days for one in working.files() if one.project.name == "Pine fence"] == [14]


@pytest.mark.parametrize("said", ["posts 700", "change posts to 700"])
def test_a_part_that_the_plan_has_is_changed_and_the_others_stay(working, said):
    working.says(f"New job: Fence for Ann Fox {DANA}, $900: posts 500, pickets rest")
    working.taps("Change")
    shown = working.says(said)[0].text
    assert "- Posts: $700.00" in shown
    assert "- Pickets: $200.00" in shown


def test_a_client_on_file_is_not_asked_for_a_number_again(working):
    shown = working.says("New job: Fence for Dana Lee, $900: posts 500, pickets rest")[0].text
    assert "+1 628-555-0134" in shown
    assert "no phone yet" not in shown
    assert "no phone yet" in working.says("New job: Shed for Ann Fox, $900: posts 500, pickets rest")[-1].text
