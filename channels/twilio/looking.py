"""Looking for what an attempt left at the vendor: Twilio has no idempotency key, so an unknown outcome is ours to see.

Its list shows nothing of our own (no status callback, no content), so a message is told by whom it went to, when it was
made and what it says; and, among equal ones, by its id not being another piece's (``core.ports.handed``), which holds
for all processes, for they share what was noted.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from twilio.base.exceptions import TwilioException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from channels.twilio.parts import Part

# Their clock and ours differ a little.
_SKEW = timedelta(seconds=5)
_LOOKED_AT = 20
_VARIABLE = re.compile(r"\{\{\d+\}\}")


def candidates(client: Client, to: str, part: Part, since: datetime) -> Iterator[str]:
    """The ids of what an attempt since then may have left, the newest first. Raises what the SDK raises."""
    for message in client.messages.list(to=to, limit=_LOOKED_AT):
        if _may_be(message, part, since):
            yield str(message.sid)


def _may_be(message: MessageInstance, part: Part, since: datetime) -> bool:
    """Where no words can be compared, nothing from before the attempt counts; their clock counts whole seconds."""
    made = message.date_created
    if message.direction != "outbound-api" or made is None:
        return False
    if message.body and part.body:
        return made >= since - _SKEW and _says(message.body, part.body)
    unseen = part.is_content or not part.body
    return unseen and not message.body and made >= since.replace(microsecond=0)


def _says(told: str, words: str) -> bool:
    """Whether a template's variables are filled in, in what is told, or not."""
    fixed = (re.escape(_bare(piece)) for piece in _VARIABLE.split(words))
    return re.fullmatch(".*".join(fixed), _bare(told)) is not None


def _bare(text: str) -> str:
    """Smart encoding swaps quotes and dashes: letters and digits stay."""
    return "".join(letter for letter in text if letter.isalnum())


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
