from dataclasses import replace
from itertools import permutations

import pytest

from core.domain.errors import DoesNotAddUp, NotFound, OutOfDate, Refusal
from core.domain.money import Money
from core.usecases import collecting
from core.usecases.collecting import ByHand
from tests.core.site import Site, event_for, usd


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kitchen(site):
    return site.project().project


@pytest.fixture
def invoice(site, kitchen):
    return site.bill(kitchen.id, "demo")  # USD 4,500.00


def by_hand(site, invoice, paid, key="key"):
    with site.open() as ledger:
        return collecting.record_by_hand(ledger, site.asked(), invoice.id, paid, key)


def receipts(*counted):
    return [one.receipt and one.receipt.number for one in counted]


# by hand


def test_a_payment_by_hand_counts_and_is_receipted(site, kitchen, invoice):
    paid = ByHand(amount=usd("2000"), method="cash\x00", note=" in\nhand ", balance=usd("4500"))
    counted = by_hand(site, invoice, paid)
    assert (counted.what, counted.balance, counted.invoice.state) == ("counted", usd("2500"), "part_paid")
    assert (counted.payment.method, counted.payment.note, counted.payment.state) == ("cash", "in hand", "succeeded")
    assert (counted.receipt.number, counted.receipt.amount, counted.receipt.balance) == (
        "INV-0001-R1",
        usd("2000"),
        usd("2500"),
    )
    assert site.milestone(kitchen.id, "demo").state == "billed"


def test_the_last_payment_settles_the_invoice_and_its_milestones(site, kitchen, invoice):
    site.pay_by_hand(invoice, usd("2000"))
    counted = site.pay_by_hand(invoice, usd("2500"))
    assert (counted.invoice.state, counted.balance, counted.receipt.number) == ("paid", usd("0"), "INV-0001-R2")
    assert site.milestone(kitchen.id, "demo").state == "paid"
    assert site.milestone(kitchen.id, "cabinets").state == "planned"


def test_one_payment_settles_every_milestone_of_its_invoice(site, kitchen):
    both = site.bill(kitchen.id, "demo", "cabinets")
    site.pay_by_hand(both, usd("12500"))
    assert [one.state for one in site.file(kitchen.id).milestones] == ["planned", "paid", "paid", "planned"]


def test_a_payment_reported_twice_counts_once(site, invoice):
    paid = ByHand(amount=usd("2000"), method="cash", note="", balance=usd("4500"))
    first, again = by_hand(site, invoice, paid), by_hand(site, invoice, paid)
    assert (again.what, again.payment.id, again.receipt) == ("already", first.payment.id, None)
    assert site.balance(invoice) == usd("2500")


def test_a_report_is_bound_to_the_balance_that_was_shown(site, invoice):
    site.pay_by_hand(invoice, usd("1000"))
    with pytest.raises(OutOfDate) as refused:
        by_hand(site, invoice, ByHand(amount=usd("4500"), method="cash", note="", balance=usd("4500")))
    assert (refused.value.code, refused.value.details) == ("payment.balance_changed", {"balance": usd("3500")})


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_a_payment_is_more_than_nothing(site, invoice, amount):
    with pytest.raises(DoesNotAddUp, match=r"payment\.not_positive"):
        site.pay_by_hand(invoice, usd(amount))


def test_a_payment_is_in_the_invoices_currency(site, invoice):
    with pytest.raises(DoesNotAddUp) as refused:
        site.pay_by_hand(invoice, Money(100, "EUR"))
    assert (refused.value.code, refused.value.details) == ("payment.other_currency", {"currency": "USD"})


def test_nothing_is_recorded_on_a_void_invoice(site, invoice):
    site.void(invoice)
    with pytest.raises(Refusal, match=r"invoice\.void"):
        site.pay_by_hand(invoice, usd("1"))


def test_too_much_is_the_clients_credit(site, invoice):
    counted = site.pay_by_hand(invoice, usd("5000"))
    assert (counted.payment.allocated, counted.payment.surplus) == (usd("4500"), usd("500"))
    more = site.pay_by_hand(invoice, usd("10"))
    assert (more.payment.allocated, more.payment.surplus, more.balance) == (usd("0"), usd("10"), usd("0"))
    assert (more.invoice.state, more.receipt.number) == ("paid", "INV-0001-R2")


# taking back


def test_a_payment_taken_back_stays_in_the_books_as_reversed(site, kitchen, invoice):
    counted = site.pay_by_hand(invoice, usd("4500"))
    taken = site.reverse(counted.payment)
    assert (taken.payment.state, taken.invoice.state, taken.balance) == ("reversed", "issued", usd("4500"))
    assert site.milestone(kitchen.id, "demo").state == "billed"
    with pytest.raises(Refusal, match=r"payment\.none"):
        site.reverse(counted.payment)


def test_one_of_two_payments_taken_back_leaves_the_other(site, kitchen, invoice):
    first, second = site.pay_by_hand(invoice, usd("2000")), site.pay_by_hand(invoice, usd("2500"))
    assert (site.reverse(first.payment).balance, site.invoice(invoice.id).state) == (usd("2000"), "part_paid")
    assert site.milestone(kitchen.id, "demo").state == "billed"
    assert (site.reverse(second.payment).balance, site.invoice(invoice.id).state) == (usd("4500"), "issued")


def test_receipts_are_numbered_on_after_a_reversal(site, invoice):
    first = site.pay_by_hand(invoice, usd("2000"))
    site.reverse(first.payment)
    assert receipts(first, site.pay_by_hand(invoice, usd("100"))) == ["INV-0001-R1", "INV-0001-R2"]


def test_taking_back_what_was_all_surplus_leaves_a_paid_invoice_paid(site, kitchen, invoice):
    site.pay_by_hand(invoice, usd("4500"))
    extra = site.pay_by_hand(invoice, usd("50"))
    taken = site.reverse(extra.payment)
    assert (taken.invoice.state, taken.balance) == ("paid", usd("0"))
    assert site.milestone(kitchen.id, "demo").state == "paid"


def test_a_surplus_takes_the_place_of_the_payment_taken_back(site, kitchen, invoice):
    """Cash was recorded by mistake while the card paid: undoing the cash must not ask the client again."""
    request = site.ask(invoice)
    cash = site.pay_by_hand(invoice, usd("4500"))
    card = site.hear(event_for(request))
    assert card.payment.surplus == usd("4500")
    taken = site.reverse(cash.payment)
    assert (taken.invoice.state, taken.balance) == ("paid", usd("0"))
    assert site.milestone(kitchen.id, "demo").state == "paid"
    (_, kept) = sorted(site.file(kitchen.id).payments, key=lambda one: one.gateway == "sandbox")
    assert (kept.allocated, kept.surplus) == (usd("4500"), usd("0"))


def test_a_small_surplus_fills_what_it_can(site, invoice):
    site.pay_by_hand(invoice, usd("1000"))
    large = site.pay_by_hand(invoice, usd("3500"))
    site.pay_by_hand(invoice, usd("200"))
    taken = site.reverse(large.payment)
    assert (taken.invoice.state, taken.balance) == ("part_paid", usd("3300"))


def test_a_gateways_payment_is_not_taken_back_by_hand(site, invoice):
    card = site.hear(event_for(site.ask(invoice)))
    with pytest.raises(Refusal, match=r"payment\.none"):
        site.reverse(card.payment)


def test_a_payment_is_taken_back_from_its_own_invoice_only(site, kitchen, invoice):
    other = site.bill(kitchen.id, "cabinets")
    payment = site.pay_by_hand(other, usd("8000")).payment
    with pytest.raises(Refusal, match=r"payment\.none"):
        site.reverse(replace(payment, invoice_id=invoice.id))


# asking


def test_asking_makes_one_page_for_exactly_the_balance(site, invoice):
    request = site.ask(invoice)
    assert (request.amount, request.state) == (usd("4500"), "asked")
    assert site.ask(invoice).id == request.id
    opened = site.page_made(request)
    assert (opened.state, opened.external_id, opened.url) == ("open", "page-1", "https://pay.example/1")
    assert site.ask(invoice) == opened
    assert [job.args["request_id"] for job in site.books.jobs if job.name == "open_payment"] == [str(request.id)]


def test_another_balance_or_gateway_is_another_page_and_closes_the_old_one(site, invoice):
    old = site.ask(invoice)
    site.pay_by_hand(invoice, usd("500"))
    assert site.request(old).state == "closed"
    new = site.ask(invoice)
    assert new.amount == usd("4000")
    elsewhere = site.ask(invoice, "stripe")
    assert (site.request(new).state, elsewhere.gateway) == ("closed", "stripe")


def test_a_page_that_could_not_be_made_may_be_asked_for_again(site, invoice):
    failed = site.page_failed(site.ask(invoice))
    assert failed.state == "failed"
    again = site.ask(invoice)
    assert again.id != failed.id
    assert site.page_failed(failed).state == "closed"
    assert site.page_made(failed).state == "closed"


def test_a_page_made_at_the_second_try_is_open(site, invoice):
    failed = site.page_failed(site.ask(invoice))
    assert site.page_made(failed).state == "open"


def test_a_page_that_is_open_does_not_fail_any_more(site, invoice):
    assert site.page_failed(site.page_made(site.ask(invoice))).state == "open"


def test_a_settled_or_void_invoice_is_not_asked_for(site, kitchen, invoice):
    site.pay_by_hand(invoice, usd("4500"))
    with pytest.raises(Refusal) as settled:
        site.ask(invoice)
    other = site.bill(kitchen.id, "cabinets")
    site.void(other)
    with pytest.raises(Refusal) as void:
        site.ask(other)
    assert (settled.value.code, void.value.code) == ("invoice.settled", "invoice.void")
    assert void.value.details == {"number": "INV-0002"}


def test_after_a_reversal_the_page_asks_for_the_new_balance(site, invoice):
    paid = site.pay_by_hand(invoice, usd("500"))
    request = site.ask(invoice)
    site.reverse(paid.payment)
    assert site.request(request).state == "closed"
    assert site.ask(invoice).amount == usd("4500")


# what gateways say


def test_a_payment_that_succeeded_counts_once(site, kitchen, invoice):
    request = site.page_made(site.ask(invoice))
    first = site.hear(event_for(request))
    assert (first.what, first.balance, first.invoice.state) == ("counted", usd("0"), "paid")
    assert (first.receipt.number, site.request(request).state) == ("INV-0001-R1", "closed")
    again = site.hear(event_for(request))
    assert (again.what, again.payment.id, again.receipt, again.reason) == ("already", first.payment.id, None, "")
    assert len(site.file(kitchen.id).payments) == 1


def test_a_delayed_payment_counts_when_it_succeeds_at_the_time_it_did(site, invoice):
    request = site.ask(invoice)
    waiting = site.hear(event_for(request, "processing"))
    assert (waiting.what, waiting.payment.state, waiting.balance) == ("processing", "pending", usd("4500"))
    assert site.hear(event_for(request, "processing")).what == "already"
    came = site.hear(event_for(request, minutes=90))
    assert (came.what, came.payment.id) == ("counted", waiting.payment.id)
    assert came.payment.received_at == event_for(request, minutes=90).occurred_at


def test_a_payment_that_failed_is_told_once_with_the_gateways_reason(site, invoice):
    request = site.page_made(site.ask(invoice))
    failed = site.hear(event_for(request, "failed", reason="card declined"))
    assert (failed.what, failed.reason, failed.payment.state) == ("failed", "card declined", "failed")
    assert site.hear(event_for(request, "failed", reason="card declined")).what == "already"
    assert site.request(request).state == "open"
    assert site.hear(event_for(request, external_id="pay-2")).what == "counted"


def test_where_a_page_ends_with_a_payment_that_failed_whoever_asks_next_gets_another(site, invoice):
    request = site.page_made(site.ask(invoice))
    site.hear(event_for(request, "failed", ends_page=True, test_mode=False))  # none of ours
    assert site.ask(invoice).id == request.id
    for _ in range(2):
        site.hear(event_for(request, "failed", ends_page=True, minutes=1))
        assert site.request(request).state == "closed"
    assert site.ask(invoice).id != request.id
    assert site.hear(event_for(request, minutes=2)).what == "counted"  # it came all the same


def test_money_that_came_is_not_taken_away_by_an_older_event(site, invoice):
    request = site.ask(invoice)
    site.hear(event_for(request, minutes=5))
    assert site.hear(event_for(request, "failed")).what == "already"
    assert site.hear(event_for(request, "processing")).what == "already"
    assert site.invoice(invoice.id).state == "paid"


def test_a_payment_tried_again_after_a_decline_is_on_its_way_whatever_arrives_first(site, invoice):
    request = site.ask(invoice)
    assert site.hear(event_for(request, "failed", minutes=1)).what == "failed"
    retried = site.hear(event_for(request, "processing", minutes=3))
    assert (retried.what, retried.payment.state) == ("processing", "pending")
    assert site.hear(event_for(request, "failed", minutes=2)).what == "already"
    assert site.hear(event_for(request, "processing", minutes=4)).what == "already"
    assert site.hear(event_for(request, "failed", minutes=3)).payment.state == "pending"
    assert site.hear(event_for(request, "failed", minutes=5)).what == "failed"


def test_of_one_moment_a_failure_outweighs(site, invoice):
    request = site.ask(invoice)
    assert site.hear(event_for(request, "failed", minutes=1)).what == "failed"
    assert site.hear(event_for(request, "processing", minutes=1)).what == "already"
    assert site.hear(event_for(request, external_id="pay-2", outcome="processing", minutes=1)).what == "processing"
    assert site.hear(event_for(request, external_id="pay-2", outcome="failed", minutes=1)).what == "failed"


MISMATCHES = {
    "mode": {"test_mode": False},
    "amount": {"amount": usd("4499.99")},
    "currency": {"amount": Money(450_000, "EUR")},
    "reference": {"gateway": "stripe"},
}


@pytest.mark.parametrize("outcome", ["succeeded", "processing", "failed"])
@pytest.mark.parametrize("reason", sorted(MISMATCHES))
def test_what_does_not_match_is_parked_and_never_counts(site, invoice, reason, outcome):
    request = site.ask(invoice)
    parked = site.hear(event_for(request, outcome, **MISMATCHES[reason]))
    assert (parked.what, parked.reason, parked.payment.state) == ("parked", reason, "parked")
    assert parked.payment.note == reason
    assert (parked.balance, site.invoice(invoice.id).state) == (usd("4500"), "issued")
    assert (site.request(request).state, parked.receipt) == ("asked", None)
    again = site.hear(event_for(request, outcome, **MISMATCHES[reason]))
    assert (again.what, again.reason) == ("already", reason)


@pytest.mark.parametrize("before", ["processing", "failed"])
def test_what_does_not_match_is_parked_whatever_was_heard_before(site, invoice, before):
    request = site.ask(invoice)
    site.hear(event_for(request, before))
    parked = site.hear(event_for(request, amount=usd("1")))
    assert (parked.what, parked.payment.state, parked.payment.amount) == ("parked", "parked", usd("1"))


def test_a_parked_payment_counts_when_the_right_event_comes(site, invoice):
    request = site.ask(invoice)
    parked = site.hear(event_for(request, amount=Money(450_000, "EUR")))
    counted = site.hear(event_for(request))
    assert (counted.what, counted.payment.id) == ("counted", parked.payment.id)
    assert (counted.payment.amount, counted.payment.allocated, counted.payment.note) == (usd("4500"), usd("4500"), "")


def test_a_wrong_event_after_the_right_one_changes_nothing_and_says_what_is_wrong(site, invoice):
    request = site.ask(invoice)
    site.hear(event_for(request))
    wrong = site.hear(event_for(request, amount=usd("1")))
    assert (wrong.what, wrong.reason, wrong.payment.amount) == ("already", "amount", usd("4500"))


def test_one_payment_cannot_answer_two_requests(site, kitchen, invoice):
    other = site.bill(kitchen.id, "cabinets")
    site.hear(event_for(site.ask(invoice)))
    twice = site.hear(event_for(site.ask(other)))
    assert (twice.what, twice.reason) == ("already", "reference")
    assert site.balance(other) == usd("8000")


def test_a_request_closed_meanwhile_still_takes_the_money(site, invoice):
    old = site.ask(invoice)
    site.pay_by_hand(invoice, usd("500"))
    late = site.hear(event_for(old))
    assert (late.what, late.payment.allocated, late.payment.surplus) == ("counted", usd("4000"), usd("500"))


def test_two_tabs_that_pay_at_once_make_a_credit_and_lose_nothing(site, invoice):
    request = site.ask(invoice)
    one = site.hear(event_for(request, external_id="tab-1"))
    other = site.hear(event_for(request, external_id="tab-2"))
    assert (one.payment.allocated, other.payment.surplus) == (usd("4500"), usd("4500"))
    assert receipts(one, other) == ["INV-0001-R1", "INV-0001-R2"]


@pytest.mark.parametrize("reference", ["", "not-a-uuid", "6f1d3c52-0000-4000-8000-00000000beef"])
def test_an_event_that_answers_nothing_of_ours_is_not_found(site, invoice, reference):
    request = site.ask(invoice)
    with pytest.raises(NotFound):
        site.hear(replace(event_for(request), reference=reference))


def test_another_firms_request_is_not_found(site, invoice):
    request = site.ask(invoice)
    with pytest.raises(NotFound):
        Site(site.books).hear(event_for(request))


EVENTS = {
    "processing": {"outcome": "processing", "minutes": 1},
    "failed": {"outcome": "failed", "minutes": 2},
    "tried again": {"outcome": "processing", "minutes": 3},
    "failed again": {"outcome": "failed", "minutes": 4},
    "succeeded": {"outcome": "succeeded", "minutes": 5},
    "wrong amount": {"outcome": "succeeded", "minutes": 6, "amount": usd("1")},
}


@pytest.mark.parametrize("left_out", [None, *sorted(EVENTS)])
def test_the_same_events_in_every_order_end_the_same(left_out):
    events = [told for name, told in EVENTS.items() if name != left_out]
    endings = set()
    for order in permutations(events):
        site = Site()
        request = site.ask(site.bill(site.project().project.id, "demo"))
        for told in order:
            site.hear(event_for(request, **told))
        invoice = site.invoice(request.invoice_id)
        (payment,) = site.file(invoice.project_id).payments
        money = (payment.amount, payment.allocated, payment.received_at) if payment.state == "succeeded" else ()
        endings.add((invoice.state, site.request(request).state, payment.state, *money))
    assert len(endings) == 1
