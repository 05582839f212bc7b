"""What one turn works with: the open books, the conversation, and who speaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from bots.commands import Reply
from bots.intents import named_milestone
from bots.known import Known, Session
from bots.telling import Teller
from core.domain.account import Language, Member
from core.domain.errors import Refusal
from core.domain.ids import ContractorId, MilestoneId, ProjectId, ProofId
from core.ports.ledger import Ledger, ProjectFile
from core.ports.messaging import Button, Inbound
from core.ports.payments import GatewayCapabilities
from core.usecases.asking import Asked, Stationery
from core.usecases.views import Reads
from storage.rooms import Room

Args = Mapping[str, Any]
Replies = list[Reply]


@dataclass(slots=True, kw_only=True)
class Desk:
    """One contractor's turn. ``key`` is unique a turn: it makes what is recorded count once.

    ``room``: the one it takes place in, if that talks about a job. ``about``: the one part that this turn is about.
    ``only``: whose part of the jobs this member sees, None for those who see all.
    ``refunding``: the gateways that send money back when they are asked.
    """

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
    gateways: Mapping[str, GatewayCapabilities] = field(default_factory=dict)
    room: Room | None = None
    about: str = ""
    only: ContractorId | None = None

    @property
    def refunding(self) -> frozenset[str]:
        """The gateways that can send money back."""
        return frozenset(name for name, can in self.gateways.items() if can.refunds)

    @property
    def own_payees(self) -> frozenset[str]:
        """The gateways at which contractors have accounts of their own."""
        return frozenset(name for name, can in self.gateways.items() if can.own_payees)

    @property
    def gathered(self) -> str:
        """The part whose thread the answers go to; "" where they stay, as in the thread where something was said."""
        return self.about if self.room and self.room.place == self.inbound.place else ""

    def file(self, project_id: ProjectId, *, lock: bool = False) -> ProjectFile:
        """As the one who speaks may see it: for those of another contractor, their part of the job."""
        file = self.ledger.project_file(project_id, lock=lock)
        if self.only is None:
            return file
        theirs = file.story.of(self.only)
        ids, invoices = {one.id for one in theirs.milestones}, {one.id for one in theirs.invoices}
        return replace(
            file.by(self.only),
            milestones=theirs.milestones,
            change_orders=(),
            drafts=tuple(one for one in file.drafts if one.milestone_ids and ids.issuperset(one.milestone_ids)),
            invoices=theirs.invoices,
            credit_notes=theirs.credit_notes,
            payments=tuple(one for one in file.payments if one.invoice_id in invoices),
        )

    def sees(self, proof_id: ProofId) -> bool:
        """Of their own parts, or on none yet and sent by one of them."""
        if self.only is None:
            return True
        proof = self.ledger.proof(proof_id)
        if proof.project_id is None or proof.milestone_id is None:
            return self.ledger.member(proof.sent_by).contractor_id == self.only
        return proof.milestone_id in {one.id for one in self.file(proof.project_id).milestones}

    def stationery(self, language: Language) -> Stationery:
        """For documents in the client's language."""
        return stationery(self.teller, self.sheet_codes, language)

    def buttons(self) -> tuple[Button, ...]:
        """The choices below the last message of this conversation. In a part's thread, what was shown elsewhere about
        another part is none: "yes" there must not send that.
        """
        if not self.session.menu:
            return ()
        message = self.teller.turn.message(UUID(self.session.menu), self.inbound.channel, self.inbound.where)
        part = str(self.room.milestone_id or "") if self.room else ""
        elsewhere = part and self.session.menu_at != self.inbound.where and message and message.milestone_id != part
        return message.buttons if message and not elsewhere else ()

    def menu(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        return tuple((one.label, one.action) for one in self.buttons())

    def project_id(self, args: Args) -> ProjectId:
        """The project the command names, else the current one. Refusal: project.none_yet, project.choose."""
        said = args.get("project") or self.session.project
        if said and (self.only is None or self.file(ProjectId(UUID(said))).milestones):
            return ProjectId(UUID(said))
        projects = [one for one in self.ledger.projects() if self.only is None or self.file(one.id).milestones]
        if len(projects) == 1:
            return projects[0].id
        raise Refusal("project.choose" if projects else "project.none_yet")


def stationery(teller: Teller, codes: tuple[str, ...], language: Language) -> Stationery:
    wording = teller.words(language)
    return Stationery(wording=wording, labels={code: wording.text(f"sheet.{code}") for code in codes})


def milestone_id(args: Args) -> MilestoneId | None:
    said = args.get("milestone")
    return MilestoneId(UUID(said)) if said else None


def milestone_meant(file: ProjectFile, args: Args) -> MilestoneId | None:
    """By its id; else by the words that were said before the project was known."""
    if args.get("milestone") or not args.get("about"):
        return milestone_id(args)
    index = named_milestone(args["about"], tuple(one.name for one in file.milestones))
    return None if index is None else file.milestones[index].id
