"""Clients to choose from."""

from collections.abc import Callable, Sequence
from typing import get_args

from bots.choosing import Named, told_apart
from bots.commands import Command, Option
from bots.intents.folding import fold, words_of
from bots.perform.desk import Desk
from core.domain.account import Language
from core.domain.party import Client

_TITLES = words_of("mr mrs ms miss missus mister dr sr sra srta senor senora senorita don dona the la el los las")


def called(name: str) -> str:
    """How they are greeted: by the first name, unless that is a title."""
    first = name.split(maxsplit=1)[0]
    return name if fold(first).strip(".") in _TITLES else first


def unnamed(desk: Desk, business: str) -> bool:
    """Nobody has said yet what the business is called."""
    return business in {desk.teller.words(one).text("business.unnamed") for one in get_args(Language)}


def people(clients: Sequence[Client], do: Callable[[Client], Command]) -> tuple[Option, ...]:
    """Two clients may share a name; where they are reached tells them apart."""
    reached = {one.id: one.phone[-4:] or one.email for one in clients}
    return told_apart([Named(one, one.name, tuple(filter(None, [reached[one.id]]))) for one in clients], do)
