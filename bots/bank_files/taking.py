"""Lines of a file become lines of the account: each with an id that is the same whichever file brings it. Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bots.intents.folding import fold
from bots.intents.names import payer_in
from core.domain.bank_line import BankFile, BankLine, line_id
from core.domain.errors import DoesNotAddUp
from core.domain.money import Money
from core.domain.text import one_line
from storage.bank_files.lines import ReadLine

# What a gateway pays out is the sum of payments that are counted already.
GATEWAYS = ("Stripe", "Square", "PayPal", "Mollie", "GoCardless")
_GATEWAY = re.compile(r"\b(stripe|paypal|mollie|gocardless)\b|\bsq ?\*|\bsquare ?(?:inc|up|payout)\b|^square\b")
_NAMES = {name.casefold(): name for name in GATEWAYS}
_AHEAD = timedelta(days=3)  # a bank may be a day before us, and no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """``others``: lines in another currency; ``ahead``: lines of days that are still to come."""

    lines: tuple[BankLine, ...]
    others: int = 0
    ahead: int = 0
    payouts: Counter[str] = field(default_factory=Counter)


def taken(read: Sequence[ReadLine], file: BankFile, currency: str, today: date, clients: Sequence[str]) -> Taken:
    """``clients``: names; a line that names a gateway and a client is the client's."""
    ours = [one for one in read if one.currency in {"", currency}]
    there = [(one, amount) for one in ours if one.on <= today + _AHEAD and (amount := _amount(one, currency))]
    keys, payouts, lines = _keys([one for one, _ in there]), Counter[str](), []
    for (one, amount), key in zip(there, keys, strict=True):
        gateway = gateway_of(f"{one.payer} {one.text}", clients)
        payouts[gateway] += bool(gateway)
        lines.append(_line(one, amount, file, key, aside=bool(gateway)))
    return Taken(lines=tuple(lines), others=len(read) - len(ours), ahead=len(ours) - len(there), payouts=+payouts)


def gateway_of(words: str, clients: Sequence[str]) -> str:
    """Whose payout it is, "" for what is none."""
    found = _GATEWAY.search(fold(words.strip()))
    if found is None or any(payer_in(words, one) for one in clients):
        return ""
    return _NAMES.get(found[1] or "", "Square")


def _amount(one: ReadLine, currency: str) -> Money | None:
    """None for what the currency has no coins for."""
    try:
        return Money.of(one.amount, currency)
    except DoesNotAddUp:
        return None


def _keys(lines: Sequence[ReadLine]) -> list[str]:
    """The bank's own id within its account; else all that the line says, and its place among its equals."""
    before: Counter[str] = Counter()
    found = []
    for one in lines:
        said = "|".join((one.account, one.on.isoformat(), f"{one.amount.normalize():f}", one.payer, one.text))
        hashed = hashlib.sha256(f"{said}|{one.reference}".encode()).hexdigest()
        found.append(f"{one.account}|{one.bank_id}" if one.bank_id else f"{hashed}|{before[hashed]}")
        before[hashed] += 1
    return found


def _line(one: ReadLine, amount: Money, file: BankFile, key: str, *, aside: bool) -> BankLine:
    return BankLine(
        id=line_id(file.account_id, key),
        account_id=file.account_id,
        file_id=file.id,
        on=one.on,
        amount=amount,
        left=amount,
        payer=one_line(one.payer),
        text=one_line(one.text),
        reference=one_line(one.reference),
        state="aside" if aside else "open",
    )
