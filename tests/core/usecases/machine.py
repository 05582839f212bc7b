"""All that can happen to a job's work, invoices and money, in any order; after each step all that must hold does."""

from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from core.domain.crediting import Target
from core.domain.errors import DoesNotAddUp, NotAllowed, Refusal
from core.domain.money import Money, Rate
from core.domain.terms import Progress
from core.usecases import answering, billing, changing, onboarding, progress
from core.usecases.billing import Wish
from tests.core.site import Site
from tests.core.usecases import tallies
from tests.core.usecases.bargains import bargains, strike
from tests.core.usecases.holding import OPEN, Holding, unchanging
from tests.core.usecases.machine_changing import Changing
from tests.core.usecases.machine_paying import Paying, issued, pick, which
from tests.core.usecases.machine_proving import Proving
from tests.core.usecases.machine_rarely import Rarely, shares
from tests.core.usecases.machine_sharing import Sharing
from tests.twins.memory_ledger import MemoryBooks

MOST_PROJECTS = 2
lines = st.none() | st.tuples(st.integers(0, 5), st.sampled_from((None, "labor", "materials", "other", "exempt")))


class Rollback(Exception):
    """The program died before it could commit."""


class Noting:
    """Books that remember whether anything was kept since they were asked last."""

    def __init__(self, books):
        self._books = books
        self.kept = True

    @contextmanager
    def open(self, account_id):
        with self._books.open(account_id) as ledger:
            for name in ("save", "forget", "take_number"):
                setattr(ledger, name, self._noted(getattr(ledger, name)))
            yield ledger

    def _noted(self, call):
        def noted(*args, **kwargs):
            self.kept = True
            return call(*args, **kwargs)

        return noted


class BooksMachine(Holding, Changing, Proving, Sharing, Paying, Rarely, RuleBasedStateMachine):
    """``make_books`` gives the books to try; each run works in an account of its own."""

    make_books = staticmethod(MemoryBooks)

    def __init__(self):
        super().__init__()
        self.books = Noting(self.make_books())
        self.site = Site(self.books)
        self.other = self.site.contractor("Lopez Plumbing")
        self.project_ids, self.photos, self.drafts = [], [], []
        self.issued, self.noted = [], []  # invoices and credit notes, in the order in which they were issued
        self.voided = set()
        self.columned = set()  # invoices whose contract had them print the whole schedule when they were issued
        self.newest = {}  # project id -> its newest invoice of work, while nothing was taken back since
        self.requests, self.events, self.reports = [], [], []
        self.frozen = {}  # invoice or credit note id -> what may never change
        self.heard = defaultdict(set)  # (gateway, payment at the gateway) -> what each event alone would make of it
        self.amounts = {}  # (gateway, payment at the gateway) -> what was asked for
        self.went_back = defaultdict(set)  # the same -> (when, all that went back, what of it was refunded), as told
        self.by_hand = {}  # payment id -> amount, of those that count
        self.receipts = []
        self.states = {}  # (kind, id) -> the state last seen
        self.written = {}  # project id -> its journal as it stood after the last step
        self.files = {}  # project id -> its file as it stood after the last step

    def kept_something(self):
        kept, self.books.kept = self.books.kept, False
        return kept

    # setting up

    @initialize(
        bargain=bargains, shared=st.sampled_from([False, False, True]), up_front=st.booleans(), far=st.integers(0, 3)
    )
    def begin(self, bargain, shared, up_front, far):
        """With a project, perhaps shared; perhaps its deposit; perhaps a photo, an invoice, a page to pay it on."""
        self.project_ids.append(strike(self.site, bargain, "job 0"))
        if shared:
            self.milestones_change_hands(0, [1], theirs=True)
        if up_front:
            self.ask_for_the_deposit(0)
        steps = (
            lambda: self.photos_arrive(0, 0, 2, placed=True),
            lambda: (self.bytes_are_kept(0, "a"), self.bytes_are_kept(1, "b"), self.draft_and_send_at_once(0, [0])),
            lambda: self.ask_for_payment(0) if self.issued else None,
        )
        for step in steps[:far]:
            step()

    @precondition(lambda self: len(self.project_ids) < MOST_PROJECTS)
    @rule(bargain=bargains)
    def another_project(self, bargain):
        self.project_ids.append(strike(self.site, bargain, f"job {len(self.project_ids)}"))

    def _file(self, project):
        """As it stood after the last step; the newest once it has a step behind it."""
        project_id = pick(self.project_ids, project)
        if project_id not in self.files:
            self.files[project_id] = self.site.file(project_id)
        return self.files[project_id]

    def _milestone(self, project, place):
        milestones = self._file(project).milestones
        return milestones[place % len(milestones)]

    # work

    @rule(project=which, place=which, tax=st.sampled_from([0, 86_250, 100_000]))
    def bill_at_another_tax(self, project, place, tax):
        with self.site.open() as ledger:
            onboarding.set_terms(ledger, pick(self.project_ids, project), tax_rate=Rate(tax), due_terms=None)
        self.draft_and_send_at_once(project, [place])

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
        if not milestone.lines:  # of a change order that was withdrawn
            return
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

    @rule(
        project=which,
        place=which,
        percent=st.none() | st.integers(1, 1_000_000).map(Rate),
        stored=st.none() | st.integers(0, 30_000),
    )
    def say_how_far(self, project, place, percent, stored):
        milestone = self._milestone(project, place)
        said = Progress(percent_complete=percent, stored=None if stored is None else Money(stored, "USD"))
        with suppress(Refusal), self.site.open() as ledger:
            progress.say_progress(ledger, milestone.project_id, milestone.id, said)
            assert milestone.state in OPEN

    # invoices

    def _wish(self, project, places, **wanted):
        return Wish(milestone_ids=tuple(self._milestone(project, place).id for place in places), **wanted)

    @rule(project=which, places=st.lists(which, min_size=1, max_size=3))
    def draft(self, project, places):
        with suppress(Refusal):
            self.drafts.append(self.site.draft_any(pick(self.project_ids, project), self._wish(project, places)))

    @rule(project=which, kind=st.sampled_from(["deposit", "retainage_release"]), places=st.lists(which, max_size=1))
    def draft_something_else(self, project, kind, places):
        wish = self._wish(project, places if kind == "retainage_release" else (), kind=kind)
        with suppress(Refusal):
            self.drafts.append(self.site.draft_any(pick(self.project_ids, project), wish))

    @precondition(lambda self: self.drafts)
    @rule(draft=which, without_arriving=st.booleans())
    def send(self, draft, without_arriving):
        with suppress(Refusal):
            self._send(pick(self.drafts, draft), without_arriving=without_arriving)

    @rule(project=which, places=st.lists(which, min_size=1, max_size=3))
    def draft_and_send_at_once(self, project, places):
        self._at_once(project, self._wish(project, places))

    @rule(project=which, place=which, percent=st.integers(1, 999_999).map(Rate), far=st.integers(0, 2))
    def bill_a_part(self, project, place, percent, far):
        """Perhaps the rest of the milestone is then taken off, perhaps before its part is paid."""
        self.say_how_far(project, place, percent, None)
        self.draft_and_send_at_once(project, [place])
        for step in (lambda: self.take_off_what_is_left(project, place), lambda: self.the_work_is_paid(project))[:far]:
            step()

    @rule(project=which, place=which)
    def take_off_what_is_left(self, project, place):
        """Of one that is billed in part: nothing is left to bill of it then."""
        self.files.clear()
        milestone, file = self._milestone(project, place), self._file(project)
        left = milestone.scheduled_value - tallies.of(file).billed_of[milestone.id]
        with suppress(Refusal):
            self.site.add_line(milestone.project_id, milestone.id, "less", -left)

    @rule(project=which)
    def the_work_is_paid(self, project):
        for invoice in self.site.file(pick(self.project_ids, project)).invoices:
            if invoice.kind == "progress" and invoice.state in {"issued", "part_paid"}:
                self.pay(invoice, self.site.balance(invoice))

    @rule(project=which)
    def ask_for_the_deposit(self, project):
        self._at_once(project, Wish(kind="deposit"))

    @rule(project=which, places=st.lists(which, max_size=2), share=shares)
    def release(self, project, places, share):
        """Of some, or of all."""
        self._at_once(project, self._wish(project, places, kind="retainage_release", share=share))

    def _at_once(self, project, wish):
        with suppress(Refusal):
            self._send(self.site.draft_any(pick(self.project_ids, project), wish), without_arriving=True)

    def _send(self, shown, *, without_arriving):
        issued = self.site.issue(shown, without_arriving=without_arriving)
        invoice = issued.invoice
        self.frozen[invoice.id] = unchanging(invoice)
        self.issued.append(invoice.id)
        if issued.file.contract.terms.columns:
            self.columned.add(invoice.id)
        if invoice.kind == "progress":
            self.newest[invoice.project_id] = invoice.id
        as_shown, as_issued = shown.sheet.as_json(), invoice.sheet
        for part in ("sections", "figures", "proofs", "total_minor", "client", "contractor"):
            assert as_issued[part] == as_shown[part]
        closed = {one.id for one in issued.file.milestones if one.state not in OPEN}
        assert all(one.milestone_id not in closed for one in issued.left_behind)
        with self.site.open() as ledger:
            left = [one for one in ledger.proofs(invoice.project_id) if one.state in {"kept", "arriving"}]
        billed_whole = closed.intersection(invoice.milestone_ids) if invoice.kind == "progress" else ()
        assert all(one.invoice_id for one in left if one.milestone_id in billed_whole)

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
        paid = [one for one in self.site.file(before.project_id).payments if one.invoice_id == before.id]
        with suppress(Refusal):
            self.site.void(before)
            assert before.state == "issued" or all(one.credit_of for one in paid if one.allocated)
            self.voided.add(before.id)
            self.newest.pop(before.project_id, None)

    @issued
    @rule(invoice=which, pieces=st.lists(st.integers(1, 20_000), max_size=3), all_of_it=st.booleans(), of=lines)
    def credit(self, invoice, pieces, all_of_it, of=None):
        """In pieces, some of them of one line alone, and perhaps then all that is left."""
        for piece in (*pieces, None) if all_of_it else pieces:
            with suppress(Refusal):
                self._credit(self._invoice(invoice), None if piece is None else Money(piece, "USD"), of)

    def _credit(self, kept, amount, of):
        """And tap twice: the second finds it done."""
        part = kept.parts[of[0] % len(kept.parts)] if of and amount and kept.parts else None
        target = Target(part.milestone_id, of[1]) if part and part.amount else None
        shown = self.site.show_credit(kept, amount, target=target)
        made = self.site.credit(kept, amount, confirmed=shown.fingerprint, target=target)
        assert kept.state not in {"void", "credited"}
        assert made.shown.balance_after == shown.balance_before - made.note.total + shown.surplus
        self.noted.append(made.note.id)
        self.frozen[made.note.id] = unchanging(made.note)
        self.newest.pop(kept.project_id, None)
        with suppress(Refusal):
            self.site.credit(kept, amount, confirmed=shown.fingerprint, target=target)
            raise AssertionError("a second tap took something back again")

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

    def _invoice(self, place):
        return self.site.invoice(pick(self.issued, place))
