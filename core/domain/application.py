"""The application for payment as figures: what is completed, stored and held of each milestone, up to one invoice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.ids import InvoiceId
from core.domain.invoice import CreditNote, Invoice, InvoicePart
from core.domain.milestone import Milestone
from core.domain.money import Money, total
from core.domain.progress import billed_parts
from core.domain.project import ChangeOrder
from core.domain.schedule import contract_sum_to_date
from core.domain.totals import Story, Totals, added_tax, counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """One line of the continuation sheet. ``before`` and ``this_period`` are work that is built in, ``stored`` the
    materials that are on hand and not: what is built in of those leaves the one and joins the other.
    """

    scheduled_value: Money
    before: Money
    this_period: Money
    stored: Money
    retained: Money

    @property
    def to_date(self) -> Money:
        """Completed and stored."""
        return self.before + self.this_period + self.stored

    @property
    def balance(self) -> Money:
        return self.scheduled_value - self.to_date


def summed(columns: Iterable[Columns], currency: str) -> Columns:
    """Each column for itself."""
    every = tuple(columns)
    return Columns(
        scheduled_value=total((one.scheduled_value for one in every), currency),
        before=total((one.before for one in every), currency),
        this_period=total((one.this_period for one in every), currency),
        stored=total((one.stored for one in every), currency),
        retained=total((one.retained for one in every), currency),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentApplication:
    """``lines``: every milestone by position. ``invoice`` None: of what is done and not billed, as a draft would have
    it. ``number`` counts the applications of a project from 1; ``change_orders`` are the approved ones.

    ``added_tax``, ``deposit_applied`` and ``total`` are this invoice's, less what was credited on it:
    ``total`` = ``current_payment_due`` + ``added_tax`` - ``deposit_applied``.
    """

    number: int
    invoice: Invoice | None
    original_contract_sum: Money
    change_orders: tuple[ChangeOrder, ...]
    contract_sum_to_date: Money
    lines: tuple[tuple[Milestone, Columns], ...]
    totals: Columns
    previously_certified: Money
    added_tax: Money
    deposit_applied: Money
    total: Money

    @property
    def earned_less_retainage(self) -> Money:
        return self.totals.to_date - self.totals.retained

    @property
    def current_payment_due(self) -> Money:
        return self.earned_less_retainage - self.previously_certified

    @property
    def balance_to_finish(self) -> Money:
        """What is left of the contract sum, what is held of it included."""
        return self.contract_sum_to_date - self.earned_less_retainage


def applied_for(story: Story, milestones: Sequence[Milestone], invoice: Invoice) -> PaymentApplication:
    """As the books have it now: void invoices count for nothing, and a credit note counts with its invoice. Those
    after ``invoice`` are left out.
    """
    place = next(place for place, one in enumerate(story.invoices) if one.id == invoice.id)
    before, until = _Billed.of(story, story.invoices[:place]), _Billed.of(story, story.invoices[: place + 1])
    notes = [note for note in story.credit_notes if note.invoice_id == invoice.id]
    return _application(story, milestones, before, until, invoice, _asked(invoice, notes))


def applied_for_now(story: Story, milestones: Sequence[Milestone], drafted: Totals) -> PaymentApplication:
    """``drafted``: what billing all that is done would come to."""
    before = _Billed.of(story, story.invoices)
    until = _Billed(before.invoices, before.notes, drafted.parts)
    nothing = Money.zero(drafted.total.currency)
    asked = (added_tax(drafted.taxes, nothing.currency), drafted.deposit_applied, drafted.total)
    asked = asked if drafted.parts else (nothing, nothing, nothing)
    return _application(story, milestones, before, until, None, asked)


@dataclass(frozen=True, slots=True)
class _Billed:
    """The invoices that count, the credit notes on them, and what is to be billed on top."""

    invoices: tuple[Invoice, ...]
    notes: tuple[CreditNote, ...]
    drafted: tuple[InvoicePart, ...] = ()

    @classmethod
    def of(cls, story: Story, invoices: Sequence[Invoice]) -> "_Billed":
        those = counted(invoices)
        ids: set[InvoiceId] = {one.id for one in those}
        return cls(those, tuple(note for note in story.credit_notes if note.invoice_id in ids))

    def parts(self, milestone: Milestone) -> tuple[tuple[InvoicePart, int], ...]:
        every = (*billed_parts(self.invoices, self.notes), *((part, 1) for part in self.drafted))
        return tuple((part, sign) for part, sign in every if part.milestone_id == milestone.id)

    def stored(self, milestone: Milestone, billed: Money) -> Money:
        """As the last to bill work of it says, unless all that was credited, and never more than is billed of it."""
        works = (one for one in self.invoices if one.kind == "progress")
        standing = (part for one in works for part in one.parts if not self._credited(one, part))
        said = [part.stored for part in (*standing, *self.drafted) if part.milestone_id == milestone.id]
        nothing = Money.zero(billed.currency)
        return max(nothing, min(said[-1], billed)) if said else nothing

    def _credited(self, invoice: Invoice, part: InvoicePart) -> bool:
        taken = (one for note in self.notes if note.invoice_id == invoice.id for one in note.parts)
        mine = (one.amount for one in taken if one.milestone_id == part.milestone_id)
        return bool(part.amount) and total(mine, part.amount.currency) == part.amount


def _application(
    story: Story,
    milestones: Sequence[Milestone],
    before: _Billed,
    until: _Billed,
    invoice: Invoice | None,
    asked: tuple[Money, Money, Money],
) -> PaymentApplication:
    currency = story.project.currency
    lines = tuple((one, _columns(one, before, until)) for one in milestones)
    certified = (amount - held for amount, held in (_sums(one, before) for one in milestones))
    added, applied, comes_to = asked
    approved = tuple(one for one in story.change_orders if one.state == "approved")
    return PaymentApplication(
        number=_number(story, invoice),
        invoice=invoice,
        original_contract_sum=story.contract.original_contract_sum,
        change_orders=tuple(sorted(approved, key=lambda one: (not one.number, one.number, one.recorded_at))),
        contract_sum_to_date=contract_sum_to_date(story.contract, story.change_orders),
        lines=lines,
        totals=summed((columns for _, columns in lines), currency),
        previously_certified=total(certified, currency),
        added_tax=added,
        deposit_applied=applied,
        total=comes_to,
    )


def _columns(milestone: Milestone, before: _Billed, until: _Billed) -> Columns:
    had, _ = _sums(milestone, before)
    amount, retained = _sums(milestone, until)
    work_before, stored = had - before.stored(milestone, had), until.stored(milestone, amount)
    return Columns(
        scheduled_value=milestone.scheduled_value,
        before=work_before,
        this_period=amount - stored - work_before,
        stored=stored,
        retained=retained,
    )


def _sums(milestone: Milestone, billed: _Billed) -> tuple[Money, Money]:
    """What is billed of it, and what of that is held."""
    parts, currency = billed.parts(milestone), milestone.scheduled_value.currency
    amount = total((part.amount if sign > 0 else -part.amount for part, sign in parts), currency)
    return amount, total((part.retained if sign > 0 else -part.retained for part, sign in parts), currency)


def _asked(invoice: Invoice, notes: Sequence[CreditNote]) -> tuple[Money, Money, Money]:
    """Its taxes on top, the deposit credited on it, and its total; each less what was taken back."""
    currency = invoice.total.currency
    return (
        added_tax(invoice.taxes, currency) - total((added_tax(note.taxes, currency) for note in notes), currency),
        invoice.deposit_applied - total((note.deposit_applied for note in notes), currency),
        invoice.total - total((note.total for note in notes), currency),
    )


def _number(story: Story, invoice: Invoice | None) -> int:
    """A void one keeps its number. The deposit is no application."""
    those = [one.id for one in story.invoices if one.kind != "deposit"]
    return those.index(invoice.id) + 1 if invoice else len(those) + 1
