"""What one turn works with: the open books, the conversation, and who speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bots.commands import Reply
from bots.known import Known, Session
from bots.telling import Teller
from core.domain.account import Language, Member
from core.domain.errors import Refusal
from core.domain.ids import MilestoneId, ProjectId
from core.ports.ledger import Ledger
from core.ports.messaging import Inbound
from core.usecases.asking import Asked, Stationery
from core.usecases.views import Reads

Args = Mapping[str, Any]
Replies = list[Reply]


@dataclass(slots=True, kw_only=True)
class Desk:
    """One contractor's turn. ``key`` is unique a turn: it makes what is recorded count once."""

    ledger: Ledger
    asked: Asked
    member: Member
    session: Session
    teller: Teller
    reads: Reads
    inbound: Inbound
    known: Known
    key: str
    sheet_codes: tuple[str, ...]
    album_pause_seconds: float

    def stationery(self, language: Language) -> Stationery:
        """For documents in the client's language."""
        return stationery(self.teller, self.sheet_codes, language)

    def project_id(self, args: Args) -> ProjectId:
        """The project the command names, else the current one. Refusal: project.none_yet, project.choose."""
        said = args.get("project") or self.session.project
        if said:
            return ProjectId(UUID(said))
        projects = self.ledger.projects()
        if len(projects) == 1:
            return projects[0].id
        raise Refusal("project.choose" if projects else "project.none_yet")


def stationery(teller: Teller, codes: tuple[str, ...], language: Language) -> Stationery:
    wording = teller.words(language)
    return Stationery(wording=wording, labels={code: wording.text(f"sheet.{code}") for code in codes})


def milestone_id(args: Args) -> MilestoneId | None:
    said = args.get("milestone")
    return MilestoneId(UUID(said)) if said else None
