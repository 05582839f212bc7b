"""What words about proposals come to: what was said so far, or one that is meant. Pure."""

from collections.abc import Callable
from typing import Any

from bots.commands import Step, command
from bots.intents.proposals import ProposalAsked, ProposalSaid
from bots.known import Known

_DOES = {
    "proposals": "proposal.list",
    "start": "proposal.start",
    "send": "proposal.send",
    "withdraw": "proposal.withdraw",
}


def written(meant: ProposalSaid, known: Known) -> tuple[Step, ...]:
    """An answer completes what was said before the question."""
    said: dict[str, Any] = {
        "client": meant.client,
        "job": meant.job,
        "phone": meant.phone,
        "email": meant.email,
        "lines": meant.lines,
        "conditions": meant.conditions,
    }
    said = {name: value for name, value in said.items() if value}
    if known.awaited in {"proposal_lines", "proposal_client"}:
        before = {name: value for name, value in (known.expects or {}).items() if name != "what"}
        conditions = {**before.get("conditions", {}), **said.get("conditions", {})}
        said = {**before, **said, **({"conditions": conditions} if conditions else {})}
    return (command("proposal.write", **said),)


def asked(meant: ProposalAsked, _known: Known) -> tuple[Step, ...]:
    about = {"about": meant.about} if meant.about else {}
    return (command(_DOES[meant.what], **about),)


HANDLERS: dict[type, Callable[[Any, Known], tuple[Step, ...]]] = {ProposalSaid: written, ProposalAsked: asked}
