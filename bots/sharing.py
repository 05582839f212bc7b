"""What is said about several contractors on a job, as commands. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from bots.commands import Step, command, reply
from bots.intents import partners
from bots.known import Known
from bots.naming import with_project


def _added(meant: partners.ContractorAdded, _known: Known) -> tuple[Step, ...]:
    if meant.name is None:
        return (reply("contractor.name", expects={"what": "contractor_name"}),)
    said = {name: value for name, value in asdict(meant.facts).items() if value} if meant.facts else None
    return (command("contractor.add", name=meant.name, **({"facts": said} if said else {})),)


def _done_by(meant: partners.DoneBy, known: Known) -> tuple[Step, ...]:
    if known.plan is not None:
        return (reply("terms.after_setup"), command("plan.again"))
    ask = command("contractor.ask", parts=list(meant.parts), who=meant.who)
    return with_project(
        known,
        lambda project: (command(ask.do, **{**ask.args, "project": str(project.id)}),),
        ask,
    )


def _deposit_to(meant: partners.DepositTo, known: Known) -> tuple[Step, ...]:
    if known.plan is not None:
        return (reply("terms.after_setup"), command("plan.again"))
    ask = command("contractor.deposit_ask", who=meant.who)
    return with_project(known, lambda project: (command(ask.do, **{**ask.args, "project": str(project.id)}),), ask)


def _facts(meant: partners.FactsOfContractor, known: Known) -> tuple[Step, ...]:
    said = {name: value for name, value in asdict(meant.facts).items() if value}
    whose = {"who": meant.who} if meant.who else {"contractor": (known.expects or {})["contractor"]}
    return (command("contractor.facts", **whose, **said),)


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    partners.ContractorAdded: _added,
    partners.ContractorsAsked: lambda _meant, _known: (command("contractor.list"),),
    partners.DoneBy: _done_by,
    partners.DepositTo: _deposit_to,
    partners.FactsOfContractor: _facts,
}
