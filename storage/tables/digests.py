"""When each contractor hears how their money stands, once a week."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import moment


class DigestRow(SQLModel, table=True):
    """``next_at`` null: they want none. It goes with its member."""

    __tablename__ = "digests"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "member_id"],
            ["members.account_id", "members.id"],
            name="digests_member_id_fkey",
            ondelete="CASCADE",
        ),
        Index("digests_next_idx", "next_at", postgresql_where=text("next_at IS NOT NULL")),
    )

    account_id: UUID = Field(primary_key=True)
    member_id: UUID = Field(primary_key=True)
    weekday: int
    hour: int
    next_at: datetime | None = moment(nullable=True)
    said_week: date | None
