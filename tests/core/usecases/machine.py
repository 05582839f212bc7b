"""Everything that can happen to invoices and payments, in any order; after each step all that must hold does."""

from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from core.domain.errors import DoesNotAddUp, NotAllowed, Refusal
from core.domain.money import Money, Rate
from core.usecases import answering, billing, changing, collecting, onboarding
from core.usecases.collecting import ByHand
from tests.core.site import Site, event_for, fixed, percent, rest, usd
from tests.core.usecases.holding import OPEN, Holding, unchanging
from tests.twins.memory_ledger import MemoryBooks

TERMS = (
    (percent("deposit", "10", deposit=True), fixed("demo", "450.05"), rest("final")),
    (percent("first", "33.3333"), percent("second", "33.3333"), percent("third", "33.3334")),
    (fixed("coat", "0.01"), fixed("trim", "0.03"), rest("paint")),
)
TWISTS = {
    "right": {},
    "amount": {"amount": usd("0.01")},
    "currency": {"amount": Money(1, "EUR")},
    "mode": {"test_mode": False},
    "gateway": {"gateway": "another"},
}
BECOMES = {"succeeded": "succeeded", "failed": "failed", "processing": "pending"}
MOST_PROJECTS = 2
which = st.integers(0, 5)
outcomes = st.sampled_from(sorted(BECOMES))
attempts = st.integers(1, 2)
moments = st.integers(0, 3)
issued = precondition(lambda self: self.issued)
asked = precondition(lambda self: self.requests)


def pick(things, place):
    """Mostly the newest."""
    return things[-1 - place % len(things)]


class Rollback(Exception):
    """The program died before it could commit."""


class BooksMachine(Holding, RuleBasedStateMachine):
    """``make_books`` gives the books to try; each run works in an account of its own."""

    make_books = staticmethod(MemoryBooks)

    def __init__(self):
        super().__init__()
        self.site = Site(self.make_books())
        self.project_ids, self.photos, self.drafts = [], [], []
        self.issued = []  # invoice ids in the order in which they were issued
        self.requests, self.events, self.reports = [], [], []
        self.frozen = {}  # invoice id -> what may never change
        self.heard = defaultdict(set)  # (gateway, payment at the gateway) -> what each event alone would make of it
        self.amounts = {}  # (gateway, payment at the gateway) -> what was asked for
        self.by_hand = {}  # payment id -> amount, of those that count
        self.receipts = []
        self.states = {}  # (kind, id) -> the state last seen

    # setting up

    @initialize(terms=st.sampled_from(TERMS), tax=st.sampled_from(["0", "8.625"]), far=st.integers(0, 3))
    def begin(self, terms, tax, far):
        """With a project; perhaps a photo; perhaps an invoice; perhaps a page to pay it on."""
        self.another_project(terms, tax)
        steps = (
            lambda: self.photos_arrive(0, 0, 2, placed=True),
            lambda: (self.bytes_are_kept(0, "a"), self.bytes_are_kept(1, "b"), self.draft_and_send_at_once(0, 0)),
            lambda: self.ask_for_payment(0),
        )
        for step in steps[:far]:
            step()

    @rule(terms=st.sampled_from(TERMS), tax=st.sampled_from(["0", "8.625", "50"]))
    def another_project(self, terms, tax):
        if len(self.project_ids) < MOST_PROJECTS:
            name = f"job {len(self.project_ids)}"
            self.project_ids.append(self.site.project(usd("1000.07"), terms, tax=tax, name=name).project.id)

    def _milestone(self, project, place):
        milestones = self.site.file(pick(self.project_ids, project)).milestones
        return milestones[place % len(milestones)]

    @rule(project=which, place=which, tax=st.sampled_from([0, 86_250, 100_000]))
    def bill_at_another_tax(self, project, place, tax):
        with self.site.open() as ledger:
            onboarding.set_terms(ledger, pick(self.project_ids, project), tax_rate=Rate(tax), due_terms=None)
        self.draft_and_send_at_once(project, place)

    @rule(project=which, place=which, minor=st.integers(-40_000, 40_000), quantity=st.sampled_from(["1", "2.5"]))
    def add_a_line(self, project, place, minor, quantity):
        milestone = self._milestone(project, place)
        with suppress(Refusal):
            changed = self.site.add_line(milestone.project_id, milestone.id, "more", Money(minor, "USD"), quantity)
            assert milestone.state in OPEN
            assert changed.line.amount == Money(minor, "USD").times(Decimal(quantity))

    @rule(project=which, minor=st.integers(-100, 40_000))
    def add_a_part(self, project, minor):
        said = changing.NewLine(description="another part", unit_price=Money(minor, "USD"))
        with suppress(DoesNotAddUp), self.site.open() as ledger:
            changed = changing.add_milestone(ledger, self.site.asked(), pick(self.project_ids, project), said)
            assert changed.after.scheduled_value == Money(minor, "USD")

    @rule(project=which, place=which, line=which)
    def remove_a_line(self, project, place, line):
        milestone = self._milestone(project, place)
        chosen = milestone.lines[line % len(milestone.lines)]
        with suppress(Refusal), self.site.open() as ledger:
            changing.remove_line(ledger, self.site.asked(), milestone.project_id, milestone.id, chosen.id)
            assert milestone.state in OPEN

    @rule(project=which, place=which, done=st.booleans())
    def say_done_or_not_done(self, project, place, done):
        milestone = self._milestone(project, place)
        say = billing.finish_milestone if done else billing.reopen_milestone
        with suppress(NotAllowed), self.site.open() as ledger:
            say(ledger, milestone.project_id, milestone.id)
            assert milestone.state in OPEN

    # proof

    @rule(project=which, place=which, n=st.integers(1, 3), placed=st.booleans())
    def photos_arrive(self, project, place, n, placed):
        milestone = self._milestone(project, place)
        proofs = self.site.photos_arrive(milestone.project_id, milestone.id if placed else None, n)
        self.photos += [one.id for one in proofs]

    @rule()
    def a_photo_arrives_from_nowhere(self):
        (proof,) = self.site.photos_arrive(None, None)
        self.photos.append(proof.id)

    @precondition(lambda self: self.photos)
    @rule(photo=which, content=st.sampled_from("abcdef"))
    def bytes_are_kept(self, photo, content):
        self.site.keep(pick(self.photos, photo), content)

    @precondition(lambda self: self.photos)
    @rule(photo=which)
    def bytes_are_refused(self, photo):
        self.site.refuse(pick(self.photos, photo))

    @precondition(lambda self: self.photos)
    @rule(photo=which, project=which, place=which)
    def move(self, photo, project, place):
        milestone = self._milestone(project, place)
        with suppress(Refusal):
            self.site.place([pick(self.photos, photo)], milestone.project_id, milestone.id)
            assert milestone.state in OPEN

    @precondition(lambda self: self.photos)
    @rule(photo=which)
    def withdraw(self, photo):
        with self.site.open() as ledger:
            proof = ledger.proof(pick(self.photos, photo))
        self.site.withdraw(proof)

    # invoices

    @rule(project=which, places=st.lists(which, min_size=1, max_size=3))
    def draft(self, project, places):
        milestones = [self._milestone(project, place) for place in places]
        with suppress(Refusal):
            self.drafts.append(self.site.draft(milestones[0].project_id, *milestones))

    @precondition(lambda self: self.drafts)
    @rule(draft=which, without_arriving=st.booleans())
    def send(self, draft, without_arriving):
        with suppress(Refusal):
            self._send(pick(self.drafts, draft), without_arriving=without_arriving)

    @rule(project=which, place=which)
    def draft_and_send_at_once(self, project, place):
        milestone = self._milestone(project, place)
        with suppress(Refusal):
            self._send(self.site.draft(milestone.project_id, milestone), without_arriving=True)

    def _send(self, shown, *, without_arriving):
        issued = self.site.issue(shown, without_arriving=without_arriving)
        invoice = issued.invoice
        self.frozen[invoice.id] = unchanging(invoice)
        self.issued.append(invoice.id)
        as_shown, as_issued = shown.sheet.as_json(), invoice.sheet
        for part in ("sections", "figures", "proofs", "total_minor", "client", "contractor"):
            assert as_issued[part] == as_shown[part]
        assert all(one.milestone_id not in invoice.milestone_ids for one in issued.left_behind)

    @precondition(lambda self: self.drafts)
    @rule(draft=which)
    def send_what_was_not_shown(self, draft):
        shown = pick(self.drafts, draft)
        stale = replace(shown, sheet=replace(shown.sheet, title="another"))
        with suppress(Refusal):
            self.site.issue(stale, without_arriving=True)
            raise AssertionError("a stale confirmation was taken")

    @precondition(lambda self: self.drafts)
    @rule(draft=which)
    def the_program_dies_while_sending(self, draft):
        shown = pick(self.drafts, draft)
        with suppress(Refusal, Rollback), self.site.open() as ledger:
            billing.issue_invoice(
                ledger,
                self.site.asked(),
                shown.draft.id,
                shown.sheet.fingerprint,
                self.site.stationery,
                without_arriving=True,
            )
            raise Rollback

    @precondition(lambda self: self.drafts)
    @rule(draft=which)
    def cancel(self, draft):
        with suppress(NotAllowed), self.site.open() as ledger:
            billing.cancel_draft(ledger, pick(self.drafts, draft).draft.id)

    @issued
    @rule(invoice=which)
    def void(self, invoice):
        before = self._invoice(invoice)
        with suppress(NotAllowed):
            self.site.void(before)
            assert before.state == "issued"

    @issued
    @rule(invoice=which)
    def pdf_is_stored(self, invoice):
        before = self._invoice(invoice)
        with self.site.open() as ledger:
            sent = billing.keep_pdf(ledger, self.site.asked(), before.id, "pdf")
        assert (sent is not None) == (before.pdf_key is None and before.state != "void")

    @issued
    @rule(invoice=which)
    def client_looks_and_approves(self, invoice):
        before = self._invoice(invoice)
        with suppress(Refusal), self.site.open() as ledger:
            answering.mark_viewed(ledger, self.site.asked(member=False), before.id)
            answering.approve(ledger, self.site.asked(member=False), before.id)
            assert before.state != "void"

    # money

    @issued
    @rule(invoice=which)
    def ask_for_payment(self, invoice):
        kept = self._invoice(invoice)
        balance = self.site.balance(kept)
        with suppress(Refusal):
            request = self.site.ask(kept)
            assert request.amount == balance
            assert balance.minor > 0
            self.requests.append(request)
            return
        assert not balance

    @asked
    @rule(request=which, made=st.booleans())
    def the_gateway_answers(self, request, made):
        (self.site.page_made if made else self.site.page_failed)(pick(self.requests, request))

    @asked
    @rule(request=which, outcome=outcomes, attempt=attempts, minutes=moments)
    def the_gateway_tells(self, request, outcome, attempt, minutes):
        self._tell(pick(self.requests, request), outcome, attempt, "right", minutes)

    @asked
    @rule(request=which, outcome=outcomes, attempt=attempts, twist=st.sampled_from(sorted(TWISTS)))
    def the_gateway_tells_something_else(self, request, outcome, attempt, twist):
        self._tell(pick(self.requests, request), outcome, attempt, twist)

    @issued
    @rule(invoice=which, late=st.booleans())
    def client_pays_on_the_page(self, invoice, late):
        """Perhaps after the invoice is void, or the page is closed."""
        kept = self._invoice(invoice)
        if not late:
            self.ask_for_payment(invoice)
        mine = [one for one in self.requests if one.invoice_id == kept.id]
        if mine:
            self._tell(mine[-1], "succeeded", 1, "right")

    def _tell(self, request, outcome, attempt, twist, minutes=0):
        event = event_for(request, outcome, external_id=f"{request.id}-{attempt}", minutes=minutes, **TWISTS[twist])
        self.events.append((event, request, twist))
        self._hear(event, request, twist)

    @precondition(lambda self: self.events)
    @rule(told=which)
    def the_gateway_tells_again(self, told):
        known = {one.id: one for project in self.project_ids for one in self.site.file(project).payments}
        counted = self._hear(*pick(self.events, told))
        assert counted.what == "already" or known[counted.payment.id].state in {"pending", "failed", "parked"}

    def _hear(self, event, request, twist):
        before = self.site.balance(self.site.invoice(request.invoice_id))
        key = (event.gateway, event.external_id)
        right = twist == "right" or (twist == "amount" and event.amount == request.amount)
        self.heard[key].add((event.occurred_at, BECOMES[event.outcome] if right else "parked"))
        self.amounts[key] = request.amount
        counted = self.site.hear(event)
        assert counted.balance == before or counted.what == "counted"
        self._receipted(counted)
        return counted

    def _receipted(self, counted):
        assert (counted.receipt is not None) == (counted.what == "counted")
        if counted.receipt:
            assert counted.receipt.balance == counted.balance
            self.receipts.append(counted.receipt.number)

    @issued
    @rule(invoice=which, minor=st.integers(1, 60_000), all_of_it=st.booleans())
    def client_pays_by_hand(self, invoice, minor, all_of_it):
        kept, key = self._invoice(invoice), str(self.site.new_id())
        balance = self.site.balance(kept)
        amount = balance if balance and all_of_it else Money(minor, "USD")
        with suppress(Refusal):
            counted = self.site.pay_by_hand(kept, amount, key=key)
            assert counted.invoice.state == ("part_paid" if amount < balance else "paid")
            self.by_hand[counted.payment.id] = amount
            self.reports.append(counted.payment)
            self._receipted(counted)
            assert self.site.pay_by_hand(kept, amount, key=key).what == "already"
            return
        assert kept.state == "void"

    @issued
    @rule(invoice=which)
    def a_report_shows_an_old_balance(self, invoice):
        kept = self._invoice(invoice)
        stale = ByHand(amount=usd("1"), method="cash", note="", balance=self.site.balance(kept) + usd("1"))
        refused = ""
        try:
            with self.site.open() as ledger:
                collecting.record_by_hand(ledger, self.site.asked(), kept.id, stale, str(self.site.new_id()))
        except Refusal as refusal:
            refused = refusal.code
        assert refused == ("invoice.void" if kept.state == "void" else "payment.balance_changed")

    @precondition(lambda self: self.reports)
    @rule(report=which)
    def take_back(self, report):
        """Once: a second time there is nothing to take back."""
        payment = pick(self.reports, report)
        with suppress(Refusal):
            taken = self.site.reverse(payment)
            assert taken.payment.state == "reversed"
            assert taken.receipt is None
            del self.by_hand[payment.id]
            return
        assert payment.id not in self.by_hand

    def _invoice(self, place):
        return self.site.invoice(pick(self.issued, place))
