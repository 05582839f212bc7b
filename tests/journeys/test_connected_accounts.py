"""Several contractors on one installation, each paid on their own account at Stripe, and one on the platform's: what
goes back, what is disputed, what never called, and what the lists of all of them say.
"""

import asyncio
import json
from uuid import UUID, uuid4

import pytest

from bots.phones import has_button
from core.domain.ids import AccountId, InvoiceId
from core.domain.payment import Way
from core.usecases import collecting
from core.usecases.asking import Asked
from storage.audit import audit
from tests.channels.payments.stripe import vendor as stand_in
from tests.journeys.by_stripe import FROM_US, Paying, asked_to_set_up, paid_by_stripe, reconciled, said
from tests.journeys.conftest import another_cast
from tests.journeys.moody import rows, until
from tests.journeys.steps import send, set_up


@pytest.fixture(scope="module")
def world(server_url, tmp_path_factory, stripe):
    with paid_by_stripe(server_url, tmp_path_factory.mktemp("accounts"), stripe, connect=True) as found:
        yield found


class Owner(Paying):
    """A contractor with one sent invoice of $4,500, and the account that its money goes to."""

    def __init__(self, world, http, stripe, link, cast, payee):
        super().__init__(world, http, stripe, link)
        self.cast, self.payee = cast, payee

    async def hears(self, *bodies):
        """By the endpoint that Stripe tells it to."""
        for body in bodies:
            assert await self.calls(body, secret=self.stripe.secret_of(body)) == [200]

    async def asked(self):
        """The reference of a page, made as it is where each is paid on their own account, or before that was so."""
        if self.payee:
            reference = await self.opens_the_page()
        else:
            reference = str(await asyncio.to_thread(self._asked_on_the_platform))
            await until(lambda: self.sessions(reference))
        [session] = self.sessions(reference)
        assert session["account"] == self.payee
        return reference

    def _asked_on_the_platform(self):
        account, invoice = self._ids()
        with self.world.program.database.books.open(account) as ledger:
            asked = Asked(now=rows(self.world.program, "SELECT now()")[0][0], new_id=uuid4)
            return collecting.ask_payment(ledger, asked, invoice, uuid4(), Way("stripe")).id

    def _ids(self):
        [(account, invoice)] = rows(
            self.world.program,
            "SELECT i.account_id, i.id FROM invoices i JOIN projects p ON p.id = i.project_id JOIN clients c "
            "ON c.id = p.client_id WHERE c.phone = %s",
            self.cast.client_number,
        )
        return AccountId(UUID(str(account))), InvoiceId(UUID(str(invoice)))

    def sessions(self, reference):
        return [one for one in self.stripe.sessions.values() if one["client_reference_id"] == reference]

    async def paid(self):
        """The payment's id, once it is told to both."""
        reference = await self.asked()
        await self.hears(*self.stripe.pays(reference))
        await said(self.cast.contractor, "Paid in full")
        return self.sessions(reference)[0]["payment_intent"]

    def stands(self):
        """Of each payment: its state, the account, what went back."""
        return rows(
            self.world.program,
            "SELECT state, payee, refunded_minor, disputed_minor FROM payments WHERE invoice_id = %s ORDER BY place",
            str(self._ids()[1]),
        )


@pytest.fixture
def contractor(world, http, photos, stripe, worker_id):
    """Makes one; ``connected``: with an account of their own that may charge."""

    async def make(*, connected=True):
        cast = another_cast(world, http, worker_id)
        await set_up(cast)
        payee = ""
        if connected:
            page, before = await asked_to_set_up(cast), {*stripe.accounts}
            await http.post(page, headers=FROM_US)
            [payee] = {*stripe.accounts} - before
            body = stripe.onboards(payee)
            await http.post("/webhooks/stripe", content=body, headers=stripe.signed(body, stand_in.CONNECT_SECRET))
            await said(cast.contractor, "Card payments are ready.")
        return Owner(world, http, stripe, (await send(cast, photos[:1]))["url"], cast, payee)

    return make


async def refunds(owner, amount):
    await owner.cast.contractor.says(f"refund {amount} to Dana")
    button = f"Refund ${amount:,}.00"
    await owner.cast.contractor.taps(await owner.cast.contractor.waits_for(has_button(button), "the question"), button)


async def test_each_is_paid_refunded_and_disputed_on_the_account_that_the_money_came_to(contractor, stripe, world):
    owners = [await contractor(), await contractor(), await contractor(connected=False)]
    for owner in owners:
        stripe.troubles.append("500 after")
        payment = await owner.paid()
        assert owner.stands() == [("succeeded", owner.payee, 0, 0)]
        stripe.troubles.append("500 after")
        await refunds(owner, 300)
        await said(owner.cast.contractor, "$300.00 of Dana Lee's payment on INV-0001 was refunded to them")
        await said(owner.cast.client, "refunded $300.00 of your payment for INV-0001")
        await owner.hears(stripe.disputes_it(payment, 420_000))
        await said(owner.cast.contractor, "bank took back $4,200.00")
        assert owner.stands() == [("succeeded", owner.payee, 30_000, 420_000)]
        await owner.hears(stripe.decides(next(reversed(stripe.disputes)), "won"))
        await said(owner.cast.contractor, "$4,200.00 of Dana Lee's payment on INV-0001 is yours again")
        await owner.hears(stripe.disputes_it(payment, 100_000))
        await said(owner.cast.contractor, "bank took back $1,000.00")
        await owner.hears(stripe.decides(next(reversed(stripe.disputes)), "lost"))
    assert [owner.stands()[0][1:] for owner in owners] == [(owner.payee, 30_000, 100_000) for owner in owners]
    report = await reconciled(owners[0])
    lists = {f"stripe {owner.payee}".strip() for owner in owners}
    assert (report.differences, report.taken_in, lists <= set(report.checked)) == ([], 0, True)
    await refunds(owners[0], 3200)
    await said(owners[0].cast.contractor, "$3,200.00 of Dana Lee's payment on INV-0001 was refunded to them")
    with world.program.database.engine.connect() as connection:
        assert audit(connection) == []


async def test_what_never_called_is_asked_of_its_own_account_and_found_on_its_own_list(contractor, stripe):
    one, two = await contractor(), await contractor()
    stripe.pays(await one.asked())
    await until(lambda: rows(one.world.program, "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'follow_payment'"))
    one.asks_again_now()
    await said(one.cast.contractor, "Paid in full")
    stripe.pays(await two.asked())
    assert (await reconciled(two)).taken_in == 1
    await said(two.cast.contractor, "Paid in full")


async def test_a_refund_for_which_their_account_has_no_money_is_told_to_them_and_moves_nothing(contractor, stripe):
    one, two = await contractor(), await contractor()
    await one.paid()
    await two.paid()
    stripe.empty.add(one.payee)
    await refunds(one, 300)
    await said(one.cast.contractor, "Stripe did not send $300.00 back to Dana Lee for INV-0001")
    await refunds(two, 300)
    await said(two.cast.contractor, "$300.00 of Dana Lee's payment on INV-0001 was refunded to them")
    assert [one.stands()[0][2], two.stands()[0][2]] == [0, 30_000]


async def test_a_debit_that_fails_days_later_is_told_and_the_next_tap_makes_another_page(contractor, stripe):
    owner = await contractor()
    reference = await owner.asked()
    await owner.hears(*stripe.pays(reference, "processing", "us_bank_account"))
    await said(owner.cast.contractor, "is being processed")
    await owner.hears(*stripe.pays(reference, "failed"))
    await said(owner.cast.contractor, "did not go through")
    again = await owner.asked()
    assert again != reference
    await owner.hears(*stripe.pays(again))
    await said(owner.cast.contractor, "Paid in full")
    assert [one[0] for one in owner.stands()] == ["failed", "succeeded"]


async def test_an_event_of_anothers_account_for_this_ones_payment_is_parked_and_told(contractor, stripe):
    """Whoever has an account there can make a payment in it that names anybody's request."""
    one, other = await contractor(), await contractor()
    theirs = await one.asked()
    await other.paid()
    [forged] = [intent for intent in stripe.intents.values() if intent["account"] == other.payee]
    forged["metadata"] = {"reference": theirs}
    await one.hears(stripe._event("payment_intent.succeeded", forged))
    await said(one.cast.contractor, "it went to another account")
    assert [state for state, *_ in one.stands()] == ["parked"]
    await one.hears(*stripe.pays(theirs))
    await said(one.cast.contractor, "Paid in full")
    # The account is what Stripe says in the event, and the payment is asked of it: a lie about it finds nothing.
    body = json.loads(stripe.events[-1])
    assert body["account"] == one.payee
    differences = (await reconciled(one)).differences
    assert [(found.payee, found.what) for found in differences] == [(other.payee, "differs")]
    del stripe.intents[forged["id"]]


async def test_after_their_account_was_changed_a_refund_still_goes_by_the_one_that_the_money_came_to(
    contractor, stripe, http
):
    """A page on the first account was never paid on; the money came to the second."""
    owner = await contractor()
    await owner.asked()
    first, before = owner.payee, {*stripe.accounts}
    await owner.hears(stripe.disconnects(first))
    await said(owner.cast.contractor, "was disconnected from Milepost")
    await http.post(await asked_to_set_up(owner.cast), headers=FROM_US)
    [owner.payee] = {*stripe.accounts} - before
    await owner.hears(stripe.onboards(owner.payee))
    ready = "SELECT 1 FROM payees WHERE state = 'ready' AND external_id = %s"
    await until(lambda: rows(owner.world.program, ready, owner.payee))
    await owner.paid()
    await refunds(owner, 300)
    await said(owner.cast.contractor, "$300.00 of Dana Lee's payment on INV-0001 was refunded to them")
    assert owner.stands() == [("succeeded", owner.payee, 30_000, 0)]


async def test_what_was_paid_in_the_minute_of_the_disconnection_counts_and_cannot_be_refunded_from_here(
    contractor, stripe
):
    owner = await contractor()
    events = stripe.pays(await owner.asked())
    gone = stripe.disconnects(owner.payee)
    await owner.hears(events[0], gone)
    await said(owner.cast.contractor, "Paid in full")
    off = "SELECT 1 FROM payees WHERE state = 'off' AND external_id = %s"
    await until(lambda: rows(owner.world.program, off, owner.payee))
    await refunds(owner, 300)
    await said(owner.cast.contractor, "Stripe did not send $300.00 back to Dana Lee for INV-0001")
    assert owner.stands() == [("succeeded", owner.payee, 0, 0)]


async def test_an_account_that_answers_no_more_and_of_which_nobody_told_holds_up_no_other_list(contractor, stripe):
    silent, other = await contractor(), await contractor()
    await silent.paid()
    stripe.pays(await other.asked())
    kept = stripe.accounts.pop(silent.payee)  # and nothing was called about
    report = await reconciled(other)
    assert (report.taken_in, report.differences) == (1, [])
    assert set(report.unanswered) == {f"stripe {silent.payee}"}
    await said(other.cast.contractor, "Paid in full")
    stripe.accounts[silent.payee] = kept


async def test_what_differs_is_told_by_account_and_each_list_was_asked_for_with_its_own(
    contractor, stripe, monkeypatch
):
    one, two = await contractor(), await contractor()
    payments = [await one.paid(), await two.paid()]
    await reconciled(one)
    rows(one.world.program, "UPDATE payments SET received_at = received_at - interval '1 day'")
    stripe.calls.clear()
    monkeypatch.setitem(stripe.intents[payments[0]], "amount_received", 1)
    monkeypatch.setitem(stripe.intents[payments[1]], "metadata", {})
    found = {(each.payee, each.payment, each.what) for each in (await reconciled(one)).differences}
    assert found >= {(one.payee, payments[0], "differs"), (two.payee, payments[1], "missing_there")}
    asked = {headers.get("stripe-account", "") for _, path, headers, _ in stripe.calls if path == "/v1/payment_intents"}
    assert {one.payee, two.payee} <= asked


async def test_a_refund_that_bounces_days_later_is_owed_again(contractor, stripe):
    owner = await contractor()
    await owner.paid()
    await refunds(owner, 300)
    await said(owner.cast.contractor, "$300.00 of Dana Lee's payment on INV-0001 was refunded to them")
    await owner.hears(stripe.bounces(next(reversed(stripe.refunded))))
    await said(owner.cast.contractor, "The refund of $300.00 to Dana Lee for INV-0001 did not reach them")


async def test_a_bank_debit_on_its_way_to_an_account_that_was_disconnected_is_settled_by_who_sees_it(
    contractor, stripe, world
):
    """Nobody can ask about it any more, and it may still come: so nobody pays again before its owner has said."""
    owner = await contractor()
    reference = await owner.asked()
    await owner.hears(*stripe.pays(reference, "processing", "us_bank_account"))
    await said(owner.cast.contractor, "is being processed")
    await owner.hears(stripe.disconnects(owner.payee))
    word = await said(owner.cast.contractor, "I lost sight of it")
    assert "I cannot ask Stripe about it any more" in word["text"]
    await said(owner.cast.client, "Please do not pay again")
    page = (await owner.http.get(owner.link)).text
    assert "we can no longer see here whether it arrives" in page
    assert "unseen" not in page.partition("<main")[2].partition("</main>")[0]
    assert 'action="' + owner.link.partition("/i/")[1] + owner.link.partition("/i/")[2] + '/pay"' not in page
    await owner.cast.contractor.taps(word, "It did not arrive")
    await said(owner.cast.contractor, "INV-0001 has $4,500.00 left to pay")
    await said(owner.cast.client, "did not arrive. Please check with your bank")
    assert owner.stands() == [("failed", owner.payee, 0, 0)]
    assert "we can no longer see" not in (await owner.http.get(owner.link)).text
    await owner.cast.contractor.taps(word, "It arrived")
    await said(owner.cast.contractor, "is settled already")


async def test_one_that_did_arrive_there_is_receipted_to_both(contractor, stripe, world):
    owner = await contractor()
    reference = await owner.asked()
    await owner.hears(*stripe.pays(reference, "processing", "us_bank_account"))
    await said(owner.cast.contractor, "is being processed")
    await owner.hears(stripe.disconnects(owner.payee))
    await owner.cast.contractor.taps(await said(owner.cast.contractor, "I lost sight of it"), "It arrived")
    await said(owner.cast.contractor, "Paid in full")
    await said(owner.cast.client, "4,500.00")
    assert owner.stands() == [("succeeded", owner.payee, 0, 0)]
    with world.program.database.engine.connect() as connection:
        assert audit(connection) == []
