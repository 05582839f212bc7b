"""What every table has, and the few kinds of column there are."""

from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, Column, DateTime, ForeignKeyConstraint, Identity, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class Kept(SQLModel):
    """A row of one account. Other rows refer to (account_id, id), so that they cannot refer across accounts."""

    id: UUID = Field(primary_key=True)
    account_id: UUID


def place() -> Any:
    """The order of first keeping: what came at the same moment stays in the order in which it came."""
    return Field(default=None, sa_column=Column("place", BigInteger, Identity(always=True), nullable=False))


def minor() -> Any:
    """An amount in minor units of the row's ``currency``."""
    return Field(sa_type=BigInteger)


def currency() -> Any:
    """ISO 4217."""
    return Field(sa_type=CHAR(3))


def moment(*, nullable: bool = False) -> Any:
    """A point in time, whatever the zone."""
    return Field(sa_type=DateTime(timezone=True), nullable=nullable)


def json(*, nullable: bool = False) -> Any:
    return Field(sa_type=JSONB(none_as_null=True), nullable=nullable)


def within_account(table: str) -> tuple[UniqueConstraint, ForeignKeyConstraint]:
    """Can be referred to together with its account, which exists."""
    return (
        UniqueConstraint("account_id", "id", name=f"{table}_account_id_id_key"),
        ForeignKeyConstraint(["account_id"], ["accounts.id"], name=f"{table}_account_id_fkey"),
    )


def refers(table: str, column: str, to: str) -> ForeignKeyConstraint:
    """To a row of the same account, and of no other."""
    return ForeignKeyConstraint(["account_id", column], [f"{to}.account_id", f"{to}.id"], name=f"{table}_{column}_fkey")
