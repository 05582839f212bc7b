"""What must hold of the books after every step, whatever the step was."""

from dataclasses import replace

from hypothesis.stateful import invariant

from core.domain import lifecycle
from core.domain.money import total
from core.domain.schedule import contract_sum_to_date, reconcile
from core.domain.sheet import InvoiceSheet
from core.usecases import collecting

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


def unchanging(invoice):
    return replace(invoice, state="issued", pdf_key=None, sent_at=None, viewed_at=None, approved_at=None)


class Holding:
    """Compares the books of ``site`` with what the machine remembers of its steps."""

    @invariant()
    def everything_holds(self):
        with self.site.open() as ledger:
            files = [ledger.project_file(one) for one in self.project_ids]
            proofs = [one for project in (None, *self.project_ids) for one in ledger.proofs(project)]
            requests = {invoice.id: ledger.payment_requests(invoice.id) for file in files for invoice in file.invoices}
        self._numbers_have_no_gap(files)
        self._no_photo_is_lost(proofs)
        for file in files:
            reconcile(file.contract, file.change_orders, file.milestones)
            self._no_more_is_billed_than_agreed(file)
            self._tax_is_what_the_base_makes(file)
            for invoice in file.invoices:
                self._the_invoice_stands(file, invoice)
                self._its_proofs_stay(invoice, proofs)
                self._one_page_asks(file, invoice, requests[invoice.id])
        self._money_is_counted_once([one for file in files for one in file.payments])
        self._only_listed_steps(files, proofs, [one for some in requests.values() for one in some])

    def _numbers_have_no_gap(self, files):
        """N1, N2: 1 to n, in the order of issue, never on other content."""
        kept = {one.id: one for file in files for one in file.invoices}
        assert [kept[one].sequence for one in self.issued] == list(range(1, len(kept) + 1))
        assert [kept[one].number for one in self.issued] == [f"INV-{n:04d}" for n in range(1, len(kept) + 1)]
        assert len(set(self.receipts)) == len(self.receipts)

    def _no_photo_is_lost(self, proofs):
        """M2: kept, refused with a reason, known already, withdrawn, or on its way."""
        assert {one.id for one in proofs} == set(self.photos)
        for one in proofs:
            assert (one.state == "refused") == (one.refusal is not None)
            assert one.state != "kept" or one.copies is not None

    def _no_more_is_billed_than_agreed(self, file):
        """I4: and each milestone on one standing invoice at most."""
        standing = [one for one in file.invoices if one.state != "void"]
        billed = total((one.subtotal for one in standing), "USD")
        assert billed <= contract_sum_to_date(file.contract, file.change_orders)
        on = [milestone for invoice in standing for milestone in invoice.milestone_ids]
        assert len(set(on)) == len(on)
        wanted = {
            one: "paid" if invoice.state == "paid" else "billed"
            for invoice in standing
            for one in invoice.milestone_ids
        }
        for one in file.milestones:
            assert one.state == wanted[one.id] if one.id in wanted else one.state in OPEN

    def _tax_is_what_the_base_makes(self, file):
        """I5: exactly, at each rate; where invoices are void, the next one takes up the odd cents."""
        if any(one.state == "void" for one in file.invoices):
            return
        taxes = [tax for one in file.invoices for tax in one.taxes]
        for rate in {one.rate for one in taxes}:
            same = [one for one in taxes if one.rate == rate]
            base = total((one.base for one in same), "USD")
            assert total((one.tax for one in same), "USD") == base.share(rate)

    def _the_invoice_stands(self, file, invoice):
        """I1, I2, I3, S3."""
        assert self.frozen[invoice.id] == unchanging(invoice)
        sheet = InvoiceSheet.from_json(invoice.sheet)
        assert sheet.fingerprint == invoice.sheet_hash
        assert sheet.total_minor == invoice.total.minor
        assert invoice.total == invoice.subtotal + invoice.tax
        assert invoice.total.minor > 0
        mine = [one for one in file.payments if one.invoice_id == invoice.id and one.state == "succeeded"]
        allocated = total((one.allocated for one in mine), "USD")
        assert allocated <= invoice.total
        if invoice.state != "void":
            assert allocated + collecting.balance_of(file, invoice) == invoice.total
            assert invoice.state == {0: "issued", invoice.total.minor: "paid"}.get(allocated.minor, "part_paid")
        assert invoice.state == "paid" or not any(one.surplus for one in mine) or invoice.state == "void"
        assert invoice.sent_at is None or invoice.pdf_key is not None

    def _its_proofs_stay(self, invoice, proofs):
        """M3: an invoice that stands has exactly the photos that it printed, and they stay on its milestones."""
        printed = {one["id"] for one in invoice.sheet["proofs"]}
        attached = [one for one in proofs if one.invoice_id == invoice.id]
        if invoice.state == "void":
            assert not attached
            return
        assert {str(one.id) for one in attached} == printed
        assert all(one.state == "kept" and one.milestone_id in invoice.milestone_ids for one in attached)
        here = [one for one in proofs if one.milestone_id in invoice.milestone_ids]
        assert all(one.invoice_id == invoice.id for one in here if one.state in {"kept", "arriving"})

    def _one_page_asks(self, file, invoice, requests):
        """For exactly the balance; and none where nothing is left to pay."""
        asking = [one for one in requests if one.state in {"asked", "open"}]
        assert len(asking) <= 1
        assert all(one.amount == collecting.balance_of(file, invoice) for one in asking)

    def _money_is_counted_once(self, payments):
        """L5, S2: what became of a payment depends on what was told of it, not on the order or how often."""
        gateways = {(one.gateway, one.external_id): one for one in payments if one.gateway != "manual"}
        assert gateways.keys() == self.heard.keys()
        for key, told in self.heard.items():
            payment = gateways[key]
            assert payment.state == decided(told)
            assert payment.state != "succeeded" or payment.amount == self.amounts[key]
        by_hand = {one.id: one for one in payments if one.gateway == "manual"}
        assert {one.id: one.amount for one in by_hand.values() if one.state == "succeeded"} == self.by_hand
        for one in payments:
            counted = one.state in {"succeeded", "reversed"}
            assert one.allocated.minor + one.surplus.minor == (one.amount.minor if counted else 0)
            assert min(one.allocated.minor, one.surplus.minor) >= 0

    def _only_listed_steps(self, files, proofs, requests):
        """S1."""
        seen = {("proof", one.id): one.state for one in proofs}
        seen |= {("payment_request", one.id): one.state for one in requests}
        for file in files:
            seen |= {("milestone", one.id): one.state for one in file.milestones}
            seen |= {("draft", one.id): one.state for one in file.drafts}
            seen |= {("invoice", one.id): one.state for one in file.invoices}
            seen |= {("payment", one.id): one.state for one in file.payments}
        assert seen.keys() >= self.states.keys()
        for (kind, thing), state in self.states.items():
            assert seen[kind, thing] in REACH[kind][state]
        self.states = seen
