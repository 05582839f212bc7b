"""Wording without words: the code and its details, so that engine tests read what was meant and not how it is said."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.domain.account import Language
from core.domain.money import Money, Rate
from core.usecases.asking import Stationery


class PlainWording:
    """``text("terms.due", n=14)`` is "terms.due n=14"; money is "USD 45.00"; days and times are ISO 8601."""

    def __init__(self, language: Language = "en") -> None:
        self._language: Language = language

    @property
    def language(self) -> Language:
        return self._language

    def text(self, code: str, **details: object) -> str:
        return " ".join([code, *(f"{name}={self._plain(value)}" for name, value in details.items())])

    def money(self, amount: Money) -> str:
        return f"{amount.currency} {amount.decimal}"

    def phone(self, number: str) -> str:
        return number

    def percent(self, rate: Rate) -> str:
        return f"{rate.as_percent.normalize():f} %"

    def day(self, day: date) -> str:
        return day.isoformat()

    def moment(self, moment: datetime, zone: str) -> str:
        local = moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment
        return local.strftime("%Y-%m-%d %H:%M")

    def _plain(self, value: object) -> str:
        match value:
            case Money():
                return self.money(value)
            case Rate():
                return self.percent(value)
            case _:
                return str(value)


def plain_words(language: str) -> PlainWording:
    """As ``bots.wording.wording``: a language's code to its wording."""
    return PlainWording("es" if language == "es" else "en")


def plain_stationery(language: Language = "en", codes: Sequence[str] = ("bill_to", "amount")) -> Stationery:
    """``codes``: those of the fixed labels, without "sheet."."""
    wording = PlainWording(language)
    return Stationery(wording=wording, labels={code: wording.text(f"sheet.{code}") for code in codes})
