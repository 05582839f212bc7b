"""What was said to single lines of an invoice, and what of its balance that holds up, from what statements gather."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.domain.ids import MilestoneId
from core.domain.invoice import InvoicePart, TaxAmount
from core.domain.line_answer import disputed
from core.domain.money import Money
from core.usecases.answer_views import LineAnswerView
from storage.mapping_json import value_from_json

# Of invoices i: the newest answer of each line.
ANSWERS = """
(SELECT json_agg(json_build_array(w.milestone_id, w.kind, w.words, w.at)) FROM (
    SELECT DISTINCT ON (a.milestone_id) a.milestone_id, a.kind, a.words, a.at FROM line_answers a
    WHERE a.account_id = i.account_id AND a.invoice_id = i.id ORDER BY a.milestone_id, a.at DESC, a.place DESC) w)
"""

# Of invoices i: what it and its credit notes are made of, each as parts, taxes and deposit.
MADE_OF = """
json_build_array(i.parts, i.taxes, i.deposit_applied_minor),
    (SELECT json_agg(json_build_array(n.parts, n.taxes, n.deposit_applied_minor)) FROM credit_notes n
        WHERE n.account_id = i.account_id AND n.invoice_id = i.id)
"""


@dataclass(frozen=True, slots=True)
class _Made:
    parts: tuple[InvoicePart, ...]
    taxes: tuple[TaxAmount, ...]
    deposit_applied: Money


def answers_from(kept: list[list[Any]] | None) -> tuple[LineAnswerView, ...]:
    return tuple(
        LineAnswerView(
            milestone_id=MilestoneId(UUID(milestone_id)), kind=kind, words=words, at=datetime.fromisoformat(at)
        )
        for milestone_id, kind, words, at in kept or ()
    )


def disputed_from(answers: Sequence[LineAnswerView], made_of: list[Any], balance: Money) -> Money:
    """What the disputed lines hold up; what it is made of is looked at only where there are any."""
    lines = {one.milestone_id for one in answers if one.kind == "dispute"}
    if not lines:
        return Money.zero(balance.currency)
    made, notes = made_of
    credited = [_made(note, balance.currency) for note in notes or ()]
    return disputed(_made(made, balance.currency), credited, balance, lines)


def _made(kept: list[Any], currency: str) -> _Made:
    parts, taxes, deposit = kept
    return _Made(
        value_from_json(tuple[InvoicePart, ...], parts),
        value_from_json(tuple[TaxAmount, ...], taxes),
        Money(deposit, currency),
    )
