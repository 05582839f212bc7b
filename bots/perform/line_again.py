"""Another amount for the line that was added just now."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from bots.commands import Reply
from bots.perform.desk import Args, Desk, Replies
from bots.perform.lines import put, remove
from core.domain.ids import MilestoneId
from core.domain.money import Money
from core.usecases import changing


def again(desk: Desk, args: Args) -> Replies:
    """The line stays the same but for its price each; one undo brings the former back."""
    told, step = _changed(desk, args)
    desk.session.remember(**step)
    return [told]


def undo_again(desk: Desk, step: Args) -> Reply:
    return _changed(desk, step)[0]


def _changed(desk: Desk, args: Args) -> tuple[Reply, dict[str, str]]:
    """What to say, and the step that takes it back."""
    earlier = list(desk.session.undo)
    removed = remove(desk, args)[0]
    former = desk.session.undo[-1]
    file = desk.ledger.project_file(desk.project_id(args))
    new = changing.NewLine(
        description=former["description"],
        unit_price=Money.of(Decimal(args["amount"]), file.project.currency),
        quantity=Decimal(former["quantity"]),
    )
    told = put(desk, file, MilestoneId(UUID(args["milestone"])), new, "line.changed")
    added = desk.session.undo[-1]["line"]
    desk.session.undo = [{**one, "line": added} if one.get("line") == args["line"] else one for one in earlier]
    where = {name: args[name] for name in ("project", "milestone")}
    step = {"do": "line.changed", "line": added, "amount": former["amount"], **where}
    return replace(told, details={**told.details, "before": removed.details["before"]}), step
