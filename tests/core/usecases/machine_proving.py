"""The rules of proof: photos that arrive, are kept or refused, are moved and taken back."""

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.domain.errors import Refusal
from tests.core.usecases.holding import OPEN
from tests.core.usecases.machine_paying import pick, which


class Proving:
    """Of the books machine."""

    @rule(project=which, place=which, n=st.integers(1, 3), placed=st.booleans())
    def photos_arrive(self, project, place, n, placed):
        milestone = self._milestone(project, place)
        proofs = self.site.photos_arrive(milestone.project_id, milestone.id if placed else None, n)
        self.photos += [one.id for one in proofs]
        assert all(one.milestone_id != milestone.id for one in proofs) or milestone.state in OPEN

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
