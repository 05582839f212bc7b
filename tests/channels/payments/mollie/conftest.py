import pytest

from channels.payments.mollie.adapter import MollieGateway
from tests.channels.payments.mollie import vendor as stand_in


@pytest.fixture
def vendor():
    with stand_in.serving(stand_in.Mollie()) as vendor:
        yield vendor


@pytest.fixture
def clock():
    """Seconds, as the adapter counts them."""
    return [1_000.0]


@pytest.fixture
def gateway(vendor, clock):
    address = "https://bot.example/webhooks/mollie"
    return MollieGateway(stand_in.KEY, address, b"a-secret-of-tests-1", vendor.url, clock=lambda: clock[0])
