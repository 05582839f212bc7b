"""Each contractor's own account at Stripe: set up from chat, paid to once Stripe says so, taken away there."""

import pytest

from tests.channels.payments.stripe import vendor as stand_in
from tests.journeys.by_stripe import FROM_US, Paying, asked_to_set_up, paid_by_stripe, reconciled, said
from tests.journeys.moody import rows
from tests.journeys.steps import send, set_up


@pytest.fixture(scope="module")
def world(server_url, tmp_path_factory, stripe):
    with paid_by_stripe(server_url, tmp_path_factory.mktemp("connect"), stripe, connect=True) as found:
        yield found


@pytest.fixture
async def job(world, http, cast, photos, stripe):
    await set_up(cast)
    return Paying(world, http, stripe, (await send(cast, photos[:1]))["url"])


async def offered(job):
    return 'value="stripe"' in (await job.http.get(job.link)).text


async def test_from_the_first_word_to_a_payment_on_their_own_account(job, cast, http, stripe):
    assert not await offered(job)
    page = await asked_to_set_up(cast)
    assert "Set up with Stripe" in (await http.get(page)).text
    assert not stripe.accounts
    gone_on = (await http.post(page, headers=FROM_US)).text
    [payee] = stripe.accounts
    assert f"https://connect.stripe.com/setup/e/{payee}/1" in gone_on
    assert stripe.links[0]["return_url"] == f"{page}?back=1"
    back = (await http.get(f"{page}?back=1")).text
    assert "Stripe still needs:" in back
    assert "your bank account" in back
    assert "too old" in (await http.get(f"{page}?again=1")).text
    await job.calls(stripe.onboards(payee), secret=stand_in.CONNECT_SECRET)
    await said(cast.contractor, "Card payments are ready.")
    assert "Card payments are ready." in (await http.get(page)).text
    assert await offered(job)
    reference = await job.opens_the_page()
    [session] = [one for one in stripe.sessions.values() if one["client_reference_id"] == reference]
    assert session["account"] == payee
    await job.calls(*stripe.pays(reference), secret=stand_in.CONNECT_SECRET)
    await said(cast.contractor, "Paid in full")


async def test_one_that_was_disconnected_is_offered_no_more(job, cast, http, stripe):
    page = await asked_to_set_up(cast)
    await http.post(page, headers=FROM_US)
    payee = next(reversed(stripe.accounts))
    await job.calls(stripe.onboards(payee), secret=stand_in.CONNECT_SECRET)
    await said(cast.contractor, "Card payments are ready.")
    assert await offered(job)
    await job.calls(stripe.disconnects(payee), secret=stand_in.CONNECT_SECRET)
    await said(cast.contractor, "was disconnected from Milepost")
    assert not await offered(job)
    before = {*stripe.accounts, payee}
    await http.post(page, headers=FROM_US)
    [another] = [one for one in stripe.accounts if one not in before]
    assert rows(job.world.program, "SELECT state FROM payees WHERE external_id = %s", another)[0][0] == "started"


async def test_after_one_was_disconnected_the_books_are_still_held_against_the_lists_of_the_others(
    job, cast, http, stripe
):
    page = await asked_to_set_up(cast)
    await http.post(page, headers=FROM_US)
    payee = next(reversed(stripe.accounts))
    await job.calls(stripe.onboards(payee), secret=stand_in.CONNECT_SECRET)
    await said(cast.contractor, "Card payments are ready.")
    await job.calls(*stripe.pays(await job.opens_the_page()), secret=stand_in.CONNECT_SECRET)
    await said(cast.contractor, "Paid in full")
    rows(job.world.program, "UPDATE payments SET received_at = received_at - interval '1 day'")
    await job.calls(stripe.disconnects(payee), secret=stand_in.CONNECT_SECRET)
    await said(cast.contractor, "was disconnected from Milepost")
    assert (await reconciled(job)).differences == []


async def test_nobody_else_begins_it(job, cast, http, stripe):
    page = await asked_to_set_up(cast)
    before = len(stripe.accounts)
    assert "Stripe" not in (await http.post(page, headers={"sec-fetch-site": "cross-site"})).text
    assert (await http.get(f"{page}x")).status_code == 404
    assert len(stripe.accounts) == before


async def test_when_stripe_does_not_answer_it_is_said(job, cast, http, stripe):
    page = await asked_to_set_up(cast)
    stripe.troubles.extend(["500"] * 4)
    assert "Stripe did not answer" in (await http.post(page, headers=FROM_US)).text
    stripe.troubles.clear()
