"""What is said about a contract's billing, as commands. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from bots import pricing
from bots.commands import Command, Step, command, reply
from bots.intents import Hints, Understood, contracts, intent, understand
from bots.known import Known
from bots.naming import where

REFUND_AWAITED = "refund_sum"
BEFORE_AN_AMOUNT = {
    "paid": {"en": "paid", "es": "pagó"},
    REFUND_AWAITED: {"en": "PayPal refunded", "es": "PayPal devolvió"},
}


def amount_alone(text: str, heard: Understood, known: Known, hints: Hints) -> Understood:
    """After "how much did they pay?", or "how much went back?". A small digit still picks from the menu."""
    picked = heard.intent.number if isinstance(heard.intent, intent.Pick) else None
    if not isinstance(heard.intent, intent.Unclear | intent.Pick) or (picked is not None and picked < 10):
        return heard
    again = understand(f"{BEFORE_AN_AMOUNT[known.awaited or ''][known.language]} {text}", hints)
    found = isinstance(again.intent, intent.PaidSaid | contracts.RefundNoted) and again.intent.amount is not None
    return Understood(again.intent, heard.language, again.confidence) if found else heard


def progress(meant: contracts.ProgressSaid, known: Known) -> tuple[Step, ...]:
    """While a job is being set up, a part's share is one of its terms."""
    if known.plan is not None:
        if meant.percent is None or not meant.milestone or meant.bill:
            return (command("plan.again", unclear=True),)
        term = {"name": meant.milestone, "how": "percent", "amount": str(meant.percent), "deposit": False}
        return (command("plan.add", plan={"terms": pricing.terms_in_plan([term], known)}),)
    said = {
        "percent": None if meant.percent is None else str(meant.percent),
        "stored": None if meant.stored is None else str(meant.stored),
        "bill": meant.bill,
        "more": meant.more,
        "amount": None if meant.amount is None else str(meant.amount),
        "part": None if meant.part is None else str(meant.part),
        "of": None if meant.whole is None else str(meant.whole),
    }
    return where(
        known, meant.milestone, lambda project, at: command("progress.say", project=project, milestone=at, **said)
    )


def retainage(meant: contracts.RetainageSaid, known: Known) -> tuple[Step, ...]:
    shares = {"percent": meant.percent, "step": meant.step, "later": meant.later}
    said = {name: str(share) for name, share in shares.items() if share is not None}
    return _of_job(known, meant.milestone, command("retainage.set", **said))


def release(meant: contracts.ReleaseSaid, known: Known) -> tuple[Step, ...]:
    return _of_job(known, meant.milestone, command("retainage.release", percent=str(meant.percent)))


def retainage_asked(meant: contracts.RetainageAsked, _known: Known) -> tuple[Step, ...]:
    return (command("retainage.show", about=meant.about) if meant.about else command("retainage.show"),)


def _of_job(known: Known, milestone: str | None, wanted: Command) -> tuple[Step, ...]:
    """Of the part that is named, whatever its state, or of the job; not while one is being set up."""
    if known.plan is not None:
        return (reply("terms.after_setup"), command("plan.again"))
    return where(
        known, milestone, lambda project, at: Command(wanted.do, {**wanted.args, "project": project, "milestone": at})
    )


def credit(meant: contracts.CreditSaid, _known: Known) -> tuple[Step, ...]:
    amount = None if meant.amount is None else str(meant.amount)
    return (command("credit.ask", about=meant.about, amount=amount, reason=meant.reason),)


def line_credit(meant: contracts.LineCredit, _known: Known) -> tuple[Step, ...]:
    figures = {name: str(one) for name, one in (("count", meant.count), ("amount", meant.amount)) if one is not None}
    return (command("credit.line", what=meant.what, about=meant.about, reason=meant.reason, **figures),)


def refund(meant: contracts.RefundSaid, _known: Known) -> tuple[Step, ...]:
    amount = None if meant.amount is None else str(meant.amount)
    return (command("refund.ask", about=meant.about, amount=amount),)


def refund_noted(meant: contracts.RefundNoted, known: Known) -> tuple[Step, ...]:
    """Of the payment that was asked about, where nobody else's is named."""
    asked = known.expects if known.awaited == REFUND_AWAITED and not (meant.about or meant.number) else None
    which = {name: asked[name] for name in ("invoice", "payment")} if asked else {}
    said = {"gateway": meant.gateway, "about": meant.about, "number": meant.number}
    return (command("refund.note_ask", amount=str(meant.amount), **(which or said)),)


def credit_use(meant: contracts.CreditUse, _known: Known) -> tuple[Step, ...]:
    if meant.back:
        return (command("credit.back_ask", about=meant.about),)
    return (command("credit.use_ask", about=meant.about, next=meant.next),)


def advance(meant: contracts.AdvanceSaid, known: Known) -> tuple[Step, ...]:
    said = {"amount": str(meant.amount), "percent": meant.percent, "credit": meant.credit}
    return _of_job(known, None, command("advance.ask", **said))


def deposit_asked(_: contracts.DepositAsked, known: Known) -> tuple[Step, ...]:
    return _of_job(known, None, command("draft.show_kind", kind="deposit"))


def columns(meant: contracts.ColumnsSaid, known: Known) -> tuple[Step, ...]:
    return _of_job(known, None, command("terms.columns", on=meant.on))


def sequence(meant: contracts.SequenceSaid, known: Known) -> tuple[Step, ...]:
    return _of_job(known, None, command("terms.sequence", on=meant.on))


def taxes(meant: contracts.TaxesSaid, known: Known) -> tuple[Step, ...]:
    told = [[one.name, str(one.percent), one.scope] for one in meant.taxes]
    return _of_job(known, None, command("taxes.set", taxes=told, inclusive=meant.inclusive, scope=meant.scope))


def cost(meant: contracts.CostSaid, known: Known) -> tuple[Step, ...]:
    return _of_job(known, meant.milestone, command("cost.set", cost_type=meant.cost_type))


def job_discount(meant: contracts.JobDiscount, known: Known) -> tuple[Step, ...]:
    said = {"amount": str(meant.amount), "percent": meant.percent, "reason": meant.reason}
    return _of_job(known, None, command("discount.ask", **said))


def due_when(meant: contracts.DueWhen, known: Known) -> tuple[Step, ...]:
    return _of_job(known, meant.milestone, command("due.set", on=meant.on, day=meant.day))


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    contracts.ProgressSaid: progress,
    contracts.RetainageSaid: retainage,
    contracts.ReleaseSaid: release,
    contracts.RetainageAsked: retainage_asked,
    contracts.CreditSaid: credit,
    contracts.LineCredit: line_credit,
    contracts.RefundSaid: refund,
    contracts.RefundNoted: refund_noted,
    contracts.CreditUse: credit_use,
    contracts.AdvanceSaid: advance,
    contracts.DepositAsked: deposit_asked,
    contracts.ColumnsSaid: columns,
    contracts.SequenceSaid: sequence,
    contracts.DueWhen: due_when,
    contracts.TaxesSaid: taxes,
    contracts.CostSaid: cost,
    contracts.JobDiscount: job_discount,
    contracts.Reissue: lambda meant, _: (command("invoice.void_ask", about=meant.about, reissue=True),),
}
