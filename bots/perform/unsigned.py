"""Before anything is signed there is no job: what is asked of one is answered by how the proposals stand."""

from bots.commands import command, own, reply
from bots.perform.desk import Desk, Replies
from bots.perform.proposals import line_of

_MOST = 4


def instead(desk: Desk) -> Replies:
    """The proposals that may still become jobs, and what makes them one; nothing where there is none."""
    waiting = [
        one for one in desk.ledger.proposals() if one.state in {"draft", "sent", "signed"} and not one.project_id
    ]
    if not waiting or desk.only is not None:
        return []
    choices = [own(one.name, command("proposal.show", proposal=str(one.id))) for one in waiting[:_MOST]]
    lines = tuple(line_of(desk, one) for one in waiting[:_MOST])
    return [reply("project.not_signed", *choices, lines=lines)]
