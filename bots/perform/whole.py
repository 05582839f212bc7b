"""The page of a whole job: its link for the contractor, and sent to the client by a tap."""

from bots.commands import Reply, command, option
from bots.hiring import whole_job
from bots.perform.desk import Args, Desk, Replies
from core.ports.ledger import ProjectFile


def show(desk: Desk, args: Args) -> Replies:
    """Here, with a button that sends it."""
    file = _file(desk, args)
    choice = option("button.send_page", command("page.send", project=str(file.project.id)), client=file.client.name)
    return [Reply("whole.link", _details(file), (choice,), project_id=str(file.project.id))]


def send(desk: Desk, args: Args) -> Replies:
    """To the client, wherever they are reached; who cannot be reached is named, with the link to pass on."""
    file = _file(desk, args)
    if desk.teller.client(file.client.id, whole_job(file), f"page:{desk.key}") is None:
        return [Reply("whole.no_address", _details(file), project_id=str(file.project.id))]
    return [Reply("whole.sent", _details(file))]


def _file(desk: Desk, args: Args) -> ProjectFile:
    file = desk.ledger.project_file(desk.project_id(args))
    desk.session.project = str(file.project.id)
    return file


def _details(file: ProjectFile) -> dict[str, str]:
    return {"client": file.client.name, "project": file.project.name, "contractor": file.contractor.name}
