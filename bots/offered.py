"""The proposal that the talk is about: shown last, and nothing else spoken of since."""

from collections.abc import Sequence
from uuid import UUID

from bots.commands import Command, Step
from bots.known import Session
from core.domain.ids import ProposalId
from core.domain.lifecycle import PROPOSAL
from core.ports.ledger import Ledger

# What may be said in between.
_STAYS = ("proposal.", "template.", "menu.", "limit.", "undo", "help", "language.", "business.")


def lines_shown(ledger: Ledger, session: Session) -> tuple[str, ...]:
    """Its lines, each behind its section's name; none where it cannot be changed."""
    if session.focus != "offer" or not session.offer:
        return ()
    proposal = ledger.proposal(ProposalId(UUID(session.offer)))
    if not PROPOSAL.allows(proposal.state, "edit"):
        return ()
    return tuple(
        f"{section.name} {line.description}".strip() for section in proposal.sections for line in section.lines
    )


def draft_near(ledger: Ledger, session: Session) -> str:
    """What the draft is called that was shown before the talk went elsewhere; "" where there is none."""
    if session.focus == "offer" or not session.offer:
        return ""
    proposal = ledger.proposal(ProposalId(UUID(session.offer)))
    return proposal.name if proposal.state == "draft" else ""


def leave_offer(session: Session, steps: Sequence[Step]) -> None:
    """Once something else is done, words without a place are about that: a dumpster is added to the job again."""
    done = [step.do for step in steps if isinstance(step, Command)]
    if session.asked_offer and session.asked_offer == session.offer:  # what its client asked is answered
        done = [do for do in done if do != "answer.send"]
    if session.focus == "offer" and any(not do.startswith(_STAYS) for do in done):
        session.focus = None if session.plan is None else "plan"
