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


def works_in(talk, place):
    with talk.database.books.open(talk.account()) as ledger:
        onboarding.work_in(ledger, ledger.contractors()[0].id, place)


def overrides(talk):
    with talk.database.books.open(talk.account()) as ledger:
        return [
            (one.limit_id, str(one.proposed.decimal), str(one.allowed.decimal), one.reason)
            for one in ledger.limit_overrides(None)
        ]


def rule_of(talk):
    return talk.files()[0].contractor.late_fee


def test_above_a_ceiling_a_reason_is_asked_for_and_a_tap_keeps_it(working):
    works_in(working, "US-TN")
    asked = working.says("late fee 1.5% a month")[0]
    assert "Use it anyway? Tell me why, and I'll keep the reason." in asked.text
    assert labels(asked) == ["Agreed in writing", "Other reason", "Leave it"]
    assert rule_of(working) is None
    assert working.taps("Agreed in writing")[0].text.startswith("Done. New invoices say")
    assert overrides(working) == [("US-TN.late_interest", "18.00", "10.00", "Agreed in writing")]
    assert "It is above what I know of Tennessee. Your reason, of " in working.says("late fee?")[0].text


def test_a_reason_in_own_words_is_shown_back_first(working):
    works_in(working, "US-TN")
    working.says("late fee 1.5% a month")
    working.taps("Other reason")
    shown = working.says("my lawyer checked this contract")[0]
    assert "Your reason, kept with it: my lawyer checked this contract" in shown.text
    assert (labels(shown)[0], rule_of(working)) == ("Print it from now on", None)
    working.taps("Print it from now on")
    assert overrides(working)[0][3] == "my lawyer checked this contract"


def test_within_the_ceiling_or_for_a_sum_no_reason_is_asked(working):
    works_in(working, "US-FL")
    assert labels(working.says("late fee 1.5% a month")[0])[0] == "Print it from now on"
    works_in(working, "US-TN")
    assert labels(working.says("late fee $50 after 10 days")[0])[0] == "Print it from now on"
    working.taps("Print it from now on")
    assert overrides(working) == []
    assert "above what I know" not in working.says("late fee?")[0].text


def test_a_button_of_before_the_place_was_known_asks_for_the_reason(working):
    working.says("late fee 1.5% a month")
    works_in(working, "US-TN")
    assert "Use it anyway?" in working.taps("Print it from now on")[0].text
    assert rule_of(working) is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("we work in Canada", "Canada: interest of at most 35% a year (Criminal Code"),
        ("we work in England", "8 points a year above the Bank of England's base rate from businesses"),
        ("we work in Germany", "5 points a year above the Bundesbank's Basiszinssatz from consumers (BGB § 288(1))"),
        ("trabajamos en España", "at least 8 points a year above the ECB's reference rate from businesses"),
    ],
)
def test_elsewhere_a_ceiling_is_one_and_a_claim_is_told_as_a_claim(working, said, told):
    working.says(said)
    shown = working.says("late fee 1.5% a month")[0].text
    assert told in shown
    assert ("not a ceiling" in shown) == ("Canada" not in said)


def test_above_the_criminal_rate_of_canada_a_reason_is_asked(working):
    works_in(working, "CA")
    assert labels(working.says("late fee 4% a month")[0])[:2] == ["Business client", "Agreed in writing"]
