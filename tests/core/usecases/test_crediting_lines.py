"""Lines of an issued invoice, each with what it came to there; one of them is credited with its own tax alone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.domain.errors import Refusal
from core.domain.money import Rate
from core.domain.terms import BillingTerms, TaxRule
from core.usecases import changing, crediting
from core.usecases.crediting import CreditWish
from core.usecases.crediting_lines import called, lines_of
from tests.core.site import Site, fixed, rest, usd

ON_MATERIALS = BillingTerms(taxes=(TaxRule(name="State", rate=Rate(100_000), scope="materials"),))


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def project(site):
    """Demo of 6,000, with four outlets at 70, which are materials and taxed; final beside it."""
    made = site.project(usd("10000"), (fixed("demo", "6000"), rest("final")), agreed=ON_MATERIALS).project
    new = changing.NewLine(description="Outlets", unit_price=usd("70"), quantity=Decimal(4), cost_type="materials")
    with site.open() as ledger:
        changing.add_line(ledger, site.asked(), made.id, site.milestone(made.id, "demo").id, new)
    return made


def lines(site, project, invoice):
    """By name; the first of demo is the part itself."""
    return {one.description: one for one in reversed(lines_of(site.file(project.id), invoice))}


def credited(site, invoice, line, amount, count=""):
    wish = CreditWish(amount=amount, target=line.target, line=called(line.description, count))
    with site.open() as ledger:
        confirmed = crediting.show_credit(ledger, invoice.id, wish).fingerprint
        return crediting.issue_credit(ledger, site.asked(), invoice.id, wish, confirmed, site.stationery)


def test_a_part_of_one_line_is_told_once_and_one_of_several_with_each(site, project):
    found = lines(site, project, site.bill(project.id, "demo", "final"))
    assert {name: (one.worth, one.quantity) for name, one in found.items()} == {
        "demo": (usd("6280"), Decimal(1)),
        "Outlets": (usd("280"), Decimal(4)),
        "final": (usd("4000"), Decimal(1)),
    }


def test_a_line_is_credited_with_its_own_tax_and_is_found_again_by_its_name(site, project):
    invoice = site.bill(project.id, "demo")
    assert invoice.tax == usd("28")
    outlets = lines(site, project, invoice)["Outlets"]
    made = credited(site, invoice, outlets, outlets.share(Decimal(2)), "2")
    assert (made.note.subtotal, made.note.tax, made.note.total) == (usd("140"), usd("14"), usd("154"))
    assert made.note.sheet["sections"][0]["lines"][0]["description"] == "Outlets (2)"
    site.credit(invoice, usd("10"), reason="by amount")
    again = lines(site, project, invoice)
    assert (again["Outlets"].left, again["demo"].left) == (usd("140"), usd("6130"))
    with pytest.raises(Refusal) as refused:
        credited(site, invoice, again["demo"], usd("6130.01"))
    assert refused.value.details["left"] == usd("6130")


def test_what_is_billed_in_part_is_worth_its_share_and_nothing_is_left_out_of_it(site, project):
    site.progress(project.id, "demo", "50")
    invoice = site.bill(project.id, "demo")
    found = lines(site, project, invoice)
    assert (found["Outlets"].worth, found["demo"].worth) == (usd("140"), usd("3140"))


def test_lines_that_come_to_nothing_are_no_lines_to_credit(site, project):
    part = site.milestone(project.id, "final").id
    site.add_line(project.id, part, "Free of charge", usd("0"))
    assert "Free of charge" not in lines(site, project, site.bill(project.id, "final"))


def test_a_part_whose_lines_are_gone_since_it_was_billed_is_credited_as_one(site, project):
    invoice = site.bill(project.id, "demo")
    file = site.file(project.id)
    bare = replace(file, milestones=tuple(replace(one, lines=()) for one in file.milestones))
    assert [(one.description, one.worth, one.quantity) for one in lines_of(bare, invoice)] == [
        ("demo", usd("6280"), Decimal(1))
    ]
