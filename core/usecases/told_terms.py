"""The terms of a contract in the sentences that its client reads, in a proposal and later."""

from core.domain.party import DueTerms
from core.domain.terms import DepositTerms, RetainageTerms
from core.ports.wording import Wording


def told_deposit(deposit: DepositTerms, wording: Wording) -> str:
    """How much it is, and on what it is credited."""
    return wording.text(f"proposal.deposit_{deposit.credit}", amount=wording.money(deposit.amount))


def told_retainage(terms: RetainageTerms, wording: Wording) -> str:
    """How much of each invoice is held back, and until when."""
    rate = wording.percent(terms.rate)
    if terms.step_at is None:
        return wording.text("proposal.retainage", rate=rate)
    later, step = wording.percent(terms.later_rate), wording.percent(terms.step_at)
    return wording.text("proposal.retainage_step", rate=rate, step=step, later=later)


def told_due_terms(terms: DueTerms, wording: Wording) -> str:
    """In how many days invoices are paid."""
    return wording.text("proposal.pay_within", n=terms.days) if terms.days else wording.text("proposal.pay_on_receipt")
