"""What is said of an invoice that has just been issued: where it goes, what is next, and what did not come along."""

from dataclasses import replace

from bots.commands import NOTHING, Reply, reply
from bots.perform import waiting
from bots.perform.desk import Desk
from bots.perform.reached import on_its_way
from core.domain.schedule import current_for_proof, unbilled
from core.ports.ledger import ProjectFile
from core.usecases.billing import Issued


def just_issued(desk: Desk, issued: Issued, credit: Reply = NOTHING) -> Reply:
    """With the files that still wait for their part, and a tap to put them there."""
    invoice, file = issued.invoice, desk.file(issued.invoice.project_id)
    waits = issued.on_no_part
    desk.session.last_proofs = [str(one.id) for one in waits]
    late = reply("draft.left_behind", n=len(issued.left_behind)) if issued.left_behind else NOTHING
    said = on_its_way(
        desk,
        "invoice.sending",
        desk.teller.client_address(file.client),
        number=invoice.number,
        total=invoice.total,
        client=file.client.name,
        next=_next(file),
        left=(credit, late, waiting.still(file, waits)),
    )
    return replace(said, choices=waiting.places(file, waits))


def _next(file: ProjectFile) -> Reply:
    """The work that is next; else what is not billed yet all the same, as a deposit that was passed over."""
    following = current_for_proof(file.milestones)
    if following:
        return reply("invoice.next", milestone=following.name)
    left = [one.name for one in unbilled(file.milestones)]
    return reply("invoice.still_to_bill", names=", ".join(left)) if left else reply("invoice.last")
