"""What a contract says about billing, agreed in words: a deposit as an advance, the schedule, the sequence."""

import pytest

from tests.bots.talk import DANA, labels

JOB = f"New job: Maple St kitchen for Dana Lee {DANA}, $24,000: demo 4500, cabinets 8000, final rest"


@pytest.fixture
def plain(talk):
    """A job without a deposit."""
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says(JOB)
    talk.taps("Create job")
    talk.news()
    return talk


def test_a_deposit_is_shown_set_by_a_tap_and_billed(plain):
    asked = plain.says("10% deposit credited at the end")[0]
    assert "a deposit of $2,400.00, credited on the last invoices. Before: no deposit." in asked.text
    assert "the contract stays $24,000.00" in asked.text
    assert plain.files()[0].contract.terms.deposit is None
    assert "deposit of $2,400.00" in plain.taps("Set the deposit")[0].text
    shown = plain.says("invoice the deposit")[0]
    assert shown.text.startswith("Deposit, Maple St kitchen")
    assert "Total: $2,400.00" in shown.text
    plain.taps("Send")
    assert "with INV-0001" in plain.says("invoice the deposit")[0].text
    assert "Total: $4,500.00" in plain.says("demo done")[0].text


def test_what_the_deposit_covers_whole_asks_for_nothing_and_says_so(plain):
    plain.says("$5,000 deposit, credited on the first invoice")
    plain.taps("Set the deposit")
    plain.taps("Invoice the deposit")
    plain.taps("Send")
    plain.says("invoice demo")
    plain.taps("Send")
    plain.render()
    told = plain.news(DANA)[-1]
    assert "Your deposit covers all of it, so there is nothing to pay." in told.text
    assert told.link_label == "See the invoice"
    owed = plain.says("how much do I owe?", of=DANA)[0].text
    assert "INV-0001, Maple St kitchen: $5,000.00" in owed
    plain.says("void INV-2")
    assert "INV-0002 is cancelled" in plain.taps("Cancel INV-0002")[0].text
    plain.says("void INV-1")
    assert "INV-0001 is cancelled" in plain.taps("Cancel INV-0001")[0].text
    assert "nothing to pay" in plain.says("how much do I owe?", of=DANA)[0].text


@pytest.mark.parametrize(("said", "credited"), [("pro rata", "$375.00"), ("on the first invoice", "$2,000.00")])
def test_it_is_credited_by_its_rule(plain, said, credited):
    plain.says(f"$2,000 deposit, credited {said}")
    told = plain.taps("Set the deposit")[0]
    plain.taps(labels(told)[0])
    plain.taps("Send")
    assert f"Deposit credited: -{credited}" in plain.says("demo done")[0].text


def test_it_is_changed_and_undone_until_it_is_asked_for(plain):
    plain.says("$2,000 deposit, credited pro rata")
    plain.says("yes")
    asked = plain.says("$3,000 deposit credited at the end")[0].text
    assert "Before: $2,000.00, credited on each invoice in proportion." in asked
    plain.taps("Set the deposit")
    assert "deposit of $2,000.00" in plain.says("undo")[0].text
    assert "there is no deposit any more" in plain.says("undo")[0].text
    assert "This contract has no deposit" in plain.says("invoice the deposit")[0].text


@pytest.mark.parametrize("said", ["$30,000 deposit credited at the end", "10.00001% deposit credited at the end"])
def test_one_that_cannot_be_is_refused(plain, said):
    assert "at most $24,000.00" in plain.says(said)[0].text


def test_above_the_law_it_wants_a_reason_which_is_kept(plain):
    plain.says("we work in California")
    asked = plain.says("10% deposit credited at the end")[0]
    assert "California caps a deposit" in asked.text
    plain.taps("Commercial job")
    with plain.database.books.open(plain.account()) as ledger:
        (kept,) = ledger.limit_overrides(plain.files()[0].project.id)
    assert kept.reason == "Commercial job"
    assert plain.files()[0].contract.terms.deposit.amount.minor == 240_000


def test_a_law_that_came_between_is_asked_about(plain):
    plain.says("10% deposit credited at the end")
    plain.says("we work in California")
    assert "California caps a deposit" in plain.taps("Set the deposit")[0].text


def test_the_schedule_is_shown_on_invoices_where_it_was_asked_for(plain):
    assert "invoices show the whole schedule" in plain.says("show the schedule on invoices")[0].text
    plain.says("demo done")
    plain.taps("Send")
    rows = plain.files()[0].invoices[0].sheet["rows"]
    assert rows[0] == {"name": "Demo", "figures": ["$4,500.00", "$0.00", "$4,500.00", "$4,500.00", "$0.00"]}
    assert "only what they bill" in plain.says("invoices without the schedule")[0].text
    assert "invoices show the whole schedule" in plain.says("undo")[0].text


def test_the_sequence_is_kept_where_it_was_asked_for(plain):
    assert "billed in their sequence: Demo, Cabinets, Final" in plain.says("bill in sequence")[0].text
    assert "Demo comes before Cabinets" in plain.says("invoice cabinets")[0].text
    told = plain.says("final is done")[0]
    assert "Final is noted as done" in told.text
    assert "to be billed before it: Demo, Cabinets." in told.text
    assert "Demo, Maple St kitchen" in plain.taps("Invoice")[0].text
    assert "Final: $11,500.00, done, not billed yet" in plain.says("status")[0].text
    told = plain.says("bill 40% of cabinets")
    assert "Cabinets is 40% done" in told[0].text
    assert "Demo comes before Cabinets" in told[1].text
    plain.says("undo")
    plain.says("undo")
    assert "done, not billed yet" not in plain.says("status")[0].text
    assert "in any sequence" in plain.says("any sequence")[0].text
    assert "billed in their sequence" in plain.says("undo")[0].text


def test_it_is_told_in_spanish(plain):
    plain.says("hazlo en español")
    assert "un anticipo de $2,400.00" in plain.says("anticipo del 10% descontado al final")[0].text
    assert "las partes se facturan en orden" in plain.says("factura en orden")[0].text
