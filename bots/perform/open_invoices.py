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
    """One invoice with what is left to pay of it, and to whom."""

    invoice: Invoice
    project: str
    balance: Money
    contractor: str

    @property
    def number(self) -> str:
        return self.invoice.number

    def told(self) -> Reply:
        due = self.invoice.due_on
        return reply("client.open_line", number=self.number, project=self.project, balance=self.balance, due=due)

    @property
    def payee(self) -> tuple[str, str]:
        return self.contractor, self.balance.currency


def unpaid(ledger: Ledger, client_id: ClientId) -> tuple[Unpaid, ...]:
    """Of all their jobs, the one due first before the others."""
    files = [ledger.project_file(one.id) for one in ledger.projects() if one.client_id == client_id]
    opened = [
        Unpaid(
            invoice=one,
            project=file.project.name,
            balance=balance,
            contractor=file.named(one.contractor_id).name,
        )
        for file in files
        for one in file.invoices
        if (balance := counting.balance_of(file, one)).minor > 0
    ]
    return tuple(sorted(opened, key=lambda one: (one.invoice.due_on, one.invoice.issued_at)))


def sums_of(opened: Sequence[Unpaid]) -> tuple[Reply, ...]:
    """One a currency: nothing converts. Where several contractors are to be paid, each with their own numbers."""
    if len({one.contractor for one in opened}) == 1:
        currencies = dict.fromkeys(one.balance.currency for one in opened)
        of_each = ([one.balance for one in opened if one.balance.currency == currency] for currency in currencies)
        return tuple(reply("client.open_sum", total=total(some, some[0].currency)) for some in of_each)
    return tuple(_to_one([one for one in opened if one.payee == payee]) for payee in dict.fromkeys(map(_payee, opened)))


def _payee(one: Unpaid) -> tuple[str, str]:
    return one.payee


def _to_one(theirs: Sequence[Unpaid]) -> Reply:
    contractor, currency = theirs[0].payee
    numbers = ", ".join(one.number for one in theirs)
    whole = total((one.balance for one in theirs), currency)
    return reply("client.open_sum_to", contractor=contractor, total=whole, numbers=numbers)
