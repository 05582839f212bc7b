"""Money by PayPal and by Square, the client's choice, end to end: their SDKs on one side, their events on the other."""

import asyncio
from functools import partial

import pytest

from bots.bootstrap import derived
from bots.gateways import open_gateways
from bots.reconciling import Reconciling
from tests.channels.payments.paypal import vendor as at_paypal
from tests.channels.payments.square import vendor as at_square
from tests.journeys.conftest import living
from tests.journeys.moody import rows, until
from tests.journeys.steps import press, send, set_up

PAGES = {"paypal": "https://www.paypal.com/checkoutnow", "square": "https://square.link/"}


@pytest.fixture(scope="module")
def paypal():
    with at_paypal.serving(at_paypal.PayPal()) as vendor:
        yield vendor


@pytest.fixture(scope="module")
def square():
    with at_square.serving(at_square.Square()) as vendor:
        yield vendor


@pytest.fixture(scope="module")
def world(server_url, tmp_path_factory, paypal, square):
    settings = {
        "paypal_client_id": at_paypal.CLIENT,
        "paypal_client_secret": at_paypal.SECRET,
        "paypal_webhook_id": at_paypal.WEBHOOK,
        "paypal_api_base": paypal.url,
        "square_access_token": at_square.TOKEN,
        "square_location_id": at_square.LOCATION,
        "square_webhook_signature_key": at_square.KEY,
        "square_api_base": square.url,
    }
    with living(server_url, tmp_path_factory.mktemp("gateways"), **settings) as found:
        yield found


@pytest.fixture
async def job(world, http, cast, photos):
    await set_up(cast)
    return Paying(world, http, (await send(cast, photos[:1]))["url"])


class Paying:
    """The client's side of one invoice."""

    def __init__(self, world, http, link):
        self.world, self.http, self.link = world, http, link

    async def opens_the_page(self, way):
        """The reference of the page that this gateway made."""
        answer = await press(self.http, self.link, "pay", way=way)
        for _ in range(80):
            if PAGES[way] in answer.text + answer.headers.get("location", ""):
                [asked] = rows(
                    self.world.program,
                    "SELECT id FROM payment_requests WHERE gateway = %s ORDER BY created_at DESC LIMIT 1",
                    way,
                )
                return str(asked[0])
            await asyncio.sleep(0.1)
            answer = await self.http.get(f"{self.link}/pay", params={"way": way})
        raise AssertionError("the payment page did not open")

    async def posts(self, way, headers, body):
        return (await self.http.post(f"/webhooks/{way}", content=body, headers=headers)).status_code

    def counted(self, reference):
        return rows(
            self.world.program,
            "SELECT p.state FROM payments p JOIN payment_requests q USING (invoice_id) WHERE q.id = %s",
            reference,
        )


def said(phone, words):
    return phone.waits_for(lambda message: words in message["text"], words)


async def test_an_order_that_is_approved_at_paypal_is_captured_and_receipted_and_its_refund_told(job, cast, paypal):
    approved = paypal.pays(await job.opens_the_page("paypal"))
    for _ in range(2):
        assert await job.posts("paypal", paypal.signed(approved), approved) == 200
    await said(cast.contractor, "Paid in full")
    await said(cast.client, "4,500.00")
    [capture] = paypal.captures
    back = paypal.refunds_it(capture, "500.00")
    await job.posts("paypal", paypal.signed(back), back)
    await said(cast.contractor, "$500.00 of Dana Lee's payment on INV-0001 was refunded")


async def test_a_forged_approval_counts_for_nothing_and_the_true_one_still_does(job, cast, paypal):
    reference = await job.opens_the_page("paypal")
    approved = paypal.pays(reference)
    forged = approved.replace(b"4500.00", b"45.00")
    assert await job.posts("paypal", paypal.signed(approved), forged) == 200
    another_host = paypal.signed(approved, "https://evil.example/cert")
    assert await job.posts("paypal", another_host, approved) == 401
    assert job.counted(reference) == []
    assert await job.posts("paypal", paypal.signed(approved), approved) == 200
    await said(cast.contractor, "Paid in full")


async def test_money_by_square_is_receipted_and_a_dispute_takes_it_back_until_it_is_won(job, cast, square):
    url = f"{job.world.program.settings.base_url}/webhooks/square"
    reference = await job.opens_the_page("square")
    for body in (square.pays(reference, "APPROVED"), square.pays(reference)):
        assert await job.posts("square", square.signed(body, url=url), body) == 200
    await said(cast.contractor, "Paid in full")
    payment = next(reversed(square.payments))
    disputed = square.disputes_it(payment, 450_000)
    await job.posts("square", square.signed(disputed, url=url), disputed)
    await said(cast.contractor, "took back $4,500.00")
    won = square.decides(next(reversed(square.disputes)), "WON")
    await job.posts("square", square.signed(won, url=url), won)
    held = "SELECT disputed_minor FROM payments WHERE external_id = %s"
    await until(lambda: rows(job.world.program, held, payment) == [(0,)])


async def test_an_event_signed_for_another_address_is_refused(job, square):
    reference = await job.opens_the_page("square")
    body = square.pays(reference)
    assert await job.posts("square", square.signed(body, url="https://other.example/"), body) == 401
    assert job.counted(reference) == []


async def test_the_books_agree_with_both_lists_and_what_paypal_does_not_list_yet_is_not_missed(job, cast, paypal):
    approved = paypal.pays(await job.opens_the_page("paypal"))
    await job.posts("paypal", paypal.signed(approved), approved)
    await said(cast.contractor, "Paid in full")
    capture = next(reversed(paypal.captures))
    jobs, program = job.world.program.jobs, job.world.program
    own = open_gateways(program.settings, partial(derived, program.settings))  # the program's live in another loop
    reconciling = Reconciling(database=jobs.database, conversations=jobs.conversations, gateways=own)
    assert (await reconciling.run(14)).differences == []
    custom = paypal.captures[capture].pop("custom_id")  # so it is on no list
    hours_ago = "UPDATE payments SET received_at = now() - make_interval(hours => %s) WHERE external_id = %s"
    for hours, told in [(3, []), (5, [capture])]:
        rows(job.world.program, hours_ago, hours, capture)
        assert [one.payment for one in (await reconciling.run(14)).differences] == told
    paypal.captures[capture]["custom_id"] = custom
