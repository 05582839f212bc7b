"""The domain's frozen values to rows and back, field by field, by the field's type. Nothing is lost on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta, timezone
from functools import cache, partial
from types import NoneType
from typing import Any, ParamSpec, TypeVar, cast, get_args, get_type_hints

from sqlmodel import SQLModel

from core.domain.account import Account, Address, Member
from core.domain.autopay import AutopayConsent, SavedMethod
from core.domain.bank import BankDetails, BankFacts
from core.domain.bank_line import BankFile, BankLine
from core.domain.errors import Corrupt
from core.domain.invoice import (
    Approval,
    CreditNote,
    Draft,
    Invoice,
    InvoicePart,
    Opening,
    PaymentLink,
    Question,
    TaxAmount,
)
from core.domain.journal import JournalEntry, Posting
from core.domain.late_fee import LateFee
from core.domain.limits import LimitOverride
from core.domain.line_answer import LineAnswer
from core.domain.milestone import LineItem, Milestone
from core.domain.money import Money, Rate
from core.domain.party import Client, Contractor, DueTerms
from core.domain.payee import Payee
from core.domain.payment import Payment, PaymentRequest, Receipt
from core.domain.project import ChangeOrder, Contract, Decision, Project
from core.domain.proof import Copies, Proof
from core.domain.proof_pack import ProofPack
from core.domain.proposal import (
    DepositWish,
    Proposal,
    ProposalQuestion,
    ProposalSection,
    Share,
    Signature,
    SigningCode,
)
from core.domain.refund import Refund
from core.domain.reminder import ReminderPlan
from core.domain.schedule import Term
from core.domain.template import Blueprint, ProposalTemplate
from core.domain.terms import BillingTerms, Due, Progress
from core.ports.ledger import Entity
from storage import tables
from storage.mapping_json import (
    copies_from_json,
    copies_to_json,
    lines_from_json,
    lines_to_json,
    storable,
    value_from_json,
    value_to_json,
)

E = TypeVar("E", bound=Entity)
P = ParamSpec("P")
R = TypeVar("R")
Values = dict[str, Any]

# In an order in which a whole story can be kept: no kind refers to a later one.
ROWS: Mapping[type[Entity], type[SQLModel]] = {
    Account: tables.AccountRow,
    Contractor: tables.ContractorRow,
    Client: tables.ClientRow,
    Member: tables.MemberRow,
    Address: tables.AddressRow,
    Project: tables.ProjectRow,
    Proposal: tables.ProposalRow,
    ProposalQuestion: tables.ProposalQuestionRow,
    ProposalTemplate: tables.ProposalTemplateRow,
    Contract: tables.ContractRow,
    Milestone: tables.MilestoneRow,
    ChangeOrder: tables.ChangeOrderRow,
    Draft: tables.DraftRow,
    Invoice: tables.InvoiceRow,
    CreditNote: tables.CreditNoteRow,
    Proof: tables.ProofRow,
    ProofPack: tables.ProofPackRow,
    PaymentLink: tables.PaymentLinkRow,
    Approval: tables.ApprovalRow,
    Opening: tables.OpeningRow,
    Question: tables.QuestionRow,
    LineAnswer: tables.LineAnswerRow,
    AutopayConsent: tables.AutopayConsentRow,
    SavedMethod: tables.SavedMethodRow,
    PaymentRequest: tables.PaymentRequestRow,
    Payment: tables.PaymentRow,
    Refund: tables.RefundRow,
    ReminderPlan: tables.ReminderPlanRow,
    Payee: tables.PayeeRow,
    Receipt: tables.ReceiptRow,
    BankFile: tables.BankFileRow,
    BankLine: tables.BankLineRow,
    LimitOverride: tables.LimitOverrideRow,
    JournalEntry: tables.JournalEntryRow,
    BankDetails: tables.BankDetailsRow,
}
# Values within values, kept as JSON.
NESTED = frozenset(
    {
        BankFacts,
        BillingTerms,
        Blueprint,
        Decision,
        DepositWish,
        Due,
        LateFee,
        Progress,
        Share,
        Signature,
        SigningCode,
        tuple[InvoicePart, ...],
        tuple[Posting, ...],
        tuple[ProposalSection, ...],
        tuple[TaxAmount, ...],
        tuple[Term, ...],
        tuple[int, ...],
    }
)
# Kept in a table of their own, so that each is a checked reference: no column of the row itself.
LISTED = "milestone_ids"


def once(build: Callable[P, R]) -> Callable[P, R]:
    """``functools.cache`` that takes classes as arguments: mypy does not believe that they are hashable."""
    return cast("Callable[P, R]", cache(build))


@dataclass(frozen=True, slots=True)
class Part:
    """How one field lies in its row: its columns, and the way in and out."""

    columns: tuple[str, ...]
    keep: Callable[[Any], tuple[Any, ...]]
    read: Callable[..., Any]


def row_of(entity: Entity) -> Values:
    """The columns of this entity's row. Corrupt when its amounts are in more than one currency."""
    values: Values = {}
    for name, part in _parts(type(entity)).items():
        for column, value in zip(part.columns, part.keep(getattr(entity, name)), strict=True):
            if values.setdefault(column, value) != value:
                raise Corrupt(f"{type(entity).__name__} {entity.id} mixes {values[column]} and {value}")
    return values


def entity_of(kind: type[E], row: Mapping[Any, Any]) -> E:
    """What ``row_of`` was given, from the row's columns (and ``milestone_ids`` where the kind has them)."""
    read = {name: part.read(*(row[column] for column in part.columns)) for name, part in _parts(kind).items()}
    if LISTED in kind.__dataclass_fields__:
        read[LISTED] = tuple(row[LISTED])
    return kind(**read)


@once
def _parts(kind: type[Any]) -> Mapping[str, Part]:
    hints = get_type_hints(kind)
    return {field.name: _part(field.name, hints[field.name]) for field in fields(kind) if field.name != LISTED}


def _part(name: str, hint: Any) -> Part:
    by_name = {"taken_at": Part(("taken_at", "taken_offset_seconds"), _camera_to, _camera_from)}
    by_type = {
        Money: Part((f"{name}_minor", "currency"), lambda money: (money.minor, money.currency), Money),
        Rate: Part((f"{name}_ppm",), _rate_to, _rate_from),
        DueTerms: Part(("due_days",), lambda terms: (terms.days,), DueTerms),
        Copies: Part((name,), lambda copies: (copies_to_json(copies),), copies_from_json),
        tuple[LineItem, ...]: Part((name,), lambda lines: (lines_to_json(lines),), lines_from_json),
    }
    if _bare(hint) in NESTED:
        return Part((name,), lambda value: (value_to_json(hint, value),), partial(value_from_json, hint))
    return by_name.get(name) or by_type.get(_bare(hint)) or Part((name,), lambda value: (storable(value),), _same)


def _bare(hint: Any) -> Any:
    """``X`` of ``X | None``."""
    options = get_args(hint)
    return next(option for option in options if option is not NoneType) if NoneType in options else hint


def _same(value: Any) -> Any:
    return value


def _rate_to(rate: Rate | None) -> tuple[int | None]:
    return (None if rate is None else rate.ppm,)


def _rate_from(ppm: int | None) -> Rate | None:
    return None if ppm is None else Rate(ppm)


def _camera_to(taken_at: datetime | None) -> tuple[datetime | None, int | None]:
    """Local time as the camera said it, and its distance from UTC when it said that too."""
    if taken_at is None:
        return None, None
    offset = taken_at.utcoffset()
    return taken_at.replace(tzinfo=None), None if offset is None else round(offset.total_seconds())


def _camera_from(local: datetime | None, offset: int | None) -> datetime | None:
    if local is None or offset is None:
        return local
    return local.replace(tzinfo=timezone(timedelta(seconds=offset)))
