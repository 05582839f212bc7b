"""The unit of work: one account's books inside one transaction. The only port that use cases see."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Literal, Protocol

from core.domain.account import Account, Address, Member
from core.domain.autopay import AutopayConsent, SavedMethod
from core.domain.bank import BankDetails
from core.domain.bank_line import BankFile, BankLine
from core.domain.ids import (
    AccountId,
    AutopayConsentId,
    BankLineId,
    ChangeOrderId,
    ClientId,
    ContractorId,
    CreditNoteId,
    DraftId,
    InvoiceId,
    MemberId,
    PaymentRequestId,
    ProjectId,
    ProofId,
    ProofPackId,
    ProposalId,
    TemplateId,
)
from core.domain.invoice import Approval, CreditNote, Draft, Invoice, Opening, PaymentLink, Question
from core.domain.journal import JournalEntry
from core.domain.limits import LimitOverride
from core.domain.line_answer import LineAnswer
from core.domain.milestone import Milestone
from core.domain.party import Client, Contractor
from core.domain.payee import Payee
from core.domain.payment import Payment, PaymentRequest, Receipt
from core.domain.project import ChangeOrder, Contract, Project
from core.domain.proof import Proof
from core.domain.proof_pack import ProofPack
from core.domain.proposal import Proposal, ProposalQuestion
from core.domain.refund import Refund
from core.domain.reminder import ReminderPlan
from core.domain.template import ProposalTemplate
from core.ports.outbox import Job, Outbound
from core.ports.project_file import ProjectFile

__all__ = ["Books", "Entity", "Ledger", "ProjectFile", "Series"]

Series = Literal["invoice", "credit_note", "proposal"]

Entity = (
    Account
    | Member
    | Address
    | Contractor
    | Client
    | Project
    | Contract
    | Proposal
    | ProposalQuestion
    | ProposalTemplate
    | ChangeOrder
    | Milestone
    | Proof
    | ProofPack
    | Draft
    | Invoice
    | CreditNote
    | PaymentLink
    | Approval
    | Opening
    | Question
    | LineAnswer
    | Refund
    | ReminderPlan
    | Payee
    | AutopayConsent
    | SavedMethod
    | PaymentRequest
    | Payment
    | Receipt
    | BankFile
    | BankLine
    | LimitOverride
    | JournalEntry
    | BankDetails
)


class Ledger(Protocol):
    """Scoped to one account: what belongs to another is NotFound. Nothing is kept until the block ends well."""

    @property
    def account_id(self) -> AccountId: ...

    def account(self) -> Account: ...

    def member(self, member_id: MemberId) -> Member: ...

    def members(self) -> tuple[Member, ...]: ...

    def contractor(self, contractor_id: ContractorId) -> Contractor: ...

    def contractors(self) -> tuple[Contractor, ...]:
        """The oldest first: the one that the account began with."""
        ...

    def client(self, client_id: ClientId) -> Client: ...

    def clients(self) -> tuple[Client, ...]: ...

    def addresses(self, *, member_id: MemberId | None = None, client_id: ClientId | None = None) -> tuple[Address, ...]:
        """Of that member or client, the newest first; of everybody when neither is given."""
        ...

    def projects(self) -> tuple[Project, ...]:
        """The active ones, the newest first."""
        ...

    def projects_of(self, client_id: ClientId) -> tuple[Project, ...]:
        """All of that client's, put away or not, the newest first."""
        ...

    def project_file(self, project_id: ProjectId, *, lock: bool = False) -> ProjectFile:
        """With ``lock``, nobody else's money action runs on this project until the transaction ends."""
        ...

    def change_order(self, change_order_id: ChangeOrderId) -> ChangeOrder: ...

    def proofs(self, project_id: ProjectId | None) -> tuple[Proof, ...]:
        """By time received; None: those that are not placed in any project yet."""
        ...

    def proof(self, proof_id: ProofId, *, lock: bool = False) -> Proof: ...

    def proof_pack(self, pack_id: ProofPackId, *, lock: bool = False) -> ProofPack: ...

    def proposal(self, proposal_id: ProposalId, *, lock: bool = False) -> Proposal:
        """With ``lock``, nobody else decides about it until the transaction ends."""
        ...

    def proposals(self) -> tuple[Proposal, ...]:
        """The newest first."""
        ...

    def proposal_questions(self, proposal_id: ProposalId) -> tuple[ProposalQuestion, ...]:
        """By time."""
        ...

    def template(self, template_id: TemplateId) -> ProposalTemplate:
        """On the list or off it."""
        ...

    def templates(self) -> tuple[ProposalTemplate, ...]:
        """Those on the list, the newest first."""
        ...

    def draft(self, draft_id: DraftId) -> Draft: ...

    def invoice(self, invoice_id: InvoiceId) -> Invoice: ...

    def credit_note(self, note_id: CreditNoteId) -> CreditNote: ...

    def link_of(self, invoice_id: InvoiceId) -> PaymentLink: ...

    def payment_request(self, request_id: PaymentRequestId) -> PaymentRequest: ...

    def payment_requests(self, invoice_id: InvoiceId) -> tuple[PaymentRequest, ...]:
        """By creation, the newest first."""
        ...

    def payment_by_external(self, gateway: str, external_id: str) -> Payment | None: ...

    def payments_since(self, moment: datetime) -> tuple[Payment, ...]:
        """Of all invoices, that came then or later, by time."""
        ...

    def bank_line(self, line_id: BankLineId, *, lock: bool = False) -> BankLine:
        """With ``lock``, nobody else decides about it until the transaction ends."""
        ...

    def bank_lines(self) -> tuple[BankLine, ...]:
        """Those that nothing was decided about, by day."""
        ...

    def add_bank_lines(self, lines: Sequence[BankLine]) -> tuple[BankLine, ...]:
        """Keeps those whose id is not there yet, and says which those are; the others stay as they are."""
        ...

    def receipts(self, invoice_id: InvoiceId) -> tuple[Receipt, ...]:
        """By time."""
        ...

    def questions(self, invoice_id: InvoiceId) -> tuple[Question, ...]:
        """By time."""
        ...

    def openings(self, invoice_id: InvoiceId) -> tuple[Opening, ...]:
        """By time."""
        ...

    def refunds(self, invoice_id: InvoiceId) -> tuple[Refund, ...]:
        """Of its payments, in the order in which they were asked for."""
        ...

    def reminder_plan(self, invoice_id: InvoiceId, *, lock: bool = False) -> ReminderPlan | None:
        """With ``lock``, nobody else changes it until the transaction ends."""
        ...

    def bank_details(self, contractor_id: ContractorId, *, lock: bool = False) -> tuple[BankDetails, ...]:
        """All versions, as they were first kept. With ``lock``, nobody else changes one until the transaction ends."""
        ...

    def payees(self, *, lock: bool = False) -> tuple[Payee, ...]:
        """Of all contractors of the account, the oldest first. ``lock``: they stay so until the transaction ends."""
        ...

    def autopay_consent(self, consent_id: AutopayConsentId) -> AutopayConsent: ...

    def saved_methods(self) -> tuple[SavedMethod, ...]:
        """Of all clients of the account, also those that ended, the oldest first."""
        ...

    def line_answers(self, invoice_id: InvoiceId) -> tuple[LineAnswer, ...]:
        """By time."""
        ...

    def limit_overrides(self, project_id: ProjectId | None) -> tuple[LimitOverride, ...]:
        """By time; None: those that are of no project."""
        ...

    def journal(self, project_id: ProjectId) -> tuple[JournalEntry, ...]:
        """As it was written."""
        ...

    def save(self, *entities: Entity) -> None:
        """Insert, or replace what has the same id."""
        ...

    def forget(self, address: Address) -> None:
        """Nobody is reached there any more; what was said there stays. One that is not there is no error."""
        ...

    def take_number(self, contractor_id: ContractorId, series: Series = "invoice") -> int:
        """The next of that gapless series of (account, contractor): 1, 2, 3, ... It is locked until the end."""
        ...

    def enqueue(self, job: Job) -> None: ...

    def say(self, outbound: Outbound) -> None:
        """Queue a message; the same ``key`` a second time is ignored."""
        ...


class Books(Protocol):
    """Opens the books of one account. Commits when the block ends, rolls back when it raises."""

    def open(self, account_id: AccountId) -> AbstractContextManager[Ledger]: ...
