"""A project whole: what a money action loads, and reckons with."""

from dataclasses import dataclass, replace

from core.domain.ids import ContractorId
from core.domain.invoice import CreditNote, Draft, Invoice
from core.domain.milestone import Milestone
from core.domain.party import Client, Contractor, DueTerms
from core.domain.payment import Payment
from core.domain.project import ChangeOrder, Contract, Project
from core.domain.totals import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFile:
    """A project whole, as a money action needs it. Milestones by position, invoices and credit notes as they were
    issued, payments by time.

    ``contractor``: whose papers are made, the project's own unless ``by`` says another; ``contractors``: all of the
    account, the oldest first.
    """

    project: Project
    contractor: Contractor
    contractors: tuple[Contractor, ...]
    client: Client
    contract: Contract
    change_orders: tuple[ChangeOrder, ...]
    milestones: tuple[Milestone, ...]
    drafts: tuple[Draft, ...]
    invoices: tuple[Invoice, ...]
    credit_notes: tuple[CreditNote, ...]
    payments: tuple[Payment, ...]

    def by(self, contractor_id: ContractorId) -> "ProjectFile":
        """For the papers of that contractor."""
        if contractor_id == self.contractor.id:
            return self
        return replace(self, contractor=self.named(contractor_id))

    def named(self, contractor_id: ContractorId) -> Contractor:
        return next(one for one in self.contractors if one.id == contractor_id)

    @property
    def doing(self) -> tuple[Contractor, ...]:
        """Those who do a milestone of it."""
        those = {one.contractor_id for one in self.milestones}
        return tuple(one for one in self.contractors if one.id in those)

    @property
    def due_terms(self) -> DueTerms:
        """What was agreed for the job; another contractor's own, where they have any."""
        own = self.contractor.id != self.project.contractor_id and self.contractor.due_terms.days
        return self.contractor.due_terms if own else self.project.due_terms

    @property
    def mine(self) -> Story:
        """What ``contractor`` does of it, and has billed."""
        return self.story.of(self.contractor.id)

    @property
    def story(self) -> Story:
        """What was agreed and what was billed of it so far."""
        return Story(
            project=self.project,
            contract=self.contract,
            milestones=self.milestones,
            change_orders=self.change_orders,
            invoices=self.invoices,
            credit_notes=self.credit_notes,
        )
