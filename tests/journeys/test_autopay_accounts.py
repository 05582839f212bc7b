"""A saved way to pay where each contractor has their own account at Stripe, and by a bank's debit, which takes days."""

import pytest

from tests.journeys.by_stripe import FROM_US, asked_to_set_up, paid_by_stripe, said
from tests.journeys.moody import rows, until
from tests.journeys.steps import send, set_up
from tests.journeys.test_autopay import Saving, next_invoice


@pytest.fixture(scope="module")
def world(server_url, tmp_path_factory, stripe):
    with paid_by_stripe(server_url, tmp_path_factory.mktemp("autopay-accounts"), stripe, connect=True) as found:
        yield found


class Theirs(Saving):
    """On the contractor's own account, by their bank."""

    async def calls(self, *bodies):
        return [await self.call(one) for one in bodies]

    async def call(self, body):
        [status] = await super().calls(body, secret=self.stripe.secret_of(body))
        return status

    def pays_by_bank(self):
        reference = next(reversed(self.stripe.sessions.values()))["client_reference_id"]
        return reference, self.stripe.pays(reference, "processing", "us_bank_account")


@pytest.fixture
async def job(world, http, cast, photos, stripe):
    await set_up(cast)
    page, before = await asked_to_set_up(cast), {*stripe.accounts}
    await http.post(page, headers=FROM_US)
    [payee] = {*stripe.accounts} - before
    job = Theirs(world, http, stripe, "")
    await job.calls(stripe.onboards(payee))
    await said(cast.contractor, "Card payments are ready.")
    job.link, job.payee = (await send(cast, photos[:1]))["url"], payee
    return job


async def agrees_and_pays(job, cast):
    """By a debit of their bank, which arrives days later."""
    await job.asks_to_keep()
    reference, events = job.pays_by_bank()
    await job.calls(*events)
    await said(cast.contractor, "is being processed")
    assert rows(job.world.program, "SELECT 1 FROM saved_methods WHERE payee = %s", job.payee) == []
    await job.calls(*job.stripe.pays(reference, kind="us_bank_account"))
    await said(cast.client, "Your STRIPE TEST BANK ending in 6789 is saved")


async def test_it_is_kept_charged_and_let_go_of_on_the_account_that_it_was_made_on(job, cast, stripe):
    await agrees_and_pays(job, cast)
    link = (await next_invoice(job, cast)).link
    second = Theirs(job.world, job.http, stripe, link)
    list(stripe.methods.values())[-1]["says"] = "processing"
    page = await second.page()
    assert "Approve and pay $8,000.00 with STRIPE TEST BANK ending in 6789" in page
    await second.approves_and_pays(page)
    await until(lambda: [one for one in second.charges() if one["account"] == job.payee])
    charge = second.charges()[-1]
    assert (charge["account"], charge["amount"], charge["status"]) == (job.payee, 800_000, "processing")
    await second.approves_and_pays(page)  # pressed again: nothing is charged twice while it takes its days
    await cast.client.waits_for(lambda one: "INV-0002 is being processed" in one["text"], "that it is on its way")
    assert "Approve and pay" not in await second.page()
    await second.calls(stripe.settles(charge["id"]))
    await cast.contractor.waits_for(lambda one: "$8,000.00" in one["text"] and "Paid in full" in one["text"], "paid")
    assert len([one for one in second.charges() if one["account"] == job.payee]) == 1
    await cast.client.says("stop autopay")
    await until(lambda: list(stripe.methods.values())[-1]["customer"] is None)


async def test_once_the_account_is_disconnected_nothing_can_be_charged_and_nothing_says_so(job, cast, stripe):
    await agrees_and_pays(job, cast)
    link = (await next_invoice(job, cast)).link
    second = Theirs(job.world, job.http, stripe, link)
    page, before = await second.page(), len(second.charges())
    await second.calls(stripe.disconnects(job.payee))
    await said(cast.contractor, "was disconnected from Milepost")
    assert "Approve and pay" not in await second.page()
    await second.approves_and_pays(page)  # the page of before, still open
    await said(cast.contractor, "approved INV-0002")
    assert len(second.charges()) == before
