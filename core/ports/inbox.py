"""The front door: verify, write one row with its job, answer 200. The unique row is the only de-duplication."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


class Unsigned(Exception):
    """The signature does not hold: the answer is 401, and nothing is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """One verified thing from outside. (source, external_id) is unique for ever; ``line`` is the serial line
    ("<channel>:<chat>" or "<gateway>:<payment>") in which it is taken in, in order of arrival; what must ``wait`` (in
    seconds) holds up all that is behind it there. ``claims``: its body takes the place of one that waits under its id.
    """

    source: str
    external_id: str
    line: str
    body: bytes
    wait: float = 0
    claims: bool = False


class Inbox(Protocol):
    """Where verified items are kept until they are taken in."""

    async def accept(self, items: Sequence[InboxItem]) -> int:
        """Keep the items and their jobs in one commit. Returns how many were new; repeats have no effect."""
        ...


class Webhook(Protocol):
    """What can be posted at ``/webhooks/<source>``."""

    @property
    def source(self) -> str: ...

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:
        """The items in a signed request; header names are lower case. Raises Unsigned on anything else, never more."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor wants to hear at once."""

    status: int = 200
    body: bytes = b""
    media_type: str = ""


@runtime_checkable
class Answering(Protocol):
    """A webhook whose vendor wants more than an empty 200, or something done that cannot wait for a job."""

    async def answer(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """After the items of this verified request are kept. Within two seconds; never raises."""
        ...


@runtime_checkable
class Roomy(Protocol):
    """A webhook whose vendor posts more than others do: a letter with its whole thread, twice."""

    @property
    def longest_body(self) -> int:
        """In bytes."""
        ...


Accept = Callable[[Sequence[InboxItem]], Awaitable[int]]


@runtime_checkable
class Listener(Protocol):
    """A road that is asked instead of posting to us: long polling, a socket, a list of what was missed."""

    async def listen(self, accept: Accept) -> None:
        """Runs until cancelled and hands over what comes; raises what ended it, and is started again after a pause.

        One process at a time does this for a channel. What was handed over before may come again: ids are unique.
        """
        ...
