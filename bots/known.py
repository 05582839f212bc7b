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
    """Where one conversation stands. Kept as JSON between turns.

    ``focus`` is what "change", "cancel" and "no" are about: the "plan" or the "draft" that was shown last; "offer"
    while the talk is about a proposal.
    ``batch`` is what came last and is not answered yet, ``earlier`` what came before it and is not either.
    ``asked_job``, ``met`` and ``passed_by``, in a group: which job it is about was asked; whom we answered though they
    are no member; how many files of members came before that was known, and were not taken.
    ``sent`` and ``located``: the files, and the location, that came last, from whom and when. ``heard``: what the last
    messages did, for when one of them is edited.
    ``menu_at``: where the menu was said, in a room or one of its threads.
    ``wrong_codes``: when the last codes came that nobody gave.
    ``imports``: files that are proposals and are being read. ``offer``: the proposal that was shown last.
    ``bank_lines``: the lines of banks' files, as they were numbered last.
    ``question`` is the invoice, or ``asked_offer`` the proposal, whose client ``asker`` wrote last.
    ``told_late`` is the invoice whose late photos were explained already.
    """

    project: str | None = None
    focus: str | None = None
    told_late: str | None = None
    expects: dict[str, Any] | None = None
    plan: dict[str, Any] | None = None
    menu: str | None = None
    menu_at: str = ""
    batch: dict[str, Any] | None = None
    earlier: list[dict[str, Any]] = field(default_factory=list)
    undo: list[dict[str, Any]] = field(default_factory=list)
    draft: dict[str, Any] | None = None
    question: str | None = None
    asked_offer: str | None = None
    asker: str = ""
    last_proofs: list[str] = field(default_factory=list)
    sent: dict[str, Any] | None = None
    located: dict[str, Any] | None = None
    heard: list[dict[str, Any]] = field(default_factory=list)
    asked_job: bool = False
    met: list[str] = field(default_factory=list)
    passed_by: int = 0
    imports: list[dict[str, Any]] = field(default_factory=list)
    offer: str | None = None
    bank_lines: list[str] = field(default_factory=list)
    wrong_codes: list[float] = field(default_factory=list)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Session":
        return cls(**{name: kept[name] for name in cls.__slots__ if name in kept})

    def as_json(self) -> dict[str, Any]:
        """A plan of which nothing is known yet is a plan all the same."""
        kept = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in kept.items() if value or (name == "plan" and value is not None)}

    def batches(self) -> list[dict[str, Any]]:
        """The files that nobody was told of yet, what came together in one; the newest first."""
        return [*([self.batch] if self.batch else []), *self.earlier]

    def put_batch(self, batch: dict[str, Any]) -> None:
        """What is known of it by now, where it stood; one that is new is the newest."""
        before = self.batches()
        known = any(one["id"] == batch["id"] for one in before)
        kept = [batch if one["id"] == batch["id"] else one for one in before]
        self.batch, *self.earlier = kept if known else [batch, *before]

    def drop_batch(self, batch_id: str) -> None:
        """They were told."""
        kept = [one for one in self.batches() if one["id"] != batch_id]
        self.batch, self.earlier = (kept[0] if kept else None), kept[1:]

    def asked_by(self, told: Mapping[str, Any]) -> None:
        """What the last question of a client was about, where it names an invoice or a proposal."""
        if "invoice_id" in told or "offer_id" in told:
            self.question, self.asked_offer = told.get("invoice_id"), told.get("offer_id")
            self.asker = str(told["client"])

    def remember(self, **step: Any) -> None:
        """The newest undoable step last; ten are kept."""
        self.undo = [*self.undo, step][-MAX_UNDO:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The pure part of a contractor's turn sees this and what was said, and nothing else.

    ``plan`` and ``draft_open``: only while that is what the talk is about. ``question``: the invoice, or
    ``asked_offer`` the proposal, whose client wrote last, and ``asker`` who that is. ``contractors``: what those are
    called who work for this firm. ``offer_lines``: of the proposal that was shown last, while the talk is about that;
    ``offer_near``: what it is called, when it is a draft and the talk went elsewhere. ``offered``: one was shown.
    ``hired``: the firm that billed this very person last, as action arguments.
    ``menu``: the choices below the last message, each a label and its action.
    """

    language: Language
    name: str
    currency: str
    country: str
    projects: tuple[ProjectSummary, ...]
    project: ProjectSummary | None
    expects: Mapping[str, Any] | None
    plan: Mapping[str, Any] | None
    question: str | None
    contractors: tuple[str, ...] = ()
    offer_lines: tuple[str, ...] = ()
    offer_near: str = ""
    offered: bool = False
    asked_offer: str | None = None
    asker: str = ""
    draft_open: bool = False
    hired: Mapping[str, str] | None = None
    menu: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @property
    def awaited(self) -> str | None:
        """What the question asked last is about."""
        return str(self.expects["what"]) if self.expects else None

    @property
    def asked_about(self) -> dict[str, Any]:
        """What an answer is about: what was tapped, else what the client who wrote last asked about."""
        expects = self.expects or {}
        tapped = {name: expects[name] for name in ("proposal", "invoice") if expects.get(name)}
        return tapped or self.asked_last

    @property
    def asked_last(self) -> dict[str, Any]:
        """What the client who wrote last asked about."""
        return {"proposal": self.asked_offer} if self.asked_offer else {"invoice": self.question}

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
