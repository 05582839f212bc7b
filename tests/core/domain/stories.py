"""Contracts, milestones and invoices to reckon with, without any books."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

from core.domain.ids import (
    AccountId,
    ClientId,
    ContractId,
    ContractorId,
    InvoiceId,
    LineItemId,
    MilestoneId,
    ProjectId,
)
from core.domain.invoice import CreditNote, Invoice
from core.domain.milestone import LineItem, Milestone
from core.domain.money import ZERO_RATE, Money, Rate, total
from core.domain.party import ON_RECEIPT
from core.domain.project import Contract, Project
from core.domain.terms import PLAIN_TERMS, BillingTerms
from core.domain.totals import Story, Totals, add_up

ACCOUNT, PROJECT, CONTRACTOR = AccountId(uuid4()), ProjectId(uuid4()), ContractorId(uuid4())
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def line(minor: int, *, taxable: bool = True, currency: str = "USD", **fields: object) -> LineItem:
    price = Money(minor, currency)
    return LineItem(
        id=LineItemId(uuid4()),
        description="work",
        quantity=Decimal(1),
        unit_price=price,
        amount=price,
        taxable=taxable,
        **fields,
    )


def milestone(
    *minors: int, currency: str = "USD", untaxed: Sequence[int] = (), lines: Sequence[LineItem] = (), **fields: object
) -> Milestone:
    plain = [line(one, currency=currency) for one in minors]
    free = [line(one, taxable=False, currency=currency) for one in untaxed]
    whole = (*plain, *free, *lines)
    return Milestone(
        id=MilestoneId(uuid4()),
        account_id=ACCOUNT,
        project_id=PROJECT,
        contractor_id=CONTRACTOR,
        position=1,
        name="work",
        kind="work",
        scheduled_value=total((one.amount for one in whole), currency),
        lines=whole,
        **fields,
    )


def story(
    contract_sum: Money,
    terms: BillingTerms = PLAIN_TERMS,
    invoices: Sequence[Invoice] = (),
    notes: Sequence[CreditNote] = (),
    rate: Rate = ZERO_RATE,
) -> Story:
    project = Project(
        id=PROJECT,
        account_id=ACCOUNT,
        contractor_id=CONTRACTOR,
        client_id=ClientId(uuid4()),
        name="Maple St kitchen",
        currency=contract_sum.currency,
        tax_rate=rate,
        due_terms=ON_RECEIPT,
        zone="UTC",
        created_at=NOON,
    )
    contract = Contract(
        id=ContractId(uuid4()),
        account_id=ACCOUNT,
        project_id=PROJECT,
        original_contract_sum=contract_sum,
        terms=terms,
    )
    return Story(
        project=project,
        contract=contract,
        milestones=(),
        change_orders=(),
        invoices=tuple(invoices),
        credit_notes=tuple(notes),
    )


def reckoned(milestones: Sequence[Milestone], before: Sequence[Invoice], rate: Rate, contract_sum: Money) -> Totals:
    """At one rate of tax."""
    return add_up(story(contract_sum, invoices=before, rate=rate), milestones)


def invoiced(milestones: Sequence[Milestone], totals: Totals, sequence: int = 1, **fields) -> Invoice:
    return Invoice(
        id=InvoiceId(uuid4()),
        account_id=ACCOUNT,
        contractor_id=CONTRACTOR,
        project_id=PROJECT,
        milestone_ids=tuple(one.id for one in milestones),
        sequence=sequence,
        number=f"INV-{sequence:04d}",
        subtotal=totals.subtotal,
        taxable=totals.taxable,
        tax=totals.tax,
        total=totals.total,
        issued_at=NOON,
        due_on=date(2026, 11, 22),
        language="en",
        sheet={},
        sheet_hash="",
        parts=totals.parts,
        taxes=totals.taxes,
        retained=totals.retained,
        deposit_applied=totals.deposit_applied,
        **fields,
    )
