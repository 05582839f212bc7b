"""How people are reached: who wants messages, who may link an address, which group talks about which job."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, LargeBinary
from sqlmodel import Field, SQLModel

from storage.tables.columns import Kept, moment, refers, within_account


class ConsentRow(SQLModel, table=True):
    """STOP, START and HELP as they were said, never changed: the newest STOP or START of an address counts.

    Of no account: it is the sender's number that a person stops, whoever of its firms wrote.
    """

    __tablename__ = "consents"
    __table_args__ = (Index("consents_address_idx", "channel", "address", "id"),)

    id: int = Field(default=None, sa_column=Column("id", BigInteger, Identity(always=True), primary_key=True))
    channel: str
    address: str
    said: str
    words: str
    external_id: str
    said_at: datetime = moment()


class InvitationRow(Kept, table=True):
    """A code that links one address to one person, once, until it expires. Only its hash is kept.

    ``purpose``: "crew" (a new member), "client", "member" (another address of one), "contact" (a change of where a
    client is reached, to be confirmed on a second channel).
    """

    __tablename__ = "invitations"
    __table_args__ = (
        *within_account("invitations"),
        refers("invitations", "made_by", "members"),
        refers("invitations", "member_id", "members"),
        refers("invitations", "client_id", "clients"),
        Index("invitations_code_key", "code_hash", unique=True),
    )

    purpose: str
    code_hash: bytes = Field(sa_type=LargeBinary)
    made_by: UUID
    member_id: UUID | None
    client_id: UUID | None
    wanted: str
    tries: int = Field(sa_column_kwargs={"server_default": "0"})
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)


class RoomRow(Kept, table=True):
    """A group chat or channel that talks about one project; one project has as many as it needs."""

    __tablename__ = "rooms"
    __table_args__ = (
        *within_account("rooms"),
        refers("rooms", "project_id", "projects"),
        refers("rooms", "linked_by", "members"),
        Index("rooms_place_key", "channel", "place", unique=True),
        Index("rooms_project_idx", "account_id", "project_id"),
    )

    project_id: UUID
    channel: str
    place: str
    linked_by: UUID
    linked_at: datetime = moment()


class ThreadRow(SQLModel, table=True):
    """The thread of one milestone in a room, where the vendor has threads."""

    __tablename__ = "threads"
    __table_args__ = (
        refers("threads", "room_id", "rooms"),
        refers("threads", "milestone_id", "milestones"),
    )

    account_id: UUID
    room_id: UUID = Field(primary_key=True)
    milestone_id: UUID = Field(primary_key=True)
    thread: str


class CredentialRow(SQLModel, table=True):
    """A vendor's token, sealed: ``storage.credentials`` alone can open it. Of the installation, not of an account."""

    __tablename__ = "credentials"

    channel: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    updated_at: datetime = moment()
