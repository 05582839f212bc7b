"""The machine with which planted bugs are looked for: of its steps those that have to do with money owed and paid."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from tests.core.usecases.bargains import RETAINAGES, TAXES, full_bargains, strike
from tests.core.usecases.machine_rarely import RARITIES, story
from tests.core.usecases.machine_terms import LateTermsMachine

one_by_one = st.permutations(range(3))
SITUATIONS = (
    *RARITIES,
    story("agree_on_retainage", agreed=st.sampled_from(RETAINAGES[1:]), places=one_by_one),
    story("agree_on_taxes", taxes=st.sampled_from(TAXES[1:]), inclusive=st.none(), places=one_by_one),
)


class PlantedMachine(LateTermsMachine):
    """The same checks after each step; of the steps fewer, so that those left come together more often."""

    a_photo_arrives_from_nowhere = photos_arrive = bytes_are_kept = bytes_are_refused = move = withdraw = None
    the_gateway_answers = the_gateway_tells_something_else = the_gateway_tells_again = None
    pdf_is_stored = client_looks_and_approves = draft = send = draft_something_else = None
    the_program_dies_while_sending = send_what_was_not_shown = a_report_shows_an_old_balance = cancel = None

    @initialize(bargains=st.tuples(*[full_bargains for _ in SITUATIONS]), rare=st.tuples(*SITUATIONS))
    def begin(self, bargains, rare):
        """With contracts that have a deposit, retainage and taxes, on each of which something rare happens."""
        for bargain, (name, drawn) in zip(bargains, rare, strict=True):
            self.project_ids.append(strike(self.site, bargain, f"job {len(self.project_ids)}"))
            getattr(self, name)(**{**drawn, "project": 0})
