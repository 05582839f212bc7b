"""A photo that arrives after "send" goes to the next draft: never dropped, never in an issued invoice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import OutOfDate, Refusal
from tests.core.site import Site
from tests.core.sizes import INTERLEAVINGS

# Two people's phones, the jobs that fetch and keep, and the taps: each a list in its own order, run one into another.
PHOTOS = 6


@st.composite
def interleavings(draw):
    """Photos arrive one by one, their bytes are kept in any later order; "Invoice" and "Send" are tapped between."""
    arrivals = [("arrive", n) for n in range(PHOTOS)]
    keeps = [("keep", n) for n in draw(st.permutations(range(PHOTOS)))]
    taps = [("invoice", "demo"), ("send", "demo"), ("invoice", "cabinets"), ("send", "cabinets")]
    steps, lines = [], [arrivals, keeps, taps]
    while any(lines):
        line = draw(st.sampled_from([one for one in lines if one]))
        if line is keeps and line[0] not in {("keep", n) for (what, n) in steps if what == "arrive"}:
            line = arrivals
        steps.append(line.pop(0))
    return steps


class Phones:
    """Plays the steps as the dialogue does: a photo is for the milestone that was current when it was taken."""

    def __init__(self, *, patient):
        self.site, self.patient = Site(), patient
        self.project = self.site.project().project
        self.target = self.site.milestone(self.project.id, "demo")
        self.photos, self.kept, self.shown, self.invoices, self.confirmed = {}, set(), {}, {}, {}
        self.refused = []

    def arrive(self, n):
        (self.photos[n],) = self.site.photos_arrive(self.project.id, self.target.id)

    def keep(self, n):
        self.site.keep(self.photos[n])
        self.kept.add(n)

    def invoice(self, name):
        self.shown[name] = self.site.draft(self.project.id, self.site.milestone(self.project.id, name))

    def send(self, name):
        """Shown again when it changed; those who do not wait for photos on their way leave them behind."""
        for _ in range(3):
            before = dict(self.photos)
            try:
                issued = self.site.issue(self.shown[name], without_arriving=not self.patient)
            except OutOfDate:
                self.refused.append(name)
                self.invoice(name)
            except Refusal as refused:
                assert refused.code == "draft.proofs_arriving"  # noqa: PT017 - any other refusal is a fault
                for n in sorted(before.keys() - self.kept):
                    self.keep(n)
                self.refused.append(name)
                self.invoice(name)
            else:
                self.invoices[name] = issued.invoice
                self.confirmed[name] = {str(self.site.proof(one).id) for one in before.values()}
                return
        raise AssertionError("a draft that is up to date was refused")


@settings(max_examples=INTERLEAVINGS, deadline=None)
@given(interleavings(), st.booleans())
def test_photos_and_taps_in_any_order(steps, patient):
    phones = Phones(patient=patient)
    for what, argument in steps:
        if what == "keep" and argument in phones.kept:
            continue
        getattr(phones, what)(argument)
    everything_is_somewhere(phones)


def everything_is_somewhere(phones):
    site, project = phones.site, phones.project
    with site.open() as ledger:
        proofs = ledger.proofs(project.id)
    assert {one.id for one in proofs} == {one.id for one in phones.photos.values()}
    for name, invoice in phones.invoices.items():
        printed = {one["id"] for one in site.invoice(invoice.id).sheet["proofs"]}
        assert site.invoice(invoice.id).sheet == invoice.sheet
        assert printed == {str(one.id) for one in proofs if one.invoice_id == invoice.id}
        assert printed <= phones.confirmed[name], "a photo that came after Send is in the invoice"
    open_ones = {one.id for one in site.file(project.id).milestones if one.state == "planned"}
    waiting = [one for one in proofs if one.invoice_id is None]
    assert all(one.milestone_id in open_ones for one in waiting), "a photo waits where no draft will take it"
    final = site.draft(project.id, site.milestone(project.id, "final"))
    on_final = {one.id for one in waiting if one.milestone_id == site.milestone(project.id, "final").id}
    assert {one.id for one in final.proofs} == {one.id for one in waiting if one.state == "kept" and one.id in on_final}
