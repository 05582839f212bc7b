"""Read models in memory, and a sample invoice page that looks like a real one."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid5

from core.domain.ids import (
    AccountId,
    ChangeOrderId,
    InvoiceId,
    MemberId,
    MilestoneId,
    PaymentLinkId,
    ProjectId,
    ProofId,
    ProposalId,
    UploadId,
)
from core.domain.money import Money
from core.domain.sheet import InvoiceSheet, SheetFigure, SheetLine, SheetParty, SheetProof, SheetSection
from core.usecases.aging_views import Aging
from core.usecases.change_views import ChangePage
from core.usecases.invoice_views import InvoicePage, PaymentView
from core.usecases.project_views import ProjectPage
from core.usecases.proof_views import FileView, ProofView, Size
from core.usecases.views import OwedRow, ProjectSummary, ProposalPage, UploadPage, VerifiedPack, Who
from core.usecases.year_views import ClientYear, Year

SPACE = UUID("4d1e0000-0000-4000-8000-000000000000")
SENT = datetime(2026, 11, 18, 16, 30, tzinfo=UTC)
USD = "USD"


class MemoryReads:
    """Holds what a test puts in. ``reads`` counts the statements that a database would have run."""

    def __init__(self) -> None:
        self.pages: dict[UUID, InvoicePage] = {}
        self.proofs: dict[tuple[UUID, UUID, str], FileView] = {}
        self.pdfs: dict[UUID, FileView] = {}
        self.payment_urls: dict[UUID, str] = {}
        self.people: dict[tuple[str, str], tuple[Who, ...]] = {}
        self.project_rows: dict[AccountId, tuple[ProjectSummary, ...]] = {}
        self.owed_rows: dict[AccountId, tuple[OwedRow, ...]] = {}
        self.agings: dict[MemberId, Aging] = {}
        self.years: dict[MemberId, tuple[ClientYear, ...]] = {}
        self.packs: dict[str, VerifiedPack] = {}
        self.uploads: dict[UploadId, UploadPage] = {}
        self.proposals: dict[ProposalId, ProposalPage] = {}
        self.changes: dict[ChangeOrderId, ChangePage] = {}
        self.jobs: dict[UUID, ProjectPage] = {}
        self.job_files: dict[tuple[UUID, UUID, str], FileView] = {}
        self.reads = 0
        self.stamps = 0

    def keep(self, page: InvoicePage) -> InvoicePage:
        self.pages[page.link_id] = page
        return page

    def change(self, link_id: UUID, **changes: Any) -> InvoicePage:
        return self.keep(replace(self.pages[link_id], **changes))

    def who(self, channel: str, address: str) -> tuple[Who, ...]:
        self.reads += 1
        return self.people.get((channel, address), ())

    def invoice_page(self, link_id: UUID) -> InvoicePage | None:
        self.reads += 1
        return self.pages.get(link_id)

    async def page_stamp(self, link_id: UUID) -> str | None:
        """``PageStamps``: as good as row versions are."""
        self.stamps += 1
        page = self.pages.get(link_id)
        return None if page is None else hashlib.sha256(repr(page).encode(errors="replace")).hexdigest()

    def proof_file(self, link_id: UUID, proof_id: UUID, size: Literal["thumb", "page", "client"]) -> FileView | None:
        self.reads += 1
        page = self.pages.get(link_id)
        return None if page is None or page.revoked else self.proofs.get((link_id, proof_id, size))

    def invoice_file(self, link_id: UUID) -> FileView | None:
        self.reads += 1
        return self.pdfs.get(link_id)

    def payment_page(
        self, link_id: UUID, amount: Money | None = None, gateway: str = "", *, keep: bool = False
    ) -> str | None:
        del amount, gateway, keep
        self.reads += 1
        return self.payment_urls.get(link_id)

    def proposal_page(self, proposal_id: ProposalId) -> ProposalPage | None:
        self.reads += 1
        return self.proposals.get(proposal_id)

    def change_page(self, change_id: ChangeOrderId) -> ChangePage | None:
        return self.changes.get(change_id)

    def project_page(self, project_id: ProjectId) -> ProjectPage | None:
        self.reads += 1
        return self.jobs.get(project_id)

    def project_proof(self, project_id: ProjectId, proof_id: UUID, size: Size) -> FileView | None:
        self.reads += 1
        return self.job_files.get((project_id, proof_id, size))

    async def project_stamp(self, project_id: ProjectId) -> str | None:
        self.stamps += 1
        page = self.jobs.get(project_id)
        return None if page is None else hashlib.sha256(repr(page).encode(errors="replace")).hexdigest()

    def upload_page(self, upload_id: UploadId) -> UploadPage | None:
        self.reads += 1
        return self.uploads.get(upload_id)

    def verified_pack(self, code: str) -> VerifiedPack | None:
        self.reads += 1
        return self.packs.get(code)

    def projects(self, account_id: AccountId) -> tuple[ProjectSummary, ...]:
        self.reads += 1
        return self.project_rows.get(account_id, ())

    def owed(self, account_id: AccountId) -> tuple[OwedRow, ...]:
        self.reads += 1
        return self.owed_rows.get(account_id, ())

    def aging(self, account_id: AccountId, member_id: MemberId, now: datetime) -> Aging | None:
        self.reads += 1
        known = self.agings.get(member_id)
        return replace(known, as_of=now) if known and known.account_id == account_id else None

    def year(
        self, account_id: AccountId, member_id: MemberId, now: datetime, *, year: int | None = None, back: int = 0
    ) -> Year | None:
        self.reads += 1
        known = self.agings.get(member_id)
        rows = self.years.get(member_id, ())
        return Year(year or now.year - back, rows) if known and known.account_id == account_id else None


def named(name: str) -> UUID:
    """The same id for the same name, in every run."""
    return uuid5(SPACE, name)


CAPTIONS = (
    "Kitchen before we started",
    "Cabinets coming out",
    "",
    "Old sink and counter removed",
    "Plaster behind the stove",
    "",
    "New subfloor in the corner",
    "Dumpster, second load",
    "Water line capped",
    "Swept and ready for cabinets",
)


def sample_page(**changes: Any) -> InvoicePage:
    """A two-milestone invoice with 10 photos, a video and a PDF: 12 proofs; nothing paid."""
    proofs = tuple(_views())
    sheet = sample_sheet(proofs)
    page = InvoicePage(
        account_id=AccountId(named("account")),
        link_id=PaymentLinkId(named("link")),
        link_version=1,
        revoked=False,
        invoice_id=InvoiceId(named("invoice")),
        project_id=ProjectId(named("project")),
        number="INV-0042",
        state="issued",
        language="en",
        zone="America/Los_Angeles",
        contractor_name="Rivera Remodeling",
        contractor_phone="+1 415 555 0100",
        contractor_email="office@rivera.example",
        client_name="Dana Lee",
        project_name="Maple St kitchen",
        sheet=sheet.as_json(),
        total=Money(527_013, USD),
        paid=Money(0, USD),
        credited=Money(0, USD),
        balance=Money(527_013, USD),
        disputed=Money(0, USD),
        answers=(),
        issued_at=SENT,
        due_on=date(2026, 12, 2),
        viewed_at=None,
        approved_at=None,
        has_pdf=True,
        proofs=proofs,
        questions=(),
        payments=(),
    )
    return replace(page, **changes)


def sample_change(**changes: Any) -> ChangePage:
    page = ChangePage(
        id=ChangeOrderId(named("change")),
        account_id=AccountId(named("account")),
        number=2,
        state="proposed",
        description="Extra outlet in the island",
        amount=Money(28_000, "USD"),
        contract=Money(2_400_000, "USD"),
        taxed=False,
        contractor_name="Rivera Remodeling",
        contractor_phone="+14155550111",
        contractor_email="",
        client_name="Dana Lee",
        project_name="Maple St kitchen",
        language="en",
        zone="America/Los_Angeles",
        decided_at=None,
    )
    return replace(page, **changes)


def sample_upload(**changes: Any) -> UploadPage:
    page = UploadPage(
        id=UploadId(named("upload")),
        account_id=AccountId(named("account")),
        contractor_name="Rivera Remodeling",
        project_name="Maple St kitchen",
        milestone_name="Demolition",
        language="en",
        channel="telegram",
        address="584200001",
        sender="584200001",
        caption="",
        args={"project": str(named("project")), "milestone": str(named("demo"))},
    )
    return replace(page, **changes)


def sample_payment(minor: int, **changes: Any) -> PaymentView:
    payment = PaymentView(
        amount=Money(minor, USD),
        surplus=Money(0, USD),
        used=Money(0, USD),
        refunded=Money(0, USD),
        disputed=Money(0, USD),
        method="card",
        note="",
        state="succeeded",
        received_at=SENT + timedelta(days=1),
        receipt_number="INV-0042-R1",
        card_fee=Money(0, USD),
    )
    return replace(payment, **changes)


def sample_sheet(proofs: tuple[ProofView, ...]) -> InvoiceSheet:
    demo = tuple(str(view.id) for view in proofs if view.milestone_id == named("demo"))
    plumbing = tuple(str(view.id) for view in proofs if view.milestone_id == named("plumbing"))
    return InvoiceSheet(
        kind="invoice",
        language="en",
        paper="letter",
        title="Invoice",
        number="INV-0042",
        contractor=SheetParty("Rivera Remodeling", ("12 Mission St, San Francisco, CA 94105", "+1 415 555 0100")),
        client=SheetParty("Dana Lee", ("+1 415 555 0134",)),
        project="Maple St kitchen",
        dates=(("Issued", "Nov 18, 2026"), ("Due", "Dec 2, 2026")),
        sections=(
            SheetSection(str(named("demo")), "Demolition", _demo_lines(), "$4,150.00", demo),
            SheetSection(str(named("plumbing")), "Rough plumbing", _plumbing_lines(), "$720.00", plumbing),
        ),
        figures=(
            SheetFigure("Subtotal", "$4,870.00", "step"),
            SheetFigure("Tax 8.625%", "$400.13", "step"),
            SheetFigure("Total", "$5,270.13", "total"),
            SheetFigure("Contract sum to date", "$24,350.00", "context"),
            SheetFigure("Billed before", "$2,400.00", "context"),
            SheetFigure("Balance to finish", "$17,080.00", "context"),
        ),
        proofs=tuple(_printed(view) for view in proofs),
        currency=USD,
        total_minor=527_013,
        total="$5,270.13",
        words={},
    )


def _demo_lines() -> tuple[SheetLine, ...]:
    return (
        SheetLine("Remove cabinets, counter and flooring", "1", "$3,500.00", "$3,500.00", 350_000, ""),
        SheetLine("Haul away", "2", "$150.00", "$300.00", 30_000, ""),
        SheetLine("Dumpster", "1", "$350.00", "$350.00", 35_000, "Added work"),
    )


def _plumbing_lines() -> tuple[SheetLine, ...]:
    return (SheetLine("Move the sink's supply and drain", "8", "$90.00", "$720.00", 72_000, ""),)


def _views() -> list[ProofView]:
    photos = [_view(f"photo-{place}", "photo", caption, place) for place, caption in enumerate(CAPTIONS)]
    video = replace(_view("video", "video", "Water test, no leaks", 10), duration_seconds=4)
    permit = replace(_view("permit", "document", "Plumbing permit", 11), pages=3, file_name="permit.pdf")
    return [*photos, video, permit]


def _view(name: str, kind: Literal["photo", "video", "document"], caption: str, place: int) -> ProofView:
    return ProofView(
        id=ProofId(named(name)),
        milestone_id=MilestoneId(named("demo" if place < 9 else "plumbing")),
        kind=kind,
        caption=caption,
        file_name=f"{name}.jpg",
        taken_at=SENT - timedelta(hours=30 - place),
        received_at=SENT - timedelta(hours=29 - place),
        short_hash=named(name).hex[:10],
        width=1600,
        height=1200,
        pages=0,
        duration_seconds=0,
    )


def _printed(view: ProofView) -> SheetProof:
    badge = {"photo": "", "video": "Video 0:04", "document": "PDF, 3 pages"}[view.kind]
    when = f"Taken Nov 17, 2026, {view.received_at:%-I:%M} AM"
    return SheetProof(str(view.id), view.kind, view.caption, when, view.short_hash, badge, view.kind != "photo")
