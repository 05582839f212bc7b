"""Whole histories of a contract at random: parts, stored materials, releases, credits, voids, change orders."""

from dataclasses import replace
from uuid import uuid4

from hypothesis import strategies as st

from core.domain.crediting import credit, creditable
from core.domain.invoice import InvoicePart
from core.domain.money import Money, Rate
from core.domain.progress import billed_of, to_date
from core.domain.project import ChangeOrder
from core.domain.schedule import contract_sum_to_date
from core.domain.terms import Progress
from core.domain.totals import add_up
from core.domain.withholding import held_of
from tests.core.domain.agreements import asked_deposit, contracts, shares
from tests.core.domain.stories import ACCOUNT, NOON, PROJECT, invoiced, line, story
from tests.core.domain.test_crediting import noted

NOTHING = Money.zero("USD")
places = st.integers(0, 20)
things = st.sampled_from(["bill", "bill", "bill", "release", "credit", "void", "change"])
happenings = st.lists(st.tuples(things, places, shares, st.integers(0, 3)), max_size=10)


class History:
    """The books of one project. Each step leaves alone what the rules forbid then."""

    def __init__(self, milestones, contract_sum, terms):
        numbered = enumerate(milestones, 1)
        groups = ("", "Kitchen", "Bath")
        self.milestones = [replace(one, position=place, group=groups[place % 3]) for place, one in numbered]
        self.story = story(contract_sum, terms)
        if terms.deposit:
            self._issue(asked_deposit(self.story))

    def _issue(self, invoice):
        invoice = replace(invoice, sequence=len(self.story.invoices) + 1)
        self.story = replace(self.story, invoices=(*self.story.invoices, invoice))

    def happens(self, what, place, share, part):
        {"bill": self.bill, "release": self.release, "credit": self.credit, "void": self.void, "change": self.change}[
            what
        ](place, share, part)

    def bill(self, place, share, part):
        """A quarter of what is done may lie on the site still."""
        at = place % len(self.milestones)
        value = self.milestones[at].scheduled_value
        stored = value.share(share).split((part, 4 - part))[0]
        progress = Progress(percent_complete=share, stored=stored)
        one = self.milestones[at] = replace(self.milestones[at], progress=progress)
        before = (self.story.invoices, self.story.credit_notes)
        if to_date(one) > billed_of(one, *before):
            self._issue(invoiced([one], add_up(self.story, [one])))

    def release(self, place, share, _part):
        before = (self.story.invoices, self.story.credit_notes)
        one = self.milestones[place % len(self.milestones)]
        released = held_of(one, before).share(share)
        if released.minor > 0:
            blank = dict.fromkeys(("amount", "labor", "materials", "other", "exempt", "stored"), NOTHING)
            part = InvoicePart(milestone_id=one.id, **blank, retained=-released)
            made = invoiced((), add_up(self.story, ()), kind="retainage_release")
            figures = {"total": released, "retained": -released, "deposit_applied": NOTHING, "taxes": ()}
            self._issue(replace(made, parts=(part,), **figures))

    def _standing(self, place):
        those = [one for one in self.story.invoices if one.state != "void"]
        return those[place % len(those)] if those else None

    def credit(self, place, share, _part):
        invoice, notes = self._standing(place), self.story.credit_notes
        left = creditable(invoice, notes) if invoice else NOTHING
        if left.minor > 0:
            mine = [note for note in notes if note.invoice_id == invoice.id]
            made = credit(invoice, mine, max(left.share(share), Money(1, "USD")))
            self.story = replace(self.story, credit_notes=(*notes, noted(invoice, made, len(notes) + 1)))

    def void(self, place, _share, _part):
        invoice = self._standing(place)
        if invoice and not any(note.invoice_id == invoice.id for note in self.story.credit_notes):
            void = replace(invoice, state="void")
            invoices = tuple(void if one.id == invoice.id else one for one in self.story.invoices)
            self.story = replace(self.story, invoices=invoices)

    def change(self, place, share, part):
        """More or less work, landed onto one milestone."""
        at = place % len(self.milestones)
        one = self.milestones[at]
        left = one.scheduled_value - billed_of(one, self.story.invoices, self.story.credit_notes)
        amount = -left.share(share) if part % 2 else one.scheduled_value.share(Rate(share.ppm // 4 + 1))
        orders = self.story.change_orders
        if amount:
            made = change_order(one, amount, number=part and len(orders) + 1)
            grown = (*one.lines, line(amount.minor, change_order_id=made.id))
            self.milestones[at] = replace(one, lines=grown, scheduled_value=one.scheduled_value + amount)
            self.story = replace(self.story, change_orders=(*orders, made, self._declined(made)))

    def _declined(self, made):
        return replace(made, id=uuid4(), state="declined")

    @property
    def contract_sum(self):
        return contract_sum_to_date(self.story.contract, self.story.change_orders)


def change_order(milestone, amount, number=1):
    return ChangeOrder(
        id=uuid4(),
        account_id=ACCOUNT,
        project_id=PROJECT,
        milestone_id=milestone.id,
        description="extra outlet",
        amount=amount,
        recorded_by=uuid4(),
        recorded_at=NOON,
        number=number,
    )


@st.composite
def histories(draw):
    history = History(*draw(contracts()))
    for one in draw(happenings):
        history.happens(*one)
    return history
