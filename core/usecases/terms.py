"""What a contract says about billing is agreed anew while the work goes on, as long as that contradicts no invoice."""

from dataclasses import dataclass, replace
from typing import Any

from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.ids import ContractorId, MilestoneId, ProjectId
from core.domain.milestone import Milestone
from core.domain.money import PPM, Rate
from core.domain.progress import billed_of, counted
from core.domain.schedule import contract_sum_to_date
from core.domain.terms import BillingTerms, CostType, DepositTerms, Due, RetainageTerms, TaxRule
from core.domain.text import LONGEST_NAME, one_line
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.capturing import open_milestone

MOST_TAXES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsChanged:
    """The terms before and after; ``file`` is as it stood before."""

    before: BillingTerms
    after: BillingTerms
    file: ProjectFile


def set_retainage(ledger: Ledger, project_id: ProjectId, terms: RetainageTerms | None) -> TermsChanged:
    """For what is billed from now on; None: nothing is held back any more. What is held stays held.

    DoesNotAddUp: retainage.rate when a rate is above 100 %, or the step is not below it.
    """
    file = ledger.project_file(project_id, lock=True)
    if terms is not None:
        step = terms.step_at
        if max(terms.rate.ppm, terms.later_rate.ppm) > PPM or (step is not None and not 0 < step.ppm < PPM):
            raise DoesNotAddUp("retainage.rate")
        last = file.invoices[-1] if file.invoices else None
        terms = replace(terms, since=last.sequence if last else 0, since_by=last.contractor_id if last else None)
    return _changed(ledger, file, retainage=terms)


def set_retainage_of(
    ledger: Ledger, project_id: ProjectId, milestone_id: MilestoneId, rate: Rate | None
) -> tuple[Milestone, Milestone]:
    """A rate of the milestone's own; None: the contract's again. Returns it before and after.

    Refusal: milestone.none, milestone.billed (name), retainage.part_billed (name). DoesNotAddUp: retainage.rate.
    """
    file = ledger.project_file(project_id, lock=True)
    before = open_milestone(file, milestone_id)
    if rate is not None and rate.ppm > PPM:
        raise DoesNotAddUp("retainage.rate")
    if billed_of(before, file.invoices, file.credit_notes):
        raise Refusal("retainage.part_billed", name=before.name)
    after = replace(before, retainage=rate)
    ledger.save(after)
    return before, after


def set_deposit_terms(ledger: Ledger, project_id: ProjectId, terms: DepositTerms | None) -> TermsChanged:
    """Until it is asked for. Refusal: deposit.asked (number), deposit.part (contractor, most) when it is more than the
    part of the one who is to get it. DoesNotAddUp: deposit.amount (most), line.other_currency (currency).
    """
    file = ledger.project_file(project_id, lock=True)
    _check_deposit(file, terms)
    return _changed(ledger, file, deposit=terms)


def _check_deposit(file: ProjectFile, terms: DepositTerms | None) -> None:
    asked = next((one for one in counted(file.invoices) if one.kind == "deposit" and one.state != "credited"), None)
    if asked:
        raise Refusal("deposit.asked", number=asked.number)
    if terms is not None:
        most = contract_sum_to_date(file.contract, file.change_orders)
        if terms.amount.currency != most.currency:
            raise DoesNotAddUp("line.other_currency", currency=most.currency)
        if not 0 < terms.amount.minor <= most.minor:
            raise DoesNotAddUp("deposit.amount", most=most)
        _check_part(file, terms)


def with_deposit_of(file: ProjectFile, contractor_id: ContractorId) -> DepositTerms:
    """The deposit as agreed, asked for and credited by that contractor. Refusal: deposit.none, and as
    ``set_deposit_terms``.
    """
    agreed = file.contract.terms.deposit
    if agreed is None:
        raise Refusal("deposit.none")
    own = contractor_id == file.project.contractor_id
    agreed = replace(agreed, contractor_id=None if own else contractor_id)
    _check_deposit(file, agreed)
    return agreed


def _check_part(file: ProjectFile, terms: DepositTerms) -> None:
    """It is credited on what they bill, so their part has to hold it. The project's own contractor is told when it is
    asked for.
    """
    if terms.contractor_id is None:
        return
    part = file.story.part_of(terms.contractor_id)
    if part < terms.amount:
        raise Refusal("deposit.part", contractor=file.named(terms.contractor_id).name, most=part)


def set_taxes(ledger: Ledger, project_id: ProjectId, taxes: tuple[TaxRule, ...], *, inclusive: bool) -> TermsChanged:
    """Instead of the job's one rate, for what is billed from now on. Whether prices have the tax in them is settled
    with the first invoice.

    Refusal: taxes.billed. DoesNotAddUp: taxes.rate, taxes.many (most).
    """
    file = ledger.project_file(project_id, lock=True)
    if inclusive != file.contract.terms.inclusive and any(one.kind == "progress" for one in counted(file.invoices)):
        raise Refusal("taxes.billed")
    if len(taxes) > MOST_TAXES:
        raise DoesNotAddUp("taxes.many", most=MOST_TAXES)
    if any(one.rate.ppm > PPM for one in taxes):
        raise DoesNotAddUp("taxes.rate")
    named = tuple(replace(one, name=one_line(one.name, LONGEST_NAME)) for one in taxes)
    return _changed(ledger, file, taxes=named, inclusive=inclusive)


def set_columns(ledger: Ledger, project_id: ProjectId, *, columns: bool) -> TermsChanged:
    """Whether invoices print the whole schedule."""
    return _changed(ledger, ledger.project_file(project_id, lock=True), columns=columns)


def set_sequence(ledger: Ledger, project_id: ProjectId, *, in_sequence: bool) -> TermsChanged:
    """Whether a milestone is billed only after those before it."""
    return _changed(ledger, ledger.project_file(project_id, lock=True), in_sequence=in_sequence)


def set_due(ledger: Ledger, project_id: ProjectId, milestone_id: MilestoneId, due: Due) -> tuple[Milestone, Milestone]:
    """When it becomes billable. Returns it before and after. Refusal: milestone.none, milestone.billed (name)."""
    before = open_milestone(ledger.project_file(project_id, lock=True), milestone_id)
    after = replace(before, due=due)
    ledger.save(after)
    return before, after


def set_cost_type(
    ledger: Ledger, project_id: ProjectId, milestone_id: MilestoneId, cost_type: CostType
) -> tuple[Milestone, Milestone]:
    """What all its lines are, which decides the taxes on them. Returns it before and after.

    Refusal: milestone.none, milestone.billed (name), cost.part_billed (name).
    """
    file = ledger.project_file(project_id, lock=True)
    before = open_milestone(file, milestone_id)
    if billed_of(before, file.invoices, file.credit_notes):
        raise Refusal("cost.part_billed", name=before.name)
    after = replace(before, lines=tuple(replace(one, cost_type=cost_type) for one in before.lines))
    ledger.save(after)
    return before, after


def _changed(ledger: Ledger, file: ProjectFile, **changes: Any) -> TermsChanged:
    before = file.contract.terms
    after = replace(before, **changes)
    ledger.save(replace(file.contract, terms=after))
    return TermsChanged(before=before, after=after, file=file)
