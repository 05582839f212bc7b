"""What is said about who may write to us, from where and in which language, as commands."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from bots.commands import Command, Step, command, reply
from bots.intents import intent, reach
from bots.intents.client_language import ClientLanguage
from bots.intents.names import sounds_like_a_job
from bots.known import Known
from bots.naming import with_project
from core.usecases.views import ProjectSummary


def _contact(meant: intent.ClientContact, known: Known) -> tuple[Step, ...]:
    reached = {"phone": meant.phone, "email": meant.email}
    said = {name: value for name, value in reached.items() if value}
    if known.plan is not None:
        job = bool(meant.name) and not known.plan.get("name") and sounds_like_a_job(meant.name or "")
        named = {"name" if job else "client": meant.name} if meant.name else {}
        return (command("plan.add", plan={**said, **named}),)
    contact = command("client.contact", name=meant.name, **said)
    if meant.name:
        return (contact,) if known.projects else (reply("project.none_yet", expects={"what": "new_job"}),)

    def at(project: ProjectSummary) -> tuple[Step, ...]:
        return (Command(contact.do, {**contact.args, "project": str(project.id)}),)

    return with_project(known, at, contact)


def _language(meant: ClientLanguage, known: Known) -> tuple[Step, ...]:
    """Of the client of a job that is being set up, before there is one."""
    if known.plan is not None:
        return (command("plan.add", plan={"language": meant.language}),)
    return (command("client.language", name=meant.about, language=meant.language),)


def _facts(meant: intent.BusinessFacts, _known: Known) -> tuple[Step, ...]:
    said = {name: value for name, value in asdict(meant).items() if value}
    contact = {"contact": meant.email or meant.phone} if meant.email or meant.phone else {}
    return (command("business.facts", **said, **contact),)


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    intent.BusinessFacts: _facts,
    intent.ClientContact: _contact,
    ClientLanguage: _language,
    reach.InviteCrew: lambda meant, _: (command("invite.crew", name=meant.name, role=meant.role, said=meant.said),),
    reach.CrewAsked: lambda _meant, _known: (command("crew.list"),),
    reach.RemoveCrew: lambda meant, _: (command("crew.remove", name=meant.name),),
    reach.LinkClient: lambda meant, _: (command("invite.client", name=meant.name),),
    reach.AddAddress: lambda _meant, _known: (command("address.add"),),
    reach.AddressesAsked: lambda _meant, _known: (command("address.list"),),
    reach.RemoveAddress: lambda meant, _: (command("address.remove", which=meant.which),),
}
