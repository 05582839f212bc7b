"""Banks' files in chat: listed with what they look like, recorded as was shown, never twice."""

import pytest

from storage.media.hatch import Hatch
from tests.bots.banking import csv, teller_of
from tests.bots.talk import DANA, all_text, labels
from tests.storage.bank_files.banks import NO_HEADING, OFX_SGML, UNCLEAR_DAYS


@pytest.fixture(scope="module")
def hatch():
    hatch = Hatch()
    yield hatch
    hatch.close()


@pytest.fixture
def bank(billed, tmp_path, hatch):
    return teller_of(billed, tmp_path, hatch)


@pytest.fixture
def ask(billed):
    """SQL on the database of the conversation."""

    def asking(statement):
        with billed.database.engine.begin() as connection:
            found = connection.exec_driver_sql(statement)
            return [tuple(row) for row in found] if found.returns_rows else []

    return asking


PAID = csv(("2026-11-20", "ZELLE FROM DANA LEE INV 0001", "4,500.00"), ("2026-11-19", "HOME DEPOT", "-312.40"))


def payments(talk):
    return [one for file in talk.files() for one in file.payments]


def test_a_file_is_listed_and_recorded_by_one_tap(bank, billed):
    (listed,) = bank.sends("stmt.csv", PAID)
    assert listed.text == (
        "stmt.csv: money came in on 1 line.\n"
        "This looks like a payment:\n"
        "1. Nov 20, 2026, $4,500.00, ZELLE FROM DANA LEE INV 0001 -> INV-0001 (INV-0001 is in the text)"
    )
    assert labels(listed) == ["Record it", "One by one", "None"]
    assert payments(billed) == []
    told = billed.taps("Record it")
    assert all_text(told) == (
        "Paid in full: $4,500.00 (bank transfer) from Dana Lee on INV-0001. Receipt INV-0001-R1 is out."
    )
    assert "received $4,500.00 for INV-0001" in all_text(billed.news(DANA))
    assert len(payments(billed)) == 1


def test_the_same_file_again_and_the_same_tap_again_record_nothing(bank, billed):
    bank.sends("stmt.csv", PAID)
    billed.taps("Record it")
    (again,) = bank.sends("again.csv", PAID)
    assert again.text == (
        "again.csv: money came in on 1 line.\n1 was in a file before, and is not listed twice.\n"
        "Nothing is left to record."
    )
    stale = billed.taps("Record it")
    assert "nothing is recorded" in all_text(stale)
    assert len(payments(billed)) == 1


# which file it is


def test_a_caption_an_ending_or_the_content_says_that_it_is_a_banks(bank):
    assert "money came in on 1 line" in all_text(bank.sends("a.csv", PAID))
    assert "money came in on 1 line" in all_text(bank.sends("b", PAID.replace(b"ZELLE", b"WIRE"), "bank statement"))
    assert "entró dinero en 2 líneas" in all_text(bank.sends("c.qfx", OFX_SGML, "extracto del banco"))


def test_an_estimate_is_none_and_is_read_as_before(bank):
    priced = b"Description,Qty,Unit price,Amount\nDemo,1,400.00,400.00\nPaint,2,100.00,200.00\n"
    assert "Who is this proposal for?" in all_text(bank.sends("estimate.csv", priced))


def test_a_file_that_may_be_either_is_asked_about(bank, billed):
    (asked,) = bank.sends("x.csv", NO_HEADING)
    assert asked.text == "What is x.csv?"
    assert labels(asked) == ["Bank statement", "Estimate", "Keep as a file"]
    assert "money came in on 1 line" in all_text(bank.taps("Bank statement"))
    assert all_text(bank.taps("Keep as a file")) == ""  # it was answered


def test_a_file_may_only_be_kept(bank, billed, ask):
    bank.sends("x.csv", NO_HEADING)
    assert all_text(bank.taps("Keep as a file")) == "x.csv is kept. Nothing was read of it."
    ((name, kind, key),) = ask("SELECT file_name, kind, file_key FROM bank_files")
    assert (name, kind) == ("x.csv", "")
    assert bank.importing.blobs.get(key) == NO_HEADING


def test_days_that_can_be_read_in_two_ways_are_two_choices(bank, billed):
    (asked,) = bank.sends("x.csv", UNCLEAR_DAYS)
    assert asked.text == "The days in this file can be read in two ways. Which day is 03/11/2026?"
    assert labels(asked) == ["Mar 11, 2026", "Nov 3, 2026"]
    assert "Nov 3, 2026, $4,050.00, DANA LEE -> INV-0001" in all_text(bank.taps("Nov 3, 2026"))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.ofx", OFX_SGML[:-30], "Nothing of a.ofx is recorded. Its end is missing."),
        ("a.xml", b"<html></html>", "Nothing of a.xml is recorded. I find no bank statement in it."),
        ("a.qfx", b"", "Nothing of a.qfx is recorded. It is empty."),
        ("a.ofx", b"%PDF-1.7 ...", "Nothing of a.ofx is recorded. I cannot read a PDF for certain."),
    ],
)
def test_what_cannot_be_read_is_said_and_kept_and_records_nothing(bank, billed, ask, name, content, told):
    assert all_text(bank.sends(name, content)).startswith(told)
    assert ask("SELECT count(*) FROM bank_lines") == [(0,)]
    assert ask("SELECT kind FROM bank_files") == [("",)]


# whose payment


def test_a_part_and_a_surplus_are_said_before_and_kept_as_any_payments(bank, billed):
    told = bank.sends("a.csv", csv(("2026-11-20", "DANA LEE", "1,000.00"), ("2026-11-21", "DANA LEE", "3,600.00")))
    assert "-> INV-0001 (from Dana Lee; a part of $4,500.00)" in all_text(told)
    assert "-> INV-0001 (from Dana Lee; $100.00 more than is open, kept as credit)" in all_text(told)
    said = billed.taps("Record all 2")
    assert "Receipt INV-0001-R1" in all_text(said)
    assert "Receipt INV-0001-R2" in all_text(said)
    assert "Refund $100.00" in labels(said[0])
    assert len([one for one in billed.news(DANA) if "Receipt" in one.text]) == 2


def test_a_payout_and_what_is_recorded_already_are_told_and_not_suggested(bank, billed):
    billed.says("paid 4500 check 1023")
    billed.says("yes")
    file = csv(("2026-11-27", "DEPOSIT", "4500"), ("2026-11-26", "STRIPE TRANSFER", "900"), ("2026-11-25", "OMAR", "7"))
    (listed,) = bank.sends("a.csv", file)
    assert "1 is a payout of Stripe: those payments are counted already." in listed.text
    assert "look like payments" not in listed.text
    assert "DEPOSIT (maybe recorded already: Dana Lee, " in listed.text
    assert "No invoice fits these:\n1. Nov 25, 2026, $7.00, OMAR" in listed.text
    assert labels(listed) == ["Put aside 2 without an invoice"]


def test_one_by_one_each_line_may_be_recorded_skipped_or_put_aside(bank, billed):
    bank.sends("a.csv", csv(("2026-11-20", "DANA LEE", "1000"), ("2026-11-21", "DANA LEE", "200")))
    (first,) = billed.taps("One by one")
    assert "-> $1,000.00 on INV-0001, Dana Lee, Maple St kitchen" in first.text
    assert labels(first) == ["Record it", "Another invoice", "Not a payment", "Skip"]
    (second,) = billed.taps("Skip")
    assert "$200.00" in second.text
    assert labels(second) == ["Record it", "Another invoice", "Not a payment"]
    (aside,) = billed.taps("Not a payment")
    assert "Not a payment, then: Nov 21, 2026, $200.00, DANA LEE" in aside.text
    assert labels(aside) == ["It is a payment"]
    (again,) = billed.taps("It is a payment")
    assert "$200.00" in again.text
    assert payments(billed) == []


def test_a_line_after_one_that_was_skipped_is_recorded_as_it_is_shown(bank, billed):
    bank.sends("a.csv", csv(("2026-11-20", "DANA LEE", "1000"), ("2026-11-21", "DANA LEE", "200")))
    billed.taps("One by one")
    (second,) = billed.taps("Skip")
    assert "a part of $4,500.00" in second.text
    assert "$200.00 (bank transfer) from Dana Lee" in all_text(billed.taps("Record it"))


def test_an_earlier_line_is_recorded_with_a_later_one_that_is_surer(bank, billed):
    rows = (("2026-11-20", "DANA LEE", "1000"), ("2026-11-21", "INV-0001", "3500"))
    (listed,) = bank.sends("a.csv", csv(*rows))
    assert "DANA LEE -> INV-0001 (from Dana Lee, and exactly what is open)" in listed.text
    told = billed.taps("Record all 2")
    assert "Paid in full" in all_text(told)
    assert [str(one.amount.decimal) for one in payments(billed)] == ["1000.00", "3500.00"]


def test_the_second_page_is_recorded_without_the_first(bank, billed):
    rows = [(f"2026-11-{day:02}", "DANA LEE", f"{day}.00") for day in range(1, 10)]
    bank.sends("a.csv", csv(*rows))
    billed.taps("More")
    billed.taps("Record all 3")
    assert len(payments(billed)) == 3


def test_what_is_exact_only_after_another_line_is_not_called_so_by_itself(bank, billed):
    rows = [("2026-11-19", "CHECK", "3500"), ("2026-11-20", "INV-0001 PART", "1000"), ("2026-11-21", "DANA LEE", "10")]
    bank.sends("a.csv", csv(*rows))
    (first,) = billed.taps("One by one")
    assert "(exactly what Dana Lee still owes once other lines are recorded; a part of $4,500.00)" in first.text
    assert "$3,500.00 (bank transfer) from Dana Lee" in all_text(billed.taps("Record it"))


def test_there_is_no_line_of_the_number_nought(bank, billed):
    bank.sends("a.csv", csv(("2026-11-20", "DANA LEE", "1000")))
    assert "There is only line 1." in all_text(billed.says("line 0 is not a payment"))
    assert "This looks like a payment" in all_text(billed.says("bank lines"))


def test_a_line_is_given_to_an_invoice_in_words(bank, billed):
    bank.sends("a.csv", csv(("2026-11-20", "CHECK 77", "950"), ("2026-11-19", "SOMEBODY", "5")))
    (asked,) = billed.says("line 2 is for Dana's kitchen")
    assert "Nov 20, 2026, $950.00, CHECK 77\n-> $950.00 on INV-0001, Dana Lee, Maple St kitchen" in asked.text
    assert payments(billed) == []
    assert "$950.00 (bank transfer) from Dana Lee on INV-0001" in all_text(billed.says("yes"))
    assert "Not a payment, then" in all_text(billed.says("line 1 is not a payment"))
    assert "There is nothing from your bank" in all_text(billed.says("bank lines"))


def test_what_no_invoice_fits_is_put_aside_by_one_tap(bank, billed):
    (listed,) = bank.sends("a.csv", csv(("2026-11-20", "INTEREST", "0.13"), ("2026-11-21", "REFUND STORE", "12")))
    assert labels(listed) == ["Put aside 2 without an invoice"]
    assert all_text(billed.taps("Put aside 2 without an invoice")) == (
        "2 lines are put aside. I will not list them again."
    )
    assert "0 lines are put aside" in all_text(billed.taps("Put aside 2 without an invoice"))


def test_words_that_fit_no_invoice_are_a_choice_and_no_guess(bank, billed):
    bank.sends("a.csv", csv(("2026-11-20", "CHECK 77", "950")))
    (asked,) = billed.says("line 1 is for Beyonce")
    assert "Which invoice is it for?" in asked.text
    assert labels(asked) == ["INV-0001 Dana Lee", "Not a payment"]
    assert "-> $950.00 on INV-0001" in all_text(billed.taps("INV-0001 Dana Lee"))
    assert "There is only line 1." in all_text(billed.says("line 9 is for Dana"))


def test_what_changed_since_it_was_shown_is_shown_anew_and_not_recorded(bank, billed):
    bank.sends("a.csv", PAID)
    billed.says("paid 100 cash")
    billed.says("yes")
    told = billed.taps("Record it", nth=0)
    assert "Something changed since you saw that list, so nothing is recorded." in told[0].text
    assert "$100.00 more than is open" in told[1].text
    assert len(payments(billed)) == 1


def test_a_payment_that_is_undone_is_on_the_list_again(bank, billed):
    bank.sends("a.csv", PAID)
    billed.taps("Record it")
    billed.says("undo")
    billed.says("yes")
    assert "This looks like a payment" in all_text(billed.says("bank lines"))
    assert "Paid in full" in all_text(billed.taps("Record it"))


def test_a_long_list_goes_by_pages(bank, billed):
    rows = [(f"2026-11-{day:02}", "DANA LEE", f"{day}.00") for day in range(1, 10)]
    (listed,) = bank.sends("a.csv", csv(*rows))
    assert labels(listed) == ["Record all 6", "One by one", "More", "None"]
    assert listed.text.endswith("And 3 more.")
    (second,) = billed.taps("More")
    assert labels(second) == ["Record all 3", "One by one", "None"]
    assert "9. Nov 9, 2026, $9.00" in second.text
    told = billed.taps("Record all 6")
    assert len(payments(billed)) == 6
    assert "3 of 3 lines look like payments" in told[-1].text
    assert "Nothing is recorded." in all_text(billed.taps("None"))


def test_what_another_contractor_bills_is_paid_to_their_own_bank(bank, billed):
    billed.says("add contractor Lopez Plumbing")
    billed.says("4 Pipe Rd, Austin TX 78701, 512-555-0134, lopez@example.com")
    billed.says("cabinets is done by Lopez")
    billed.says("yes")
    billed.says("cabinets done", files=1)
    billed.taps("Send")
    billed.render()
    (listed,) = bank.sends("a.csv", csv(("2026-11-20", "CHECK", "8000"), ("2026-11-20", "CHECK", "4500")))
    assert "$4,500.00, CHECK -> INV-0001" in listed.text
    assert "No invoice fits these:\n2. Nov 20, 2026, $8,000.00, CHECK" in listed.text


# who may


@pytest.mark.parametrize(("role", "told"), [("crew", ""), ("project_manager", "for the owner of the business")])
def test_only_an_owner_may_send_one(bank, billed, ask, role, told):
    ask(f"UPDATE members SET role = '{role}'")  # noqa: S608  # a role of ours
    said = all_text(bank.sends("a.csv", PAID))
    assert told in said
    assert bool(told) == bool(said)  # the crew heard it at once, before anything was fetched
    assert ask("SELECT count(*) FROM bank_files") == [(0,)]
    assert ask("SELECT count(*) FROM payments") == [(0,)]


def test_in_spanish(bank, billed):
    billed.says("español")
    (listed,) = bank.sends("a.csv", PAID, "extracto del banco")
    assert listed.text == (
        "a.csv: entró dinero en 1 línea.\nEsto parece un pago:\n"
        "1. 20 nov 2026, $4,500.00, ZELLE FROM DANA LEE INV 0001 -> INV-0001 (INV-0001 está en el texto)"
    )
    assert labels(listed) == ["Registrarlo", "Uno por uno", "Ninguno"]
    assert "-> $4,500.00 en INV-0001" in all_text(billed.says("la línea 1 es de Dana"))
    assert "No registré nada." in all_text(billed.taps("Ninguno"))
    assert "Esto parece un pago" in all_text(billed.says("líneas del banco"))


@pytest.mark.parametrize("first", ["photo", "line"])
def test_a_photo_right_before_or_after_one_line_is_kept_with_it_by_a_tap(bank, billed, first):
    if first == "photo":
        billed.says(files=1)
    bank.sends("stmt.csv", PAID)
    told = billed.taps("Record it")
    if first == "line":
        told = billed.says(files=1)
    asked = next(one for one in told if "Keep with the payment" in labels(one))
    assert "(1 photo) with this payment of $4,500.00?" in asked.text
    billed.taps("Keep with the payment")
    assert "1 photo" in all_text(billed.says("show the check of Dana's payment"))
