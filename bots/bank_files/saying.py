"""Lines of a bank's file as a chat text: what looks like a payment of what, why, and what matches nothing."""

from collections.abc import Iterator, Mapping, Sequence

from bots.bank_files.matching import Offer, Part, Reason
from bots.commands import NOTHING, Reply, reply
from core.domain.money import Money

_LONGEST = 60
_WHY: Mapping[Reason, str] = {
    "number": "bankfile.why_number",
    "exact_name": "bankfile.why_exact_name",
    "exact": "bankfile.why_exact",
    "sum_name": "bankfile.why_sum_name",
    "sum": "bankfile.why_sum",
    "name": "bankfile.why_name",
    "chosen": "bankfile.why_chosen",
    "rest": "bankfile.why_rest",
}


def offered(number: int, offer: Offer) -> Reply:
    """The line, what it would be recorded for, and why."""
    return reply(
        "bankfile.offered", number=number, line=line_of(offer), invoices=_invoices(offer.parts), why=why(offer)
    )


def unmatched(number: int, offer: Offer) -> Reply:
    """Nothing fits; or it may be recorded already, which is said."""
    if offer.before is None:
        return reply("bankfile.unmatched", number=number, line=line_of(offer))
    before = offer.before
    return reply(
        "bankfile.maybe_recorded",
        number=number,
        line=line_of(offer),
        client=before.client_name,
        day=before.payment.received_at.date(),
    )


def line_of(offer: Offer) -> Reply:
    line = offer.line
    words = " ".join(dict.fromkeys(one for one in (line.payer, line.text, line.reference) if one))
    short = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
    if not short:
        return reply("bankfile.line_bare", day=line.on, amount=line.left)
    return reply("bankfile.line", day=line.on, amount=line.left, words=short)


def why(offer: Offer) -> Reply:
    """The reason, and whether it is a part of what is open, or more."""
    client, parts = offer.parts[0].invoice.client_name, offer.parts
    numbers = _invoices(parts)
    told = reply(_WHY[offer.reason], client=client, numbers=numbers, n=len(parts))
    return reply("bankfile.why", why=told, rest=_rest(parts))


def _rest(parts: Sequence[Part]) -> Reply:
    last = parts[-1]
    over = last.amount - last.balance
    if over > Money.zero(over.currency):
        return reply("bankfile.more_than_open", more=over)
    return reply("bankfile.part_of", balance=last.balance) if over else NOTHING


def _invoices(parts: Sequence[Part]) -> str:
    return ", ".join(_numbers(parts))


def _numbers(parts: Sequence[Part]) -> Iterator[str]:
    return (one.invoice.number for one in parts)
