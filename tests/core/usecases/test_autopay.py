"""A saved way to pay: agreed to in words that are kept, charged once and never above the balance, ended by a word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.autopay import shown_brand, shown_last4
from core.domain.errors import NotFound, OutOfDate, Refusal
from core.domain.ids import SavedMethodId
from core.domain.money import Money
from core.domain.party import ERASED
from core.domain.payment import Way
from core.ports.payments import GatewayEvent, MethodKept
from core.usecases import autopay, collecting, gateway_events, line_answers
from tests.core.site import Site, fixed, rest, usd

WORDS = ("Save it", "en")
VISA = MethodKept(customer="cus_1", external_id="pm_1", brand="Visa", last4="4242")


class Saving(Site):
    """A firm whose client pays by a gateway that keeps what they pay with."""

    def __init__(self):
        super().__init__()
        self.job = self.project(usd("2000"), (fixed("demo", "1000"), rest("tile"))).project.id

    def agree_to(self, invoice, words=WORDS):
        with self.open() as ledger:
            link = ledger.link_of(invoice.id).id
            return autopay.consent(ledger, self.asked(member=False), invoice.id, link, words)

    def request(self, invoice, consent=None):
        way = Way("stripe", "", consent.id if consent else None)
        with self.open() as ledger:
            return collecting.ask_payment(ledger, self.asked(member=False), invoice.id, self.new_id(), way)

    def hears(self, request, outcome="succeeded", kept=None, external_id="pi_1", **changed):
        nothing = Money.zero("USD")
        event = GatewayEvent(
            gateway="stripe",
            account=request.payee,
            external_id=external_id,
            reference=str(request.id),
            outcome=outcome,
            amount=request.amount,
            refunded=nothing,
            disputed=nothing,
            method="card",
            test_mode=True,
            occurred_at=self.now,
            reason="declined" if outcome == "failed" else "",
            kept=kept,
        )
        with self.open() as ledger:
            asked = self.asked(member=False)
            return gateway_events.take_gateway_event(ledger, asked, replace(event, **changed), test_mode=True)

    def saves(self, invoice, kept=VISA, **changed):
        request = self.request(invoice, self.agree_to(invoice))
        return self.hears(request, kept=kept, **changed).saved

    def charge(self, invoice, method, shown=None, way=None):
        with self.open() as ledger:
            asked = self.asked(member=False)
            way = way or Way("stripe")
            return autopay.charge(ledger, asked, invoice.id, method.id, shown or usd("1000"), way)

    def begin(self, request):
        with self.open() as ledger:
            return autopay.begin(ledger, self.asked(), request.id)

    def stop(self, method, by="client"):
        with self.open() as ledger:
            return autopay.stop(ledger, self.asked(), method.id, by)

    def methods(self):
        with self.open() as ledger:
            return ledger.saved_methods()

    def requests(self, invoice):
        with self.open() as ledger:
            return ledger.payment_requests(invoice.id)

    def jobs(self, name):
        return [job for job in self.books.jobs if job.name == name]


@pytest.fixture
def site():
    return Saving()


@pytest.fixture
def demo(site):
    return site.bill(site.job, "demo")


@pytest.fixture
def method(site, demo):
    return site.saves(demo)


@pytest.fixture
def tile(site, method):
    return site.bill(site.job, "tile")


def test_what_is_kept_is_a_reference_a_brand_and_four_digits(site, method):
    assert (method.customer, method.external_id, method.brand, method.last4) == ("cus_1", "pm_1", "Visa", "4242")
    assert (method.state, method.currency, method.gateway) == ("on", "USD", "stripe")


@pytest.mark.parametrize(
    ("said", "kept"),
    [("Visa", "Visa"), ("4242 4242 4242 4242", ""), ("Visa 4242424242424242", "Visa"), ("a\nb", "a b")],
)
def test_a_number_is_never_taken_for_a_brand(said, kept):
    assert shown_brand(said) == kept


@pytest.mark.parametrize(("said", "kept"), [("4242", "4242"), ("42424", ""), ("424", ""), ("424x", ""), ("", "")])
def test_last_four_are_four_digits_or_nothing(said, kept):
    assert shown_last4(said) == kept


def test_without_a_word_nothing_is_kept(site, demo):
    assert site.hears(site.request(demo), kept=VISA).saved is None
    assert site.methods() == ()


def test_it_is_kept_only_once_the_payment_has_counted(site, demo):
    request = site.request(demo, site.agree_to(demo))
    assert site.hears(request, "processing", kept=VISA).saved is None
    assert site.hears(request, kept=VISA, test_mode=False).saved is None
    assert site.methods() == ()
    assert site.hears(request, kept=VISA).saved
    assert site.hears(request, kept=VISA).saved is None
    assert len(site.methods()) == 1


def test_one_that_ended_does_not_come_back_with_a_late_event(site, demo, method):
    site.stop(method)
    request = site.requests(demo)[0]
    assert site.hears(request, kept=VISA).saved is None
    assert [one.state for one in site.methods()] == ["ended"]


def test_another_for_the_same_job_takes_its_place(site, tile, method):
    another = site.saves(tile, replace(VISA, external_id="pm_2"), external_id="pi_2")
    assert [(one.id == another.id, one.state, one.ended_by) for one in site.methods()] == [
        (False, "ended", "replaced"),
        (True, "on", ""),
    ]


def test_the_same_words_for_the_page_that_is_open_are_one_word(site, demo):
    first = site.agree_to(demo)
    request = site.request(demo, first)
    assert site.agree_to(demo) == first
    assert site.request(demo, first).id == request.id
    other = site.agree_to(demo, ("Other words", "en"))
    assert other != first
    assert site.request(demo, other).id != request.id
    assert site.request(demo).id != request.id
    assert site.agree_to(demo) != first


def test_a_charge_is_of_the_whole_balance_and_one_at_a_time(site, tile, method):
    request = site.charge(tile, method)
    assert (request.amount, request.method_id, request.state) == (usd("1000"), method.id, "asked")
    assert site.charge(tile, method) is None
    assert len(site.jobs("charge_method")) == 1


def test_a_page_that_was_open_is_closed_by_a_charge_and_none_is_opened_while_it_is_under_way(site, tile, method):
    page = site.request(tile)
    site.charge(tile, method)
    assert {one.id: one.state for one in site.requests(tile)}[page.id] == "closed"
    with pytest.raises(Refusal) as refused:
        site.request(tile)
    assert refused.value.code == "invoice.on_its_way"


def test_it_is_bound_to_what_was_shown(site, tile, method):
    with pytest.raises(OutOfDate):
        site.charge(tile, method, usd("999"))
    assert site.jobs("charge_method") == []


def refused(site, invoice, method, **how):
    with pytest.raises(Refusal) as found:
        site.charge(invoice, method, **how)
    return found.value.code


def test_it_is_never_of_an_invoice_that_is_paid_void_or_disputed(site, demo, tile, method):
    assert refused(site, demo, method) == "invoice.settled"
    with site.open() as ledger:
        part = tile.parts[0].milestone_id
        line_answers.dispute_line(ledger, site.asked(), tile.id, part, "Why?")
    assert refused(site, tile, method) == "invoice.disputed"
    site.void(tile)
    assert refused(site, tile, method) == "invoice.void"


def test_it_is_never_of_another_job_nor_once_it_ended_nor_to_another_account(site, tile, method):
    other = site.project(usd("1000"), (rest("all"),), name="Oak St")
    bill = site.bill(other.project.id, "all")
    assert refused(site, bill, method) == "autopay.ended"
    assert refused(site, tile, method, way=Way("stripe", "acct_other")) == "autopay.ended"
    site.stop(method)
    assert refused(site, tile, method) == "autopay.ended"


def test_one_that_is_on_its_way_otherwise_is_waited_for(site, tile, method):
    site.hears(site.request(tile), "processing", external_id="pi_2")
    assert refused(site, tile, method) == "invoice.on_its_way"


def test_of_one_that_nobody_knows_nothing_is_charged(site, tile, method):
    with pytest.raises(NotFound):
        site.charge(tile, replace(method, id=SavedMethodId(site.new_id())))


def test_it_begins_once_it_may_and_is_begun_again_until_its_end_is_known(site, tile, method):
    request = site.charge(tile, method)
    begun = site.begin(request)
    assert (begun.request.state, begun.method.id, begun.invoice.id) == ("open", method.id, tile.id)
    assert site.begin(request).request == begun.request
    with site.open() as ledger:
        autopay.charge_made(ledger, request.id, "pi_2")
        autopay.charge_made(ledger, request.id, "pi_2")
    assert site.begin(request) is None
    assert [job.args["request_id"] for job in site.jobs("follow_payment")] == [str(request.id)]


def test_it_does_not_begin_when_the_money_came_otherwise(site, tile, method):
    request = site.charge(tile, method)
    site.pay_by_hand(tile, usd("400"))
    assert site.begin(request) is None
    assert site.requests(tile)[0].state == "closed"


def test_it_does_not_begin_when_a_line_is_asked_about_meanwhile(site, tile, method):
    request = site.charge(tile, method)
    with site.open() as ledger:
        line_answers.dispute_line(ledger, site.asked(), tile.id, tile.parts[0].milestone_id, "Why?")
    assert site.begin(request).request.state == "closed"
    assert site.begin(request) is None


def test_what_nobody_knows_for_a_day_is_given_up(site, tile, method):
    request = site.charge(tile, method)
    site.begin(request)
    site.now += timedelta(days=1, seconds=1)
    assert site.begin(request).request.state == "closed"


def test_a_page_is_no_charge(site, tile):
    request = site.request(tile)
    assert site.begin(request) is None
    with site.open() as ledger:
        assert autopay.charge_refused(ledger, request.id) is None


def test_what_the_gateway_would_not_even_try_is_closed_and_told_once(site, tile, method):
    request = site.charge(tile, method)
    with site.open() as ledger:
        told = autopay.charge_refused(ledger, request.id)
        assert told.method.id == method.id
        assert autopay.charge_refused(ledger, request.id) is None
    assert site.requests(tile)[0].state == "closed"


def test_a_charge_that_succeeds_pays_and_one_that_fails_leaves_the_invoice_to_the_client(site, tile, method):
    first = site.charge(tile, method)
    site.begin(first)
    failed = site.hears(first, "failed", external_id="pi_2")
    assert (failed.what, failed.charged.id) == ("failed", method.id)
    assert site.requests(tile)[0].state == "closed"
    second = site.charge(tile, method)
    assert second.id != first.id
    site.begin(second)
    paid = site.hears(second, external_id="pi_3")
    assert (paid.invoice.state, paid.charged.id, paid.saved) == ("paid", method.id, None)


def test_money_by_hand_while_a_charge_is_under_way_is_counted_once_and_the_rest_is_credit(site, tile, method):
    request = site.charge(tile, method)
    site.begin(request)
    site.pay_by_hand(tile, usd("1000"))
    late = site.hears(request, external_id="pi_2")
    assert (late.payment.surplus, late.payment.allocated) == (usd("1000"), usd("0"))


def test_stopping_calls_off_what_has_not_begun_and_asks_the_gateway_to_let_go(site, tile, method):
    request = site.charge(tile, method)
    ended = site.stop(method)
    assert (ended.state, ended.ended_by) == ("ended", "client")
    assert site.stop(method) is None
    assert site.requests(tile)[0].state == "closed"
    assert site.begin(request) is None
    [job] = site.jobs("let_go_of_method")
    assert job.args["method_id"] == str(method.id)
    with site.open() as ledger:
        autopay.let_go(ledger, method.id)
    [kept] = site.methods()
    assert (kept.customer, kept.external_id, kept.brand) == ("", "", "Visa")


def test_stopping_leaves_what_has_begun(site, tile, method):
    request = site.charge(tile, method)
    site.begin(request)
    site.stop(method)
    assert site.requests(tile)[0].state == "open"


def test_a_charge_that_is_closed_closes_no_page_at_the_gateway(site, tile, method):
    request = site.charge(tile, method)
    site.begin(request)
    site.pay_by_hand(tile, usd("1000"))
    assert site.jobs("close_payment") == []


def offers(site, invoice, charge_by=None):
    with site.open() as ledger:
        return autopay.offered(ledger, invoice.id, {"stripe": ""} if charge_by is None else charge_by)


def test_what_the_page_offers_is_what_may_be_charged_for_it_now(site, demo, tile, method):
    assert offers(site, tile).id == method.id
    assert offers(site, demo) is None  # it is paid
    assert offers(site, tile, {}) is None
    assert offers(site, tile, {"stripe": "acct_1"}) is None
    site.charge(tile, method)
    assert offers(site, tile) is None
    site.stop(method)
    assert offers(site, tile) is None


def test_a_charge_that_has_begun_is_known_to_have(site, tile, method):
    """So that a refusal which comes after a call that nobody answered is not taken for an answer to that one."""
    request = site.charge(tile, method)
    assert [site.begin(request).again, site.begin(request).again] == [False, True]


def test_of_a_client_who_was_erased_meanwhile_nothing_is_kept_and_the_gateway_lets_go(site, demo):
    request = site.request(demo, site.agree_to(demo))
    with site.open() as ledger:
        client = ledger.project_file(demo.project_id).client
        ledger.save(replace(client, name=ERASED, phone="", email=""))
    assert site.hears(request, kept=VISA).saved is None
    [kept] = site.methods()
    assert (kept.state, kept.ended_by, kept.brand, kept.last4) == ("ended", "erased", "", "")
    [job] = site.jobs("let_go_of_method")
    assert job.args["method_id"] == str(kept.id)
