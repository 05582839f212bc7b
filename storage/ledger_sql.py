"""The ledger's statements. Each is built once; each asks for ``:account_id``, so that nothing leaves its account."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, func, select, text

from core.domain.account import Account, Address
from core.domain.bank import BankDetails
from core.domain.bank_line import BankLine
from core.domain.invoice import CreditNote, Draft, Invoice, Opening, Question
from core.domain.limits import LimitOverride
from core.domain.line_answer import LineAnswer
from core.domain.milestone import Milestone
from core.domain.party import Client, Contractor
from core.domain.payment import Payment, PaymentRequest, Receipt
from core.domain.project import ChangeOrder, Contract, Project
from core.domain.proof import Proof
from core.domain.proposal import Proposal, ProposalQuestion
from core.domain.refund import Refund
from core.domain.reminder import ReminderPlan
from core.domain.template import ProposalTemplate
from storage import tables
from storage.mapping import LISTED, ROWS, once

# One row a series: whoever takes a number holds it until the end, and the next waits. A rollback gives it back.
TAKE_NUMBER = text(
    "INSERT INTO number_series AS series (account_id, contractor_id, series, last)"
    " VALUES (:account_id, :contractor_id, :series, 1)"
    " ON CONFLICT (account_id, contractor_id, series) DO UPDATE SET last = series.last + 1 RETURNING last"
)
FORGET_ADDRESS = text("DELETE FROM addresses WHERE account_id = :account_id AND id = :id")
# By which column each kind is read; what is equal stays in the order of first keeping.
_BY: dict[type[Any], str] = {
    ChangeOrder: "recorded_at",
    Milestone: "position",
    Draft: "created_at",
    Proof: "received_at",
    Payment: "received_at",
    Opening: "opened_at",
    Question: "asked_at",
    ProposalQuestion: "asked_at",
    Receipt: "issued_at",
    LineAnswer: "at",
    Refund: "asked_at",
    LimitOverride: "recorded_at",
    BankLine: "on",
}
_NEWEST_BY: dict[type[Any], str] = {
    Address: "created_at",
    Project: "created_at",
    Proposal: "created_at",
    ProposalTemplate: "created_at",
    PaymentRequest: "created_at",
}
_LISTS: dict[type[Any], Table] = {
    Draft: tables.DraftMilestoneRow.__table__,  # type: ignore[attr-defined]  # SQLModel does not type it
    Invoice: tables.InvoiceMilestoneRow.__table__,  # type: ignore[attr-defined]  # as above
}


@once
def table_of(kind: type[Any]) -> Table:
    table: Table = ROWS[kind].__table__  # type: ignore[attr-defined]  # as above
    return table


def list_of(kind: type[Any]) -> Table | None:
    """Where the milestones of a draft or an invoice are listed."""
    return _LISTS.get(kind)


def name_of(kind: type[Any]) -> str:
    """PaymentLink -> payment_link: as codes of refusals begin."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).lstrip("_")


@once
def by_id(kind: type[Any], *, lock: bool) -> Select[Any]:
    """Locked without barring others from referring to the row (NO KEY UPDATE): photos go on arriving for a project
    whose invoice is being made, and two turns that each refer to it and then lock it do not block each other.
    """
    statement = _ours(kind, table_of(kind).c.id == bindparam("id"))
    return statement.with_for_update(key_share=True, of=table_of(kind)) if lock else statement


@once
def every(kind: type[Any]) -> Select[Any]:
    return _ours(kind)


@once
def of_project(kind: type[Any]) -> Select[Any]:
    return _ours(kind, table_of(kind).c.project_id == bindparam("project_id"))


@once
def of_invoice(kind: type[Any]) -> Select[Any]:
    return _ours(kind, table_of(kind).c.invoice_id == bindparam("invoice_id"))


@once
def reminder_plan(*, lock: bool) -> Select[Any]:
    statement = of_invoice(ReminderPlan)
    return statement.with_for_update(key_share=True, of=table_of(ReminderPlan)) if lock else statement


@once
def bank_details(*, lock: bool) -> Select[Any]:
    statement = _ours(BankDetails, table_of(BankDetails).c.contractor_id == bindparam("contractor_id"))
    return statement.with_for_update(key_share=True, of=table_of(BankDetails)) if lock else statement


@once
def overrides_of_no_project() -> Select[Any]:
    return _ours(LimitOverride, table_of(LimitOverride).c.project_id.is_(None))


@once
def active_projects() -> Select[Any]:
    return _ours(Project, table_of(Project).c.state == "active")


@once
def listed_templates() -> Select[Any]:
    return _ours(ProposalTemplate, table_of(ProposalTemplate).c.removed_at.is_(None))


@once
def questions_of_proposal() -> Select[Any]:
    return _ours(ProposalQuestion, table_of(ProposalQuestion).c.proposal_id == bindparam("proposal_id"))


@once
def projects_of_client() -> Select[Any]:
    return _ours(Project, table_of(Project).c.client_id == bindparam("client_id"))


@once
def unplaced_proofs() -> Select[Any]:
    return _ours(Proof, table_of(Proof).c.project_id.is_(None))


def addresses(member_id: Any, client_id: Any) -> Select[Any]:
    table = table_of(Address)
    member = [] if member_id is None else [table.c.member_id == member_id]
    client = [] if client_id is None else [table.c.client_id == client_id]
    return _ours(Address, *member, *client)


@once
def payments_of_project() -> Select[Any]:
    invoices, payments = table_of(Invoice), table_of(Payment)
    of_project = and_(
        invoices.c.account_id == payments.c.account_id,
        invoices.c.id == payments.c.invoice_id,
        invoices.c.project_id == bindparam("project_id"),
    )
    return _ours(Payment, select(1).where(of_project).correlate(payments).exists())


@once
def parts_of_project(*, lock: bool) -> Mapping[type[Any], Select[Any]]:
    """Kind -> what of it belongs to one project, the project itself first."""
    project = table_of(Project)
    ours = (project.c.id == bindparam("project_id"), project.c.account_id == bindparam("account_id"))
    client = select(project.c.client_id).where(*ours).scalar_subquery()
    return {
        Project: by_id(Project, lock=lock),
        Contract: of_project(Contract),
        Contractor: every(Contractor),
        Client: _ours(Client, table_of(Client).c.id == client),
        **{kind: of_project(kind) for kind in (ChangeOrder, Milestone, Draft, Invoice, CreditNote)},
        Payment: payments_of_project(),
    }


@once
def payment_by_external() -> Select[Any]:
    table = table_of(Payment)
    return _ours(Payment, table.c.gateway == bindparam("gateway"), table.c.external_id == bindparam("external_id"))


@once
def payments_since() -> Select[Any]:
    return _ours(Payment, table_of(Payment).c.received_at >= bindparam("moment"))


@once
def open_bank_lines() -> Select[Any]:
    return _ours(BankLine, table_of(BankLine).c.state == "open")


def _ours(kind: type[Any], *where: ColumnElement[bool]) -> Select[Any]:
    table = table_of(kind)
    scope = (table.c.id if kind is Account else table.c.account_id) == bindparam("account_id")
    return select(*_columns(kind)).where(scope, *where).order_by(*_in_sequence(kind))


def _columns(kind: type[Any]) -> list[ColumnElement[Any]]:
    table, listed = table_of(kind), list_of(kind)
    columns: list[ColumnElement[Any]] = [column for column in table.c if column.name != "place"]
    if listed is None:
        return columns
    ids = select(listed.c.milestone_id).where(listed.c.owner_id == table.c.id).order_by(listed.c.position)
    return [*columns, func.array(ids.scalar_subquery()).label(LISTED)]


def _in_sequence(kind: type[Any]) -> list[ColumnElement[Any]]:
    table = table_of(kind)
    if kind in _NEWEST_BY:
        return [table.c[_NEWEST_BY[kind]].desc(), table.c.place.desc()]
    return [*([table.c[_BY[kind]]] if kind in _BY else []), table.c.place]
