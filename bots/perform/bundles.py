"""Everything on one invoice: what is ready, all that is left, or one part of it; the preview is confirmed as any."""

from collections.abc import Sequence

from bots import choosing
from bots.commands import Option, command, option, reply
from bots.perform.desk import Args, Desk, Replies
from bots.perform.previewing import preview
from core.domain.milestone import Milestone
from core.domain.money import Money, total
from core.domain.progress import claim, to_date
from core.ports.ledger import ProjectFile
from core.usecases.landing import left_of


def show_all(desk: Desk, args: Args) -> Replies:
    """All of it at once when all of it is ready; else how much of it is the question."""
    project = desk.project_id(args)
    desk.session.project = str(project)
    file = desk.file(project)
    left = [one for one in file.milestones if one.state in {"planned", "done"} and one.scheduled_value]
    if not left:
        return [reply("milestone.all_billed", option("button.status", command("status")), project=file.project.name)]
    proven = {one.milestone_id for one in desk.ledger.proofs(project) if one.state == "kept" and one.kind != "voice"}
    ready = [one for one in left if one.state == "done" or one.kind == "deposit" or one.id in proven]
    if len(left) == 1 or len(ready) == len(left):
        return [preview(desk, project, [one.id for one in left])]
    some = [_together("button.what_is_ready", ready, _due(file, ready))] if len(ready) > 1 else []
    single = choosing.parts(left, lambda one: command("draft.show", project=str(project), milestone=str(one.id)))
    partly = [str(one.id) for one in left if one.state == "planned" and to_date(one) != one.scheduled_value]
    everything = total((left_of(file, one) for one in left), file.project.currency)
    choices = [*some, _together("button.all_that_is_left", left, everything, finish=partly), *single]
    return [reply("bundle.which", *choices[: choosing.MOST_CHOICES], project=file.project.name)]


def _due(file: ProjectFile, ready: list[Milestone]) -> Money:
    """As far as each is, less what was billed of it."""
    return total((claim(one, file.invoices, file.credit_notes).amount for one in ready), file.project.currency)


def _together(code: str, milestones: list[Milestone], amount: Money, finish: Sequence[str] = ()) -> Option:
    """``finish``: those of which only a part was said to be done; billed to the end they are done."""
    ids = [str(one.id) for one in milestones]
    said = {"finish": list(finish)} if finish else {}
    return option(
        code, command("draft.show", project=str(milestones[0].project_id), milestones=ids, **said), amount=amount
    )
