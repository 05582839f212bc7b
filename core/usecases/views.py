"""Read models: shapes for pages, lists and dialogue, each filled by one SQL statement in ``storage/views.py``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from core.domain.account import Language, Role
from core.domain.ids import (
    AccountId,
    ChangeOrderId,
    ClientId,
    ContractorId,
    InvoiceId,
    MemberId,
    MilestoneId,
    ProjectId,
    ProposalId,
    UploadId,
)
from core.domain.money import Money, Rate
from core.domain.party import Client, Contractor
from core.domain.proof import ProofKind
from core.domain.proposal import Proposal
from core.domain.terms import TaxRule
from core.usecases.aging_views import Aging
from core.usecases.change_views import ChangePage
from core.usecases.invoice_views import InvoicePage, QuestionView
from core.usecases.project_views import ProjectPage
from core.usecases.proof_views import FileView, Size
from core.usecases.waiting_views import NOTHING_WAITS, Waits
from core.usecases.year_views import Year


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whose address this is. A client may be known to several accounts: the one last written to comes first.

    ``firm``: a member's business, "" for a client; ``currency`` the account's. ``contractors``: those of a member's
    account by name, the oldest first; ``leads``: a member is of that one, the others work on its jobs.
    """

    account_id: AccountId
    member_id: MemberId | None
    client_id: ClientId | None
    contractor_id: ContractorId | None
    role: Role | None
    language: Language
    name: str
    firm: str
    currency: str
    contractors: tuple[str, ...] = ()
    leads: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPack:
    """For anybody who has a proof pack's code: nothing of the client, of money or of places. ``files`` are (received,
    sha256); ``pdf_sha256`` is that of the PDF as it was made.
    """

    code: str
    contractor_name: str
    project_name: str
    milestone_name: str
    made_at: datetime
    zone: str
    language: Language
    files: tuple[tuple[datetime, str], ...]
    pdf_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """All that the page of a proposal shows."""

    proposal: Proposal
    contractor: Contractor
    client: Client
    zone: str
    questions: tuple[QuestionView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneSummary:
    """``billed``: of its value, on invoices that count less what was credited. ``percent_complete`` and ``stored`` as
    said, else None. ``contractor``: who does it, "" where one does the whole job.
    """

    id: MilestoneId
    position: int
    name: str
    kind: Literal["deposit", "work"]
    state: Literal["planned", "done", "billed", "paid"]
    scheduled_value: Money
    proofs: int
    proofs_arriving: int
    invoice_number: str
    billed: Money
    percent_complete: Rate | None
    stored: Money | None
    contractor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSummary:
    """A project on one screen. ``billed``, ``paid`` and ``open`` are what invoices say, tax included; the contract and
    its parts are before tax. ``taxed`` when there is tax now, or was on an invoice; ``taxes``, where the contract
    names any, take the place of the one rate. ``credit`` is what the client paid beyond what was asked;
    ``retained`` what is held back and not released yet; ``on_no_part`` are the kinds of the proofs that are on none
    of its milestones; ``unanswered`` is what the client asked last about an open invoice, when nobody answered,
    else ""; ``waits``: what else waits for a word.
    """

    id: ProjectId
    name: str
    client_id: ClientId
    client_name: str
    contract_sum_to_date: Money
    tax_rate: Rate
    taxed: bool
    taxes: tuple[TaxRule, ...]
    inclusive: bool
    billed: Money
    paid: Money
    open: Money
    credit: Money
    retained: Money
    on_no_part: tuple[ProofKind, ...]
    unanswered: str
    milestones: tuple[MilestoneSummary, ...]
    waits: Waits = NOTHING_WAITS


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """An invoice with something left to pay."""

    invoice_id: InvoiceId
    project_id: ProjectId
    project_name: str
    client_name: str
    number: str
    balance: Money
    due_on: date
    sent_at: datetime | None
    viewed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPage:
    """``address`` is where the answer goes, ``sender`` the member's own; ``args`` are those of the command that takes
    the files, ``caption`` the words that came with the file that was too large.
    """

    id: UploadId
    account_id: AccountId
    contractor_name: str
    project_name: str
    milestone_name: str
    language: Language
    channel: str
    address: str
    sender: str
    caption: str
    args: Mapping[str, Any]


class Reads(Protocol):
    """The reads that pages and dialogue make. Each is one statement and sees only what is committed."""

    def who(self, channel: str, address: str) -> tuple[Who, ...]: ...

    def invoice_page(self, link_id: UUID) -> InvoicePage | None: ...

    def proof_file(self, link_id: UUID, proof_id: UUID, size: Size) -> FileView | None:
        """Only proofs of that link's invoice, only while the link is not revoked."""
        ...

    def invoice_file(self, link_id: UUID) -> FileView | None:
        """The PDF of that link's invoice, once it is stored."""
        ...

    def payment_page(
        self, link_id: UUID, amount: Money | None = None, gateway: str = "", *, keep: bool = False
    ) -> str | None:
        """The address of the newest open payment request of that link's invoice, for exactly this much of its balance,
        or for all of it; by this way, if one is named ("stripe", "stripe.card"). None while there is no page yet, ""
        where the gateway would not make it.
        """
        ...

    def proposal_page(self, proposal_id: ProposalId) -> ProposalPage | None: ...

    def project_page(self, project_id: ProjectId) -> ProjectPage | None: ...

    def project_proof(self, project_id: ProjectId, proof_id: UUID, size: Size) -> FileView | None:
        """Only what ``project_page`` shows."""
        ...

    def upload_page(self, upload_id: UploadId) -> UploadPage | None:
        """None too once the member's address, or the member, is gone."""
        ...

    def verified_pack(self, code: str) -> VerifiedPack | None:
        """The proof pack of that code, once its PDF is made."""
        ...

    def change_page(self, change_id: ChangeOrderId) -> ChangePage | None: ...

    def projects(self, account_id: AccountId, only: ContractorId | None = None) -> tuple[ProjectSummary, ...]:
        """The active ones, the newest first; with ``only``, what is that contractor's of each, and nothing else."""
        ...

    def owed(self, account_id: AccountId, only: ContractorId | None = None) -> tuple[OwedRow, ...]:
        """The longest due first; of that contractor alone when one is named."""
        ...

    def aging(self, account_id: AccountId, member_id: MemberId, now: datetime) -> Aging | None:
        """Of what that member sees; None once they are gone, or of the crew."""
        ...

    def year(
        self, account_id: AccountId, member_id: MemberId, now: datetime, *, year: int | None = None, back: int = 0
    ) -> Year | None:
        """That year, else the one of ``now`` in the account's zone or so many ``back``; None as for ``aging``."""
        ...


class PageStamps(Protocol):
    """A small read that spares the large one: the client's page is drawn again only when its stamp has changed.

    Asynchronous, beside the inbox the one read that is: a thread for each look costs more than the look itself.
    """

    async def page_stamp(self, link_id: UUID) -> str | None:
        """Another text whenever ``Reads.invoice_page`` would answer otherwise; None when there is no such link."""
        ...

    async def project_stamp(self, project_id: ProjectId) -> str | None:
        """The same for ``Reads.project_page``."""
        ...
