"""Signed bodies with a time in them: ``t=<seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">``.

The scheme is the one of Stripe's webhooks (https://docs.stripe.com/webhooks#verify-manually).
"""

import hashlib
import hmac
from dataclasses import dataclass

SHORTEST_SECRET = 16
TOLERANCE = 300


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs and checks. ``purpose`` separates what one secret is used for; an empty or short secret is refused."""

    secret: bytes
    purpose: str = ""

    def __post_init__(self) -> None:
        """Refuse a secret that could be guessed."""
        if len(self.secret) < SHORTEST_SECRET:
            raise ValueError(f"a signing secret has at least {SHORTEST_SECRET} bytes")

    def mac(self, content: bytes) -> bytes:
        """32 bytes over the purpose and the content."""
        return hmac.new(self.secret, b"%s|%s" % (self.purpose.encode(), content), hashlib.sha256).digest()

    def header(self, body: bytes, now: int) -> str:
        """The signature's header; ``now`` in seconds since 1970."""
        return f"t={now},v1={self._signature(body, str(now))}"

    def holds(self, header: str, body: bytes, now: float, tolerance: int = TOLERANCE) -> bool:
        """Whether one of the header's signatures is ours and at most ``tolerance`` seconds off. Never raises."""
        fields = [tuple(field.partition("=")[::2]) for field in header.split(",")]
        times = [value for key, value in fields if key == "t"]
        if len(times) != 1 or not _plausible(times[0]) or abs(now - int(times[0])) > tolerance:
            return False
        expected = self._signature(body, times[0]).encode()
        given = [value.encode(errors="replace") for key, value in fields if key == "v1"]
        return any(hmac.compare_digest(one, expected) for one in given)

    def _signature(self, body: bytes, stamp: str) -> str:
        return self.mac(b"%s.%s" % (stamp.encode(), body)).hex()


def _plausible(stamp: str) -> bool:
    return stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12
