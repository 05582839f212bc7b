"""Work that is due on approval: the client says that it is as it should be, and then it can be billed."""

from dataclasses import replace

from core.domain.errors import OutOfDate
from core.domain.ids import MilestoneId, ProjectId
from core.domain.milestone import Milestone
from core.domain.money import Money
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.capturing import open_milestone


def awaits_approval(milestone: Milestone) -> bool:
    """Its work is approved before it is billed, and has not been."""
    return milestone.due.on == "approval" and milestone.approved_at is None


def asked_about(file: ProjectFile) -> tuple[Milestone, ...]:
    """What the client was asked about and has not approved: it is said to be done."""
    return tuple(one for one in file.milestones if awaits_approval(one) and one.state == "done")


def approve_work(
    ledger: Ledger, asked: Asked, project_id: ProjectId, milestone_id: MilestoneId, worth: Money
) -> Milestone | None:
    """The client's word for the work. ``worth``: what they were shown. None when it was approved before.

    OutOfDate (work.changed) when it is worth something else, or not done, by now. Refusal: milestone.none,
    milestone.billed (name).
    """
    milestone = open_milestone(ledger.project_file(project_id, lock=True), milestone_id)
    if milestone.approved_at is not None:
        return None
    if milestone.state != "done" or milestone.scheduled_value != worth:
        raise OutOfDate("work.changed")
    approved = replace(milestone, approved_at=asked.now)
    ledger.save(approved)
    return approved
