"""What can be meant about the limits of a place: where the business works, and why one is passed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """ISO 3166-2, or a country. ``named``: the part of the country that was said, as typed."""

    place: str
    named: str = ""


@dataclass(frozen=True, slots=True)
class PlaceUnknown:
    """A place of whose law nothing is known, as typed."""

    name: str


@dataclass(frozen=True, slots=True)
class ReasonSaid:
    """Why a limit is passed, as typed."""

    text: str
