"""What is known of the law about being late where a contractor works: a ceiling, what may be claimed, or nothing."""

from fractions import Fraction

from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.perform import limits
from bots.perform.desk import Args, Desk
from core.domain.late_entitlements import entitlements_of
from core.domain.late_fee import LateFee
from core.domain.limits import Exceeded, Limit, check_rate
from core.domain.limits_table import limits_for
from core.domain.money import PPM, Rate


def over(desk: Desk, rule: LateFee) -> Exceeded | None:
    """Of a sum, no ceiling is known."""
    limit = _ceiling(desk)
    return check_rate(limit, rule.a_year, desk.ledger.account().currency) if limit and rule.rate else None


def law(desk: Desk, rule: LateFee) -> Reply:
    """In one line; that nothing is known, too."""
    where, limit = limits.place(desk), _ceiling(desk)
    if limit and rule.rate:
        source = "limit.source" if limit.certainty == "statute" else "limit.source_secondary"
        return reply(
            "late_fee.law_over" if over(desk, rule) else "late_fee.law_within",
            place=reply(f"place.{limit.jurisdiction}"),
            rate=rate(limit.share or Fraction(0)),
            source=reply(source, source=limit.source),
        )
    claims = tuple(
        reply(
            "late_fee.claim_least" if one.at_least else "late_fee.claim",
            points=one.points,
            above=reply(f"late_fee.above_{one.above}"),
            who=reply(f"late_fee.of_{one.debtor}"),
            source=one.source,
        )
        for one in entitlements_of(where, desk.asked.today(desk.ledger.account().zone))
    )
    return (
        reply("late_fee.law_none", place=reply(f"place.{where}"), claims=claims)
        if claims
        else reply("late_fee.law_unknown")
    )


def reasons(desk: Desk, exceeded: Exceeded, args: Args) -> tuple[Option, ...]:
    """Each sets the rule with that reason; the last asks for another."""
    words = desk.teller.words(desk.member.language)
    codes = [*(f"limit.exception_{one}" for one in exceeded.limit.exceptions), "limit.button_agreed"]
    taps = (option(code, command("late_fee.set", **{**args, "reason": words.text(code)})) for code in codes)
    return (*taps, option("limit.button_other", command("late_fee.why", **args)))


def kept_reason(desk: Desk, rule: LateFee) -> Reply:
    """Why the rule that holds passes the ceiling, as it was said last."""
    exceeded = over(desk, rule)
    if exceeded is None:
        return NOTHING
    about = (exceeded.limit.id, exceeded.proposed)
    kept = [one for one in desk.ledger.limit_overrides(None) if (one.limit_id, one.proposed) == about]
    if not kept:
        return NOTHING
    day = kept[-1].recorded_at.date()
    place = reply(f"place.{exceeded.limit.jurisdiction}")
    return reply("late_fee.kept_reason", place=place, day=day, reason=kept[-1].reason)


def rate(share: Fraction) -> Rate:
    return Rate(int(share * PPM))


def _ceiling(desk: Desk) -> Limit | None:
    today = desk.asked.today(desk.ledger.account().zone)
    return next((one for one in limits_for(limits.place(desk), today) if one.kind == "late_interest"), None)
