"""What comes in and goes out, and where a conversation stands: rows without a twin in the domain."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, ForeignKeyConstraint, Identity, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import Kept, json, moment, refers, within_account


class InboxRow(SQLModel, table=True):
    """What was verified at the door. (source, external_id) is unique for ever; ``body`` may be forgotten later."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("inbox_external_key", "source", "external_id", unique=True),
        Index("inbox_waiting_idx", "id", postgresql_where=text("taken_at IS NULL")),
        Index("inbox_body_idx", "received_at", postgresql_where=text("body IS NOT NULL")),
    )

    id: int = Field(default=None, sa_column=Column("id", BigInteger, Identity(always=True), primary_key=True))
    source: str
    external_id: str
    line: str
    body: bytes | None
    received_at: datetime = Field(
        sa_type=DateTime(timezone=True), nullable=False, sa_column_kwargs={"server_default": text("clock_timestamp()")}
    )
    taken_at: datetime | None = moment(nullable=True)


class OutboundRow(Kept, table=True):
    """A message to send once. ``status``: queued, sent, delivered, read or failed.

    ``templated``: the vendor refused free words, so that a prepared template goes. ``instead_of``: the message that was
    said first, to another address of the same person, and did not get there.
    """

    __tablename__ = "outbound"
    __table_args__ = (
        *within_account("outbound"),
        Index("outbound_key_key", "account_id", "key", unique=True),
        Index("outbound_address_idx", "channel", "address", "account_id", "created_at"),
        Index("outbound_vendor_idx", "channel", "vendor_id", postgresql_where=text("vendor_id IS NOT NULL")),
        Index("outbound_instead_idx", "instead_of", postgresql_where=text("instead_of IS NOT NULL")),
    )

    key: str
    channel: str
    address: str
    message: dict[str, Any] = json()
    status: str = Field(sa_column_kwargs={"server_default": "queued"})
    vendor_id: str | None
    attempts: int = Field(sa_column_kwargs={"server_default": "0"})
    reason: str = Field(sa_column_kwargs={"server_default": ""})
    templated: bool = Field(sa_column_kwargs={"server_default": "false"})
    instead_of: UUID | None
    created_at: datetime = moment()
    sent_at: datetime | None = moment(nullable=True)


class HandedPieceRow(SQLModel, table=True):
    """One vendor's message of an outbound one. ``vendor_id`` is null while its answer is awaited, or never came."""

    __tablename__ = "handed_pieces"
    __table_args__ = (
        refers("handed_pieces", "outbound_id", "outbound"),
        Index(
            "handed_pieces_vendor_key",
            "channel",
            "vendor_id",
            unique=True,
            postgresql_where=text("vendor_id IS NOT NULL"),
        ),
    )

    account_id: UUID
    outbound_id: UUID
    channel: str
    delivery: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    began_at: datetime = moment()
    vendor_id: str | None


class MoveRow(SQLModel, table=True):
    """What an address is called now that had another name: a group that grew."""

    __tablename__ = "moves"

    channel: str = Field(primary_key=True)
    before: str = Field(primary_key=True)
    after: str
    moved_at: datetime = moment()


class EarlyReportRow(SQLModel, table=True):
    """What became of a message whose id the vendor has not told us yet; what no message claims goes after a day."""

    __tablename__ = "early_reports"
    __table_args__ = (Index("early_reports_arrived_idx", "arrived_at"),)

    channel: str = Field(primary_key=True)
    vendor_id: str = Field(primary_key=True)
    status: str = Field(primary_key=True)
    reason: str
    window_closed: bool
    unreachable: bool
    arrived_at: datetime = moment()


class SessionRow(SQLModel, table=True):
    """Where the dialogue with one address stands; it begins before the address belongs to any account.

    ``heard_at``: when this address last wrote to us.
    """

    __tablename__ = "sessions"
    __table_args__ = (ForeignKeyConstraint(["account_id"], ["accounts.id"], name="sessions_account_id_fkey"),)

    channel: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    account_id: UUID | None
    state: dict[str, Any] = json()
    updated_at: datetime = moment()
    heard_at: datetime | None = moment(nullable=True)


class NightlyRunRow(SQLModel, table=True):
    """When a nightly job was last done, and how many things it did then."""

    __tablename__ = "nightly_runs"

    name: str = Field(primary_key=True)
    ran_at: datetime = moment()
    done: int = Field(sa_type=BigInteger)


class TombstoneRow(SQLModel, table=True):
    """Bytes that were erased. ``gone_at``: when they were taken out of the store. Never deleted."""

    __tablename__ = "tombstones"
    __table_args__ = (
        ForeignKeyConstraint(["account_id"], ["accounts.id"], name="tombstones_account_id_fkey"),
        Index("tombstones_waiting_idx", "account_id", postgresql_where=text("gone_at IS NULL")),
    )

    id: int = Field(default=None, sa_column=Column("id", BigInteger, Identity(always=True), primary_key=True))
    account_id: UUID
    sha256: str
    reason: str
    erased_at: datetime = moment()
    gone_at: datetime | None = moment(nullable=True)


class JobFailureRow(SQLModel, table=True):
    """Why a job's last try failed, and how many were put off by others. The job itself is Procrastinate's row."""

    __tablename__ = "job_failures"

    job_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    reason: str
    put_offs: int = Field(sa_column_kwargs={"server_default": "0"})
    failed_at: datetime = moment()


class GatewayPauseRow(SQLModel, table=True):
    """Until when a gateway wants to be left alone."""

    __tablename__ = "gateway_pauses"

    gateway: str = Field(primary_key=True)
    until: datetime = moment()
