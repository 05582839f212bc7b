"""A part's proof pack: asked for here, drawn by a job, and handed to whoever asked, never to a group."""

from collections import Counter
from dataclasses import replace

from bots import choosing
from bots.commands import NOTHING, command, reply
from bots.intents.packs import mark_of
from bots.perform.desk import Args, Desk, Replies, milestone_meant
from core.domain.ids import MilestoneId
from core.domain.milestone import Milestone
from core.ports.ledger import ProjectFile
from core.usecases.asking import Stationery
from core.usecases.proof_packs import PackWish, make_proof_pack
from storage.documents.words import PACK_WORDS


def make(desk: Desk, args: Args) -> Replies:
    """Of the part that is named; else of the one that has files; several are one question."""
    file = desk.ledger.project_file(desk.project_id(args))
    desk.session.project = str(file.project.id)
    meant = milestone_meant(file, args)
    found = _with_files(desk, file)
    if meant is None and len(found) != 1:
        if not found:
            return [reply("pack.no_files", place=file.project.name)]
        again = {"project": str(file.project.id), "location": bool(args.get("location"))}
        choices = choosing.parts(found, lambda one: command("photos.pack", milestone=str(one.id), **again))
        return [reply("pack.which", *choices)]
    part: MilestoneId = meant or found[0].id
    wording = desk.teller.words(file.client.language)
    paper = Stationery(wording=wording, labels={code: wording.text(f"pack.{code}") for code in PACK_WORDS})
    wish = PackWish(with_location=bool(args.get("location")), mark=mark_of, hand_to=_to(desk))
    asked = replace(desk.asked, member_id=desk.member.id)
    made = make_proof_pack(desk.ledger, asked, file.project.id, part, paper, wish)
    newest = reply("pack.only_newest", n=made.files, of=made.files + made.left_out) if made.left_out else NOTHING
    late = reply("photos.still_arriving", n=made.arriving) if made.arriving else NOTHING
    return [reply("pack.making", milestone=made.milestone.name, n=made.files, newest=newest, late=late)]


def _with_files(desk: Desk, file: ProjectFile) -> list[Milestone]:
    proofs = desk.ledger.proofs(file.project.id)
    counts = Counter(one.milestone_id for one in proofs if one.state == "kept" and one.kind != "voice")
    return [one for one in file.milestones if counts[one.id]]


def _to(desk: Desk) -> dict[str, str]:
    """Here, or privately when this is a group."""
    inbound = desk.inbound
    ways = desk.teller.ways_to_member(desk.member.id) if inbound.place else ()
    if ways:
        return {"channel": ways[0].channel, "address": ways[0].value}
    return {"channel": inbound.channel, "address": inbound.sender}
