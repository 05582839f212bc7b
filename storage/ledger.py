"""The unit of work over PostgreSQL: every statement is scoped to one account."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, Select

from core.domain.account import Account, Address, Member
from core.domain.autopay import AutopayConsent, SavedMethod
from core.domain.bank import BankDetails
from core.domain.bank_line import BankLine
from core.domain.errors import NotFound
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
from core.domain.invoice import CreditNote, Draft, Invoice, Opening, PaymentLink, Question
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
from storage import ledger_sql as sql
from storage.jobs import defer
from storage.ledger_files import ReadFiles
from storage.ledger_saving import add, save, speaking_of
from storage.mapping import entity_of
from storage.outbox import say
from storage.together import fetch_together

E = TypeVar("E", bound=Entity)


class SqlLedger:
    """One account's books on a connection whose transaction somebody else ends. After an error it only rolls back."""

    def __init__(self, account_id: AccountId, connection: Connection) -> None:
        self._account_id = account_id
        self._connection = connection
        self._files = ReadFiles()

    @property
    def account_id(self) -> AccountId:
        return self._account_id

    def account(self) -> Account:
        return self._one(Account, self._account_id)

    def member(self, member_id: MemberId) -> Member:
        return self._one(Member, member_id)

    def members(self) -> tuple[Member, ...]:
        return self._all(Member, sql.every(Member))

    def contractor(self, contractor_id: ContractorId) -> Contractor:
        return self._one(Contractor, contractor_id)

    def contractors(self) -> tuple[Contractor, ...]:
        return self._all(Contractor, sql.every(Contractor))

    def client(self, client_id: ClientId) -> Client:
        return self._one(Client, client_id)

    def clients(self) -> tuple[Client, ...]:
        return self._all(Client, sql.every(Client))

    def addresses(self, *, member_id: MemberId | None = None, client_id: ClientId | None = None) -> tuple[Address, ...]:
        return self._all(Address, sql.addresses(member_id, client_id))

    def projects(self) -> tuple[Project, ...]:
        return self._all(Project, sql.active_projects())

    def projects_of(self, client_id: ClientId) -> tuple[Project, ...]:
        return self._all(Project, sql.projects_of_client(), client_id=client_id)

    def project_file(self, project_id: ProjectId, *, lock: bool = False) -> ProjectFile:
        """Read once, and again after a lock that may have waited or a write of ours."""
        known = self._files.find(project_id, lock=lock)
        if known:
            return known
        if lock:
            self._files.waited()
        file = self._project_file(project_id, lock=lock)
        self._files.keep(file, lock=lock)
        return file

    def _project_file(self, project_id: ProjectId, *, lock: bool) -> ProjectFile:
        parts = sql.parts_of_project(lock=lock)  # the project first: all else is read after the lock is held
        values = {"account_id": self._account_id, "id": project_id, "project_id": project_id}
        found = fetch_together(self._connection, tuple(parts.values()), values)
        kept: dict[Any, tuple[Any, ...]] = {
            kind: tuple(entity_of(kind, row) for row in rows) for kind, rows in zip(parts, found, strict=True)
        }
        for kind in (Project, Contract):
            if not kept[kind]:
                raise NotFound(f"{sql.name_of(kind)}.not_found", id=str(project_id))
        return ProjectFile(
            project=kept[Project][0],
            contractor=next(one for one in kept[Contractor] if one.id == kept[Project][0].contractor_id),
            contractors=kept[Contractor],
            client=kept[Client][0],
            contract=kept[Contract][0],
            change_orders=kept[ChangeOrder],
            milestones=kept[Milestone],
            drafts=kept[Draft],
            invoices=kept[Invoice],
            credit_notes=kept[CreditNote],
            payments=kept[Payment],
        )

    def change_order(self, change_order_id: ChangeOrderId) -> ChangeOrder:
        return self._one(ChangeOrder, change_order_id)

    def proofs(self, project_id: ProjectId | None) -> tuple[Proof, ...]:
        if project_id is None:
            return self._all(Proof, sql.unplaced_proofs())
        return self._all(Proof, sql.of_project(Proof), project_id=project_id)

    def proof(self, proof_id: ProofId, *, lock: bool = False) -> Proof:
        if lock:
            self._files.waited()
        return self._one(Proof, proof_id, lock=lock)

    def proof_pack(self, pack_id: ProofPackId, *, lock: bool = False) -> ProofPack:
        if lock:
            self._files.waited()
        return self._one(ProofPack, pack_id, lock=lock)

    def proposal(self, proposal_id: ProposalId, *, lock: bool = False) -> Proposal:
        if lock:
            self._files.waited()
        return self._one(Proposal, proposal_id, lock=lock)

    def proposals(self) -> tuple[Proposal, ...]:
        return self._all(Proposal, sql.every(Proposal))

    def proposal_questions(self, proposal_id: ProposalId) -> tuple[ProposalQuestion, ...]:
        return self._all(ProposalQuestion, sql.questions_of_proposal(), proposal_id=proposal_id)

    def template(self, template_id: TemplateId) -> ProposalTemplate:
        return self._one(ProposalTemplate, template_id)

    def templates(self) -> tuple[ProposalTemplate, ...]:
        return self._all(ProposalTemplate, sql.listed_templates())

    def draft(self, draft_id: DraftId) -> Draft:
        return self._one(Draft, draft_id)

    def invoice(self, invoice_id: InvoiceId) -> Invoice:
        return self._one(Invoice, invoice_id)

    def credit_note(self, note_id: CreditNoteId) -> CreditNote:
        return self._one(CreditNote, note_id)

    def link_of(self, invoice_id: InvoiceId) -> PaymentLink:
        links = self._all(PaymentLink, sql.of_invoice(PaymentLink), invoice_id=invoice_id)
        if not links:
            raise NotFound("payment_link.not_found", id=str(invoice_id))
        return links[0]

    def payment_request(self, request_id: PaymentRequestId) -> PaymentRequest:
        return self._one(PaymentRequest, request_id)

    def payment_requests(self, invoice_id: InvoiceId) -> tuple[PaymentRequest, ...]:
        return self._all(PaymentRequest, sql.of_invoice(PaymentRequest), invoice_id=invoice_id)

    def payment_by_external(self, gateway: str, external_id: str) -> Payment | None:
        found = self._all(Payment, sql.payment_by_external(), gateway=gateway, external_id=external_id)
        return found[0] if found else None

    def payments_since(self, moment: datetime) -> tuple[Payment, ...]:
        return self._all(Payment, sql.payments_since(), moment=moment)

    def bank_line(self, line_id: BankLineId, *, lock: bool = False) -> BankLine:
        if lock:
            self._files.waited()
        return self._one(BankLine, line_id, lock=lock)

    def bank_lines(self) -> tuple[BankLine, ...]:
        return self._all(BankLine, sql.open_bank_lines())

    def add_bank_lines(self, lines: Sequence[BankLine]) -> tuple[BankLine, ...]:
        with speaking_of(lines):
            return add(self._connection, self._account_id, lines)

    def receipts(self, invoice_id: InvoiceId) -> tuple[Receipt, ...]:
        return self._all(Receipt, sql.of_invoice(Receipt), invoice_id=invoice_id)

    def questions(self, invoice_id: InvoiceId) -> tuple[Question, ...]:
        return self._all(Question, sql.of_invoice(Question), invoice_id=invoice_id)

    def openings(self, invoice_id: InvoiceId) -> tuple[Opening, ...]:
        return self._all(Opening, sql.of_invoice(Opening), invoice_id=invoice_id)

    def refunds(self, invoice_id: InvoiceId) -> tuple[Refund, ...]:
        return self._all(Refund, sql.of_invoice(Refund), invoice_id=invoice_id)

    def reminder_plan(self, invoice_id: InvoiceId, *, lock: bool = False) -> ReminderPlan | None:
        found = self._all(ReminderPlan, sql.reminder_plan(lock=lock), invoice_id=invoice_id)
        return found[0] if found else None

    def bank_details(self, contractor_id: ContractorId, *, lock: bool = False) -> tuple[BankDetails, ...]:
        return self._all(BankDetails, sql.bank_details(lock=lock), contractor_id=contractor_id)

    def payees(self, *, lock: bool = False) -> tuple[Payee, ...]:
        """Locked by their account: before the first there is no row to wait for, and two would each write it."""
        if lock:
            self._one(Account, self._account_id, lock=True)
        return self._all(Payee, sql.every(Payee))

    def autopay_consent(self, consent_id: AutopayConsentId) -> AutopayConsent:
        return self._one(AutopayConsent, consent_id)

    def saved_methods(self) -> tuple[SavedMethod, ...]:
        return self._all(SavedMethod, sql.every(SavedMethod))

    def line_answers(self, invoice_id: InvoiceId) -> tuple[LineAnswer, ...]:
        return self._all(LineAnswer, sql.of_invoice(LineAnswer), invoice_id=invoice_id)

    def limit_overrides(self, project_id: ProjectId | None) -> tuple[LimitOverride, ...]:
        if project_id is None:
            return self._all(LimitOverride, sql.overrides_of_no_project())
        return self._all(LimitOverride, sql.of_project(LimitOverride), project_id=project_id)

    def journal(self, project_id: ProjectId) -> tuple[JournalEntry, ...]:
        return self._all(JournalEntry, sql.of_project(JournalEntry), project_id=project_id)

    def save(self, *entities: Entity) -> None:
        self._files.wrote(*entities)
        with speaking_of(entities):
            save(self._connection, self._account_id, entities)

    def forget(self, address: Address) -> None:
        self._connection.execute(sql.FORGET_ADDRESS, {"account_id": self._account_id, "id": address.id})

    def take_number(self, contractor_id: ContractorId, series: Series = "invoice") -> int:
        self._files.waited()
        with speaking_of(()):
            taken = self._connection.execute(
                sql.TAKE_NUMBER, {"account_id": self._account_id, "contractor_id": contractor_id, "series": series}
            )
            return int(taken.scalar_one())

    def enqueue(self, job: Job) -> None:
        defer(self._connection, job)

    def say(self, outbound: Outbound) -> None:
        if outbound.account_id != self._account_id:
            raise NotFound("outbound.not_found", id=str(outbound.id))
        say(self._connection, outbound)

    def _one(self, kind: type[E], wanted: UUID, *, lock: bool = False) -> E:
        found = self._all(kind, sql.by_id(kind, lock=lock), id=wanted)
        if not found:
            raise NotFound(f"{sql.name_of(kind)}.not_found", id=str(wanted))
        return found[0]

    def _all(self, kind: type[E], statement: Select[Any], **wanted: object) -> tuple[E, ...]:
        rows = self._connection.execute(statement, {"account_id": self._account_id, **wanted}).mappings()
        return tuple(entity_of(kind, row) for row in rows)


class SqlBooks:
    """Opens ledgers: one connection and one transaction each."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def open(self, account_id: AccountId) -> Iterator[SqlLedger]:
        with self._engine.begin() as connection:
            yield SqlLedger(account_id, connection)
