"""How a proposal is paid, said in words of one that is there: what it was and is, what it comes to, and one undo."""

import pytest

from tests.bots.talk import DANA, all_text, labels

OFFER = """Proposal for Dana Lee, Maple St kitchen, 628 555 0134
Kitchen:
- demo 2,400
- tile materials 600
Hall:
- paint 1,000"""


@pytest.fixture
def firm(talk):
    talk.says("hi")
    talk.says("Rivera Builders")
    talk.says(OFFER)
    return talk


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("deposit 30%", ["- Deposit: 30% = $1,200.00, credited on each invoice in proportion (before: none)"]),
        ("make it a 30% deposit", ["30% = $1,200.00"]),
        ("deposit 2000", ["- Deposit: $2,000.00, credited"]),
        ("change the deposit to $2k", ["- Deposit: $2,000.00, credited"]),
        ("2000 down", ["- Deposit: $2,000.00, credited"]),
        ("deposit 20% credited on the last invoice", ["20% = $800.00, credited on the last invoices"]),
        ("tax 8.25%", ["- Tax: tax 8.25%, on top of the prices (before: no tax)", "$4,000.00 to $4,330.00"]),
        ("8.25% sales tax on materials only", ["- Tax: tax 8.25% on materials", "$4,000.00 to $4,049.50"]),
        ("due in 15 days", ["- Due: within 15 days (before: on receipt)", "The total stays $4,000.00."]),
        ("net 30", ["- Due: within 30 days"]),
        ("retainage 10%", ["- Retainage: 10% (before: nothing)"]),
        ("retainage 10% until 50% then 5%", ["- Retainage: 10% until 50%, then 5%"]),
        ("discount 5%", ["- Discount: 5% = $200.00 (before: none)", "$4,000.00 to $3,800.00"]),
        ("$100 off", ["- Discount: $100.00"]),
        ("deposit 10%, net 15 and retainage 5%", ["- Deposit: 10%", "- Due: within 15 days", "- Retainage: 5%"]),
        ("valid for 30 days", ["- Valid until: "]),
        ("notes: permits are extra", ["- Notes: permits are extra"]),
        ("payments: half now, half at the end", ["- Payments: Deposit 50%, "]),
        ("rename the proposal to Maple St remodel", ["- Name: Maple St remodel (before: Maple St kitchen)"]),
        ("show the schedule on invoices", ["- Whole schedule on invoices: yes (before: no)"]),
        ("bill in sequence", ["- Parts billed in their sequence only: yes"]),
        ("in Dana's proposal deposit 10%", ["- Deposit: 10% = $400.00"]),
        ("anticipo del 30%", ["- Anticipo: 30% = $1,200.00"]),
        ("30% de anticipo", ["- Anticipo: 30% = $1,200.00"]),
        ("ponle retención del 10%", ["- Retención: 10%"]),
        ("pago a 15 días", ["- Pago: a 15 días (antes: al recibirla)"]),
        ("descuento de 200", ["- Descuento: $200.00"]),
    ],
)
def test_it_is_said_with_what_it_was_and_what_it_comes_to(firm, said, told):
    shown = all_text(firm.says(said))
    for one in told:
        assert one in shown


def test_what_is_there_is_taken_away_in_words_and_undo_brings_it_back(firm):
    firm.says("deposit 30%")
    firm.says("tax 8.25%")
    (gone,) = firm.says("no deposit")
    assert "- Deposit: none (before: 30% = $1,200.00, credited on each invoice in proportion)" in gone.text
    assert labels(gone) == ["Send to Dana Lee", "Show it", "Undo"]
    assert "$1,200.00" in all_text(firm.taps("Undo"))
    assert "- Tax: no tax" in all_text(firm.says("no tax"))
    assert "says that already" in all_text(firm.says("no retainage"))
    firm.says("demo should be 2600")
    firm.says("undo")
    assert "$4,330.00" in all_text(firm.says("undo"))


def test_tax_on_materials_is_of_the_tax_there_is_and_what_does_not_add_up_is_said(firm):
    assert "There is no tax on this proposal yet" in all_text(firm.says("tax on materials only"))
    firm.says("tax 8.25%")
    assert "8.25% on materials" in all_text(firm.says("no tax on labor"))
    assert "on labor" in all_text(firm.says("tax only on labor"))
    assert "in the prices" in all_text(firm.says("prices include tax"))
    assert "$4,000.00" in all_text(firm.says("deposit 9000"))
    assert "tax is on labor, and no line says that" in all_text(firm.says("tax 5% on labor"))


def test_a_deposit_that_is_a_part_of_the_schedule_is_that_part(firm):
    firm.says("payments: deposit 10%, demo 40%, rest at the end")
    told = all_text(firm.says("deposit 25%"))
    assert "- Payments: Deposit 25%, Demo 40%" in told
    assert "Deposit 10%" in told
    assert "Deposit" not in all_text(firm.says("no deposit")).split("(before")[0]


def test_what_the_client_has_is_asked_first_and_a_second_tap_changes_nothing_more(firm):
    firm.taps("Send to Dana Lee")
    firm.news(DANA)
    (asked,) = firm.says("deposit 30%")
    assert "Dana Lee has P-0001 already" in asked.text
    (changed,) = firm.taps("Change")
    assert "can no longer sign P-0001" in changed.text
    assert "That is done already" in all_text(firm.taps("Change"))
    firm.taps("Send to Dana Lee")
    assert "went out already" in all_text(firm.says("undo"))


def test_before_all_prices_are_there_it_is_said_without_a_sum(talk):
    talk.says("hi")
    talk.says("Rivera Builders")
    talk.says("new proposal for Dana Lee, Maple St 628 555 0134 from painting")
    told = all_text(talk.says("deposit 25%"))
    assert "- Payments: Deposit 25%, Preparation done 40%" in told
    assert "- Retainage: 5%" in all_text(talk.says("retainage 5%"))
    assert "What do you charge" in told
    assert "400" in all_text(talk.says("400"))


def test_where_it_could_be_the_job_or_the_draft_a_tap_decides(working):
    working.says(OFFER)
    working.says("status")
    (asked,) = working.says("retainage 10%")
    assert labels(asked) == ["Job: Maple St kitchen", "Proposal: Maple St kitchen"]
    assert "of what is billed from now on" in all_text(working.taps("Job: Maple St kitchen"))
    assert "- Deposit: 30%" in all_text(working.says("deposit 30%"))
    working.says("status")
    working.says("tax 5%")
    assert "- Tax: tax 5%" in all_text(working.taps("Proposal: Maple St kitchen"))


def test_with_no_proposal_shown_the_words_are_about_the_job(working):
    assert "of what is billed from now on" in all_text(working.says("retainage 10%"))


def test_asked_why_a_deposit_may_be_more_a_lower_one_is_no_reason(firm):
    firm.says("we work in California")
    firm.says("show the proposal")
    assert "California" in all_text(firm.says("deposit 50%"))
    firm.taps("Send to Dana Lee")
    assert "- Deposit: 10%" in all_text(firm.says("deposit 10%"))
