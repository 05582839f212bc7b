"""The rules of money that comes: pages to pay on, what gateways tell of it, and what is reported by hand."""

from contextlib import suppress

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.domain.errors import Refusal
from core.domain.money import Money, total
from core.usecases import collecting, counting
from core.usecases.collecting import ByHand
from tests.core.site import event_for, usd

TWISTS = {
    "right": {},
    "amount": {"amount": usd("0.01")},
    "currency": {"amount": Money(1, "EUR")},
    "mode": {"test_mode": False},
    "gateway": {"gateway": "another"},
    "account": {"account": "another's"},
    "too much back": {"refunded": usd("100000")},
    "back in another currency": {"disputed": Money(1, "EUR")},
}
BECOMES = {"succeeded": "succeeded", "failed": "failed", "processing": "pending"}
BACK = {"refunded", "disputed", "bounced", "recovered"}
which = st.integers(0, 5)
parts = st.sampled_from([0, 0, 1, 20_000, 100_000_00])
outcomes = st.sampled_from(sorted(BECOMES))
attempts = st.integers(1, 2)
moments = st.integers(0, 3)
issued = precondition(lambda self: self.issued)
asked = precondition(lambda self: self.requests)


def pick(things, place):
    """Mostly the newest."""
    return things[-1 - place % len(things)]


class Paying:
    """Of the books machine."""

    @issued
    @rule(invoice=which)
    def ask_for_payment(self, invoice):
        kept = self._invoice(invoice)
        balance = self.site.balance(kept)
        with suppress(Refusal):
            request = self.site.ask(kept)
            assert request.amount == balance
            assert balance.minor > 0
            self.requests.append(request)
            return
        assert not balance

    @asked
    @rule(request=which, made=st.booleans())
    def the_gateway_answers(self, request, made):
        (self.site.page_made if made else self.site.page_failed)(pick(self.requests, request))

    @asked
    @rule(request=which, outcome=outcomes, attempt=attempts, minutes=moments)
    def the_gateway_tells(self, request, outcome, attempt, minutes):
        self._tell(pick(self.requests, request), outcome, attempt, "right", minutes)

    @asked
    @rule(request=which, outcome=outcomes, attempt=attempts, twist=st.sampled_from(sorted(TWISTS)))
    def the_gateway_tells_something_else(self, request, outcome, attempt, twist):
        self._tell(pick(self.requests, request), outcome, attempt, twist)

    @issued
    @rule(invoice=which, late=st.booleans())
    def client_pays_on_the_page(self, invoice, late):
        """Perhaps after the invoice is void, or the page is closed."""
        kept = self._invoice(invoice)
        if not late:
            self.ask_for_payment(invoice)
        mine = [one for one in self.requests if one.invoice_id == kept.id]
        if mine:
            self._tell(mine[-1], "succeeded", 1, "right")

    @asked
    @rule(request=which, attempt=attempts, minutes=moments, refunded=parts, disputed=parts)
    def money_goes_back(self, request, attempt, minutes, refunded, disputed):
        """Or comes again: what an older word says is news no more."""
        wanted = pick(self.requests, request)
        refunded = min(wanted.amount, Money(refunded, "USD"))
        disputed = min(wanted.amount - refunded, Money(disputed, "USD"))
        self._tell(wanted, "succeeded", attempt, "right", minutes, refunded=refunded, disputed=disputed)

    def _tell(self, request, outcome, attempt, twist, minutes=0, **back):
        told = {**TWISTS[twist], **back}
        event = event_for(request, outcome, external_id=f"{request.id}-{attempt}", minutes=minutes, **told)
        self.events.append((event, request, twist))
        self._hear(event, request, twist)

    @precondition(lambda self: self.events)
    @rule(told=which)
    def the_gateway_tells_again(self, told):
        known = {one.id: one for file in self.files.values() for one in file.payments}
        counted = self._hear(*pick(self.events, told))
        assert counted.what == "already" or known[counted.payment.id].state in {"pending", "failed", "parked"}

    def _hear(self, event, request, twist):
        with self.site.open() as ledger:
            invoice = ledger.invoice(request.invoice_id)
            before = counting.balance_of(ledger.project_file(invoice.project_id), invoice)
        key = (event.gateway, event.external_id)
        right = twist == "right" or (twist == "amount" and event.amount == request.amount)
        self.heard[key].add((event.occurred_at, BECOMES[event.outcome] if right else "parked"))
        self.amounts[key] = request.amount
        if right and event.outcome == "succeeded":
            self.went_back[key].add((event.occurred_at, event.refunded + event.disputed, event.refunded))
        counted = self.site.hear(event)
        assert counted.balance == before or counted.what in {"counted", *BACK}
        assert (counted.moved is not None) == (counted.what in BACK)
        self._receipted(counted)
        return counted

    def _receipted(self, counted):
        assert (counted.receipt is not None) or counted.what != "counted"
        if counted.receipt:
            assert counted.receipt.balance == counted.balance or counted.what in BACK
            self.receipts.append(counted.receipt.number)

    @issued
    @rule(invoice=which, minor=st.integers(1, 60_000), all_of_it=st.booleans())
    def client_pays_by_hand(self, invoice, minor, all_of_it):
        kept = self._invoice(invoice)
        balance = self.site.balance(kept)
        with suppress(Refusal):
            self.pay(kept, balance if balance and all_of_it else Money(minor, "USD"))
            return
        assert kept.state in {"void", "credited"}

    def pay(self, kept, amount):
        """And report it twice."""
        balance, key = self.site.balance(kept), str(self.site.new_id())
        counted = self.site.pay_by_hand(kept, amount, key=key)
        assert counted.invoice.state == ("part_paid" if amount < balance else "paid")
        self.by_hand[counted.payment.id] = amount
        self.reports.append(counted.payment)
        self._receipted(counted)
        assert self.site.pay_by_hand(kept, amount, key=key).what == "already"

    @issued
    @rule(invoice=which)
    def credit_is_used(self, invoice):
        """And asked for twice with one tap."""
        kept, key = self._invoice(invoice), self.site.new_id()
        balance = self.site.balance(kept)
        with suppress(Refusal):
            used = self.site.use_credit(kept, key=key)
            paid = total((one.payment.amount for one in used), "USD")
            assert self.site.balance(kept) == balance - paid
            for one in used:
                self._receipted(one)
            assert {one.what for one in self.site.use_credit(kept, paid, key=key)} == {"already"}
            return
        file = self.site.file(kept.project_id)
        mine = {one.id for one in file.invoices if one.contractor_id == kept.contractor_id}
        those = (one for one in file.payments if one.state == "succeeded" and one.invoice_id in mine)
        assert not balance or not any(one.surplus for one in those)

    @issued
    @rule(invoice=which)
    def credit_is_given_back(self, invoice):
        """Of whatever it paid; where it paid nothing, nothing happens."""
        kept = self._invoice(invoice)
        used, state = self.site.used_credit(kept), kept.state
        if not used:
            with pytest.raises(Refusal, match="none_used"):
                self.site.give_back_credit(kept, used)
            return
        after = self.site.give_back_credit(kept, used)
        assert not self.site.used_credit(after)
        assert after.state in {"issued", "part_paid", state}
        with pytest.raises(Refusal, match="none_used"):
            self.site.give_back_credit(kept, used)

    @issued
    @rule(invoice=which)
    def a_report_shows_an_old_balance(self, invoice):
        kept = self._invoice(invoice)
        stale = ByHand(amount=usd("1"), method="cash", note="", balance=self.site.balance(kept) + usd("1"))
        refused = ""
        try:
            with self.site.open() as ledger:
                collecting.record_by_hand(ledger, self.site.asked(), kept.id, stale, str(self.site.new_id()))
        except Refusal as refusal:
            refused = refusal.code
        gone = kept.state in {"void", "credited"}
        assert refused == (f"invoice.{kept.state}" if gone else "payment.balance_changed")

    @precondition(lambda self: self.reports)
    @rule(report=which)
    def take_back(self, report):
        """Once: a second time there is nothing to take back."""
        payment = pick(self.reports, report)
        with suppress(Refusal):
            taken = self.site.reverse(payment)
            assert taken.payment.state == "reversed"
            assert taken.receipt is None
            del self.by_hand[payment.id]
            return
        assert payment.id not in self.by_hand
