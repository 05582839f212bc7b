"""Rows of a file that are payments and no work, each with its amount: "Deposit 5,500 / After demo 4,000 / Final 2,500".

They are found before any row is taken for a line: a deposit that is billed as work would be billed twice.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bots.intents.amounts import Amount, amounts_in
from bots.intents.estimate_building import unplaced
from bots.intents.estimate_rows import Entry
from bots.intents.folding import even, fold
from bots.intents.pay_dues import Dues, dues_in
from bots.intents.trades import DEPOSIT_WORDS
from core.domain.account import Language
from core.domain.errors import DoesNotAddUp
from core.domain.estimate import Estimate, Payment
from core.domain.money import Money, total
from core.domain.text import LONGEST_NAME, one_line

# A quick look at what most rows of a file are not.
_MAY_BE = re.compile(r"payment|pago|deposit|dep[óo]sito|draw|down|anticipo|enganche|adelanto|retainer", re.IGNORECASE)
_HEADING = re.compile(
    r"(?:the |proposed |progress |project )?(?:payment (?:schedule|plan|terms|milestones)|terms of payment"
    r"|payments?|draws?|schedule of payments|draw schedule|milestone payments|(?:plan|calendario|programa) de pagos?"
    r"|forma de pago|condiciones de pago|pagos?)"
    r"(?: (?:and|amounts?|due|when|dates?|milestones?|description|importes?|montos?|fechas?|concepto|%|\$))* ?:?"
)
_DEPOSIT = (
    r"(?:(?:initial|first|1st|required|non-?refundable|upfront|up-front) )*"
    r"(?:deposit|down ?payment|retainer|deposito|anticipo|enganche|adelanto)"
    r"(?: (?:payment|amount|required|inicial|requerido))*"
)
_MOMENT = r"(?:[ ,:(-]+(?:due |payable |vence )?(?:at|on|upon|with|to|before|al|a la|con|para|antes de) .{2,40})?"
_ALONE = re.compile(rf"{_DEPOSIT}(?: due| payable)?{_MOMENT}")
_FIRST = re.compile(
    rf"{_ALONE.pattern}|(?:payment|draw|pago|cobro) ?(?:#|no\.? ?|number )?(?:1|one|uno)\b.*"
    r"|(?:1st|first|primer|1er) (?:payment|draw|pago)\b.*"
)
_REST = re.compile(
    r"(?:the |remaining |el |saldo )*(?:rest|balance|remainder|resto|saldo|restante)"
    r"(?: (?:due|payable|remaining|pendiente))*(?:[ ,:(-]+(?:at|on|upon|when|al|a la|con|cuando|contra) .{2,60})?"
)
_SOUNDS = re.compile(
    r"(?<!\w)(?:deposit|down|payment|draw|final|balance|rest|completion|after|upon|before|at|on|when|start|retainer|progress"
    r"|deposito|anticipo|enganche|adelanto|pago|saldo|resto|al|antes|despues|cuando|inicio|terminar|contra)(?!\w)"
)
_NO_PAYMENT = re.compile(
    r"\W*(?:(?:sub|grand )?-?totals?|suma|(?:\w+ )?tax(?:es)?|iva|vat|impuestos?|(?:\w+ )?(?:discount|descuento)"
    r"|retainage|retencion)(?!\w)"
)
_SHARE = re.compile(r"\(?\s*\d{1,3}(?:[.,]\d+)?\s*%\s*\)?")
_PARTED = re.compile(r"\s+[/|]\s+|\s*;\s+")
_EDGE = " \t:-–—,;=.…_/()|$"
_SMALL = 100


@dataclass(frozen=True, slots=True)
class Block:
    """``rows`` are the places of the payments, ``heading`` that of the words above them, where there are any. ``sure``:
    they are no work, whatever they add up to.
    """

    rows: tuple[int, ...]
    payments: tuple[Payment, ...]
    heading: int | None
    sure: bool

    @property
    def is_alone(self) -> bool:
        """A deposit and no other payment."""
        return len(self.payments) == 1

    def told(self, currency: str) -> Money:
        """Of all of them together."""
        return total((one.amount for one in self.payments if one.amount), currency)

    def tries(self) -> Iterator["Block"]:
        """All of it; else, where lines follow a deposit, the deposit by itself."""
        yield self
        if not self.is_alone and self.heading is None and _ALONE.fullmatch(fold(self.payments[0].name)):
            yield replace(self, rows=self.rows[:1], payments=self.payments[:1])

    @property
    def places(self) -> frozenset[int]:
        return frozenset(self.rows if self.heading is None else (self.heading, *self.rows))


def payments_in(texts: Sequence[str], language: Language, currency: str) -> Block | None:
    """The last rows of these that are payments one below the other."""
    found = None
    for place, text in enumerate(texts):
        if _MAY_BE.search(text) and (found is None or place not in found.places):
            found = _block(texts, place, (language, currency)) or found
    return found


def _block(texts: Sequence[str], place: int, money: tuple[Language, str]) -> Block | None:
    has_heading = bool(_HEADING.fullmatch(fold(even(texts[place])).strip(_EDGE)))
    start = place + has_heading
    found = list(_payments(texts[start:], money))
    if not found:
        return None
    payments = [payment for _, payment in found]
    first = fold(payments[0].name)
    is_alone = len(payments) == 1 and payments[0].amount is not None and bool(_ALONE.fullmatch(first))
    if not (is_alone or (len(payments) > 1 and (has_heading or _FIRST.fullmatch(first)))):
        return None
    rows = tuple(dict.fromkeys(start + row for row, _ in found))
    sure = has_heading or all(_SOUNDS.search(fold(one.name)) for one in payments)
    return Block(rows, tuple(payments), place if has_heading else None, sure)


def _payments(texts: Sequence[str], money: tuple[Language, str]) -> Iterator[tuple[int, Payment]]:
    """(row, payment) of as many rows as are payments, of some several; what is left without an amount is the last."""
    for row, text in enumerate(texts):
        payments = [_payment(part, money) for part in _PARTED.split(even(text))]
        told = [one for one in payments if one]
        if len(told) != len(payments):
            return
        yield from ((row, one) for one in told)
        if told[-1].amount is None:
            return


def _payment(text: str, money: tuple[Language, str]) -> Payment | None:
    if _NO_PAYMENT.match(fold(text)):
        return None
    language, currency = money
    dues = dues_in(text, language)  # the 15 of "on Dec 15" is no amount
    bare = _SHARE.sub(lambda found: " " * len(found.group()), dues.told)
    amounts = [one for one in amounts_in(bare, language, currency) if not _counts(one)]
    if not amounts:
        return _made(bare.strip(_EDGE), None, dues) if _REST.fullmatch(fold(text).strip(_EDGE)) else None
    if len(amounts) != 1 or amounts[0].currency not in {None, currency} or _is_negative(bare, amounts[0]):
        return None
    (one,) = amounts
    said = " ".join(f"{bare[: one.start].rstrip(_EDGE)} {bare[one.end :].strip(_EDGE)}".split()).strip(_EDGE)
    try:
        worth = Money.of(one.value, currency)
    except DoesNotAddUp:  # yen with decimals, or beyond reason: told where it is read as a line
        return None
    return _made(said, worth, dues) if re.search(r"[^\W\d_]", said) else None


def _counts(one: Amount) -> bool:
    """Shares, days, and the figure in "Payment 2" or "1st payment": no amounts."""
    return one.kind == "percent" or (one.kind == "number" and one.value < _SMALL)


def _is_negative(text: str, one: Amount) -> bool:
    return bool(re.search(r"(?:^|\s)[-–−]\s?\$?$|\($", text[: one.start])) or text[one.start] == "-"


def _made(said: str, amount: Money | None, dues: Dues) -> Payment:
    name, due = dues.apart(said)
    return Payment(
        name=one_line(name.strip(_EDGE), LONGEST_NAME),
        amount=amount,
        deposit=bool(DEPOSIT_WORDS & set(re.findall(r"\w+", fold(name)))),
        due_on=due["on"] if due else "",
        due_day=due.get("day", "") if due else "",
    )


def placed(made: Estimate, block: Block, entries: Sequence[Entry]) -> Estimate | None:
    """The estimate of the other rows with these payments, where they come to what it asks for; else each with the
    reason. None where they may be work after all.
    """
    wanted, told = made.total - (made.discount or Money.zero(made.currency)), block.told(made.currency)
    open_end = block.payments[-1].amount is None
    if told == wanted or (open_end and told.minor < wanted.minor):
        return replace(made, payments=block.payments)
    if block.is_alone:
        return replace(made, payments=block.payments) if told.minor < wanted.minor else None
    if not block.sure:
        return None
    with_tax = made.tax is not None and told == made.total_after
    code = "estimate.payments_with_tax" if with_tax else "estimate.payments_differ"
    left = (unplaced(entries[place], code, payments=told, total=wanted) for place in block.rows)
    return replace(made, unplaced=tuple(sorted([*made.unplaced, *left], key=lambda one: (one.page, one.row))))
