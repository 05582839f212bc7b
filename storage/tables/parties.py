"""The firm, its people, who pays, and where each is reached."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import Kept, currency, json, moment, place, refers, within_account


class AccountRow(SQLModel, table=True):
    __tablename__ = "accounts"

    id: UUID = Field(primary_key=True)
    name: str
    currency: str = currency()
    zone: str
    language: str
    created_at: datetime = moment()
    place: int = place()


class ContractorRow(Kept, table=True):
    __tablename__ = "contractors"
    __table_args__ = (
        *within_account("contractors"),
        CheckConstraint("card_fee_ppm > 0 AND card_fee_ppm <= 30000", name="contractors_card_fee"),
    )

    name: str
    phone: str
    email: str
    postal_address: str
    number_prefix: str
    paper: str
    tax_rate_ppm: int
    due_days: int
    jurisdiction: str = Field(sa_column_kwargs={"server_default": ""})
    reminders: list[int] | None = json(nullable=True)
    late_fee: dict[str, Any] | None = json(nullable=True)
    card_fee_ppm: int | None
    place: int = place()


class ClientRow(Kept, table=True):
    __tablename__ = "clients"
    __table_args__ = within_account("clients")

    name: str
    phone: str
    email: str
    language: str
    reminders: list[int] | None = json(nullable=True)
    place: int = place()


class MemberRow(Kept, table=True):
    __tablename__ = "members"
    __table_args__ = (*within_account("members"), refers("members", "contractor_id", "contractors"))

    contractor_id: UUID
    name: str
    role: str
    language: str
    place: int = place()


class AddressRow(Kept, table=True):
    """A member's address is nobody else's; a client's may be known to several accounts.

    ``unreachable``: why nothing gets there any more, "" while it does. ``preferred``: the person asked to be reached
    there. ``confirmed_at``: a code sent there came back.
    """

    __tablename__ = "addresses"
    __table_args__ = (
        *within_account("addresses"),
        refers("addresses", "member_id", "members"),
        refers("addresses", "client_id", "clients"),
        CheckConstraint("num_nonnulls(member_id, client_id) = 1", name="addresses_of_one_person"),
        Index("addresses_member_key", "channel", "value", unique=True, postgresql_where=text("member_id IS NOT NULL")),
        Index("addresses_channel_value_idx", "channel", "value"),
        Index("addresses_member_id_idx", "account_id", "member_id"),
        Index("addresses_client_id_idx", "account_id", "client_id"),
    )

    channel: str
    value: str
    member_id: UUID | None
    client_id: UUID | None
    unreachable: str = Field(sa_column_kwargs={"server_default": ""})
    preferred: bool = Field(sa_column_kwargs={"server_default": "false"})
    confirmed_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()
    place: int = place()
