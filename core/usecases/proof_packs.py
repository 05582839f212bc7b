"""A proof pack is frozen when it is asked for; a job draws it, and only then is it handed over."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal, cast

from core.domain.errors import Corrupt, Refusal
from core.domain.ids import MemberId, MilestoneId, ProjectId, ProofPackId
from core.domain.milestone import Milestone
from core.domain.pairing import Mark, paired
from core.domain.proof import Proof, captioned
from core.domain.proof_pack import PackFile, ProofPack, ProofPackSheet, code_from
from core.ports.ledger import Ledger, ProjectFile
from core.ports.outbox import Job
from core.usecases.asking import Asked, Stationery
from core.usecases.capturing import milestone_of
from core.usecases.sheets import contractor_of, length

MOST_FILES = 400
LONGEST_CAPTION = 280
JOB = "render_proof_pack"


def _no_marks(_caption: str) -> Mark | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackWish:
    """``mark`` reads a caption; None where it says neither before nor after. ``hand_to`` goes along with the job: where
    the file is wanted.
    """

    with_location: bool = False
    mark: Callable[[str], Mark | None] = _no_marks
    hand_to: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackMade:
    """``files`` are in the pack, ``left_out`` are older and over its limit, ``arriving`` came too late for it."""

    pack: ProofPack
    milestone: Milestone
    files: int
    left_out: int
    arriving: int


def make_proof_pack(
    ledger: Ledger,
    asked: Asked,
    project_id: ProjectId,
    milestone_id: MilestoneId,
    stationery: Stationery,
    wish: PackWish | None = None,
) -> PackMade:
    """Of what was kept on this milestone, billed or not; voice notes are for the firm alone. Above ``MOST_FILES`` the
    newest are taken. Refusal: milestone.none, pack.nothing (milestone), pack.arriving (milestone). ``asked`` names a
    member.
    """
    wish = wish or PackWish()
    if asked.member_id is None:
        raise Corrupt("a proof pack is made for a member")
    file = ledger.project_file(project_id)
    milestone = milestone_of(file, milestone_id)
    file = replace(file, contractor=ledger.contractor(milestone.contractor_id))  # who did it
    proofs = [one for one in captioned(ledger.proofs(project_id)) if one.milestone_id == milestone_id]
    arriving = sum(one.state == "arriving" for one in proofs)
    kept = [one for one in proofs if one.state == "kept" and one.kind != "voice"]
    if not kept:
        raise Refusal("pack.arriving" if arriving else "pack.nothing", milestone=milestone.name)
    printed = kept[-MOST_FILES:]
    senders = {one.id: one.name for one in ledger.members()}
    made = _Making(file, milestone, stationery, wish, senders)
    sheet = made.sheet(asked, printed, len(kept))
    pack = ProofPack(
        id=ProofPackId(asked.new_id()),
        account_id=ledger.account_id,
        project_id=project_id,
        milestone_id=milestone_id,
        sheet=sheet.as_json(),
        sheet_hash=sheet.fingerprint,
        code=sheet.number,
        made_by=asked.member_id,
        made_at=asked.now,
    )
    ledger.save(pack)
    args = {"account_id": str(ledger.account_id), "pack_id": str(pack.id), **wish.hand_to}
    ledger.enqueue(Job(name=JOB, args=args, queue="documents"))
    left_out = len(kept) - len(printed)
    return PackMade(pack=pack, milestone=milestone, files=len(printed), left_out=left_out, arriving=arriving)


def keep_pack_pdf(ledger: Ledger, pack_id: ProofPackId, pdf_key: str) -> ProofPack | None:
    """The PDF is stored, so the pack can be handed over. None when it was stored already."""
    pack = ledger.proof_pack(pack_id, lock=True)
    if pack.pdf_key is not None:
        return None
    pack = replace(pack, pdf_key=pdf_key)
    ledger.save(pack)
    return pack


@dataclass(frozen=True, slots=True)
class _Making:
    file: ProjectFile
    milestone: Milestone
    stationery: Stationery
    wish: PackWish
    senders: Mapping[MemberId, str]

    def sheet(self, asked: Asked, printed: Sequence[Proof], of: int) -> ProofPackSheet:
        wording, zone = self.stationery.wording, self.file.project.zone
        marked = ((str(one.id), self.wish.mark(one.caption)) for one in printed if one.kind != "document")
        over = of > len(printed)
        return ProofPackSheet(
            language=wording.language,
            paper=self.file.contractor.paper,
            title=wording.text("pack.title"),
            number=code_from(asked.new_id()),
            contractor=contractor_of(self.file, wording),
            client=self.file.client.name,
            project=self.file.project.name,
            milestone=self.milestone.name,
            facts=tuple(self._facts(asked.now, printed)),
            note=wording.text("pack.newest", n=len(printed), of=of) if over else "",
            files=tuple(self._file(one) for one in printed),
            pairs=paired([(one, mark) for one, mark in marked if mark]),
            made_at=_utc(asked.now),
            zone=zone,
            words=dict(self.stationery.labels),
        )

    def _facts(self, now: datetime, printed: Sequence[Proof]) -> Iterator[tuple[str, str]]:
        wording, zone = self.stationery.wording, self.file.project.zone
        yield wording.text("pack.files"), str(len(printed))
        yield wording.text("pack.first"), wording.moment(printed[0].received_at, zone)
        if len(printed) > 1:
            yield wording.text("pack.last"), wording.moment(printed[-1].received_at, zone)
        yield wording.text("pack.made"), wording.moment(now, zone)

    def _file(self, proof: Proof) -> PackFile:
        wording, zone = self.stationery.wording, self.file.project.zone
        badges = {
            "video": lambda: wording.text("proof.video", length=length(proof.duration_seconds)),
            "document": lambda: wording.text("proof.document", n=proof.pages),
        }
        return PackFile(
            id=str(proof.id),
            kind=cast("Literal['photo', 'video', 'document']", proof.kind),
            caption=proof.caption[:LONGEST_CAPTION],
            received=wording.moment(proof.received_at, zone),
            received_at=_utc(proof.received_at),
            taken=wording.moment(proof.taken_at, zone) if proof.taken_at else "",
            sender=self.senders.get(proof.sent_by, ""),
            location=(proof.location or "") if self.wish.with_location else "",
            badge=badges.get(proof.kind, str)(),
            sha256=proof.sha256 or "",
        )


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
