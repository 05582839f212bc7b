"""Identities. They come in as arguments (``NewId``), so that the engine never invents one."""

from collections.abc import Callable
from typing import NewType
from uuid import UUID

AccountId = NewType("AccountId", UUID)
MemberId = NewType("MemberId", UUID)
ContractorId = NewType("ContractorId", UUID)
ClientId = NewType("ClientId", UUID)
ProjectId = NewType("ProjectId", UUID)
ContractId = NewType("ContractId", UUID)
MilestoneId = NewType("MilestoneId", UUID)
LineItemId = NewType("LineItemId", UUID)
ChangeOrderId = NewType("ChangeOrderId", UUID)
ProposalId = NewType("ProposalId", UUID)
CreditNoteId = NewType("CreditNoteId", UUID)
ProofId = NewType("ProofId", UUID)
DraftId = NewType("DraftId", UUID)
InvoiceId = NewType("InvoiceId", UUID)
PaymentLinkId = NewType("PaymentLinkId", UUID)
PaymentRequestId = NewType("PaymentRequestId", UUID)
PaymentId = NewType("PaymentId", UUID)
ReceiptId = NewType("ReceiptId", UUID)
ApprovalId = NewType("ApprovalId", UUID)
OpeningId = NewType("OpeningId", UUID)
QuestionId = NewType("QuestionId", UUID)
AddressId = NewType("AddressId", UUID)
InvitationId = NewType("InvitationId", UUID)
LimitOverrideId = NewType("LimitOverrideId", UUID)
UploadId = NewType("UploadId", UUID)
ProofPackId = NewType("ProofPackId", UUID)
RefundId = NewType("RefundId", UUID)
LineAnswerId = NewType("LineAnswerId", UUID)
JournalEntryId = NewType("JournalEntryId", UUID)
TemplateId = NewType("TemplateId", UUID)
PayeeId = NewType("PayeeId", UUID)
ReminderPlanId = NewType("ReminderPlanId", UUID)
BankFileId = NewType("BankFileId", UUID)
BankLineId = NewType("BankLineId", UUID)
BankDetailsId = NewType("BankDetailsId", UUID)

NewId = Callable[[], UUID]
