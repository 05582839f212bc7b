"""What a client does on the page becomes one inbox item, however often it is tapped."""

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from channels.portal.adapter import NAME
from core.domain.account import Language
from core.domain.ids import PaymentLinkId
from core.ports.inbox import InboxItem

Action = Literal[
    "seen", "approve", "ask", "pay", "approve_line", "ask_line", "pay_part", "pay_some", "sent", "approve_pay",
    "autopay_stop",
]  # fmt: skip
LONGEST_TEXT = 2000  # the engine keeps no more of a question
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``nonce`` is the form's own; for "seen", which has no form, the minutes in which it was. ``line``: the milestone
    that it is about; ``amount``: how much of the balance is to be paid, in minor units; ``way``: the gateway to
    pay it through, "" where there is no choice; ``consent``: the words by which what they pay with is kept; ``method``:
    what was kept.
    """

    link_id: PaymentLinkId
    action: Action
    nonce: str = ""
    text: str = ""
    language: Language
    line: str = ""
    amount: int = 0
    way: str = ""
    consent: str = ""
    method: str = ""

    @property
    def external_id(self) -> str:
        """The same form with the same words is the same item; other words in the same form are another one."""
        said = hashlib.sha256(
            f"{self.nonce}\n{self.text}{self.line}{self.way}{self.method}{self.consent}".encode()
        ).hexdigest()[:32]
        return f"{self.link_id}:{self.action}" + (f":{said}" if self.nonce else "")

    def item(self, now: datetime) -> InboxItem:
        content = {
            "external_id": self.external_id,
            "link": str(self.link_id),
            "action": self.action,
            "text": self.text,
            "language": self.language,
            "line": self.line,
            "amount": self.amount,
            "way": self.way,
            "consent": self.consent,
            "method": self.method,
            "at": now.isoformat(),
        }
        return InboxItem(
            source=NAME,
            external_id=self.external_id,
            line=f"{NAME}:{self.link_id}",
            body=json.dumps(content, ensure_ascii=False).encode(),
        )


def new_nonce() -> str:
    return secrets.token_urlsafe(18)


def is_nonce(text: str) -> bool:
    return _NONCE.fullmatch(text) is not None


def clean(text: str) -> str:
    """A question as it is passed on: plain line ends, no control characters, at most 2,000 characters."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()[:LONGEST_TEXT]
