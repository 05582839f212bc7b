"""Bugs that others had, or that we had, each put back in its place: the machine must find every one."""

from core.domain import crediting, taxes, withholding
from core.domain.money import Money, total
from core.domain.progress import billed_parts
from core.usecases.sheets import figures_of as true_figures_of

NOTHING = ((), ())


def retained_alone(parts, milestones, terms, before, contract_sum):
    del before
    return withholding.withhold(parts, milestones, terms, NOTHING, contract_sum)


def retained_of_those_billed(parts, milestones, terms, before, contract_sum):
    here = [one for one in milestones if one.id in {part.milestone_id for part in parts}]
    return withholding.withhold(parts, here, terms, before, contract_sum)


def taxed_alone(rules, parts, before, currency, *, inclusive):
    del before
    return taxes.taxes_of(rules, parts, NOTHING, currency, inclusive=inclusive)


def credited_without_the_deposit(invoice, notes, payable, reached):
    del invoice, notes, reached
    return Money.zero(payable.currency)


def credited_alone(invoice, notes, amount, true_credit=crediting.credit):
    del notes
    return true_credit(invoice, (), amount)


def anything_goes(*_):
    return None


def counted_in_full(amount, balance):
    return amount, Money.zero(balance.currency)


def never_refilled(*_):
    return ()


def any_open_invoice(invoices):
    waiting = (one for one in invoices if one.state in {"issued", "part_paid"})
    return frozenset(milestone for one in waiting for milestone in one.milestone_ids)


def never_billed_by_falling(file, milestone):
    del file
    return milestone


def ever_withheld(milestone, before):
    parts = [(one, sign) for one, sign in billed_parts(*before) if one.milestone_id == milestone.id]
    amounts = (max(one.retained, Money.zero("USD")) for one, sign in parts if sign > 0)
    return total(amounts, "USD")


def agreed_from_the_start(agreed, before):
    del agreed
    return before


def of_one_name_and_rate(one, blank, paper, rates):
    del paper, rates
    return taxes.same(one, blank)


def nothing_stands(invoices):
    del invoices
    return ()


def printed_without_the_deposit(totals, wording, rates=()):
    return tuple(one for one in true_figures_of(totals, wording, rates) if one.label != "figure.deposit_credit")


PLANTS = {
    "a credit forgets the deposit": {"core.domain.crediting._deposit": credited_without_the_deposit},
    "a credit forgets earlier credits": {"core.usecases.crediting.credit": credited_alone},
    "a credit note takes back retainage that was released": {
        "core.usecases.crediting._check_nothing_builds_on": anything_goes
    },
    "a deposit is asked for again": {"core.usecases.reckoning.counted": nothing_stands},
    "a milestone that fell to what is billed stays open": {
        "core.usecases.changing.as_billed": never_billed_by_falling,
        "core.usecases.landing.as_billed": never_billed_by_falling,
    },
    "a payment counts beyond what is asked": {"core.domain.allocation.spread": counted_in_full},
    "a release keeps milestones from being paid": {"core.usecases.closing.unpaid_of": any_open_invoice},
    "a surplus stays where it is": {"core.domain.allocation.refilled": never_refilled},
    "a void invoice leaves its milestones billed": {"core.usecases.voiding.unbill": anything_goes},
    "an invoice is void though its retainage was released": {
        "core.usecases.voiding._check_nothing_builds_on": anything_goes
    },
    "own rates are forgotten on later invoices": {"core.domain.totals.withhold": retained_of_those_billed},
    "retainage is of each invoice alone": {"core.domain.totals.withhold": retained_alone},
    "retainage is released twice": {"core.usecases.reckoning.held_of": ever_withheld},
    "tax is rounded on each invoice alone": {"core.domain.totals.taxes_of": taxed_alone},
    "the deposit is not printed": {"core.usecases.sheets.figures_of": printed_without_the_deposit},
    "another tax in the prices changes what was taxed before": {"core.domain.taxes._adds_up": of_one_name_and_rate},
    "retainage that is agreed later reaches back": {"core.domain.withholding._since": agreed_from_the_start},
}
