"""What can be meant about who writes to us and from where. Names are as said."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class InviteCrew:
    """Somebody is to work for the business. ``role`` "" for one that nobody can be given, ``said`` in these words."""

    name: str | None = None
    role: Literal["crew", "project_manager", ""] = "crew"
    said: str = ""


@dataclass(frozen=True, slots=True)
class CrewAsked:
    pass


@dataclass(frozen=True, slots=True)
class RemoveCrew:
    name: str


@dataclass(frozen=True, slots=True)
class LinkClient:
    """A client is to come with the chat they use. ``name``: a client or a project, as said."""

    name: str


@dataclass(frozen=True, slots=True)
class AddAddress:
    """Another address of the one who writes. ``road``: which, as said, in plain letters."""

    road: str


@dataclass(frozen=True, slots=True)
class AddressesAsked:
    pass


@dataclass(frozen=True, slots=True)
class RemoveAddress:
    """``which``: a number, an e-mail address or a road, as said."""

    which: str
