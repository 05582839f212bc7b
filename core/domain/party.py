"""Who bills and who pays."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.domain.account import Language
from core.domain.ids import AccountId, ClientId, ContractorId
from core.domain.late_fee import LateFee
from core.domain.money import ZERO_RATE, Rate

Paper = Literal["letter", "a4"]


@dataclass(frozen=True, slots=True)
class DueTerms:
    """Days after issue until payment is due; 0 is "on receipt"."""

    days: int = 0

    def due_on(self, issued_on: date) -> date:
        return issued_on + timedelta(days=self.days)


ON_RECEIPT = DueTerms()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contractor:
    """The party that bills: what its invoices say about it, and its defaults for new projects.

    ``jurisdiction``: whose limits hold for its work, ISO 3166-2 ("US-CA"), or "" while that is not known.
    ``reminders``: days after the day due on which clients are reminded; () by hand only, None the house's own.
    ``late_fee``: what its invoices say that being late costs, from now on; None: nothing.
    ``card_fee``: what a credit card costs the client more, where the law of the job's place allows it; None: nothing.
    """

    id: ContractorId
    account_id: AccountId
    name: str
    phone: str = ""
    email: str = ""
    postal_address: str = ""
    number_prefix: str = "INV-"
    paper: Paper = "letter"
    tax_rate: Rate = ZERO_RATE
    due_terms: DueTerms = ON_RECEIPT
    jurisdiction: str = ""
    reminders: tuple[int, ...] | None = None
    late_fee: LateFee | None = None
    card_fee: Rate | None = None


ERASED = "Erased"  # what a client is called who was erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The party that pays. ``phone`` is E.164 or empty, ``email`` may be empty. ``reminders``: as a contractor's, for
    this client alone.
    """

    id: ClientId
    account_id: AccountId
    name: str
    phone: str = ""
    email: str = ""
    language: Language = "en"
    reminders: tuple[int, ...] | None = None
