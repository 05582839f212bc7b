"""What the channels' forms must know: whose form it is, which job is meant there, and its parts."""

from dataclasses import dataclass

from bots import rooms
from bots.known import Session, current_project
from bots.telling import Words
from core.domain.account import Language
from core.ports.forms import Offered, PartOffered
from core.usecases.views import MilestoneSummary
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownForms:
    """``core.ports.forms.Forms`` from the database: the job is that of the words said at the same place."""

    database: Database
    words: Words

    def offered(self, channel: str, person: str, place: str) -> Offered | None:
        with self.database.turns.begin() as turn:
            room = turn.room(channel, place) if place else None
            who = rooms.member_in(turn.who(channel, person), room)
            if who is None:
                return None
            wanted = str(room.project_id) if room else Session.from_json(turn.session(channel, person)).project
        projects = self.database.reads.projects(who.account_id, None if who.leads else who.contractor_id)
        project = current_project(projects, wanted)
        if project is None:
            return Offered(language=who.language)
        parts = tuple(self._part(one, who.language) for one in project.milestones if one.state in {"planned", "done"})
        return Offered(language=who.language, project=project.name, parts=parts, place=place if room else "")

    def _part(self, one: MilestoneSummary, language: Language) -> PartOffered:
        return PartOffered(name=one.name, label=f"{one.name}, {self.words(language).money(one.scheduled_value)}")
