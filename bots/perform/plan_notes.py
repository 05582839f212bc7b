"""What a plan says beside its parts."""

from bots.commands import Reply, due_terms, reply
from bots.perform.desk import Desk
from core.usecases.clients import kept_apart
from core.usecases.onboarding import ProjectPlan


def reached(reach: str, *, own: bool) -> Reply:
    if reach:
        return reply("plan.reach", reach=reach)
    return reply("plan.own_number" if own else "plan.no_reach")


def extras(plan: ProjectPlan) -> tuple[Reply, ...]:
    due = reply("plan.due", terms=due_terms(plan.due_terms.days))
    return (reply("plan.tax", rate=plan.tax_rate), due) if plan.tax_rate.ppm else (due,)


def spoken(desk: Desk, plan: ProjectPlan) -> list[Reply]:
    """Only where it is not what the contractor speaks."""
    other = plan.client_language != desk.member.language
    return [reply(f"plan.client_in_{plan.client_language}", client=plan.client_name)] if other else []


def apart(desk: Desk, plan: ProjectPlan) -> list[Reply]:
    """A number mistyped would make a second client of the same person, unseen."""
    others = kept_apart(desk.ledger, plan.client)
    return [reply("plan.namesake", client=one.name, reach=one.phone) for one in others]
