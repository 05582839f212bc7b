"""What words about a job that is being set up come to: its plan, or the answer to a question about it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from bots import pricing
from bots.commands import Step, command
from bots.intents import intent
from bots.known import Known


def new_job(meant: intent.NewJob, known: Known) -> tuple[Step, ...]:
    """A new plan; or, while one is open, what was asked for: a total, the parts."""
    begun = known.plan is not None and not known.plan.get("client") and known.awaited == "client"
    answers = begun or (known.plan is not None and meant.name is None and meant.client_name is None)
    return (command("plan.add" if answers else "plan.set", plan=_plan(meant)),)


def _plan(meant: intent.NewJob) -> dict[str, Any]:
    plan = {
        "name": meant.name,
        "client": meant.client_name,
        "phone": meant.phone,
        "email": meant.email,
        "total": text(meant.total),
        "currency": meant.currency,
        "terms": [_term(one) for one in meant.terms],
        "tax": text(meant.tax_percent),
        "due": meant.due_days,
    }
    return {name: value for name, value in plan.items() if value not in (None, [])}


def _term(term: intent.TermSaid) -> dict[str, Any]:
    return {**asdict(term), "amount": text(term.amount)}


def text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def terms(meant: intent.TermsSaid, known: Known) -> tuple[Step, ...]:
    said = [_term(one) for one in meant.terms]
    return (command("plan.add", plan={"terms": pricing.terms_in_plan(said, known)}),)


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    intent.NewJob: new_job,
    intent.TermsSaid: terms,
    intent.JobName: lambda meant, _: (command("plan.rename", name=meant.name),),
}
