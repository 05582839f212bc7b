"""Several contractors on one job: each bills what they do, and together it is the contract, to the cent."""

from dataclasses import replace
from datetime import date

import pytest

from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.money import Rate, total
from core.domain.party import DueTerms
from core.domain.sheet import InvoiceSheet
from core.domain.terms import BillingTerms, DepositTerms, RetainageTerms, TaxRule
from core.domain.withholding import held, unapplied
from core.usecases import billing, capturing, change_orders, contractors, linking, onboarding, terms
from core.usecases.applications import build_application
from core.usecases.billing import Wish
from core.usecases.change_orders import Wish as Change
from core.usecases.statements import build_receipt, build_statement
from tests.core.site import Site, fixed, rest, usd

FOUR = (fixed("demo", "2000"), fixed("plumbing", "3000.01"), fixed("fixtures", "1000.02"), rest("final"))
TEN = RetainageTerms(rate=Rate(100_000))


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def lopez(site):
    return site.contractor("Lopez Plumbing", email="lopez@example.com", postal_address="4 Pipe Rd")


def job(site, lopez, **agreed):
    """Rivera does demo and final, Lopez plumbing and fixtures."""
    project = site.project(usd("10000.07"), FOUR, agreed=BillingTerms(**agreed)).project
    site.assign(project.id, lopez, "plumbing", "fixtures")
    return project


def sheet_of(invoice):
    return InvoiceSheet.from_json(invoice.sheet)


def figures(invoice):
    return {one.label: one.amount for one in sheet_of(invoice).figures}


def before(file):
    return file.invoices, file.credit_notes


# who is of the account


def test_a_contractor_is_added_with_numbers_of_its_own(site):
    added = [site.contractor(name) for name in ("Lopez Plumbing", "Luz Paint", "Lopez & Paz", "3D", "Lp")]
    assert [one.number_prefix for one in added] == ["LP-", "LUP-", "LOP-", "D-", "L-"]
    with site.open() as ledger:
        assert ledger.contractors() == (site.firm.contractor, *added)


def test_prefixes_never_run_out_for_alike_names(site):
    added = [site.contractor(name) for name in ("A", "A!", "A?", "A.")]
    assert [one.number_prefix for one in added] == ["A-", "AAA-", "AAB-", "AAC-"]


def test_a_contractor_is_added_once(site, lopez):
    with pytest.raises(Refusal, match=r"contractor\.known"):
        site.contractor("lopez plumbing ")
    with pytest.raises(DoesNotAddUp, match=r"name\.missing"):
        site.contractor("  ")
    assert lopez.paper == site.firm.contractor.paper


def test_there_are_so_many_contractors_and_no_more(site, monkeypatch):
    monkeypatch.setattr(contractors, "MOST_CONTRACTORS", 2)
    site.contractor("Lopez")
    with pytest.raises(DoesNotAddUp, match=r"contractor\.too_many"):
        site.contractor("Kim")


def test_who_runs_another_contractor_is_a_member_of_it_and_names_it_alone(site, lopez):
    luis = linking.Joiner(name="Luis", channel="simulator", address="luis", language="es")
    with site.open() as ledger:
        member = linking.join_partner(ledger, site.asked(), lopez.id, luis)
        assert (ledger.member(member.id), member.role, member.contractor_id) == (member, "owner", lopez.id)
        assert [one.value for one in ledger.addresses(member_id=member.id)] == ["luis"]
        onboarding.name_business(ledger, lopez.id, "Lopez & Sons")
        assert (ledger.contractor(lopez.id).name, ledger.account().name) == ("Lopez & Sons", "Rivera Builders")
        onboarding.name_business(ledger, site.firm.contractor.id, "Rivera")
        assert ledger.account().name == "Rivera"


# who does what


def test_a_milestone_is_the_projects_contractors_until_somebody_else_does_it(site, lopez):
    project = site.project().project
    assert {one.contractor_id for one in site.file(project.id).milestones} == {site.firm.contractor.id}
    assigned = site.assign(project.id, lopez, "cabinets", "demo")
    assert [one.name for one in assigned.before] == ["demo", "cabinets"]
    assert {one.contractor_id for one in assigned.after} == {lopez.id}
    file = site.file(project.id)
    assert file.doing == (site.firm.contractor, lopez)
    assert [file.named(one.contractor_id).name for one in file.milestones][1:3] == ["Lopez Plumbing"] * 2


def test_what_is_billed_and_stands_stays_with_who_billed_it(site, lopez):
    project = job(site, lopez)
    site.progress(project.id, "demo", "40")
    invoice = site.bill(project.id, "demo")
    with pytest.raises(Refusal, match=r"contractor\.billed") as refused:
        site.assign(project.id, lopez, "final", "demo")
    assert refused.value.details == {"name": "demo", "contractor": "Rivera Builders"}
    assert site.milestone(project.id, "final").contractor_id == site.firm.contractor.id
    site.assign(project.id, site.firm.contractor, "demo")  # theirs already
    site.void(invoice)
    site.assign(project.id, lopez, "demo")
    assert site.bill(project.id, "demo").contractor_id == lopez.id


def test_what_was_credited_whole_may_change_hands(site, lopez):
    project = job(site, lopez)
    invoice = site.bill(project.id, "demo")
    site.credit(invoice, None)
    site.assign(project.id, lopez, "demo")
    assert site.bill(project.id, "demo").number == "LP-0001"


def test_only_what_is_of_the_job_is_assigned_and_to_somebody_known(site, lopez):
    project, other = job(site, lopez), site.project(name="other").project
    with pytest.raises(Refusal, match=r"milestone\.none"), site.open() as ledger:
        contractors.assign(ledger, project.id, [site.milestone(other.id, "demo").id], lopez.id)
    with pytest.raises(Refusal, match=r"contractor\.not_found"):
        site.assign(project.id, replace(lopez, id=site.new_id()), "demo")


# invoices


def test_each_contractor_bills_under_their_own_letterhead_numbers_and_terms(site, lopez):
    project = site.project(usd("10000.07"), FOUR, due_days=30).project
    kim = site.contractor("Kim Electric", due_terms=DueTerms(7), paper="a4")
    site.assign(project.id, lopez, "plumbing")
    site.assign(project.id, kim, "fixtures")
    made = [site.bill(project.id, name) for name in ("demo", "plumbing", "fixtures", "final")]
    assert [one.number for one in made] == ["INV-0001", "LP-0001", "KE-0001", "INV-0002"]
    assert [sheet_of(one).contractor.name for one in made[:3]] == ["Rivera Builders", "Lopez Plumbing", "Kim Electric"]
    assert sheet_of(made[1]).contractor.lines == ("4 Pipe Rd", "lopez@example.com")
    assert [sheet_of(one).paper for one in made[:3]] == ["letter", "letter", "a4"]
    assert [one.due_on for one in made[:3]] == [date(2026, 12, 22), date(2026, 12, 22), date(2026, 11, 29)]


def test_an_invoice_is_of_one_contractor(site, lopez):
    project = job(site, lopez)
    both = tuple(site.milestone(project.id, name).id for name in ("demo", "plumbing", "fixtures"))
    with pytest.raises(Refusal, match=r"draft\.contractors"):
        site.draft_any(project.id, Wish(milestone_ids=both))
    file = site.file(project.id)
    made = billing.wishes(file, Wish(milestone_ids=both))
    assert [(one, wish.milestone_ids) for one, wish in made] == [
        (site.firm.contractor.id, both[:1]),
        (lopez.id, both[1:]),
    ]
    assert billing.wishes(file, Wish(milestone_ids=both[1:])) == ((lopez.id, Wish(milestone_ids=both[1:])),)
    assert billing.wishes(file, Wish(kind="deposit")) == ((site.firm.contractor.id, Wish(kind="deposit")),)


def test_a_draft_whose_work_changed_hands_is_not_sent_as_it_was_shown(site, lopez):
    project = job(site, lopez)
    alone = site.draft(project.id, site.milestone(project.id, "demo"))
    both = site.draft(project.id, site.milestone(project.id, "demo"), site.milestone(project.id, "final"))
    site.assign(project.id, lopez, "demo")
    with pytest.raises(Refusal, match=r"draft\.changed"):
        site.issue(alone)
    with pytest.raises(Refusal, match=r"draft\.contractors"):
        site.issue(both)
    assert site.bill(project.id, "demo").number == "LP-0001"


def test_an_invoice_tells_of_its_contractors_part_of_the_contract(site, lopez):
    project = job(site, lopez, columns=True, retainage=TEN)
    site.bill(project.id, "demo")
    told = site.bill(project.id, "plumbing")
    assert figures(told) | {
        "figure.contract_sum": "USD 4000.03",
        "figure.previously_billed": "USD 0.00",
        "figure.this_invoice": "USD 3000.01",
        "figure.balance_to_finish": "USD 1000.02",
        "figure.retainage_held": "USD 300.00",
    } == figures(told)
    assert [one.name for one in sheet_of(told).rows] == ["plumbing", "fixtures", "sheet.schedule_total"]


def test_taxes_of_all_contractors_sum_to_the_contracts(site, lopez):
    project = job(site, lopez, taxes=(TaxRule(rate=Rate(86_250)),))
    made = [site.bill(project.id, one.name) for one in site.file(project.id).milestones]
    assert total((one.tax for one in made), "USD") == usd("10000.07").share(Rate(86_250))


# the deposit


@pytest.mark.parametrize("rule", ["first", "last", "pro_rata"])
def test_the_deposit_is_credited_by_the_one_who_asked_for_it_and_to_the_cent(site, lopez, rule):
    project = job(site, lopez, deposit=DepositTerms(amount=usd("1000.03"), credit=rule))
    deposit = site.deposit(project.id)
    made = [site.bill(project.id, name) for name in ("plumbing", "demo", "fixtures", "final")]
    assert deposit.contractor_id == site.firm.contractor.id
    assert [one.deposit_applied for one in made if one.contractor_id == lopez.id] == [usd("0"), usd("0")]
    assert total((one.deposit_applied for one in made), "USD") == usd("1000.03")
    assert "figure.deposit_left" not in figures(made[0])


def test_a_deposit_is_no_more_than_its_contractor_has_left_to_bill(site, lopez):
    project = job(site, lopez, deposit=DepositTerms(amount=usd("6000.05")))
    with pytest.raises(Refusal, match=r"deposit\.late"):
        site.deposit(project.id)


def test_work_stays_where_a_deposit_still_has_to_be_credited(site, lopez):
    project = job(site, lopez, deposit=DepositTerms(amount=usd("5000")))
    site.deposit(project.id)
    with pytest.raises(Refusal, match=r"contractor\.deposit") as refused:
        site.assign(project.id, lopez, "demo")
    assert refused.value.details["left"] == usd("4000.04")
    site.assign(project.id, site.firm.contractor, "fixtures")
    site.assign(project.id, lopez, "fixtures")


def test_a_deposit_that_one_has_credited_is_not_taken_back_by_what_another_billed(site, lopez):
    project = job(site, lopez, deposit=DepositTerms(amount=usd("500"), credit="first"))
    deposit = site.deposit(project.id)
    site.bill(project.id, "plumbing")
    site.void(deposit)
    deposit = site.deposit(project.id)
    site.bill(project.id, "demo")
    with pytest.raises(Refusal, match=r"invoice\.deposit_used"):
        site.void(deposit)
    with pytest.raises(Refusal, match=r"credit\.deposit_used"):
        site.credit(deposit, None)


# retainage


def test_retainage_follows_the_contract_whoever_bills_and_each_releases_their_own(site, lopez):
    stepped = RetainageTerms(rate=Rate(100_000), step_at=Rate(500_000), later_rate=Rate(50_000))
    project = job(site, lopez, retainage=stepped)
    made = [site.bill(project.id, name) for name in ("demo", "plumbing", "fixtures", "final")]
    should = usd("10000.07").share(Rate(500_000))
    should = should.share(Rate(100_000)) + (usd("10000.07") - should).share(Rate(50_000))
    assert total((one.retained for one in made), "USD") == should
    with pytest.raises(Refusal, match=r"draft\.contractors"):
        site.release(project.id)
    everything = Wish(kind="retainage_release")
    both = billing.wishes(site.file(project.id), everything)
    released = [site.issue(site.draft_any(project.id, wish)).invoice for _, wish in both]
    assert [one.number for one in released] == ["INV-0003", "LP-0003"]
    assert released[1].total == total((one.retained for one in made[1:3]), "USD")
    assert not held(before(site.file(project.id)), "USD")


def test_a_release_of_all_is_of_the_only_one_who_has_anything_held(site, lopez):
    project = job(site, lopez, retainage=TEN)
    site.bill(project.id, "plumbing")
    assert billing.wishes(site.file(project.id), Wish(kind="retainage_release"))[0][0] == lopez.id
    assert site.release(project.id).number == "LP-0002"
    with pytest.raises(Refusal, match=r"retainage\.none"):
        site.release(project.id)
    assert len(billing.wishes(site.file(project.id), Wish(kind="retainage_release"))) == 1


def test_what_is_left_of_the_deposit_goes_with_its_own_contractors_release(site, lopez):
    agreed = {"deposit": DepositTerms(amount=usd("6000.04"), credit="first"), "retainage": TEN}
    project = job(site, lopez, **agreed)
    site.deposit(project.id)
    for name in ("demo", "final", "plumbing"):
        site.bill(project.id, name)
    mine, theirs = (wish for _, wish in billing.wishes(site.file(project.id), Wish(kind="retainage_release")))
    assert site.issue(site.draft_any(project.id, theirs)).invoice.deposit_applied == usd("0")
    assert site.issue(site.draft_any(project.id, mine)).invoice.total == usd("0")
    assert not unapplied(before(site.file(project.id)), "USD")


def test_new_retainage_counts_from_when_it_was_agreed_though_each_has_numbers_of_their_own(site, lopez):
    project = job(site, lopez)
    for name in ("demo", "plumbing"):  # INV-0001 and LP-0001
        site.bill(project.id, name)
    with site.open() as ledger:
        terms.set_retainage(ledger, project.id, TEN)
    assert site.bill(project.id, "fixtures").retained == usd("100")
    assert site.bill(project.id, "final").retained == usd("400.01")


# change orders, photos


def change(site, project, amount, **wish):
    with site.open() as ledger:
        return change_orders.propose(
            ledger, site.asked(), project.id, Change(description="more", amount=usd(amount), **wish)
        ).order


def approve(site, order):
    said = change_orders.Decision(by="Dana Lee", at=site.now, channel="simulator")
    with site.open() as ledger:
        return change_orders.approve(ledger, site.asked(), order.id, order.shown_as, said)


def test_a_change_is_of_the_one_whose_work_it_lands_on(site, lopez):
    project = job(site, lopez)
    onto = change(site, project, "100", landing="onto", milestone_id=site.milestone(project.id, "plumbing").id)
    site.bill(project.id, "plumbing")
    new = approve(site, onto).steps[0].after
    assert (new.name, new.contractor_id) == ("more", lopez.id)
    alone = approve(site, change(site, project, "50")).steps[0].after
    assert alone.contractor_id == site.firm.contractor.id


def test_a_photo_that_comes_late_stays_with_the_one_whose_work_it_shows(site, lopez):
    project = job(site, lopez)
    demo, plumbing, fixtures = (site.milestone(project.id, name) for name in ("demo", "plumbing", "fixtures"))
    (late,) = site.photos_arrive(project.id, plumbing.id)
    site.bill(project.id, "plumbing")
    assert site.proof(late).milestone_id == fixtures.id
    (later,) = site.photos_arrive(project.id, plumbing.id)
    assert later.milestone_id == fixtures.id
    site.bill(project.id, "fixtures")
    assert site.proof(later).milestone_id is None
    with site.open() as ledger:
        assert capturing.milestone_of(ledger.project_file(project.id), demo.id) == demo


# papers


def test_statement_and_application_tell_whose_each_is(site, lopez):
    project = job(site, lopez)
    mine, theirs = site.bill(project.id, "demo"), site.bill(project.id, "plumbing")
    file = site.file(project.id)
    block = build_statement([file], site.stationery, site.now).blocks[0]
    assert [row.text.rpartition("contractor=")[2] for row in block.rows] == ["Rivera Builders", "Lopez Plumbing"]
    assert "Lopez Plumbing" in block.still_open[1].number
    sheet = build_application(file, theirs.id, site.stationery, date(2026, 11, 22))
    assert sheet.contractor.name == "Lopez Plumbing"
    names = [row.description for group in sheet.groups for row in group.rows]
    assert names[:2] == ["demo · Rivera Builders", "plumbing · Lopez Plumbing"]
    assert build_application(file, mine.id, site.stationery, date(2026, 11, 22)).contractor.name == "Rivera Builders"
    assert build_application(file, None, site.stationery, date(2026, 11, 22)).contractor.name == "Rivera Builders"


def test_a_receipt_is_of_the_contractor_who_was_paid(site, lopez):
    project = job(site, lopez)
    invoice = site.bill(project.id, "plumbing")
    counted = site.pay_by_hand(invoice, usd("100"))
    assert counted.file.contractor == lopez
    assert build_receipt(site.file(project.id), counted.receipt, site.stationery).contractor.name == "Lopez Plumbing"


# who gets the deposit


def advance(site, project, contractor, amount="1000"):
    agreed = DepositTerms(amount=usd(amount), credit="pro_rata")
    with site.open() as ledger:
        terms.set_deposit_terms(ledger, project.id, agreed)
    with site.open() as ledger:
        chosen = terms.with_deposit_of(ledger.project_file(project.id), contractor.id)
        terms.set_deposit_terms(ledger, project.id, chosen)


def test_who_gets_the_deposit_asks_for_it_and_credits_it_to_the_last_cent(site, lopez):
    project = job(site, lopez)
    advance(site, project, lopez)
    deposit = site.deposit(project.id)
    assert (deposit.contractor_id, deposit.number) == (lopez.id, "LP-0001")
    ours = site.bill(project.id, "demo", "final")
    assert ours.deposit_applied == usd("0")
    assert "figure.deposit_left" not in figures(ours)
    theirs = [site.bill(project.id, name) for name in ("plumbing", "fixtures")]
    assert total((one.deposit_applied for one in theirs), "USD") == usd("1000")
    assert unapplied(before(site.file(project.id)), "USD") == usd("0")


def test_the_deposit_goes_back_to_the_project_s_own(site, lopez):
    project = job(site, lopez)
    advance(site, project, lopez)
    own = site.file(project.id).contractor
    advance(site, project, own)
    assert site.file(project.id).contract.terms.deposit.contractor_id is None
    assert site.deposit(project.id).contractor_id == own.id


def test_a_deposit_goes_to_nobody_whose_part_cannot_hold_it_nor_once_it_is_asked_for(site, lopez):
    project = job(site, lopez)
    with pytest.raises(Refusal, match=r"deposit\.none"), site.open() as ledger:
        terms.with_deposit_of(ledger.project_file(project.id), lopez.id)
    with pytest.raises(Refusal, match=r"deposit\.part"):
        advance(site, project, lopez, "4000.04")
    advance(site, project, lopez, "4000.03")
    site.deposit(project.id)
    with pytest.raises(Refusal, match=r"deposit\.asked"):
        advance(site, project, lopez)
