import pytest

from channels.payments.paypal.adapter import PayPalGateway
from tests.channels.payments.paypal import vendor as stand_in


@pytest.fixture
def vendor():
    with stand_in.serving(stand_in.PayPal()) as vendor:
        yield vendor


@pytest.fixture
def gateway(vendor):
    return PayPalGateway(stand_in.CLIENT, stand_in.SECRET, stand_in.WEBHOOK, vendor.url)
