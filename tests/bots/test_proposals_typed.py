"""Proposals as people type them: nothing of what was said is lost, or read as what it is not."""

from uuid import uuid4

import pytest

from core.domain.quoting import quote
from tests.bots.talk import DANA, all_text
from tests.bots.test_proposals import OFFER, sign, text


@pytest.fixture
def firm(talk):
    talk.says("hi")
    talk.says("Rivera Builders")
    return talk


def proposals(talk):
    with talk.database.books.open(talk.account()) as ledger:
        return ledger.proposals()


def test_several_lines_in_one_row_are_several_lines(firm):
    shown = text(
        firm.says("Proposal for Sam Fox, Oak Ave deck, 628 555 0177: deck $12k, stairs 3.5k, railing 24 x 31.5")
    )
    assert "Proposal for Sam Fox: Oak Ave deck" in shown
    assert "- deck: $12,000.00" in shown
    assert "- stairs: $3,500.00" in shown
    assert "- railing: 24 x $31.50 = $756.00" in shown


def test_a_comma_inside_of_one_line_parts_nothing(firm):
    shown = text(firm.says("Proposal for Sam Fox\n3 coats of varnish, labor 3 x 85\ndemo and haul, phase 2 - $2,400"))
    assert "3 coats of varnish, labor: 3 x $85.00" in shown
    assert "- demo and haul, phase 2: $2,400.00" in shown
    shown = text(firm.says("Proposal for Sam Fox\npaint, two coats 1200\ntrim, oak 300"))
    assert "- paint, two coats: $1,200.00" in shown
    assert "- trim, oak: $300.00" in shown


@pytest.mark.parametrize(
    "said", ["- item 10, oak 12 sf x 19.25\n- item 11, oak 13 sf x 20.25", "- item 10, oak 12 sf x 19.25"]
)
def test_what_is_counted_before_a_comma_is_no_price(firm, said):
    shown = text(firm.says(f"Proposal for Sam Fox\n{said}"))
    assert "- item 10, oak: 12 sf x $19.25 = $231.00" in shown
    assert "$10.00" not in shown


def test_a_phone_number_is_no_price(firm):
    firm.says("write a proposal")
    asked = text(firm.says("Kim Novak 628 555 0177"))
    assert "Send me the lines" in asked
    shown = text(firm.says("deck 1250"))
    assert "Proposal for Kim Novak" in shown
    firm.taps("Send to Kim Novak")
    assert "has a proposal for you" in text(firm.news("+16285550177"))


@pytest.mark.parametrize(
    "said", ["in order", "bill in order", "parts in sequence", "billed one after the other", "en orden"]
)
def test_the_order_of_the_parts_is_a_condition_and_no_more_words_of_the_line_above(firm, said):
    shown = text(firm.says(f"Proposal for Sam Fox\nBath:\ndemo 500\nHall:\ndrywall 1234.56\n{said}\nnet 14"))
    assert "- drywall: $1,234.56" in shown
    (one,) = proposals(firm)
    assert one.terms.in_sequence


def test_what_looks_like_a_condition_and_is_none_is_said_back_and_never_joined_to_a_line(firm):
    shown = text(firm.says("Proposal for Sam Fox\nlattice 300\nretainage none\nschedule: whenever it suits"))
    assert "- lattice: $300.00" in shown
    assert 'not in the proposal: "retainage none"' in shown
    assert 'not in the proposal: "schedule: whenever it suits"' in shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("valid 1 day", "Valid until"),
        ("a 15 días", "Pago a 15 días de cada factura"),
        ("valid until Dec 31, 2099", "Valid until: Dec 31, 2099"),
        ("good until 12/31/2099", "Valid until: Dec 31, 2099"),
        ("valid until Feb 29", "Valid until: Feb 29"),
        ("valid until Dec 31, 2020", "is over already"),
        ("deposit $1,200.50", "Deposit: $1,200.50"),
        ("deposit $1k", "Deposit: $1,000.00"),
        ("IVA 21%", "IVA (21%): $1,050.00"),
        ("tax 8.25% on materials", "no line says that it is materials"),
        ("tax 8.25% on labor", "no line says that it is labor"),
        ("schedule: 20% deposit, 40% half way, rest at the end", "- Half way: $2,000.00"),
    ],
)
def test_conditions_in_the_words_of_the_trade(firm, said, shown):
    assert shown in text(firm.says(f"Proposal for Sam Fox\ndemo 2000\npaint 3000\n{said}"))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "state tax 6.25% on materials, city tax 1.5%",
            ["State tax (6.25%) on materials: $62.50", "City tax (1.5%): $60.00"],
        ),
        ("taxes: state 6%, county 0.5%", ["State (6%): $240.00", "County (0.5%): $20.00"]),
        ("GST 5% and PST 7%", ["GST (5%): $200.00", "PST (7%): $280.00"]),
        ("impuesto estatal 6.25% sobre materiales y municipal 1.5%", ["Estatal (6.25%)", "Municipal (1.5%): $60.00"]),
        ("tax 8.25% included in the prices", ["in the prices (8.25%): $304.85", "Total: $4,250.00"]),
        ("tax 8.25%, included", ["in the prices (8.25%): $304.85"]),
        ("tax 8.25%\nprices include tax", ["in the prices (8.25%): $304.85"]),
        ("tax 8%\ntax only on materials", ["on materials: $80.00"]),
        ("no tax", ["Total: $4,250.00"]),
    ],
)
def test_taxes_are_read_as_they_are_said_of_a_job_and_what_is_marked_bears_none(firm, said, shown):
    told = text(firm.says(f"Proposal for Sam Fox\ndemo 3000\ntile (materials) 1000\npermit fee 250 (no tax)\n{said}"))
    assert "could not read" not in told
    assert [one for one in shown if one not in told] == []
    marked = "permit fee, not taxed: $250.00" in told or "permit fee, sin impuesto: $250.00" in told
    assert marked == (said != "no tax")


@pytest.mark.parametrize("said", ["prices include tax", "tax on materials only"])
def test_what_is_said_of_a_tax_that_is_not_there_is_said_back(firm, said):
    assert "There is no tax on this proposal yet" in text(firm.says(f"Proposal for Sam Fox\ndemo 3000\n{said}"))


def test_in_spanish_amounts_and_moments_are_read_as_they_are_written_there(firm):
    said = "Propuesta para Juan\nobra 5.000\nanticipo 1.200,50\nIVA 21%\nválida hasta el 15 de enero"
    shown = text(firm.says(said))
    assert "Anticipo: $1,200.50" in shown
    assert "IVA (21%): $1,050.00" in shown
    assert "15 ene" in shown
    shown = text(firm.says("Propuesta para Juan\nobra 5.000\ncalendario: 20% anticipo, 40% a mitad, resto al final"))
    assert "$2,000.00. Cuando esté terminado" in shown


def test_a_deposit_that_is_said_in_the_schedule_as_well_is_asked_for_once(firm):
    shown = text(firm.says("Proposal for Sam Fox\ndemo 1000\ndeposit 10%\nschedule: 10% deposit, rest at the end"))
    assert shown.count("Deposit: $100.00") == 1
    assert "two different deposits" not in shown
    shown = text(firm.says("Proposal for Sam Fox\ndemo 1000\ndeposit 20%\nschedule: 10% deposit, rest at the end"))
    assert shown.count("Deposit: $") == 1
    assert "two different deposits. I took the one in the payment schedule" in shown


def test_a_proposal_is_in_the_currency_of_all_its_prices(firm):
    shown = text(
        firm.says(f"Proposal for Dana Lee, porch, {DANA}\ndecking €1,250.00\nrailing 24 x €31.50\ndeposit €500")
    )
    assert "Total: €2,006.00" in shown
    assert "All prices are in EUR" in shown
    firm.taps("Send to Dana Lee")
    assert "€2,006.00" in text(firm.news(DANA))
    sign(firm)
    started = text(firm.says("start billing"))
    assert "€2,006.00" in started
    assert "Deposit: €500.00" in started


def test_a_row_that_does_not_add_up_is_asked_for_alone(firm):
    told = text(firm.says("Proposal for Sam Fox\ndemo 500\nschedule: 60% start, 60% end"))
    assert "I kept your lines" in told
    shown = text(firm.says("schedule: 60% start, 40% end"))
    assert "- demo: $500.00" in shown
    assert "Total: $500.00" in shown


@pytest.mark.parametrize("said", ["show the proposal", "edit the proposal", "change the proposal for Dana", "send it"])
def test_a_draft_is_shown_with_the_way_to_edit_it(firm, said):
    firm.says(OFFER)
    (shown,) = firm.says(said)
    assert shown.edits
    assert "Total: $9,255.38" in shown.text


def test_another_request_is_no_line_of_the_proposal_that_is_waited_for(firm):
    firm.says("write a proposal")
    assert "cabinets 12 x 450" in text(firm.says("write a proposal"))
    for said in ("status", "who owes me", "paid 4500 check 1023", "how do I do this?"):
        assert "with a price in it" not in text(firm.says(said))
    assert not proposals(firm)


def declined(firm):
    from core.usecases import proposing

    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    with firm.database.turns.begin() as turn:
        ledger = turn.ledger(firm.account())
        one = ledger.proposals()[0]
        proposing.decline_proposal(ledger, one.id, "too dear", one.revision)


def test_what_was_declined_is_changed_before_it_is_sent_again(firm):
    declined(firm)
    (told,) = firm.says("send the proposal to Dana")
    assert "Declined: too dear" in told.text
    assert told.edits


def test_dropping_what_the_client_has_seen_does_not_say_that_nobody_has(firm):
    declined(firm)
    assert "Nobody has seen it" not in text(firm.says("withdraw the proposal"))
    assert proposals(firm)[0].state == "withdrawn"


def test_a_job_behind_a_colon_is_called_without_it(firm):
    firm.says("Proposal for Sam Fox 628 555 0177: kitchen")
    assert text(firm.says("demo 2000\npaint 3000")).startswith("Proposal for Sam Fox: kitchen")


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("a 15 días", 15),
        ("vence a 15 días", 15),
        ("neto 15", 15),
        ("pagadero a 15 días de la factura", 15),
        ("net 15", 15),
        ("due in 15 days", 15),
        ("terms: net 15", 15),
        ("payable within 15 days", 15),
        ("due on receipt", 0),
        ("pago al recibir la factura", 0),
    ],
)
def test_days_to_pay_on_a_row_of_their_own_are_that(firm, said, days):
    firm.says(f"Propuesta para Ana Ruiz, baño, 628 555 0177\n- demolición 2000\n- azulejo 40 m2 x 28,50\n{said}")
    (one,) = proposals(firm)
    assert one.due_terms.days == days
    assert [line.description for line in one.lines] == ["demolición", "azulejo"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("50% down, 25% after tile, balance at the end", ["Down payment 2750", "Tile 1375", "Final 1375"]),
        ("50% down\n25% after tile\nbalance at the end", ["Down payment 2750", "Tile 1375", "Final 1375"]),
        ("Payments:\n50% down\nrest when done", ["Down payment 2750", "Final 2750"]),
        ("1/3 deposit, 1/3 at rough-in, 1/3 on completion", ["Deposit 1833", "Rough-in 1833", "Completion 1833"]),
        (
            "30% to start, 40% when cabinets are in, 30% on completion",
            ["Start 1650", "Cabinets 2200", "Completion 1650"],
        ),
        (
            "50% de anticipo, 25% al terminar el azulejo, el resto al final",
            ["Anticipo 2750", "Azulejo 1375", "Final 1375"],
        ),
        ("payment terms: half now and half at the end", ["Deposit 2750", "Final 2750"]),
        ("$1,000 down, 3000 after demo, rest at the end", ["Down payment 1000", "Demo 3000", "Final 1500"]),
    ],
)
def test_payments_as_contractors_write_them_are_the_schedule(firm, said, told):
    firm.says(f"Proposal for Sam Fox, Oak Ave bath\ndemo 2000\ntile 3500\n{said}")
    (one,) = proposals(firm)
    assert [f"{part.name} {part.value.minor // 100}" for part in quote(one, uuid4).milestones] == told
    assert quote(one, uuid4).milestones[0].kind == "deposit"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "30% down, 15% on approval, 10% on Dec 15, balance at the end",
            ["Down payment completion", "On approval approval", "On Dec 15 12-15", "Final completion"],
        ),
        (
            "30% down\n15% when approved\n10% on December 15th\nbalance at the end",
            ["Down payment completion", "When approved approval", "On December 15th 12-15", "Final completion"],
        ),
        (
            "Schedule: 30% deposit, demo 15% on client approval, tile 25% due on 12/15, rest at the end",
            ["Deposit completion", "Demo approval", "Tile 12-15", "Final completion"],
        ),
        (
            "30% de anticipo, 15% al aprobar, 10% el 15 de diciembre, el resto al final",
            ["Anticipo completion", "Al aprobar approval", "El 15 de diciembre 12-15", "Final completion"],
        ),
        ("Schedule: 30% deposit on approval, rest at the end", ["Deposit completion", "Final completion"]),
        ("Schedule: 30% deposit, rest on 2031-12-15", ["Deposit completion", "On 2031-12-15 12-15"]),
    ],
)
def test_when_a_payment_is_due_is_said_beside_it(firm, said, told):
    firm.says(f"Proposal for Sam Fox, Oak Ave bath\ndemo 2000\ntile 3500\n{said}")
    (one,) = proposals(firm)
    dues = [(part.name, part.due) for part in one.schedule]
    assert [f"{name} {due.day.strftime('%m-%d') if due.day else due.on}" for name, due in dues] == told


@pytest.mark.parametrize(
    "row", ["30% deposit, 10% on Feb 31, rest at the end", "30% deposit on Dec 15, rest at the end"]
)
def test_a_due_rule_that_cannot_be_is_said_back_and_the_rest_is_kept(firm, row):
    told = text(firm.says(f"Proposal for Sam Fox\ndemo 2000\nSchedule: {row}"))
    assert row in told
    assert proposals(firm)[0].schedule == ()
    assert "$2,000.00" in told


def test_payments_that_do_not_add_up_are_said_in_words_and_what_is_no_schedule_is_none(firm):
    told = text(firm.says("Proposal for Sam Fox\ndemo 2000\n50% down, 40% after tile, 30% at the end"))
    assert "$400.00 more than $2,000.00" in told
    shown = text(firm.says("Proposal for Sam Fox\ndemo 2000\nprofit 10%, overhead 10%"))
    assert "Down payment" not in shown


def test_a_schedule_said_of_the_draft_is_taken_and_undone(firm):
    firm.says("Proposal for Sam Fox, Oak Ave bath\ndemo 2000\ntile 3500")
    told = text(firm.says("50% down, 25% after tile, balance at the end"))
    assert "- Payments: Down payment 50%, Tile 25%" in told
    assert [one.name for one in proposals(firm)[0].schedule] == ["Down payment", "Tile", "Final"]
    firm.says("undo")
    assert proposals(firm)[0].schedule == ()
    told = text(firm.says("50% de anticipo, 25% al terminar el azulejo, el resto al final"))
    assert "Anticipo 50%, Azulejo 25%" in told
    assert "40%" in text(firm.says("vence a 30 días, 60% de anticipo y 40% al final"))


SECTIONS = (
    "Proposal for Sam Fox, Oak Ave\nKitchen:\n- demo 500\n- vanity 900\nBathroom:\n- tile 1500\n- permits 300\ntax 10%"
)


def where(talk):
    return {line.description: section.name for section in proposals(talk)[0].sections for line in section.lines}


@pytest.mark.parametrize("said", ["move the vanity to Bathroom", "mueve el vanity a Bathroom"])
def test_a_line_goes_to_another_section_and_back(firm, said):
    firm.says(SECTIONS)
    told = text(firm.says(said))
    assert "Kitchen: vanity: $900.00" in told
    assert "Bathroom: vanity: $900.00" in told
    assert where(firm) == {"demo": "Kitchen", "tile": "Bathroom", "permits": "Bathroom", "vanity": "Bathroom"}
    firm.says("undo")
    assert where(firm)["vanity"] == "Kitchen"
    assert "Garage" in text(firm.says("move the vanity to Garage"))
    firm.taps("New: Garage")
    assert where(firm)["vanity"] == "Garage"


@pytest.mark.parametrize("said", ["rename Kitchen to Main kitchen", "renombra la sección Kitchen a Main kitchen"])
def test_a_section_is_called_something_else_and_back(firm, said):
    firm.says(SECTIONS)
    told = text(firm.says(said))
    assert "Kitchen" in told
    assert "Main kitchen" in told
    assert where(firm)["demo"] == "Main kitchen"
    firm.says("undo")
    assert where(firm)["demo"] == "Kitchen"


def test_what_a_line_is_and_whether_it_is_taxed_is_said_with_the_totals(firm):
    firm.says(SECTIONS)
    told = text(firm.says("no tax on permits"))
    assert "permits: $300.00 (no tax)" in told
    assert "from $3,520.00 to $3,490.00" in told
    assert "tile: $1,500.00 (materials)" in text(firm.says("the tile is materials"))
    firm.says("undo")
    lines = {line.description: line for line in proposals(firm)[0].lines}
    assert (lines["permits"].taxable, lines["tile"].cost_type) == (False, "other")
    assert "(mano de obra)" in text(firm.says("demo es mano de obra"))
    assert {line.description: line.cost_type for line in proposals(firm)[0].lines}["demo"] == "labor"


def test_payments_typed_with_an_amount_each_are_no_work(firm):
    shown = text(
        firm.says("Proposal for Sam Fox\ndemo 2000\ncabinets 10000\nDeposit 5500\nAfter demo 4000\nFinal 2500")
    )
    assert "Total: $12,000.00" in shown
    assert "- Deposit: $5,500.00. When you sign\n- After demo: $4,000.00. When it is done\n- Final: $2,500.00" in shown
    told = text(firm.says("Proposal for Kim Novak\ndemo 2000\nPayment schedule:\nDeposit 500\nFinal 1400"))
    assert "These payments come to $1,900.00, the work to $2,000.00" in told


def test_of_a_job_that_is_not_signed_yet_it_is_said_how_it_becomes_one(firm):
    firm.says(f"proposal for Dana Lee, bath {DANA}: demo 500, paint 300")
    firm.taps("Send to Dana Lee")
    for words in ("status", "invoice the demo", "release retainage"):
        told = all_text(firm.says(words))
        assert "only what you offered" in told, words
        assert "P-0001 bath, Dana Lee: $800.00" in told
