"""What Twilio answers when it does not send, as SendFailed (https://www.twilio.com/docs/api/errors)."""

from http import HTTPStatus

from twilio.base.exceptions import TwilioRestException

from channels.twilio.events import GONE, WINDOW_CLOSED, reason
from core.ports.messaging import SendFailed

_AGAIN = {"21611", "30001", "63018", "20429"}
PAUSE = 5.0


def failure(problem: TwilioRestException) -> SendFailed:
    """Its own words may hold what was said and to whom: only the code goes on."""
    code = str(problem.code or problem.status)
    if problem.status == HTTPStatus.TOO_MANY_REQUESTS or code in _AGAIN:
        return SendFailed(reason(code), retry_after=PAUSE)
    refused = HTTPStatus.BAD_REQUEST <= problem.status < HTTPStatus.INTERNAL_SERVER_ERROR
    credentials = problem.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} and code not in {"21610", "21408"}
    return SendFailed(
        reason(code),
        final=refused and not credentials,
        unreachable=code in GONE,
        window_closed=code == WINDOW_CLOSED,
    )
