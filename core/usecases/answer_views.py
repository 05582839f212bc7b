"""What was said to single lines of an invoice, as pages show it."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.ids import MilestoneId
from core.domain.line_answer import LineAnswerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswerView:
    """The newest word on one line."""

    milestone_id: MilestoneId
    kind: LineAnswerKind
    words: str
    at: datetime
