"""How far a part is: said, with the numbers before and after; billed at once where that was asked for."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from bots.commands import NOTHING, Option, Reply, command, option, refused, reply
from bots.perform import drafts
from bots.perform.desk import Args, Desk, Replies
from bots.perform.lines import target_of
from bots.perform.photos import which_milestone
from bots.perform.previewing import preview
from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.ids import MilestoneId, ProjectId
from core.domain.invoice import WHOLE
from core.domain.milestone import Milestone
from core.domain.money import Money, Rate
from core.domain.terms import NOTHING_SAID, Progress
from core.ports.ledger import ProjectFile
from core.usecases import billing
from core.usecases import progress as work
from core.usecases.capturing import open_milestone
from core.usecases.progress import Reached
from core.usecases.sheets import share_of


def say(desk: Desk, args: Args) -> Replies:
    """Of the part named, else of the one being drafted, else of the current one. All of it is "done"."""
    project = desk.project_id(args)
    file = desk.file(project, lock=True)
    target = target_of(desk, file, args)
    if target is None:
        return [which_milestone(file, "milestone.which_progress", "progress.say", args)]
    milestone = open_milestone(file, target)
    progress = _progress(file, milestone, args)
    if progress == Progress(percent_complete=WHOLE) and not (args.get("more") or args.get("amount")):
        return drafts.show(desk, {"project": str(project), "milestone": str(target), "done": True})
    reached = work.say_progress(desk.ledger, project, target, progress)
    ids = {"project": str(project), "milestone": str(target)}
    desk.session.project = ids["project"]
    desk.session.remember(do="progress.said", **ids, **_kept(reached.before))
    choices = (option("button.invoice", command("draft.show", **ids)), option("button.undo", command("undo")))
    if not args.get("bill"):
        return [_told("progress.said", reached, *choices)]
    try:
        return [preview(desk, project, [target])]
    except Refusal as refusal:  # what was said is kept all the same
        return [_told("progress.said", reached, choices[1]), refused(refusal)]


def _progress(file: ProjectFile, milestone: Milestone, args: Args) -> Progress:
    """What was not said stays as it was."""
    said = milestone.progress
    if args.get("stored"):
        said = replace(said, stored=Money.of(Decimal(args["stored"]), file.project.currency))
    if args.get("amount"):
        return work.after_amount(file, milestone, Money.of(Decimal(args["amount"]), file.project.currency))
    if args.get("of"):
        share = Fraction(args["part"]) / Fraction(args["of"]) if Fraction(args["of"]) else Fraction(0)
        return work.after_quantity(file, milestone, share, more=bool(args.get("more")))
    return _by_percent(file, milestone, said, args) if args.get("percent") else said


def _by_percent(file: ProjectFile, milestone: Milestone, said: Progress, args: Args) -> Progress:
    try:
        share = Rate.percent(Decimal(args["percent"]))
    except ValueError:
        raise DoesNotAddUp("progress.not_a_share") from None
    reached = work.after_billing(file, milestone, share) if args.get("more") else share
    return replace(said, percent_complete=reached, exact=None)


def _told(code: str, reached: Reached, *choices: Option) -> Reply:
    after = reached.after
    share, stored, was = _share(after), after.progress.stored, _share(reached.before)
    return reply(
        code,
        *choices,
        milestone=after.name,
        percent=share_of(reached.to_date, after.scheduled_value) if share is None else share,
        to_date=reached.to_date,
        value=after.scheduled_value,
        billed=reached.billed,
        left=reached.to_date - reached.billed,
        stored=reply("progress.stored", stored=stored) if stored else NOTHING,
        was=reply("progress.was", percent=was) if was and was != share else NOTHING,
    )


def _share(one: Milestone) -> Rate | None:
    """As it was said; what was said as an amount or a quantity to a tenth of a percent."""
    said = one.progress
    return share_of(said.exact, one.scheduled_value) if said.exact else to_read(said.percent_complete)


def to_read(rate: Rate | None) -> Rate | None:
    """To a hundredth of a percent: a third is 33.33%, however it was rounded to be billed."""
    return None if rate is None else Rate((rate.ppm + 50) // 100 * 100)


def _kept(before: Milestone) -> dict[str, object]:
    said = before.progress
    return {
        "percent": said.percent_complete.ppm if said.percent_complete else None,
        "stored": said.stored.minor if said.stored else None,
        "exact": said.exact.minor if said.exact else None,
        "done": before.state == "done",
    }


def undo_progress(desk: Desk, step: Args) -> Reply:
    """What was said before is so again."""
    project, target = ProjectId(UUID(step["project"])), MilestoneId(UUID(step["milestone"]))
    currency = desk.file(project).project.currency
    progress = Progress(
        percent_complete=Rate(step["percent"]) if step["percent"] else None,
        stored=Money(step["stored"], currency) if step["stored"] is not None else None,
        exact=Money(step["exact"], currency) if step.get("exact") is not None else None,
    )
    reached = work.say_progress(desk.ledger, project, target, progress)
    if step["done"]:
        billing.finish_milestone(desk.ledger, project, target)
    return _told("undo.progress" if progress == NOTHING_SAID else "progress.said", reached)
