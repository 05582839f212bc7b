"""From who owes what to what its page shows: every word, figure and width decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core.domain.money import Money, total
from core.ports.wording import Wording
from core.usecases.aging_views import BETWEEN, BUCKETS, Aging, Bucket, MonthIn, OwedInvoice, OwedSum, Reach
from core.usecases.year_views import ClientYear, Year

_WIDE = 1000  # of a bar's width


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One part of the bar, and the words beside it: ``at`` and ``width`` in thousandths."""

    bucket: Bucket
    name: str
    amount: str
    at: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one client owes on one job; a cell is "" where there is nothing in it."""

    client: str
    job: str
    cells: tuple[tuple[Bucket, str, str], ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One currency."""

    currency: str
    total: str
    segments: tuple[Segment, ...]
    picture: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOne:
    """An open invoice. ``asks``: the client's question, "" where none waits."""

    number: str
    who: str
    job: str
    balance: str
    when: str
    late: bool
    seen: str
    asks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month's bar, from the ground up, in thousandths of the best one."""

    name: str
    amount: str
    at: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """The last twelve months in one currency."""

    currency: str
    best: Money
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """What one client was billed and paid this year; a cell is "" where there is nothing in it."""

    client: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that the template shows."""

    day: str
    owed: tuple[Owed, ...]
    names: tuple[tuple[Bucket, str], ...]
    invoices: tuple[OpenOne, ...]
    cash: tuple[Cash, ...]
    year: int
    clients: tuple[YearRow, ...]


def drawn(aging: Aging, year: Year, words: Wording) -> Sheet:
    """``words`` in the language of the page."""
    return Sheet(
        day=words.day(aging.as_of.astimezone(ZoneInfo(aging.zone)).date()),
        owed=tuple(_owed(aging, one, words) for one in aging.sums()),
        names=tuple((one, _name(one, words)) for one in BUCKETS),
        invoices=tuple(_open(aging, one, words) for one in aging.worst_first()),
        cash=tuple(_cash(currency, months, words) for currency, months in aging.months().items()),
        year=year.year,
        clients=tuple(_year_row(one, words) for one in year.rows),
    )


def _year_row(one: ClientYear, words: Wording) -> YearRow:
    cells = (("billed", one.billed), ("received", one.received), ("returned", one.returned), ("open", one.open))
    return YearRow(
        client=one.client_name,
        cells=tuple((words.text(f"owedpage.{name}"), _figure(amount, words)) for name, amount in cells),
    )


def _name(bucket: Bucket, words: Wording) -> str:
    if bucket in BETWEEN:
        first, last = BETWEEN[bucket]
        return words.text("owed.late_between", first=first, last=last)
    return words.text(f"owed.{bucket}")


def _owed(aging: Aging, one: OwedSum, words: Wording) -> Owed:
    segments = tuple(_segments(one, words))
    parts = ", ".join(words.text("owedpage.part", when=each.name, amount=each.amount) for each in segments)
    return Owed(
        currency=one.currency,
        total=words.money(one.total),
        segments=segments,
        picture=words.text("owedpage.picture", total=words.money(one.total), parts=parts),
        rows=tuple(
            Row(
                client=row.client_name,
                job=row.project_name,
                cells=tuple((bucket, _name(bucket, words), _figure(row.buckets[bucket], words)) for bucket in BUCKETS),
                total=words.money(row.total),
            )
            for row in aging.rows(one.currency)
        ),
    )


def _figure(amount: Money, words: Wording) -> str:
    return words.money(amount) if amount else ""


def _segments(one: OwedSum, words: Wording) -> Iterator[Segment]:
    """Those with something in them; their ends are rounded, so that the whole is always full."""
    before = Money.zero(one.currency)
    for bucket in BUCKETS:
        amount = one.buckets[bucket]
        if amount:
            at, end = _share(before, one.total), _share(before + amount, one.total)
            name = _name(bucket, words)
            yield Segment(bucket=bucket, name=name, amount=words.money(amount), at=at, width=end - at)
        before += amount


def _share(part: Money, whole: Money) -> int:
    """In thousandths, never less than nothing: what went back may be more than what came."""
    return max(0, part.minor * _WIDE // whole.minor) if whole.minor > 0 else 0


def _open(aging: Aging, one: OwedInvoice, words: Wording) -> OpenOne:
    late = aging.late(one)
    return OpenOne(
        number=one.number,
        who=one.client_name,
        job=one.project_name,
        balance=words.money(one.balance),
        when=words.text("owed.late", n=late) if late > 0 else words.text("owed.due", day=one.due_on),
        late=late > 0,
        seen=_seen(aging, one, words),
        asks=words.text("owedpage.asks", client=one.client_name, question=one.question) if one.question else "",
    )


def _seen(aging: Aging, one: OwedInvoice, words: Wording) -> str:
    said = [_step(step, words) for step in aging.way(one)]
    if one.promised:
        code = "owed.promise_over" if aging.kept_waiting(one) else "owed.promised"
        said.append(words.text(code, day=words.day(one.promised)))
    return " · ".join(said)


def _step(step: Reach, words: Wording) -> str:
    when = words.text(f"owed.{step.when.code}", day=step.when.day) if step.when else ""
    return words.text(f"owed.{step.code}", when=when, times=step.times)


def _cash(currency: str, months: Sequence[MonthIn], words: Wording) -> Cash:
    best = max((one.amount for one in months), default=total((), currency))
    return Cash(
        currency=currency,
        best=best,
        months=tuple(
            Month(
                name=words.text(f"owedpage.month_{one.first.month}", year=one.first.year),
                amount=words.money(one.amount),
                at=_WIDE - _share(one.amount, best),
                height=_share(one.amount, best),
            )
            for one in months
        ),
    )
