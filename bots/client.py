"""A client's turn: (what was said or pressed, what is known) -> one command or a reply. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bots.commands import Step, command, reply
from bots.intents import intent
from bots.intents.folding import fold
from bots.intents.intent import Greeting, Help

# Who speaks of paying gets the way to pay along with the answer.
_PAY = re.compile(r"\b(?:pay|paying|payment|link|pagar|pago|enlace|liga)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKnown:
    """``invoice`` is the one they were written to about last, or None."""

    invoice: str | None
    contractor: str


def turn(text: str, meant: object, files: int, known: ClientKnown) -> tuple[Step, ...]:
    """What a client types in chat goes to the contractor as a question, except a mere hello or help."""
    if known.invoice is None:
        return (reply("client.nothing_yet", contractor=known.contractor),)
    if files and not text.strip():
        return (reply("client.words_only", contractor=known.contractor),)
    if isinstance(meant, Greeting | Help | intent.Resend) or not text.strip():
        return (command("client.show", invoice=known.invoice),)
    pay = bool(_PAY.search(fold(text)))
    return (command("client.ask", invoice=known.invoice, text=text, files=files, pay=pay),)


def page_turn(context: Mapping[str, str], text: str) -> tuple[Step, ...]:
    """What was pressed on the client's page."""
    action = context.get("action", "")
    if action == "ask":
        return (command("client.ask", text=text),) if text.strip() else ()
    return (command(f"client.{action}"),) if action in {"seen", "approve", "pay"} else ()
