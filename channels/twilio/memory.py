"""What this process has sent: Twilio has no idempotency key, so a repeat and an unknown outcome are ours to see."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from twilio.base.exceptions import TwilioException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

MOST = 10_000
# Their clock and ours differ a little, and theirs counts whole seconds.
_SKEW = timedelta(seconds=5)
_LOOKED_AT = 20


@dataclass(slots=True)
class Memory:
    """``sent``: part of a delivery -> the vendor's id. ``unsure``: parts whose answer never came, and since when."""

    sent: OrderedDict[str, str] = field(default_factory=OrderedDict)
    unsure: dict[str, datetime] = field(default_factory=dict)

    def note(self, part: str, sid: str) -> str:
        self.unsure.pop(part, None)
        self.sent[part] = sid
        while len(self.sent) > MOST:
            self.sent.popitem(last=False)
        return sid


def found(client: Client, to: str, body: str, since: datetime, known: Sequence[str]) -> str | None:
    """The message that an attempt since then did leave at the vendor, by whom it went to, when, and its words.

    A template's words are the vendor's: then the first unknown one counts, for one address is written to one by one.
    """
    for message in client.messages.list(to=to, limit=_LOOKED_AT):
        if _ours(message, body, since) and message.sid not in known:
            return str(message.sid)
    return None


def _ours(message: MessageInstance, body: str, since: datetime) -> bool:
    made = message.date_created
    outbound = str(message.direction or "").startswith("outbound")
    return outbound and made is not None and made >= since - _SKEW and (not body or _bare(message.body) == _bare(body))


def _bare(text: str | None) -> str:
    """Smart encoding swaps quotes and dashes: letters and digits stay."""
    return "".join(letter for letter in text or "" if letter.isalnum())


def looked_up(look: Callable[[], str | None], pauses: Sequence[float]) -> str | None:
    """At once and after each pause, for what was taken in may show a moment later. None: not there, or not told."""
    for pause in (0.0, *pauses):
        time.sleep(pause)
        try:
            sid = look()
        except (TwilioException, OSError):
            continue
        if sid:
            return sid
    return None
