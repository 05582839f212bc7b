"""Templates of proposals in the contractor's chat."""

import pytest

from tests.bots.talk import DANA, all_text, labels
from tests.bots.test_proposals import OFFER, sign


@pytest.fixture
def firm(talk):
    talk.says("hi")
    talk.says("Rivera Builders")
    return talk


@pytest.fixture
def kitchen(firm):
    """With a template of that name."""
    firm.says(OFFER)
    firm.says("save this proposal as template kitchen")
    return firm


def test_a_proposal_is_kept_and_another_for_somebody_else_starts_from_it(firm):
    firm.says(OFFER)
    kept = all_text(firm.says("Save this proposal as template Kitchen"))
    assert "Kept as template Kitchen, from Maple St kitchen for Dana Lee: 4 lines" in kept
    shown = all_text(firm.says("new proposal for Sam Fox, Oak Ave 312 555 0135 from kitchen"))
    for told in (
        "Proposal for Sam Fox: Oak Ave",
        "- cabinets: 12 x $450.00 = $5,400.00",
        "- under-cabinet lights: $600.00 (optional)",
        "Total: $9,255.38",
        "- Deposit: $855.00. When you sign; credited later",
        "10% of each invoice is held back until 50% of the work is billed, then 5%",
        "Pay within 14 days of each invoice.",
        "Nothing is sent yet.",
    ):
        assert told in shown
    assert "Starts in May" not in shown
    assert "Valid until" not in shown
    assert "Dana" not in shown


def test_in_spanish_too(firm):
    firm.says("Propuesta para Juan Pérez, cocina\nCocina:\n- demolición 2,400\n- gabinetes 8 x 450\nanticipo 10%")
    kept = all_text(firm.says("guarda esta propuesta como plantilla cocina"))
    assert "Guardada como plantilla cocina, de cocina para Juan Pérez: 2 líneas" in kept
    shown = all_text(firm.says("nueva propuesta para Ana Ruiz con la plantilla cocina"))
    assert "Propuesta para Ana Ruiz: Trabajo de Ana Ruiz" in shown
    assert "- gabinetes: 8 x $450.00 = $3,600.00" in shown
    assert "cocina: 2 líneas" in all_text(firm.says("mis plantillas"))
    assert "se llama ahora cocina chica" in all_text(firm.says("renombra la plantilla cocina a cocina chica"))
    assert "está borrada" in all_text(firm.says("borra la plantilla cocina chica"))
    assert "Aún no tienes plantillas" in all_text(firm.says("mis plantillas"))


def test_what_is_missing_is_asked_for_one_thing_at_a_time_and_can_be_tapped(firm):
    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    asked = firm.taps("Keep as template")
    assert "What shall I call the template?" in all_text(asked)
    assert labels(asked[-1]) == ["Maple St kitchen"]
    assert "Kept as template big kitchen" in all_text(firm.says('"big kitchen"'))
    firm.says("my templates")
    assert "Hall:\n- paint: $1,200.00" in all_text(firm.taps("big kitchen"))
    assert "Who is the new proposal from big kitchen for?" in all_text(firm.taps("New proposal"))
    assert "Proposal for Sam Fox: Elm St" in all_text(firm.says("Sam Fox, Elm St"))


def test_a_signed_one_is_kept_without_what_the_client_did(firm):
    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    sign(firm)
    firm.says("proposals")
    firm.taps("Maple St kitchen")
    firm.taps("Keep as template")
    firm.taps("Maple St kitchen")
    shown = all_text(firm.says("new proposal for Sam Fox from Maple"))
    assert "Total: $9,255.38" in shown
    assert "Nothing is sent yet." in shown


def test_a_name_that_is_taken_is_asked_about_and_undo_brings_the_former_back(kitchen):
    kitchen.says("Proposal for Sam Fox\npaint 700")
    assert "already have a template kitchen" in all_text(kitchen.says("save as template Kitchen"))
    kitchen.taps("Replace it")
    assert "kitchen: 1 line".casefold() in all_text(kitchen.says("my templates")).casefold()
    assert "Template kitchen is back." in all_text(kitchen.says("undo"))
    assert "kitchen: 4 lines" in all_text(kitchen.says("my templates"))


def test_another_name_may_be_told_instead(kitchen):
    kitchen.says("save as template kitchen")
    assert "Kept as template galley" in all_text(kitchen.says("galley"))


def test_renamed_and_deleted_ones_come_back_by_undo(kitchen):
    assert "kitchen is called galley now" in all_text(kitchen.says("rename template kitchen to galley"))
    assert "galley is called kitchen now" in all_text(kitchen.says("undo"))
    kitchen.says("my templates")
    kitchen.taps("kitchen")
    assert "What shall kitchen be called?" in all_text(kitchen.taps("Rename"))
    kitchen.says("galley")
    assert "Template galley is deleted" in all_text(kitchen.says("delete the galley template"))
    assert "You have no templates yet" in all_text(kitchen.says("templates"))
    assert "Template galley is back" in all_text(kitchen.taps("Undo"))
    assert "galley: 4 lines" in all_text(kitchen.says("templates"))


def test_one_that_is_not_there_is_said_with_those_that_are(kitchen):
    asked = kitchen.says("new proposal for Sam Fox from template garage")
    assert "I know no template garage" in all_text(asked)
    assert "Proposal for Sam Fox" in all_text(kitchen.taps("kitchen"))


def test_words_that_name_no_template_are_a_proposals_as_ever(kitchen):
    kitchen.says("proposal for Ann Bell from Oakland")
    assert "Proposal for Ann Bell from Oakland" in all_text(kitchen.says("paint 700"))


def test_words_that_only_sound_so_in_spanish_too(kitchen):
    kitchen.says("propuesta para Ana Ruiz, cocina desde cero")
    assert "Propuesta para Ana Ruiz: cocina desde cero" in all_text(kitchen.says("pintura 700"))


def test_whose_proposal_is_kept_can_be_said(kitchen):
    kitchen.says("Proposal for Sam Fox, Elm St\npaint 700")
    assert "from Maple St kitchen for Dana Lee" in all_text(kitchen.says("save Dana's proposal as template big"))
    assert "from Elm St for Sam Fox" in all_text(kitchen.says("save the proposal for Sam as template small"))


def test_fixed_payments_are_kept_and_the_last_takes_the_rest(firm):
    firm.says("Proposal for Sam Fox\ndemo 500\nschedule: 200 start, 300 final")
    assert "Final takes the rest" in all_text(firm.says("save as template small"))
    shown = all_text(firm.says("new proposal for Ann Bell from small"))
    assert "- Start: $200.00" in shown
    assert "- Final: $300.00" in shown


def test_the_client_sees_nothing_of_templates(kitchen):
    kitchen.taps("Send to Dana Lee")
    assert "template" not in all_text(kitchen.news(DANA)).casefold()


def test_what_is_in_one_is_shown_line_by_line_with_prices_and_payments(kitchen):
    for said in ("show template kitchen", "what's in the kitchen template?", "¿qué tiene la plantilla kitchen?"):
        shown = all_text(kitchen.says(said))
        assert "- cabinets (12): $5,400.00" in shown
        assert "under-cabinet lights: $600.00 (op" in shown
        assert ": 10%" in shown


def test_how_one_is_changed_is_said_and_its_name_takes_the_new_one(kitchen):
    asked = kitchen.says("change the kitchen template")
    assert "save as template kitchen" in asked[0].text
    assert labels(asked[1]) == ["New proposal", "Rename", "Delete"]
    kitchen.says("kitchen template for Sam Fox")
    kitchen.says("demo should be 2600")
    kitchen.says("save as template kitchen")
    kitchen.taps("Replace it")
    assert "- demo: $2,600.00" in all_text(kitchen.says("show template kitchen"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("start from a template", "Which template?"),
        ("templates for electrical", "Template Electrical work:"),
        ("do you have a template for roofing?", "Template Roofing:"),
        ("do you have an electrical template", "Template Electrical work:"),
        ("templates by trade", "Ready-made templates"),
        ("do you have a template for a spaceship?", "I know no template spaceship"),
        ("¿tienes una plantilla para baño?", "Plantilla Remodelación de baño:"),
        ("bathroom template for Lee Chan", "Proposal for Lee Chan"),
        ("plantilla de cocina para Ana Ruiz", "Propuesta para Ana Ruiz"),
    ],
)
def test_one_is_found_by_its_trade_in_words(firm, said, told):
    assert told in all_text(firm.says(said))


def test_what_means_something_else_is_no_name_for_one(kitchen):
    kitchen.says("save as template kitchen")
    assert "Proposal for Sam Fox" in all_text(kitchen.says("proposal for Sam Fox from kitchen"))
    kitchen.says("new proposal from template")
    assert "kitchen: 4 lines" in all_text(kitchen.says("templates"))
