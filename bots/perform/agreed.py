"""Whether invoices print the whole schedule, and whether its sequence is kept."""

from uuid import UUID

from bots.commands import Reply, command, option, reply
from bots.perform.desk import Args, Desk, Replies
from core.domain.ids import ProjectId
from core.usecases import terms


def columns(desk: Desk, args: Args) -> Replies:
    project = desk.project_id(args)
    changed = terms.set_columns(desk.ledger, project, columns=args["on"])
    desk.session.remember(do="terms.columns", project=str(project), on=changed.before.columns)
    code = "terms.columns_on" if args["on"] else "terms.columns_off"
    return [reply(code, option("button.undo", command("undo")), project=changed.file.project.name)]


def undo_columns(desk: Desk, step: Args) -> Reply:
    changed = terms.set_columns(desk.ledger, ProjectId(UUID(step["project"])), columns=step["on"])
    return reply("terms.columns_on" if step["on"] else "terms.columns_off", project=changed.file.project.name)


def sequence(desk: Desk, args: Args) -> Replies:
    project = desk.project_id(args)
    changed = terms.set_sequence(desk.ledger, project, in_sequence=args["on"])
    desk.session.remember(do="terms.sequence", project=str(project), on=changed.before.in_sequence)
    names = ", ".join(one.name for one in changed.file.milestones)
    code = "terms.sequence_on" if args["on"] else "terms.sequence_off"
    return [reply(code, option("button.undo", command("undo")), project=changed.file.project.name, names=names)]


def undo_sequence(desk: Desk, step: Args) -> Reply:
    changed = terms.set_sequence(desk.ledger, ProjectId(UUID(step["project"])), in_sequence=step["on"])
    names = ", ".join(one.name for one in changed.file.milestones)
    code = "terms.sequence_on" if step["on"] else "terms.sequence_off"
    return reply(code, project=changed.file.project.name, names=names)
