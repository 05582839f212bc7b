"""What is said about bank details, as commands. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from bots.commands import Step, command
from bots.intents.banking import BankAccountSaid, BankAsked, BankChangeCancelled, BankCode, BankRemoved
from bots.known import Known


def _said(meant: BankAccountSaid, known: Known) -> tuple[Step, ...]:
    """With what was understood before, when this mends it."""
    said = {name: value for name, value in asdict(meant).items() if value}
    asked = (known.expects or {}) if known.awaited == "bank" else {}
    return (command("bank.say", said=said, known=asked.get("known") or {}, mends=asked.get("details")),)


def _code(meant: BankCode, known: Known) -> tuple[Step, ...]:
    return (command("bank.code", details=(known.expects or {})["details"], figures=meant.figures),)


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    BankAsked: lambda _meant, _known: (command("bank.show"),),
    BankAccountSaid: _said,
    BankCode: _code,
    BankRemoved: lambda meant, _known: (command("bank.put_back") if meant.back else command("bank.remove_ask"),),
    BankChangeCancelled: lambda _meant, _known: (command("bank.cancel"),),
}
