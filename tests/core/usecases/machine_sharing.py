"""The rules of work that is shared: milestones that go from one contractor to another."""

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.domain.errors import Refusal
from core.usecases import billing, contractors
from core.usecases.billing import Wish
from tests.core.usecases.holding import OPEN
from tests.core.usecases.machine_paying import pick, which


class Sharing:
    """Of the books machine: the site's own contractor, and one more."""

    @rule(project=which, places=st.lists(which, min_size=1, max_size=2), theirs=st.sampled_from([True, True, False]))
    def milestones_change_hands(self, project, places, theirs):
        """Never what is on an invoice that stands."""
        milestones = [self._milestone(project, place) for place in places]
        to = self.other if theirs else self.site.firm.contractor
        moved = [one for one in milestones if one.contractor_id != to.id]
        with suppress(Refusal), self.site.open() as ledger:
            contractors.assign(ledger, milestones[0].project_id, [one.id for one in milestones], to.id)
            standing = [one for one in self._file(project).invoices if one.state not in {"void", "credited"}]
            listed = {part.milestone_id for one in standing for part in one.parts}
            assert not listed.intersection(one.id for one in moved)

    @rule(project=which, far=st.integers(0, 3), place=which)
    def each_bills_their_own(self, project, far, place):
        """Everything, in one invoice for each contractor; perhaps then what is held of it; perhaps one is then void,
        or taken back.
        """
        file = self.site.file(pick(self.project_ids, project))
        self._each(project, Wish(milestone_ids=tuple(one.id for one in file.milestones if one.state in OPEN)))
        if far in {1, 2}:
            self._each(project, Wish(kind="retainage_release"))
        if far > 1 and self.issued:
            (self.void(place) if far == 2 else self.credit(place, [1_000], all_of_it=True))

    def _each(self, project, wish):
        with suppress(Refusal):
            for _, own in billing.wishes(self.site.file(pick(self.project_ids, project)), wish):
                self._at_once(project, own)
