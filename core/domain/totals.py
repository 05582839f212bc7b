"""The order of an invoice: lines give the taxable base, the base gives the tax, both give the total."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.errors import Corrupt
from core.domain.invoice import Invoice
from core.domain.milestone import Milestone
from core.domain.money import Money, Rate, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Every step of the sum, each printed. Contract amounts are before tax."""

    subtotal: Money
    taxable: Money
    tax: Money
    total: Money
    previously_billed: Money
    contract_sum_to_date: Money
    balance_to_finish: Money


def counted(invoices: Sequence[Invoice]) -> tuple[Invoice, ...]:
    """Those that bill anything: a void one does not."""
    return tuple(invoice for invoice in invoices if invoice.state != "void")


def add_up(milestones: Sequence[Milestone], before: Sequence[Invoice], rate: Rate, contract_sum: Money) -> Totals:
    """What billing these milestones comes to. Tax is of the cumulative taxable base at this rate, rounded once, minus
    the tax billed before at this rate: so the taxes of all milestones sum to the contract's tax, and a new rate
    leaves what was billed at the old one alone.

    ``before``: the project's earlier invoices; ``contract_sum``: to date. Corrupt when it would bill more than that.
    """
    currency = contract_sum.currency
    lines = [line for milestone in milestones for line in milestone.lines]
    subtotal = total((line.amount for line in lines), currency)
    taxable = total((line.amount for line in lines if line.taxable), currency)
    earlier = counted(before)
    same_rate = [invoice for invoice in earlier if invoice.tax_rate == rate]
    tax_base = total((invoice.taxable for invoice in same_rate), currency) + taxable
    tax = tax_base.share(rate) - total((invoice.tax for invoice in same_rate), currency)
    previously = total((invoice.subtotal for invoice in earlier), currency)
    balance = contract_sum - previously - subtotal
    if balance.minor < 0:
        raise Corrupt(f"billing {(previously + subtotal).minor} of a contract sum of {contract_sum.minor}")
    return Totals(
        subtotal=subtotal,
        taxable=taxable,
        tax=tax,
        total=subtotal + tax,
        previously_billed=previously,
        contract_sum_to_date=contract_sum,
        balance_to_finish=balance,
    )
