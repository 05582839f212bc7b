"""The owner says what being late costs; it is printed, then offered when it is due, and a tap makes a small invoice."""

from decimal import Decimal

import pytest

from bots.intents.late_fees import LateFeeSaid, late_fee
from bots.intents.turn import Hints, Turn
from core.usecases import onboarding
from tests.bots.talk import ME, all_text, labels
from tests.bots.test_reminders import Days


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("late fee 1.5% a month after 30 days", LateFeeSaid("set", Decimal("1.5"), None, 30)),
        ("late fee 1.5 % per month", LateFeeSaid("set", Decimal("1.5"), None, 30)),
        ("Late fee $50 after 10 days", LateFeeSaid("set", None, Decimal(50), 10)),
        ("late fee of $1,250.50 after 5 days late", LateFeeSaid("set", None, Decimal("1250.50"), 5)),
        ("recargo por mora 1,5 % al mes después de 30 días", LateFeeSaid("set", Decimal("1.5"), None, 30)),
        ("recargo de $50 después de 10 días", LateFeeSaid("set", None, Decimal(50), 10)),
        ("no late fees", LateFeeSaid("off")),
        ("late fee off", LateFeeSaid("off")),
        ("sin recargos", LateFeeSaid("off")),
        ("late fees?", LateFeeSaid("show")),
        ("any late fees?", LateFeeSaid("owed")),
        ("do I have late fees?", LateFeeSaid("owed")),
        ("are there any late fees due", LateFeeSaid("owed")),
        ("¿Tengo recargos?", LateFeeSaid("owed")),
        ("hay algún recargo por cobrar?", LateFeeSaid("owed")),
        ("late fee for INV-0001", LateFeeSaid("charge", about="inv-0001")),
        ("charge Dana a late fee", LateFeeSaid("charge", about="dana")),
        ("cobra recargo a Dana", LateFeeSaid("charge", about="dana")),
        ("cóbrale un recargo a Dana", LateFeeSaid("charge", about="dana")),
        ("add late fee to Dana's invoice", LateFeeSaid("charge", about="dana")),
        ("late fee on invoice 7", LateFeeSaid("charge", about="7")),
        ("charge a late fee", LateFeeSaid("charge")),
        ("late fee for everybody", LateFeeSaid("charge")),
        ("late fee 1.55555% a month", None),
        ("the late delivery fee is 50", None),
        ("add 50 for the dumpster", None),
    ],
)
def test_what_is_said(said, meant):
    assert late_fee(Turn(said, Hints())) == meant


def test_of_a_caption_it_is_not_read():
    assert late_fee(Turn("no late fees", Hints(caption=True))) is None


def test_it_is_shown_with_what_the_law_says_before_it_holds(working):
    assert working.says("late fees?")[0].code == "late_fee.none"
    shown = working.says("late fee 1.5% a month after 30 days")[0]
    assert "Late fee: 1.5% a month from 30 days after the day it is due\nThat is 18% a year" in shown.text
    assert "I do not know" in shown.text
    assert working.files()[0].contractor.late_fee is None
    assert working.taps("Print it from now on")[0].text.startswith("Done. New invoices say: Late fee: 1.5% a month")
    assert "1.5% a month" in working.says("late fee?")[0].text
    assert working.taps("No late fee")[0].code == "late_fee.off"


@pytest.mark.parametrize(
    ("place", "code"),
    [("US-FL", "as far as I know"), ("US-TN", "Careful"), ("US-IL", "Careful"), ("US-CA", "I do not")],
)
def test_a_ceiling_that_is_known_is_told_with_its_source(working, place, code):
    with working.database.books.open(working.account()) as ledger:
        onboarding.work_in(ledger, ledger.contractors()[0].id, place)
    assert code in working.says("late fee 1.5% a month after 30 days")[0].text


def test_a_rule_that_is_too_much_is_refused(working):
    assert working.says("late fee 20% a month")[0].text.startswith("A late fee is at most 10%")


@pytest.fixture
def late(working):
    """INV-0001 says 1.5 % a month after 10 days, and its client does not pay."""
    working.says("late fee 1.5% a month after 10 days")
    working.taps("Print it from now on")
    working.says("demo done", files=1)
    working.taps("Send")
    working.render()
    working.news(ME)
    return Days(working)


def test_when_it_is_late_enough_the_contractor_is_offered_it_once_and_nothing_is_charged(working, late):
    late.all(60)
    told = [one for one in working.news(ME) if one.code == "late_fee.offer"]
    assert len(told) == 1
    assert "to INV-0001 of Dana Lee? 1.5% a month on $4,500.00 for" in told[0].text
    assert labels(told[0])[0].startswith("Add $")
    assert len(working.files()[0].milestones) == 4
    assert dict(working.files()[0].invoices[0].sheet["dates"])["Late fee"].startswith("1.5% a month")


def test_what_came_to_something_else_meanwhile_is_not_charged(working, late):
    late.all(60)
    told = next(one for one in working.news(ME) if one.code == "late_fee.offer")
    assert "comes to something else by now" in all_text(working.taps(labels(told)[0]))


def test_where_it_is_another_sum_by_now_that_one_is_shown_and_its_tap_makes_a_small_invoice(working, late):
    late.all(60)
    told = next(one for one in working.news(ME) if one.code == "late_fee.offer")
    with working.database.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("UPDATE invoices SET due_on = due_on - 100")
    other, anew = working.taps(labels(told)[0])
    assert other.text == "It comes to something else by now. Here it is:"
    assert labels(anew)[0] != labels(told)[0]
    assert len(working.files()[0].milestones) == 4
    shown = working.taps(labels(anew)[0])[0]
    assert "Late fee on INV-0001" in shown.text
    assert "photos" not in shown.text
    assert f"Total: {labels(anew)[0].removeprefix('Add ')}" in shown.text


def test_before_it_is_late_there_is_none_to_add(working, late):
    assert working.says("late fee for Dana")[0].code == "late_fee.nothing"
    told = [one.code for one in working.says("any late fees?")]
    assert told == ["late_fee.none_due", "late_fee.now"]


def test_asked_whether_there_are_any_those_that_came_up_are_offered(working, late):
    late.all(60)
    working.news(ME)
    with working.database.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("UPDATE invoices SET due_on = due_on - 100")
    assert "to INV-0001 of Dana Lee?" in working.says("do I have late fees?")[0].text


def test_asked_whether_there_are_any_without_a_rule_both_are_said(working):
    assert [one.code for one in working.says("¿tengo recargos?")] == ["late_fee.none_due", "late_fee.none"]
