"""Going beyond a limit of the law: allowed to the contractor, never silently."""

from core.domain.errors import NotAllowed
from core.domain.ids import LimitOverrideId, ProjectId
from core.domain.limits import Exceeded, LimitOverride, reason_given
from core.domain.proposal import Proposal
from core.ports.ledger import Ledger
from core.usecases.asking import Asked


def record_override(
    ledger: Ledger, asked: Asked, exceeded: Exceeded, said: str, of: ProjectId | Proposal
) -> LimitOverride:
    """What was shown and why it was passed, kept with the project, or with the proposal that it may come of.

    DoesNotAddUp: limit.no_reason. NotAllowed (member.none) when no member asked for it.
    """
    if asked.member_id is None:
        raise NotAllowed("member.none")
    override = LimitOverride(
        id=LimitOverrideId(asked.new_id()),
        account_id=ledger.account_id,
        project_id=None if isinstance(of, Proposal) else of,
        proposal_id=of.id if isinstance(of, Proposal) else None,
        limit_id=exceeded.limit.id,
        limit_version=exceeded.limit.version,
        proposed=exceeded.proposed,
        allowed=exceeded.allowed,
        reason=reason_given(said),
        recorded_by=asked.member_id,
        recorded_at=asked.now,
    )
    ledger.save(override)
    return override
