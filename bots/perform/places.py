"""Where files were taken, when that is sent as a message of its own; and captions that were changed later."""

from uuid import UUID

from bots.captions import milestone_named
from bots.commands import reply
from bots.counting import counted_proofs
from bots.perform.desk import Args, Desk, Replies
from core.domain.ids import ProofId
from core.usecases.capturing import locate_proofs, place_proofs, recaption_proofs
from core.usecases.views import MilestoneSummary

BESIDE_SECONDS = 600


def take(desk: Desk, _args: Args) -> Replies:
    """A location is of the files that the same person sent just before; else of those that come soon."""
    sent = desk.session.sent
    if sent and sent["by"] == desk.inbound.sender and _fresh(desk, sent["at"]):
        located = locate_proofs(desk.ledger, [ProofId(UUID(one)) for one in sent["ids"]], desk.inbound.location)
        if located:
            return [reply("location.added", n=len(located), what=counted_proofs(located))]
    now = desk.asked.now.timestamp()
    desk.session.located = {"by": desk.inbound.sender, "at": now, "place": desk.inbound.location}
    return [reply("location.kept")]


def note_sent(desk: Desk, ids: list[str]) -> None:
    """These files came now; a location that waited for them is theirs."""
    located, desk.session.located = desk.session.located, None
    desk.session.sent = {"by": desk.inbound.sender, "at": desk.asked.now.timestamp(), "ids": ids}
    if located and located["by"] == desk.inbound.sender and _fresh(desk, located["at"]):
        locate_proofs(desk.ledger, [ProofId(UUID(one)) for one in ids], located["place"])


def _fresh(desk: Desk, at: float) -> bool:
    return desk.asked.now.timestamp() - at < BESIDE_SECONDS


def caption(desk: Desk, args: Args) -> Replies:
    """The new words stand below the files, which go where they name; what an invoice printed stays as it is."""
    ids = [ProofId(UUID(one)) for one in args["proofs"]]
    changed = recaption_proofs(desk.ledger, ids, args["text"])
    if not changed:
        return [reply("photos.already_invoiced")]
    project = next((one for one in desk.known.projects if one.id == changed[0].project_id), None)
    named = milestone_named(args["text"], project) if project else None
    if project is None or not isinstance(named, MilestoneSummary) or named.id == changed[0].milestone_id:
        return [reply("edit.caption", what=counted_proofs(changed))]
    placed = place_proofs(desk.ledger, ids, project.id, named.id)
    return [reply("edit.caption_moved", what=counted_proofs(placed), milestone=named.name)]
