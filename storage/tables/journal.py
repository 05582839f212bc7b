"""The journal in double entry: only ever added to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.columns import Kept, json, moment, place, refers, within_account


class JournalEntryRow(Kept, table=True):
    """A trigger refuses what does not sum to zero, and chains it to the project's entry before: ``hash`` is over that
    one's and all of this one. Neither changed nor deleted.
    """

    __tablename__ = "journal_entries"
    __table_args__ = (
        *within_account("journal_entries"),
        refers("journal_entries", "project_id", "projects"),
        refers("journal_entries", "corrects", "journal_entries"),
        Index("journal_entries_cause_key", "account_id", "cause", "cause_id", unique=True),
        Index("journal_entries_project_idx", "account_id", "project_id", "place"),
    )

    project_id: UUID
    cause: str
    cause_id: UUID
    corrects: UUID | None
    postings: list[dict[str, Any]] = json()
    posted_at: datetime = moment()
    previous_hash: str = Field(default="")
    hash: str = Field(default="")
    place: int = place()
