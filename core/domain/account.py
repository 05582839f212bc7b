"""The tenant: a firm, its people, and where they can be written to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.domain.ids import AccountId, AddressId, ClientId, ContractorId, MemberId

Language = Literal["en", "es"]
Role = Literal["owner", "crew", "project_manager"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The firm that everything belongs to. ``zone`` is an IANA name, ``currency`` an ISO 4217 code."""

    id: AccountId
    name: str
    currency: str
    zone: str
    language: Language
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the firm who writes to the bot."""

    id: MemberId
    account_id: AccountId
    contractor_id: ContractorId
    name: str
    role: Role
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a member or a client is reached: ``channel`` names the adapter, ``value`` is the vendor's own form.

    A person may have several. Exactly one of member_id and client_id is set. ``unreachable``: why nothing gets
    there any more, "" while it does; ``preferred``: the person asked to be reached there; ``confirmed_at``: when a
    code that was sent there came back.
    """

    id: AddressId
    account_id: AccountId
    channel: str
    value: str
    member_id: MemberId | None = None
    client_id: ClientId | None = None
    unreachable: str = ""
    preferred: bool = False
    confirmed_at: datetime | None = None
    created_at: datetime
