"""What the button says that was tapped, if it was for the one who did."""

from uuid import UUID

from bots.commands import Command
from core.ports.messaging import Inbound
from core.usecases.views import Who
from storage.turns import Turn


def tapped_by(turn: Turn, inbound: Inbound, who: Who) -> Command | None:
    """In a group, a button is for the members of the firm that wrote it; on a page of their own, for its owner."""
    if not inbound.tap:
        return None
    outbound, _, index = inbound.tap.partition(".")
    try:
        of = who.account_id if inbound.place else None
        shown_at = inbound.context.get("home") or inbound.where
        message = turn.message(UUID(outbound), inbound.channel, shown_at, of)
        action = message.buttons[int(index)].action if message else None
    except (ValueError, IndexError):
        action = None
    return Command.from_action(action) if action else None
