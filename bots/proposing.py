"""What words about proposals come to: what was said so far, or one that is meant. Pure."""

from collections.abc import Callable, Sequence
from typing import Any

from bots import bank_lines
from bots.commands import Command, Step, command
from bots.intents.line_values import ValueSaid
from bots.intents.proposal_edits import LineSaid
from bots.intents.proposals import OfferTermsSaid, ProposalAsked, ProposalSaid
from bots.known import Known

_SHEETS = (".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".ods", ".numbers")
PAPER = "signed_paper"
_DOES = {
    "proposals": "proposal.list",
    "start": "proposal.start",
    "show": "proposal.show",
    "stands": "proposal.stands",
    "send": "proposal.send",
    "withdraw": "proposal.withdraw",
    "paper": "proposal.paper",
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


def is_offer(meant: object, names: Sequence[str]) -> bool:
    """A file that is called a proposal or a bank's, or can be nothing else: a spreadsheet is no proof of work."""
    if (isinstance(meant, ProposalAsked) and meant.what == "paper") or bank_lines.is_bank_file(meant, names):
        return True
    sheets = [name for name in names if name.casefold().endswith(_SHEETS)]
    return isinstance(meant, ProposalSaid) or bool(names and len(sheets) == len(names))


def file(meant: object, names: Sequence[str]) -> tuple[Step, ...]:
    """The words beside it say whom it is for, and how it is paid."""
    if bank_lines.is_bank_file(meant, names):
        return (command("bankfile.import"),)
    if isinstance(meant, ProposalAsked):
        about = {"about": meant.about} if meant.about else {}
        return (command("proposal.paper", **about),)
    if not isinstance(meant, ProposalSaid):
        return (command("proposal.import", bank="maybe"),)
    said = {"client": meant.client, "job": meant.job, "phone": meant.phone, "email": meant.email}
    conditions = {"conditions": meant.conditions} if meant.conditions else {}
    return (command("proposal.import", **{name: value for name, value in said.items() if value}, **conditions),)


def paper(known: Known, otherwise: tuple[Step, ...]) -> tuple[Step, ...]:
    """What comes without words after "send me the signed paper" is it, and what comes right behind it of one album is
    another page; ``otherwise``: what it is when it comes later.
    """
    later = next(one for one in otherwise if isinstance(one, Command))
    return (command("proposal.paper", proposal=(known.expects or {})["proposal"], otherwise=later.as_action()),)


def asked(meant: ProposalAsked, known: Known) -> tuple[Step, ...]:
    if meant.what == "reason":
        shown = {name: value for name, value in (known.expects or {}).items() if name != "what"}
        return (command("proposal.send", **shown, reason=meant.about),)
    about = {"about": meant.about} if meant.about else {}
    return (command(_DOES[meant.what], **about),)


def line(meant: LineSaid, _known: Known) -> tuple[Step, ...]:
    """A line that is said anew. Figures as text, so that they can be kept in a button."""
    said = {"words": meant.line, "number": meant.number, "new": meant.new, "about": meant.about}
    figures = _figures(meant.value) if meant.value else {}
    kept = {name: told for name, told in {**said, **figures}.items() if told}
    return (command("proposal.line", what=meant.what, **kept),)


def terms(meant: OfferTermsSaid, _known: Known) -> tuple[Step, ...]:
    about = {"about": meant.about} if meant.about else {}
    return (command("proposal.terms", said=dict(meant.said), **about),)


def _figures(value: ValueSaid) -> dict[str, Any]:
    return {
        "amount": "" if value.amount is None else str(value.amount),
        "quantity": "" if value.quantity is None else str(value.quantity),
        "unit": value.unit,
        "each": "" if value.each is None else "one" if value.each else "all",
        "small": value.small,
        "percent": value.percent,
    }


HANDLERS: dict[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    ProposalSaid: written,
    ProposalAsked: asked,
    LineSaid: line,
    OfferTermsSaid: terms,
}
