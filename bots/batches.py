"""The one reply for files that came together: what is on which milestone, what was known, what could not be used."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bots import choosing, uploads
from bots.commands import Command, Reply, command, option, refused, reply
from bots.conversation import Conversations
from bots.counting import counted
from bots.known import Session
from bots.perform import evidence, perform
from bots.perform.desk import Desk
from bots.perform.photos import invoice_of
from core.domain.errors import Refusal
from core.domain.ids import AccountId, InvoiceId, MilestoneId, ProjectId, ProofId
from core.domain.proof import Proof
from core.ports.ledger import ProjectFile
from core.ports.messaging import Inbound
from core.ports.outbox import Job
from core.usecases.capturing import milestone_of
from core.usecases.views import Who
from storage.database import Database
from storage.turns import Turn

PATIENCE_SECONDS = 20
AGAIN = timedelta(seconds=1)
LATER = timedelta(seconds=15)
# So long a slow upload may be on its way; later files are of what was done since.
JUST_SENT = timedelta(seconds=60)


def report(
    database: Database, conversations: Conversations, account_id: str, here: tuple[str, str], batch_id: str
) -> None:
    """Waits (by trying again) while files are still on their way; nobody is told twice of the same file."""
    with database.turns.begin() as turn:
        session = Session.from_json(turn.session(*here))
        batch = next((one for one in session.batches() if one["id"] == batch_id), None)
        if batch is None:
            now = turn.whereabouts.now(*here)
            if now != here[1]:  # the group grew meanwhile, and its dialogue with it
                _again(turn, AccountId(UUID(account_id)), (here[0], now), batch_id, timedelta(0))
            return
        account = AccountId(UUID(account_id))
        proofs = _proofs(turn, account, batch)
        arriving = [one for one in proofs if one.state == "arriving"]
        age = turn.received_at.timestamp() - batch["at"]
        pause = conversations.settings.album_pause_seconds
        lines = [f"{here[0]}:{one}" for one in {here[1], batch.get("by", here[1])}]
        coming = bool(arriving) or turn.more_waits(lines)  # of the same album, perhaps
        if age < pause or (coming and age < PATIENCE_SECONDS):
            _again(turn, account, here, batch_id, AGAIN)
            return
        desk = _desk(conversations, turn, account, here, session, batch)
        told = set(batch.get("told", []))
        fresh = [one for one in proofs if str(one.id) not in told and one.state != "arriving"]
        replies = _replies(desk, batch, fresh, len(arriving))
        if arriving:
            batch = {**batch, "told": [*told, *(str(one.id) for one in fresh)], "waited": True}
            session.put_batch(batch)
            _again(turn, account, here, batch_id, LATER)
        else:
            session.drop_batch(batch_id)
        conversations.speak(desk, replies)
        turn.save_session(*here, session.as_json(), account_id=account)


def _proofs(turn: Turn, account: AccountId, batch: dict[str, Any]) -> list[Proof]:
    ledger = turn.ledger(account)
    return [ledger.proof(ProofId(UUID(one))) for one in batch["ids"]]


def _again(turn: Turn, account: AccountId, here: tuple[str, str], batch: str, delay: timedelta) -> None:
    args = {"account_id": str(account), "channel": here[0], "address": here[1], "batch": batch}
    turn.ledger(account).enqueue(
        Job(
            name="report_batch",
            args=args,
            queue="chat",
            lock=f"{here[0]}:{here[1]}",
            unique=f"report:{batch}",
            delay=delay,
        )
    )


def _desk(
    conversations: Conversations,
    turn: Turn,
    account: AccountId,
    here: tuple[str, str],
    session: Session,
    batch: dict[str, Any],
) -> Desk:
    """The answer goes where the files were sent, to the member who sent them."""
    (channel, where), by = here, batch.get("by", here[1])
    who = next(one for one in turn.who(channel, by) if one.account_id == account and one.member_id)
    now = turn.received_at
    place = where if where != by else ""
    nothing = Inbound(channel=channel, external_id="", sender=by, place=place, sent_at=now)
    return conversations.desk(turn, nothing, who, session, f"batch:{batch['id']}:{now.timestamp()}")


def _replies(desk: Desk, batch: dict[str, Any], proofs: list[Proof], arriving: int) -> list[Reply]:
    safe = [one for one in proofs if one.state == "kept"]
    kept = [one for one in safe if one.invoice_id is None]
    if kept:
        ids = [str(one.id) for one in kept]
        desk.session.remember(do="photos.taken", proofs=ids, finished=batch.get("finished"))
        desk.session.last_proofs = ids
    parts = [*_went_out(desk, safe), *_placed(desk, batch, kept), *_duplicates(desk, proofs), *_refusals(proofs)]
    upload = uploads.wanted(batch, proofs)
    if arriving and not batch.get("waited"):
        parts.append(reply("photos.still_arriving", n=arriving))
    if not parts:
        return []
    choices = _choices(desk, batch, kept)
    if _done(batch, proofs) and not arriving:
        return [Reply("lines", {"lines": tuple(parts)}, upload=upload), *_preview(desk, batch, proofs)]
    told = Reply("lines", {"lines": tuple(parts)}, choices, _expects(desk, batch, kept), upload=upload)
    if wish := batch["args"].get("wish"):
        return _with_wish(told, wish, kept, placed=batch["args"].get("ask") in {None, "payment"})
    if batch["args"].get("ask") == "plan" and desk.session.plan is not None:
        return [told, *perform(desk, command("plan.again"))]
    return [evidence.offered(told, evidence.just_recorded(desk, kept), kept)]


def _with_wish(told: Reply, wish: dict[str, Any], kept: list[Proof], *, placed: bool) -> list[Reply]:
    """The words beside the files want something done that is money: a tap does it, nothing else. One question at a
    time: where the files belong is asked first, and the last choices are those that count.
    """
    if wish["action"] is None or not placed:
        return [reply("caption.wish_again", text=wish["text"]), told]
    shows = {"proofs": [str(one.id) for one in kept]} if wish["action"]["do"] == "paid.ask" else {}
    do = option("button.do_it", Command.from_action({**wish["action"], **shows, "asked": True}))
    asked = reply("caption.wish", do, option("button.leave", command("menu.back")), text=wish["text"])
    return [replace(told, choices=()), asked]


def _done(batch: dict[str, Any], proofs: list[Proof]) -> bool:
    """It was said to be done, and where is known; even when no file with it could be used."""
    args = batch["args"]
    return bool(args.get("done") and not args.get("ask") and any(one.project_id for one in proofs))


def _expects(desk: Desk, batch: dict[str, Any], kept: list[Proof]) -> dict[str, Any] | None:
    """What the next words answer; a question that is open already is asked first."""
    asked = batch["args"].get("ask")
    other = desk.session.expects and desk.session.expects["what"] != "place"
    if not kept or not asked or other or asked in {"plan", "payment"}:
        return None
    if asked == "project":
        return {"what": "place", "proofs": [str(one.id) for one in kept]}
    return {"what": "new_job" if asked == "job" else "milestone"}


def _preview(desk: Desk, batch: dict[str, Any], proofs: list[Proof]) -> list[Reply]:
    named = batch["args"].get("milestone")
    milestone = next((str(one.milestone_id) for one in proofs if one.milestone_id and one.state == "kept"), named)
    project = next(str(one.project_id) for one in proofs if one.project_id)
    show = command("draft.show", project=project, milestone=milestone)
    try:
        return perform(desk, show)
    except Refusal as refusal:
        return [refused(refusal)]


def _went_out(desk: Desk, safe: list[Proof]) -> list[Reply]:
    """An invoice may leave between the files and this word of them: those that it printed need no other."""
    billed: dict[InvoiceId, list[str]] = {}
    for one in safe:
        if one.invoice_id is not None:
            billed.setdefault(one.invoice_id, []).append(one.kind)
    return [
        reply("photos.went_out", n=len(kinds), what=counted(kinds), number=desk.ledger.invoice(which).number)
        for which, kinds in billed.items()
    ]


def _placed(desk: Desk, batch: dict[str, Any], kept: list[Proof]) -> list[Reply]:
    if not kept:
        return []
    if kept[0].project_id is None:
        return [_without_job(desk, batch, kept)]
    file = desk.file(kept[0].project_id)
    names = {one.id: one.name for one in file.milestones}
    said = _voices(kept, names, file)
    places = {one.milestone_id for one in kept}
    desk.about = str(next(iter(places)) or "") if len(places) == 1 else ""
    shown = [one for one in kept if one.kind != "voice"]
    for milestone in dict.fromkeys(one.milestone_id for one in shown):
        kinds = [one.kind for one in shown if one.milestone_id == milestone]
        many: dict[str, Any] = {"n": len(kinds), "what": counted(kinds), "project": file.project.name}
        if milestone is None:
            asked = batch["args"].get("ask") or "billed"
            code = {"billed": "photos.kept_all_billed", "payment": "evidence.safe"}.get(asked, "photos.kept_unplaced")
            said.append(reply(code, **many))
        else:
            said.append(reply("photos.added", milestone=names[milestone], **many))
    if batch.get("billed"):
        said.append(reply("photos.milestone_was_billed", milestone=batch["billed"]))
    elif late := _late_for(desk, file, batch, kept[0].received_at):
        desk.session.told_late = late
        said.append(reply("photos.after_send", number=late))
    return said


def _voices(kept: list[Proof], names: dict[MilestoneId, str], file: ProjectFile) -> list[Reply]:
    """Voice notes are counted apart: they are for the firm, and no proof for the client."""
    counts = Counter(one.milestone_id for one in kept if one.kind == "voice")
    return [
        reply("voice.kept", n=n, place=names[milestone] if milestone else file.project.name)
        for milestone, n in counts.items()
    ]


def _late_for(desk: Desk, file: ProjectFile, batch: dict[str, Any], at: datetime) -> str | None:
    """The invoice that just left without these files, when nothing says that they are of the next part."""
    newest = file.invoices[-1] if file.invoices else None
    if newest is None or batch["args"].get("ask") or batch["args"].get("milestone"):
        return None
    just_sent = at - newest.issued_at < JUST_SENT
    return newest.number if just_sent and desk.session.told_late != newest.number else None


def _without_job(desk: Desk, batch: dict[str, Any], kept: list[Proof]) -> Reply:
    """One question at a time: while another is open, only that the files are safe."""
    many: dict[str, Any] = {"n": len(kept), "what": counted(one.kind for one in kept)}
    if batch["args"].get("ask") == "plan":
        return reply("photos.kept_for_plan", **many)
    if desk.session.expects and desk.session.expects["what"] != "place":
        return reply("photos.kept_for_now", **many)
    return reply("photos.which_job" if desk.ledger.projects() else "photos.kept_no_job", **many)


def _duplicates(desk: Desk, proofs: list[Proof]) -> list[Reply]:
    """Where each was already: on its part, with its job, or with the files that wait for one."""
    counts = Counter((one.project_id, one.milestone_id) for one in proofs if one.state == "duplicate")
    return [_twice(desk, *place, n) for place, n in counts.items()]


def _twice(desk: Desk, project: ProjectId | None, milestone: MilestoneId | None, n: int) -> Reply:
    if project is None:
        return reply("photos.duplicates_waiting", n=n)
    file = desk.file(project)
    return reply("photos.duplicates", n=n, place=milestone_of(file, milestone).name if milestone else file.project.name)


def _refusals(proofs: list[Proof]) -> list[Reply]:
    return [
        *uploads.told(proofs),
        *(
            reply(f"refused.{one.refusal}", name=one.file_name or reply("photos.unnamed"))
            for one in proofs
            if one.state == "refused" and one.refusal != uploads.OVER_ROAD
        ),
    ]


def _choices(desk: Desk, batch: dict[str, Any], kept: list[Proof]) -> tuple[Any, ...]:
    if not kept or batch["args"].get("ask") == "plan":
        return ()
    ids = [str(one.id) for one in kept]
    project, milestone = kept[0].project_id, kept[0].milestone_id
    if project is None:
        how = {"proofs": ids, "about": batch["args"].get("about"), "done": batch["args"].get("done")}
        return where_options(desk, how, batch["args"].get("elsewhere"))
    if batch["args"].get("ask") == "milestone" or milestone is None:
        open_ones = [one for one in desk.file(project).milestones if one.state in {"planned", "done"}]
        place = {"project": str(project), "proofs": ids}
        return choosing.parts(open_ones, lambda one: command("photos.move", milestone=str(one.id), **place))
    return (
        option("button.invoice", invoice_of(str(project), str(milestone))),
        option("button.move", command("photos.move", project=str(project), proofs=ids)),
        option("button.undo", command("undo")),
    )


def where_options(desk: Desk, how: dict[str, Any], elsewhere: str | None) -> tuple[Any, ...]:
    """The current job first; where none is said to be meant, a new one of that name, which the files wait for."""
    here = desk.known.project if elsewhere else None
    projects = sorted(desk.known.projects, key=lambda one: one is not here)
    jobs = choosing.jobs(projects, lambda one: command("photos.place", project=str(one.id), **how))
    if not elsewhere:
        return jobs
    plan = {"name": elsewhere[:60], "proofs": how["proofs"]}
    new = option("button.new_job", command("plan.set", plan=plan), name=elsewhere[:30])
    return (*jobs[: choosing.MOST_CHOICES - 1], new)


def say_at(conversations: Conversations, turn: Turn, inbound: Inbound, who: Who, said: Reply, key: str) -> None:
    """One sentence to whoever wrote."""
    from bots.telling import render

    session = Session()
    teller = conversations.teller(turn, turn.ledger(who.account_id))
    teller.here(inbound.channel, inbound.where, render(said, conversations.words(who.language)), key, session)
