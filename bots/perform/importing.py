"""Files that are proposals, or a bank's: remembered until they are read, which a job does."""

from collections.abc import Mapping, Sequence
from typing import Any

from bots.commands import reply
from bots.perform.desk import Args, Desk, Replies
from core.ports.messaging import Attachment
from core.ports.outbox import Job

_MOST_WAITING = 20


def take(desk: Desk, args: Args, files: Sequence[Mapping[str, str]] = ()) -> Replies:
    """Each file is one proposal; ``args`` are what was said of it. ``bank``: it may be a bank's ("maybe"). ``files``:
    (ref, via, name), those of another message than this.
    """
    waiting = _waiting_for(desk, args, files or [as_file(desk, one) for one in desk.inbound.attachments])
    desk.session.imports = [*desk.session.imports, *waiting][-_MOST_WAITING:]
    for one in waiting:
        _read_soon(desk, one["id"])
    return [reply("proposal.reading", n=len(waiting))]


def take_bank(desk: Desk, args: Args) -> Replies:
    """It was called a bank's, or looks like one by its name."""
    return take(desk, {**args, "bank": "yes"})


def again(desk: Desk, args: Args) -> Replies:
    """With what was asked for: the file is read once more. A file that is no longer remembered is asked for again."""
    said = {name: args[name] for name in ("client", "job", "phone", "email") if args.get(name)}
    return _again(desk, args, said) or [reply("proposal.ask_lines", expects={"what": "proposal_lines"})]


def again_bank(desk: Desk, args: Args) -> Replies:
    """What the file is, or how its days stand, was said by a tap."""
    said = {name: args[name] for name in ("bank", "dates") if args.get(name)}
    return _again(desk, args, said) or [reply("bankfile.send_again")]


def _again(desk: Desk, args: Args, more: Mapping[str, Any]) -> Replies:
    known = next((one for one in desk.session.imports if one["id"] == args["import"]), None)
    if known is None:
        return []
    said = {**known["said"], **more}
    desk.session.imports = [{**one, "said": said} if one is known else one for one in desk.session.imports]
    _read_soon(desk, known["id"])
    return [reply("proposal.reading", n=1)]


def as_file(desk: Desk, one: Attachment) -> dict[str, str]:
    return {"ref": one.ref, "via": one.via or desk.inbound.channel, "name": one.file_name}


def _waiting_for(desk: Desk, said: Mapping[str, Any], files: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """What the session remembers of each file until it is read."""
    account = desk.ledger.account()
    return [
        {
            "id": str(desk.asked.new_id()),
            **one,
            "by": desk.inbound.sender,
            "currency": account.currency,
            "language": desk.member.language,
            "said": dict(said),
        }
        for one in files
    ]


def _read_soon(desk: Desk, which: str) -> None:
    args = {
        "account_id": str(desk.ledger.account_id),
        "channel": desk.inbound.channel,
        "address": desk.inbound.where,
        "which": which,
    }
    desk.ledger.enqueue(Job(name="import_estimate", args=args, queue="media"))
