import pytest

from channels.payments.square.adapter import SquareGateway
from tests.channels.payments.square import vendor as stand_in


@pytest.fixture
def vendor():
    with stand_in.serving(stand_in.Square()) as vendor:
        yield vendor


@pytest.fixture
def gateway(vendor):
    return SquareGateway(stand_in.TOKEN, stand_in.LOCATION, stand_in.KEY, vendor.url)
