"""How a milestone stands and when it is billed, in the words that its client reads: on the page and on paper."""

from datetime import datetime
from typing import Protocol

from core.domain.milestone import MilestoneKind
from core.domain.standing import Stage, Standing, per_mille
from core.domain.terms import Due
from core.ports.wording import Wording


class Dated(Protocol):
    """What is asked of a milestone here."""

    @property
    def kind(self) -> MilestoneKind: ...
    @property
    def due(self) -> Due: ...
    @property
    def approved_at(self) -> datetime | None: ...


def told_stage(stage: Stage, stands: Standing, wording: Wording) -> str:
    """With how much of it is done, where that is part of it."""
    return wording.text(f"whole.step.{stage}", percent=f"{per_mille(stands.done, stands.value) // 10}%")


def told_due(one: Dated, wording: Wording) -> str:
    """When it is billed."""
    if one.kind == "deposit":
        return wording.text("whole.due.before")
    if one.due.on == "date" and one.due.day:
        return wording.text("whole.due.date", day=one.due.day)
    approved = one.due.on == "approval" and one.approved_at is not None
    return wording.text(f"whole.due.{'approved' if approved else one.due.on}")
