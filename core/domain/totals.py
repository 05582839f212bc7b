"""The sum of an invoice, step by step: lines less discounts, taxes, retainage withheld, deposit credited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain.errors import Corrupt
from core.domain.ids import ContractorId
from core.domain.invoice import CreditNote, Invoice, InvoicePart, TaxAmount
from core.domain.milestone import Milestone
from core.domain.money import Money, total
from core.domain.progress import claim, counted
from core.domain.project import ChangeOrder, Contract, Project
from core.domain.schedule import contract_sum_to_date
from core.domain.taxes import rules_of, taxes_of
from core.domain.withholding import deposit_credit, withhold

__all__ = ["Story", "Totals", "add_up", "added_tax", "billed_so_far", "counted", "done_by"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What was agreed and what was billed of it so far. ``milestones``: the whole schedule, for their own terms."""

    project: Project
    contract: Contract
    milestones: tuple[Milestone, ...]
    change_orders: tuple[ChangeOrder, ...]
    invoices: tuple[Invoice, ...]
    credit_notes: tuple[CreditNote, ...]

    def of(self, contractor_id: ContractorId) -> "Story":
        """That contractor's milestones, invoices and credit notes of it."""
        return replace(
            self,
            milestones=tuple(one for one in self.milestones if one.contractor_id == contractor_id),
            invoices=tuple(one for one in self.invoices if one.contractor_id == contractor_id),
            credit_notes=tuple(one for one in self.credit_notes if one.contractor_id == contractor_id),
        )

    def part_of(self, contractor_id: ContractorId) -> Money:
        """What of the contract sum to date is for that contractor to do: all that nobody else does."""
        others = (one.scheduled_value for one in self.milestones if one.contractor_id != contractor_id)
        whole = contract_sum_to_date(self.contract, self.change_orders)
        return whole - total(others, whole.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Every step of the sum, each printed. ``total`` = ``subtotal`` + taxes not in the prices - ``retained`` -
    ``deposit_applied``; contract amounts are before tax, and of the part that its contractor does.
    """

    parts: tuple[InvoicePart, ...]
    subtotal: Money
    taxable: Money
    taxes: tuple[TaxAmount, ...]
    tax: Money
    retained: Money
    deposit_applied: Money
    total: Money
    previously_billed: Money
    contract_sum_to_date: Money
    balance_to_finish: Money


def add_up(story: Story, milestones: Sequence[Milestone]) -> Totals:
    """What billing these milestones now comes to. Corrupt when it would bill more than the contract sum to date.

    Retainage and taxes are cumulative over the whole contract, whoever bills; the deposit is credited on the invoices
    of the one who asked for it, and its rule is of their part.
    """
    before, whose = (story.invoices, story.credit_notes), done_by(story, milestones)
    mine, part = story.of(whose), story.part_of(whose)
    terms, contract_sum = story.contract.terms, contract_sum_to_date(story.contract, story.change_orders)
    currency = contract_sum.currency
    claims = [claim(one, *before) for one in milestones]
    parts = withhold(claims, (*story.milestones, *milestones), terms.retainage, before, contract_sum)
    subtotal = total((part.amount for part in parts), currency)
    rules = rules_of(story.project, story.contract)
    taxes = taxes_of(rules, parts, before, currency, inclusive=terms.inclusive)
    retained = total((part.retained for part in parts), currency)
    previously = billed_so_far(mine, currency)
    if min(part - previously, contract_sum - billed_so_far(story, currency)) < subtotal:
        raise Corrupt(f"billing {(previously + subtotal).minor} of a contract sum of {part.minor}")
    payable = subtotal + added_tax(taxes, currency) - retained
    applied = deposit_credit(terms.deposit, payable, previously + subtotal, part, (mine.invoices, mine.credit_notes))
    return Totals(
        parts=parts,
        subtotal=subtotal,
        taxable=total((part.amount - part.exempt for part in parts), currency),
        taxes=taxes,
        tax=total((one.tax for one in taxes), currency),
        retained=retained,
        deposit_applied=applied,
        total=payable - applied,
        previously_billed=previously,
        contract_sum_to_date=part,
        balance_to_finish=part - previously - subtotal,
    )


def done_by(story: Story, milestones: Sequence[Milestone]) -> ContractorId:
    """Who does these; of several, and of none, the project's own contractor."""
    those = {one.contractor_id for one in milestones}
    return those.pop() if len(those) == 1 else story.project.contractor_id


def gets_deposit(story: Story) -> ContractorId:
    """Who asks for it, and credits it on what they bill."""
    chosen = story.contract.terms.deposit.contractor_id if story.contract.terms.deposit else None
    return chosen or story.project.contractor_id


def billed_so_far(story: Story, currency: str) -> Money:
    """Of the contract: deposits are advances and releases are of what was billed, so neither counts."""
    billed = total((one.subtotal for one in counted(story.invoices)), currency)
    return billed - total((one.subtotal for one in story.credit_notes), currency)


def added_tax(taxes: Sequence[TaxAmount], currency: str) -> Money:
    """The taxes that come on top: those in the prices are only told."""
    return total((one.tax for one in taxes if not one.inclusive), currency)
