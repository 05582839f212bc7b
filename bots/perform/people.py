"""Clients to choose from."""

from collections.abc import Callable, Sequence

from bots.choosing import Named, told_apart
from bots.commands import Command, Option
from core.domain.party import Client


def people(clients: Sequence[Client], do: Callable[[Client], Command]) -> tuple[Option, ...]:
    """Two clients may share a name; where they are reached tells them apart."""
    reached = {one.id: one.phone[-4:] or one.email for one in clients}
    return told_apart([Named(one, one.name, tuple(filter(None, [reached[one.id]]))) for one in clients], do)
