"""When a gateway wants to be asked again (Retry-After), read from its answer before an SDK sleeps for that long."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import ceil
from typing import Any

import httpx
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from core.ports.payments import GatewayFailed

HEADER = "retry-after"
_NOT_NOW = frozenset({429, 503})
_LONGEST = timedelta(days=1)


def seconds_of(headers: Mapping[str, str], now: datetime | None = None) -> int | None:
    """Seconds or a date (RFC 9110, 10.2.3), at most a day; None where it does not say, or nothing that makes sense."""
    said = next((str(value).strip() for name, value in headers.items() if name.lower() == HEADER), "")
    if said.isascii() and said.isdecimal():
        return min(int(said[:9]), int(_LONGEST.total_seconds()))
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    left = (at if at.tzinfo else at.replace(tzinfo=UTC)) - (now or datetime.now(UTC))
    return ceil(max(timedelta(), min(left, _LONGEST)).total_seconds())


def not_now(gateway: str, status: int, headers: Mapping[str, str]) -> GatewayFailed | None:
    """What an answer comes to that says when to ask again; None for every other."""
    wait = seconds_of(headers) if status in _NOT_NOW else None
    return None if wait is None else GatewayFailed(f"{gateway}: {status}", retry_after=wait)


def session_of(gateway: str, tries: Retry) -> requests.Session:
    """For SDKs that wait for their answers: it raises ``not_now``, and tries again as ``tries`` says. An SDK's own
    session would sleep for as long as the gateway says, hours even, and hold its worker for that.
    """

    def heed(answer: requests.Response, *_: Any, **__: Any) -> None:
        failure = not_now(gateway, answer.status_code, answer.headers)
        if failure:
            answer.close()
            raise failure

    session = requests.Session()
    session.hooks["response"].append(heed)
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=tries.new(respect_retry_after_header=False)))
    return session


def heeding(gateway: str) -> dict[str, list[Any]]:
    """The same for those on httpx: its hooks."""

    async def heed(answer: httpx.Response) -> None:
        failure = not_now(gateway, answer.status_code, answer.headers)
        if failure:
            await answer.aclose()
            raise failure

    return {"response": [heed]}
