"""A proof as pages show it, from the columns that their statements gather."""

from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from core.domain.ids import MilestoneId, ProofId
from core.usecases.proof_views import ProofView

SHORT_HASH = 8  # hex digits, as printed on the invoice

# Of proofs f: what ``proof_from`` reads.
PROOF = """json_build_array(f.id, f.milestone_id, f.kind, f.caption, f.file_name, f.taken_at,
            f.taken_offset_seconds, f.received_at, f.sha256, f.copies -> 'width', f.copies -> 'height', f.pages,
            f.duration_seconds)"""


def proof_from(columns: list[Any]) -> ProofView:
    proof_id, milestone_id, kind, caption, file_name, taken_at, offset, received_at, sha256, *measures = columns
    width, height, pages, duration_seconds = measures
    return ProofView(
        id=ProofId(UUID(proof_id)),
        milestone_id=None if milestone_id is None else MilestoneId(UUID(milestone_id)),
        kind=kind,
        caption=caption,
        file_name=file_name,
        taken_at=_taken_at(taken_at, offset),
        received_at=datetime.fromisoformat(received_at),
        short_hash=(sha256 or "")[:SHORT_HASH],
        width=width or 0,
        height=height or 0,
        pages=pages,
        duration_seconds=duration_seconds,
    )


def _taken_at(local: str | None, offset: int | None) -> datetime | None:
    """As in the domain: naive when the camera gave no zone."""
    if local is None:
        return None
    moment = datetime.fromisoformat(local)
    return moment if offset is None else moment.replace(tzinfo=timezone(timedelta(seconds=offset)))
