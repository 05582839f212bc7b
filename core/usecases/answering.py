"""What clients answer to an invoice, or ask about a proposal; and what the contractor says back."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from core.domain.errors import Refusal
from core.domain.ids import ApprovalId, InvoiceId, OpeningId, ProposalId, ProposalQuestionId, QuestionId
from core.domain.invoice import Approval, Opening, Question
from core.domain.proposal import ProposalQuestion
from core.domain.text import LONGEST_TEXT, plain_text
from core.ports.ledger import Ledger
from core.usecases.asking import Asked
from core.usecases.locking import locked_invoice

BY_LINK_HOLDER = "link holder"
LONGEST_QUESTION = LONGEST_TEXT
# Who comes back after a longer pause opens the page again.
VISIT = timedelta(minutes=30)


def mark_viewed(ledger: Ledger, asked: Asked, invoice_id: InvoiceId) -> bool:
    """True the first time only. What is told within half an hour of the last belongs to the same opening."""
    _, invoice = locked_invoice(ledger, invoice_id)
    ledger.save(_opening(ledger, asked, invoice_id))
    if invoice.viewed_at is not None:
        return False
    ledger.save(replace(invoice, viewed_at=asked.now))
    return True


def _opening(ledger: Ledger, asked: Asked, invoice_id: InvoiceId) -> Opening:
    for last in ledger.openings(invoice_id)[-1:]:
        if asked.now - last.last_at < VISIT:
            return replace(last, last_at=max(last.last_at, asked.now))
    return Opening(
        id=OpeningId(asked.new_id()),
        account_id=ledger.account_id,
        invoice_id=invoice_id,
        opened_at=asked.now,
        last_at=asked.now,
    )


def approve(ledger: Ledger, asked: Asked, invoice_id: InvoiceId) -> Approval | None:
    """The yes of whoever holds the link, recorded so. None when it was said before. Refusal: invoice.void (number)."""
    _, invoice = locked_invoice(ledger, invoice_id)
    if invoice.state == "void":
        raise Refusal("invoice.void", number=invoice.number)
    if invoice.approved_at is not None:
        return None
    approval = Approval(
        id=ApprovalId(asked.new_id()),
        account_id=ledger.account_id,
        invoice_id=invoice_id,
        by=BY_LINK_HOLDER,
        approved_at=asked.now,
    )
    ledger.save(approval, replace(invoice, approved_at=asked.now))
    return approval


def say_about(
    ledger: Ledger, asked: Asked, invoice_id: InvoiceId, author: Literal["client", "contractor"], text: str
) -> Question:
    """One message of the conversation about an invoice; very long ones are cut at 2,000 characters."""
    ledger.invoice(invoice_id)
    question = Question(
        id=QuestionId(asked.new_id()),
        account_id=ledger.account_id,
        invoice_id=invoice_id,
        author=author,
        text=plain_text(text, LONGEST_QUESTION),
        asked_at=asked.now,
    )
    ledger.save(question)
    return question


def say_about_proposal(
    ledger: Ledger, asked: Asked, proposal_id: ProposalId, author: Literal["client", "contractor"], text: str
) -> ProposalQuestion:
    """As ``say_about``, of a proposal in whatever state: a signed one may be asked about, too."""
    ledger.proposal(proposal_id)
    question = ProposalQuestion(
        id=ProposalQuestionId(asked.new_id()),
        account_id=ledger.account_id,
        proposal_id=proposal_id,
        author=author,
        text=plain_text(text, LONGEST_QUESTION),
        asked_at=asked.now,
    )
    ledger.save(question)
    return question
