"""Proof of work: taken in at once, kept when its bytes are safe, placed on a milestone, never lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from core.domain.errors import Refusal
from core.domain.ids import MemberId, MilestoneId, ProjectId, ProofId
from core.domain.lifecycle import MILESTONE, PROOF
from core.domain.milestone import Milestone
from core.domain.proof import Copies, Proof, ProofKind
from core.domain.schedule import current_for_proof
from core.domain.text import one_line, plain_text
from core.ports.ledger import Ledger, ProjectFile
from core.ports.messaging import Attachment
from core.ports.outbox import Job
from core.usecases.asking import Asked
from core.usecases.locking import locked_proofs

# Not, or not any more, among the proofs of the work.
_ELSEWHERE = {"refused", "withdrawn", "filed"}
_KINDS: dict[str, ProofKind] = {"photo": "photo", "video": "video", "voice": "voice"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What came with one message. ``batch`` ties together what is answered in one reply."""

    channel: str
    sent_by: MemberId
    attachments: tuple[Attachment, ...]
    caption: str
    received_at: datetime
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What decoding found, and where the bytes are kept by now (blob keys)."""

    kind: ProofKind
    media_type: str
    sha256: str
    size: int
    original_key: str
    copies: Copies | None
    taken_at: datetime | None
    location: str | None
    pages: int
    duration_seconds: int


def take_attachments(
    ledger: Ledger, asked: Asked, arrival: Arrival, project_id: ProjectId | None, milestone_id: MilestoneId | None
) -> tuple[Proof, ...]:
    """Each file is a proof from the moment it is heard of, placed or not; its bytes are fetched by a job.

    A milestone that is billed by now takes no more proof: what comes late goes to the one that is next, if any.
    """
    milestone_id = _still_open(ledger, project_id, milestone_id)
    caption = plain_text(arrival.caption)
    proofs = tuple(
        Proof(
            id=ProofId(asked.new_id()),
            account_id=ledger.account_id,
            project_id=project_id,
            milestone_id=milestone_id,
            kind=_KINDS.get(attachment.kind, "document"),
            channel=attachment.via or arrival.channel,
            media_ref=attachment.ref,
            file_name=one_line(attachment.file_name),
            caption=caption,
            sent_by=arrival.sent_by,
            received_at=arrival.received_at,
            media_type=attachment.media_type,
            size=attachment.size,
            batch=arrival.batch,
        )
        for attachment in arrival.attachments
    )
    ledger.save(*proofs)
    for proof in proofs:
        args = {"account_id": str(ledger.account_id), "proof_id": str(proof.id)}
        ledger.enqueue(Job(name="fetch_proof", args=args, queue="media"))
    return proofs


def keep_proof(ledger: Ledger, proof_id: ProofId, found: Examined) -> Proof:
    """The bytes are safe and readable: the proof counts, once a milestone. Repeats of the job change nothing."""
    (proof,) = locked_proofs(ledger, [proof_id])
    if proof.state != "arriving":
        return proof
    proof = replace(
        proof,
        kind=found.kind,
        media_type=found.media_type,
        sha256=found.sha256,
        size=found.size,
        original_key=found.original_key,
        copies=found.copies,
        taken_at=found.taken_at,
        location=found.location or proof.location,
        pages=found.pages,
        duration_seconds=found.duration_seconds,
    )
    proof = replace(proof, state=PROOF.after("arriving", "file" if proof.payment_id else verdict_of(ledger, proof)))
    ledger.save(proof)
    return proof


def refuse_proof(ledger: Ledger, proof_id: ProofId, code: str, *, kept_key: str | None, sha256: str | None) -> Proof:
    """It cannot be proof, and why (``code``). What arrived stays in quarantine under ``kept_key``."""
    (proof,) = locked_proofs(ledger, [proof_id])
    if proof.state != "arriving":
        return proof
    proof = replace(proof, state=PROOF.after("arriving", "refuse"), refusal=code, original_key=kept_key, sha256=sha256)
    ledger.save(proof)
    return proof


def place_proofs(
    ledger: Ledger, proof_ids: Sequence[ProofId], project_id: ProjectId, milestone_id: MilestoneId | None
) -> tuple[Proof, ...]:
    """Put proofs on a milestone that is not billed, or (None) with the job alone; those printed in an issued invoice
    stay where they are.

    One that the milestone has already becomes a duplicate. Refusal: milestone.billed (name).
    """
    proofs = locked_proofs(ledger, proof_ids, project_id)
    if milestone_id is not None:
        open_milestone(ledger.project_file(project_id), milestone_id)
    placed = []
    for proof in proofs:
        if proof.invoice_id is not None or proof.payment_id is not None or proof.state in _ELSEWHERE:
            continue
        moved = replace(proof, project_id=project_id, milestone_id=milestone_id)
        verdict = verdict_of(ledger, moved)
        if proof.state != "arriving" and PROOF.allows(proof.state, verdict):
            moved = replace(moved, state=PROOF.after(proof.state, verdict))
        ledger.save(moved)
        placed.append(moved)
    return tuple(placed)


def locate_proofs(ledger: Ledger, proof_ids: Sequence[ProofId], location: str) -> tuple[Proof, ...]:
    """Where they were taken ("lat,lon", private), as said beside them; what the camera said itself stays."""
    located = tuple(
        replace(proof, location=location) for proof in locked_proofs(ledger, proof_ids) if proof.location is None
    )
    ledger.save(*located)
    return located


def recaption_proofs(ledger: Ledger, proof_ids: Sequence[ProofId], caption: str) -> tuple[Proof, ...]:
    """Other words below them; those printed in an issued invoice stay as they are."""
    words = plain_text(caption)
    changed = tuple(
        replace(proof, caption=words)
        for proof in locked_proofs(ledger, proof_ids)
        if proof.invoice_id is None and proof.state not in _ELSEWHERE
    )
    ledger.save(*changed)
    return changed


def withdraw_proofs(ledger: Ledger, proof_ids: Sequence[ProofId]) -> tuple[Proof, ...]:
    """Taken back by the one who sent them; the bytes stay. What an issued invoice printed stays in it."""
    withdrawn = tuple(
        replace(proof, state=PROOF.after(proof.state, "withdraw"))
        for proof in locked_proofs(ledger, proof_ids)
        if proof.invoice_id is None and PROOF.allows(proof.state, "withdraw")
    )
    ledger.save(*withdrawn)
    return withdrawn


def leave_behind(ledger: Ledger, file: ProjectFile, billed: frozenset[MilestoneId]) -> tuple[Proof, ...]:
    """Proofs still arriving for what is being billed go to the next draft: they are never slipped into the
    invoice, nor given to another contractor's work.
    """
    whose = {one.contractor_id for one in file.milestones if one.id in billed}
    remaining = tuple(one for one in file.milestones if one.id not in billed and one.contractor_id in whose)
    heir = current_for_proof(remaining)
    late = tuple(
        replace(proof, milestone_id=heir.id if heir else None)
        for proof in ledger.proofs(file.project.id)
        if proof.state == "arriving" and proof.milestone_id in billed
    )
    ledger.save(*late)
    return late


def on_no_part(proofs: Sequence[Proof]) -> tuple[Proof, ...]:
    """Kept with the job and on none of its milestones. Voice notes are for the firm, and need none."""
    kept = (one for one in proofs if one.state == "kept" and one.kind != "voice")
    return tuple(one for one in kept if one.milestone_id is None and one.invoice_id is None)


def milestone_of(file: ProjectFile, milestone_id: MilestoneId) -> Milestone:
    """Refusal (milestone.none) when the project has no such milestone."""
    found = next((one for one in file.milestones if one.id == milestone_id), None)
    if found is None:
        raise Refusal("milestone.none")
    return found


def open_milestone(file: ProjectFile, milestone_id: MilestoneId) -> Milestone:
    """One that can still be changed. Refusal: milestone.none, milestone.billed (name)."""
    milestone = milestone_of(file, milestone_id)
    if not MILESTONE.allows(milestone.state, "bill"):
        raise Refusal("milestone.billed", name=milestone.name)
    return milestone


def _still_open(ledger: Ledger, project_id: ProjectId | None, milestone_id: MilestoneId | None) -> MilestoneId | None:
    if project_id is None or milestone_id is None:
        return None
    file = ledger.project_file(project_id, lock=True)
    milestone = milestone_of(file, milestone_id)
    if MILESTONE.allows(milestone.state, "bill"):
        return milestone_id
    heir = current_for_proof([one for one in file.milestones if one.contractor_id == milestone.contractor_id])
    return heir.id if heir else None


def verdict_of(ledger: Ledger, proof: Proof) -> Literal["keep", "duplicate"]:
    """The same bytes twice on one milestone are one proof."""
    known = any(
        other.sha256 == proof.sha256
        and other.milestone_id == proof.milestone_id
        and other.state == "kept"
        and other.id != proof.id
        for other in ledger.proofs(proof.project_id)
    )
    return "duplicate" if known else "keep"
