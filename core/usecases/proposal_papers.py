"""The PDF of a proposal: of what was sent, and then of what was signed with its signature."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from core.domain.proposal import Proposal, Signature
from core.domain.proposal_paper import ProposalPaper
from core.domain.proposal_sheet import ProposalSheet
from core.ports.ledger import Ledger
from core.ports.outbox import Job
from core.ports.wording import Wording

JOB = "render_proposal"


def drawn_anew(ledger: Ledger, proposal: Proposal) -> Proposal:
    """Saved, with its PDF to be made: what was made before showed something else."""
    proposal = replace(proposal, pdf_key=None)
    ledger.save(proposal)
    args = {"account_id": str(ledger.account_id), "proposal_id": str(proposal.id)}
    ledger.enqueue(Job(name=JOB, args=args, queue="documents"))
    return proposal


def paper_of(sheet: Mapping[str, Any], signature: Signature | None, zone: str, wording: Wording) -> ProposalPaper:
    """``sheet``: as it was sent or signed. The time is in that IANA zone."""
    kept = ProposalSheet.from_json(sheet)
    if signature is None:
        return ProposalPaper(kept)
    facts = tuple(facts_of(signature, zone, wording))
    return ProposalPaper(kept, facts, signature.drawing, wording.text("evidence.note"))


def facts_of(signature: Signature, zone: str, wording: Wording) -> Iterator[tuple[str, str]]:
    """(label, value): who signed what, and how it is known."""
    yield wording.text("evidence.by"), signature.name
    yield wording.text("evidence.when"), f"{wording.moment(signature.at, zone)} ({zone})"
    yield wording.text("evidence.how"), wording.text(f"evidence.how_{signature.how}")
    if signature.address:
        yield wording.text("evidence.code"), f"{signature.address} ({wording.text(f'road.{signature.channel}')})"
    for label, value in (("ip", signature.ip), ("device", signature.device)):
        if value:
            yield wording.text(f"evidence.{label}"), value
    yield wording.text("evidence.document"), signature.document_hash
    if signature.picture_key:
        yield wording.text("evidence.picture"), signature.picture_key.rpartition("/")[2]
    for page, key in enumerate(signature.more_keys, start=2):
        yield wording.text("evidence.picture_more", n=page), key.rpartition("/")[2]


def keep_proposal_pdf(ledger: Ledger, drawn: Proposal, pdf_key: str) -> Proposal | None:
    """The PDF of it as it was ``drawn`` is stored. None when it has one, or says something else by now."""
    proposal = ledger.proposal(drawn.id, lock=True)
    if proposal.pdf_key is not None or proposal.sheet is None:
        return None
    if (proposal.sheet_hash, proposal.signature) != (drawn.sheet_hash, drawn.signature):
        return None
    proposal = replace(proposal, pdf_key=pdf_key)
    ledger.save(proposal)
    return proposal
