"""Several taxes on one invoice, each of its cumulative base and rounded once, less what was taxed before."""

from collections.abc import Sequence
from fractions import Fraction

from core.domain.invoice import CreditNote, Invoice, InvoicePart, TaxAmount
from core.domain.money import PPM, Money, Rate, half_away_from_zero, total
from core.domain.progress import counted
from core.domain.project import Contract, Project
from core.domain.terms import TaxRule


def rules_of(project: Project, contract: Contract) -> tuple[TaxRule, ...]:
    """The contract's taxes; where it names none, the job's one rate."""
    if contract.terms.taxes or not project.tax_rate.ppm:
        return contract.terms.taxes
    return (TaxRule(rate=project.tax_rate),)


def base_of(rule: TaxRule, parts: Sequence[InvoicePart], currency: str) -> Money:
    """What of these parts this tax is of."""
    scopes = {"labor": ("labor",), "materials": ("materials",), "all": ("labor", "materials", "other")}
    return total((getattr(part, name) for part in parts for name in scopes[rule.scope]), currency)


def taxes_of(
    rules: Sequence[TaxRule],
    parts: Sequence[InvoicePart],
    before: tuple[Sequence[Invoice], Sequence[CreditNote]],
    currency: str,
    *,
    inclusive: bool,
) -> tuple[TaxAmount, ...]:
    """One amount a rule. Milestones' taxes so sum to the contract's at each rate, and a new rate leaves what was billed
    at the old one alone; taxes in the prices are all reckoned together, so that there any new one begins anew for each.
    ``before``: the project's invoices and credit notes.
    """
    rates = Rate(sum(rule.rate.ppm for rule in rules))
    return tuple(_tax(rule, rates, base_of(rule, parts, currency), before, inclusive=inclusive) for rule in rules)


def same(one: TaxAmount, other: TaxAmount) -> bool:
    """Of one tax, so that their bases add up."""
    return (one.name, one.rate, one.scope, one.inclusive) == (other.name, other.rate, other.scope, other.inclusive)


def _tax(
    rule: TaxRule,
    rates: Rate,
    base: Money,
    before: tuple[Sequence[Invoice], Sequence[CreditNote]],
    *,
    inclusive: bool,
) -> TaxAmount:
    nothing = Money.zero(base.currency)
    blank = TaxAmount(name=rule.name, rate=rule.rate, scope=rule.scope, inclusive=inclusive, base=base, tax=nothing)
    billed = [one for invoice in counted(before[0]) for one in invoice.taxes if _adds_up(one, blank, invoice, rates)]
    credited = [one for note in before[1] for one in note.taxes if _adds_up(one, blank, note, rates)]
    base_to_date = base + total((one.base for one in billed), base.currency)
    base_to_date -= total((one.base for one in credited), base.currency)
    had = total((one.tax for one in billed), base.currency) - total((one.tax for one in credited), base.currency)
    whole = PPM + rates.ppm if inclusive else PPM
    tax = Money(half_away_from_zero(Fraction(base_to_date.minor * rule.rate.ppm, whole)), base.currency)
    return TaxAmount(name=rule.name, rate=rule.rate, scope=rule.scope, inclusive=inclusive, base=base, tax=tax - had)


def _adds_up(one: TaxAmount, blank: TaxAmount, paper: Invoice | CreditNote, rates: Rate) -> bool:
    """Of one tax, and where prices have them in them, beside taxes of the same sum."""
    return same(one, blank) and (not blank.inclusive or sum(tax.rate.ppm for tax in paper.taxes) == rates.ppm)
