"""What is said of the lines of a proposal, while it is what the talk is about; and what is not about them."""

import pytest

from bots.intents import Hints, understand
from bots.intents.proposal_edits import LineSaid, line_said

LINES = ("Kitchen Demo", "Kitchen Floor tile", "Kitchen Wall tile", "Kitchen Island", "Hall Paint")
SHOWN = Hints(offer_lines=LINES)


@pytest.mark.parametrize(
    ("said", "what", "line"),
    [
        ("change the demo line to 900", "say", "demo"),
        ("demo is 900", "say", "demo"),
        ("set demo to two thousand", "say", "demo"),
        ("make paint 12 at 40", "say", "paint"),
        ("change paint to primer and paint", "rename", "paint"),
        ("change the wording of the paint line to Two coats", "rename", "paint"),
        ("cut paint by 5%", "by", "paint"),
        ("drop the island line", "remove", "island"),
        ("leave the island out", "remove", "island"),
        ("make the island not optional", "firm", "island"),
        ("island is no longer optional", "firm", "island"),
        ("add 200 for cleanup", "add", ""),
        ("pon la pintura en 900", "say", "pintura"),
        ("deja el paint en 900", "say", "paint"),
        ("elimina el renglón de la island", "remove", "island"),
        ("cambia el nombre de paint por Pintura", "rename", "paint"),
        ("pon opcional la island", "optional", "island"),
        ("la island ya no es opcional", "firm", "island"),
    ],
)
def test_a_line_is_named_in_many_ways(said, what, line):
    found = understand(said, SHOWN).intent
    assert isinstance(found, LineSaid)
    assert (found.what, found.line) == (what, line)


@pytest.mark.parametrize(
    "said",
    [
        "status",
        "invoice demo",
        "demo done",
        "demo 60% done",
        "is demo 900?",
        "remove the photos",
        "send the proposal",
        "proposal for Sam Fox, Oak deck: framing 5000",
        "change the roof to 900",
        "paid 900 check 1023",
        "demo is done",
        "paint is terrible\ndemo is 900",
        "change demo to 5% 10%",
        "add 10% to demo",
    ],
)
def test_what_is_about_something_else_is_left_to_others(said):
    assert line_said(said, SHOWN) is None


def test_with_no_proposal_on_the_screen_it_has_to_be_spoken_of():
    assert line_said("change the demo line to 900", Hints()) is None
    found = line_said("change the demo line to 900 in the proposal for Dana Lee", Hints())
    assert found is not None
    assert (found.line, found.about) == ("demo", "Dana Lee")


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("make demo 900", {"amount": "900"}),
        ("make demo 9", {"amount": "9", "small": True}),
        ("make demo $9", {"amount": "9"}),
        ("make demo 40 sq ft", {"quantity": "40", "unit": "sq ft"}),
        ("make demo 40 square feet", {"quantity": "40", "unit": "sq ft"}),
        ("make demo 12 per square foot", {"amount": "12", "unit": "sq ft", "each": True}),
        ("make demo 12 per moon", None),
        ("make demo 40 sq ft x $12.50 each", {"amount": "12.5", "quantity": "40", "unit": "sq ft", "each": True}),
        ("make demo 40 moons x 12", None),
        ("make demo 900 in total", {"amount": "900", "each": False}),
        ("change the unit price of demo to 12", {"amount": "12", "each": True}),
        ("change the quantity of demo to 12", {"quantity": "12"}),
        ("change the price of demo to 12", {"amount": "12"}),
    ],
)
def test_figures_are_read_as_they_are_said(said, figures):
    found = line_said(said, SHOWN)
    if figures is None:
        assert found is None or found.value is None
        return
    assert found is not None
    told = {name: getattr(found.value, name) for name in ("amount", "quantity", "unit", "each", "small")}
    said_so = {
        name: str(one) if name in {"amount", "quantity"} else one for name, one in told.items() if one not in (None, "")
    }
    assert {name: one for name, one in said_so.items() if one is not False or name == "each"} == figures
