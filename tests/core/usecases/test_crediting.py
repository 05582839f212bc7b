"""A credit note takes back what was wrong, exactly: of work, of a deposit, of retainage that was released."""

import pytest

from core.domain.errors import DoesNotAddUp, OutOfDate, Refusal
from core.domain.money import Money, Rate
from core.domain.sheet import InvoiceSheet
from core.domain.terms import BillingTerms, DepositTerms, RetainageTerms, TaxRule
from core.domain.withholding import held, unapplied
from core.usecases import crediting
from core.usecases.billing import Wish
from tests.core.site import Site, event_for, fixed, rest, usd

TWO = (fixed("demo", "6000"), rest("final"))
TEN = RetainageTerms(rate=Rate(100_000))
STATE = TaxRule(name="State", rate=Rate(80_000))


@pytest.fixture
def site():
    return Site()


def job(site, **agreed):
    return site.project(usd("10000"), TWO, agreed=BillingTerms(**agreed)).project


def books(site, project):
    file = site.file(project.id)
    return file.invoices, file.credit_notes


def test_a_part_of_an_invoice_is_credited_with_its_tax_retainage_and_deposit(site):
    project = job(site, taxes=(STATE,), retainage=TEN, deposit=DepositTerms(amount=usd("1000")))
    site.deposit(project.id)
    invoice = site.bill(project.id, "demo")
    assert (invoice.tax, invoice.retained, invoice.deposit_applied) == (usd("480"), usd("600"), usd("600"))
    made = site.credit(invoice, usd("1500"), reason=" tile \n broken ")
    note = made.note
    assert (note.number, note.sequence, note.reason) == ("CN-0001", 1, "tile broken")
    assert (note.subtotal, note.tax, note.retained, note.deposit_applied) == (
        usd("1500"), usd("120"), usd("150"), usd("150"),
    )  # fmt: skip
    assert note.total == usd("1320")
    assert (made.shown.balance_before, made.shown.balance_after) == (usd("5280"), usd("3960"))
    assert (made.invoice.state, site.balance(invoice)) == ("issued", usd("3960"))
    assert held(books(site, project), "USD") == usd("450")
    assert unapplied(books(site, project), "USD") == usd("550")


def test_what_was_credited_can_be_billed_again(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    site.credit(invoice, usd("1500"))
    assert site.milestone(project.id, "demo").state == "done"
    assert site.bill(project.id, "demo").total == usd("1500")
    assert site.milestone(project.id, "demo").state == "billed"


def test_the_note_says_what_is_taken_back_and_what_that_leaves(site):
    project = job(site, taxes=(STATE,), retainage=TEN, deposit=DepositTerms(amount=usd("1000")))
    site.deposit(project.id)
    invoice = site.bill(project.id, "demo")
    site.pay_by_hand(invoice, usd("5000"))
    sheet = InvoiceSheet.from_json(site.credit(invoice, usd("3000"), reason="half of it").note.sheet)
    assert (sheet.kind, sheet.title, sheet.number) == ("credit_note", "sheet.credit_note", "CN-0001")
    assert sheet.dates[-1] == ("sheet.credits_invoice", invoice.number)
    (section,) = sheet.sections
    assert (section.name, section.amount, section.lines[0].description) == ("demo", "USD -3000.00", "half of it")
    assert [(one.label, one.amount, one.kind) for one in sheet.figures] == [
        ("figure.subtotal", "USD -3000.00", "step"),
        ("figure.tax_plain", "USD -240.00", "step"),
        ("figure.retainage", "USD 300.00", "step"),
        ("figure.deposit_credit", "USD 300.00", "step"),
        ("figure.credited", "USD -2640.00", "total"),
        ("figure.balance_before", "USD 280.00", "context"),
        ("figure.balance_after", "USD 0.00", "context"),
        ("figure.client_credit", "USD 2360.00", "context"),
    ]
    assert (sheet.total_minor, sheet.proofs) == (-264_000, ())


def test_without_a_reason_the_note_names_the_invoice(site):
    project = job(site)
    invoice = site.bill(project.id, "demo", "final")
    sheet = InvoiceSheet.from_json(site.credit(invoice).note.sheet)
    (section,) = sheet.sections
    assert (section.name, section.amount) == (f"sheet.credit_line number={invoice.number}", "USD -10000.00")
    assert [one.description for one in section.lines] == ["demo", "final"]


def test_all_of_an_invoice_is_credited_and_frees_its_work_and_photos(site):
    project = job(site)
    (photo,) = site.photos_kept(project.id, site.milestone(project.id, "demo").id)
    invoice = site.bill(project.id, "demo")
    assert site.proof(photo).invoice_id == invoice.id
    request = site.ask(invoice)
    made = site.credit(invoice)
    assert (made.invoice.state, made.note.total, site.balance(invoice)) == ("credited", invoice.total, usd("0"))
    assert site.proof(photo).invoice_id is None
    assert site.request(request).state == "closed"
    assert site.milestone(project.id, "demo").state == "done"
    assert site.bill(project.id, "demo").sheet["proofs"][0]["id"] == str(photo.id)


def test_a_credit_on_a_paid_invoice_becomes_the_clients_credit(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    first, last = site.pay_by_hand(invoice, usd("2000")).payment, site.pay_by_hand(invoice, usd("4000")).payment
    made = site.credit(invoice, usd("4500"))
    assert (made.invoice.state, made.shown.surplus, site.balance(invoice)) == ("paid", usd("4500"), usd("0"))
    kept = {one.id: (one.allocated, one.surplus) for one in site.file(project.id).payments}
    assert kept == {first.id: (usd("1500"), usd("500")), last.id: (usd("0"), usd("4000"))}
    assert site.credit(invoice).invoice.state == "credited"


def test_a_credit_of_what_is_left_to_pay_settles_the_invoice(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    site.pay_by_hand(invoice, usd("2000"))
    assert site.credit(invoice, usd("1000")).invoice.state == "part_paid"
    assert site.credit(invoice, usd("3000")).invoice.state == "paid"
    assert site.bill(project.id, "demo").total == usd("4000")
    assert site.milestone(project.id, "demo").state == "billed"


def test_an_invoice_of_which_nothing_is_left_to_pay_is_paid_though_not_all_is_credited(site):
    project = job(site, deposit=DepositTerms(amount=usd("5999.99"), credit="first"))
    site.deposit(project.id)
    invoice = site.bill(project.id, "demo")
    assert invoice.total == usd("0.01")
    made = site.credit(invoice, usd("3500"))
    assert (made.note.total, made.invoice.state) == (usd("0.01"), "paid")


def test_an_invoice_that_the_deposit_covered_whole_is_credited_in_parts_to_the_cent(site):
    project = job(site, taxes=(STATE,), retainage=TEN, deposit=DepositTerms(amount=usd("10000"), credit="first"))
    site.deposit(project.id)
    invoice = site.bill(project.id, "demo")
    assert (invoice.total, invoice.state) == (usd("0"), "paid")
    for amount in ("0.01", "0.05", "3333.33"):
        assert site.credit(invoice, usd(amount)).note.total == usd("0")
    assert site.credit(invoice).invoice.state == "credited"
    assert unapplied(books(site, project), "USD") == usd("10000")


def test_the_deposit_is_credited_in_parts_and_asked_for_again_once_all_of_it_is(site):
    project = job(site, deposit=DepositTerms(amount=usd("1000")))
    invoice = site.deposit(project.id)
    site.credit(invoice, usd("400"))
    assert (site.balance(invoice), unapplied(books(site, project), "USD")) == (usd("600"), usd("600"))
    with pytest.raises(Refusal, match=r"deposit\.asked"):
        site.deposit(project.id)
    made = site.credit(invoice)
    assert made.invoice.state == "credited"
    assert InvoiceSheet.from_json(made.note.sheet).sections[0].name == "sheet.deposit"
    assert [one.kind for one in InvoiceSheet.from_json(made.note.sheet).figures] == ["total", "context", "context"]
    assert site.deposit(project.id).total == usd("1000")
    with pytest.raises(Refusal, match=r"deposit\.asked"):
        site.deposit(project.id)


def test_what_is_left_of_a_deposit_that_was_credited_in_part_is_spread_over_all_the_work(site):
    project = job(site, deposit=DepositTerms(amount=usd("1000")))
    site.credit(site.deposit(project.id), usd("500"))
    assert [site.bill(project.id, name).deposit_applied for name in ("demo", "final")] == [usd("300"), usd("200")]


def test_no_more_of_the_deposit_is_taken_back_than_is_not_credited_yet(site):
    project = job(site, deposit=DepositTerms(amount=usd("1000")))
    invoice = site.deposit(project.id)
    site.bill(project.id, "demo")
    with pytest.raises(Refusal, match=r"credit\.deposit_used"):
        site.credit(invoice, usd("401"))
    assert site.credit(invoice, usd("400")).note.deposit_applied == usd("-400")


def test_no_work_is_credited_whose_retainage_was_released(site):
    project = job(site, retainage=TEN)
    invoice = site.bill(project.id, "demo")
    release = site.release(project.id)
    with pytest.raises(Refusal, match=r"credit\.retainage_released"):
        site.credit(invoice, usd("100"))
    site.credit(release)
    assert site.credit(invoice, usd("100")).note.retained == usd("10")


def test_a_release_is_credited_by_what_it_releases_also_where_the_deposit_was_credited_on_it(site):
    terms = RetainageTerms(rate=Rate(500_000))
    project = job(site, retainage=terms, deposit=DepositTerms(amount=usd("6000"), credit="last"))
    site.deposit(project.id)
    site.bill(project.id, "demo", "final")
    release = site.release(project.id)
    assert (release.retained, release.deposit_applied, release.total) == (usd("-5000"), usd("1000"), usd("4000"))
    made = site.credit(release, usd("2500"))
    assert (made.note.retained, made.note.deposit_applied, made.note.total) == (
        usd("-2500"), usd("500"), usd("2000"),
    )  # fmt: skip
    figures = InvoiceSheet.from_json(made.note.sheet).figures
    assert [(one.label, one.amount) for one in figures][:3] == [
        ("figure.subtotal", "USD -2500.00"),
        ("figure.deposit_credit", "USD 500.00"),
        ("figure.credited", "USD -2000.00"),
    ]
    assert site.credit(release).note.total == usd("2000")
    assert held(books(site, project), "USD") == usd("5000")


def test_a_release_that_the_deposit_covers_whole_can_be_credited(site):
    terms = RetainageTerms(rate=Rate(500_000))
    project = job(site, retainage=terms, deposit=DepositTerms(amount=usd("10000"), credit="last"))
    site.deposit(project.id)
    site.bill(project.id, "demo", "final")
    release = site.release(project.id)
    assert (release.total, release.state) == (usd("0"), "paid")
    made = site.credit(release)
    assert (made.note.total, made.note.retained, made.invoice.state) == (usd("0"), usd("-5000"), "credited")


def test_a_second_tap_on_the_same_credit_takes_nothing_back_twice(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    site.pay_by_hand(invoice, invoice.total)
    shown = site.show_credit(invoice, usd("100"))
    site.credit(invoice, usd("100"), confirmed=shown.fingerprint)
    with pytest.raises(OutOfDate, match=r"credit\.changed"):
        site.credit(invoice, usd("100"), confirmed=shown.fingerprint)
    assert len(site.file(project.id).credit_notes) == 1


def test_a_credit_is_above_zero_of_the_same_currency_and_at_most_what_is_left(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    with pytest.raises(DoesNotAddUp, match=r"credit\.not_positive"):
        site.show_credit(invoice, usd("0"))
    with pytest.raises(DoesNotAddUp, match=r"line\.other_currency"):
        site.show_credit(invoice, Money(100, "EUR"))
    with pytest.raises(Refusal) as refused:
        site.show_credit(invoice, usd("6000.01"))
    assert (refused.value.code, refused.value.details["left"]) == ("credit.too_much", usd("6000"))


def test_nothing_is_credited_on_what_does_not_count_any_more(site):
    project = job(site)
    void, credited = site.void(site.bill(project.id, "demo")), site.bill(project.id, "final")
    site.credit(credited)
    with pytest.raises(Refusal, match=r"invoice\.void"):
        site.show_credit(void)
    with pytest.raises(Refusal, match=r"invoice\.credited"):
        site.show_credit(credited)


def test_nobody_pays_a_credited_invoice_but_money_that_comes_all_the_same_is_credit(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    request = site.ask(invoice)
    site.credit(invoice)
    for pay in (lambda: site.ask(invoice), lambda: site.pay_by_hand(invoice, usd("1"))):
        with pytest.raises(Refusal, match=r"invoice\.credited"):
            pay()
    counted = site.hear(event_for(request))
    assert (counted.payment.surplus, counted.invoice.state) == (invoice.total, "credited")


def test_a_payment_taken_back_after_a_credit_leaves_the_rest_to_pay(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    payment = site.pay_by_hand(invoice, usd("4000")).payment
    site.credit(invoice, usd("2000"))
    taken = site.reverse(payment)
    assert (taken.invoice.state, taken.balance) == ("issued", usd("4000"))


def test_a_surplus_takes_the_place_of_a_payment_that_is_taken_back(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    request = site.ask(invoice)
    by_check = site.pay_by_hand(invoice, usd("4000")).payment
    site.hear(event_for(request))
    assert site.balance(invoice) == usd("0")
    taken = site.reverse(by_check)
    assert (taken.invoice.state, taken.balance) == ("paid", usd("0"))
    (card,) = [one for one in taken.file.payments if one.state == "succeeded"]
    assert (card.allocated, card.surplus) == (usd("6000"), usd("0"))


def test_an_invoice_with_a_credit_is_not_voided_but_credited(site):
    project = job(site)
    invoice = site.bill(project.id, "demo")
    site.credit(invoice, usd("1"))
    with pytest.raises(Refusal, match=r"invoice\.has_credit"):
        site.void(invoice)


def test_credit_notes_are_numbered_in_a_series_of_their_own(site):
    project = job(site)
    one, two = site.bill(project.id, "demo"), site.bill(project.id, "final")
    notes = [site.credit(two, usd("1")).note, site.credit(one, usd("1")).note]
    assert [note.number for note in notes] == ["CN-0001", "CN-0002"]
    again = site.issue(site.draft_any(project.id, Wish(milestone_ids=(site.milestone(project.id, "demo").id,))))
    assert again.invoice.number == "INV-0003"


def test_its_pdf_is_kept_once_and_then_it_goes_out(site):
    project = job(site)
    note = site.credit(site.bill(project.id, "demo"), usd("100")).note
    assert [one.name for one in site.books.jobs][-1:] == ["render_credit"]
    with site.open() as ledger:
        kept = crediting.keep_credit_pdf(ledger, site.asked(), note.id, "key")
        assert (kept.pdf_key, kept.sent_at) == ("key", site.now)
        assert crediting.keep_credit_pdf(ledger, site.asked(), note.id, "other") is None
        assert ledger.credit_note(note.id).pdf_key == "key"
