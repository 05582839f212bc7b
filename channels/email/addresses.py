"""Our own addresses: one to answer at for each person, one that bounces come back to, one name for each letter.

All of them are the sender's with a signed part behind a plus (RFC 5233), so that nothing has to be remembered.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from email.utils import parseaddr

from channels.signing import Signer

# RFC 5321, 4.5.3.1.1: what stands before the @ has at most 64 octets.
LONGEST_LOCAL = 64
_PLAIN = re.compile(r"[a-z0-9!#$%&'*/=?^_`{|}~+-]+(?:\.[a-z0-9!#$%&'*/=?^_`{|}~+-]+)*@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}")
_LETTER = re.compile(r"mp\.[0-9a-f]{32}")


def bare(text: str) -> str:
    """The address in "Dana Lee <dana@x.test>", lower case; "" for what is none."""
    address = parseaddr(text)[1].lower()
    return address if _PLAIN.fullmatch(address) and len(address) <= 254 else ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """``sender`` is the bare address that we write from."""

    sender: str
    signer: Signer

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]

    def letter(self, address: str, key: str) -> str:
        """The id of one letter: a repeat of ``key`` has the same, and servers and readers show it once."""
        seed = f"{address}|{key}".encode("utf-8", "replace")
        return f"mp.{hashlib.sha256(seed).hexdigest()[:32]}@{self.domain}"

    def thread(self, address: str, about: str) -> str:
        """What all letters to one person about one thing refer to."""
        seed = f"thread|{address}|{about}".encode("utf-8", "replace")
        return f"mt.{hashlib.sha256(seed).hexdigest()[:32]}@{self.domain}"

    def answers(self, address: str) -> str:
        """Where this person answers: whose conversation it is stands in it, as far as there is room."""
        return self._tagged(f"{address.replace('@', '=', 1)}") or self._tagged("r", address) or self.sender

    def bounces(self, letter: str) -> str:
        """Where the news comes that this letter could not be delivered (variable envelope return path)."""
        return self._tagged(letter.partition("@")[0]) or self.sender

    def person(self, recipient: str, wrote: str) -> str | None:
        """Whose conversation was answered in; None when this is not an address of ours for anybody."""
        tag = self._tag(recipient)
        if tag is None:
            return None
        if hmac.compare_digest(self._mark("r", wrote), tag[1]) and tag[0] == "r":
            return wrote
        local, _, domain = tag[0].rpartition("=")
        if local and hmac.compare_digest(self._mark(tag[0], ""), tag[1]):
            return f"{local}@{domain}"
        return None

    def bounced(self, recipient: str) -> str | None:
        """The letter that came back to this address."""
        tag = self._tag(recipient)
        if tag and _LETTER.fullmatch(tag[0]) and hmac.compare_digest(self._mark(tag[0], ""), tag[1]):
            return f"{tag[0]}@{self.domain}"
        return None

    def is_letter(self, message_id: str) -> bool:
        """Whether a letter of ours could have this id, without angle brackets."""
        name, _, domain = message_id.partition("@")
        return domain == self.domain and _LETTER.fullmatch(name) is not None

    def ours(self, address: str) -> bool:
        """Whether we wrote it ourselves."""
        local, _, domain = address.lower().rpartition("@")
        mine = self.sender.rpartition("@")[0]
        return domain == self.domain and (local == mine or local.startswith(f"{mine}+"))

    def _tagged(self, tag: str, more: str = "") -> str:
        local = f"{self.sender.rpartition('@')[0]}+{tag}-{self._mark(tag, more)}"
        return f"{local}@{self.domain}" if len(local) <= LONGEST_LOCAL else ""

    def _tag(self, recipient: str) -> tuple[str, str] | None:
        local, _, domain = recipient.lower().rpartition("@")
        before, plus, tag = local.partition(f"{self.sender.rpartition('@')[0]}+")
        if before or not plus or domain != self.domain:
            return None
        said, _, mark = tag.rpartition("-")
        return (said, mark) if said and mark.isascii() else None

    def _mark(self, tag: str, more: str) -> str:
        """50 bits: short enough to stand in an address, and every guess is one mail."""
        return base64.b32encode(self.signer.mac(f"{tag}|{more}".encode("utf-8", "replace"))[:10])[:10].decode().lower()
