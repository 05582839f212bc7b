"""A deposit above what the law of the place allows: told in one line, and passed only with a reason that is kept."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from bots.commands import NOTHING, Command, Option, Reply, command, option, reply
from bots.intents.places import place_of
from bots.perform.desk import Args, Desk, Replies
from core.domain.ids import ProposalId
from core.domain.limits import Exceeded, Limit, LimitKind, check, reason_given
from core.domain.limits_table import limits_for
from core.domain.money import Money, Rate, total
from core.domain.proposal import Proposal
from core.domain.schedule import resolve
from core.ports.ledger import ProjectFile
from core.usecases import card_fees, limiting, onboarding
from core.usecases.onboarding import ProjectPlan


def place(desk: Desk) -> str:
    """Where the contractor works: as they said, else by their postal address."""
    contractor = desk.ledger.contractor(desk.member.contractor_id)
    return contractor.jurisdiction or place_of(contractor.postal_address)


def _limits(desk: Desk, where: str, kind: LimitKind = "deposit") -> list[Limit]:
    today = desk.asked.today(desk.ledger.account().zone)
    return [one for one in limits_for(where, today) if one.kind == kind]


def exceeded(desk: Desk, whole: ProjectPlan) -> Exceeded | None:
    """DoesNotAddUp as ``resolve``."""
    values = zip(whole.terms, resolve(whole.contract_sum, whole.terms), strict=True)
    deposit = total((value for term, value in values if term.kind == "deposit"), whole.contract_sum.currency)
    return exceeded_by(desk, deposit, whole.contract_sum)


def exceeded_by(desk: Desk, amount: Money, contract_sum: Money, kind: LimitKind = "deposit") -> Exceeded | None:
    """By a deposit, or a retainage in all, of this much."""
    found = (check(one, amount, contract_sum) for one in _limits(desk, place(desk), kind))
    return next((one for one in found if one), None)


def told(desk: Desk, whole: ProjectPlan, plan: Mapping[str, Any]) -> tuple[Reply, ...]:
    """The one line, and the reason that was typed for it."""
    over = exceeded(desk, whole)
    if over is None:
        return ()
    reason = _kept_reason(over, plan)
    return (line(over), reply("limit.reason", reason=reason)) if reason else (line(over),)


def line(over: Exceeded) -> Reply:
    """What the law allows and what was asked, with its source."""
    limit = over.limit
    source = "limit.source" if limit.certainty == "statute" else "limit.source_secondary"
    return reply(
        "limit.retainage" if limit.kind == "retainage" else "limit.deposit",
        place=reply(f"place.{limit.jurisdiction}"),
        cap=_cap(limit),
        allowed=over.allowed,
        proposed=over.proposed,
        source=reply(source, source=limit.source),
    )


def _cap(limit: Limit) -> Reply:
    share = limit.share or 0
    told_share = reply("limit.third") if share * 3 == 1 else Rate(int(share * 1_000_000))
    if limit.amount is None:
        return reply("limit.cap_share", share=told_share)
    code = "limit.cap_lesser" if limit.of_both == "lesser" else "limit.cap_greater"
    return reply(code, share=told_share, amount=limit.amount)


def why(desk: Desk, whole: ProjectPlan, plan: Mapping[str, Any], args: Args) -> Reply | None:
    """The question for a reason; None when there is nothing to ask, or a reason was given for just this."""
    over = exceeded(desk, whole)
    if over is None or args.get("reason") or _kept_reason(over, plan):
        return None
    return reply(
        "limit.ask",
        *reasons(desk, over, command("plan.create_over", shown=args["shown"])),
        option("limit.button_other", command("limit.other")),
        option("button.change", command("plan.change")),
        expects={"what": "limit_reason"},
        line=line(over),
    )


def reasons(desk: Desk, over: Exceeded, then: Command) -> tuple[Option, ...]:
    """Each does ``then`` with that reason."""
    words = desk.teller.words(desk.member.language)
    codes = [*(f"limit.exception_{one}" for one in over.limit.exceptions), "limit.button_commercial"]
    return tuple(option(code, Command(then.do, {**then.args, "reason": words.text(code)})) for code in codes)


def lower(desk: Desk, args: Args) -> Replies:
    """As much as the place allows, and no reason is needed."""
    from bots.perform.proposals import show_draft

    proposal = desk.ledger.proposal(ProposalId(UUID(args["proposal"])))
    amount = Money.of(Decimal(args["amount"]), proposal.currency)
    return show_draft(desk, limiting.lower_deposit(desk.ledger, desk.asked, proposal.id, amount))


def lowering(over: Exceeded, proposal: Proposal) -> tuple[Option, ...]:
    """The tap that keeps to the limit, where there is one deposit to lower."""
    if over.limit.kind != "deposit" or not over.allowed or not limiting.can_lower(proposal):
        return ()
    asks = command("proposal.lower", proposal=str(proposal.id), amount=str(over.allowed.decimal))
    return (option("limit.button_lower", asks, allowed=over.allowed),)


def record(desk: Desk, file: ProjectFile, whole: ProjectPlan, plan: Mapping[str, Any], args: Args) -> None:
    """The reason is kept with the project that was made. Nothing where no limit was passed."""
    over = exceeded(desk, whole)
    if over is not None:
        said = args.get("reason") or _kept_reason(over, plan)
        limiting.record_override(desk.ledger, desk.asked, over, said, file.project.id)


def _kept_reason(over: Exceeded, plan: Mapping[str, Any]) -> str:
    """For as much as it was given for: another deposit wants its own reason."""
    kept = plan.get("over") or {}
    same = kept.get("limit") == over.limit.id and kept.get("deposit") == str(over.proposed.decimal)
    return str(kept["reason"]) if same else ""


def other(desk: Desk, _args: Args) -> Replies:
    if desk.session.plan is None:
        return [reply("plan.gone")]
    return [reply("limit.why", expects={"what": "limit_reason"})]


def reason(desk: Desk, args: Args) -> Replies:
    """In own words: the job is shown once more with it, and made by the tap below that."""
    from bots.perform.plans import planned, whole_of

    plan = desk.session.plan
    over = exceeded(desk, whole_of(desk, plan)) if plan else None
    if plan is None or over is None:
        return [reply("plan.gone")]
    kept = {"reason": reason_given(args["reason"]), "limit": over.limit.id, "deposit": str(over.proposed.decimal)}
    return planned(desk, {**plan, "over": kept})


def say_place(desk: Desk, args: Args) -> Replies:
    """Where the business works, whatever its address."""
    former = desk.ledger.contractor(desk.member.contractor_id)
    desk.session.remember(do="business.place", place=former.jurisdiction)
    answer = _placed(desk, args["place"], args.get("name") or "")
    if desk.session.focus == "plan":
        from bots.perform.plans import again

        return [answer, *again(desk, {})]
    return [answer]


def say_unknown_place(desk: Desk, args: Args) -> Replies:
    """No limits are known there; those of the place that was said before hold until they are taken away."""
    where = place(desk)
    if not where:
        return [reply("business.place_unknown", name=args["name"])]
    kept = reply(f"place.{where}")
    away = option("business.button_not_there", command("business.place", place=""), place=kept)
    choices = (away,) if desk.ledger.contractor(desk.member.contractor_id).jurisdiction else ()
    return [reply("business.place_unknown_other", *choices, name=args["name"], place=kept)]


def deposit(desk: Desk, _args: Args) -> Replies:
    """What the law of the place allows to be asked as a deposit, as far as it is known."""
    where = place(desk)
    if not where:
        return [reply("limit.where")]
    name, known = reply(f"place.{where}"), _limits(desk, where)
    if not known:
        return [reply("limit.deposit_free", place=name)]
    source = "limit.source" if known[0].certainty == "statute" else "limit.source_secondary"
    told = reply(source, source=known[0].source)
    return [reply("limit.deposit_cap", place=name, cap=_cap(known[0]), source=told)]


def undo_place(desk: Desk, step: Args) -> Reply:
    return _placed(desk, step["place"])


def _placed(desk: Desk, where: str, province: str = "") -> Reply:
    onboarding.work_in(desk.ledger, desk.member.contractor_id, where)
    card_fees.close_dearer(desk.ledger, desk.asked)
    if not where:
        return reply("business.place_none")
    from bots.perform.card_fees import still_there

    watched = reply("business.place_watched" if _limits(desk, where) else "business.place_free")
    late = reply("business.place_late") if _limits(desk, where, "late_interest") else NOTHING
    place = reply(f"place.{where}")
    named = reply("business.province", name=province, country=place) if province else place
    return reply("business.place", place=named, watched=watched, late=late, fee=still_there(desk, where))


PERFORMERS = {
    "business.place": say_place,
    "business.place_unknown": say_unknown_place,
    "limit.deposit": deposit,
    "limit.other": other,
    "limit.reason": reason,
    "proposal.lower": lower,
}
