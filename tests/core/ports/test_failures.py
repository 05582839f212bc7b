import pytest

from core.domain.errors import MilepostError
from core.ports.blobs import BlobMissing
from core.ports.documents import RenderFailed
from core.ports.inbox import Unsigned
from core.ports.messaging import FetchFailed, SendFailed
from core.ports.payments import GatewayFailed


def test_a_message_that_was_not_sent_says_why_and_whether_to_try_again():
    blocked = SendFailed("blocked", final=True)
    busy = SendFailed("too many", retry_after=2.5)
    assert (blocked.reason, blocked.final, blocked.retry_after) == ("blocked", True, None)
    assert (busy.reason, busy.final, busy.retry_after) == ("too many", False, 2.5)


def test_what_gets_to_nobody_there_is_final_too():
    gone = SendFailed("blocked", unreachable=True)
    assert (gone.final, gone.unreachable, gone.window_closed) == (True, True, False)
    late = SendFailed("too late", final=True, window_closed=True)
    assert (late.unreachable, late.window_closed) == (False, True)


def test_a_file_that_was_not_had_says_why_and_whether_to_try_again():
    assert (FetchFailed("media.gone", final=True).code, FetchFailed("media.gone", final=True).final) == (
        "media.gone",
        True,
    )
    assert not FetchFailed("media.unreachable").final


def test_a_gateway_that_refused_says_why_and_whether_to_try_again():
    refused = GatewayFailed("no such account", final=True)
    assert (refused.reason, refused.final) == ("no such account", True)
    assert (GatewayFailed("timeout").final, GatewayFailed("timeout").retry_after) == (False, None)
    assert GatewayFailed("too many", retry_after=7).retry_after == 7


@pytest.mark.parametrize("failure", [BlobMissing, RenderFailed, Unsigned])
def test_what_goes_wrong_outside_is_no_refusal_to_a_person(failure):
    assert not issubclass(failure, MilepostError)
