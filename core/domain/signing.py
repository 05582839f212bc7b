"""The code that shows that who signs reads what is sent to the address on file: six figures."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.domain.account import Address
from core.domain.ids import ProposalId
from core.domain.proposal import Proposal, SigningCode

VALID_FOR = timedelta(minutes=15)
APART = timedelta(seconds=30)
MOST_WRONG = 5
HOUR = timedelta(hours=1)
MOST_AN_HOUR = 5
MOST_CODES = 20  # for one revision: what is guessed at five tries a code stays a matter of one in ten thousand
_FIGURES = 1_000_000
_SHORTEST_KEY = 32
_HIDDEN = "•••"
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class SigningCodes:
    """Codes from the server's key, of one proposal, one revision of it and one turn."""

    key: bytes

    def __post_init__(self) -> None:
        """Refuse a key that could be guessed."""
        if len(self.key) < _SHORTEST_KEY:
            raise ValueError("the key for codes has at least 32 bytes")

    def code(self, proposal_id: ProposalId, revision: int, turn: int) -> str:
        """The same each time: six figures."""
        return six_figures(self.key, b"signing|%s|%d|%d" % (proposal_id.bytes, revision, turn))

    def is_right(self, proposal: Proposal, given: str) -> bool:
        """Compared in constant time; spaces and dashes in what was typed do not count."""
        if proposal.code is None:
            return False
        return same_figures(given, self.code(proposal.id, proposal.revision, proposal.code.turn))


def six_figures(key: bytes, said: bytes) -> str:
    """The same each time for what is ``said``, and worth nothing without the key."""
    mac = hmac.new(key, said, hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:8], 'big') % _FIGURES:06d}"


def same_figures(given: str, right: str) -> bool:
    """Compared in constant time; all but the figures of what was typed does not count."""
    figures = "".join(one for one in given if one.isdecimal() and one.isascii())
    return hmac.compare_digest(figures.encode(), right.encode())


def is_open(code: SigningCode | None, now: datetime) -> bool:
    """It went out, and can still be given back."""
    return code is not None and bool(code.address) and now < code.sent_at + VALID_FOR and code.wrong < MOST_WRONG


def why_no_code(last: SigningCode | None, now: datetime) -> Literal["", "code.too_soon", "code.too_many"]:
    """Why none is to be sent after this one; "" when one may be."""
    if last is None:
        return ""
    if now < last.sent_at + APART:
        return "code.too_soon"
    return "code.too_many" if last.turn >= MOST_CODES or len(_of_the_hour(last, now)) >= MOST_AN_HOUR else ""


def code_after(last: SigningCode | None, now: datetime, to: Address | None) -> SigningCode:
    """The next one, which takes the place of the last."""
    return SigningCode(
        turn=last.turn + 1 if last else 1,
        sent_at=now,
        channel=to.channel if to else "",
        address=masked(to.value) if to else "",
        before=_of_the_hour(last, now) if last else (),
    )


def _of_the_hour(last: SigningCode, now: datetime) -> tuple[datetime, ...]:
    return tuple(at for at in (*last.before, last.sent_at) if now < at + HOUR)


def masked(address: str) -> str:
    """Enough for its owner to know it, too little for anybody else to write there."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}{_HIDDEN}@{host}"
    return _HIDDEN + (address[-_SHOWN:] if len(address) > 2 * _SHOWN else "")


WIDE, HIGH = 1000, 300  # of the field that a name is drawn in
_MOST_STROKES, _MOST_POINTS = 80, 3000
_POINT = re.compile(r"(\d{1,4}),(\d{1,4})")
Point = tuple[int, int]


def strokes(drawing: str) -> tuple[tuple[Point, ...], ...]:
    """Of a drawn name, "x,y x,y;x,y": each stroke's points, from (0, 0) to (WIDE, HIGH). () for anything else."""
    drawn = tuple(tuple(_points(stroke)) for stroke in drawing.split(";")) if len(drawing) <= _MOST_POINTS * 9 else ()
    points = sum(map(len, drawn))
    return drawn if all(drawn) and 1 < points <= _MOST_POINTS and len(drawn) <= _MOST_STROKES else ()


def _points(stroke: str) -> Iterator[Point]:
    for said in stroke.split():
        found = _POINT.fullmatch(said)
        if found is None:
            return
        yield min(WIDE, int(found[1])), min(HIGH, int(found[2]))


def path_of(drawing: str) -> str:
    """A drawn name as the ``d`` of an SVG path, made of numbers alone; "" for what is no drawing."""
    return " ".join("M" + " L".join(f"{x} {y}" for x, y in stroke) for stroke in strokes(drawing))
