"""What a client writes about an invoice holds its reminders up, and the contractor has the answers one tap away."""

import re

from bots.commands import Option, command, option
from bots.intents.folding import fold
from bots.intents.promises import promised
from core.domain.invoice import Invoice
from core.domain.money import Money
from core.ports.ledger import Ledger
from core.usecases import reminding
from core.usecases.asking import Asked

_SAYS_PAID = re.compile(
    r"\b(?:paid|payed|sent (?:it|the money|a check|the check|you)|pague|pagado|pagamos|mande el cheque|transferi)\b"
)


def holding_up(ledger: Ledger, asked: Asked, invoice: Invoice, text: str) -> tuple[Option, ...]:
    """Who says they paid is perhaps right: noting it is one tap and an amount away. Who names a day is waited for; any
    other words hold reminders up until they are answered.
    """
    named = str(invoice.id)
    choices = [option("button.reply", command("answer.ask", invoice=named))]
    go_on = option("button.reminders_go_on", command("reminders.on", invoice=named))
    zone = ledger.project_file(invoice.project_id).project.zone
    says_paid = _SAYS_PAID.search(fold(text)) is not None
    day = None if says_paid else promised(text, asked.today(zone), invoice.language)
    if says_paid:
        choices.append(
            option("button.they_paid", command("paid.ask", invoice=named, amount=None, method="other", note=""))
        )
    if day and reminding.pause(ledger, asked, invoice.id, "promised", day):
        wait = command("reminders.wait", invoice=named, until=day.isoformat())
        return (*choices, option("button.reminders_wait", wait, day=day), go_on)
    if says_paid and reminding.pause(ledger, asked, invoice.id, "said_paid"):
        return (*choices, go_on)
    return tuple(choices)


def transfer_answers(
    ledger: Ledger, asked: Asked, invoice: Invoice, amount: Money, balance: Money, key: str
) -> tuple[Option, ...]:
    """Once it is in the account, noting it is one tap, bound to the balance of now; nobody is reminded until then."""
    named = str(invoice.id)
    how = {"invoice": named, "method": "transfer", "note": ""}
    record = command("paid.record", **how, amount=str(amount.decimal), balance=str(balance.decimal), key=f"sent:{key}")
    choices = (
        option("button.record_amount", record, amount=amount),
        option("button.another_amount", command("paid.ask", **how, amount=None)),
        option("button.reply", command("answer.ask", invoice=named)),
    )
    if reminding.pause(ledger, asked, invoice.id, "said_paid"):
        return (*choices, option("button.reminders_go_on", command("reminders.on", invoice=named)))
    return choices
