"""Work that is due on approval: the client is asked for it by a message, and the contractor hears the answer."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.linking import road_of
from bots.perform.deciding import Said, at_desk_as
from bots.perform.desk import Args, Desk, Replies, milestone_meant
from bots.perform.photos import which_milestone
from core.domain.errors import NotFound, OutOfDate, Refusal
from core.domain.ids import MilestoneId, ProjectId
from core.domain.milestone import Milestone
from core.domain.money import Money
from core.domain.terms import Due
from core.domain.text import LONGEST_TEXT, plain_text
from core.ports.ledger import ProjectFile
from core.usecases import approving, terms
from core.usecases.capturing import milestone_of


def set_due(desk: Desk, args: Args) -> Replies:
    """When a part becomes billable."""
    file = desk.ledger.project_file(desk.project_id(args))
    target = milestone_meant(file, args)
    if target is None:
        return [which_milestone(file, "milestone.which_price", "due.set", args)]
    day = _next_day(args.get("day") or "", desk.asked.today(file.project.zone))
    before, after = terms.set_due(desk.ledger, file.project.id, target, Due(on=args["on"], day=day))
    ids = {"project": str(file.project.id), "milestone": str(target)}
    former = before.due.day.isoformat() if before.due.day else ""
    desk.session.remember(do="due.set", on=before.due.on, day=former, **ids)
    told = _told_due(file, after)
    return [replace(told, choices=(option("button.undo", command("undo")),))]


def _next_day(said: str, today: date) -> date | None:
    """Without a year it is the next such day."""
    if not said:
        return None
    if len(said) > len("12-15"):
        return date.fromisoformat(said)
    for year in range(today.year, today.year + 9):
        try:
            day = date.fromisoformat(f"{year}-{said}")
        except ValueError:  # February 29
            continue
        if day >= today:
            return day
    return None


def _told_due(file: ProjectFile, milestone: Milestone) -> Reply:
    codes = {"approval": "due.approval", "completion": "due.completion", "date": "due.date"}
    day = {"day": milestone.due.day} if milestone.due.day else {}
    return Reply(codes[milestone.due.on], {"milestone": milestone.name, "client": file.client.name, **day})


def undo_due(desk: Desk, step: Args) -> Reply:
    project, target = ProjectId(UUID(step["project"])), MilestoneId(UUID(step["milestone"]))
    day = date.fromisoformat(step["day"]) if step["day"] else None
    _, after = terms.set_due(desk.ledger, project, target, Due(on=step["on"], day=day))
    return _told_due(desk.ledger.project_file(project), after)


def ask_client(desk: Desk, project: ProjectId, targets: Sequence[MilestoneId]) -> Replies:
    """For those of them that await it; [] when none does."""
    file = desk.ledger.project_file(project)
    waiting = [one for one in approving.asked_about(file) if one.id in targets]
    return [_asked(desk, file, one) for one in waiting]


def _asked(desk: Desk, file: ProjectFile, milestone: Milestone) -> Reply:
    words = client_ask(file, milestone)
    address = desk.teller.client(file.client.id, words, f"work:{milestone.id}:{desk.key}")
    details = {"milestone": milestone.name, "client": file.client.name}
    if address is None:
        return Reply("work.unreached", details)
    return Reply("work.asked", {**details, "road": road_of(address.channel)})


def client_ask(file: ProjectFile, milestone: Milestone) -> Reply:
    """Bound to what the work is worth now."""
    said = {
        "account": str(milestone.account_id),
        "project": str(milestone.project_id),
        "milestone": str(milestone.id),
        "worth": milestone.scheduled_value.minor,
    }
    return reply(
        "client.work_ask",
        option("button.work_approve", command("work.approve", **said)),
        option("button.work_refuse", command("work.refuse", **said)),
        contractor=file.contractor.name,
        milestone=milestone.name,
        project=file.project.name,
        amount=milestone.scheduled_value,
    )


def approve(said: Said, file: ProjectFile, args: Args) -> Replies:
    """Once: a second yes says so."""
    ledger, target = said.teller.ledger, MilestoneId(UUID(args["milestone"]))
    worth = Money(args["worth"], file.project.currency)
    details = {"contractor": file.contractor.name, "milestone": milestone_of(file, target).name}
    try:
        milestone = approving.approve_work(ledger, said.asked, file.project.id, target, worth)
    except OutOfDate:
        again = client_ask(file, milestone_of(file, target))
        return [again] if milestone_of(file, target).state == "done" else [Reply("client.work_not_yet", details)]
    except Refusal:
        return [Reply("client.work_approved_already", details)]
    if milestone is None:
        return [Reply("client.work_approved_already", details)]
    bill = command("draft.show", project=str(file.project.id), milestone=str(target))
    _tell(said, file, milestone, "told.work_approved", option("button.invoice", bill))
    return [Reply("client.work_approved", details)]


def refuse(said: Said, file: ProjectFile, args: Args) -> Replies:
    """Nothing is decided by it: what is missing is said in words."""
    milestone = milestone_of(file, MilestoneId(UUID(args["milestone"])))
    _tell(said, file, milestone, "told.work_refused")
    return [reply("client.work_refused", contractor=file.contractor.name, milestone=milestone.name)]


def _tell(said: Said, file: ProjectFile, milestone: Milestone, code: str, *choices: Option) -> None:
    text = plain_text(said.words, LONGEST_TEXT)
    told = reply(
        code,
        *choices,
        client=file.client.name,
        milestone=milestone.name,
        project=file.project.name,
        road=road_of(said.channel),
        words=reply("told.change_words", text=text) if text else NOTHING,
    )
    said.teller.members(told, f"{code}:{milestone.id}:{said.key}")


VERDICTS: dict[str, Callable[[Said, ProjectFile, Args], Replies]] = {"work.approve": approve, "work.refuse": refuse}


def decided(said: Said, do: str, args: Args) -> Replies:
    """A tap, by the client whose job it is; anybody else's is none of theirs."""
    try:
        file = said.teller.ledger.project_file(ProjectId(UUID(args["project"])))
    except NotFound:
        return [reply("tap.stale")]
    people = said.teller.turn.who(said.channel, said.address)
    if all((one.account_id, one.client_id) != (file.project.account_id, file.client.id) for one in people):
        return [reply("tap.stale")]
    return VERDICTS[do](said, file, args)


def at_desk(do: str) -> Callable[[Desk, Args], Replies]:
    """For a client who runs a firm of their own."""
    return at_desk_as(decided, do)
