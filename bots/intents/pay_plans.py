"""How a proposal is paid in parts, as contractors write it: "50% down, 25% after tile, balance at the end"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from bots.intents.folding import even, fold, words_of
from bots.intents.intent import TermSaid
from bots.intents.pay_dues import Dues, dues_in
from bots.intents.schedule import schedule
from bots.intents.trades import DEPOSIT_WORDS, FINAL_WORDS, REST_WORDS
from bots.intents.turn import Hints
from core.domain.account import Language

_PAYMENTS = (
    r"(?:payment (?:schedule|plan|terms)|terms of payment|payments?|schedule|draw schedule|pay|pagos?|plan de pagos"
    r"|calendario(?: de pagos)?|forma de pago|condiciones de pago)"
)
# Without its colon only before a share: "payments 30% down, the rest at the end".
_SEVERAL = r"(?:payment (?:schedule|plan)|payments|schedule|pagos|plan de pagos|calendario(?: de pagos)?|forma de pago)"
SCHEDULE = re.compile(
    rf"{_PAYMENTS} ?: *(?=\S)|(?:set (?:the )?)?{_SEVERAL}(?: (?:is|es|of|de))? (?=\d{{1,2}} ?%|half|mitad)"
)
_TERMS = re.compile(r"(?:terms|condiciones) ?: *(?=\S)")
_HEADING = re.compile(rf"(?:the )?{_PAYMENTS} ?:?")
_SHARE_ROW = re.compile(
    r"(?:\d{1,3}(?:[.,]\d+)? ?%|(?:[12]/[23456]|half|mitad|(?:one |a |un )?(?:third|tercio)|(?:the |el |la )?(?:rest"
    r"|balance|remainder|remaining balance|resto|saldo|restante))(?!\w))[^\d%$€£]*"
    r"|[^\d%$€£]{2,60}:? \d{1,3}(?:[.,]\d+)? ?%"
)
# A share of these is no part of a schedule.
_NO_PART = words_of(
    """tax taxes iva vat gst hst pst qst impuesto impuestos retainage retention holdback retencion discount descuento
    markup overhead profit contingency fee interest"""
)
# "demo is done", "terminar el azulejo": the part is the demo, the tile.
_WHEN = re.compile(
    r"(?:(?:terminar|acabar|finalizar|completar|instalar|este[n]?|finish(?:ing)?|complet(?:ing|ion of)|end of)"
    r"(?: de| con)?(?: list[oa]s?| instalad[oa]s?)? (?:el |la |los |las |the )?)?(?P<what>.{2,}?)"
    r"(?: (?:is|are|gets?|esta[n]?|este[n]?|quede[n]?)(?: all)?(?: (?:done|in|up|finished|complete[d]?|installed|ready"
    r"|list[oa]s?|instalad[oa]s?|terminad[oa]s?|hech[oa]s?))?)?"
)
# Without any of these, and without a label, nothing is a schedule: a quick look at what most rows of a file are not.
_MAY_BE_SHARES = re.compile(
    r"%|percent|per cent|pct|por ?ciento|\d/\d|half|mitad|third|tercio|quarter|cuarto|left|else|demas|qued|falt"
    r"|sobr[ea]|(?<![a-z])(?:"
    + "|".join(sorted(DEPOSIT_WORDS | REST_WORDS | FINAL_WORDS | words_of("punch list pago payment")))
    + ")(?![a-z])"
)
_ALMOST = Decimal("0.001")
_MARKS = " -*•·\t.;,"


def payments_said(told: str, language: Language, currency: str) -> list[dict[str, Any]]:
    """The schedule that a row is, behind its label or by itself: "50% down, 25% after tile, balance at the end"."""
    said = fold(told)
    label = SCHEDULE.match(said)
    if not label and (terms_label := _TERMS.match(said)):  # "Terms: net 15" and much else begin so
        told = told[terms_label.end() :]
    if not label and not _MAY_BE_SHARES.search(said):
        return []
    dues = dues_in(told[label.end() :] if label else told, language)
    terms = schedule(dues.told, language, currency)
    if not label and not _is_schedule(terms):
        return []
    made = [_term(one, dues) for one in _whole(terms)]
    return made if sum("due" in one for one in made) == len(dues.rules) else []


def _is_schedule(terms: Sequence[TermSaid]) -> bool:
    """Without a label: shares that begin with a deposit, or come to all of it."""
    names = {word for one in terms for word in re.findall(r"[a-z]+", fold(one.name))}
    if len(terms) < 2 or names & _NO_PART:
        return False
    deposit, rest = any(one.deposit for one in terms), any(one.how == "rest" for one in terms)
    if any(one.how == "fixed" for one in terms):
        return deposit and rest
    return deposit or rest or abs(_told(terms) - 100) < _ALMOST


def _whole(terms: Sequence[TermSaid]) -> Sequence[TermSaid]:
    """Three thirds are all of it, though 33.3333 % thrice is not."""
    shares_alone = len(terms) > 1 and all(one.how == "percent" for one in terms)
    if shares_alone and 0 < abs(_told(terms) - 100) < _ALMOST:
        return [*terms[:-1], replace(terms[-1], how="rest", amount=None)]
    return terms


def _told(terms: Sequence[TermSaid]) -> Decimal:
    return sum((one.amount for one in terms if one.how == "percent" and one.amount is not None), Decimal(0))


def _term(term: TermSaid, dues: Dues) -> dict[str, Any]:
    name, due = dues.apart(term.name)
    if found := _WHEN.fullmatch(fold(name)):
        name = name[slice(*found.span("what"))]
    said = {**asdict(term), "name": name, "amount": None if term.amount is None else str(term.amount)}
    if due and term.deposit:  # it is asked for at signing, which is when the proposal is approved
        return {**said, "due": None} if due["on"] == "approval" else said
    return {**said, "due": due} if due else said


def payments_together(rows: Sequence[str], hints: Hints) -> Iterator[str]:
    """A schedule with a row for each payment as one row; its heading goes with it."""
    for start, end, told in schedules_in(rows, hints.language, hints.currency):
        yield told if end - start > 1 else rows[start]


def schedules_in(rows: Sequence[str], language: Language, currency: str) -> Iterator[tuple[int, int, str]]:
    """(first, behind the last, said as one): a schedule, or one row that is none of several."""
    folded = [_folded(row) for row in rows]
    place = 0
    while place < len(rows):
        first = place + bool(_HEADING.fullmatch(folded[place]))
        end = first
        while end < len(rows) and _SHARE_ROW.fullmatch(folded[end]):
            end += 1
        told = ", ".join(even(row).strip(_MARKS) for row in rows[first:end])
        several = end - first > 1 and bool(payments_said(told, language, currency))
        alone = end - first == 1 and first > place and bool(payments_said(told, language, currency))
        end = end if several or alone else place + 1
        yield place, end, told if several or alone else rows[place]
        place = end


def _folded(row: str) -> str:
    """When it is due says no share."""
    return fold(dues_in(even(row), "en").told).strip(_MARKS)
