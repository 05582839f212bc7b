"""The proof packs that were made, each with the code that tells it is ours."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index

from storage.tables.columns import Kept, json, moment, place, refers, within_account


class ProofPackRow(Kept, table=True):
    """Frozen by a trigger: only its PDF may change, and it is never deleted. A code is one pack's in all accounts."""

    __tablename__ = "proof_packs"
    __table_args__ = (
        *within_account("proof_packs"),
        refers("proof_packs", "project_id", "projects"),
        refers("proof_packs", "milestone_id", "milestones"),
        refers("proof_packs", "made_by", "members"),
        Index("proof_packs_code_key", "code", unique=True),
    )

    project_id: UUID
    milestone_id: UUID
    sheet: dict[str, Any] = json()
    sheet_hash: str
    code: str
    made_by: UUID
    made_at: datetime = moment()
    pdf_key: str | None
    place: int = place()
