"""The parts of a plan that is open: another amount for one, a last one for the rest, equal shares."""

from decimal import Decimal

from bots.commands import reply
from bots.perform.desk import Args, Desk, Replies
from bots.perform.plans import planned


def part_price(desk: Desk, args: Args) -> Replies:
    """One part of the open plan comes to another amount; the price of the whole stays."""
    if desk.session.plan is None:
        return [reply("plan.gone")]
    terms = list(desk.session.plan["terms"])
    terms[args["place"]] = {**terms[args["place"]], "how": "fixed", "amount": args["amount"]}
    return planned(desk, {**desk.session.plan, "terms": terms})


def rest_to_final(desk: Desk, _args: Args) -> Replies:
    """What is missing from the sum becomes a last part of its own."""
    if desk.session.plan is None:
        return [reply("plan.gone")]
    plan = dict(desk.session.plan)
    final = desk.teller.words(desk.member.language).text("plan.final_name")
    plan["terms"] = [*plan.get("terms", []), {"name": final, "how": "rest", "amount": None, "deposit": False}]
    return planned(desk, plan)


def fit_total(desk: Desk, args: Args) -> Replies:
    """The parts were right, the total was not."""
    if desk.session.plan is None:
        return [reply("plan.gone")]
    return planned(desk, {**desk.session.plan, "total": args["total"]})


def split_evenly(desk: Desk, args: Args) -> Replies:
    """One, two or three equal parts: the last takes what is left."""
    if desk.session.plan is None:
        return [reply("plan.gone")]
    wording = desk.teller.words(desk.member.language)
    parts = int(args["parts"])
    names = {1: ("all",), 2: ("first_half", "final"), 3: ("start", "middle", "final")}[parts]
    share = str((Decimal(100) / parts).quantize(Decimal("0.0001")))
    terms = [
        {"name": wording.text(f"plan.part_{name}"), "how": "percent", "amount": share, "deposit": False}
        for name in names[:-1]
    ]
    last = {"name": wording.text(f"plan.part_{names[-1]}"), "how": "rest", "amount": None, "deposit": False}
    return planned(desk, {**desk.session.plan, "terms": [*terms, last]})
