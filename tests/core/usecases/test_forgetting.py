"""Which pages gateways are asked about when a client is erased, and for how long."""

from datetime import timedelta

from core.usecases import forgetting
from tests.core.site import Site


def test_all_pages_of_theirs_that_were_made_and_no_others():
    site = Site()
    job = site.project()
    client, invoice = job.client.id, site.bill(job.project.id, "demo")
    site.ask(invoice, gateway="another")  # closed before its page was made
    request = site.page_made(site.ask(invoice))
    with site.open() as ledger:
        assert forgetting.pages_of(ledger, client) == (request,)
        other = site.project(name="Bath", client="Omar Diaz", phone="+14155550135")
        assert forgetting.pages_of(ledger, other.client.id) == ()


def test_it_is_tried_each_day_for_two_months():
    site = Site()
    client = site.project().client.id
    with site.open() as ledger:
        assert [forgetting.forget_later(ledger, client, step) for step in (0, 59, 60)] == [True, True, False]
    jobs = [one for one in site.books.jobs if one.name == "forget_payers"]
    assert [(one.args["step"], one.delay) for one in jobs] == [(1, timedelta(days=1)), (60, timedelta(days=1))]
