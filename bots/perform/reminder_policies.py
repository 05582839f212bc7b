"""On which days clients are reminded: shown before it holds, for all of a contractor's, for one client, or one job."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, reply
from bots.intents.names import match
from bots.perform.desk import Args, Desk, Replies
from bots.perform.people import people
from core.domain.ids import ClientId, ContractorId, InvoiceId, ProjectId
from core.domain.reminder import BY_HAND, DAYS, policy_of, steps
from core.ports.ledger import ProjectFile
from core.usecases import counting, reminding
from core.usecases.reminding import PolicyOf

Days = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Whose:
    """What it is about, with what holds for it now, and what would if nothing were said of it."""

    what: PolicyOf
    id: ContractorId | ClientId | ProjectId
    name: str
    now: Days
    without: Days


def ask(desk: Desk, args: Args) -> Replies:
    """As it would be; a tap makes it so."""
    whose = _whose(desk, args)
    if isinstance(whose, Reply):
        return [whose]
    days = _wanted(args, whose)
    shown = whose.without if days is None else days
    made: dict[str, Any] = {
        "of": whose.what,
        "id": str(whose.id),
        "days": None if days is None else list(days),
        "name": whose.name,
    }
    choices = [option("button.policy_from_now", command("reminders.policy_set", **made))]
    still = sum(1 for _ in _open(desk, whose.what, str(whose.id), shown))
    if still:
        choices.append(option("button.policy_open_too", command("reminders.policy_set", **made, open=True), n=still))
    choices.append(option("button.leave", command("menu.back")))
    code = "reminders.policy_all" if whose.what == "contractor" else "reminders.policy_of"
    return [reply(code, *choices, name=whose.name, lines=when(shown), but=_but(desk, whose))]


def set_(desk: Desk, args: Args) -> Replies:
    """For what goes out from now on; for what is open too where that was tapped."""
    days = None if args.get("days") is None else tuple(args["days"])
    reminding.set_days(desk.ledger, days, of=ProjectId(UUID(args["id"])), what=args["of"])
    found = _open(desk, args["of"], args["id"], None) if args.get("open") else iter(())
    anew = [number for number, invoice in found if reminding.plan_anew(desk.ledger, desk.asked, invoice)]
    shown = _now(desk, args["of"], args["id"])
    also = reply("reminders.policy_also", numbers=", ".join(anew)) if anew else NOTHING
    name = args["name"]
    code = "reminders.policy_set" if args["of"] == "contractor" else "reminders.policy_set_of"
    return [reply(code, name=name, lines=when(shown), also=also)]


def when(days: Days) -> tuple[Reply, ...]:
    """A line each: before, on the day, after, and when the contractor is asked."""
    if not days:
        return (reply("reminders.when_hand"),)
    before, after = sorted(-one for one in days if one < 0)[::-1], [one for one in days if one > 0]
    return tuple(
        line
        for there, line in (
            (before, reply("reminders.when_before", n=sum(before), days=_listed(before))),
            (0 in days, reply("reminders.when_due")),
            (after, reply("reminders.when_after", n=sum(after), days=_listed(after))),
            (True, reply("reminders.when_ask", n=steps(days)["ask"])),
        )
        if there
    )


def _listed(days: list[int]) -> str:
    return ", ".join(map(str, days))


def _wanted(args: Args, whose: _Whose) -> Days | None:
    """None: what holds without a word of it. DoesNotAddUp as ``policy_of``."""
    if args["what"] == "usual":
        return None
    kept = {
        "days": args.get("days") or (),
        "by_hand": BY_HAND,
        "not_before": [one for one in whose.now if one >= 0],
        "not_after": [one for one in whose.now if one <= 0],
    }
    return policy_of(kept[args["what"]])


def _whose(desk: Desk, args: Args) -> _Whose | Reply:
    """The contractor's where nobody is named; else the client, or the job, that the words mean."""
    if args.get("client"):
        return _of_client(desk, ClientId(UUID(args["client"])))
    about = args.get("about")
    if not about:
        return _of_contractor(desk)
    clients, jobs = desk.ledger.clients(), desk.ledger.projects()
    found = match(about, tuple(one.name for one in clients))
    if found.best is not None:
        return _of_client(desk, clients[found.best].id)
    job = match(about, tuple(one.name for one in jobs))
    if job.best is not None:
        return _of_job(desk, jobs[job.best].id)
    likely = [clients[place] for place in found.candidates]
    if likely:
        said = {name: value for name, value in args.items() if name != "about"}
        options = people(likely, lambda one: command("reminders.policy", **said, client=str(one.id)))
        return reply("reminders.policy_which", *options)
    return reply("reminders.policy_nobody", name=about)


def _of_contractor(desk: Desk) -> _Whose:
    mine = desk.ledger.contractor(desk.member.contractor_id)
    return _Whose("contractor", mine.id, mine.name, DAYS if mine.reminders is None else mine.reminders, DAYS)


def _of_client(desk: Desk, client_id: ClientId) -> _Whose:
    client, ours = desk.ledger.client(client_id), _of_contractor(desk).now
    return _Whose("client", client_id, client.name, ours if client.reminders is None else client.reminders, ours)


def _of_job(desk: Desk, project_id: ProjectId) -> _Whose:
    file = desk.file(project_id)
    without = _of_client(desk, file.client.id).now
    return _Whose("project", project_id, file.project.name, reminding.days_for(file), without)


def _now(desk: Desk, what: PolicyOf, which: str) -> Days:
    if what == "contractor":
        return _of_contractor(desk).now
    of = UUID(which)
    return (_of_client(desk, ClientId(of)) if what == "client" else _of_job(desk, ProjectId(of))).now


def _open(desk: Desk, what: PolicyOf, which: str, other_than: Days | None) -> Iterator[tuple[str, InvoiceId]]:
    """Those that are out and not paid, whose plan is another."""
    for project in desk.ledger.projects():
        file = desk.file(project.id)
        for invoice in file.invoices:
            plan = desk.ledger.reminder_plan(invoice.id)
            mine = which in {str(invoice.contractor_id), str(file.client.id), str(project.id)}
            if plan and plan.days != other_than and mine and counting.balance_of(file, invoice):
                if what == "contractor" and _own(file):
                    continue
                yield invoice.number, invoice.id


def _own(file: ProjectFile) -> bool:
    """Whether the job or its client has a policy of its own."""
    return file.project.reminders is not None or file.client.reminders is not None


def _but(desk: Desk, whose: _Whose) -> Reply:
    """Whoever keeps a policy of their own, when it is about everybody."""
    if whose.what != "contractor":
        return NOTHING
    jobs = [one.name for one in desk.ledger.projects() if one.reminders is not None]
    names = [one.name for one in desk.ledger.clients() if one.reminders is not None]
    return reply("reminders.policy_but", names=", ".join([*names, *jobs])) if names or jobs else NOTHING


PERFORMERS: Mapping[str, Callable[[Desk, Args], Replies]] = {"reminders.policy": ask, "reminders.policy_set": set_}
