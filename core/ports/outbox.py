"""What must happen outside, written in the transaction that wanted it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from core.domain.ids import AccountId
from core.ports.messaging import Message

Queue = Literal["chat", "media", "documents", "send", "payments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work for ``bots/jobs``: exists if and only if the state that wanted it committed.

    ``lock``: jobs with the same lock run one after the other. ``unique``: at most one waiting job of that key.
    ``args`` are JSON; they carry ids, never content.
    """

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)
    queue: Queue
    lock: str | None = None
    unique: str | None = None
    delay: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """A message to send once. ``key`` is the business key: the same key again is the same message, and is ignored.

    ``templated``: the vendor takes a prepared template only. ``instead_of``: the message that was said first, to
    another address of the same person. Told when it is claimed: ``heard_at``, when this address last wrote to us, and
    ``unwanted``: it wants no messages, so this one must not leave. A message about a part that has a thread in its room
    is claimed with the thread's address, ``in_thread``.
    """

    id: UUID
    account_id: AccountId
    key: str
    channel: str
    address: str
    message: Message
    created_at: datetime
    templated: bool = False
    instead_of: UUID | None = None
    heard_at: datetime | None = None
    unwanted: bool = False
    in_thread: bool = False

    @property
    def delivery(self) -> str:
        """Its ``Delivery.key``. As a template it has another: free words were refused, and this is not their repeat."""
        return f"{self.id}:template" if self.templated else str(self.id)
