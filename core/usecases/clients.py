"""Who a client is: the one on file of that name, or somebody new."""

from dataclasses import dataclass, replace

from core.domain.account import Language
from core.domain.errors import DoesNotAddUp
from core.domain.ids import ClientId
from core.domain.party import Client
from core.domain.text import LONGEST_NAME, one_line
from core.ports.ledger import Ledger
from core.usecases.asking import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSaid:
    """A client as somebody was called. ``phone`` is E.164 or empty; ``language`` is for somebody new."""

    name: str
    phone: str = ""
    email: str = ""
    language: Language


def client_named(ledger: Ledger, asked: Asked, said: ClientSaid) -> Client:
    """The one on file of that name, with what was said now; somebody new when there is none, or each has another
    phone. Not saved yet. DoesNotAddUp: project.no_client.
    """
    name = one_line(said.name, LONGEST_NAME)
    if not name:
        raise DoesNotAddUp("project.no_client")
    namesakes = _namesakes(ledger, name)
    certain = (one for one in namesakes if one.phone == said.phone)
    likely = (one for one in namesakes if not (one.phone and said.phone))
    known = next(certain, None) or next(likely, None)
    if known:
        return replace(known, phone=said.phone or known.phone, email=said.email or known.email)
    return Client(
        id=ClientId(asked.new_id()),
        account_id=ledger.account_id,
        name=name,
        phone=said.phone,
        email=said.email,
        language=said.language,
    )


def kept_apart(ledger: Ledger, said: ClientSaid) -> tuple[Client, ...]:
    """The clients of the same name whom ``client_named`` takes for other people: each has another phone than the one
    said. Empty when it is one of them, or the only one of that name.
    """
    namesakes = _namesakes(ledger, one_line(said.name, LONGEST_NAME))
    others = [one for one in namesakes if one.phone and said.phone and one.phone != said.phone]
    return tuple(others) if len(others) == len(namesakes) else ()


def _namesakes(ledger: Ledger, name: str) -> list[Client]:
    return [one for one in ledger.clients() if one.name.casefold() == name.casefold()]
