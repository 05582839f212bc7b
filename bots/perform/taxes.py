"""Several taxes, what they are on, and whether prices have them in them: with what they come to before and after."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, reply
from bots.perform.desk import Args, Desk, Replies, milestone_meant
from bots.perform.photos import which_milestone
from core.domain.errors import DoesNotAddUp
from core.domain.ids import MilestoneId, ProjectId
from core.domain.lifecycle import MILESTONE
from core.domain.money import Money, Rate
from core.domain.project import Project
from core.domain.taxes import rules_of
from core.domain.terms import BillingTerms, CostType, TaxRule
from core.domain.totals import add_up
from core.ports.ledger import ProjectFile
from core.usecases import terms


def set_taxes(desk: Desk, args: Args) -> Replies:
    """What was not said stays as it was."""
    project = desk.project_id(args)
    file = desk.ledger.project_file(project, lock=True)
    former = rules_of(file.project, file.contract)
    rules = tuple(TaxRule(name=name, rate=_rate(share), scope=scope) for name, share, scope in args["taxes"]) or former
    if args.get("scope"):
        rules = tuple(replace(one, scope=args["scope"]) for one in rules)
    if not rules:
        return [reply("taxes.none_yet", project=file.project.name)]
    inclusive = file.contract.terms.inclusive if args.get("inclusive") is None else bool(args["inclusive"])
    told = _set(desk, file, rules, inclusive=inclusive)
    kept = [[one.name, one.rate.ppm, one.scope] for one in file.contract.terms.taxes]
    step = {"project": str(project), "taxes": kept, "inclusive": file.contract.terms.inclusive}
    desk.session.project = str(project)
    desk.session.remember(do="taxes.set", **step)
    return [reply(told.code, option("button.undo", command("undo")), **told.details)]


def _rate(share: str) -> Rate:
    try:
        return Rate.percent(Decimal(share))
    except ValueError:
        raise DoesNotAddUp("taxes.rate") from None


def _set(desk: Desk, file: ProjectFile, rules: tuple[TaxRule, ...], *, inclusive: bool) -> Reply:
    changed = terms.set_taxes(desk.ledger, file.project.id, rules, inclusive=inclusive)
    after = desk.ledger.project_file(file.project.id)
    now = rules_of(after.project, after.contract)
    return reply(
        "taxes.set",
        project=file.project.name,
        taxes=in_words(now),
        how=how(inclusive=changed.after.inclusive),
        before=beforein_words(file.project, changed.before, file),
        tax_before=_on_the_rest(file),
        tax_after=_on_the_rest(after),
        hint=reply("taxes.hint") if any(one.scope != "all" for one in now) else NOTHING,
    )


def beforein_words(project: Project, agreed: BillingTerms, file: ProjectFile) -> Reply:
    return in_words(rules_of(project, replace(file.contract, terms=agreed)))


def _on_the_rest(file: ProjectFile) -> Money:
    """What billing all that is open would add or have in it."""
    left = [one for one in file.milestones if MILESTONE.allows(one.state, "bill") and one.scheduled_value]
    return add_up(file.story, left).tax if left else Money.zero(file.project.currency)


def in_words(rules: Sequence[TaxRule]) -> Reply:
    if not rules:
        return reply("taxes.none")
    first, *rest = rules
    return reply("taxes.several", first=_one(first), rest=in_words(rest)) if rest else _one(first)


def how(*, inclusive: bool) -> Reply:
    return reply("taxes.inside" if inclusive else "taxes.on_top")


def _one(rule: TaxRule) -> Reply:
    code = "taxes.named" if rule.name else "taxes.one"
    if rule.scope == "all":
        return Reply(code, {"name": rule.name, "rate": rule.rate} if rule.name else {"rate": rule.rate})
    scope = reply("taxes.labor" if rule.scope == "labor" else "taxes.materials")
    named = {"name": rule.name} if rule.name else {}
    return Reply(f"{code}_on", {**named, "rate": rule.rate, "scope": scope})


def undo_taxes(desk: Desk, step: Args) -> Reply:
    file = desk.ledger.project_file(ProjectId(UUID(step["project"])), lock=True)
    rules = tuple(TaxRule(name=name, rate=Rate(ppm), scope=scope) for name, ppm, scope in step["taxes"])
    return _set(desk, file, rules, inclusive=step["inclusive"])


def set_cost(desk: Desk, args: Args) -> Replies:
    """What all the lines of a part are."""
    file = desk.ledger.project_file(desk.project_id(args))
    target = milestone_meant(file, args)
    if target is None:
        return [which_milestone(file, "milestone.which_price", "cost.set", args)]
    before, _ = terms.set_cost_type(desk.ledger, file.project.id, target, args["cost_type"])
    ids = {"project": str(file.project.id), "milestone": str(target)}
    desk.session.remember(do="cost.set", cost_type=before.lines[0].cost_type, **ids)
    return [
        reply("cost.set", option("button.undo", command("undo")), milestone=before.name, cost=_cost(args["cost_type"]))
    ]


def _cost(cost_type: CostType) -> Reply:
    codes = {"labor": "taxes.labor", "materials": "taxes.materials", "other": "cost.other"}
    return Reply(codes[cost_type])


def undo_cost(desk: Desk, step: Args) -> Reply:
    project, target = ProjectId(UUID(step["project"])), MilestoneId(UUID(step["milestone"]))
    _, after = terms.set_cost_type(desk.ledger, project, target, step["cost_type"])
    return reply("cost.set", milestone=after.name, cost=_cost(step["cost_type"]))
