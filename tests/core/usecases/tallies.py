"""The sums over a project's invoices and credit notes, added up plainly, to hold the engine's own against."""

from collections import defaultdict
from dataclasses import dataclass

from core.domain.money import Money, total

NOTHING = Money.zero("USD")


@dataclass(frozen=True)
class Tally:
    """``taxes``: of each tax, its base and its amount to date. ``withheld`` counts what was released as well."""

    billed: Money
    billed_of: dict
    withheld_of: dict
    released_of: dict
    held_of: dict
    taxes: dict
    deposit_asked: Money
    deposit_credited: Money
    deposit_left: Money

    @property
    def withheld(self):
        return total(self.withheld_of.values(), "USD")


def of(file):
    standing = [(one, 1, one.kind) for one in file.invoices if one.state != "void"]
    kinds = {one.id: one.kind for one in file.invoices}
    signed = [*standing, *((note, -1, kinds[note.invoice_id]) for note in file.credit_notes)]
    billed, withheld, released = (defaultdict(lambda: NOTHING) for _ in range(3))
    taxes = defaultdict(lambda: (NOTHING, NOTHING))
    for one, sign, kind in signed:
        for part in one.parts:
            billed[part.milestone_id] += _times(part.amount, sign)
            if kind == "progress":
                withheld[part.milestone_id] += _times(part.retained, sign)
            else:
                released[part.milestone_id] -= _times(part.retained, sign)
        for tax in one.taxes:
            base, amount = taxes[key(tax, one.taxes)]
            taxes[key(tax, one.taxes)] = (base + _times(tax.base, sign), amount + _times(tax.tax, sign))
    ids = [one.id for one in file.milestones]
    asked = total((_times(-one.deposit_applied, sign) for one, sign, kind in signed if kind == "deposit"), "USD")
    credited = total((_times(one.deposit_applied, sign) for one, sign, kind in signed if kind != "deposit"), "USD")
    return Tally(
        billed=total((_times(one.subtotal, sign) for one, sign, _ in signed), "USD"),
        billed_of={one: billed[one] for one in ids},
        withheld_of={one: withheld[one] for one in ids},
        released_of={one: released[one] for one in ids},
        held_of={one: withheld[one] - released[one] for one in ids},
        taxes=taxes,
        deposit_asked=asked,
        deposit_credited=credited,
        deposit_left=asked - credited,
    )


def withheld_by_now(file):
    """Of milestones with a rate of their own, ever; of the others, since the contract's terms were agreed."""
    own = {one.id for one in file.milestones if one.retainage is not None}
    works = [(one, part) for one in file.invoices if one.kind == "progress" for part in one.parts]
    return total((part.retained for one, part in works if part.milestone_id in own or _counts(file, one)), "USD")


def _counts(file, invoice):
    agreed = file.contract.terms.retainage
    if agreed is None:
        return False
    last = (agreed.since, agreed.since_by)
    ended = [place for place, one in enumerate(file.invoices) if (one.sequence, one.contractor_id) == last]
    return file.invoices.index(invoice) > (ended[0] if ended else -1)


def should_be_withheld(file, tally):
    """By the contract's terms of all that was billed since they were agreed, their step by all that is billed, and by
    a milestone's own rate of what is billed of it.
    """
    own = [one for one in file.milestones if one.retainage is not None]
    each = sum(rounded(tally.billed_of[one.id].minor * one.retainage.ppm, 1_000_000) for one in own)
    agreed = file.contract.terms.retainage
    if agreed is None:
        return Money(each, "USD")
    shared = tally.billed.minor - sum(tally.billed_of[one.id].minor for one in own)
    mine = {one.id for one in own}
    former = sum(
        part.amount.minor
        for one in file.invoices
        if one.kind == "progress" and not _counts(file, one)
        for part in one.parts
        if part.milestone_id not in mine
    )
    first = shared - former
    if agreed.step_at is not None:
        step = rounded(file.contract.original_contract_sum.minor * agreed.step_at.ppm, 1_000_000)
        first = max(0, min(shared, step) - former)
    later = rounded((shared - former - first) * agreed.later_rate.ppm, 1_000_000)
    return Money(each + rounded(first * agreed.rate.ppm, 1_000_000) + later, "USD")


def summed(issued, name):
    """The figure of this name, from the parts or the taxes that it is the sum of."""
    of_parts = {"subtotal": "amount", "retained": "retained"}
    pieces = [one.tax for one in issued.taxes] if name == "tax" else [getattr(p, of_parts[name]) for p in issued.parts]
    return total(pieces, "USD")


def on_top(issued):
    return total((one.tax for one in issued.taxes if not one.inclusive), "USD")


def key(tax, taxes):
    """Prices have all of their taxes in them, so that each one of those is reckoned by what they come to together."""
    return tax.name, tax.rate, tax.scope, tax.inclusive, inside(tax, taxes)


def inside(tax, taxes):
    """Millionths of what is left without the taxes."""
    return sum(one.rate.ppm for one in taxes) if tax.inclusive else 0


def rounded(amount, parts):
    """Half away from zero."""
    whole = (abs(amount) * 2 + parts) // (2 * parts)
    return whole if amount >= 0 else -whole


def _times(amount, sign):
    return amount if sign > 0 else -amount
