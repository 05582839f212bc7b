"""What people read of an estimate, in both languages."""

import ast
import re
from pathlib import Path

import pytest

from bots.estimate_saying import MOST_UNPLACED, estimate_text, refusal_text, tax_text
from bots.intents.estimates import understand_pasted
from bots.wording import wording
from core.domain.estimate import EstimateRefused
from core.domain.money import Money

ROOT = Path(__file__).parents[2]
SHEET = """Description,Qty,Unit,Unit price,Amount
Kitchen,,,,
Demo,1,ls,"2,400.00","2,400.00"
Tile,200,sf,3.50,700.00
Grout,3,ea,33.33,100.00
Bath,,,,
Tub (optional),1,ea,900,900
Sink,1,ea,TBD,TBD
Vanity,2,ea,,500
Discount 5%,,,,-100
Tax 8.25%,,,,288.75
Total,,,,3900.75
"""
SAID = """\
Kitchen: $3,200.00 (so far $3,200.00)
- Demo: $2,400.00
- Tile: 200 sf x $3.50 = $700.00
- Grout: $100.00
  Please check: 3 x 33.33 is not $100.00. Taken as one sum.

Bath: $500.00 (so far $3,700.00)
- (optional) Tub: $900.00
- Vanity: 2 ea x $250.00 = $500.00

Could not place:
- page 1, row 8: “Sink 1 ea TBD TBD”. There is no amount.

Total of these lines: $3,700.00
Discount: -$100.00
Tax: $288.75
With both: $3,888.75
The file's total is $3,900.75: $12.00 more than these lines."""
CODE = re.compile(r"estimate\.[a-z_]+")


def said(text, language="en", most=40):
    return estimate_text(understand_pasted(text, language, "USD"), wording(language), most)


def test_an_estimate_is_said_line_by_line_with_running_sums_and_what_has_no_place():
    assert said(SHEET) == SAID


def test_names_alternatives_and_a_total_that_agrees_are_said():
    text = said("Client: Dana\nProject: Oak deck\nOption A: tub 900\nOption B: shower 1200\ntotal 900")
    assert "Client: Dana\nJob: Oak deck" in text
    assert "- [Option B] shower: $1,200.00" in text
    assert "The file's total is $900.00: it agrees." in text


def test_a_file_without_a_total_and_one_with_less_are_said():
    assert "no total to compare" in said("demo 100")
    assert "$10.00 less than these lines" in said("demo 100\ntotal 90")


def test_a_long_estimate_is_cut_and_the_rest_counted():
    lines = "\n".join(f"Room {n}:\n- paint 10\n- demo 20" for n in range(30))
    text = said(lines, most=9)
    assert text.count("- paint") == 5
    assert "and 51 more lines" in text
    assert "Total of these lines: $900.00" in text


def test_what_has_no_place_is_cut_and_counted_too():
    text = said("Item,Amount\nDemo,5\n" + "Sink,TBD\n" * (MOST_UNPLACED + 3))
    assert text.count("There is no amount.") == MOST_UNPLACED
    assert "and 3 more rows" in text


def test_it_is_said_in_spanish():
    text = said(SHEET, "es")
    assert "Por favor revisa: 3 x 33.33 no da $100.00" in text
    assert "El total del archivo es $3,900.75: $12.00 más que estas líneas." in text


def test_a_refusal_says_why():
    refused = EstimateRefused(code="estimate.too_many_rows", details={"limit": 2000})
    assert refusal_text(refused, wording("en")) == "That file has more than 2000 rows. Please send only the estimate."


def codes(*places):
    for place in places:
        for path in sorted(ROOT.glob(place)):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                    yield node.value


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_code_has_words(language):
    known = wording(language).codes
    used = set(codes("bots/*.py", "bots/intents/estimate*.py", "storage/estimates/*.py", "core/domain/estimate.py"))
    assert len(used) > 60
    assert {code for code in used if code not in known and f"refused.{code}" not in known} == set()


def test_no_words_are_left_over():
    used = set(codes("bots/*.py", "bots/intents/estimate*.py", "storage/estimates/*.py", "core/domain/estimate.py"))
    ours = {code.removeprefix("refused.") for code in wording("en").codes if "estimate." in code}
    assert {code for code in ours if CODE.fullmatch(code)} - used == set()


def test_a_tax_that_is_not_the_files_is_told():
    found = understand_pasted(SHEET, "en", "USD")
    assert tax_text(found, Money(28875, "USD"), wording("en")) == ""
    told = tax_text(found, Money(30525, "USD"), wording("en"))
    assert told.startswith("The file's tax is $288.75; here it is $305.25. Say what is taxed")
    assert "aquí es" in tax_text(found, Money(30525, "USD"), wording("es"))
    assert tax_text(understand_pasted("Demo 500", "en", "USD"), Money(100, "USD"), wording("en")) == ""
