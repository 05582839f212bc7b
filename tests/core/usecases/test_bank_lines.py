"""Credits of banks' files: kept once, recorded once, whole or not at all."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain.bank_line import BankFile, BankLine, line_id
from core.domain.errors import DoesNotAddUp, OutOfDate, Refusal
from core.domain.ids import BankFileId
from core.domain.money import Money
from core.usecases import bank_lines, collecting, voiding
from core.usecases.bank_lines import Allotment
from tests.core.site import Site, usd

ON = date(2026, 11, 20)


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    return site.project().project


@pytest.fixture
def invoice(site, kitchen):
    return site.bill(kitchen.id, "demo")  # USD 4,500.00


def bank_file(site):
    return BankFile(
        id=BankFileId(site.new_id()),
        account_id=site.account_id,
        file_key="key",
        file_name="bank.csv",
        kind="csv",
        sent_by=site.firm.member.id,
        came_at=site.now,
    )


def line(site, file, amount="4500", key="1", **changed):
    fields = {"on": ON, "amount": usd(amount), "left": usd(amount), "payer": "DANA LEE", "text": "", "reference": ""}
    fields |= {"id": line_id(site.account_id, key), "account_id": site.account_id, "file_id": file.id}
    return BankLine(**{**fields, **changed})


def take(site, *lines_of, file=None):
    file = file or bank_file(site)
    with site.open() as ledger:
        return bank_lines.take_bank_lines(ledger, file, [line(site, file, **one) for one in lines_of])


def record(site, *allotments):
    with site.open() as ledger:
        return bank_lines.record_bank_lines(ledger, site.asked(), allotments)


def give(one, invoice, amount=None, balance="4500"):
    return Allotment(
        line_id=one.id,
        invoice_id=invoice.id,
        amount=one.left if amount is None else usd(amount),
        balance=usd(balance),
    )


def kept(site, one):
    with site.open() as ledger:
        return ledger.bank_line(one.id)


def open_lines(site):
    with site.open() as ledger:
        return ledger.bank_lines()


def test_the_same_line_is_kept_once_whichever_file_brings_it(site):
    first = take(site, {"key": "1"}, {"key": "2", "amount": "10"})
    again = take(site, {"key": "2", "amount": "10"}, {"key": "3", "amount": "20", "on": ON - timedelta(days=1)})
    assert [one.left for one in (*first, *again)] == [usd("4500"), usd("10"), usd("20")]
    assert [one.left for one in open_lines(site)] == [usd("20"), usd("4500"), usd("10")]


def test_a_line_that_is_recorded_does_not_come_back_with_another_file(site, invoice):
    (one,) = take(site, {})
    record(site, give(one, invoice))
    assert take(site, {}) == ()
    assert (kept(site, one).state, open_lines(site)) == ("recorded", ())


def test_a_line_becomes_a_payment_of_its_own_day(site, invoice):
    (one,) = take(site, {})
    (counted,) = record(site, give(one, invoice))
    assert (counted.what, counted.balance, counted.receipt.number) == ("counted", usd("0"), "INV-0001-R1")
    assert (counted.payment.method, counted.payment.gateway) == ("transfer", "manual")
    assert counted.payment.received_at == datetime(2026, 11, 20, 20, tzinfo=UTC)  # noon in Los Angeles
    assert counted.receipt.issued_at == site.now


def test_a_day_that_a_bank_is_ahead_of_us_is_now(site, invoice):
    (one,) = take(site, {"on": ON + timedelta(days=3)})
    assert record(site, give(one, invoice))[0].payment.received_at == site.now


def test_a_line_pays_several_invoices_and_what_is_more_is_credit(site, kitchen, invoice):
    other = site.bill(kitchen.id, "cabinets")  # USD 8,000.00
    (one,) = take(site, {"amount": "12600"})
    counted = record(site, give(one, invoice, "4500"), give(one, other, "8100", "8000"))
    assert [(each.balance, each.payment.surplus) for each in counted] == [(usd("0"), usd("0")), (usd("0"), usd("100"))]


def test_two_lines_pay_one_invoice_each_with_what_was_left_then(site, invoice):
    first, second = take(site, {"amount": "2000"}, {"key": "2", "amount": "2600"})
    counted = record(site, give(first, invoice), give(second, invoice, balance="2500"))
    assert [each.balance for each in counted] == [usd("2500"), usd("0")]
    assert counted[1].payment.surplus == usd("100")


def nothing_counted(site, invoice, one):
    with site.open() as ledger:
        payments = ledger.project_file(invoice.project_id).payments
    return payments == () and kept(site, one).state == "open"


def test_nothing_of_a_list_is_recorded_when_a_balance_of_it_is_another(site, kitchen, invoice):
    other = site.bill(kitchen.id, "cabinets")
    first, second = take(site, {}, {"key": "2", "amount": "8000"})
    with pytest.raises(OutOfDate) as refused:
        record(site, give(first, invoice), give(second, other, balance="7000"))
    assert (refused.value.code, refused.value.details["balance"]) == ("payment.balance_changed", usd("8000"))
    assert nothing_counted(site, invoice, first)


def test_a_line_is_recorded_once(site, invoice):
    (one,) = take(site, {})
    record(site, give(one, invoice))
    with pytest.raises(OutOfDate, match=r"bank_line\.done"):
        record(site, give(one, invoice, balance="0"))


@pytest.mark.parametrize(("amount", "code"), [("4000", "bank_line.not_all"), ("5000", "bank_line.not_all")])
def test_a_line_is_given_whole(site, invoice, amount, code):
    (one,) = take(site, {})
    with pytest.raises(DoesNotAddUp, match=code):
        record(site, give(one, invoice, amount))
    assert nothing_counted(site, invoice, one)


def test_no_part_of_a_line_is_nothing_or_less(site, invoice):
    (one,) = take(site, {})
    with pytest.raises(DoesNotAddUp, match=r"payment\.not_positive"):
        record(site, give(one, invoice, "4600"), give(one, invoice, "-100", "0"))
    assert nothing_counted(site, invoice, one)


def test_another_currency_pays_nothing(site, invoice):
    euros = Money(450_000, "EUR")
    (one,) = take(site, {"amount": "4500"})
    with site.open() as ledger:
        ledger.save(replace(one, amount=euros, left=euros))
    with pytest.raises(DoesNotAddUp, match=r"payment\.other_currency"):
        record(site, Allotment(line_id=one.id, invoice_id=invoice.id, amount=euros, balance=euros))


def test_a_void_invoice_takes_no_line(site, invoice):
    (one,) = take(site, {})
    with site.open() as ledger:
        voiding.void_invoice(ledger, site.asked(), invoice.id)
    with pytest.raises(Refusal, match=r"invoice\.void"):
        record(site, give(one, invoice, balance="0"))


def test_what_is_no_payment_is_put_aside_and_may_be_taken_back(site, invoice):
    (one,) = take(site, {})
    with site.open() as ledger:
        bank_lines.put_aside(ledger, one.id)
    assert (kept(site, one).state, open_lines(site)) == ("aside", ())
    with pytest.raises(OutOfDate):
        record(site, give(one, invoice))
    with site.open() as ledger:
        bank_lines.take_back(ledger, one.id)
    assert open_lines(site) == (one,)


@pytest.mark.parametrize("decide", [bank_lines.put_aside, bank_lines.take_back])
def test_what_is_recorded_is_not_put_aside(site, invoice, decide):
    (one,) = take(site, {})
    record(site, give(one, invoice))
    with site.open() as ledger, pytest.raises(OutOfDate, match=r"bank_line\.done"):
        decide(ledger, one.id)


def take_payment_back(site, counted):
    with site.open() as ledger:
        told = collecting.reverse_by_hand(ledger, site.asked(), counted.payment.id, counted.invoice.id)
        bank_lines.reopen_bank_line(ledger, told.payment)


def test_a_payment_that_is_taken_back_is_on_its_line_again(site, invoice):
    (one,) = take(site, {})
    (counted,) = record(site, give(one, invoice))
    take_payment_back(site, counted)
    assert open_lines(site) == (one,)
    assert record(site, give(one, invoice))[0].balance == usd("0")


def test_of_a_line_for_two_invoices_only_what_was_taken_back_is_open(site, kitchen, invoice):
    other = site.bill(kitchen.id, "cabinets")
    (one,) = take(site, {"amount": "12500"})
    counted = record(site, give(one, invoice, "4500"), give(one, other, "8000", "8000"))
    take_payment_back(site, counted[1])
    assert [each.left for each in open_lines(site)] == [usd("8000")]


def test_a_payment_that_came_by_no_file_has_no_line(site, invoice):
    take_payment_back(site, site.pay_by_hand(invoice, usd("100")))
    assert open_lines(site) == ()
