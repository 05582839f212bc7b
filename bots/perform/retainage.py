"""What is held back of each invoice, and billing it at last: with the numbers before and after."""

from decimal import Decimal
from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, reply
from bots.intents.names import match
from bots.perform import limits
from bots.perform.desk import Args, Desk, Replies, milestone_meant
from bots.perform.previewing import preview_of
from core.domain.errors import DoesNotAddUp
from core.domain.ids import MilestoneId, ProjectId
from core.domain.limits import Exceeded
from core.domain.money import Money, Rate, total
from core.domain.schedule import contract_sum_to_date
from core.domain.terms import RetainageTerms
from core.domain.totals import billed_so_far
from core.domain.withholding import held, to_hold
from core.ports.ledger import ProjectFile
from core.usecases import limiting, terms
from core.usecases.billing import Wish
from core.usecases.terms import TermsChanged


def set_terms(desk: Desk, args: Args) -> Replies:
    """Of the contract, or of the part that is named."""
    project = desk.project_id(args)
    target = milestone_meant(desk.ledger.project_file(project), args)
    if target is not None:
        return [_of_part(desk, project, target, {**args, "project": str(project)})]
    step = _rate(args["step"]) if args.get("step") else None
    wanted = RetainageTerms(rate=_rate(args["percent"]), step_at=step, later_rate=_rate(args.get("later") or 0))
    over = _beyond(desk, project, wanted)
    if over is not None and not args.get("reason"):
        return [_ask_why(desk, over, {**args, "project": str(project)})]
    changed = terms.set_retainage(desk.ledger, project, wanted if wanted.rate.ppm or step else None)
    desk.session.project = str(project)
    desk.session.remember(do="retainage.set", project=str(project), **_kept(changed.before.retainage))
    told, why = _told(changed), NOTHING
    if over is not None:
        limiting.record_override(desk.ledger, desk.asked, over, args["reason"], project)
        why = reply("limit.reason", reason=args["reason"])
    return [reply(told.code, option("button.undo", command("undo")), **{**told.details, "why": why})]


def _beyond(desk: Desk, project: ProjectId, wanted: RetainageTerms) -> Exceeded | None:
    """What the law of the place says to holding back so much of the whole contract."""
    file = desk.ledger.project_file(project)
    contract = contract_sum_to_date(file.contract, file.change_orders)
    return limits.exceeded_by(desk, contract.share(wanted.rate), contract, "retainage")


def _beyond_on(desk: Desk, file: ProjectFile, target: MilestoneId, rate: Rate) -> Exceeded | None:
    """The same of one part: what it may hold back is of its own amount."""
    value = next(one.scheduled_value for one in file.milestones if one.id == target)
    return limits.exceeded_by(desk, value.share(rate), value, "retainage") if value.minor > 0 else None


def _ask_why(desk: Desk, over: Exceeded, said: Args) -> Reply:
    """A reason by a tap or in words; or as much as the law allows, which needs none."""
    sure = command("retainage.set", **{name: value for name, value in said.items() if name != "reason"})
    choices = [*limits.reasons(desk, over, sure), option("button.leave", command("menu.back"))]
    if over.limit.share is not None:
        allowed = over.limit.share * 100
        most = Decimal(allowed.numerator) / Decimal(allowed.denominator)
        of_part = {"milestone": said["milestone"]} if said.get("milestone") else {}
        lower = command("retainage.set", project=said["project"], percent=str(most), **of_part)
        choices = [option("button.hold_allowed", lower, rate=Rate.percent(most)), *choices]
    waits = {"what": "limit_reason", "then": sure.as_action()}
    return reply("advance.ask_why", *choices, expects=waits, line=limits.line(over))


def _rate(said: object) -> Rate:
    try:
        return Rate.percent(Decimal(str(said)))
    except ValueError:
        raise DoesNotAddUp("retainage.rate") from None


def _told(changed: TermsChanged) -> Reply:
    file, after = changed.file, changed.after.retainage
    currency = file.project.currency
    common = {
        "project": file.project.name,
        "before": in_words(changed.before.retainage),
        "held": held((file.invoices, file.credit_notes), currency),
        "why": NOTHING,
    }
    if after is None:
        return Reply("retainage.ended", common)
    contract, billed = contract_sum_to_date(file.contract, file.change_orders), billed_so_far(file.story, currency)
    then = reply("retainage.step", later=after.later_rate, step=after.step_at) if after.step_at else NOTHING
    amount = to_hold(after, billed, contract)
    return Reply(
        "retainage.set", {**common, "rate": after.rate, "step": then, "left": contract - billed, "amount": amount}
    )


def in_words(agreed: RetainageTerms | None) -> Reply:
    if agreed is None:
        return reply("retainage.none")
    if agreed.step_at is None:
        return reply("retainage.rate", rate=agreed.rate)
    return reply("retainage.rate_then", rate=agreed.rate, step=agreed.step_at, later=agreed.later_rate)


def _kept(agreed: RetainageTerms | None) -> dict[str, int | None]:
    if agreed is None:
        return {"rate": None}
    return {
        "rate": agreed.rate.ppm,
        "step": agreed.step_at.ppm if agreed.step_at else None,
        "later": agreed.later_rate.ppm,
    }


def undo_retainage(desk: Desk, step: Args) -> Reply:
    """What was agreed before holds again, for what is billed from now on."""
    former = None
    if step["rate"] is not None:
        at = Rate(step["step"]) if step["step"] else None
        former = RetainageTerms(rate=Rate(step["rate"]), step_at=at, later_rate=Rate(step["later"]))
    return _told(terms.set_retainage(desk.ledger, ProjectId(UUID(step["project"])), former))


def _of_part(desk: Desk, project: ProjectId, target: MilestoneId, args: Args) -> Reply:
    """DoesNotAddUp: retainage.rate."""
    rate = _rate(args["percent"])
    over = _beyond_on(desk, desk.ledger.project_file(project), target, rate)
    if over is not None and not args.get("reason"):
        return _ask_why(desk, over, {**args, "milestone": str(target)})
    before, after = terms.set_retainage_of(desk.ledger, project, target, rate)
    if over is not None:
        limiting.record_override(desk.ledger, desk.asked, over, args["reason"], project)
    former = None if before.retainage is None else before.retainage.ppm
    desk.session.remember(do="retainage.of_part", project=str(project), milestone=str(target), rate=former)
    return reply(
        "retainage.of_part" if rate.ppm else "retainage.of_part_none",
        option("button.undo", command("undo")),
        milestone=after.name,
        rate=rate,
        before=reply("retainage.as_contract") if before.retainage is None else before.retainage,
        why=reply("limit.reason", reason=args["reason"]) if over is not None else NOTHING,
    )


def undo_of_part(desk: Desk, step: Args) -> Reply:
    project, target = ProjectId(UUID(step["project"])), MilestoneId(UUID(step["milestone"]))
    former = None if step["rate"] is None else Rate(step["rate"])
    before, after = terms.set_retainage_of(desk.ledger, project, target, former)
    if former is None:
        return reply("retainage.as_contract_again", milestone=after.name)
    code = "retainage.of_part" if former.ppm else "retainage.of_part_none"
    return reply(code, milestone=after.name, rate=former, before=before.retainage, why=NOTHING)


def show(desk: Desk, args: Args) -> Replies:
    """By job: what is held, of how much billed, and what was agreed; released by a tap where one is meant."""
    projects = desk.known.projects
    if not projects:
        return [reply("project.none_yet", expects={"what": "new_job"})]
    about = args.get("about")
    names = tuple(one.name for one in projects), tuple(one.client_name for one in projects)
    meant = [projects[at] for told in names for at in (match(about, told).candidates if about else ())]
    jobs = list(dict.fromkeys(one.id for one in meant)) or [one.id for one in projects]
    rows = [(desk.file(one), one) for one in jobs]
    held_of = [(file, held((file.invoices, file.credit_notes), file.project.currency)) for file, _ in rows]
    shown = [one for one in held_of if about or one[1] or one[0].contract.terms.retainage]
    if not shown:
        return [reply("retainage.held_nowhere")]
    lines = tuple(_held_line(file, amount) for file, amount in shown)
    some = [(file, amount) for file, amount in shown if amount]
    whole = [amount for _, amount in some]
    if len(whole) > 1 and len({one.currency for one in whole}) == 1:
        lines = (*lines, reply("retainage.held_total", held=total(whole, whole[0].currency)))
    let_go = command("retainage.release", project=str(some[0][0].project.id), percent="100") if len(some) == 1 else None
    return [reply("lines", *([option("button.release", let_go)] if let_go else []), lines=lines)]


def _held_line(file: ProjectFile, amount: Money) -> Reply:
    return reply(
        "retainage.held_of",
        project=file.project.name,
        client=file.client.name,
        held=amount,
        billed=billed_so_far(file.story, file.project.currency),
        agreed=in_words(file.contract.terms.retainage),
    )


def release(desk: Desk, args: Args) -> Replies:
    """A draft of what is held, of the part that is named or of all; sent as any other."""
    project = desk.project_id(args)
    target = milestone_meant(desk.ledger.project_file(project), args)
    wish = Wish(kind="retainage_release", milestone_ids=(target,) if target else (), share=_rate(args["percent"]))
    return [preview_of(desk, project, wish)]
