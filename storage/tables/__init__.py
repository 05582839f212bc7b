"""The rows of PostgreSQL. They are not the domain: a table's class validates nothing and cannot be frozen."""

from sqlmodel import SQLModel

from storage.tables.autopay import AutopayConsentRow, SavedMethodRow
from storage.tables.bank_lines import BankFileRow, BankLineRow
from storage.tables.banking import BankDetailsRow
from storage.tables.billing import (
    ApprovalRow,
    CreditNoteRow,
    DraftMilestoneRow,
    DraftRow,
    InvoiceMilestoneRow,
    InvoiceRow,
    LineAnswerRow,
    NumberSeriesRow,
    OpeningRow,
    PaymentLinkRow,
    QuestionRow,
)
from storage.tables.digests import DigestRow
from storage.tables.exports import WholeExportRow
from storage.tables.journal import JournalEntryRow
from storage.tables.parties import AccountRow, AddressRow, ClientRow, ContractorRow, MemberRow
from storage.tables.payees import PayeeRow
from storage.tables.paying import PaymentRequestRow, PaymentRow, ReceiptRow, RefundRow
from storage.tables.proof_packs import ProofPackRow
from storage.tables.proposals import ProposalQuestionRow, ProposalRow, ProposalTemplateRow
from storage.tables.reaching import ConsentRow, CredentialRow, InvitationRow, RoomRow, ThreadRow
from storage.tables.reminding import ReminderPlanRow
from storage.tables.traffic import (
    EarlyReportRow,
    GatewayPauseRow,
    HandedPieceRow,
    InboxRow,
    JobFailureRow,
    MoveRow,
    NightlyRunRow,
    OutboundRow,
    SessionRow,
    TombstoneRow,
)
from storage.tables.work import ChangeOrderRow, ContractRow, LimitOverrideRow, MilestoneRow, ProjectRow, ProofRow

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "AccountRow",
    "AddressRow",
    "ApprovalRow",
    "AutopayConsentRow",
    "BankDetailsRow",
    "BankFileRow",
    "BankLineRow",
    "ChangeOrderRow",
    "ClientRow",
    "ConsentRow",
    "ContractRow",
    "ContractorRow",
    "CredentialRow",
    "CreditNoteRow",
    "DigestRow",
    "DraftMilestoneRow",
    "DraftRow",
    "EarlyReportRow",
    "GatewayPauseRow",
    "HandedPieceRow",
    "InboxRow",
    "InvitationRow",
    "InvoiceMilestoneRow",
    "InvoiceRow",
    "JobFailureRow",
    "JournalEntryRow",
    "LimitOverrideRow",
    "LineAnswerRow",
    "MemberRow",
    "MilestoneRow",
    "MoveRow",
    "NightlyRunRow",
    "NumberSeriesRow",
    "OpeningRow",
    "OutboundRow",
    "PayeeRow",
    "PaymentLinkRow",
    "PaymentRequestRow",
    "PaymentRow",
    "ProjectRow",
    "ProofPackRow",
    "ProofRow",
    "ProposalQuestionRow",
    "ProposalRow",
    "ProposalTemplateRow",
    "QuestionRow",
    "ReceiptRow",
    "RefundRow",
    "ReminderPlanRow",
    "RoomRow",
    "SavedMethodRow",
    "SessionRow",
    "ThreadRow",
    "TombstoneRow",
    "WholeExportRow",
]
