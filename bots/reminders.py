"""What is said about money that is to come, as commands: reminders of it, and where it goes. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from bots import banking, card_fees
from bots.commands import Step, command
from bots.intents.autopay import AutopaySaid
from bots.intents.late_fees import LateFeeSaid
from bots.intents.reminder_policy import ReminderPolicySaid
from bots.intents.reminders import RemindersSaid
from bots.known import Known

_DO = {
    "hours": command("reminders.hours"),
    "show": command("reminders.show"),
    "off": command("reminders.off"),
    "on": command("reminders.on"),
}


_ONE = {"her", "him", "the client", "client"}


def _said(meant: RemindersSaid, _known: Known) -> tuple[Step, ...]:
    return (command(_DO[meant.what].do, about=meant.about),)


def _policy(meant: ReminderPolicySaid, known: Known) -> tuple[Step, ...]:
    one = known.project.client_name if known.project and meant.about in _ONE else None
    return (command("reminders.policy", what=meant.what, days=list(meant.days), about=one or meant.about),)


_AUTOPAY = {"show": "autopay.show", "stop": "autopay.stop"}
_FEES = {"off": "late_fee.off", "show": "late_fee.show", "owed": "late_fee.owed"}


def _late_fee(meant: LateFeeSaid, _known: Known) -> tuple[Step, ...]:
    if meant.what == "charge":
        return (command("late_fee.of", about=meant.about),)
    if meant.what in _FEES:
        return (command(_FEES[meant.what]),)
    percent, amount = (None if one is None else str(one) for one in (meant.percent, meant.amount))
    return (command("late_fee.ask", percent=percent, amount=amount, days=meant.days),)


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    RemindersSaid: _said,
    ReminderPolicySaid: _policy,
    LateFeeSaid: _late_fee,
    AutopaySaid: lambda meant, _: (command(_AUTOPAY[meant.what], about=meant.about),),
    **banking.HANDLERS,
    **card_fees.HANDLERS,
}
