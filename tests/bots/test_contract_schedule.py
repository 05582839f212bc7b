"""The contract schedule, as a contractor asks for it, and as each may see it."""

import pytest

from bots.drawing import sheet_of
from bots.wording import wording
from tests.bots.talk import DANA, SAM, all_text, labels
from tests.bots.test_partners import LUIS, does, joins, lead

__all__ = ["lead"]

PAPER = "Contract-Schedule-Maple-St-kitchen.pdf"


def drawn(talk, message):
    (file,) = message.enclosures
    key = file.source.removeprefix("paper:")
    with talk.database.books.open(talk.account()) as ledger:
        return file.file_name, sheet_of(ledger, key, wording, talk.files()[0].project.created_at)


def names(sheet):
    return [row.name for group in sheet.groups for row in group.rows]


def test_it_is_told_in_short_with_every_part_in_the_pdf(billed):
    billed.says("paid 2000 check 1023")
    billed.says("yes")
    (told,) = billed.says("contract schedule")
    assert told.text == (
        "Contract schedule of Maple St kitchen: $24,000.00 to date. "
        "$4,500.00 is billed, $2,000.00 paid, $19,500.00 left to bill."
    )
    name, sheet = drawn(billed, told)
    assert (name, sheet.title, sheet.total) == (PAPER, "Contract Schedule", "$24,000.00")
    assert names(sheet) == ["Deposit", "Demo", "Cabinets", "Final"]
    assert sheet.sums == ("$24,000.00", "$4,500.00", "$2,000.00", "$0.00", "$19,500.00")
    assert [row.state for row in sheet.groups[0].rows] == ["Next", "Billed, paid in part", "To come", "To come"]


def test_what_is_held_back_is_told_too(working):
    working.says("retainage 10%")
    working.says("demo done")
    working.taps("Send")
    told = working.says("payment schedule for Dana")[0]
    assert told.text.endswith("\nHeld back: $450.00")
    assert ("Retainage", "10% of each invoice is held back until the work is complete.") in drawn(working, told)[
        1
    ].terms


def test_with_taxes_on_top_it_says_that_it_is_before_them(working):
    working.says("tax 8%")
    told = working.says("contract schedule")[0]
    assert told.text.endswith("$24,000.00 left to bill.\nAll of it is before tax.")
    assert ("Taxes", "Sales tax 8%, on top of these amounts.") in drawn(working, told)[1].terms


def test_one_tap_sends_it_to_the_client(billed):
    (told,) = billed.says("show me the schedule as PDF")
    assert labels(told) == ["Send to Dana Lee"]
    assert billed.taps("Send to Dana Lee")[0].text == "Sent to Dana Lee."
    (received,) = billed.news(DANA)
    assert received.text.startswith(
        "Hi Dana, this is Rivera Remodeling's schedule of the contract for Maple St kitchen"
    )
    assert [one.source for one in received.enclosures] == [one.source for one in told.enclosures]


def test_in_spanish_too_and_on_paper_in_the_language_of_the_client(billed):
    billed.says("español")
    (told,) = billed.says("plan de pagos de Dana")
    assert told.text == (
        "Plan de pagos de Maple St kitchen: $24,000.00 a la fecha. "
        "Facturado: $4,500.00; pagado: $0.00; por facturar: $19,500.00."
    )
    assert drawn(billed, told)[1].title == "Contract Schedule"
    assert billed.says("cronograma")[0].text == told.text


def test_of_several_jobs_of_one_client_it_is_asked_which(billed):
    billed.says(f"New job: Oak Ave deck for Dana Lee {DANA}, $5,000: demo 2000, final rest")
    billed.taps("Create job")
    asked = billed.says("payment schedule for Dana")[0]
    assert len(labels(asked)) == 2
    billed.says("1")
    assert "Oak Ave deck: $5,000.00 to date" in billed.says("contract schedule for oak ave")[0].text
    assert "Contract schedule of" in billed.says("contract schedule")[0].text


def test_of_nobody_that_is_known_it_is_asked_whose(billed):
    billed.says(f"New job: Oak Ave deck for Sam Ortiz {SAM}, $5,000: demo 2000, final rest")
    billed.taps("Create job")
    assert labels(billed.says("payment schedule for Roberto")[0])


@pytest.mark.parametrize("said", ["show the schedule on invoices", "status"])
def test_what_means_something_else_brings_no_paper(billed, said):
    assert not [one for one in billed.says(said) if one.enclosures]


def test_in_a_group_it_is_not_shown(billed):
    billed.says("link this chat to Maple St", place="-100")
    said = billed.says("Milepost, contract schedule", place="-100")
    assert "private" in all_text(said)
    assert not any(one.enclosures for one in said)


def test_those_of_another_contractor_get_their_own_part_and_send_nothing(lead):
    (told,) = lead.says("contract schedule", of=LUIS)
    assert told.text == (
        "The schedule of Lopez Plumbing's part of Maple St kitchen: $9,000.00. "
        "$0.00 is billed, $0.00 paid, $9,000.00 left to bill."
    )
    assert labels(told) == []
    sheet = drawn(lead, told)[1]
    assert (names(sheet), sheet.contractor.name) == (["Rough plumbing", "Plumbing fixtures"], "Lopez Plumbing")
    shown = str(sheet.as_json())
    assert not [one for one in ("24,000", "4,500", "Demo", "Final", "Rivera") if one in shown]
    assert names(drawn(lead, lead.says("contract schedule")[0])[1])[0] == "Demo"
    ids = {"kind": "schedule", "project": str(lead.files()[0].project.id), "ids": [""]}
    assert does(lead, LUIS, "paper.send", **ids) == "role.partner"


def test_a_job_that_they_do_nothing_of_is_not_theirs_to_see(lead):
    lead.says(f"New job: Oak Ave deck for Sam Ortiz {SAM}, $5,000: demo 2000, final rest")
    lead.taps("Create job")
    deck = next(str(one.project.id) for one in lead.files() if one.project.name == "Oak Ave deck")
    assert does(lead, LUIS, "paper.schedule", project=deck) == "role.partner"


def test_the_crew_is_not_shown_it(working):
    joins(working, "invite crew Pepe", "+13125550172")
    assert not any(one.enclosures for one in working.says("contract schedule", of="+13125550172"))
