"""Files as proof: taken at once, placed, moved; one reply for what came together."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from bots import choosing
from bots.commands import Command, Reply, command, option, own, reply
from bots.counting import counted
from bots.naming import beyond
from bots.perform import waiting
from bots.perform.desk import Args, Desk, Replies, milestone_id, milestone_meant
from bots.perform.places import note_sent
from core.domain.ids import MilestoneId, ProjectId, ProofId
from core.domain.milestone import Milestone
from core.domain.schedule import current_for_proof
from core.ports.ledger import ProjectFile
from core.ports.outbox import Job
from core.usecases import billing
from core.usecases.capturing import Arrival, milestone_of, on_no_part, place_proofs, take_attachments

BATCH_SECONDS = 25


def take(desk: Desk, args: Args) -> Replies:
    """Files are proofs from now on; what is said about them waits until the whole album is in."""
    batch = _open_batch(desk)
    if batch and not desk.inbound.text.strip():
        args = batch["args"]
    earlier = list(batch["ids"]) if batch and desk.inbound.text.strip() else []
    batch = batch or {
        "id": str(desk.asked.new_id()),
        "album": desk.inbound.album,
        "by": desk.inbound.sender,
        "where": desk.inbound.where,
        "ids": [],
    }
    project = ProjectId(UUID(args["project"])) if args.get("project") else None
    milestone, told = _target(desk, project, milestone_id(args))
    placed = None if args.get("ask") in {"milestone", "payment"} else milestone
    proofs = take_attachments(
        desk.ledger, desk.asked, _arrival(desk, batch["id"], args), project, placed.id if placed else None
    )
    if earlier and project and placed:
        place_proofs(desk.ledger, [ProofId(UUID(one)) for one in earlier], project, placed.id)
    batch["args"] = {name: value for name, value in args.items() if value}
    batch["at"] = desk.asked.now.timestamp()
    batch["billed"] = told or batch.get("billed")
    batch["ids"] = [*batch["ids"], *(str(proof.id) for proof in proofs)]
    desk.session.put_batch(batch)
    desk.session.last_proofs = list(batch["ids"])
    note_sent(desk, [str(proof.id) for proof in proofs])
    if project:
        desk.session.project = str(project)
    if args.get("done") and project and placed and placed.state == "planned":
        billing.finish_milestone(desk.ledger, project, placed.id)
        batch["finished"] = {"project": str(project), "milestone": str(placed.id)}
    _report_later(desk, batch["id"])
    return []


def _arrival(desk: Desk, batch: str, args: Args) -> Arrival:
    return Arrival(
        channel=desk.inbound.channel,
        sent_by=desk.member.id,
        attachments=desk.inbound.attachments,
        caption="" if args.get("uncaptioned") else desk.inbound.text.strip(),
        received_at=desk.asked.now,
        batch=batch,
    )


def _target(desk: Desk, project: ProjectId | None, named: MilestoneId | None) -> tuple[Milestone | None, str | None]:
    """The milestone named, unless it is billed already: then the next one, and the contractor is told which was."""
    if project is None:
        return None, None
    file = desk.file(project, lock=True)  # which taking them in needs anyway: so it is read once
    wanted = milestone_of(file, named) if named else None
    if wanted and wanted.state in {"planned", "done"}:
        return wanted, None
    return current_for_proof(file.milestones), wanted.name if wanted else None


def _open_batch(desk: Desk) -> dict[str, Any] | None:
    """The batch these files belong to: the same album, wherever its caption is, or wordless files soon after."""
    found = (one for one in desk.session.batches() if _belongs(desk, one))
    return dict(next(found, {})) or None


def _belongs(desk: Desk, batch: dict[str, Any]) -> bool:
    """In a group several people send at once: what comes together is from one of them, and in one thread."""
    if batch.get("by", desk.inbound.sender) != desk.inbound.sender:
        return False
    said_at = batch.get("where", desk.inbound.where)
    if said_at != desk.inbound.where and _now_at(desk, said_at) != desk.inbound.where:
        return False
    same_album = bool(desk.inbound.album) and batch.get("album") == desk.inbound.album
    fresh = desk.asked.now.timestamp() - batch["at"] < BATCH_SECONDS
    other_album = desk.inbound.album and batch.get("album") and not same_album
    return same_album or (batch is desk.session.batch and fresh and not desk.inbound.text.strip() and not other_album)


def _now_at(desk: Desk, place: str) -> str:
    """A group may have grown while its album came."""
    return desk.teller.turn.whereabouts.now(desk.inbound.channel, place)


def _report_later(desk: Desk, batch: str) -> None:
    args = {
        "account_id": str(desk.ledger.account_id),
        "channel": desk.inbound.channel,
        "address": desk.inbound.where,
        "batch": batch,
    }
    line = f"{desk.inbound.channel}:{desk.inbound.where}"
    pause = timedelta(seconds=desk.album_pause_seconds)
    desk.ledger.enqueue(
        Job(name="report_batch", args=args, queue="chat", lock=line, unique=f"report:{batch}", delay=pause)
    )


def invoice_of(project: str, milestone: str) -> Command:
    """What "Invoice" below files means: their part, or the next one once that is billed."""
    return command("draft.show", project=project, milestone=milestone, or_next=True)


def move(desk: Desk, args: Args) -> Replies:
    """The files sent last, those that are named, or all that are on none, go to another milestone."""
    project = desk.project_id(args)
    if args.get("on_no_part"):
        args = {**args, "on_no_part": None, "proofs": [str(one.id) for one in on_no_part(desk.ledger.proofs(project))]}
    proofs = [ProofId(UUID(one)) for one in args.get("proofs") or desk.session.last_proofs]
    proofs = [one for one in proofs if desk.sees(one)]
    if not proofs:
        return [reply("photos.none_to_move")]
    file = desk.file(project)
    target = milestone_meant(file, args)
    if target is None:
        return [
            which_milestone(file, "photos.move_where", "photos.move", {**args, "proofs": [str(one) for one in proofs]})
        ]
    before = {one.id: one.milestone_id for one in desk.ledger.proofs(project)}
    if milestone_of(file, target).state not in {"planned", "done"}:
        return [_too_late(desk, file, target, proofs)]
    placed = place_proofs(desk.ledger, proofs, project, target)
    desk.session.project = str(project)
    if not placed:
        return [reply("photos.already_invoiced")]
    undo = {str(one.id): str(before.get(one.id) or "") for one in placed}
    desk.session.remember(do="photos.moved", project=str(project), places=undo)
    if args.get("billing"):
        return perform_again(desk, "draft.show", project=str(project), milestones=args["billing"])
    name, desk.about = milestone_of(file, target).name, str(target)
    return [
        reply(
            "photos.moved",
            option("button.invoice", invoice_of(str(project), str(target))),
            option("button.undo", command("undo")),
            what=counted(one.kind for one in placed),
            milestone=name,
        )
    ]


def _too_late(desk: Desk, file: ProjectFile, target: MilestoneId, ids: list[ProofId]) -> Reply:
    """The part is billed, and takes no more: what is open still, or that they stay with the job."""
    found = [one for one in map(desk.ledger.proof, ids) if one.state in {"arriving", "kept"}]
    if not found or any(one.invoice_id for one in found):
        return reply("photos.already_invoiced")
    choices = waiting.places(file, found)
    if not choices:
        place_proofs(desk.ledger, [one.id for one in found if one.project_id is None], file.project.id, None)
    code = "photos.part_billed" if choices else "photos.part_billed_all"
    what, name = counted(one.kind for one in found), milestone_of(file, target).name
    return reply(code, *choices, milestone=name, n=len(found), what=what, project=file.project.name)


def _with_job(desk: Desk, file: ProjectFile, ids: list[ProofId]) -> Reply:
    """None of its parts takes them any more, yet it is said whose they are: a part that comes later finds them."""
    kept = [one for one in place_proofs(desk.ledger, ids, file.project.id, None) if one.state != "duplicate"]
    if not kept:
        return reply("milestone.all_billed", project=file.project.name)
    desk.session.project = str(file.project.id)
    return reply("photos.kept_all_billed", what=counted(one.kind for one in kept), project=file.project.name)


def place(desk: Desk, args: Args) -> Replies:
    """Files that waited for their job go where its next photos would go, or where their caption says."""
    project = desk.project_id(args)
    file = desk.file(project)
    next_one = current_for_proof(file.milestones)
    about = beyond(args.get("about") or "", file.project.name)
    target = milestone_meant(file, {**args, "about": about}) or (next_one.id if next_one else None)
    if target is None:
        return [_with_job(desk, file, [ProofId(UUID(one)) for one in args.get("proofs") or []])]
    told = move(desk, {"project": str(project), "milestone": str(target), "proofs": args.get("proofs") or []})
    if args.get("done") and told[0].code == "photos.moved":
        return perform_again(desk, "draft.show", project=str(project), milestone=str(target), done=True)
    return told


def perform_again(desk: Desk, do: str, **args: Any) -> Replies:
    """Another command, at once."""
    from bots.perform import perform

    return perform(desk, command(do, **args))


def ask(desk: Desk, _args: Args) -> Replies:
    """The question about the files sent last, asked again with the same choices."""
    proofs = desk.session.last_proofs
    first = desk.ledger.proof(ProofId(UUID(proofs[0]))) if proofs else None
    if first is None or not desk.known.projects:
        return [reply("photos.none_to_move")]
    if first.project_id:
        args = {"proofs": proofs}
        return [which_milestone(desk.file(first.project_id), "photos.move_where", "photos.move", args)]
    asked = desk.buttons() if any(one.action["do"] == "photos.place" for one in desk.buttons()) else ()
    same = tuple(own(one.label, Command.from_action(one.action)) for one in asked)
    options = same or choosing.jobs(
        desk.known.projects, lambda one: command("photos.place", project=str(one.id), proofs=proofs)
    )
    sent = [desk.ledger.proof(ProofId(UUID(one))).kind for one in proofs]
    many = {"n": len(sent), "what": counted(sent)}
    return [Reply("photos.which_job", many, tuple(options), {"what": "place", "proofs": proofs})]


def which_milestone(file: ProjectFile, code: str, do: str, args: Args) -> Reply:
    """One question, answered by a tap."""
    rest = {name: value for name, value in args.items() if name not in {"project", "milestone"}}
    open_ones = [one for one in file.milestones if one.state in {"planned", "done"}]
    project = str(file.project.id)
    options = choosing.parts(open_ones, lambda one: command(do, project=project, milestone=str(one.id), **rest))
    return reply(code if options else "milestone.all_billed", *options, project=file.project.name)
