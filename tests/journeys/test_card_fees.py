"""A fee on top for a credit card, end to end: shown before, taken from a credit card alone, told, and sent back."""

import asyncio
from uuid import uuid4

import pytest

from bots.phones import has_button
from storage.audit import audit
from tests.journeys.by_stripe import Paying, paid_by_stripe, reconciled, said
from tests.journeys.moody import rows, until
from tests.journeys.steps import press, send, set_up


@pytest.fixture(scope="module")
def world(server_url, tmp_path_factory, stripe):
    with paid_by_stripe(server_url, tmp_path_factory.mktemp("stripe"), stripe) as found:
        yield found


@pytest.fixture
async def job(world, http, cast, photos, stripe):
    """In Colorado, two percent."""
    await set_up(cast)
    rows(world.program, "UPDATE contractors SET card_fee_ppm = 20000, jurisdiction = 'US-CO'")
    return Paying(world, http, stripe, (await send(cast, photos[:1]))["url"])


async def opens(job, way):
    """The reference of the page that Stripe made."""
    answer = await press(job.http, job.link, "pay", way=way)
    for _ in range(80):
        if "https://checkout.stripe.com/" in answer.text:
            return next(reversed(job.stripe.sessions.values()))["client_reference_id"]
        await asyncio.sleep(0.1)
        answer = await job.http.get(f"{job.link}/pay?way={way}")
    raise AssertionError("the payment page did not open")


def books(job):
    """What the journal has of the newest payment, by book."""
    found = rows(
        job.world.program,
        "SELECT book, sum(minor)::int FROM journal_postings WHERE payment_id ="
        " (SELECT id FROM payments ORDER BY place DESC LIMIT 1) GROUP BY 1 HAVING sum(minor) <> 0",
    )
    return dict(found)


async def test_a_credit_card_pays_the_fee_on_top_and_it_goes_back_with_a_refund(job, cast, stripe):
    page = (await job.http.get(job.link)).text
    assert "A credit card costs $90.00 more (2%): $4,590.00 in all." in page
    assert "Colorado" in page
    assert page.index("stripe.bank") < page.index("stripe.card")
    await job.calls(*stripe.pays(await opens(job, "stripe.card")))
    await said(cast.contractor, "Paid in full: $4,500.00 (card) plus $90.00 card fee from Dana Lee")
    await said(cast.client, "$4,500.00 plus $90.00 card fee for INV-0001")
    assert books(job) == {"money": 459_000, "receivable": -450_000, "card_fees": -9_000}
    assert "Card fee on top: $90.00" in (await job.http.get(job.link)).text
    [payment] = [one["id"] for one in stripe.intents.values()][-1:]
    await job.calls(stripe.refunds(payment, 45_900))
    await said(cast.contractor, "$450.00 plus $9.00 card fee of Dana Lee's payment on INV-0001 was refunded")
    await said(cast.client, "$450.00 plus $9.00 card fee")
    assert books(job) == {"money": 413_100, "receivable": -405_000, "card_fees": -8_100}
    assert (await reconciled(job)).differences == []
    with job.world.program.database.engine.connect() as connection:
        assert audit(connection) == []


async def test_a_debit_card_on_the_same_page_pays_nothing_more(job, cast, stripe):
    await job.calls(*stripe.pays(await opens(job, "stripe.card"), funding="debit"))
    word = await said(cast.contractor, "Paid in full: $4,500.00 (card) from Dana Lee")
    assert "fee" not in word["text"]
    assert books(job) == {"money": 450_000, "receivable": -450_000}


async def test_a_bank_account_pays_nothing_more_and_cannot_be_left_for_a_card(job, stripe):
    await opens(job, "stripe.bank")
    session = next(reversed(stripe.sessions.values()))
    assert (session["amount_total"], session["means"]) == (450_000, ["us_bank_account"])


async def test_where_stripe_knows_cards_only_the_way_by_bank_says_so_at_once(job, stripe):
    stripe.no_bank = True
    await press(job.http, job.link, "pay", way="stripe.bank")
    for _ in range(80):
        page = (await job.http.get(f"{job.link}/pay?way=stripe.bank")).text
        if "The payment page is not opening" in page:
            break
        await asyncio.sleep(0.1)
    else:
        raise AssertionError("it waits for a page that never comes")
    stripe.no_bank = False
    await opens(job, "stripe.bank")


async def test_what_is_sent_back_by_chat_takes_its_share_of_the_fee_along(job, cast, stripe):
    await job.calls(*stripe.pays(await opens(job, "stripe.card")))
    await said(cast.contractor, "Paid in full")
    await cast.contractor.says("refund 300 to Dana")
    asked = await cast.contractor.waits_for(has_button("Refund $300.00"), "the question")
    assert "The card fee's share goes back with it." in asked["text"]
    await cast.contractor.taps(asked, "Refund $300.00")
    await said(cast.contractor, "$300.00 plus $6.00 card fee of Dana Lee's payment on INV-0001 was refunded")
    assert books(job) == {"money": 459_000 - 30_600, "receivable": -420_000, "card_fees": -8_400}


@pytest.mark.parametrize("way", ["", "stripe", "square.card"])
async def test_a_page_of_before_the_fee_is_shown_anew_and_asks_for_nothing(job, stripe, way):
    """It said nothing of a fee, and is no way around it."""
    made = len(stripe.sessions)
    answer = await press(job.http, job.link, "pay", way=way)
    assert "A credit card costs $90.00 more" in (await job.http.get(answer.headers["location"])).text
    asked = rows(job.world.program, "SELECT 1 FROM payment_requests WHERE created_at > now() - interval '1 second'")
    assert (len(stripe.sessions), asked) == (made, [])


async def test_where_no_fee_may_be_added_the_page_says_nothing_of_one(job, stripe):
    rows(job.world.program, "UPDATE contractors SET jurisdiction = 'US-CT'")
    page = (await job.http.get(job.link)).text
    assert "credit card costs" not in page
    await opens(job, "stripe.card")
    session = next(reversed(stripe.sessions.values()))
    assert (session["amount_total"], session["holds"]) == (450_000, False)


@pytest.mark.parametrize("how", ["event", "asked"])
async def test_what_is_paid_otherwise_while_the_card_is_held_is_not_taken_too(job, cast, stripe, how):
    """Whoever hears of it: the money would only be owed back, with a fee on it."""
    held = stripe.pays(await opens(job, "stripe.card"))
    await cast.contractor.says("paid 4500 check 1023")
    await cast.contractor.taps(await cast.contractor.waits_for(has_button("Record it"), "the question"), "Record it")
    await said(cast.client, "It is paid in full")
    if how == "event":
        await job.calls(*held)
    job.asks_again_now()
    await said(cast.contractor, "Dana Lee tried to pay $4,500.00 for INV-0001, of which less is left")
    await said(cast.client, "was not needed any more")
    intent = next(reversed(stripe.intents.values()))
    assert (intent["status"], intent["amount_received"]) == ("canceled", 0)
    assert (await reconciled(job)).differences == []


async def test_a_hold_that_answers_no_request_of_ours_is_neither_taken_nor_let_go_of(job, stripe):
    """Two programs may share an account at Stripe."""
    reference = await opens(job, "stripe.card")
    held = stripe.pays(reference)
    intent = next(reversed(stripe.intents.values()))
    intent["metadata"] = {**intent["metadata"], "reference": str(uuid4())}
    await job.calls(*held)
    job.asks_again_now()
    await until(lambda: not rows(job.world.program, "SELECT 1 FROM inbox WHERE source = 'stripe' AND taken_at IS NULL"))
    assert intent["status"] == "requires_capture"


async def test_a_part_that_they_type_is_paid_with_the_fee_on_that_part(job, cast, stripe):
    await press(job.http, job.link, "pay_some", part="1,000", way="stripe.card")
    await until(lambda: [one["amount_total"] for one in stripe.sessions.values()][-1:] == [102_000])
    session = next(reversed(stripe.sessions.values()))
    await job.calls(*stripe.pays(session["client_reference_id"]))
    await said(cast.contractor, "$1,000.00 (card) plus $20.00 card fee")
    assert "$3,500.00" in (await job.http.get(job.link)).text
