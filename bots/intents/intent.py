"""Everything a contractor can mean, as plain frozen values. Names are as said; ``names.match`` finds what they name."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from core.domain import account

How = Literal["fixed", "percent", "rest"]
Method = Literal["cash", "check", "transfer", "card", "other"]


@dataclass(frozen=True, slots=True)
class TermSaid:
    """One part of a schedule. ``amount`` is in major units ("fixed"), in percent with at most four decimals
    ("percent"), or None ("rest"). ``deposit``: asked for before any work.
    """

    name: str
    how: How
    amount: Decimal | None = None
    deposit: bool = False


@dataclass(frozen=True, slots=True)
class Greeting:
    """A hello, or (``thanks``) a thank-you."""

    thanks: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    pass


@dataclass(frozen=True, slots=True)
class Status:
    project: str | None = None


@dataclass(frozen=True, slots=True)
class WhoOwes:
    pass


@dataclass(frozen=True, slots=True)
class NewJob:
    """What was said about a job, the rest None. Also the answer to one question about it (only the total, say).

    ``phone`` is E.164; ``currency`` an ISO 4217 code, only when it was said; ``total`` before tax.
    """

    name: str | None = None
    client_name: str | None = None
    phone: str | None = None
    email: str | None = None
    total: Decimal | None = None
    currency: str | None = None
    terms: tuple[TermSaid, ...] = ()
    tax_percent: Decimal | None = None
    due_days: int | None = None


@dataclass(frozen=True, slots=True)
class TermsSaid:
    terms: tuple[TermSaid, ...]


@dataclass(frozen=True, slots=True)
class InvoiceAsked:
    """``milestone`` as said; in "invoice Dana" it is a client's or a project's name."""

    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class InvoiceAll:
    """Several parts on one invoice: those named, or all that can be billed. ``done``: they were said to be done."""

    parts: tuple[str, ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class DoneSaid:
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class Send:
    pass


@dataclass(frozen=True, slots=True)
class Cancel:
    pass


@dataclass(frozen=True, slots=True)
class Change:
    pass


@dataclass(frozen=True, slots=True)
class AddLine:
    """``amount`` is the price of one, in major units, negative for a credit; ``quantity`` is how many."""

    description: str
    amount: Decimal
    quantity: Decimal = Decimal(1)
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class Discount:
    """``amount`` is above zero: in percent of a part's value, or in major units."""

    amount: Decimal
    percent: bool = False
    reason: str = ""
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class NewPrice:
    """A part (``whole``: the job) comes to ``amount`` and not to ``old``, or ``by`` it to more (negative: less)."""

    amount: Decimal
    by: bool = False
    milestone: str | None = None
    whole: bool = False
    old: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part more on a job under way, at ``amount`` in major units. ``project``: the job or client, as said."""

    name: str
    amount: Decimal
    project: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveLine:
    words: str
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class MoveProofs:
    """Also the answer to "which milestone are these?"."""

    milestone: str


@dataclass(frozen=True, slots=True)
class PhotosAsked:
    """What there is to be seen. ``place``: a part, a job or a client, as said."""

    place: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class SwitchTo:
    project: str


@dataclass(frozen=True, slots=True)
class PaidSaid:
    """Money that a client gave. ``amount`` None: not said, or said in a way that could mean two things.

    ``note`` is what a receipt would add: a check's number, "Zelle". ``about``: a client, a project or a milestone.
    """

    amount: Decimal | None = None
    method: Method = "other"
    note: str = ""
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Resend:
    about: str | None = None


@dataclass(frozen=True, slots=True)
class VoidInvoice:
    """An invoice that went out is to count no more. ``about``: its number, client, project or milestone."""

    about: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerClient:
    """Words for the client, as typed. ``about`` None: the client last spoken with."""

    text: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice by its number, from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class Yes:
    pass


@dataclass(frozen=True, slots=True)
class No:
    pass


@dataclass(frozen=True, slots=True)
class Back:
    pass


@dataclass(frozen=True, slots=True)
class BusinessName:
    """``person``: who speaks for it, when that was said in the same breath."""

    name: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class BusinessFacts:
    """One fact that invoices say of the business. ``phone`` is E.164."""

    postal_address: str | None = None
    email: str | None = None
    phone: str | None = None
    paper: Literal["letter", "a4"] | None = None


@dataclass(frozen=True, slots=True)
class JobAway:
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """The language to speak from now on."""

    language: account.Language


@dataclass(frozen=True, slots=True)
class TaxSaid:
    """In percent, at most four decimals; 0 for "no tax"."""

    percent: Decimal


@dataclass(frozen=True, slots=True)
class DueSaid:
    """Days after issue; 0 is "on receipt"."""

    days: int


@dataclass(frozen=True, slots=True)
class PayTerms:
    """Tax and the days to pay in one breath, what is not said None. ``project``: the job or client, as said."""

    percent: Decimal | None = None
    days: int | None = None
    project: str | None = None


@dataclass(frozen=True, slots=True)
class JobName:
    name: str


@dataclass(frozen=True, slots=True)
class ClientContact:
    """``phone`` is E.164. At least one of the three is said."""

    phone: str | None = None
    email: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    text: str
