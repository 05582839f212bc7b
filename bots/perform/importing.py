"""Files that are proposals: remembered until they are read, which a job does."""

from collections.abc import Mapping
from typing import Any

from bots.commands import reply
from bots.perform.desk import Args, Desk, Replies
from core.ports.outbox import Job

_MOST_WAITING = 20


def take(desk: Desk, args: Args) -> Replies:
    """Each file is one proposal; ``args`` are what was said of it."""
    waiting = _waiting_for(desk, args)
    desk.session.imports = [*desk.session.imports, *waiting][-_MOST_WAITING:]
    for one in waiting:
        _read_soon(desk, one["id"])
    return [reply("proposal.reading", n=len(waiting))]


def again(desk: Desk, args: Args) -> Replies:
    """With what was asked for: the file is read once more. A file that is no longer remembered is asked for again."""
    known = next((one for one in desk.session.imports if one["id"] == args["import"]), None)
    if known is None:
        return [reply("proposal.ask_lines", expects={"what": "proposal_lines"})]
    said = {**known["said"], **{name: args[name] for name in ("client", "job", "phone", "email") if args.get(name)}}
    desk.session.imports = [{**one, "said": said} if one is known else one for one in desk.session.imports]
    _read_soon(desk, known["id"])
    return [reply("proposal.reading", n=1)]


def _waiting_for(desk: Desk, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the session remembers of each file until it is read."""
    account = desk.ledger.account()
    return [
        {
            "id": str(desk.asked.new_id()),
            "ref": one.ref,
            "via": one.via or desk.inbound.channel,
            "name": one.file_name,
            "by": desk.inbound.sender,
            "currency": account.currency,
            "language": desk.member.language,
            "said": dict(said),
        }
        for one in desk.inbound.attachments
    ]


def _read_soon(desk: Desk, which: str) -> None:
    args = {
        "account_id": str(desk.ledger.account_id),
        "channel": desk.inbound.channel,
        "address": desk.inbound.where,
        "which": which,
    }
    desk.ledger.enqueue(Job(name="import_estimate", args=args, queue="media"))
