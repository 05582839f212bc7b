"""What must hold of the books after every step, whatever the step was: safety.md, section 2."""

from dataclasses import replace
from decimal import Decimal

from hypothesis.stateful import invariant

from core.domain import lifecycle
from core.domain.money import total
from core.domain.schedule import contract_sum_to_date, reconcile
from core.domain.sheet import InvoiceSheet
from core.usecases import counting
from tests.core.usecases import bookkeeping, tallies
from tests.core.usecases.tallies import NOTHING, on_top

OPEN = {"planned", "done"}


def decided(told):
    """What the words about one payment, each (when, outcome), come to: money, then doubt, then the newest word."""
    outcomes = {outcome for _, outcome in told}
    for final in ("succeeded", "parked"):
        if final in outcomes:
            return final
    newest = max(when for when, _ in told)
    return "failed" if (newest, "failed") in told else "pending"


def reachable(table):
    """Every state with those that its steps lead to, itself included."""
    reach = {state: {state} for state in table.states}
    for _ in table.states:
        for (state, _action), after in table.steps.items():
            for known in reach.values():
                if state in known:
                    known.add(after)
    return reach


REACH = {table.name: reachable(table) for table in lifecycle.ALL}


def unchanging(issued):
    """Of an invoice or a credit note, what may never change."""
    own = {"pdf_key": None, "sent_at": None}
    if hasattr(issued, "state"):
        own |= {"state": "issued", "viewed_at": None, "approved_at": None}
    return replace(issued, **own)


class Holding:
    """Compares the books of ``site`` with what the machine remembers of its steps."""

    @invariant()
    def everything_holds(self):
        """Nothing is read again when the step kept nothing."""
        if not self.kept_something():
            return
        with self.site.open() as ledger:
            files = [ledger.project_file(one) for one in self.project_ids]
            where = (None, *self.project_ids) if self.photos else ()
            proofs = [one for project in where for one in ledger.proofs(project)]
            asked = {one.invoice_id for one in self.requests}
            requests = {invoice_id: ledger.payment_requests(invoice_id) for invoice_id in asked}
            journals = {one: ledger.journal(one) for one in self.project_ids}
        self.files = {file.project.id: file for file in files}
        self._numbers_have_no_gap(files)
        self._no_photo_is_lost(proofs)
        for file in files:
            self._the_contract_stands(file)
            for invoice in file.invoices:
                self._the_invoice_stands(file, invoice)
                self._its_money_is_all_there(file, invoice)
                self._its_proofs_stay(invoice, proofs)
                self._one_page_asks(file, invoice, requests.get(invoice.id, ()))
            for note in file.credit_notes:
                self._the_note_stands(note)
            bookkeeping.stands(file, journals[file.project.id], self.written.get(file.project.id, ()))
        self.written = journals
        payments = [one for file in files for one in file.payments]
        self._money_is_counted_once(payments)
        told = {key: decided(heard) for key, heard in self.heard.items()}
        entries = [entry for one in journals.values() for entry in one]
        bookkeeping.as_the_gateways_say(payments, told, self._still_there(), entries)
        self._only_listed_steps(files, proofs, [one for some in requests.values() for one in some])

    def _still_there(self):
        """At the gateways: what came, less what went back by the newest word."""
        back = {key: max(told)[1] for key, told in self.went_back.items()}
        return {key: amount - back.get(key, NOTHING) for key, amount in self.amounts.items()}

    def _numbers_have_no_gap(self, files):
        """N1, N2: 1 to n, in the order of issue, never on other content; each series of each contractor for itself."""
        invoices = {one.id: one for file in files for one in file.invoices}
        notes = {one.id: one for file in files for one in file.credit_notes}
        for kind, kept, issued in (("", invoices, self.issued), ("CN-", notes, self.noted)):
            assert kept.keys() == set(issued)
            for party in (self.site.firm.contractor, self.other):
                theirs = [kept[one] for one in issued if kept[one].contractor_id == party.id]
                assert [one.sequence for one in theirs] == list(range(1, len(theirs) + 1))
                own = party.number_prefix if party is self.other or not kind else ""
                assert [one.number for one in theirs] == [f"{kind}{own}{n:04d}" for n in range(1, len(theirs) + 1)]
        assert len({one.number for one in (*invoices.values(), *notes.values())}) == len(invoices) + len(notes)
        assert len(set(self.receipts)) == len(self.receipts)

    def _no_photo_is_lost(self, proofs):
        """M2: kept, refused with a reason, known already, withdrawn, or on its way."""
        assert {one.id for one in proofs} == set(self.photos)
        for one in proofs:
            assert (one.state == "refused") == (one.refusal is not None)
            assert one.state != "kept" or one.copies is not None

    def _the_contract_stands(self, file):
        """I4, I5, R1, R2, S2: what is agreed, billed, held and credited to date, and each milestone by that alone."""
        reconcile(file.contract, file.change_orders, file.milestones)
        tally = tallies.of(file)
        assert tally.billed <= contract_sum_to_date(file.contract, file.change_orders)
        assert tally.deposit_left >= NOTHING
        agreed = file.contract.terms.deposit
        assert tally.deposit_asked <= (agreed.amount if agreed else NOTHING)
        assert tally.deposit_asked == tally.deposit_credited + tally.deposit_left
        self._each_contractor_stands(file)
        waiting = {
            milestone
            for one in file.invoices
            if one.kind == "progress" and one.state in {"issued", "part_paid"}
            for milestone in one.milestone_ids
        }
        for one in file.milestones:
            billed = tally.billed_of[one.id]
            assert NOTHING <= billed <= one.scheduled_value
            assert tally.withheld_of[one.id] == tally.released_of[one.id] + tally.held_of[one.id]
            assert min(tally.held_of[one.id], tally.released_of[one.id]) >= NOTHING
            if one.scheduled_value and billed == one.scheduled_value:
                assert one.state == ("billed" if one.id in waiting else "paid")
            elif one.scheduled_value:
                assert one.state in OPEN
        newest = self.newest.get(file.project.id)
        if newest:
            self._the_newest_makes_it_exact(file, tally, next(one for one in file.invoices if one.id == newest))

    def _each_contractor_stands(self, file):
        """Their invoices are of their milestones alone, and no more than their part; the parts are the contract."""
        for party in (self.site.firm.contractor, self.other):
            theirs = {one.id for one in file.milestones if one.contractor_id == party.id}
            story = file.story.of(party.id)
            mine = tallies.of(replace(file, invoices=story.invoices, credit_notes=story.credit_notes))
            assert {one for one, billed in mine.billed_of.items() if billed} <= theirs
            assert {one for one, held in mine.held_of.items() if held} <= theirs
            assert NOTHING <= mine.billed <= file.story.part_of(party.id)
            assert mine.deposit_left >= NOTHING
            assert party.id == file.project.contractor_id or not mine.deposit_asked

    def _the_newest_makes_it_exact(self, file, tally, newest):
        """I5: nothing was taken back since it was issued, so each of its taxes is exact over all that is billed."""
        for tax in newest.taxes:
            base, had = tally.taxes[tallies.key(tax, newest.taxes)]
            parts = 1_000_000 + tallies.inside(tax, newest.taxes)
            assert had.minor == tallies.rounded(base.minor * tax.rate.ppm, parts)
        agreed = file.contract.terms
        if file.credit_notes or any(one.state == "void" for one in file.invoices):
            return
        stepped = agreed.retainage and agreed.retainage.step_at
        if not (stepped and file.change_orders):
            assert tallies.withheld_by_now(file) == tallies.should_be_withheld(file, tally)
        if newest.contractor_id != file.project.contractor_id:
            return
        own = total((one.subtotal for one in file.mine.invoices), "USD")
        finished = not file.change_orders and own == file.story.part_of(newest.contractor_id)
        earlier = file.invoices[: file.invoices.index(newest)]
        before = [one for one in earlier if one.kind == "deposit"]
        if before and (finished or agreed.deposit.credit == "first"):
            assert not tally.deposit_left or not newest.total

    def _the_invoice_stands(self, file, invoice):
        """I1, I2, S3."""
        assert self.frozen[invoice.id] == unchanging(invoice)
        for name in ("subtotal", "tax", "retained"):
            assert tallies.summed(invoice, name) == getattr(invoice, name)
        assert invoice.total == invoice.subtotal + on_top(invoice) - invoice.retained - invoice.deposit_applied
        assert invoice.total >= NOTHING
        if invoice.state not in {"void", "credited"}:
            doing = {one.id: one.contractor_id for one in file.milestones}
            concerned = {*invoice.milestone_ids, *(part.milestone_id for part in invoice.parts)}
            assert all(doing[one] == invoice.contractor_id for one in concerned)
        for part in invoice.parts:
            assert part.amount == part.labor + part.materials + part.other + part.exempt
            assert part.amount >= NOTHING
            assert part.retained <= part.amount
        self._printed(invoice, 1)
        assert invoice.sent_at is None or invoice.pdf_key is not None
        if invoice.id in self.columned and invoice.kind == "progress":
            names = {one.name for one in file.milestones}
            *parts, sums = invoice.sheet["rows"]
            rows = [row["name"] for row in parts]
            assert set(rows) <= names
            assert sums["name"] == "sheet.schedule_total"
            columns = zip(*(row["figures"] for row in parts), strict=True)
            assert [sum(map(_figure, one)) for one in columns] == [_figure(one) for one in sums["figures"]]
            assert {one.name for one in file.milestones if one.id in invoice.milestone_ids} <= set(rows)

    def _the_note_stands(self, note):
        """I1, I2 of a credit note."""
        assert self.frozen[note.id] == unchanging(note)
        for name in ("subtotal", "tax", "retained"):
            assert tallies.summed(note, name) == getattr(note, name)
        assert note.total == note.subtotal + on_top(note) - note.retained - note.deposit_applied
        self._printed(note, -1)

    def _printed(self, issued, sign):
        """The sheet is the one that was frozen, and its figures add up to what the books say."""
        sheet = InvoiceSheet.from_json(issued.sheet)
        assert sheet.fingerprint == issued.sheet_hash
        assert sheet.total_minor == sign * issued.total.minor
        lines = sum(line.amount_minor for section in sheet.sections for line in section.lines)
        bills = issued.total if not issued.parts else issued.subtotal or -issued.retained
        assert lines == sign * bills.minor
        amounts = [(one.label, Decimal(one.amount.split()[1])) for one in sheet.figures if one.kind == "step"]
        steps = [amount for label, amount in amounts if "figure.tax_included" not in label]
        assert sum(steps) in ({sign * issued.total.decimal} if steps else {0})

    def _its_money_is_all_there(self, file, invoice):
        """I3, I6, S2: paid + credited + open = total, and the state is what these say."""
        notes = [one for one in file.credit_notes if one.invoice_id == invoice.id]
        mine = [one for one in file.payments if one.invoice_id == invoice.id and one.state == "succeeded"]
        paid, credited = total((one.allocated for one in mine), "USD"), total((one.total for one in notes), "USD")
        still_open = counting.balance_of(file, invoice)
        assert min(paid, credited, still_open, *(one.total for one in notes), NOTHING) == NOTHING
        if invoice.id in self.voided:
            assert (invoice.state, paid, credited, still_open) == ("void", NOTHING, NOTHING, NOTHING)
            return
        assert paid + credited + still_open == invoice.total
        whole = all(
            total((getattr(one, name) for one in notes), "USD") == getattr(invoice, name)
            for name in ("subtotal", "tax", "retained", "deposit_applied", "total")
        )
        expected = ("part_paid" if paid else "issued") if still_open else "paid"
        assert invoice.state == ("credited" if notes and whole else expected)
        assert not still_open or not any(one.surplus for one in mine)

    def _its_proofs_stay(self, invoice, proofs):
        """M3: an invoice that stands has exactly the photos that it printed, and they stay on its milestones."""
        printed = {one["id"] for one in invoice.sheet["proofs"]}
        attached = [one for one in proofs if one.invoice_id == invoice.id]
        if invoice.state in {"void", "credited"}:
            assert not attached
            return
        assert {str(one.id) for one in attached} == printed
        assert all(one.state == "kept" and one.milestone_id in invoice.milestone_ids for one in attached)

    def _one_page_asks(self, file, invoice, requests):
        """For exactly the balance; and none where nothing is left to pay."""
        asking = [one for one in requests if one.state in {"asked", "open"}]
        assert len(asking) <= 1
        assert all(one.amount == counting.balance_of(file, invoice) for one in asking)

    def _money_is_counted_once(self, payments):
        """L5, S2: what became of a payment depends on what was told of it, not on the order or how often."""
        gateways = {(one.gateway, one.external_id): one for one in payments if one.gateway not in {"manual", "credit"}}
        assert gateways.keys() == self.heard.keys()
        for key, told in self.heard.items():
            payment = gateways[key]
            assert payment.state == decided(told)
            if payment.state == "succeeded":
                back = max(self.went_back[key])
                assert payment.amount == self.amounts[key]
                assert (payment.as_of, payment.refunded + payment.disputed, payment.refunded) == back
        by_hand = {one.id: one for one in payments if one.gateway == "manual"}
        assert {one.id: one.amount for one in by_hand.values() if one.state == "succeeded"} == self.by_hand
        for one in payments:
            counted = one.state in {"succeeded", "reversed"}
            uses = sum(use.kept.minor for use in payments if use.credit_of == one.id)
            assert one.allocated.minor + one.surplus.minor + uses == (one.kept.minor if counted else 0)
            assert one.used.minor == uses
            assert min(one.allocated.minor, one.surplus.minor) >= 0
            assert (one.gateway == "credit") == (one.credit_of is not None)
            assert not (one.credit_of and one.surplus)

    def _only_listed_steps(self, files, proofs, requests):
        """S1, L3: nothing that was kept is ever gone, and nothing goes back."""
        seen = {("proof", one.id): one.state for one in proofs}
        seen |= {("payment_request", one.id): one.state for one in requests}
        for file in files:
            for kind in ("milestone", "draft", "invoice", "payment", "change_order"):
                seen |= {(kind, one.id): one.state for one in getattr(file, f"{kind}s")}
        assert seen.keys() >= self.states.keys()
        for (kind, thing), state in self.states.items():
            assert seen[kind, thing] in REACH[kind][state]
        self.states = seen


def _figure(printed):
    """As the wording of the tests prints money."""
    return Decimal(printed.removeprefix("USD "))
