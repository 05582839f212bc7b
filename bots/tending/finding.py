"""One thing that is well, or not, or worth knowing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """``well`` None is worth knowing, but nothing is wrong. ``mend``: the setting or command that mends it."""

    well: bool | None
    words: str
    mend: str = ""


class CannotSetUp(Exception):
    """What is missing, or what the vendor said, in words."""
