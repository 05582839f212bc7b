"""Payments through a gateway whose answers get lost and which often never calls: asked again and reconciled, the books
and the gateway agree on every one, to the cent and once.
"""

import random
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from bots.payment_pages import PaymentPages
from bots.reconciling import Reconciling
from channels.payments.stripe.adapter import StripeGateway
from core.domain.links import Links
from core.ports.payees import PayeeNews
from core.ports.payments import GatewayFailed
from core.usecases import payees, refunding
from storage.audit import audit
from tests.bots.talk import talk_on
from tests.channels.payments.stripe import vendor as stand_in
from tests.core.site import usd
from tests.sizes import SOAK
from tests.storage.test_races_gateways import PAYEES, PRICE, Jobs

PAYMENTS = 1_000 if SOAK else 20
LOST_ANSWERS, NEVER_CALLS = 30, 10  # percent


class Shop:
    """The program's own parts between the books and the gateway, without its web and worker."""

    def __init__(self, database, folder, vendor, seed, payments=PAYMENTS):
        self.dice, self.vendor, self.database = random.Random(seed), vendor, database
        secrets = (stand_in.SECRET, stand_in.CONNECT_SECRET)
        self.gateway = StripeGateway(stand_in.KEY, secrets, vendor.url, connect=True)
        self.conversations = talk_on(database, folder).conversations
        gateways = {"stripe": self.gateway}
        self.pages = PaymentPages(
            database=database,
            gateways=gateways,
            conversations=self.conversations,
            links=Links(b"links of the tests of the survival"),
            base_url="https://bot.example",
        )
        self.reconciling = Reconciling(database=database, conversations=self.conversations, gateways=gateways)
        self.jobs = Jobs(database.books, payments, "stripe")
        for payee in PAYEES[1:]:
            vendor.accounts[payee] = {"id": payee}
            self._connect(payee)

    def _connect(self, payee):
        site, news = self.jobs.site, PayeeNews(external_id=payee, may_charge=True)
        with site.open() as ledger:
            payees.note_payee(ledger, site.asked(), site.firm.contractor.id, "stripe", news)

    async def opens(self, request):
        """As the job would, which is tried again until the gateway answers."""
        if self.dice.randrange(100) < LOST_ANSWERS:
            self.vendor.troubles.extend(["500 after"] * self.dice.choice([1, 2, 3, 4]))
        for _ in range(8):
            try:
                return await self.pages.open(str(request.account_id), str(request.id), last_try=False)
            except GatewayFailed as failure:
                if failure.final:
                    raise
        raise AssertionError("the page was never made")

    async def called(self, bodies):
        """The webhooks, in any order, one of them twice."""
        self.dice.shuffle(bodies)
        for body in [*bodies, bodies[0]]:
            [item] = self.gateway.verify("", self.vendor.signed(body, self.vendor.secret_of(body)), body)
            event = await self.gateway.read(item.body)
            with self.database.turns.begin() as turn:
                self.conversations.take_payment(turn, event, test_mode=True)


@pytest.mark.slow
async def test_after_reconciliation_every_payment_agrees(database, tmp_path):
    with stand_in.serving(stand_in.Stripe()) as vendor:
        shop = Shop(database, tmp_path, vendor, seed=5)
        silent, long_ago = 0, datetime(2000, 1, 1, tzinfo=UTC)
        for request in shop.jobs.requests:
            await shop.opens(request)
            events = vendor.pays(str(request.id))
            if shop.dice.randrange(100) < NEVER_CALLS:
                silent += 1
            else:
                await shop.called(events)
            [session] = [one for one in vendor.sessions.values() if one["client_reference_id"] == str(request.id)]
            assert session["account"] == request.payee
        assert len(vendor.sessions) == PAYMENTS  # no page was made twice, however often the answer was lost
        unpaid = [one for one in shop.jobs.invoices if shop.jobs.site.balance(one)]
        assert len(unpaid) == silent > 0
        report = await shop.reconciling.run(14)
        lists = {f"stripe {payee}".strip(): PAYMENTS // len(PAYEES) for payee in PAYEES}
        assert (report.taken_in, report.differences, report.checked) == (silent, [], lists)
        ours = database.at_gateways.payments("stripe", long_ago).values()
        assert {one.payee for (one,) in ours} == {*PAYEES}
        again = await shop.reconciling.run(14)
        assert (again.taken_in, again.differences) == (0, [])
    for invoice in shop.jobs.invoices:
        [payment] = shop.jobs.site.file(invoice.project_id).payments
        assert (payment.state, payment.kept, shop.jobs.site.invoice(invoice.id).state) == ("succeeded", PRICE, "paid")
    with database.engine.connect() as connection:
        assert audit(connection) == []


async def test_a_refund_whose_answer_was_lost_at_every_try_is_not_said_to_have_failed_and_goes_out_once(
    database, tmp_path
):
    with stand_in.serving(stand_in.Stripe()) as vendor:
        shop = Shop(database, tmp_path, vendor, seed=5, payments=1)
        [request], site = shop.jobs.requests, shop.jobs.site
        await shop.opens(request)
        await shop.called(vendor.pays(str(request.id)))
        [payment] = site.file(shop.jobs.invoices[0].project_id).payments
        with site.open() as ledger:
            taken = refunding.take_refund(
                ledger, site.asked(), request.invoice_id, payment.id, usd("300"), PRICE, uuid4()
            )
        named = (str(request.account_id), str(request.invoice_id), str(taken.refund.id))

        def state():
            with site.open() as ledger:
                return refunding.refund_of(ledger, request.invoice_id, taken.refund.id).state

        vendor.troubles.extend(["500 after"] * 3)  # the first and what the SDK tries again by itself
        await shop.pages.refund(*named, last_try=True)
        assert (state(), len(vendor.refunded)) == ("unknown", 1)
        await shop.pages.refund(*named, step=1, last_try=True)
        assert (state(), len(vendor.refunded)) == ("sent", 1)
        [payment] = site.file(shop.jobs.invoices[0].project_id).payments
        assert payment.refunded == usd("300")
