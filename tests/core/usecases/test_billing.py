from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain.errors import NotAllowed, OutOfDate, Refusal
from core.domain.money import Rate
from core.domain.party import DueTerms
from core.domain.sheet import InvoiceSheet
from core.usecases import billing, onboarding
from core.usecases.applications import keep_application
from tests.core.site import Site, event_for, fixed, rest, usd
from tests.twins.plain_wording import plain_stationery


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    return site.project().project


@pytest.fixture
def demo(site, kitchen):
    return site.milestone(kitchen.id, "demo")


@pytest.fixture
def cabinets(site, kitchen):
    return site.milestone(kitchen.id, "cabinets")


def finish(site, project, milestone):
    with site.open() as ledger:
        return billing.finish_milestone(ledger, project.id, milestone.id)


def reopen(site, project, milestone):
    with site.open() as ledger:
        return billing.reopen_milestone(ledger, project.id, milestone.id)


def cancel(site, shown):
    with site.open() as ledger:
        return billing.cancel_draft(ledger, shown.draft.id)


def keep_pdf(site, invoice, key="pdf"):
    with site.open() as ledger:
        return billing.keep_pdf(ledger, site.asked(), invoice.id, key)


def test_done_may_be_said_twice_and_taken_back(site, kitchen, demo):
    assert finish(site, kitchen, demo).state == "done"
    assert finish(site, kitchen, demo).state == "done"
    assert reopen(site, kitchen, demo).state == "planned"
    with pytest.raises(NotAllowed, match=r"milestone\.reopen"):
        reopen(site, kitchen, demo)


def test_done_is_not_said_of_what_is_billed(site, kitchen, demo):
    site.bill(kitchen.id, "demo")
    for action in (finish, reopen):
        with pytest.raises(NotAllowed):
            action(site, kitchen, demo)


def test_a_draft_has_no_number_and_takes_none(site, kitchen, demo):
    shown = site.draft(kitchen.id, demo)
    assert (shown.sheet.kind, shown.sheet.number, shown.sheet.total) == ("draft", "", "USD 4500.00")
    cancel(site, shown)
    assert site.bill(kitchen.id, "demo").number == "INV-0001"


def test_the_same_draft_asked_for_twice_is_one_brought_up_to_date(site, kitchen, demo):
    first = site.draft(kitchen.id, demo)
    site.photos_kept(kitchen.id, demo.id)
    again = site.draft(kitchen.id, demo)
    assert again.draft.id == first.draft.id
    assert again.draft.fingerprint == again.sheet.fingerprint != first.sheet.fingerprint
    assert site.draft(kitchen.id, demo).sheet == again.sheet


def test_a_milestone_named_twice_is_billed_once_and_the_schedules_order_holds(site, kitchen, demo, cabinets):
    shown = site.draft(kitchen.id, cabinets, demo, cabinets)
    assert [one.name for one in shown.milestones] == ["demo", "cabinets"]
    assert shown.sheet.total_minor == usd("12500").minor
    assert site.draft(kitchen.id, demo, cabinets).draft.id == shown.draft.id
    assert site.issue(shown).invoice.milestone_ids == (demo.id, cabinets.id)


def test_a_draft_of_nothing_is_refused(site, kitchen, demo):
    with pytest.raises(Refusal, match=r"draft\.nothing"):
        site.draft(kitchen.id)
    site.add_line(kitchen.id, demo.id, "credit", usd("-4500"))
    with pytest.raises(Refusal, match=r"draft\.nothing"):
        site.draft(kitchen.id, site.milestone(kitchen.id, "demo"))


def test_a_milestone_worth_nothing_can_be_billed_with_others(site, kitchen, demo, cabinets):
    site.add_line(kitchen.id, demo.id, "credit", usd("-4500"))
    assert site.bill(kitchen.id, "demo", "cabinets").total == usd("8000")
    assert site.milestone(kitchen.id, "demo").state == "billed"


def test_a_total_of_nothing_is_refused_though_something_is_on_the_lines():
    """One-cent lines at 50 %: the odd cents of the tax, after two invoices are void, eat the whole total."""
    site = Site()
    terms = [rest("0"), *(fixed(f"{n}", "0.01") for n in range(1, 6))]
    project = site.project(usd("0.06"), terms, tax="50").project
    issued = [site.bill(project.id, str(n)) for n in range(6)]
    assert [one.tax.minor for one in issued] == [1, 0, 1, 0, 1, 0]
    for one in (issued[1], issued[3], issued[5]):
        site.void(one)
    with pytest.raises(Refusal, match=r"draft\.nothing"):
        site.draft(project.id, site.milestone(project.id, "1"))
    assert site.bill(project.id, "1", "3", "5").total == usd("0.03")


def test_issuing_takes_the_next_number_and_freezes_the_sheet(site, kitchen, demo, cabinets):
    (photo,) = site.photos_kept(kitchen.id, demo.id)
    issued = site.issue(site.draft(kitchen.id, demo))
    invoice = issued.invoice
    assert (invoice.sequence, invoice.number, invoice.state, invoice.total) == (1, "INV-0001", "issued", usd("4500"))
    sheet = InvoiceSheet.from_json(invoice.sheet)
    assert sheet.fingerprint == invoice.sheet_hash
    assert (sheet.kind, sheet.number, [one.id for one in sheet.proofs]) == ("invoice", "INV-0001", [str(photo.id)])
    assert site.proof(photo).invoice_id == invoice.id
    assert [one.state for one in issued.file.milestones] == ["planned", "billed", "planned", "planned"]
    assert issued.link.invoice_id == invoice.id
    (job,) = [job for job in site.books.jobs if job.name == "render_invoice"]
    assert job.args["invoice_id"] == str(invoice.id)
    assert site.bill(kitchen.id, "cabinets").number == "INV-0002"


def test_two_projects_of_a_contractor_share_one_series_and_another_firm_has_its_own(site, kitchen):
    oak = site.project(name="Oak Ave").project
    assert [site.bill(one.id, "demo").sequence for one in (kitchen, oak)] == [1, 2]
    other = Site(site.books)
    assert other.bill(other.project().project.id, "demo").sequence == 1


def test_send_is_bound_to_what_was_shown(site, kitchen, demo):
    shown = site.draft(kitchen.id, demo)
    site.add_line(kitchen.id, demo.id, "dumpster", usd("350"))
    with pytest.raises(OutOfDate, match=r"draft\.changed"):
        site.issue(shown)
    again = site.draft(kitchen.id, site.milestone(kitchen.id, "demo"))
    assert site.issue(again).invoice.total == usd("4850")


@pytest.mark.parametrize("change", ["photo", "line", "tax", "due", "client", "name", "other invoice"])
def test_whatever_changes_what_is_printed_asks_again(site, kitchen, demo, change):
    shown = site.draft(kitchen.id, demo)
    with site.open() as ledger:
        if change == "tax":
            onboarding.set_terms(ledger, kitchen.id, tax_rate=Rate(1), due_terms=None)
        if change == "due":
            onboarding.set_terms(ledger, kitchen.id, tax_rate=None, due_terms=DueTerms(14))
        if change == "client":
            onboarding.reach_client(ledger, kitchen.client_id, email="dana@example.com")
        if change == "name":
            onboarding.name_business(ledger, site.firm.contractor.id, "Rivera & Sons")
    if change == "photo":
        site.photos_kept(kitchen.id, demo.id)
    if change == "line":
        site.add_line(kitchen.id, demo.id, "free", usd("0"))
    if change == "other invoice":
        site.bill(kitchen.id, "cabinets")
    with pytest.raises(OutOfDate):
        site.issue(shown)


def test_a_send_that_was_refused_takes_no_number(site, kitchen, demo):
    shown = site.draft(kitchen.id, demo)
    site.photos_kept(kitchen.id, demo.id)
    with pytest.raises(OutOfDate):
        site.issue(shown)
    assert site.bill(kitchen.id, "demo").sequence == 1


def test_send_tapped_twice_issues_once(site, kitchen, demo):
    shown = site.draft(kitchen.id, demo)
    site.issue(shown)
    with pytest.raises(NotAllowed) as refused:
        site.issue(shown)
    assert (refused.value.code, refused.value.details) == ("draft.issue", {"state": "issued"})
    assert len(site.file(kitchen.id).invoices) == 1


def test_a_cancelled_draft_is_not_sent_nor_cancelled_again_nor_used_again(site, kitchen, demo):
    shown = site.draft(kitchen.id, demo)
    assert cancel(site, shown).state == "cancelled"
    with pytest.raises(NotAllowed, match=r"draft\.issue"):
        site.issue(shown)
    with pytest.raises(NotAllowed, match=r"draft\.cancel"):
        cancel(site, shown)
    assert site.draft(kitchen.id, demo).draft.id != shown.draft.id


def test_a_milestone_in_two_drafts_is_billed_by_the_first_that_is_sent(site, kitchen, demo, cabinets):
    both, one = site.draft(kitchen.id, demo, cabinets), site.draft(kitchen.id, demo)
    site.issue(both)
    with pytest.raises(Refusal) as refused:
        site.issue(one)
    assert (refused.value.code, refused.value.details) == ("milestone.billed", {"name": "demo"})


def test_photos_still_on_their_way_are_told_before_they_are_left_behind(site, kitchen, demo, cabinets):
    (late,) = site.photos_arrive(kitchen.id, demo.id)
    shown = site.draft(kitchen.id, demo)
    assert shown.arriving == 1
    with pytest.raises(Refusal) as refused:
        site.issue(shown)
    assert (refused.value.code, refused.value.details) == ("draft.proofs_arriving", {"n": 1})
    issued = site.issue(shown, without_arriving=True)
    assert [one.id for one in issued.left_behind] == [late.id]
    kept = site.keep(late)
    assert (kept.state, kept.milestone_id, kept.invoice_id) == ("kept", cabinets.id, None)


def test_the_last_invoices_late_photo_waits_without_a_milestone(site, kitchen):
    site.bill(kitchen.id, "demo", "cabinets")
    final = site.milestone(kitchen.id, "final")
    (late,) = site.photos_arrive(kitchen.id, final.id)
    site.bill(kitchen.id, "final")
    assert (site.proof(late).project_id, site.proof(late).milestone_id) == (kitchen.id, None)


def test_due_dates_count_from_the_projects_own_day(site):
    project = site.project(due_days=14).project
    site.now = datetime(2026, 12, 1, 7, 59, tzinfo=UTC)  # still November in Los Angeles
    invoice = site.bill(project.id, "demo")
    assert invoice.due_on == date(2026, 12, 14)
    assert ["date.issued", "2026-11-30"] in [list(one) for one in invoice.sheet["dates"]]


def test_the_invoice_is_frozen_in_the_clients_language(site, kitchen, demo):
    site.stationery = plain_stationery("es")
    invoice = site.issue(site.draft(kitchen.id, demo)).invoice
    assert (invoice.language, invoice.sheet["language"]) == ("es", "es")


def test_an_invoice_goes_out_once_its_pdf_is_stored(site, kitchen):
    invoice = site.bill(kitchen.id, "demo")
    site.later(seconds=3)
    sent = keep_pdf(site, invoice)
    assert (sent.pdf_key, sent.sent_at) == ("pdf", site.now)
    site.later()
    assert keep_pdf(site, invoice, "again") is None
    assert site.invoice(invoice.id) == sent


def test_an_invoice_that_was_void_before_its_pdf_was_made_does_not_go_out(site, kitchen):
    invoice = site.bill(kitchen.id, "demo")
    site.void(invoice)
    assert keep_pdf(site, invoice) is None
    assert (site.invoice(invoice.id).pdf_key, site.invoice(invoice.id).sent_at) == ("pdf", None)


def test_a_void_invoice_keeps_its_number_and_its_milestone_is_billed_anew(site, kitchen, demo):
    (photo,) = site.photos_kept(kitchen.id, demo.id)
    first = site.bill(kitchen.id, "demo")
    assert site.void(first).state == "void"
    assert site.milestone(kitchen.id, "demo").state == "done"
    assert site.proof(photo).invoice_id is None
    again = site.bill(kitchen.id, "demo")
    assert (again.number, again.sheet["proofs"][0]["id"]) == ("INV-0002", str(photo.id))
    assert site.invoice(first.id).sheet == first.sheet


def test_only_the_void_invoices_own_proofs_and_milestones_are_freed(site, kitchen, demo, cabinets):
    site.photos_kept(kitchen.id, demo.id)
    (other,) = site.photos_kept(kitchen.id, cabinets.id)
    first, second = site.bill(kitchen.id, "demo"), site.bill(kitchen.id, "cabinets")
    site.void(first)
    assert site.proof(other).invoice_id == second.id
    assert site.milestone(kitchen.id, "cabinets").state == "billed"


def test_nobody_is_asked_to_pay_a_void_invoice(site, kitchen):
    invoice = site.bill(kitchen.id, "demo")
    request = site.ask(invoice)
    site.page_made(request)
    site.void(invoice)
    assert site.request(request).state == "closed"


def test_an_invoice_that_money_came_for_is_not_void(site, kitchen):
    invoice = site.bill(kitchen.id, "demo")
    paid = site.pay_by_hand(invoice, usd("1"))
    with pytest.raises(NotAllowed) as refused:
        site.void(invoice)
    assert (refused.value.code, refused.value.details) == ("invoice.void", {"state": "part_paid"})
    site.reverse(paid.payment)
    assert site.void(invoice).state == "void"
    with pytest.raises(NotAllowed):
        site.void(invoice)


def test_a_tax_rate_changed_between_invoices_leaves_the_earlier_tax_alone(site):
    project = site.project(tax="10").project
    first = site.bill(project.id, "demo")
    with site.open() as ledger:
        onboarding.set_terms(ledger, project.id, tax_rate=Rate(0), due_terms=None)
    assert (first.tax, site.bill(project.id, "cabinets").tax) == (usd("450"), usd("0"))
    with site.open() as ledger:
        onboarding.set_terms(ledger, project.id, tax_rate=Rate(200_000), due_terms=None)
    assert site.bill(project.id, "final").tax == usd("1820")


def test_today_is_the_projects_day(site):
    site.now = datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    asked = site.asked()
    assert asked.today("America/Los_Angeles") == date(2026, 3, 7)
    assert asked.today("Asia/Tokyo") - asked.today("America/Los_Angeles") == timedelta(days=1)


def test_a_late_payment_for_a_void_invoice_is_the_clients_credit(site, kitchen):
    invoice = site.bill(kitchen.id, "demo")
    request = site.ask(invoice)
    site.void(invoice)
    counted = site.hear(event_for(request))
    assert (counted.what, counted.payment.allocated, counted.payment.surplus) == ("counted", usd("0"), usd("4500"))
    assert (counted.receipt.balance, counted.invoice.state) == (usd("0"), "void")
    assert site.milestone(kitchen.id, "demo").state == "done"


def test_the_application_that_went_out_first_is_the_one_from_then_on(site):
    project = site.project().project
    invoice = site.bill(project.id, "demo")
    kept = []
    for key in ("first", "second"):
        with site.open() as ledger:
            kept.append(keep_application(ledger, invoice.id, key))
    assert kept == ["first", "first"]
    assert site.file(project.id).invoices[0].application_key == "first"
