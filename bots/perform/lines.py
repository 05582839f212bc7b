"""Lines added and removed, with the numbers before and after; and undo."""

from decimal import Decimal
from uuid import UUID

from bots.commands import Reply, command, option, own, reply
from bots.intents.names import match
from bots.perform.desk import Args, Desk, Replies, milestone_id
from bots.perform.photos import which_milestone
from core.domain.errors import Refusal
from core.domain.ids import InvoiceId, LineItemId, MilestoneId, PaymentId, ProjectId, ProofId
from core.domain.milestone import LineItem, Milestone
from core.domain.money import Money
from core.domain.schedule import current_for_proof
from core.ports.ledger import ProjectFile
from core.usecases import billing, changing, collecting
from core.usecases.capturing import milestone_of, place_proofs, withdraw_proofs


def add(desk: Desk, args: Args) -> Replies:
    """Added work on the milestone named, else on the one being drafted, else on the current one."""
    project = desk.project_id(args)
    file = desk.ledger.project_file(project)
    target = milestone_id(args) or _being_drafted(desk, file) or _current(file)
    if target is None:
        return [which_milestone(file, "milestone.which_for_line", "line.add", args)]
    price = Money.of(Decimal(args["amount"]), file.project.currency)
    new = changing.NewLine(
        description=args["description"], unit_price=price, quantity=Decimal(args.get("quantity") or 1)
    )
    changed = changing.add_line(desk.ledger, desk.asked, project, target, new)
    ids = {"project": str(project), "milestone": str(target)}
    desk.session.project = str(project)
    desk.session.remember(do="line.added", line=str(changed.line.id), **ids)
    return [_told("line.added", changed, ids)]


def find(desk: Desk, args: Args) -> Replies:
    """Which line the words mean; several are one question."""
    project = desk.project_id(args)
    file = desk.ledger.project_file(project)
    wanted = milestone_id(args) or _being_drafted(desk, file)
    places = [
        (one, line)
        for one in file.milestones
        if one.state in {"planned", "done"} and wanted in (None, one.id)
        for line in one.lines
    ]
    names = tuple(line.description for _, line in places)
    found = match(args["words"], names)
    if found.best is not None:
        return remove(desk, _line_args(file, *places[found.best]))
    likely = [places[index] for index in found.candidates][:8]
    if not likely:
        return [reply("line.not_found", words=args["words"])]
    options = (own(line.description, command("line.remove", **_line_args(file, one, line))) for one, line in likely)
    return [reply("line.which", *options)]


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
    said = {"description": line.description, "amount": str(line.unit_price.decimal), "quantity": str(line.quantity)}
    desk.session.remember(do="line.removed", **said, **ids)
    return [_told("line.removed", changed, ids)]


def _told(code: str, changed: changing.Changed, ids: dict[str, str]) -> Reply:
    return reply(
        code,
        option("button.invoice", command("draft.show", **ids)),
        option("button.undo", command("undo")),
        what=changed.line.description,
        amount=changed.line.amount,
        milestone=changed.after.name,
        before=changed.before.scheduled_value,
        after=changed.after.scheduled_value,
        contract=changed.contract_sum,
    )


def _being_drafted(desk: Desk, file: ProjectFile) -> MilestoneId | None:
    if not desk.session.draft:
        return None
    shown = desk.session.draft["draft"]
    drafts = (one for one in file.drafts if str(one.id) == shown and one.state == "open")
    return next((one.milestone_ids[0] for one in drafts), None)


def _current(file: ProjectFile) -> MilestoneId | None:
    milestone = current_for_proof(file.milestones)
    return milestone.id if milestone else None


# --- undo ----------------------------------------------------------------------------------------------------------


def undo(desk: Desk, _args: Args) -> Replies:
    """Takes back the last thing that can be; what is issued or sent cannot."""
    if not desk.session.undo:
        return [reply("undo.nothing")]
    step = desk.session.undo[-1]
    desk.session.undo = desk.session.undo[:-1]
    return [_UNDO[step["do"]](desk, step)]


def _undo_photos(desk: Desk, step: Args) -> Reply:
    withdrawn = withdraw_proofs(desk.ledger, [ProofId(UUID(one)) for one in step["proofs"]])
    return reply("undo.photos", n=len(withdrawn)) if withdrawn else reply("photos.already_invoiced")


def _undo_move(desk: Desk, step: Args) -> Reply:
    project = ProjectId(UUID(step["project"]))
    back = 0
    for proof, milestone in step["places"].items():
        if milestone:
            ids = [ProofId(UUID(proof))]
            back += len(place_proofs(desk.ledger, ids, project, MilestoneId(UUID(milestone))))
    return reply("undo.moved", n=back)


def _undo_added(desk: Desk, step: Args) -> Reply:
    remembered = list(desk.session.undo)
    told = remove(desk, step)[0]
    desk.session.undo = remembered
    return told


def _undo_removed(desk: Desk, step: Args) -> Reply:
    remembered = list(desk.session.undo)
    told = add(desk, step)[0]
    desk.session.undo = remembered
    return told


def _undo_finished(desk: Desk, step: Args) -> Reply:
    project = ProjectId(UUID(step["project"]))
    target = MilestoneId(UUID(step["milestone"]))
    if milestone_of(desk.ledger.project_file(project), target).state != "done":
        return reply("undo.nothing")
    milestone = billing.reopen_milestone(desk.ledger, project, target)
    return reply("undo.finished", milestone=milestone.name)


def _undo_paid(desk: Desk, step: Args) -> Reply:
    payment, invoice = PaymentId(UUID(step["payment"])), InvoiceId(UUID(step["invoice"]))
    try:
        told = collecting.reverse_by_hand(desk.ledger, payment, invoice)
    except Refusal:
        return reply("undo.nothing")
    return reply("undo.paid", amount=told.payment.amount, number=told.invoice.number, balance=told.balance)


_UNDO = {
    "photos.taken": _undo_photos,
    "photos.moved": _undo_move,
    "line.added": _undo_added,
    "line.removed": _undo_removed,
    "milestone.finished": _undo_finished,
    "payment.recorded": _undo_paid,
}
