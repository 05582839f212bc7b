"""What a contract's terms make of an invoice: parts of milestones, the deposit, retainage and its release, in turn."""

from decimal import Decimal

import pytest

from core.domain.errors import Refusal
from core.domain.milestone import LineItem
from core.domain.money import Rate
from core.domain.sheet import InvoiceSheet
from core.domain.terms import BillingTerms, DepositTerms, Due, RetainageTerms, TaxRule
from core.domain.withholding import held, unapplied
from core.usecases import linking, onboarding
from core.usecases.billing import Wish
from tests.core.site import START, Site, fixed, rest, usd

TWO = (fixed("demo", "6000"), rest("final"))
THREE = (fixed("demo", "2000"), fixed("tile", "3000"), rest("final"))
TEN = RetainageTerms(rate=Rate(100_000))


@pytest.fixture
def site():
    return Site()


def job(site, parts=TWO, **agreed):
    return site.project(usd("10000"), parts, agreed=BillingTerms(**agreed)).project


def before(site, project):
    file = site.file(project.id)
    return file.invoices, file.credit_notes


def line(site, name, amount, **fields):
    price = usd(amount)
    return LineItem(id=site.new_id(), description=name, quantity=Decimal(1), unit_price=price, amount=price, **fields)


def sections(invoice):
    sheet = InvoiceSheet.from_json(invoice.sheet)
    return [(one.name, [(line.description, line.amount) for line in one.lines]) for one in sheet.sections]


def figures(invoice, *kinds):
    sheet = InvoiceSheet.from_json(invoice.sheet)
    return [(one.label, one.amount) for one in sheet.figures if one.kind in (kinds or ("step", "total"))]


# parts of milestones


def test_a_part_of_a_milestone_is_billed_and_the_rest_later(site):
    project = job(site)
    site.progress(project.id, "demo", "40")
    first = site.bill(project.id, "demo")
    assert (first.total, site.milestone(project.id, "demo").state) == (usd("2400"), "planned")
    assert sections(first) == [("demo", [("sheet.done_to_date percent=40 %", "USD 2400.00")])]
    site.progress(project.id, "demo", "75", stored=usd("300"))
    second = site.bill(project.id, "demo")
    assert sections(second)[0][1] == [
        ("sheet.done_to_date percent=80 %", "USD 4800.00"),
        ("sheet.billed_before", "USD -2400.00"),
    ]
    assert second.parts[0].stored == usd("300")
    site.progress(project.id, "demo")
    last = site.bill(project.id, "demo")
    assert (last.total, site.milestone(project.id, "demo").state) == (usd("1200"), "billed")


def test_what_is_no_further_than_it_is_billed_is_left_out_of_the_next_invoice(site):
    project = job(site)
    site.progress(project.id, "demo", "40")
    site.bill(project.id, "demo")
    both = site.bill(project.id, "demo", "final")
    assert [len(both.parts), len(both.milestone_ids), both.total] == [1, 1, usd("4000")]
    with pytest.raises(Refusal, match=r"draft\.nothing"):
        site.bill(project.id, "demo")


def test_a_milestone_said_to_be_less_far_than_it_is_billed_bills_nothing_and_takes_nothing_back(site):
    project = job(site)
    site.progress(project.id, "demo", "40")
    site.bill(project.id, "demo")
    site.progress(project.id, "demo", "10")
    assert site.bill(project.id, "demo", "final").total == usd("4000")
    site.progress(project.id, "demo", "60")
    assert site.bill(project.id, "demo").total == usd("1200")


def test_a_milestone_is_paid_once_every_part_of_it_is(site):
    project = job(site)
    site.progress(project.id, "demo", "40")
    first = site.bill(project.id, "demo")
    site.progress(project.id, "demo")
    last = site.bill(project.id, "demo")
    site.pay_by_hand(last, last.total)
    assert site.milestone(project.id, "demo").state == "billed"
    paid = site.pay_by_hand(first, first.total).payment
    assert site.milestone(project.id, "demo").state == "paid"
    site.reverse(paid)
    assert site.milestone(project.id, "demo").state == "billed"


def test_a_milestone_lowered_to_what_is_billed_of_it_is_billed_and_blocks_no_other(site):
    project = job(site, in_sequence=True)
    site.progress(project.id, "demo", "50")
    invoice = site.bill(project.id, "demo")
    site.add_line(project.id, site.milestone(project.id, "demo").id, "less", usd("-3000"))
    assert site.milestone(project.id, "demo").state == "billed"
    assert site.bill(project.id, "final").total == usd("4000")
    site.pay_by_hand(invoice, invoice.total)
    assert site.milestone(project.id, "demo").state == "paid"


def test_a_milestone_lowered_to_what_is_paid_of_it_is_paid(site):
    project = job(site)
    site.progress(project.id, "demo", "50")
    invoice = site.bill(project.id, "demo")
    site.pay_by_hand(invoice, invoice.total)
    site.add_line(project.id, site.milestone(project.id, "demo").id, "less", usd("-3000"))
    assert site.milestone(project.id, "demo").state == "paid"


def test_a_milestone_is_not_lowered_below_what_is_billed_of_it(site):
    project = job(site)
    site.progress(project.id, "demo", "50")
    site.bill(project.id, "demo")
    with pytest.raises(Refusal, match=r"line\.below_billed"):
        site.add_line(project.id, site.milestone(project.id, "demo").id, "less", usd("-3000.01"))


def test_columns_show_scheduled_previous_this_to_date_and_balance_of_every_milestone(site):
    project = job(site, columns=True)
    site.progress(project.id, "demo", "50")
    site.bill(project.id, "demo")
    site.progress(project.id, "demo")
    rows = InvoiceSheet.from_json(site.bill(project.id, "demo").sheet).rows
    assert [(row.name, row.figures) for row in rows] == [
        ("demo", ("USD 6000.00", "USD 3000.00", "USD 3000.00", "USD 6000.00", "USD 0.00")),
        ("final", ("USD 4000.00", "USD 0.00", "USD 0.00", "USD 0.00", "USD 4000.00")),
        ("sheet.schedule_total", ("USD 10000.00", "USD 3000.00", "USD 3000.00", "USD 6000.00", "USD 4000.00")),
    ]


def test_nothing_is_said_to_be_done_of_a_milestone_that_is_worth_less_than_nothing(site):
    """Its lines are all credits: there is no share of it to tell."""
    project = job(site)
    low = {"lines": (line(site, "credit", "-500"),), "scheduled_value": usd("-500")}
    site.agree(project.id, "demo", **low)
    with pytest.raises(Refusal, match=r"draft\.nothing"):
        site.bill(project.id, "demo")


# taxes


def test_each_tax_is_of_its_own_lines_and_printed_with_its_name(site):
    state, wages = TaxRule(name="State", rate=Rate(80_000)), TaxRule(rate=Rate(20_000), scope="labor")
    project = job(site, taxes=(state, wages))
    lines = (
        line(site, "work", "3000", cost_type="labor"),
        line(site, "tile", "2000", cost_type="materials"),
        line(site, "permit", "1000", taxable=False),
    )
    site.agree(project.id, "demo", lines=lines)
    invoice = site.bill(project.id, "demo")
    assert [(one.base, one.tax) for one in invoice.taxes] == [(usd("5000"), usd("400")), (usd("3000"), usd("60"))]
    assert figures(invoice) == [
        ("figure.subtotal", "USD 6000.00"),
        ("figure.tax_named rate=8 % name=State", "USD 400.00"),
        ("figure.of_labor tax=figure.tax rate=2 %", "USD 60.00"),
        ("figure.total", "USD 6460.00"),
    ]


def test_a_tax_that_is_in_the_prices_is_told_and_not_added(site):
    project = job(site, taxes=(TaxRule(name="VAT", rate=Rate(200_000)),), inclusive=True)
    invoice = site.bill(project.id, "demo")
    assert (invoice.tax, invoice.total) == (usd("1000"), usd("6000"))
    assert figures(invoice)[1] == ("figure.tax_included_named rate=20 % name=VAT", "USD 1000.00")


def test_one_rate_said_later_takes_the_place_of_the_contracts_taxes(site):
    project = job(site, taxes=(TaxRule(name="State", rate=Rate(80_000)),))
    with site.open() as ledger:
        onboarding.set_terms(ledger, project.id, tax_rate=Rate(50_000), due_terms=None)
    assert site.bill(project.id, "demo").tax == usd("300")


# the deposit


def test_the_deposit_has_an_invoice_of_its_own_that_bills_no_work(site):
    project = job(site, deposit=DepositTerms(amount=usd("1000")))
    (photo,) = site.photos_kept(project.id, site.milestone(project.id, "demo").id)
    invoice = site.deposit(project.id)
    assert (invoice.kind, invoice.subtotal, invoice.total, invoice.parts) == ("deposit", usd("0"), usd("1000"), ())
    assert sections(invoice) == [("sheet.deposit", [("sheet.deposit", "USD 1000.00")])]
    assert figures(invoice, "context") == [
        ("figure.contract_sum", "USD 10000.00"),
        ("figure.deposit_left", "USD 1000.00"),
    ]
    assert figures(invoice) == [("figure.total", "USD 1000.00")]
    assert site.proof(photo).invoice_id is None
    site.pay_by_hand(invoice, invoice.total)
    assert {one.state for one in site.file(project.id).milestones} == {"planned"}


@pytest.mark.parametrize(
    ("rule", "credited"),
    [("first", ("2000", "1000", "0")), ("last", ("0", "0", "3000")), ("pro_rata", ("600", "900", "1500"))],
)
def test_the_deposit_is_credited_as_agreed(site, rule, credited):
    project = job(site, THREE, deposit=DepositTerms(amount=usd("3000"), credit=rule))
    site.deposit(project.id)
    invoices = [site.bill(project.id, name) for name in ("demo", "tile", "final")]
    assert [one.deposit_applied for one in invoices] == [usd(one) for one in credited]
    assert not unapplied(before(site, project), "USD")
    assert sum(one.total.minor for one in site.file(project.id).invoices) == usd("10000").minor


def test_an_invoice_says_what_of_the_deposit_it_credits_and_what_is_left(site):
    project = job(site, deposit=DepositTerms(amount=usd("1000")))
    site.deposit(project.id)
    invoice = site.bill(project.id, "demo")
    assert ("figure.deposit_credit", "USD -600.00") in figures(invoice)
    assert figures(invoice, "context")[-1] == ("figure.deposit_left", "USD 400.00")


def test_an_invoice_that_the_deposit_covers_whole_is_paid_as_it_is_issued(site):
    project = job(site, deposit=DepositTerms(amount=usd("7000"), credit="first"))
    site.deposit(project.id)
    invoice = site.bill(project.id, "demo")
    assert (invoice.total, invoice.state) == (usd("0"), "paid")
    assert site.milestone(project.id, "demo").state == "paid"
    with pytest.raises(Refusal, match=r"invoice\.settled"):
        site.ask(invoice)


def test_what_the_deposit_covers_whole_is_voided_like_any_other_while_nobody_paid_on_it(site):
    project = job(site, deposit=DepositTerms(amount=usd("7000"), credit="first"))
    deposit = site.deposit(project.id)
    invoice = site.bill(project.id, "demo")
    assert site.void(invoice).state == "void"
    assert site.milestone(project.id, "demo").state == "done"
    assert unapplied(before(site, project), "USD") == usd("7000")
    assert site.void(deposit).state == "void"


def test_a_contract_without_a_deposit_asks_for_none(site):
    with pytest.raises(Refusal, match=r"deposit\.none"):
        site.deposit(job(site).id)


def test_the_deposit_is_asked_for_once_and_again_when_void(site):
    project = job(site, deposit=DepositTerms(amount=usd("1000")))
    invoice = site.deposit(project.id)
    with pytest.raises(Refusal) as refused:
        site.deposit(project.id)
    assert refused.value.details == {"number": invoice.number}
    site.void(invoice)
    assert site.deposit(project.id).total == usd("1000")


def test_a_deposit_larger_than_what_is_left_to_bill_is_not_asked_for(site):
    project = job(site, deposit=DepositTerms(amount=usd("4000.01")))
    site.bill(project.id, "demo")
    with pytest.raises(Refusal) as refused:
        site.deposit(project.id)
    assert (refused.value.code, refused.value.details) == ("deposit.late", {"left": usd("4000")})


def test_a_deposit_that_later_invoices_credit_is_not_voided(site):
    project = job(site, deposit=DepositTerms(amount=usd("1000")))
    invoice = site.deposit(project.id)
    work = site.bill(project.id, "demo")
    with pytest.raises(Refusal, match=r"invoice\.deposit_used"):
        site.void(invoice)
    site.void(work)
    assert site.void(invoice).state == "void"


# retainage


def test_retainage_is_withheld_told_and_released_at_the_end(site):
    project = job(site, retainage=TEN)
    first, last = site.bill(project.id, "demo"), site.bill(project.id, "final")
    assert (first.retained, first.total) == (usd("600"), usd("5400"))
    assert ("figure.retainage_at label=figure.retainage rates=10 %", "USD -400.00") in figures(last)
    assert figures(last, "context")[-1] == ("figure.retainage_held", "USD 1000.00")
    release = site.release(project.id)
    assert (release.kind, release.total, release.subtotal) == ("retainage_release", usd("1000"), usd("0"))
    assert sections(release) == [
        ("demo", [("sheet.retainage_released", "USD 600.00")]),
        ("final", [("sheet.retainage_released", "USD 400.00")]),
    ]
    assert figures(release) == [("figure.total", "USD 1000.00")]
    assert not held(before(site, project), "USD")
    with pytest.raises(Refusal, match=r"retainage\.none"):
        site.release(project.id)


def test_retainage_is_released_of_one_milestone_or_a_share_of_all(site):
    project = job(site, retainage=TEN)
    site.bill(project.id, "demo", "final")
    assert site.release(project.id, "demo", share=Rate(500_000)).total == usd("300")
    assert site.release(project.id, share=Rate(500_000)).total == usd("350")
    assert site.release(project.id, "final").total == usd("200")
    assert held(before(site, project), "USD") == usd("150")


def test_an_open_release_keeps_no_milestone_from_being_paid(site):
    project = job(site, retainage=TEN)
    invoice = site.bill(project.id, "demo")
    release = site.release(project.id, "demo")
    site.pay_by_hand(invoice, invoice.total)
    assert site.milestone(project.id, "demo").state == "paid"
    paid = site.pay_by_hand(release, release.total).payment
    site.reverse(paid)
    assert site.milestone(project.id, "demo").state == "paid"


def test_less_is_withheld_once_the_contract_is_far_enough(site):
    terms = RetainageTerms(rate=Rate(100_000), step_at=Rate(500_000), later_rate=Rate(20_000))
    project = job(site, retainage=terms)
    first, last = site.bill(project.id, "demo"), site.bill(project.id, "final")
    assert (first.retained, last.retained) == (usd("520"), usd("80"))
    of = [f"figure.retainage_of rate={rate} amount=USD {of}" for rate, of in (("10 %", "5000.00"), ("2 %", "1000.00"))]
    assert (f"figure.retainage_at label=figure.retainage rates={' + '.join(of)}", "USD -520.00") in figures(first)
    assert ("figure.retainage_at label=figure.retainage rates=2 %", "USD -80.00") in figures(last)


def test_a_milestone_with_a_rate_of_its_own_goes_by_that(site):
    project = job(site, retainage=TEN)
    site.agree(project.id, "final", retainage=Rate(0))
    both = site.bill(project.id, "demo", "final")
    assert both.retained == usd("600")
    of = "figure.retainage_of rate=10 % amount=USD 6000.00"
    assert (f"figure.retainage_at label=figure.retainage rates={of}", "USD -600.00") in figures(both)


def test_what_was_held_back_by_other_terms_is_told_without_a_rate(site):
    """Held back too much before, nothing is held back now: a rate would tell another sum."""
    project = job(site, retainage=RetainageTerms(rate=Rate(200_000)))
    site.progress(project.id, "demo", "50")
    first = site.bill(project.id, "demo")
    site.credit(first, usd("1000"))
    site.agree(project.id, "demo", retainage=Rate(150_000))
    last = site.bill(project.id, "demo")
    assert [label for label, _ in figures(last) if label.startswith("figure.retainage")] in ([], ["figure.retainage"])


def test_the_rest_of_the_deposit_is_credited_on_the_release(site):
    project = job(site, retainage=RetainageTerms(rate=Rate(500_000)), deposit=DepositTerms(amount=usd("6000")))
    site.deposit(project.id)
    site.bill(project.id, "demo")
    early = site.release(project.id, share=Rate(500_000))
    assert (early.deposit_applied, early.total) == (usd("0"), usd("1500"))
    last = site.bill(project.id, "final")
    assert (last.total, last.deposit_applied) == (usd("0"), usd("2000"))
    release = site.release(project.id)
    assert (release.deposit_applied, release.total) == (usd("1000"), usd("2500"))
    assert figures(release) == [
        ("figure.subtotal", "USD 3500.00"),
        ("figure.deposit_credit", "USD -1000.00"),
        ("figure.total", "USD 2500.00"),
    ]


def test_work_whose_retainage_was_released_is_not_voided(site):
    project = job(site, retainage=TEN)
    invoice = site.bill(project.id, "demo")
    release = site.release(project.id)
    with pytest.raises(Refusal, match=r"invoice\.retainage_released"):
        site.void(invoice)
    site.void(release)
    assert held(before(site, project), "USD") == usd("600")
    assert site.void(invoice).state == "void"
    assert not held(before(site, project), "USD")


# in turn, and when it is due


def test_a_contract_in_sequence_is_billed_from_the_top(site):
    project = job(site, THREE, in_sequence=True)
    with pytest.raises(Refusal) as refused:
        site.bill(project.id, "demo", "final")
    assert (refused.value.code, refused.value.details) == ("milestone.out_of_turn", {"name": "final", "first": "tile"})
    site.bill(project.id, "demo", "tile")
    assert site.bill(project.id, "final").total == usd("5000")


def test_work_that_is_due_on_approval_waits_for_it(site):
    project = job(site)
    site.agree(project.id, "demo", due=Due(on="approval"))
    with pytest.raises(Refusal, match=r"milestone\.unapproved"):
        site.bill(project.id, "demo")
    site.agree(project.id, "demo", approved_at=START)
    assert site.bill(project.id, "demo").total == usd("6000")


def test_a_void_part_frees_its_milestone_and_counts_no_more(site):
    project = job(site)
    site.progress(project.id, "demo", "40")
    first = site.bill(project.id, "demo")
    site.progress(project.id, "demo")
    site.bill(project.id, "demo")
    site.void(first)
    assert site.milestone(project.id, "demo").state == "done"
    assert site.bill(project.id, "demo").total == usd("2400")
    assert site.milestone(project.id, "demo").state == "billed"


def test_a_milestone_worth_nothing_is_billed_by_name_and_free_again_when_void(site):
    project = job(site)
    site.add_line(project.id, site.milestone(project.id, "demo").id, "less", usd("-6000"))
    invoice = site.bill(project.id, "demo", "final")
    assert site.milestone(project.id, "demo").state == "billed"
    site.void(invoice)
    assert site.milestone(project.id, "demo").state == "done"


def test_the_client_is_led_to_what_is_still_to_be_paid_and_to_nothing_credited(site):
    project = job(site)
    first = site.bill(project.id, "demo")
    site.later(days=1)
    second = site.bill(project.id, "final")
    with site.open() as ledger:
        links = {one.id: str(ledger.link_of(one.id).id) for one in (first, second)}
        assert linking.open_link(ledger, project.client_id) == links[second.id]
    site.credit(second)
    with site.open() as ledger:
        assert linking.open_link(ledger, project.client_id) == links[first.id]
    site.void(first)
    with site.open() as ledger:
        assert linking.open_link(ledger, project.client_id) is None


def test_a_wish_for_nothing_is_refused(site):
    with pytest.raises(Refusal, match=r"draft\.nothing"):
        site.draft_any(job(site).id, Wish())


def test_a_milestone_with_a_rate_of_its_own_does_not_count_for_the_others_when_billed_before_them(site):
    project = job(site, retainage=TEN)
    site.agree(project.id, "demo", retainage=Rate(0))
    assert [site.bill(project.id, name).retained for name in ("demo", "final")] == [usd("0"), usd("400")]
