"""A program that is paid by Stripe, and its client's side: the SDK's own calls one way, signed events the other."""

import asyncio
from contextlib import contextmanager

from bots.reconciling import Reconciling
from channels.payments.stripe.adapter import StripeGateway
from tests.channels.payments.stripe import vendor as stand_in
from tests.journeys.conftest import living
from tests.journeys.moody import rows, until
from tests.journeys.steps import press

FROM_US = {"sec-fetch-site": "same-origin"}


@contextmanager
def paid_by_stripe(server_url, folder, stripe, *, connect=False):
    """``connect``: each contractor on an account of their own."""
    secrets = [stand_in.SECRET, *([stand_in.CONNECT_SECRET] if connect else [])]
    settings = {
        "stripe_secret_key": stand_in.KEY,
        "stripe_webhook_secret": ",".join(secrets),
        "stripe_api_base": stripe.url,
        "stripe_connect": connect,
    }
    with living(server_url, folder, **settings) as found:
        yield found


class Paying:
    """The client's side of one invoice."""

    def __init__(self, world, http, stripe, link):
        self.world, self.http, self.stripe, self.link = world, http, stripe, link

    async def opens_the_page(self):
        """The reference of the page that Stripe made."""
        before = len(self.stripe.sessions)
        answer = await press(self.http, self.link, "pay")
        await until(lambda: len(self.stripe.sessions) > before)
        for _ in range(80):
            if "https://checkout.stripe.com/" in answer.text:
                return next(reversed(self.stripe.sessions.values()))["client_reference_id"]
            await asyncio.sleep(0.1)
            answer = await self.http.get(f"{self.link}/pay")
        raise AssertionError("the payment page did not open")

    async def calls(self, *bodies, secret=stand_in.SECRET):
        """Stripe's webhooks."""
        return [
            (await self.http.post("/webhooks/stripe", content=one, headers=self.stripe.signed(one, secret))).status_code
            for one in bodies
        ]

    def asks_again_now(self):
        """Time goes by."""
        rows(
            self.world.program, "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'follow_payment'"
        )


def said(phone, words):
    return phone.waits_for(lambda message: words in message["text"], words)


async def asked_to_set_up(cast):
    await cast.contractor.says("set up card payments")
    return (await cast.contractor.waits_for(lambda message: "/a/" in (message["url"] or ""), "the link"))["url"]


def reconciling(job):
    """With a client of its own: the program's lives in another loop."""
    jobs, gateway = job.world.program.jobs, StripeGateway(stand_in.KEY, (stand_in.SECRET,), job.stripe.url)
    return Reconciling(database=jobs.database, conversations=jobs.conversations, gateways={"stripe": gateway})


async def reconciled(job, days=14):
    return await reconciling(job).run(days)
