import pytest

from channels.payments.stripe.adapter import StripeGateway
from tests.channels.payments.stripe import vendor as stand_in


@pytest.fixture
def vendor():
    with stand_in.serving(stand_in.Stripe()) as vendor:
        yield vendor


@pytest.fixture
def gateway(vendor):
    return StripeGateway(stand_in.KEY, (stand_in.SECRET, stand_in.CONNECT_SECRET), vendor.url)
