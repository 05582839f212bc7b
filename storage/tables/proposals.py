"""Proposals, with what was sent and what was signed; and templates."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index

from storage.tables.columns import Kept, currency, json, moment, place, refers, within_account


class ProposalRow(Kept, table=True):
    """Frozen by a trigger once signed: only its PDF and its project may still come. Never deleted."""

    __tablename__ = "proposals"
    __table_args__ = (
        *within_account("proposals"),
        refers("proposals", "contractor_id", "contractors"),
        refers("proposals", "client_id", "clients"),
        refers("proposals", "created_by", "members"),
        refers("proposals", "project_id", "projects"),
    )

    contractor_id: UUID
    client_id: UUID
    name: str
    currency: str = currency()
    sections: list[dict[str, Any]] = json()
    schedule: list[dict[str, Any]] = json()
    terms: dict[str, Any] = json()
    deposit: dict[str, Any] | None = json(nullable=True)
    discount: dict[str, Any] | None = json(nullable=True)
    due_days: int
    notes: str
    valid_until: date | None
    number: str
    revision: int
    state: str
    language: str
    sheet: dict[str, Any] | None = json(nullable=True)
    sheet_hash: str
    pdf_key: str | None
    signature: dict[str, Any] | None = json(nullable=True)
    code: dict[str, Any] | None = json(nullable=True)
    decline_reason: str
    project_id: UUID | None
    created_by: UUID
    created_at: datetime = moment()
    sent_at: datetime | None = moment(nullable=True)
    viewed_at: datetime | None = moment(nullable=True)
    link_version: int
    place: int = place()


class ProposalQuestionRow(Kept, table=True):
    __tablename__ = "proposal_questions"
    __table_args__ = (
        *within_account("proposal_questions"),
        refers("proposal_questions", "proposal_id", "proposals"),
        Index("proposal_questions_proposal_idx", "account_id", "proposal_id", "asked_at"),
    )

    proposal_id: UUID
    author: str
    text: str
    asked_at: datetime = moment()
    place: int = place()


class ProposalTemplateRow(Kept, table=True):
    """What is taken off the list stays here, so that it can be brought back."""

    __tablename__ = "proposal_templates"
    __table_args__ = (
        *within_account("proposal_templates"),
        refers("proposal_templates", "contractor_id", "contractors"),
        refers("proposal_templates", "created_by", "members"),
    )

    contractor_id: UUID
    name: str
    currency: str = currency()
    blueprint: dict[str, Any] = json()
    created_by: UUID
    created_at: datetime = moment()
    removed_at: datetime | None = moment(nullable=True)
    place: int = place()
