"""A saved way to pay, end to end by Stripe: agreed to on the page, charged with the approval, stopped by a word."""

import asyncio
import re

import pytest

from core.ports.payments import GatewayFailed
from tests.journeys.by_stripe import Paying, paid_by_stripe, said
from tests.journeys.moody import rows, until
from tests.journeys.steps import press, send, set_up


@pytest.fixture(scope="module")
def world(server_url, tmp_path_factory, stripe):
    with paid_by_stripe(server_url, tmp_path_factory.mktemp("autopay"), stripe) as found:
        yield found


@pytest.fixture
async def job(world, http, cast, photos, stripe):
    await set_up(cast)
    return Saving(world, http, stripe, (await send(cast, photos[:1]))["url"])


class Saving(Paying):
    """The client who saves what they pay with."""

    async def page(self):
        return (await self.http.get(self.link)).text

    async def asks_to_keep(self):
        page = await self.page()
        mark = re.search(r'name="keep" value="(\w+)"', page)[1]
        assert "checked" not in page
        before = len(self.stripe.sessions)
        await press(self.http, self.link, "pay", page, keep=mark)
        await until(lambda: len(self.stripe.sessions) > before)
        return next(reversed(self.stripe.sessions.values()))["client_reference_id"]

    async def pays_and_saves(self):
        await self.calls(*self.stripe.pays(await self.asks_to_keep()))

    async def approves_and_pays(self, page=None):
        page = page or await self.page()
        fields = dict(re.findall(r'name="(method|amount)" value="([^"]+)"', page))
        return await press(self.http, self.link, "approve_pay", page, **fields)

    def charges(self):
        return [one for one in self.stripe.intents.values() if one["setup_future_usage"] is None and one["customer"]]


async def next_invoice(job, cast):
    """The link of the one that follows."""
    await cast.contractor.says("cabinets done")
    shown = await cast.contractor.waits_for(lambda message: "Send" in str(message["choices"]), "the preview")
    before = len(cast.client.messages)
    await cast.contractor.taps(shown, "Send")
    await until(lambda: any("INV-0002" in one["text"] and one["url"] for one in cast.client.messages[before:]))
    [link] = [one["url"] for one in cast.client.messages[before:] if "INV-0002" in one["text"] and one["url"]][:1]
    return Saving(job.world, job.http, job.stripe, link)


@pytest.fixture
async def saved(job, cast):
    await job.pays_and_saves()
    await said(cast.client, "Your Visa ending in 4242 is saved")
    return await next_invoice(job, cast)


async def test_what_was_agreed_to_is_kept_word_for_word_and_the_next_invoice_is_paid_with_its_approval(saved, cast):
    kept = rows(saved.world.program, "SELECT words, language FROM autopay_consents ORDER BY given_at DESC LIMIT 1")
    assert "Stripe keeps your card or bank account" in kept[0][0]
    assert 'writing "stop autopay"' in kept[0][0]
    page = await saved.page()
    assert "Approve and pay $8,000.00 with Visa ending in 4242" in page
    assert "Approve without paying" in page
    before = len(saved.charges())
    await saved.approves_and_pays(page)
    await said(cast.client, "$8,000.00 is being charged to your Visa ending in 4242")
    await said(cast.contractor, "pays $8,000.00 with their saved Visa ending in 4242")
    await said(cast.contractor, "$8,000.00")
    await until(lambda: len(saved.charges()) == before + 1)
    charge = saved.charges()[-1]
    assert (charge["amount"], charge["status"]) == (800_000, "succeeded")
    await saved.approves_and_pays(page)
    await saved.calls(*saved.stripe.events[-2:])
    assert "Paid" in await saved.page()
    assert len(saved.charges()) == before + 1


async def test_approving_alone_charges_nothing(saved, cast):
    before = len(saved.charges())
    await press(saved.http, saved.link, "approve", await saved.page())
    await said(cast.contractor, "approved INV-0002")
    assert len(saved.charges()) == before
    assert "Pay $8,000.00 with Visa ending in 4242" in await saved.page()


async def test_a_declined_charge_leaves_the_ordinary_link_and_is_not_tried_again(saved, cast):
    for one in saved.stripe.methods.values():
        one["says"] = "authentication_required"
    before = len(saved.charges())
    await saved.approves_and_pays()
    await said(cast.client, "could not be charged to your Visa ending in 4242")
    await said(cast.contractor, "could not be charged $8,000.00 for INV-0002")
    assert len(saved.charges()) == before + 1
    page = await saved.page()
    assert f'action="{saved.link.partition("/i/")[1]}' in page
    assert "did not go through" in page or "Pay $8,000.00" in page


async def test_the_client_stops_it_by_a_word_and_stripe_lets_go_of_it(saved, cast):
    await cast.client.says("stop autopay")
    await said(cast.client, "No saved way to pay is charged")
    await said(cast.contractor, "stopped autopay for")
    kept = "SELECT external_id FROM saved_methods ORDER BY place DESC LIMIT 1"
    await until(lambda: rows(saved.world.program, kept) == [("",)])
    assert list(saved.stripe.methods.values())[-1]["customer"] is None
    assert "Approve and pay" not in await saved.page()


async def test_the_client_stops_it_on_the_page(saved, cast):
    page = await saved.page()
    method = re.search(r'name="method" value="([^"]+)"', page)[1]
    answer = await press(saved.http, saved.link, "autopay_stop", page, method=method)
    assert "it is not charged any more" in (await saved.http.get(answer.headers["location"])).text
    await said(cast.contractor, "stopped autopay for")


async def test_the_contractor_sees_and_ends_it(saved, cast):
    await cast.contractor.says("is Dana on autopay?")
    await said(cast.contractor, "Dana Lee · Maple St kitchen: Visa ending in 4242")
    await cast.contractor.says("stop autopay for Dana")
    await said(cast.contractor, "Autopay is stopped for Dana Lee")
    await said(cast.client, "ended autopay for Maple St kitchen")


async def test_approved_in_words_leads_to_the_page_and_says_which_button_pays(saved, cast):
    before = len(saved.charges())
    await cast.client.says("approved")
    word = await said(cast.client, "Nothing is approved or paid by this message")
    assert "approves it and pays $8,000.00 with your Visa ending in 4242" in word["text"]
    assert word["url"] == saved.link
    assert len(saved.charges()) == before


async def test_a_client_who_is_erased_is_forgotten_at_stripe_too(saved, cast):
    program = saved.world.program
    [(account, client)] = rows(
        program, "SELECT account_id, id FROM clients WHERE phone = %s ORDER BY place DESC LIMIT 1", cast.client_number
    )
    await asyncio.to_thread(program.database.erasing.erase, program.jobs.blobs, account, client, "asked for")
    kept = "SELECT external_id, customer, brand, ended_by FROM saved_methods WHERE client_id = %s"
    await until(lambda: rows(program, kept, str(client)) == [("", "", "", "erased")])
    assert list(saved.stripe.methods.values())[-1]["customer"] is None


class Unsure:
    """Stripe, of which the answer about a charge is lost, and then the key is refused."""

    def __init__(self, stripe):
        self._stripe, self.says = stripe, [GatewayFailed("stripe: timeout")]

    def __getattr__(self, name):
        return getattr(self._stripe, name)

    async def charge(self, wanted):
        if self.says:
            made = await self._stripe.charge(wanted)
            assert made.event.outcome == "succeeded"
            raise self.says.pop()
        raise GatewayFailed("stripe: AuthenticationError", final=True)

    async def let_go(self, customer, method, payee):
        await self._stripe.let_go(customer, method, payee)


async def test_a_charge_whose_answer_was_lost_is_not_called_off_by_a_refusal_that_comes_after(saved, cast, monkeypatch):
    """It was made: who hears that nothing was charged would pay again."""
    gateways = saved.world.program.gateways
    monkeypatch.setitem(gateways, "stripe", Unsure(gateways["stripe"]))
    before = len(saved.charges())
    await saved.approves_and_pays()
    await until(lambda: not gateways["stripe"].says)
    refused = "SELECT 1 FROM job_failures WHERE strpos(reason, 'AuthenticationError') > 0"
    await until(lambda: rows(saved.world.program, refused))
    assert not any("could not be charged" in one["text"] for one in cast.client.messages)
    await saved.calls(*saved.stripe.events[-1:])
    await cast.contractor.waits_for(lambda one: "INV-0002" in one["text"] and "aid" in one["text"], "the payment")
    assert len(saved.charges()) == before + 1
