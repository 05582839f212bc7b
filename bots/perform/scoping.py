"""Who works for another contractor of the account sees, and bills, what that contractor does, and nothing else.

What they are shown is read through ``Desk.file``; here is checked what a command names, wherever its button was shown.
"""

from collections.abc import Iterator
from uuid import UUID

from bots.commands import Command
from bots.perform.desk import Args, Desk
from bots.permissions import offered
from core.domain.errors import NotAllowed
from core.domain.ids import DraftId, InvoiceId, MilestoneId, ProjectId, ProofId
from core.domain.invoice import Draft
from core.ports.ledger import ProjectFile


def check(desk: Desk, command: Command) -> None:
    """NotAllowed (role.partner, name) where it is not for them, or is about what others do."""
    if desk.only is None:
        return
    if not offered(command.do) or not _is_theirs(desk, command.args):
        raise NotAllowed("role.partner", name=desk.ledger.contractors()[0].name)


def _is_theirs(desk: Desk, args: Args) -> bool:
    parts = [*_ids(args.get("milestone")), *_ids(args.get("milestones")), *_ids(args.get("billing"))]
    theirs = {one.id for file in _files(desk) for one in file.milestones}
    return (
        all(MilestoneId(one) in theirs for one in parts)
        and all(ProjectId(one) in _projects(desk) for one in _ids(args.get("project")))
        and all(_drafts(desk, desk.ledger.draft(DraftId(one))) for one in _ids(args.get("draft")))
        and all(desk.ledger.invoice(InvoiceId(one)).contractor_id == desk.only for one in _ids(args.get("invoice")))
        and all(desk.sees(ProofId(one)) for one in _ids(args.get("proofs")))
        and not (args.get("on_no_part") and desk.inbound.place)
    )


def _files(desk: Desk) -> Iterator[ProjectFile]:
    return (desk.file(one.id) for one in desk.ledger.projects())


def _projects(desk: Desk) -> set[ProjectId]:
    return {one.id for one in desk.ledger.projects() if desk.file(one.id).milestones}


def _drafts(desk: Desk, draft: Draft) -> bool:
    theirs = {one.id for one in desk.file(draft.project_id).milestones}
    return bool(draft.milestone_ids) and theirs.issuperset(draft.milestone_ids)


def _ids(said: object) -> list[UUID]:
    """Of one, of several, or of none."""
    if not said:
        return []
    return [UUID(str(one)) for one in (said if isinstance(said, list | tuple) else (said,))]
