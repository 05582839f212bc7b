"""Money that a gateway has held: taken where it is still asked for, let go where it would only be owed back."""

import asyncio
from dataclasses import replace
from uuid import UUID

from bots.payees import news_of
from core.ports.payees import PayeeNews
from core.ports.payments import GatewayEvent, Holding, PaymentGateway
from core.usecases.gateway_events import wants_held
from storage.database import Database


async def heard_of(database: Database, gateway: PaymentGateway, body: bytes) -> GatewayEvent | PayeeNews | None:
    """What an event says: of a payment as it stands once nothing is held any more, or of an account."""
    event = await gateway.read(body)
    return await news_of(gateway, body) if event is None else await hold_ended(database, gateway, event)


async def hold_ended(database: Database, gateway: object, event: GatewayEvent) -> GatewayEvent | None:
    """The payment once the hold on it is over; None for one that other programs have held."""
    if not (event.held and isinstance(gateway, Holding)):
        return event
    take = await asyncio.to_thread(_wanted, database, event.reference)
    if take is None:
        return None
    ended = await gateway.end_hold(event.external_id, event.account, take=take)
    return ended and replace(ended, came_at=event.came_at)


def _wanted(database: Database, reference: str) -> bool | None:
    """None where it answers no request of ours."""
    try:
        request_id = UUID(reference)
    except ValueError:
        return None
    with database.turns.begin() as turn:
        account = turn.account_of_request(request_id)
        return None if account is None else wants_held(turn.ledger(account), reference)
