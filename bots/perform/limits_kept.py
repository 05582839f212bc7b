"""The limits that were passed on a job, and why: read as they were shown, with who passed them and when."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from bots.commands import Reply, reply
from bots.perform.desk import Args, Desk, Replies
from bots.perform.limits import line
from core.domain.ids import ProjectId
from core.domain.limits import Exceeded, LimitOverride
from core.domain.limits_table import LIMITS


def show(desk: Desk, args: Args) -> Replies:
    """Those of this job; a ceiling of late fees is told with their rule."""
    project = desk.project_id(args)
    desk.session.project = str(project)
    lines = passed(desk, project)
    name = desk.ledger.project_file(project).project.name
    return [reply("limit.passed", lines=lines, project=name) if lines else reply("limit.none_passed", project=name)]


def passed(desk: Desk, project: ProjectId) -> tuple[Reply, ...]:
    """Those of the job, and of the proposal that it came of, each as it was shown."""
    offered = [one for one in desk.ledger.limit_overrides(None) if one.proposal_id]
    signed = {one.id for one in desk.ledger.proposals() if one.project_id == project} if offered else set()
    kept = [*desk.ledger.limit_overrides(project), *(one for one in offered if one.proposal_id in signed)]
    return tuple(told for one in sorted(kept, key=lambda one: one.recorded_at) for told in _told(desk, one))


def _told(desk: Desk, kept: LimitOverride) -> tuple[Reply, ...]:
    limit = next((one for one in LIMITS if (one.id, one.version) == (kept.limit_id, kept.limit_version)), None)
    by = desk.ledger.member(kept.recorded_by).name or desk.ledger.contractor(desk.member.contractor_id).name
    day = kept.recorded_at.astimezone(ZoneInfo(desk.ledger.account().zone)).date()
    why = reply("limit.kept_reason", reason=kept.reason, day=day, by=by)
    if limit is None:  # a version of the table that is gone
        return (why,)
    return (line(Exceeded(limit=limit, allowed=kept.allowed, proposed=kept.proposed)), why)


PERFORMERS: Mapping[str, Callable[[Desk, Args], Replies]] = {"limit.show": show}
