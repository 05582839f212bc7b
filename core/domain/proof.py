"""Proof of work: a photo, a video, a document or a voice note. The original is kept untouched and private."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from core.domain.ids import AccountId, InvoiceId, MemberId, MilestoneId, PaymentId, ProjectId, ProofId

# A voice note is for the firm alone: no invoice prints it, no client sees it.
ProofKind = Literal["photo", "video", "document", "voice"]
# "filed": the evidence of a payment, and no proof of work: no invoice prints it, no client sees it.
ProofState = Literal["arriving", "kept", "refused", "duplicate", "withdrawn", "filed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Blob keys of what may be shown. For a video ``client`` is the playable file without metadata,
    for a document the PDF as received; ``page`` and ``thumb`` are always JPEG pictures.
    """

    client: str
    page: str
    thumb: str
    client_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """``received_at`` is ours; ``taken_at`` is the camera's word, when it gave one, and naive local time
    is read in the project's zone. ``location`` ("lat,lon") is private. ``milestone_id`` None: not placed yet.
    ``payment_id``: the payment that it is kept with.
    """

    id: ProofId
    account_id: AccountId
    project_id: ProjectId | None
    milestone_id: MilestoneId | None
    invoice_id: InvoiceId | None = None
    payment_id: PaymentId | None = None
    kind: ProofKind
    state: ProofState = "arriving"
    channel: str
    media_ref: str
    file_name: str = ""
    caption: str = ""
    sent_by: MemberId
    received_at: datetime
    taken_at: datetime | None = None
    location: str | None = None
    sha256: str | None = None
    media_type: str = ""
    size: int = 0
    original_key: str | None = None
    copies: Copies | None = None
    pages: int = 0
    duration_seconds: int = 0
    refusal: str | None = None
    batch: str = ""


def captioned(proofs: Sequence[Proof]) -> tuple[Proof, ...]:
    """Words beside one file of a batch hold for all: an album has its caption on one. Several are each for its own."""
    said: dict[str, set[str]] = {}
    for proof in proofs:
        if proof.batch and proof.caption and proof.state != "withdrawn":
            said.setdefault(proof.batch, set()).add(proof.caption)
    shared = {batch: words.pop() for batch, words in said.items() if len(words) == 1}
    return tuple(replace(one, caption=one.caption or shared.get(one.batch, "")) for one in proofs)
