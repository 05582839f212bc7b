"""The rules of what is agreed: retainage, taxes, the deposit, the sequence and costs, changed mid-way through a job."""

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.domain.errors import Refusal
from core.domain.money import Money
from core.domain.schedule import contract_sum_to_date
from core.domain.terms import Due
from core.usecases import discounting, line_answers, terms
from tests.core.usecases.bargains import RETAINAGES, TAXES, deposits, own_rates
from tests.core.usecases.machine import BooksMachine
from tests.core.usecases.machine_paying import issued, pick, which


class LateTermsMachine(BooksMachine):
    """The books machine, and all that can be agreed while a job is under way."""

    @rule(project=which, agreed=st.sampled_from(RETAINAGES), places=st.lists(which, min_size=2, max_size=3))
    def agree_on_retainage(self, project, agreed, places):
        """A part is billed right before, and the others right after."""
        first, *others = places
        self.draft_and_send_at_once(project, [first])
        with self.site.open() as ledger:
            changed = terms.set_retainage(ledger, pick(self.project_ids, project), agreed)
        assert changed.after.taxes == changed.before.taxes
        for place in others:
            self.draft_and_send_at_once(project, [place])

    @rule(project=which, place=which, rate=own_rates)
    def agree_on_a_parts_own_rate(self, project, place, rate):
        """Not once anything of it is billed."""
        milestone = self._milestone(project, place)
        with suppress(Refusal), self.site.open() as ledger:
            _, after = terms.set_retainage_of(ledger, milestone.project_id, milestone.id, rate)
            assert after.retainage == rate

    @rule(
        project=which,
        taxes=st.sampled_from(TAXES),
        inclusive=st.none() | st.booleans(),
        places=st.lists(which, min_size=2, max_size=3),
    )
    def agree_on_taxes(self, project, taxes, inclusive, places):
        """A part is billed right before, and the others right after. Mostly prices have them in them as before."""
        first, *others = places
        self.draft_and_send_at_once(project, [first])
        with suppress(Refusal), self.site.open() as ledger:
            project_id = pick(self.project_ids, project)
            known = ledger.project_file(project_id).contract.terms.inclusive
            terms.set_taxes(ledger, project_id, taxes, inclusive=known if inclusive is None else inclusive)
        for place in others:
            self.draft_and_send_at_once(project, [place])

    @rule(project=which, agreed=st.none() | deposits)
    def agree_on_the_deposit(self, project, agreed):
        """Not once it was asked for."""
        with suppress(Refusal), self.site.open() as ledger:
            terms.set_deposit_terms(ledger, pick(self.project_ids, project), agreed)

    @rule(project=which, on=st.booleans(), what=st.sampled_from([terms.set_sequence, terms.set_columns]))
    def agree_on_the_sequence_or_the_columns(self, project, on, what):
        name = "in_sequence" if what is terms.set_sequence else "columns"
        with self.site.open() as ledger:
            what(ledger, pick(self.project_ids, project), **{name: on})

    @rule(project=which, place=which, cost=st.sampled_from(["labor", "materials", "other"]))
    def say_what_a_part_costs(self, project, place, cost):
        milestone = self._milestone(project, place)
        with suppress(Refusal), self.site.open() as ledger:
            terms.set_cost_type(ledger, milestone.project_id, milestone.id, cost)

    @rule(project=which, place=which, on=st.sampled_from(["completion", "completion", "approval"]))
    def say_when_a_part_is_due(self, project, place, on):
        milestone = self._milestone(project, place)
        with suppress(Refusal), self.site.open() as ledger:
            terms.set_due(ledger, milestone.project_id, milestone.id, Due(on=on))

    @rule(project=which, minor=st.integers(1, 20_000))
    def take_something_off_the_job(self, project, minor):
        file = self.site.file(pick(self.project_ids, project))
        before = contract_sum_to_date(file.contract, file.change_orders)
        amount = Money(minor, "USD")
        with suppress(Refusal), self.site.open() as ledger:
            made = discounting.discount_job(ledger, self.site.asked(), file.project.id, amount, "discount", before)
            assert made.contract_after == before - amount

    @issued
    @rule(invoice=which, place=which, says=st.sampled_from(["approve", "ask", "ask", "settle"]))
    def something_is_said_of_a_line(self, invoice, place, says):
        """What a question holds up is never more than what is left to pay."""
        kept = self._invoice(invoice)
        if not kept.parts:
            return
        line = kept.parts[place % len(kept.parts)].milestone_id
        client = self.site.asked(member=False)
        with suppress(Refusal), self.site.open() as ledger:
            if says == "approve":
                line_answers.approve_line(ledger, client, kept.id, line)
            elif says == "ask":
                line_answers.dispute_line(ledger, client, kept.id, line, "why?")
            else:
                line_answers.resolve_line(ledger, self.site.asked(), kept.id, line, "Sam")
        with self.site.open() as ledger:
            file = ledger.project_file(kept.project_id)
            held = line_answers.disputed_of(ledger, file, ledger.invoice(kept.id))
        assert Money.zero("USD") <= held <= self.site.balance(kept)
