"""Projects, what was agreed, the milestones, and the proof that they are done."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, text
from sqlmodel import Field

from storage.tables.columns import Kept, currency, json, minor, moment, place, refers, within_account


class ProjectRow(Kept, table=True):
    __tablename__ = "projects"
    __table_args__ = (
        *within_account("projects"),
        refers("projects", "contractor_id", "contractors"),
        refers("projects", "client_id", "clients"),
    )

    contractor_id: UUID
    client_id: UUID
    name: str
    currency: str = currency()
    tax_rate_ppm: int
    due_days: int
    zone: str
    state: str
    created_at: datetime = moment()
    link_version: int
    reminders: list[int] | None = json(nullable=True)
    jurisdiction: str = Field(sa_column_kwargs={"server_default": ""})
    place: int = place()


class ContractRow(Kept, table=True):
    __tablename__ = "contracts"
    __table_args__ = (
        *within_account("contracts"),
        refers("contracts", "project_id", "projects"),
        refers("contracts", "proposal_id", "proposals"),
        Index("contracts_project_key", "account_id", "project_id", unique=True),
    )

    project_id: UUID
    currency: str = currency()
    original_contract_sum_minor: int = minor()
    terms: dict[str, Any] = json()
    proposal_id: UUID | None
    place: int = place()


class MilestoneRow(Kept, table=True):
    __tablename__ = "milestones"
    __table_args__ = (
        *within_account("milestones"),
        refers("milestones", "project_id", "projects"),
        refers("milestones", "contractor_id", "contractors"),
        refers("milestones", "fee_of", "invoices"),
        Index("milestones_project_idx", "account_id", "project_id", "position"),
        Index("milestones_day_idx", text("(due->>'day')"), postgresql_where=text("due->>'on' = 'date'")),
    )

    project_id: UUID
    contractor_id: UUID
    position: int
    name: str
    kind: str
    currency: str = currency()
    scheduled_value_minor: int = minor()
    lines: list[dict[str, Any]] = json()
    state: str
    group: str
    group_kind: str
    due: dict[str, Any] = json()
    progress: dict[str, Any] = json()
    retainage_ppm: int | None
    approved_at: datetime | None = moment(nullable=True)
    fee_of: UUID | None
    place: int = place()


class ChangeOrderRow(Kept, table=True):
    __tablename__ = "change_orders"
    __table_args__ = (
        *within_account("change_orders"),
        refers("change_orders", "project_id", "projects"),
        refers("change_orders", "milestone_id", "milestones"),
        refers("change_orders", "recorded_by", "members"),
        Index("change_orders_project_idx", "account_id", "project_id"),
    )

    project_id: UUID
    milestone_id: UUID | None
    description: str
    currency: str = currency()
    amount_minor: int = minor()
    state: str
    recorded_by: UUID
    recorded_at: datetime = moment()
    number: int
    landing: str
    decision: dict[str, Any] | None = json(nullable=True)
    place: int = place()


class LimitOverrideRow(Kept, table=True):
    """``proposal_id`` refers to nothing yet."""

    __tablename__ = "limit_overrides"
    __table_args__ = (
        *within_account("limit_overrides"),
        refers("limit_overrides", "project_id", "projects"),
        refers("limit_overrides", "recorded_by", "members"),
        Index("limit_overrides_project_idx", "account_id", "project_id"),
    )

    project_id: UUID | None
    proposal_id: UUID | None
    limit_id: str
    limit_version: date
    currency: str = currency()
    proposed_minor: int = minor()
    allowed_minor: int = minor()
    reason: str
    recorded_by: UUID
    recorded_at: datetime = moment()
    place: int = place()


class ProofRow(Kept, table=True):
    """``taken_at`` is the camera's local time; ``taken_offset_seconds`` from UTC, when the camera gave one."""

    __tablename__ = "proofs"
    __table_args__ = (
        *within_account("proofs"),
        refers("proofs", "project_id", "projects"),
        refers("proofs", "milestone_id", "milestones"),
        refers("proofs", "invoice_id", "invoices"),
        refers("proofs", "payment_id", "payments"),
        refers("proofs", "sent_by", "members"),
        Index(
            "proofs_kept_once",
            "account_id",
            "milestone_id",
            "sha256",
            unique=True,
            postgresql_where=text("state = 'kept'"),
        ),
        Index("proofs_project_idx", "account_id", "project_id", "received_at"),
        Index("proofs_invoice_idx", "account_id", "invoice_id"),
        Index("proofs_payment_idx", "account_id", "payment_id", postgresql_where=text("payment_id IS NOT NULL")),
    )

    project_id: UUID | None
    milestone_id: UUID | None
    invoice_id: UUID | None
    payment_id: UUID | None
    kind: str
    state: str
    channel: str
    media_ref: str
    file_name: str
    caption: str
    sent_by: UUID
    received_at: datetime = moment()
    taken_at: datetime | None = Field(sa_type=DateTime(timezone=False), nullable=True)
    taken_offset_seconds: int | None
    location: str | None
    sha256: str | None
    media_type: str
    size: int = Field(sa_type=BigInteger)
    original_key: str | None
    copies: dict[str, Any] | None = json(nullable=True)
    pages: int
    duration_seconds: int
    refusal: str | None
    batch: str
    place: int = place()
