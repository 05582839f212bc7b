"""Words and formats of one language. The engine picks codes; the wording turns them into what people read."""

from datetime import date, datetime
from typing import Protocol

from core.domain.account import Language
from core.domain.money import Money, Rate


class Wording(Protocol):
    """One language. Unknown codes raise KeyError, so that a missing sentence is found by a test."""

    @property
    def language(self) -> Language: ...

    def text(self, code: str, **details: object) -> str: ...

    def money(self, amount: Money) -> str: ...

    def phone(self, number: str) -> str:
        """An E.164 number as people write it; anything else as it is."""
        ...

    def percent(self, rate: Rate) -> str: ...

    def day(self, day: date) -> str: ...

    def moment(self, moment: datetime, zone: str) -> str:
        """Date and time in that IANA zone; a naive moment is already local."""
        ...
