"""The vendor's signature: HMAC-SHA256 over "<timestamp>.<body>", in one header, good for five minutes."""

import hashlib
import hmac
import re

from core.ports.inbox import Unsigned

HEADER = "x-simulator-signature"
TOLERANCE_SECONDS = 300
_FORM = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def signature(secret: bytes, body: bytes, now: float) -> str:
    """The header's value for a request sent at ``now`` (Unix seconds)."""
    moment = str(int(now))
    return f"t={moment},v1={_mac(secret, moment, body)}"


def check(secret: bytes, header: str, body: bytes, now: float) -> None:
    """Raises Unsigned unless the header signs exactly this body, within five minutes of ``now`` either way."""
    form = _FORM.fullmatch(header)
    if form is None:
        raise Unsigned("no signature")
    if not hmac.compare_digest(form[2], _mac(secret, form[1], body)):
        raise Unsigned("wrong signature")
    if abs(now - int(form[1])) > TOLERANCE_SECONDS:
        raise Unsigned("too old")


def _mac(secret: bytes, moment: str, body: bytes) -> str:
    return hmac.new(secret, moment.encode() + b"." + body, hashlib.sha256).hexdigest()
