"""A group chat is linked to a job, and unlinked."""

from bots.commands import Reply, reply
from bots.intents.names import match
from bots.perform.desk import Args, Desk, Replies
from bots.rooms import which_job
from core.domain.errors import Refusal
from core.domain.ids import ProjectId
from core.domain.project import Project
from core.domain.schedule import current_for_proof
from storage.rooms import Room


def link(desk: Desk, args: Args) -> Replies:
    """Only to an active job of one's own firm, and only from inside the group."""
    if not desk.inbound.place:
        return [reply("room.only_there")]
    project = _project(desk, args)
    if project is None:
        return [which_job(desk.known)]
    room = Room(
        account_id=desk.ledger.account_id,
        project_id=project.id,
        channel=desk.inbound.channel,
        place=desk.inbound.place,
    )
    desk.teller.turn.link_room(room, desk.asked.new_id(), desk.member.id)
    desk.session.project, desk.session.menu = str(project.id), None
    earlier, desk.session.passed_by = desk.session.passed_by, 0
    return [_linked(desk, project), *([reply("room.send_again", n=earlier)] if earlier else [])]


def _project(desk: Desk, args: Args) -> Project | None:
    projects = desk.ledger.projects()
    if args.get("project"):
        found = next((one for one in projects if str(one.id) == args["project"]), None)
        if found is None:
            raise Refusal("project.none_yet")
        return found
    best = match(args.get("job") or "", tuple(one.name for one in projects)).best
    return None if best is None else projects[best]


def _linked(desk: Desk, project: Project) -> Reply:
    current = current_for_proof(desk.ledger.project_file(ProjectId(project.id)).milestones)
    if current is None:
        return reply("room.linked_all_billed", project=project.name)
    return reply("room.linked", project=project.name, milestone=current.name)


def unlink(desk: Desk, _args: Args) -> Replies:
    """What was sent stays where it is."""
    room = desk.room
    if room is None or not desk.teller.turn.unlink_room(desk.ledger.account_id, room.channel, room.place):
        return [reply("room.not_linked")]
    return [reply("room.unlinked")]
