"""What a turn knows: who speaks, their projects, and where the conversation stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.domain.account import Language
from core.usecases.views import MilestoneSummary, ProjectSummary

MAX_UNDO = 10


@dataclass(slots=True)
class Session:
    """Where one conversation stands. Kept as JSON between turns."""

    project: str | None = None
    expects: dict[str, Any] | None = None
    plan: dict[str, Any] | None = None
    menu: str | None = None
    batch: dict[str, Any] | None = None
    undo: list[dict[str, Any]] = field(default_factory=list)
    draft: dict[str, Any] | None = None
    question: str | None = None
    last_proofs: list[str] = field(default_factory=list)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Session":
        return cls(**{name: kept[name] for name in cls.__slots__ if name in kept})

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}

    def remember(self, **step: Any) -> None:
        """The newest undoable step last; ten are kept."""
        self.undo = [*self.undo, step][-MAX_UNDO:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The pure part of a contractor's turn sees this and what was said, and nothing else."""

    language: Language
    name: str
    currency: str
    country: str
    projects: tuple[ProjectSummary, ...]
    project: ProjectSummary | None
    expects: Mapping[str, Any] | None
    plan: Mapping[str, Any] | None
    question: str | None
    batch_open: bool

    @property
    def milestones(self) -> tuple[MilestoneSummary, ...]:
        return self.project.milestones if self.project else ()


def current_project(projects: tuple[ProjectSummary, ...], chosen: str | None) -> ProjectSummary | None:
    """The one chosen before, or the only one. None when it has to be asked."""
    if chosen:
        found = next((one for one in projects if one.id == UUID(chosen)), None)
        if found:
            return found
    return projects[0] if len(projects) == 1 else None
