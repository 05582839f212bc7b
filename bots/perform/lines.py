"""Lines added and removed, with the numbers before and after."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from bots.choosing import Named, told_apart
from bots.commands import Reply, command, option, reply
from bots.intents.names import match
from bots.intents.taxing import cost_type_of
from bots.perform.desk import Args, Desk, Replies, milestone_meant
from bots.perform.photos import which_milestone
from core.domain.ids import LineItemId, MilestoneId, ProjectId
from core.domain.milestone import LineItem, Milestone
from core.domain.money import Money
from core.domain.schedule import current_for_proof
from core.ports.ledger import ProjectFile
from core.usecases import changing


def add(desk: Desk, args: Args) -> Replies:
    """Added work on the milestone named, else on the one being drafted, else on the current one."""
    file = desk.ledger.project_file(desk.project_id(args))
    target = target_of(desk, file, args)
    if target is None:
        return [which_milestone(file, "milestone.which_for_line", "line.add", args)]
    price = Money.of(Decimal(args["amount"]), file.project.currency)
    new = changing.NewLine(
        description=args["description"],
        unit_price=price,
        quantity=Decimal(args.get("quantity") or 1),
        cost_type=cost_type_of(args["description"]),
    )
    return [put(desk, file, target, new, "line.added")]


def target_of(desk: Desk, file: ProjectFile, args: Args, *, current: bool = True) -> MilestoneId | None:
    """The part named, else the one being drafted, else (if that will do) the current one. None: it has to be asked."""
    named = milestone_meant(file, args)
    if named or args.get("about"):
        return named
    return being_drafted(desk, file) or (_current(file) if current and not _drafts_several(desk, file) else None)


def put(desk: Desk, file: ProjectFile, target: MilestoneId, new: changing.NewLine, code: str) -> Reply:
    """Adds the line, to be undone, and tells of it."""
    changed = changing.add_line(desk.ledger, desk.asked, file.project.id, target, new)
    ids = {"project": str(file.project.id), "milestone": str(target)}
    desk.session.project = ids["project"]
    desk.session.remember(do="line.added", line=str(changed.line.id), **ids)
    return _told(code, changed, ids)


def find(desk: Desk, args: Args) -> Replies:
    """Which line the words mean; several are one question."""
    project = desk.project_id(args)
    file = desk.ledger.project_file(project)
    places = [(one, line) for one in file.milestones if one.state in {"planned", "done"} for line in one.lines]
    wanted = milestone_meant(file, args)
    shown = being_drafted(desk, file)
    near = [place for place in places if place[0].id == (wanted or shown)]
    likely = _called(near, args["words"]) or ([] if wanted else _called(places, args["words"]))
    if len(likely) == 1:
        return remove(desk, _line_args(file, *likely[0]))
    if not likely:
        return [reply("line.not_found", words=args["words"])]
    named = [Named((one, line), line.description, (one.name, line.amount)) for one, line in likely]
    return [reply("line.which", *told_apart(named, lambda one: command("line.remove", **_line_args(file, *one))))]


def _called(places: Sequence[tuple[Milestone, LineItem]], words: str) -> list[tuple[Milestone, LineItem]]:
    """The one line that is surely meant, else those that may be."""
    found = match(words, tuple(line.description for _, line in places))
    return [places[index] for index in ((found.best,) if found.best is not None else found.candidates)]


def _line_args(file: ProjectFile, milestone: Milestone, line: LineItem) -> dict[str, str]:
    return {"project": str(file.project.id), "milestone": str(milestone.id), "line": str(line.id)}


def remove(desk: Desk, args: Args) -> Replies:
    ids = {"project": args["project"], "milestone": args["milestone"]}
    changed = changing.remove_line(
        desk.ledger,
        desk.asked,
        ProjectId(UUID(args["project"])),
        MilestoneId(UUID(args["milestone"])),
        LineItemId(UUID(args["line"])),
    )
    line = changed.line
    said = {
        "old": str(line.id),
        "description": line.description,
        "amount": str(line.unit_price.decimal),
        "quantity": str(line.quantity),
    }
    desk.session.remember(do="line.removed", **said, **ids)
    return [_told("line.removed", changed, ids)]


def _told(code: str, changed: changing.Changed, ids: dict[str, str]) -> Reply:
    """A line that is there now is what "make that 250" is about."""
    there = {} if code == "line.removed" else {**ids, "line": str(changed.line.id)}
    return reply(
        code,
        option("button.invoice", command("draft.show", **ids)),
        option("button.undo", command("undo", **there)),
        what=changed.line.description,
        amount=changed.line.amount,
        off=-changed.line.amount,
        milestone=changed.after.name,
        before=changed.before.scheduled_value,
        after=changed.after.scheduled_value,
        contract=changed.contract_sum,
    )


def being_drafted(desk: Desk, file: ProjectFile) -> MilestoneId | None:
    """The one part on the draft that was shown last."""
    drafted = _drafted(desk, file)
    return drafted[0] if len(drafted) == 1 else None


def _drafts_several(desk: Desk, file: ProjectFile) -> bool:
    return len(_drafted(desk, file)) > 1


def _drafted(desk: Desk, file: ProjectFile) -> tuple[MilestoneId, ...]:
    shown = desk.session.draft["draft"] if desk.session.draft else None
    return next((one.milestone_ids for one in file.drafts if str(one.id) == shown and one.state == "open"), ())


def _current(file: ProjectFile) -> MilestoneId | None:
    milestone = current_for_proof(file.milestones)
    return milestone.id if milestone else None
