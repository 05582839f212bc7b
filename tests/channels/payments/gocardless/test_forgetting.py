"""The record of a payer at GoCardless goes when they are erased here, and not before their money has come."""

from dataclasses import replace
from datetime import timedelta

import pytest

from channels.payments.gocardless.adapter import GoCardlessGateway
from core.ports.forgetting import Forgetting
from core.ports.payments import GatewayFailed
from tests.channels.payments.gocardless.test_gateway import IN_DOLLARS, WANTED
from tests.channels.payments.gocardless.vendor import SECRET, TOKEN
from tests.channels.payments.samples import asked


async def test_it_waits_until_nothing_is_under_way_and_goes_once(gateway, vendor):
    assert isinstance(gateway, Forgetting)
    page = asked(await gateway.make_page(IN_DOLLARS))
    assert not await gateway.forget_payer(page)  # the page can still be paid on
    event = await gateway.read(vendor.fulfils(WANTED.reference))
    for status in ("pending_submission", "submitted", "confirmed"):
        vendor.becomes(event.external_id, status)
        assert not await gateway.forget_payer(page)
    assert vendor.removed == set()
    vendor.becomes(event.external_id, "paid_out")
    assert await gateway.forget_payer(page)
    assert await gateway.forget_payer(page)
    assert vendor.removed == {vendor.requests[page.external_id]["links"]["customer"]}
    assert (await gateway.look(page)).outcome == "succeeded"


async def test_who_never_paid_goes_when_the_page_has_ended_and_others_stay(gateway, vendor):
    page = asked(await gateway.make_page(WANTED))
    other = replace(WANTED, reference="00000000-0000-4000-8000-000000000009")
    await gateway.make_page(other)
    later = GoCardlessGateway(TOKEN, (SECRET,), vendor.url, now=lambda: vendor.clock + timedelta(days=9))
    assert await later.forget_payer(page)
    assert vendor.removed == {vendor.requests[page.external_id]["links"]["customer"]}


async def test_a_request_without_a_payer_or_that_is_not_there_is_no_error(gateway, vendor):
    page = asked(await gateway.make_page(WANTED))
    vendor.requests[page.external_id]["links"].clear()
    assert await gateway.forget_payer(page)
    assert await gateway.forget_payer(replace(page, external_id="BRQ9"))
    vendor.down = 1
    with pytest.raises(GatewayFailed):
        await gateway.forget_payer(page)
    with pytest.raises(GatewayFailed):
        await gateway.forget_payer(replace(page, payee="another"))


async def test_a_mandate_that_went_with_its_payer_is_let_go_of(gateway):
    await gateway.let_go("CU1", "MD1", "")
