"""One address is tied to one person by a code: made from the server's key, so that it is kept nowhere."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Literal

from core.domain.ids import AccountId, ClientId, InvitationId, MemberId

Purpose = Literal["crew", "manager", "client", "member", "contact", "partner"]

# Without 0, O, 1, I, L and U, which are misread and misheard.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_HALF = 5
_SHORTEST_KEY = 32
_HALVES = rf"[{ALPHABET}]{{{_HALF}}}"
# As it was shown, or typed on its own; "my code is ...", "code: ..." may stand before it.
_SAID = re.compile(
    rf"(?:[^\W\d_][\w' ]{{0,30}}\b)?(?:CODE|C[OÓ]DIGO)(?: IS| ES|:)* ({_HALVES})-?({_HALVES})[ .!]*"
    rf"|({_HALVES})-?({_HALVES})[ .!]*"
)
_DASHES = str.maketrans("‐‑‒–—−", "------")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A code that ties one address to one person, once, until it expires.

    ``purpose``: "crew" (a new member), "manager" (one who is a project manager), "client", "member" (another address
    of one), "contact" (a change that waits for its confirmation), "partner" (who runs another contractor of the
    account, named by ``wanted``). ``member_id``: whom it is for, or who came by it; ``wanted``: what the purpose needs
    besides.
    """

    id: InvitationId
    account_id: AccountId
    purpose: Purpose
    made_by: MemberId
    member_id: MemberId | None = None
    client_id: ClientId | None = None
    wanted: str = ""
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """It can still be used."""
        return self.used_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of invitations, and what is kept to find them again. Ten letters of thirty: 49 bits."""

    key: bytes

    def __post_init__(self) -> None:
        """Refuse a key that could be guessed."""
        if len(self.key) < _SHORTEST_KEY:
            raise ValueError("the key for codes has at least 32 bytes")

    def code(self, invitation_id: InvitationId) -> str:
        """The same each time, as it is shown: two halves, a letter and a figure among them."""
        tries = (self._letters(self._mac(b"code|%s|%d" % (invitation_id.bytes, n))) for n in count())
        letters = next(one for one in tries if _is_mixed(one))
        return f"{letters[:_HALF]}-{letters[_HALF:]}"

    def digest(self, code: str) -> bytes:
        """What is kept of ``code``: worth nothing without the key."""
        return self._mac(b"digest|" + code.encode())

    def _letters(self, mac: bytes) -> str:
        number, letters = int.from_bytes(mac, "big"), ""
        for _ in range(2 * _HALF):
            number, place = divmod(number, len(ALPHABET))
            letters += ALPHABET[place]
        return letters

    def _mac(self, said: bytes) -> bytes:
        return hmac.new(self.key, b"invitation|" + said, hashlib.sha256).digest()


def code_said(text: str) -> str | None:
    """The code that the whole text is, as ``Codes.code`` writes it; None for all other words."""
    found = _SAID.fullmatch(text.translate(_DASHES).strip().upper())
    halves = [half for half in found.groups() if half] if found else []
    return "-".join(halves) if _is_mixed("".join(halves)) else None


def _is_mixed(letters: str) -> bool:
    return any(one.isdigit() for one in letters) and any(one.isalpha() for one in letters)
