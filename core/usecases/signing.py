"""Signing needs a code that was sent to the address on file: given back, and used once. Or a paper, taken in."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from core.domain.account import Address
from core.domain.errors import NotAllowed, Refusal
from core.domain.ids import LineItemId, ProposalId
from core.domain.proposal import Proposal, Signature
from core.domain.signing import SigningCodes, code_after, is_open, why_no_code
from core.ports.ledger import Ledger
from core.ports.wording import Wording
from core.usecases.asking import Asked
from core.usecases.proposal_papers import drawn_anew
from core.usecases.proposing import check_valid, numbered, sheet_hash_with, sign_proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """``proposal`` as it is now; ``right`` is False when the code was not, and nothing was signed."""

    proposal: Proposal
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What was signed by hand: by whom, with which options, and the blob key of its photo or PDF."""

    name: str
    chosen: Collection[LineItemId]
    picture_key: str


def ask_code(ledger: Ledger, asked: Asked, proposal_id: ProposalId, to: Address | None) -> Proposal:
    """The next code of this revision is to be sent there; nowhere (``to`` None), it is worth nothing. NotAllowed
    (proposal.sign, state); Refusal: code.too_soon, code.too_many, proposal.expired (day).
    """
    proposal = ledger.proposal(proposal_id, lock=True)
    if proposal.state != "sent":
        raise NotAllowed("proposal.sign", state=proposal.state)
    check_valid(ledger, asked, proposal)
    if why := why_no_code(proposal.code, asked.now):
        raise Refusal(why)
    proposal = replace(proposal, code=code_after(proposal.code, asked.now, to))
    ledger.save(proposal)
    return proposal


def sign_with_code(
    ledger: Ledger,
    asked: Asked,
    proposal_id: ProposalId,
    chosen: Collection[LineItemId],
    signature: Signature,
    given: tuple[str, SigningCodes],
    wording: Wording,
) -> Signed:
    """As ``sign_proposal``, once the code is right. A wrong one is counted: at the fifth the code is worth nothing.
    Refusal: code.over when there is none that can be given back any more.
    """
    proposal = ledger.proposal(proposal_id, lock=True)
    if proposal.state != "sent":
        raise NotAllowed("proposal.sign", state=proposal.state)
    code = proposal.code
    if code is None or not is_open(code, asked.now):
        raise Refusal("code.over")
    if not given[1].is_right(proposal, given[0]):
        proposal = replace(proposal, code=replace(code, wrong=code.wrong + 1))
        ledger.save(proposal)
        return Signed(proposal=proposal, right=False)
    signature = replace(signature, channel=code.channel, address=code.address)
    return Signed(proposal=sign_proposal(ledger, asked, proposal_id, chosen, signature, wording), right=True)


def sign_on_paper(ledger: Ledger, asked: Asked, proposal_id: ProposalId, paper: Paper, wording: Wording) -> Proposal:
    """Binding as ``sign_proposal``, on the word of the member who takes the paper in; an offer that was never sent gets
    its number now. ``wording``: the client's. Refusal: proposal.by_member, signature.no_paper.
    """
    proposal = ledger.proposal(proposal_id, lock=True)
    _check_paper(ledger, asked, paper.picture_key)
    if not proposal.number:
        proposal = replace(numbered(ledger, proposal), language=wording.language)
        ledger.save(proposal)
    signature = Signature(
        name=paper.name,
        how="paper",
        at=asked.now,
        document_hash=sheet_hash_with(ledger, asked, proposal, paper.chosen, wording),
        picture_key=paper.picture_key,
        taken_in_by=asked.member_id,
    )
    return sign_proposal(ledger, asked, proposal_id, paper.chosen, signature, wording)


def add_page(ledger: Ledger, asked: Asked, proposal_id: ProposalId, picture_key: str) -> Proposal:
    """One more page of the paper that was taken in; the same one again changes nothing. NotAllowed (proposal.sign,
    state) where nothing was signed on paper; Refusal: proposal.by_member, signature.no_paper.
    """
    proposal = ledger.proposal(proposal_id, lock=True)
    _check_paper(ledger, asked, picture_key)
    signature = proposal.signature
    if signature is None or signature.how != "paper":
        raise NotAllowed("proposal.sign", state=proposal.state)
    if picture_key in {signature.picture_key, *signature.more_keys}:
        return proposal
    return drawn_anew(
        ledger, replace(proposal, signature=replace(signature, more_keys=(*signature.more_keys, picture_key)))
    )


def _check_paper(ledger: Ledger, asked: Asked, picture_key: str) -> None:
    if asked.member_id is None:
        raise Refusal("proposal.by_member")
    if not picture_key.startswith(f"{ledger.account_id}/"):
        raise Refusal("signature.no_paper")
