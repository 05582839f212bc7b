"""What some channels can do, or must, besides carrying messages."""

from typing import Protocol, runtime_checkable

from core.ports.messaging import WayIn


@runtime_checkable
class Knowing(Protocol):
    """A channel that must ask its vendor something about itself before it can tell what is said to it."""

    async def know_itself(self) -> None:
        """Asked once; until the vendor has answered, again after a while. Never raises, and never takes long."""
        ...


@runtime_checkable
class Inviting(Protocol):
    """A channel on which somebody can come to us with a code."""

    async def way_in(self, code: str) -> WayIn | None:
        """None when it cannot be told now, or people cannot come that way. Never raises."""
        ...
