"""Who owes what and since when: open invoices by how late they are, what is next to bill, and what came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from core.domain.account import Language
from core.domain.ids import AccountId, ClientId, InvoiceId, MemberId, ProjectId
from core.domain.money import Money, total

Bucket = Literal["not_due", "late_30", "late_60", "late_90", "late_more"]
BUCKETS: tuple[Bucket, ...] = ("not_due", "late_30", "late_60", "late_90", "late_more")
# The first and the last day late of those that have both.
BETWEEN: Mapping[Bucket, tuple[int, int]] = {"late_30": (1, 30), "late_60": (31, 60), "late_90": (61, 90)}
Reached = Literal["", "queued", "sent", "delivered", "read", "failed"]
ReachCode = Literal[
    "not_sent",
    "was_sent",
    "not_seen",
    "not_delivered",
    "delivered",
    "read",
    "arrived",
    "opened",
    "opened_twice",
    "opened_often",
]
WhenCode = Literal["today", "yesterday", "on_0", "on_1", "on_2", "on_3", "on_4", "on_5", "on_6", "on_day"]
_WEEKDAYS: tuple[WhenCode, ...] = ("on_0", "on_1", "on_2", "on_3", "on_4", "on_5", "on_6")
_TOLD: Mapping[Reached, ReachCode] = {"failed": "not_delivered", "read": "read", "delivered": "delivered"}
_OPENED: Mapping[int, ReachCode] = {1: "opened", 2: "opened_twice"}
MONTHS = 12
_DAYS = 30
_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedInvoice:
    """An invoice with something left to pay. ``zone``: its project's, where the day it is due begins; ``reached``: what
    became of the message that brought it, "" where none was sent; ``opened``: how often its page was, ``opened_at``:
    when last; ``question``: the client's last word, "" once it was answered; ``promised``: the day by which they said
    they would pay.
    """

    invoice_id: InvoiceId
    project_id: ProjectId
    client_id: ClientId
    client_name: str
    project_name: str
    number: str
    balance: Money
    due_on: date
    zone: str
    sent_at: datetime | None
    reached: Reached
    question: str
    opened: int = 0
    opened_at: datetime | None = None
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A day as people say it: by its weekday within the last week, else by its date."""

    code: WhenCode
    day: date


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an invoice is known to have got; when, or when last, and how often, where that is known."""

    code: ReachCode
    when: When | None = None
    times: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NextToBill:
    """A milestone that is done and not billed, or not all of it; before tax."""

    project_name: str
    client_name: str
    milestone_name: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredit:
    """What a client paid beyond what was asked."""

    client_id: ClientId
    client_name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class MonthIn:
    """What came in, less what went back; ``first`` is the month's first day."""

    first: date
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """What one client owes on one project, by how late it is."""

    client_name: str
    project_name: str
    buckets: Mapping[Bucket, Money]
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedSum:
    """All that is owed in one currency."""

    currency: str
    buckets: Mapping[Bucket, Money]
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Aging:
    """As of ``as_of``, for one member: all of the account, or their contractor's part of it. ``zone`` is the account's;
    ``last_week`` is what came in within seven days, by currency.
    """

    account_id: AccountId
    member_id: MemberId
    firm: str
    language: Language
    zone: str
    as_of: datetime
    invoices: tuple[OwedInvoice, ...]
    next_to_bill: tuple[NextToBill, ...] = ()
    credits: tuple[ClientCredit, ...] = ()
    cash_in: tuple[MonthIn, ...] = ()
    last_week: tuple[Money, ...] = ()

    def late(self, invoice: OwedInvoice) -> int:
        """Whole days since it was due, where the project is; 0 or less while it is not late."""
        return (self._today(invoice) - invoice.due_on).days

    def way(self, invoice: OwedInvoice) -> tuple[Reach, ...]:
        """Step by step: when it was sent, and how far it got. What was opened has arrived, whatever a vendor says."""
        sent = [Reach("was_sent", self._when(invoice.sent_at, invoice))] if invoice.sent_at else []
        if invoice.opened_at:
            arrived = [Reach("arrived")] if invoice.reached in {"delivered", "read"} else []
            code = _OPENED.get(invoice.opened, "opened_often")
            return (*sent, *arrived, Reach(code, self._when(invoice.opened_at, invoice), invoice.opened))
        if invoice.reached in _TOLD:
            return (*sent, Reach(_TOLD[invoice.reached]))
        return (*sent, Reach("not_seen")) if sent else (Reach("not_sent"),)

    def kept_waiting(self, invoice: OwedInvoice) -> bool:
        """Whether the day by which it was promised is over."""
        return invoice.promised is not None and invoice.promised < self._today(invoice)

    def _today(self, invoice: OwedInvoice) -> date:
        return self.as_of.astimezone(ZoneInfo(invoice.zone)).date()

    def _when(self, moment: datetime, invoice: OwedInvoice) -> When:
        """By the calendar where the project is: last evening was yesterday, however few hours ago."""
        day = moment.astimezone(ZoneInfo(invoice.zone)).date()
        ago = (self._today(invoice) - day).days
        if ago <= 1:
            return When("yesterday" if ago > 0 else "today", day)
        return When(_WEEKDAYS[day.weekday()] if ago < len(_WEEKDAYS) else "on_day", day)

    def worst_first(self) -> tuple[OwedInvoice, ...]:
        """The longest late first, of those the larger."""
        return tuple(sorted(self.invoices, key=lambda one: (-self.late(one), -one.balance.minor, one.number)))

    def sums(self) -> tuple[OwedSum, ...]:
        """One a currency, by its code."""
        return tuple(self._sum(currency) for currency in sorted({one.balance.currency for one in self.invoices}))

    def rows(self, currency: str) -> tuple[OwedRow, ...]:
        """One a client and project, those with the longest late invoice first."""
        grouped: dict[tuple[ClientId, ProjectId], list[OwedInvoice]] = {}
        for one in self.worst_first():
            if one.balance.currency == currency:
                grouped.setdefault((one.client_id, one.project_id), []).append(one)
        return tuple(self._row(those, currency) for those in grouped.values())

    def months(self) -> Mapping[str, tuple[MonthIn, ...]]:
        """The last twelve by currency, this one last; those without money, too."""
        today = self.as_of.astimezone(ZoneInfo(self.zone)).date()
        firsts = [_month_before(today, back) for back in reversed(range(MONTHS))]
        known = {(one.amount.currency, one.first): one.amount for one in self.cash_in if one.first >= firsts[0]}
        return {
            currency: tuple(MonthIn(one, known.get((currency, one), Money.zero(currency))) for one in firsts)
            for currency in sorted({currency for currency, _ in known})
        }

    @property
    def is_empty(self) -> bool:
        """Nothing is owed, nothing waits to be billed, and nothing came in last week."""
        return not (self.invoices or self.next_to_bill or any(self.last_week))

    def _sum(self, currency: str) -> OwedSum:
        those = [one for one in self.invoices if one.balance.currency == currency]
        return OwedSum(currency=currency, buckets=self._buckets(those, currency), total=_total(those, currency))

    def _row(self, those: list[OwedInvoice], currency: str) -> OwedRow:
        return OwedRow(
            client_name=those[0].client_name,
            project_name=those[0].project_name,
            buckets=self._buckets(those, currency),
            total=_total(those, currency),
        )

    def _buckets(self, those: list[OwedInvoice], currency: str) -> Mapping[Bucket, Money]:
        return {
            bucket: _total((one for one in those if bucket_of(self.late(one)) == bucket), currency)
            for bucket in BUCKETS
        }


def bucket_of(late: int) -> Bucket:
    """By whole days late: none, 1 to 30, 31 to 60, 61 to 90, more."""
    return BUCKETS[0] if late <= 0 else BUCKETS[min((late - 1) // _DAYS + 1, len(BUCKETS) - 1)]


def next_by_currency(those: Iterable[NextToBill]) -> tuple[Money, ...]:
    """The sum of each currency."""
    amounts = [one.amount for one in those]
    currencies = sorted({one.currency for one in amounts})
    return tuple(total((one for one in amounts if one.currency == currency), currency) for currency in currencies)


def _total(those: Iterable[OwedInvoice], currency: str) -> Money:
    return total((one.balance for one in those), currency)


def _month_before(today: date, back: int) -> date:
    months = today.year * _YEAR + today.month - 1 - back
    return date(months // _YEAR, months % _YEAR + 1, 1)
