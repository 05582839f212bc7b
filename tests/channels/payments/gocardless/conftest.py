import pytest

from channels.payments.gocardless.adapter import GoCardlessGateway
from tests.channels.payments.gocardless import vendor as stand_in


@pytest.fixture
def vendor():
    with stand_in.serving(stand_in.GoCardless()) as vendor:
        yield vendor


@pytest.fixture
def gateway(vendor):
    return GoCardlessGateway(stand_in.TOKEN, (stand_in.SECRET, "the-one-before-this-1"), vendor.url)
