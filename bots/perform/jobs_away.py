"""Jobs that are over, or were a mistake, leave the lists: nothing is deleted, and undo brings one back."""

from uuid import UUID

from bots.commands import Reply, command, option, reply
from bots.perform.desk import Args, Desk, Replies
from core.domain.ids import ProjectId
from core.usecases import onboarding


def ask(desk: Desk, args: Args) -> Replies:
    """Named, and done by a tap. Refusal: project.owed (project, number)."""
    file = desk.ledger.project_file(desk.project_id(args))
    onboarding.nothing_owed(file)
    away = command("project.away", project=str(file.project.id))
    choices = (option("button.put_away", away), option("button.leave", command("menu.back")))
    return [reply("project.away_ask", *choices, project=file.project.name, client=file.client.name)]


def put_away(desk: Desk, args: Args) -> Replies:
    meant = desk.ledger.project_file(desk.project_id(args)).project
    if desk.teller.turn.rooms_of(desk.ledger.account_id, meant.id):  # what is said there would be about no job
        return [reply("project.room_first", project=meant.name)]
    project = onboarding.put_away(desk.ledger, meant.id)
    if desk.session.project == str(project.id):
        desk.session.project, desk.session.focus, desk.session.draft = None, None, None
    desk.session.remember(do="project.away", project=str(project.id))
    return [reply("project.is_away", project=project.name)]


def undo_away(desk: Desk, step: Args) -> Reply:
    project = onboarding.put_away(desk.ledger, ProjectId(UUID(step["project"])), away=False)
    desk.session.project = str(project.id)
    return reply("project.is_back", project=project.name)
