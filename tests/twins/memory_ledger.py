"""The ledger in memory: the same promises as PostgreSQL keeps (tests/contracts/test_ledger.py runs over both)."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from core.domain.account import Account, Address, Member
from core.domain.autopay import AutopayConsent, SavedMethod
from core.domain.bank import BankDetails
from core.domain.bank_line import BankFile, BankLine
from core.domain.errors import Clash, Corrupt, NotAllowed, NotFound
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
from core.ports.ledger import Entity, ProjectFile, Series
from core.ports.outbox import Job, Outbound

E = TypeVar("E")

# What each kind refers to, in an order in which a whole story can be kept: no kind refers to a later one.
REFERENCES: dict[type[Any], dict[str, type[Any]]] = {
    Account: {},
    Contractor: {},
    Client: {},
    Member: {"contractor_id": Contractor},
    Address: {"member_id": Member, "client_id": Client},
    Project: {"contractor_id": Contractor, "client_id": Client},
    Proposal: {"contractor_id": Contractor, "client_id": Client, "created_by": Member, "project_id": Project},
    ProposalQuestion: {"proposal_id": Proposal},
    ProposalTemplate: {"contractor_id": Contractor, "created_by": Member},
    Contract: {"project_id": Project, "proposal_id": Proposal},
    Milestone: {"project_id": Project, "contractor_id": Contractor, "fee_of": Invoice},
    ChangeOrder: {"project_id": Project, "milestone_id": Milestone, "recorded_by": Member},
    Draft: {"project_id": Project, "milestone_ids": Milestone},
    Invoice: {"contractor_id": Contractor, "project_id": Project, "milestone_ids": Milestone},
    CreditNote: {"contractor_id": Contractor, "project_id": Project, "invoice_id": Invoice},
    Proof: {"project_id": Project, "milestone_id": Milestone, "invoice_id": Invoice, "sent_by": Member},
    ProofPack: {"project_id": Project, "milestone_id": Milestone, "made_by": Member},
    PaymentLink: {"invoice_id": Invoice},
    Approval: {"invoice_id": Invoice},
    Opening: {"invoice_id": Invoice},
    Question: {"invoice_id": Invoice},
    LineAnswer: {"invoice_id": Invoice, "milestone_id": Milestone},
    AutopayConsent: {
        "project_id": Project,
        "contractor_id": Contractor,
        "client_id": Client,
        "invoice_id": Invoice,
        "link_id": PaymentLink,
    },
    SavedMethod: {
        "consent_id": AutopayConsent,
        "project_id": Project,
        "contractor_id": Contractor,
        "client_id": Client,
    },
    PaymentRequest: {"invoice_id": Invoice, "consent_id": AutopayConsent, "method_id": SavedMethod},
    Payment: {"invoice_id": Invoice, "credit_of": Payment},
    Receipt: {"payment_id": Payment, "invoice_id": Invoice},
    Refund: {"payment_id": Payment, "invoice_id": Invoice, "asked_by": Member},
    ReminderPlan: {"invoice_id": Invoice},
    BankFile: {"sent_by": Member},
    BankLine: {"file_id": BankFile},
    Payee: {"contractor_id": Contractor},
    LimitOverride: {"project_id": Project, "recorded_by": Member},
    JournalEntry: {"project_id": Project},
    BankDetails: {"contractor_id": Contractor, "said_by": Member},
}
ORDER = {kind: place for place, kind in enumerate(REFERENCES)}
# Of what is issued only these may ever change.
MAY_CHANGE: dict[type[Any], set[str]] = {
    Invoice: {"state", "pdf_key", "application_key", "sent_at", "viewed_at", "approved_at"},
    CreditNote: {"pdf_key", "sent_at"},
    ProofPack: {"pdf_key"},
    JournalEntry: set(),
    AutopayConsent: set(),
    BankDetails: {"state", "in_force_at", "code", "told_at"},
}


def _kind(kind: type[Any]) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).lstrip("_")


# What may be there once only, besides the id.
UNIQUE: dict[type[Any], tuple[str, ...]] = {
    Contract: ("account_id", "project_id"),
    Invoice: ("account_id", "contractor_id", "sequence"),
    CreditNote: ("account_id", "contractor_id", "sequence"),
    PaymentLink: ("account_id", "invoice_id"),
    Payment: ("gateway", "account_id", "external_id"),
    Receipt: ("account_id", "payment_id"),
    ReminderPlan: ("account_id", "invoice_id"),
    SavedMethod: ("account_id", "consent_id"),
    Payee: ("gateway", "external_id"),
    Proof: ("account_id", "milestone_id", "sha256"),
    ProofPack: ("code",),
    JournalEntry: ("account_id", "cause", "cause_id"),
    Address: ("channel", "value"),
}


def _unique_key(entity: Any) -> tuple[Any, ...] | None:
    """None where the rule does not hold: clients share addresses, and only kept proofs are compared."""
    exempt = (isinstance(entity, Address) and entity.member_id is None) or (
        isinstance(entity, Proof) and entity.state != "kept"
    )
    key = tuple(getattr(entity, name) for name in UNIQUE.get(type(entity), ()))
    return None if exempt or not key or None in key else (type(entity), *key)


class _State:
    """What a transaction changes, so that it can be put back whole."""

    def __init__(self) -> None:
        self.rows: dict[UUID, Any] = {}  # every id is unique over all kinds, in the order of first keeping
        self.series: dict[tuple[AccountId, ContractorId, Series], int] = {}

    def copy(self) -> "_State":
        copied = _State()
        copied.rows, copied.series = dict(self.rows), dict(self.series)
        return copied


class MemoryLedger:
    """One account's books, on the state of the transaction that opened it."""

    def __init__(self, account_id: AccountId, state: _State, jobs: list[Job], outbound: list[Outbound]) -> None:
        self._account_id = account_id
        self._state = state
        self._jobs = jobs
        self._outbound = outbound

    @property
    def account_id(self) -> AccountId:
        return self._account_id

    def account(self) -> Account:
        return self._one(Account, self._account_id)

    def member(self, member_id: MemberId) -> Member:
        return self._one(Member, member_id)

    def members(self) -> tuple[Member, ...]:
        return self._all(Member)

    def contractor(self, contractor_id: ContractorId) -> Contractor:
        return self._one(Contractor, contractor_id)

    def contractors(self) -> tuple[Contractor, ...]:
        return self._all(Contractor)

    def client(self, client_id: ClientId) -> Client:
        return self._one(Client, client_id)

    def clients(self) -> tuple[Client, ...]:
        return self._all(Client)

    def addresses(self, *, member_id: MemberId | None = None, client_id: ClientId | None = None) -> tuple[Address, ...]:
        def wanted(address: Address) -> bool:
            return (member_id is None or address.member_id == member_id) and (
                client_id is None or address.client_id == client_id
            )

        return self._newest(Address, wanted, lambda address: address.created_at)

    def projects(self) -> tuple[Project, ...]:
        return self._newest(Project, lambda project: project.state == "active", lambda project: project.created_at)

    def projects_of(self, client_id: ClientId) -> tuple[Project, ...]:
        return self._newest(Project, lambda project: project.client_id == client_id, lambda project: project.created_at)

    def project_file(self, project_id: ProjectId, *, lock: bool = False) -> ProjectFile:
        del lock  # one transaction at a time here
        project = self._one(Project, project_id)

        def ours(entity: Any) -> bool:
            return bool(entity.project_id == project_id)

        invoices = self._all(Invoice, ours)
        issued = {invoice.id for invoice in invoices}
        contracts = self._all(Contract, ours)
        if not contracts:
            raise NotFound("contract.not_found", id=str(project_id))
        return ProjectFile(
            project=project,
            contractor=self._one(Contractor, project.contractor_id),
            contractors=self._all(Contractor),
            client=self._one(Client, project.client_id),
            contract=contracts[0],
            change_orders=self._all(ChangeOrder, ours, lambda change: change.recorded_at),
            milestones=self._all(Milestone, ours, lambda milestone: milestone.position),
            drafts=self._all(Draft, ours, lambda draft: draft.created_at),
            invoices=invoices,
            credit_notes=self._all(CreditNote, ours),
            payments=self._all(
                Payment, lambda payment: payment.invoice_id in issued, lambda payment: payment.received_at
            ),
        )

    def change_order(self, change_order_id: ChangeOrderId) -> ChangeOrder:
        return self._one(ChangeOrder, change_order_id)

    def proofs(self, project_id: ProjectId | None) -> tuple[Proof, ...]:
        return self._all(Proof, lambda proof: proof.project_id == project_id, lambda proof: proof.received_at)

    def proof(self, proof_id: ProofId, *, lock: bool = False) -> Proof:
        del lock
        return self._one(Proof, proof_id)

    def proof_pack(self, pack_id: ProofPackId, *, lock: bool = False) -> ProofPack:
        del lock
        return self._one(ProofPack, pack_id)

    def proposal(self, proposal_id: ProposalId, *, lock: bool = False) -> Proposal:
        del lock
        return self._one(Proposal, proposal_id)

    def proposals(self) -> tuple[Proposal, ...]:
        return self._newest(Proposal, lambda _: True, lambda proposal: proposal.created_at)

    def proposal_questions(self, proposal_id: ProposalId) -> tuple[ProposalQuestion, ...]:
        return self._all(ProposalQuestion, lambda one: one.proposal_id == proposal_id, lambda one: one.asked_at)

    def template(self, template_id: TemplateId) -> ProposalTemplate:
        return self._one(ProposalTemplate, template_id)

    def templates(self) -> tuple[ProposalTemplate, ...]:
        return self._newest(ProposalTemplate, lambda one: one.removed_at is None, lambda one: one.created_at)

    def draft(self, draft_id: DraftId) -> Draft:
        return self._one(Draft, draft_id)

    def invoice(self, invoice_id: InvoiceId) -> Invoice:
        return self._one(Invoice, invoice_id)

    def credit_note(self, note_id: CreditNoteId) -> CreditNote:
        return self._one(CreditNote, note_id)

    def link_of(self, invoice_id: InvoiceId) -> PaymentLink:
        links = self._all(PaymentLink, lambda link: link.invoice_id == invoice_id)
        if not links:
            raise NotFound("payment_link.not_found", id=str(invoice_id))
        return links[0]

    def payment_request(self, request_id: PaymentRequestId) -> PaymentRequest:
        return self._one(PaymentRequest, request_id)

    def payment_requests(self, invoice_id: InvoiceId) -> tuple[PaymentRequest, ...]:
        return self._newest(
            PaymentRequest, lambda request: request.invoice_id == invoice_id, lambda request: request.created_at
        )

    def payment_by_external(self, gateway: str, external_id: str) -> Payment | None:
        found = self._all(Payment, lambda payment: (payment.gateway, payment.external_id) == (gateway, external_id))
        return found[0] if found else None

    def payments_since(self, moment: datetime) -> tuple[Payment, ...]:
        return self._all(Payment, lambda one: one.received_at >= moment, lambda one: one.received_at)

    def bank_line(self, line_id: BankLineId, *, lock: bool = False) -> BankLine:
        del lock
        return self._one(BankLine, line_id)

    def bank_lines(self) -> tuple[BankLine, ...]:
        return self._all(BankLine, lambda one: one.state == "open", lambda one: one.on)

    def add_bank_lines(self, lines: Sequence[BankLine]) -> tuple[BankLine, ...]:
        fresh = {one.id: one for one in lines if one.id not in self._state.rows}
        self.save(*fresh.values())
        return tuple(fresh.values())

    def receipts(self, invoice_id: InvoiceId) -> tuple[Receipt, ...]:
        return self._all(Receipt, lambda receipt: receipt.invoice_id == invoice_id, lambda receipt: receipt.issued_at)

    def openings(self, invoice_id: InvoiceId) -> tuple[Opening, ...]:
        return self._all(Opening, lambda one: one.invoice_id == invoice_id, lambda one: one.opened_at)

    def questions(self, invoice_id: InvoiceId) -> tuple[Question, ...]:
        return self._all(Question, lambda question: question.invoice_id == invoice_id, lambda asked: asked.asked_at)

    def refunds(self, invoice_id: InvoiceId) -> tuple[Refund, ...]:
        return self._all(Refund, lambda one: one.invoice_id == invoice_id, lambda one: one.asked_at)

    def reminder_plan(self, invoice_id: InvoiceId, *, lock: bool = False) -> ReminderPlan | None:
        del lock
        found = self._all(ReminderPlan, lambda one: one.invoice_id == invoice_id)
        return found[0] if found else None

    def bank_details(self, contractor_id: ContractorId, *, lock: bool = False) -> tuple[BankDetails, ...]:
        del lock
        return self._all(BankDetails, lambda one: one.contractor_id == contractor_id)

    def payees(self, *, lock: bool = False) -> tuple[Payee, ...]:
        del lock
        return self._all(Payee)

    def autopay_consent(self, consent_id: AutopayConsentId) -> AutopayConsent:
        return self._one(AutopayConsent, consent_id)

    def saved_methods(self) -> tuple[SavedMethod, ...]:
        return self._all(SavedMethod)

    def line_answers(self, invoice_id: InvoiceId) -> tuple[LineAnswer, ...]:
        return self._all(LineAnswer, lambda one: one.invoice_id == invoice_id, lambda one: one.at)

    def limit_overrides(self, project_id: ProjectId | None) -> tuple[LimitOverride, ...]:
        return self._all(LimitOverride, lambda one: one.project_id == project_id, lambda one: one.recorded_at)

    def journal(self, project_id: ProjectId) -> tuple[JournalEntry, ...]:
        return self._all(JournalEntry, lambda one: one.project_id == project_id)

    def save(self, *entities: Entity) -> None:
        for entity in sorted(entities, key=lambda entity: ORDER[type(entity)]):
            self._check_scope(entity)
            self._check_references(entity)
            self._check_unique(entity)
            self._check_frozen(entity)
            self._state.rows[entity.id] = entity

    def forget(self, address: Address) -> None:
        kept = self._state.rows.get(address.id)
        if isinstance(kept, Address) and kept.account_id == self._account_id:
            del self._state.rows[address.id]

    def take_number(self, contractor_id: ContractorId, series: Series = "invoice") -> int:
        self._one(Contractor, contractor_id)
        key = (self._account_id, contractor_id, series)
        self._state.series[key] = self._state.series.get(key, 0) + 1
        return self._state.series[key]

    def enqueue(self, job: Job) -> None:
        if job.unique is None or all(waiting.unique != job.unique for waiting in self._jobs):
            self._jobs.append(job)

    def say(self, outbound: Outbound) -> None:
        if outbound.account_id != self._account_id:
            raise NotFound("outbound.not_found", id=str(outbound.id))
        said = ((kept.account_id, kept.key) for kept in self._outbound)
        if (outbound.account_id, outbound.key) not in said:
            self._outbound.append(outbound)

    def _owner(self, entity: Any) -> AccountId:
        owner: AccountId = entity.id if isinstance(entity, Account) else entity.account_id
        return owner

    def _one(self, kind: type[E], wanted: UUID) -> E:
        found = self._state.rows.get(wanted)
        if not isinstance(found, kind) or self._owner(found) != self._account_id:
            raise NotFound(f"{_kind(kind)}.not_found", id=str(wanted))
        return found

    def _all(
        self, kind: type[E], wanted: Callable[[E], bool] = lambda _: True, by: Callable[[E], Any] | None = None
    ) -> tuple[E, ...]:
        rows = (row for row in self._state.rows.values() if isinstance(row, kind))
        ours = [row for row in rows if self._owner(row) == self._account_id and wanted(row)]
        return tuple(sorted(ours, key=by) if by else ours)

    def _newest(self, kind: type[E], wanted: Callable[[E], bool], by: Callable[[E], Any]) -> tuple[E, ...]:
        return tuple(reversed(self._all(kind, wanted, by)))

    def _check_scope(self, entity: Any) -> None:
        kept = self._state.rows.get(entity.id)
        foreign = kept is not None and (type(kept) is not type(entity) or self._owner(kept) != self._account_id)
        if foreign or self._owner(entity) != self._account_id:
            raise NotFound(f"{_kind(type(entity))}.not_found", id=str(entity.id))

    def _check_references(self, entity: Any) -> None:
        if not isinstance(entity, Account):
            self._one(Account, self._account_id)
        if isinstance(entity, Address) and (entity.member_id is None) == (entity.client_id is None):
            raise Corrupt("an address is of one member or of one client")
        for name, kind in REFERENCES[type(entity)].items():
            value = getattr(entity, name)
            for wanted in value if isinstance(value, tuple) else (value,):
                if wanted is not None:
                    self._one(kind, wanted)

    def _check_unique(self, entity: Any) -> None:
        key = _unique_key(entity)
        others = (row for row in self._state.rows.values() if row.id != entity.id)
        if key is None or all(_unique_key(other) != key for other in others):
            return
        if isinstance(entity, Address):
            raise NotAllowed("address.taken", channel=entity.channel)
        raise Clash(f"already there: {_kind(type(entity))}")

    def _check_frozen(self, entity: Any) -> None:
        kept, may_change = self._state.rows.get(entity.id), MAY_CHANGE.get(type(entity))
        if may_change is None or kept is None:
            return
        frozen = {field.name for field in fields(entity)} - may_change
        changed = sorted(name for name in frozen if getattr(kept, name) != getattr(entity, name))
        if changed:
            raise Corrupt(f"what is issued never changes: {changed}")


class MemoryBooks:
    """Opens ledgers over one memory. ``jobs`` are those that were enqueued, ``outbound`` the messages said (the
    "send" job of each is not listed besides). Both hold only what was committed, and may be cleared by a test.
    """

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.outbound: list[Outbound] = []
        self._state = _State()
        self._one_at_a_time = threading.RLock()

    @contextmanager
    def open(self, account_id: AccountId) -> Iterator[MemoryLedger]:
        with self._one_at_a_time:
            state, jobs, outbound = self._state.copy(), list(self.jobs), list(self.outbound)
            yield MemoryLedger(account_id, state, jobs, outbound)
            self._state = state
            self.jobs[:], self.outbound[:] = jobs, outbound
