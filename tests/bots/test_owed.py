"""Who owes me: the worst first, never too long, with what can be done about it."""

from datetime import timedelta

import pytest

from bots.commands import Reply
from bots.intents import Hints, understand
from bots.intents.invoice_stands import InvoiceStandsAsked
from bots.perform.owed import owed_details, sum_lines
from bots.telling import render
from bots.wording import wording
from tests.bots.talk import labels
from tests.twins.agings import NOW, owed_invoice, sample_aging

AGED = "UPDATE openings SET opened_at = opened_at - interval '40 min', last_at = last_at - interval '40 min'"


def opens(talk, *, again=False):
    """A touch on the page of the newest invoice: within the visit, or after a pause."""
    with talk.database.engine.begin() as connection:
        link = connection.exec_driver_sql("SELECT id FROM payment_links").scalar_one()
        if again:
            connection.exec_driver_sql(AGED)
    talk.hears(of=str(link), channel="portal", context={"link": str(link), "action": "seen", "language": "en"})
    talk.news()


def told(aging, language="en"):
    return render(Reply("owed.list", owed_details(aging)), wording(language)).text


def test_it_lists_the_worst_first_and_the_sums_by_how_late_they_are():
    assert told(sample_aging()).splitlines() == [
        ("- Hillside HOA: $3,100.00 on INV-0021, 130 days late, sent Wed, not seen yet, had promised Nov 20, 2026"),
        "- Sam Poe: $960.50 on INV-0033, 71 days late, sent Wed, did not get there",
        "- Bob Okafor: $11,500.00 on INV-0038, 44 days late, sent Wed, opened today",
        ("- Dana Lee: $2,400.00 on INV-0041, 12 days late, sent Wed, delivered, not opened yet, promised Nov 30, 2026"),
        (
            "- Dana Lee: $5,270.13 on INV-0042, due Dec 2, 2026, "
            "sent Wed, delivered, opened twice, last Sat, asked a question"
        ),
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
    assert "- Hillside HOA: $3,100.00 de INV-0021, 130 días de atraso, enviada el miércoles, sin ver todavía" in text
    assert "- Más de 90 días de atraso: $3,100.00" in text
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


@pytest.mark.parametrize(
    "said",
    [
        "status of invoice 1",
        "what's the status of INV-0001?",
        "where is invoice 1",
        "did Dana open invoice 1?",
        "has the client seen INV-0001 yet",
        "was invoice 1 delivered?",
        "how often was invoice 1 opened",
        "invoice 1 status",
        "estado de la factura 1",
        "¿Dana abrió la factura 1?",
        "¿ya vio Dana la factura 1?",
        "¿cuántas veces abrió Dana la factura 1?",
    ],
)
def test_how_one_invoice_stands_is_asked_for_in_many_ways(said):
    meant = understand(said, Hints(client_names=("Dana Lee",))).intent
    assert isinstance(meant, InvoiceStandsAsked)
    assert meant.about in {"1", "inv-0001"}


@pytest.mark.parametrize("said", ["invoice 1", "invoice 1500 demo", "Dana paid invoice 1", "send invoice 1 again"])
def test_what_bills_pays_or_sends_is_not_taken_for_it(said):
    assert not isinstance(understand(said, Hints(client_names=("Dana Lee",))).intent, InvoiceStandsAsked)


def test_each_opening_of_its_page_is_told_and_when_last(billed):
    opens(billed)
    assert "sent today, opened today" in billed.says("status of invoice 1")[0].text
    opens(billed)
    assert "sent today, opened today" in billed.says("who owes me")[0].text
    opens(billed, again=True)
    assert "sent today, opened twice, last today" in billed.says("did Dana open invoice 1")[0].text
    opens(billed, again=True)
    told = billed.says("status of INV-0001")[0]
    assert "opened 3 times, last today" in told.text
    assert labels(told) == ["Send INV-0001 again", "Statement for Dana Lee"]
    assert "abierta 3 veces, la última hoy" in billed.says("¿Dana abrió la factura 1?")[0].text


def test_an_invoice_that_is_not_there_is_paid_or_was_cancelled_is_told_so(billed):
    assert "I find no invoice 7" in billed.says("status of invoice 7")[0].text
    billed.says("paid 4500 check 1023")
    billed.taps("Record it")
    told = billed.says("status of invoice 1")[0]
    assert told.text == "INV-0001 for Dana Lee: nothing is open on it any more."
    assert labels(told) == ["Receipt for INV-0001"]
