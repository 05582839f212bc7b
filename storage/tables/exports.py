"""Exports of everything that owners asked for in chat."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from storage.tables.columns import Kept, moment, place, refers, within_account


class WholeExportRow(Kept, table=True):
    """One at a time is made of an account. ``file_key`` is empty once the bytes are gone."""

    __tablename__ = "whole_exports"
    __table_args__ = (
        *within_account("whole_exports"),
        refers("whole_exports", "member_id", "members"),
        Index("whole_exports_making_key", "account_id", unique=True, postgresql_where=text("state = 'making'")),
        Index("whole_exports_kept_idx", "ends_at", postgresql_where=text("file_key <> ''")),
    )

    member_id: UUID
    channel: str
    address: str
    state: str
    asked_at: datetime = moment()
    files_done: int
    files: int
    missing: int
    size: int = Field(sa_type=BigInteger)
    ends_at: datetime | None = moment(nullable=True)
    file_key: str
    place: int = place()
