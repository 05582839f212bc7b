"""Signing needs a code that was sent to the address on file: asked for, given back, and used once."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from core.domain.errors import NotAllowed, Refusal
from core.domain.ids import LineItemId, ProposalId
from core.domain.lifecycle import PROPOSAL
from core.domain.proposal import Proposal, Signature, SigningCode
from core.domain.signing import APART, MOST_CODES, SigningCodes, is_open
from core.ports.ledger import Ledger
from core.ports.wording import Wording
from core.usecases.asking import Asked
from core.usecases.proposing import sign_proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """``proposal`` as it is now; ``right`` is False when the code was not, and nothing was signed."""

    proposal: Proposal
    right: bool


def ask_code(ledger: Ledger, asked: Asked, proposal_id: ProposalId) -> Proposal:
    """The next code of this revision is to be sent. NotAllowed (proposal.sign, state); Refusal: code.too_soon,
    code.too_many.
    """
    proposal = ledger.proposal(proposal_id, lock=True)
    if not PROPOSAL.allows(proposal.state, "sign") or proposal.state != "sent":
        raise NotAllowed("proposal.sign", state=proposal.state)
    last = proposal.code
    if last and asked.now < last.sent_at + APART:
        raise Refusal("code.too_soon")
    if last and last.turn >= MOST_CODES:
        raise Refusal("code.too_many")
    code = SigningCode(turn=last.turn + 1 if last else 1, sent_at=asked.now)
    proposal = replace(proposal, code=code)
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
    if proposal.state == "sent":
        if proposal.code is None or not is_open(proposal.code, asked.now):
            raise Refusal("code.over")
        if not given[1].is_right(proposal, given[0]):
            proposal = replace(proposal, code=replace(proposal.code, wrong=proposal.code.wrong + 1))
            ledger.save(proposal)
            return Signed(proposal=proposal, right=False)
    return Signed(proposal=sign_proposal(ledger, asked, proposal_id, chosen, signature, wording), right=True)
