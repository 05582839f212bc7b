"""The rules of change orders: asked for, changed, approved or declined by the client, taken back."""

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.domain.errors import Refusal
from core.domain.money import Money
from core.domain.project import Decision
from core.usecases import change_orders
from core.usecases.change_orders import Wish
from tests.core.usecases.machine_paying import pick, which

asked = precondition(lambda self: any(one.number for file in self.files.values() for one in file.change_orders))


class Changing:
    """Of the books machine."""

    @rule(
        project=which,
        place=which,
        minor=st.integers(-30_000, 40_000),
        landing=st.sampled_from(["onto", "new", "spread"]),
        said=st.sampled_from(["", "approve", "approve"]),
    )
    def propose_a_change(self, project, place, minor, landing, said):
        """Perhaps the client says yes at once."""
        milestone = self._milestone(project, place)
        wish = Wish(description="more", amount=Money(minor, "USD"), landing=landing, milestone_id=milestone.id)
        with suppress(Refusal), self.site.open() as ledger:
            order = change_orders.propose(ledger, self.site.asked(), milestone.project_id, wish).order
            if said:
                change_orders.approve(ledger, self.site.asked(), order.id, order.shown_as, self._word())

    @asked
    @rule(
        project=which,
        place=which,
        say=st.sampled_from(["approve", "decline", "withdraw", "revise"]),
        minor=st.integers(-30_000, 40_000),
    )
    def decide_about_a_change(self, project, place, say, minor):
        orders = [one for one in self._file(project).change_orders if one.number]
        if not orders:
            return
        order = pick(orders, place)
        with suppress(Refusal), self.site.open() as ledger:
            if say == "withdraw":
                change_orders.withdraw(ledger, order.id)
            elif say == "revise":
                wish = Wish(description="otherwise", amount=Money(minor, "USD"), landing="spread")
                change_orders.revise(ledger, self.site.asked(), order.id, wish)
            elif say == "approve":
                change_orders.approve(ledger, self.site.asked(), order.id, order.shown_as, self._word())
            else:
                change_orders.decline(ledger, order.id, order.shown_as, self._word())

    def _word(self):
        return Decision(by="Dana Lee", at=self.site.now, channel="simulator")
