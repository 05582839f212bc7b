"""Reminders go out by themselves: what is due is claimed, said to the client, or asked of the contractor."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bots.commands import Command, Reply, command, option
from bots.conversation import Conversations
from bots.days_off import days_off
from bots.one_by_one import OneByOne
from bots.perform.late_fees import offer
from bots.perform.people import called
from bots.telling import Teller
from core.domain.reminder import ReminderStep, day_of
from core.usecases import counting, late_fees, reminding
from core.usecases.asking import Asked
from core.usecases.reminding import Off, Reminded
from storage.database import Database
from storage.reminders import Claimed
from storage.turns import Turn

AT_ONCE = 50
# Until how many days late which words hold: from a nudge to plain speaking.
_TONES = ((4, "client.reminder_after_3"), (10, "client.reminder_after_7"), (20, "client.reminder_after_14"))
_FIRM = "client.reminder_after_30"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """Any number of workers may do this at the same time."""

    database: Database
    conversations: Conversations
    off: Off = days_off

    def run(self, now: datetime | None = None) -> int:
        """How many were said, or found to be none any more."""
        reminders = OneByOne(
            what="a reminder",
            database=self.database,
            claim=lambda turn, at: turn.reminders.claim(at),
            say=self._say,
            put_off=lambda turn, claimed, until: turn.reminders.put_off(claimed, until),
        )
        return reminders.run(AT_ONCE, now)

    def _say(self, turn: Turn, claimed: Claimed, at: datetime) -> bool:
        ledger = turn.ledger(claimed.account_id)
        found = reminding.take(ledger, Asked(now=at, new_id=uuid4), claimed.invoice_id, self.off)
        if found:
            teller = self.conversations.teller(turn, ledger)
            say(teller, found, at)
            offer_fee(teller, found, at)
        return True


def say(teller: Teller, found: Reminded, at: datetime) -> None:
    """To the client on their own road, and on none after a stop: then it is the contractor's to remind."""
    invoice, file = found.invoice, found.file
    link = str(teller.ledger.link_of(invoice.id).id)
    balance = counting.balance_of(file, invoice)
    details = {"client": file.client.name, "number": invoice.number, "balance": balance, "due": invoice.due_on}
    key = f"reminder:{invoice.id}:{found.step}"
    if found.step == "ask":
        choices = (
            option("button.they_paid", _paid(str(invoice.id))),
            option("button.send_it_again", command("invoice.resend", invoice=str(invoice.id))),
            option("button.leave", command("menu.back")),
        )
        teller.members(Reply("told.reminded_enough", details, choices), key, invoice.contractor_id)
        return
    words = {**details, "client": called(file.client.name), "contractor": file.contractor.name}
    late = Asked(now=at, new_id=uuid4).today(file.project.zone) > invoice.due_on
    code = code_of(found.step, late=late)
    stopped = teller.wants_none(file.client)
    if stopped or teller.client(file.client.id, Reply(code, words, link_id=link), key) is None:
        told = Reply("told.remind_stopped" if stopped else "told.remind_by_hand", details, link_id=link)
        teller.members(told, f"reminder:{invoice.id}:by_hand", invoice.contractor_id)


def offer_fee(teller: Teller, found: Reminded, at: datetime) -> None:
    """Once an invoice; nothing is charged by itself."""
    invoice = found.invoice
    fee = late_fees.fee_now(teller.ledger, Asked(now=at, new_id=uuid4), invoice.id)
    if fee:
        teller.members(offer(found.file, invoice, fee), f"late_fee:{invoice.id}", invoice.contractor_id)


def code_of(step: ReminderStep, *, late: bool) -> str:
    """``late``: the day due is over by the time it goes."""
    day = day_of(step) or 0
    if day < 0:
        return "client.reminder_before"
    if day == 0:
        return "client.reminder_due_late" if late else "client.reminder_due"
    return next((code for until, code in _TONES if day <= until), _FIRM)


def _paid(invoice: str) -> Command:
    return command("paid.ask", invoice=invoice, amount=None, method="other", note="")
