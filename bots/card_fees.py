"""What is said about a fee for paying by card, and about where a job is, as commands. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from bots.commands import Step, command
from bots.intents.card_fees import CardFeeSaid
from bots.intents.limits import JobPlaceSaid
from bots.known import Known

_DO = {
    "wish": command("card_fee.wish"),
    "off": command("card_fee.off"),
    "show": command("card_fee.show"),
    "set": command("card_fee.ask"),
}


def _said(meant: CardFeeSaid, known: Known) -> tuple[Step, ...]:
    """Of "this job": the one that the talk is about."""
    about = known.project.name if known.project and meant.about in _THIS else meant.about
    if meant.what != "set":
        return (command(_DO[meant.what].do, about=about),)
    return (command("card_fee.ask", percent=str(meant.percent), about=about),)


_THIS = {"this", "this one", "it", "here", "esta", "esta obra", "este", "este trabajo"}


def _placed(meant: JobPlaceSaid, _known: Known) -> tuple[Step, ...]:
    return (command("card_fee.place", place=meant.place, about=meant.about),)


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {CardFeeSaid: _said, JobPlaceSaid: _placed}
