"""Who owes me: the worst first, never too long, with what can be done about it."""

from datetime import timedelta

from bots.commands import Reply
from bots.perform.owed import owed_details, sum_lines
from bots.telling import render
from bots.wording import wording
from tests.bots.talk import labels
from tests.twins.agings import NOW, owed_invoice, sample_aging


def told(aging, language="en"):
    return render(Reply("owed.list", owed_details(aging)), wording(language)).text


def test_it_lists_the_worst_first_and_the_sums_by_how_late_they_are():
    assert told(sample_aging()).splitlines() == [
        (
            "- Hillside HOA: $3,100.00 on INV-0021, 130 days late, "
            "sent 5 days ago, not seen yet, had promised Nov 20, 2026"
        ),
        "- Sam Poe: $960.50 on INV-0033, 71 days late, sent 5 days ago, did not get there",
        "- Bob Okafor: $11,500.00 on INV-0038, 44 days late, sent 5 days ago, opened today",
        (
            "- Dana Lee: $2,400.00 on INV-0041, 12 days late, "
            "sent 5 days ago, delivered, not opened yet, promised Nov 30, 2026"
        ),
        "- Dana Lee: $5,270.13 on INV-0042, due Dec 2, 2026, sent 5 days ago, opened 2 days ago, asked a question",
        "- Ana Ruiz: $750.00 on INV-0045, due Dec 2, 2026, not sent yet",
        "Open in all: $23,980.63",
        "- Not due yet: $6,020.13",
        "- 1-30 days late: $2,400.00",
        "- 31-60 days late: $11,500.00",
        "- 61-90 days late: $960.50",
        "- Over 90 days late: $3,100.00",
        "Bob Okafor has $150.00 of credit with you.",
        "Done and not billed yet: $8,000.00",
    ]


def test_more_than_eight_invoices_are_cut_and_counted():
    many = tuple(owed_invoice(n, 100, due_on=(NOW - timedelta(days=n)).date()) for n in range(1, 12))
    lines = told(sample_aging(invoices=many)).splitlines()
    assert len([one for one in lines if "INV-" in one]) == 8
    assert "and 3 more" in lines
    assert "Open in all: $11.00" in lines


def test_sums_are_not_split_while_nothing_is_late():
    [only] = sum_lines(sample_aging(invoices=(owed_invoice(1, 100),)))
    assert only.code == "owed.sum"


def test_it_says_the_same_in_spanish():
    text = told(sample_aging(), "es")
    assert "- Hillside HOA: $3,100.00 de INV-0021, 130 días tarde, enviada hace 5 días, sin ver todavía" in text
    assert "- Más de 90 días tarde: $3,100.00" in text
    assert "Hecho y sin facturar: $8,000.00" in text


def test_who_owes_leads_to_the_page_and_to_the_clients_paper(billed):
    answer = billed.says("who owes me")[0]
    assert labels(answer) == ["Statement for Dana Lee", "Send INV-0001 again"]
    assert (answer.owed != "", answer.link_label) == (True, "See all of it")
    paper = billed.taps("Statement for Dana Lee")[0]
    assert [one.file_name for one in paper.enclosures] == ["Statement-Dana-Lee.pdf"]


def test_nobody_owes_anything_and_what_waits_to_be_billed_is_said(working):
    assert working.says("who owes me")[0].text == "Nobody owes you anything. Nice."
    working.says("demo is done", files=1)
    assert "Nobody owes you anything" in working.says("who owes me")[0].text
