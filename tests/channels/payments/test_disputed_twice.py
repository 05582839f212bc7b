"""A chargeback after a refund: the contractor would pay twice, so it is told what was taken beyond what was left."""

import pytest

from core.domain.money import Money
from tests.channels.payments.test_refused_refunds import at, paid


def disputes(name, vendor, payment, minor):
    """All of it, whatever was refunded."""
    said = f"{minor // 100}.{minor % 100:02d}"
    if name == "mollie":
        vendor.charges_back(payment, said)
    elif name == "paypal":
        vendor.disputes_it(payment, said)
    elif name == "gocardless":
        vendor.becomes(payment, "charged_back")
    else:
        vendor.disputes_it(payment, minor)


@pytest.mark.parametrize("name", ["stripe", "square", "paypal", "mollie", "gocardless"])
async def test_it_is_told_and_no_more_goes_back_than_came(name):
    with at(name) as (gateway, vendor):
        refund = await paid(name, gateway, vendor)
        event = await gateway.refund(refund)
        assert not event.over
        disputes(name, vendor, refund.payment, 450_000)
        event, currency = await gateway.refund(refund), refund.amount.currency
        assert (event.refunded, event.disputed) == (Money(20_000, currency), Money(430_000, currency))
        assert event.over == Money(20_000, currency)
