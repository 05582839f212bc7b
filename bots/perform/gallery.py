"""What came in so far: how many files on each part, which, when, and where the client sees them."""

from collections.abc import Iterator, Sequence

from bots.commands import NOTHING, Reply, command, option, reply
from bots.counting import counted
from bots.perform.desk import Args, Desk, Replies, milestone_meant
from core.domain.ids import MilestoneId
from core.domain.invoice import Invoice
from core.domain.proof import Proof, captioned
from core.ports.ledger import ProjectFile

MOST_NAMED = 4
_LONGEST_NAME = 40


def show(desk: Desk, args: Args) -> Replies:
    """Of one part, or of the whole job; with the client's page where that shows them."""
    file = desk.ledger.project_file(desk.project_id(args))
    desk.session.project = str(file.project.id)
    part = milestone_meant(file, args)
    proofs = [one for one in captioned(desk.ledger.proofs(file.project.id)) if part in {None, one.milestone_id}]
    lines = tuple(_lines(desk, file, proofs))
    if not lines:
        return [reply("photos.none_yet", place=_name(file, part) or file.project.name)]
    page = _page(file, part)
    link = str(desk.ledger.link_of(page.id).id) if page else None
    told = reply("photos.on_page", number=page.number) if page else reply("photos.no_page", client=file.client.name)
    choice = option("button.status", command("status", project=str(file.project.id)))
    details = {"project": file.project.name, "lines": lines, "page": told}
    return [Reply("photos.shown", details, (choice,), link_id=link)]


def _lines(desk: Desk, file: ProjectFile, proofs: Sequence[Proof]) -> Iterator[Reply]:
    """Each part that has any, in the order of the job; what has no place yet comes last."""
    kept = [one for one in proofs if one.state == "kept" and one.kind != "voice"]
    for part in (*(one.id for one in file.milestones), None):
        here = [one for one in kept if one.milestone_id == part]
        if here:
            yield _line(desk, file, part, here)
    arriving = sum(one.state == "arriving" for one in proofs)
    if arriving:
        yield reply("photos.still_arriving", n=arriving)


def _line(desk: Desk, file: ProjectFile, part: MilestoneId | None, here: Sequence[Proof]) -> Reply:
    named = ", ".join(_named(desk, file, one) for one in here[:MOST_NAMED])
    more = reply("photos.more", n=len(here) - MOST_NAMED) if len(here) > MOST_NAMED else NOTHING
    what = counted(one.kind for one in here)
    if part is None:
        return reply("photos.no_place", what=what, named=named, more=more)
    return reply("photos.part", milestone=_name(file, part), what=what, named=named, more=more)


def _named(desk: Desk, file: ProjectFile, proof: Proof) -> str:
    """By what was said of it, else by its file's name; and when it was taken, or came."""
    wording = desk.teller.words(desk.member.language)
    name = (proof.caption or proof.file_name)[:_LONGEST_NAME] or wording.text(f"photos.kind_{proof.kind}")
    when = wording.moment(proof.taken_at or proof.received_at, file.project.zone)
    return wording.text("photos.named", name=name, when=when)


def _name(file: ProjectFile, part: MilestoneId | None) -> str:
    return next((one.name for one in file.milestones if one.id == part), "")


def _page(file: ProjectFile, part: MilestoneId | None) -> Invoice | None:
    """The newest invoice that counts: that of the part, or any of the job."""
    counting = (one for one in reversed(file.invoices) if one.state != "void")
    return next((one for one in counting if part is None or part in one.milestone_ids), None)
