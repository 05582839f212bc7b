"""An answer to a letter of somebody's that another wrote: it was forwarded, or goes out from an address nobody linked.

Where to answer is in the letter itself, so whoever holds it can answer: that makes nobody its reader.
"""

from dataclasses import replace

from bots.commands import reply
from bots.known import Session
from bots.telling import Teller, Words, render
from core.ports.messaging import Inbound
from core.usecases.views import Who

WROTE = "wrote"  # in the context of a mail: the address that it came from


def by_another(inbound: Inbound) -> str:
    """The address that wrote, when that is not the one who was written to; else ""."""
    wrote = inbound.context.get(WROTE, "")
    return "" if wrote.casefold() == inbound.sender.casefold() else wrote


def named(inbound: Inbound) -> Inbound:
    """A client's letter is passed on with the address that wrote below the words."""
    another = by_another(inbound)
    return replace(inbound, text=f"{inbound.text}\n({another})".strip()) if another else inbound


def refuse(teller: Teller, words: Words, inbound: Inbound, who: Who, key: str) -> None:
    """Nothing is done in a member's name by another; the member hears of it, at their own address."""
    said = reply("mail.by_another", wrote=by_another(inbound), address=inbound.sender)
    session = Session.from_json(teller.turn.session(inbound.channel, inbound.sender))
    teller.here(inbound.channel, inbound.sender, render(said, words(who.language)), f"{key}:another", session)
