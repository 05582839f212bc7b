"""The picture beside the weekly digest: what is owed by how late it is, and the money of twelve months."""

from core.ports.wording import Wording
from core.usecases.aging_views import BETWEEN, BUCKETS, Aging, Bucket, MonthIn, OwedSum
from storage.documents.money_picture import MoneyPicture, Slice

_COLOURS: dict[Bucket, str] = {
    "not_due": "#0a6847",
    "late_30": "#d9a514",
    "late_60": "#e07b1a",
    "late_90": "#d2452d",
    "late_more": "#9b1f4d",
}
_WHOLE = 1000
# What a message carries in place of the file, before the member whose money it shows.
PICTURE = "money"
_FEWEST_MONTHS = 2  # with money in them: one bar alone tells nothing


def pictured(aging: Aging, words: Wording) -> MoneyPicture | None:
    """In the currency in which most invoices are open, else most came in. None when there is nothing to show that the
    words do not say as well.
    """
    sums = {one.currency: one for one in aging.sums()}
    months = aging.months()
    counts = {one: sum(each.balance.currency == one for each in aging.invoices) for one in {*sums, *months}}
    currency = max(sorted(counts), key=lambda one: counts[one], default="")
    owed = sums.get(currency)
    slices = _slices(owed, words) if owed else ()
    heights = _heights(aging, currency)
    enough = len(slices) > 1 or bool(heights)
    if not enough:
        return None
    came = months.get(currency, ())
    best = max((one.amount for one in came), default=None)
    return MoneyPicture(
        owed=words.text("owedpage.total", currency=currency),
        total=words.money(owed.total) if owed else "",
        slices=slices,
        came=words.text("owedpage.cash", currency=currency) if heights else "",
        best=words.text("digest.best", amount=best) if heights and best else "",
        heights=heights,
        ends=(_month(came[0], words), _month(came[-1], words)) if heights else ("", ""),
    )


def _month(one: MonthIn, words: Wording) -> str:
    return words.text(f"owedpage.month_{one.first.month}", year=one.first.year)


def _heights(aging: Aging, currency: str) -> tuple[int, ...]:
    came = aging.months().get(currency, ())
    best = max((one.amount.minor for one in came), default=0)
    if best <= 0 or sum(one.amount.minor > 0 for one in came) < _FEWEST_MONTHS:
        return ()
    return tuple(max(0, one.amount.minor * _WHOLE // best) for one in came)


def _slices(owed: OwedSum, words: Wording) -> tuple[Slice, ...]:
    """Those with something in them; their ends are rounded, so that the whole is always full."""
    found, before = [], 0
    for bucket in BUCKETS:
        amount = owed.buckets[bucket]
        if amount:
            at, end = (one * _WHOLE // owed.total.minor for one in (before, before + amount.minor))
            found.append(Slice(_name(bucket, words), words.money(amount), _COLOURS[bucket], at, end - at))
        before += amount.minor
    return tuple(found)


def _name(bucket: Bucket, words: Wording) -> str:
    if bucket in BETWEEN:
        first, last = BETWEEN[bucket]
        return words.text("owed.late_between", first=first, last=last)
    return words.text(f"owed.{bucket}")
