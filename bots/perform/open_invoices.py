"""All that a client has still to pay this firm, as one answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from bots.commands import Reply, reply
from core.domain.ids import ClientId
from core.domain.invoice import Invoice
from core.domain.money import Money, total
from core.ports.ledger import Ledger
from core.usecases import counting


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaid:
    """One invoice with what is left to pay of it."""

    invoice: Invoice
    project: str
    balance: Money

    @property
    def number(self) -> str:
        return self.invoice.number

    def told(self) -> Reply:
        due = self.invoice.due_on
        return reply("client.open_line", number=self.number, project=self.project, balance=self.balance, due=due)


def unpaid(ledger: Ledger, client_id: ClientId) -> tuple[Unpaid, ...]:
    """Of all their jobs, the one due first before the others."""
    files = [ledger.project_file(one.id) for one in ledger.projects() if one.client_id == client_id]
    opened = [
        Unpaid(invoice=one, project=file.project.name, balance=balance)
        for file in files
        for one in file.invoices
        if (balance := counting.balance_of(file, one)).minor > 0
    ]
    return tuple(sorted(opened, key=lambda one: (one.invoice.due_on, one.invoice.issued_at)))


def sums_of(opened: Sequence[Unpaid]) -> tuple[Reply, ...]:
    """One a currency: nothing converts."""
    currencies = dict.fromkeys(one.balance.currency for one in opened)
    of_each = ([one.balance for one in opened if one.balance.currency == currency] for currency in currencies)
    return tuple(reply("client.open_sum", total=total(some, some[0].currency)) for some in of_each)
