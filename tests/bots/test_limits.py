"""A deposit above what the law of the place allows: told in one line, passed with a reason that is kept."""

import pytest

from core.domain.money import Rate
from tests.bots.talk import DANA, all_text, labels

KITCHEN = "New job: Maple St kitchen for Dana Lee {client}, $24,000: deposit 30%, demo 4500, final rest"
LINE = "California caps a deposit at the lesser of 10% or $1,000.00: here $1,000.00. You asked $7,200.00."


@pytest.fixture
def californian(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    assert "you work in California" in all_text(talk.says("we work in California"))
    return talk


def overrides(talk):
    with talk.database.books.open(talk.account()) as ledger:
        return [one for project in ledger.projects() for one in ledger.limit_overrides(project.id)]


def test_the_one_line_with_its_source_is_above_the_buttons(californian):
    shown = californian.says(KITCHEN.format(client=DANA))[-1]
    assert LINE in shown.text
    assert "Bus. & Prof. Code § 7159.5" in shown.text
    assert "Create job" in labels(shown)[0]


def test_confirming_asks_once_for_a_reason_and_a_tap_makes_the_job(californian):
    californian.says(KITCHEN.format(client=DANA))
    asked = californian.says("yes")[-1]
    assert LINE in asked.text
    assert "Tell me why" in asked.text
    assert californian.files() == []
    assert labels(asked)[:3] == ["Exempt: bonded", "Commercial job", "Other reason"]
    assert "is set up" in californian.taps("Commercial job")[0].text
    (kept,) = overrides(californian)
    assert (kept.limit_id, kept.reason) == ("US-CA.deposit", "Commercial job")
    assert (kept.allowed.minor, kept.proposed.minor) == (100_000, 720_000)


@pytest.mark.parametrize("by_tap", [True, False])
def test_a_reason_in_own_words_is_shown_back_before_the_job_is_made(californian, by_tap):
    californian.says(KITCHEN.format(client=DANA))
    californian.says("yes")
    if by_tap:
        californian.taps("Other reason")
    shown = californian.says("the owner is a developer")[-1]
    assert "kept with the contract: the owner is a developer" in shown.text
    assert californian.files() == []
    assert "is set up" in californian.says("yes")[0].text
    assert [one.reason for one in overrides(californian)] == ["the owner is a developer"]


def test_a_yes_to_the_question_is_no_reason(californian):
    californian.says(KITCHEN.format(client=DANA))
    californian.says("yes")
    assert LINE in californian.says("yes")[-1].text
    assert californian.files() == []


def test_a_reason_is_for_that_deposit_only(californian):
    californian.says(KITCHEN.format(client=DANA))
    californian.says("yes")
    californian.says("the owner is a developer")
    shown = californian.says("deposit 40%, demo 4500, final rest")[-1]
    assert "You asked $9,600.00" in shown.text
    assert "developer" not in shown.text
    assert "Tell me why" in californian.says("yes")[-1].text


def test_within_the_limit_nothing_is_said(californian):
    shown = californian.says(KITCHEN.format(client=DANA).replace("30%", "$1,000"))[-1]
    assert "caps a deposit" not in shown.text
    assert "is set up" in californian.says("yes")[0].text
    assert overrides(californian) == []


def test_the_postal_address_tells_the_place_too(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    assert "caps a deposit" not in all_text(talk.says(KITCHEN.format(client=DANA)))
    told = all_text(talk.says("our address is 12 Oak St, Baltimore, MD 21201"))
    assert "caps a deposit" not in told
    told = all_text(talk.says("deposit 50%, final rest"))
    assert "Maryland caps a deposit at one third: here $8,000.00. You asked $12,000.00." in told


def test_an_old_button_makes_no_job_of_another_plan(californian):
    californian.says(KITCHEN.format(client=DANA))
    californian.says("yes")
    californian.says("$30,000")
    assert "changed since" in all_text(californian.taps("Commercial job"))
    assert californian.files() == []


def test_where_the_business_works_is_taken_back_by_undo(californian):
    assert "no longer assume" in all_text(californian.says("undo"))
    assert "caps a deposit" not in all_text(californian.says(KITCHEN.format(client=DANA)))


def test_a_place_without_a_cap_says_so(californian):
    assert "no cap on deposits" in all_text(californian.says("we work in Texas"))


def test_retainage_above_the_law_wants_a_reason_too_by_a_tap_or_in_words_and_it_is_kept(californian):
    californian.says(f"New job: Maple St kitchen for Dana Lee {DANA}, $24,000: demo 4500, final rest")
    californian.taps("Create job")
    asked = californian.says("retainage 10%")[0]
    assert "California caps retainage at 5%: here $1,200.00 in all. You hold back $2,400.00." in asked.text
    assert labels(asked)[:2] == ["Hold back 5%", "Residential, up to 4 floors"]
    assert californian.files()[0].contract.terms.retainage is None
    told = californian.says("the owner wants it so, it is in our agreement")[0].text
    assert "I hold back 10%" in told
    assert "Your reason, kept with the contract: the owner wants it so, it is in our agreement" in told
    assert [one.reason for one in overrides(californian)] == ["the owner wants it so, it is in our agreement"]
    californian.says("retainage 8%")
    assert "I hold back 5%" in californian.taps("Hold back 5%")[0].text
    assert len(overrides(californian)) == 1
    californian.says("retainage 6%")
    assert "kept with the contract: Commercial job" in californian.taps("Commercial job")[0].text


def test_the_reason_for_a_deposit_beside_the_schedule_is_heard_in_words(californian):
    californian.says(f"New job: Maple St kitchen for Dana Lee {DANA}, $24,000: demo 4500, final rest")
    californian.taps("Create job")
    californian.says("$3,000 deposit credited at the end")
    told = californian.says("we are bonded, the bond is on file")[0].text
    assert "deposit of $3,000.00" in told
    assert "kept with the contract: we are bonded, the bond is on file" in told
    assert [one.reason for one in overrides(californian)] == ["we are bonded, the bond is on file"]


def test_a_proposal_with_more_retainage_than_the_law_allows_asks_why(californian):
    californian.says(f"Proposal for Dana Lee {DANA}\ndemo 2400\npaint 3000\nretainage 10%")
    asked = californian.taps("Send to Dana Lee")[0]
    assert "California caps retainage at 5%" in asked.text
    assert "Residential, up to 4 floors" in labels(asked)


def test_it_is_told_in_spanish(californian):
    californian.says("hazlo en español")
    californian.says("trabajamos en California")
    job = f"Nuevo trabajo: Cocina para Dana Lee {DANA}, $24,000: depósito 30%, demolición 4500, resto al final"
    shown = californian.says(job)[-1]
    assert "California limita el anticipo a lo menor entre 10% y $1,000.00: aquí $1,000.00." in shown.text
    assert "¿Lo dejo así?" in all_text(californian.says("sí"))
    californian.taps("Obra comercial")
    assert [one.reason for one in overrides(californian)] == ["Obra comercial"]


def test_why_a_limit_was_passed_is_read_later_and_with_the_status(californian):
    californian.says(KITCHEN.format(client=DANA))
    californian.says("yes")
    californian.taps("Commercial job")
    told = californian.says("why was the limit passed?")[0].text
    assert LINE in told
    assert "Passed with this reason: Commercial job (Rivera Remodeling, " in told
    assert "Passed with this reason: Commercial job" in californian.says("status")[0].text
    assert "Se pasó con este motivo: Commercial job" in californian.says("¿por qué se pasó el límite?")[0].text


def test_the_retainage_of_one_part_is_held_against_the_law_too(californian):
    californian.says(KITCHEN.format(client=DANA).replace("30%", "2%"))
    californian.taps("Create job")
    assert "No limit was passed" in californian.says("limits")[0].text
    asked = californian.says("retainage 15% on demo")[0]
    assert "California caps retainage at 5%: here $225.00 in all. You hold back $675.00." in asked.text
    californian.taps("Hold back 5%")
    assert [one.retainage for one in californian.files()[0].milestones if one.name == "Demo"] == [Rate(50_000)]
    californian.says("retainage 15% on demo")
    assert "Your reason, kept with the contract: Commercial job" in californian.taps("Commercial job")[0].text
    assert [one.reason for one in overrides(californian)] == ["Commercial job"]
    assert "You hold back $675.00" in californian.says("limits")[0].text
