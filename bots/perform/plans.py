"""Setting up a project: one question at a time until it is whole, then shown back, then made."""

import hashlib
import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.intents import TermSaid, with_thirds
from bots.perform import limits
from bots.perform.desk import Args, Desk, Replies
from bots.perform.people import unnamed
from bots.perform.plan_notes import apart, extras, reached, spoken
from core.domain.errors import DoesNotAddUp
from core.domain.money import ZERO_RATE, Money, Rate, exponent_of
from core.domain.party import DueTerms
from core.domain.schedule import Term, current_for_proof, resolve
from core.ports.ledger import ProjectFile
from core.usecases import onboarding
from core.usecases.capturing import place_proofs


def set_plan(desk: Desk, args: Args) -> Replies:
    """A new plan, as far as it was said."""
    former = desk.session.plan or {}
    told = planned(desk, _without_own_number(desk, dict(args["plan"])))
    aside = former.get("name") or former.get("client")
    now = desk.session.plan or {}
    if aside in (now.get("name"), now.get("client")):
        return told
    return [reply("plan.aside", name=aside), *told] if aside else told


def planned(desk: Desk, plan: dict[str, Any]) -> Replies:
    """The plan is another now; undo brings the one before back."""
    desk.session.remember(do="plan.changed", plan=desk.session.plan)
    desk.session.plan = plan
    return _next(desk)


def bring_back(desk: Desk, step: Args) -> Replies:
    """The plan as it was before the last words about it; none was open then: it is dropped."""
    desk.session.plan = step["plan"]
    if step["plan"] is not None:
        return _next(desk)
    desk.session.focus = None
    return [reply("plan.dropped", expects=None if desk.known.projects else {"what": "new_job"})]


def _forget_steps(desk: Desk) -> None:
    """What was said about a plan that is no longer open cannot be taken back one by one."""
    desk.session.undo = [one for one in desk.session.undo if one["do"] != "plan.changed"]


def again(desk: Desk, args: Args) -> Replies:
    """The question that is open, asked again; after words that were no answer, saying so."""
    if desk.session.plan is None:
        return [reply("plan.gone")]
    asked = _next(desk)[0]
    if not args.get("unclear"):
        return [asked]
    return [Reply("plan.unclear", {"question": asked}, asked.choices, asked.expects)]


def add_to_plan(desk: Desk, args: Args) -> Replies:
    """What was said now wins over what was said before."""
    return planned(desk, {**(desk.session.plan or {}), **_without_own_number(desk, dict(args["plan"]))})


def rename(desk: Desk, args: Args) -> Replies:
    """Until it is created, a job can be called anything."""
    if desk.session.plan is None:
        return [reply("plan.name_stays", option("button.status", command("status")))]
    return add_to_plan(desk, {"plan": {"name": args["name"]}})


def _without_own_number(desk: Desk, said: dict[str, Any]) -> dict[str, Any]:
    """The one who writes is not the client: an invoice must not go back to its sender unseen."""
    if "phone" in said:
        said["own_number"] = said["phone"] == desk.inbound.sender
        said["phone"] = "" if said["own_number"] else said["phone"]
    return said


def drop_plan(desk: Desk, _args: Args) -> Replies:
    if desk.session.plan is None:
        return [reply("plan.gone")]
    _forget_steps(desk)
    desk.session.remember(do="plan.changed", plan=desk.session.plan)
    desk.session.plan = desk.session.focus = None
    return [reply("plan.dropped", expects=None if desk.known.projects else {"what": "new_job"})]


def create(desk: Desk, args: Args) -> Replies:
    """Makes the project that was shown; when the plan changed since, it is shown again."""
    plan = desk.session.plan
    if not plan:
        return [_made_already(desk, args["shown"]) or reply("plan.gone")]
    if fingerprint(desk, plan) != args["shown"]:
        return [reply("plan.changed"), *_next(desk)]
    whole = whole_of(desk, plan)
    if why := limits.why(desk, whole, plan, args):
        return [why]
    file = onboarding.create_project(desk.ledger, desk.asked, desk.member.contractor_id, whole)
    limits.record(desk, file, whole, plan, args)
    desk.session.plan = desk.session.focus = None
    _forget_steps(desk)
    desk.session.remember(do="plan.created", name=file.project.name, shown=args["shown"], project=str(file.project.id))
    desk.session.project = str(file.project.id)
    desk.teller.client_address(file.client)  # should they write first, they are known as the client
    placed = _adopt(desk, file, plan.get("proofs"))
    return [_created(desk, file, placed)]


def _made_already(desk: Desk, shown: str) -> Reply | None:
    """To a second tap: the job is there, and need not be told again."""
    made = [one for one in desk.session.undo if one["do"] == "plan.created" and one.get("shown") == shown]
    if not made:
        return None
    status = option("button.status", command("status", project=made[-1]["project"]))
    return reply("plan.made_already", status, name=made[-1]["name"])


def _created(desk: Desk, file: ProjectFile, placed: int) -> Reply:
    project = str(file.project.id)
    first = file.milestones[0]
    choices = [option("button.status", command("status", project=project))]
    if placed:
        choices.insert(0, option("button.invoice", command("draft.show", project=project)))
    if first.kind == "deposit":
        deposit = command("draft.show", project=project, milestone=str(first.id), deposit=True)
        choices.insert(0, option("button.invoice_deposit", deposit))
    code = "plan.created_with_photos" if placed else "plan.created"
    asked = reply("business.ask_later") if unnamed(desk, file.contractor.name) else NOTHING
    expects = {"what": "business_late"} if asked != NOTHING else None
    return reply(code, *choices, expects=expects, name=file.project.name, n=placed, asked=asked)


def _adopt(desk: Desk, file: ProjectFile, meant: list[str] | None) -> int:
    """Files that came before there was a project belong to its current milestone; all, unless some were meant."""
    waiting = [one for one in desk.ledger.proofs(None) if one.state in {"arriving", "kept"}]
    waiting = [one for one in waiting if meant is None or str(one.id) in meant]
    milestone = current_for_proof(file.milestones)
    if not waiting or milestone is None:
        return 0
    return len(place_proofs(desk.ledger, [one.id for one in waiting], file.project.id, milestone.id))


def _next(desk: Desk) -> Replies:
    """The first thing that is missing is asked; nothing missing: it is shown back for confirmation."""
    plan = desk.session.plan if desk.session.plan is not None else {}
    desk.session.plan, desk.session.focus = plan, "plan"
    if not plan.get("client"):
        return [reply("plan.ask_client" if plan.get("name") else "plan.ask_job", expects={"what": "client"})]
    parts = _fixed_only(plan)
    if not plan.get("total") and parts is None:
        return [reply("plan.ask_total", expects={"what": "total"}, client=plan["client"])]
    if not plan.get("total"):
        plan["total"] = str(parts)
    if not plan.get("terms"):
        return [_ask_terms()]
    return [_shown_back(desk, plan)]


def _fixed_only(plan: dict[str, Any]) -> Decimal | None:
    terms = plan.get("terms") or []
    if not terms or any(term["how"] != "fixed" for term in terms):
        return None
    return sum((Decimal(term["amount"]) for term in terms), Decimal(0))


def _ask_terms() -> Reply:
    whole = command("plan.split", parts=1)
    return reply(
        "plan.ask_terms",
        option("plan.button_once", whole),
        option("plan.button_halves", command("plan.split", parts=2)),
        option("plan.button_thirds", command("plan.split", parts=3)),
        option("button.cancel", command("plan.drop")),
        expects={"what": "terms"},
    )


def _shown_back(desk: Desk, plan: dict[str, Any]) -> Reply:
    try:
        whole = whole_of(desk, plan)
        values = resolve(whole.contract_sum, whole.terms)
    except DoesNotAddUp as problem:
        return _problem(desk, plan, problem)
    lines = [reply("plan.line", name=term.name, amount=value) for term, value in zip(whole.terms, values, strict=True)]
    reach = whole.client_phone or whole.client_email
    return reply(
        "plan.show",
        option("button.create_job", command("plan.create", shown=fingerprint(desk, plan))),
        option("button.change", command("plan.change")),
        option("button.cancel", command("plan.drop")),
        name=whole.name,
        client=whole.client_name,
        reach=reached(reach, own=bool(plan.get("own_number"))),
        total=whole.contract_sum,
        lines=tuple(lines),
        extras=(*extras(whole), *spoken(desk, whole), *apart(desk, whole), *limits.told(desk, whole, plan)),
    )


def _problem(desk: Desk, plan: dict[str, Any], problem: DoesNotAddUp) -> Reply:
    choices: list[Option] = []
    if problem.code == "schedule.under":
        choices.append(option("plan.button_rest_final", command("plan.rest")))
    parts = _fixed_only(plan)
    if problem.code in {"schedule.under", "schedule.over"} and parts is not None:
        choices.append(option("plan.button_fit_total", command("plan.fit", total=str(parts))))
    choices.append(option("button.cancel", command("plan.drop")))
    details = {**problem.details, "total": _money(desk, plan["total"], plan)}
    return Reply(f"refused.{problem.code}", details, tuple(choices), {"what": "terms"})


def change(desk: Desk, _args: Args) -> Replies:
    """Bound to the plan that is open; an old button of one that is finished changes nothing."""
    if desk.session.plan is None:
        return [reply("plan.gone")]
    desk.session.focus = "plan"
    return [reply("plan.how_to_change", expects={"what": "terms"})]


def fingerprint(desk: Desk, plan: dict[str, Any]) -> str:
    """What a confirmation is bound to: what was said, and the number on file that was shown beside it."""
    bound = [plan, *_reached_at(desk, plan)]
    return hashlib.sha256(json.dumps(bound, sort_keys=True).encode()).hexdigest()[:16]


def _money(desk: Desk, amount: str, plan: dict[str, Any]) -> Money:
    return Money.of(Decimal(amount), plan.get("currency") or desk.ledger.account().currency)


def whole_of(desk: Desk, plan: dict[str, Any]) -> onboarding.ProjectPlan:
    """What was said, with what holds where nothing was. DoesNotAddUp for an amount that is none."""
    contractor = desk.ledger.contractor(desk.member.contractor_id)
    contract_sum = _money(desk, plan["total"], plan)
    terms = _terms(desk, plan, contract_sum)
    name = plan.get("name") or desk.teller.words(desk.member.language).text("plan.name_of", client=plan["client"])
    phone, email = _reached_at(desk, plan)
    return onboarding.ProjectPlan(
        name=name,
        client_name=plan["client"],
        client_phone=phone,
        client_email=email,
        client_language=desk.member.language if plan.get("language") is None else plan["language"],
        contract_sum=contract_sum,
        terms=terms,
        tax_rate=Rate.percent(Decimal(plan["tax"])) if plan.get("tax") else contractor.tax_rate,
        due_terms=DueTerms(plan["due"]) if plan.get("due") is not None else contractor.due_terms,
    )


def _reached_at(desk: Desk, plan: dict[str, Any]) -> tuple[str, str]:
    """Phone and e-mail as said; nothing said, those on file of the one client of that name."""
    said = plan.get("phone") or "", plan.get("email") or ""
    if any(said) or plan.get("own_number"):
        return said
    name = " ".join(plan["client"].split()).casefold()
    found = [one for one in desk.ledger.clients() if one.name.casefold() == name]
    return (found[0].phone, found[0].email) if len(found) == 1 else said


def _terms(desk: Desk, plan: dict[str, Any], contract_sum: Money) -> tuple[Term, ...]:
    """A third is a third: shares that percentages cannot say are settled against the total."""
    said = [
        TermSaid(one["name"], one["how"], Decimal(one["amount"]) if one["amount"] else None, one["deposit"])
        for one in plan["terms"]
    ]
    settled = with_thirds(said, contract_sum.decimal, exponent_of(contract_sum.currency))
    return tuple(_term(desk, {**asdict(one), "amount": one.amount}, plan) for one in settled)


def _term(desk: Desk, said: dict[str, Any], plan: dict[str, Any]) -> Term:
    amount = said.get("amount")
    return Term(
        name=said["name"][:1].upper() + said["name"][1:],
        kind="deposit" if said.get("deposit") else "work",
        how=said["how"],
        amount=_money(desk, str(amount), plan) if said["how"] == "fixed" else None,
        rate=Rate.percent(Decimal(str(amount))) if said["how"] == "percent" else ZERO_RATE,
    )
