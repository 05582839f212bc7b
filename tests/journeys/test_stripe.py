"""Money by Stripe, end to end: Stripe's own SDK on one side, its signed events at our webhook on the other."""

import json

import pytest

from bots.phones import has_button
from bots.reconciling import DoesNotAgree
from core.ports.payments import GatewayFailed
from tests.journeys.by_stripe import Paying, paid_by_stripe, reconciled, reconciling, said
from tests.journeys.moody import rows, until
from tests.journeys.steps import send, set_up


@pytest.fixture(scope="module")
def world(server_url, tmp_path_factory, stripe):
    with paid_by_stripe(server_url, tmp_path_factory.mktemp("stripe"), stripe) as found:
        yield found


@pytest.fixture
async def job(world, http, cast, photos, stripe):
    await set_up(cast)
    return Paying(world, http, stripe, (await send(cast, photos[:1]))["url"])


async def test_a_payment_is_receipted_to_both_and_its_refund_told_and_asked_for_again(job, cast, stripe):
    reference = await job.opens_the_page()
    events = stripe.pays(reference)
    assert await job.calls(*events, *reversed(events)) == [200] * 4
    await said(cast.contractor, "Paid in full")
    await said(cast.client, "4,500.00")
    [payment] = [one["id"] for one in stripe.intents.values() if one["metadata"]["reference"] == reference]
    await job.calls(stripe.refunds(payment, 50_000))
    await said(cast.contractor, "$500.00 of Dana Lee's payment on INV-0001 was refunded")
    page = (await job.http.get(job.link)).text
    assert "Went back to you: refund" in page
    again = await job.opens_the_page()
    assert [one["amount_total"] for one in stripe.sessions.values() if one["client_reference_id"] == again] == [50_000]


async def test_what_stripe_never_called_about_is_asked_for(job, cast, stripe):
    stripe.pays(await job.opens_the_page())
    await until(lambda: rows(job.world.program, "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'follow_payment'"))
    job.asks_again_now()
    await said(cast.contractor, "Paid in full")


async def test_a_forged_event_is_refused_and_counts_for_nothing(job, cast, stripe):
    reference = await job.opens_the_page()
    events = stripe.pays(reference)
    assert await job.calls(*events, secret="whsec_forged0123456789") == [401, 401]
    counted = "SELECT p.id FROM payments p JOIN payment_requests q USING (invoice_id) WHERE q.id = %s"
    assert rows(job.world.program, counted, reference) == []


async def test_a_page_that_asks_for_an_old_sum_is_closed_at_stripe(job, cast, stripe):
    reference = await job.opens_the_page()
    await cast.contractor.says("paid 1000 check 1")
    word = await cast.contractor.waits_for(lambda message: "Record it" in str(message["choices"]), "the question")
    await cast.contractor.taps(word, "Record it")
    [session] = [one for one in stripe.sessions.values() if one["client_reference_id"] == reference]
    await until(lambda: session["status"] == "expired")


async def test_stripe_being_away_is_waited_out(job, stripe, cast):
    stripe.troubles.extend(["500"] * 4)
    stripe.pays(await job.opens_the_page())
    await job.calls(*stripe.events[-2:])
    await said(cast.contractor, "Paid in full")


async def test_what_the_list_of_stripe_has_and_we_have_not_is_taken_in_and_told(job, cast, stripe):
    await reconciled(job)  # what others left
    stripe.pays(await job.opens_the_page())
    report = await reconciled(job)
    assert (report.taken_in, report.differences) == (1, [])
    await said(cast.contractor, "Paid in full")
    assert (await reconciled(job)).taken_in == 0


async def test_a_refund_that_nobody_told_of_is_found(job, cast, stripe):
    reference = await job.opens_the_page()
    await job.calls(*stripe.pays(reference))
    await said(cast.contractor, "Paid in full")
    [payment] = [one["id"] for one in stripe.intents.values() if one["metadata"]["reference"] == reference]
    await reconciled(job)  # what others left
    stripe.refunds(payment, 10_000)
    assert (await reconciled(job)).taken_in == 1
    await said(cast.contractor, "$100.00 of Dana Lee's payment on INV-0001 was refunded")


async def test_what_counts_here_and_is_on_no_list_is_told(job, cast, stripe, monkeypatch):
    reference = await job.opens_the_page()
    await job.calls(*stripe.pays(reference))
    await said(cast.contractor, "Paid in full")
    await until(lambda: not rows(job.world.program, "SELECT 1 FROM inbox WHERE taken_at IS NULL"))  # both its calls
    [payment] = [one["id"] for one in stripe.intents.values() if one["metadata"]["reference"] == reference]
    earlier = "UPDATE payments SET received_at = received_at - interval '1 day' WHERE external_id = %s"
    rows(job.world.program, earlier, payment)
    monkeypatch.setitem(stripe.intents[payment], "metadata", {})
    [found] = (await reconciled(job)).differences
    assert (found.payment, found.what, found.here) == (payment, "missing_there", "succeeded, USD 4500.00")


async def test_a_payment_that_changed_there_beyond_what_we_take_in_is_told_and_parks_the_nightly_run(
    job, cast, stripe, monkeypatch
):
    reference = await job.opens_the_page()
    await job.calls(*stripe.pays(reference))
    await said(cast.contractor, "Paid in full")
    [intent] = [one for one in stripe.intents.values() if one["metadata"]["reference"] == reference]
    monkeypatch.setitem(intent, "amount_received", 1)
    report = await reconciled(job)
    assert [(one.what, one.there) for one in report.differences] == [("differs", "succeeded, USD 0.01")]
    with pytest.raises(DoesNotAgree, match="1 payments do not agree"):
        await reconciling(job).nightly(0)


async def test_a_refund_asked_for_in_chat_goes_through_stripe_and_both_are_told(job, cast, stripe):
    await job.calls(*stripe.pays(await job.opens_the_page()))
    await said(cast.contractor, "Paid in full")
    stripe.troubles.append("500 after")
    await cast.contractor.says("refund 300 to Dana")
    asked = await cast.contractor.waits_for(has_button("Refund $300.00"), "the question")
    assert "through Stripe. Send $300.00 of it back?" in asked["text"]
    await cast.contractor.taps(asked, "Refund $300.00")
    await said(cast.contractor, "I asked Stripe to send $300.00 back to Dana Lee")
    await said(cast.contractor, "$300.00 of Dana Lee's payment on INV-0001 was refunded to them")
    await said(cast.client, "refunded $300.00 of your payment for INV-0001")


async def test_a_refund_that_stripe_refuses_is_told_and_nothing_moved(job, cast, stripe, monkeypatch):
    await job.calls(*stripe.pays(await job.opens_the_page()))
    await said(cast.contractor, "Paid in full")
    monkeypatch.setattr(stripe, "empty", {""})
    await cast.contractor.says("refund 300 to Dana")
    asked = await cast.contractor.waits_for(has_button("Refund $300.00"), "the question")
    await cast.contractor.taps(asked, "Refund $300.00")
    words = (
        "Stripe did not send $300.00 back to Dana Lee for INV-0001. There is not enough money in your Stripe account."
    )
    await said(cast.contractor, words)


async def test_a_refund_at_a_gateway_that_is_gone_is_told_and_can_be_asked_for_again(job, cast, stripe, monkeypatch):
    await job.calls(*stripe.pays(await job.opens_the_page()))
    await said(cast.contractor, "Paid in full")
    await cast.contractor.says("refund 300 to Dana")
    asked = await cast.contractor.waits_for(has_button("Refund $300.00"), "the question")
    monkeypatch.delitem(job.world.program.gateways, "stripe")
    await cast.contractor.taps(asked, "Refund $300.00")
    await said(cast.contractor, "Stripe is not set up here any more. Nothing went back")


@pytest.mark.parametrize("its_own", ["order-4711", "0b0e8a3c-4d52-4f0e-9b1a-0f7f3ad0c001"])
async def test_a_payment_of_another_program_on_the_same_account_is_passed_over_quietly(job, cast, stripe, its_own):
    """It has a reference of its own: no job fails at it for ever."""
    events = stripe.pays(await job.opens_the_page())
    stripe.intents[json.loads(events[0])["data"]["object"]["id"]]["metadata"] = {"reference": its_own}
    assert await job.calls(*events) == [200, 200]
    await until(lambda: not rows(job.world.program, "SELECT 1 FROM inbox WHERE taken_at IS NULL"))
    failed = "SELECT 1 FROM job_failures f JOIN procrastinate_jobs j ON j.id = f.job_id WHERE j.task_name = 'take_in'"
    assert rows(job.world.program, failed) == []
    assert not any("Paid in full" in one["text"] for one in cast.contractor.messages)


class Unsure:
    """A gateway that says what it is told to about a refund."""

    def __init__(self, stripe):
        self._stripe, self.says = stripe, GatewayFailed("stripe: timeout")

    def __getattr__(self, name):
        return getattr(self._stripe, name)

    async def refund(self, wanted):
        del wanted
        raise self.says


async def test_a_refund_that_is_not_answered_about_is_asked_about_until_it_is_known(job, cast, stripe, monkeypatch):
    """It may have gone, so nobody hears that nothing went; a key that is refused afterwards says nothing of it."""
    await job.calls(*stripe.pays(await job.opens_the_page()))
    await said(cast.contractor, "Paid in full")
    program, unsure = job.world.program, Unsure(job.world.program.gateways["stripe"])
    monkeypatch.setitem(program.gateways, "stripe", unsure)
    await cast.contractor.says("refund 300 to Dana")
    asked = await cast.contractor.waits_for(has_button("Refund $300.00"), "the question")
    await cast.contractor.taps(asked, "Refund $300.00")
    kept = "SELECT state, account_id::text, invoice_id::text, id::text FROM refunds ORDER BY place DESC LIMIT 1"
    await until(lambda: [one[0] for one in rows(program, kept)] == ["unknown"])
    names = rows(program, kept)[0][1:]
    pages = program.jobs.payment_pages
    unsure.says = GatewayFailed("stripe: AuthenticationError", final=True)
    await pages.refund(*names, step=3, last_try=True)
    word = await said(cast.contractor, "It may have. I keep asking")
    assert word["text"].startswith("Stripe has not said yet whether it sent $300.00 back to Dana Lee for INV-0001.")
    rows(program, "UPDATE refunds SET asked_at = asked_at - interval '31 days' WHERE id = %s", names[2])
    await pages.refund(*names, step=33, last_try=True)
    await said(cast.contractor, "so I stopped asking")
    unsure.says = GatewayFailed("stripe: balance_insufficient", final=True, refusal="no_funds")
    await pages.refund(*names, step=34, last_try=True)
    await said(cast.contractor, "Nothing went back")
    assert rows(program, kept)[0][0] == "failed"


async def test_a_refund_that_bounced_is_told_as_that(job, cast, stripe):
    reference = await job.opens_the_page()
    await job.calls(*stripe.pays(reference))
    await said(cast.contractor, "Paid in full")
    [payment] = [one["id"] for one in stripe.intents.values() if one["metadata"]["reference"] == reference]
    await job.calls(stripe.refunds(payment, 10_000))
    await said(cast.contractor, "$100.00 of Dana Lee's payment on INV-0001 was refunded")
    await job.calls(stripe.bounces(next(reversed(stripe.refunded))))
    await said(cast.contractor, "The refund of $100.00 to Dana Lee for INV-0001 did not reach them")
    await said(cast.client, "The refund of $100.00 for INV-0001 did not reach you")
