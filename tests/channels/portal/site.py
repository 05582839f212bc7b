"""The client's page, the sandbox and the front door on a real server, over twins and a very small engine."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import uvicorn
from fastapi import FastAPI

from bots.wording import wording
from channels import webhooks
from channels.payments.sandbox import pages as sandbox_pages
from channels.payments.sandbox.adapter import SandboxGateway
from channels.portal import (
    changes,
    edit_pages,
    export_pages,
    owed_pages,
    pages,
    payee_pages,
    project_pages,
    proposal_pages,
    uploads,
    verifying,
)
from channels.portal.adapter import Portal
from channels.portal.pace import TryPace
from channels.portal.project_drawing import Ways
from channels.portal.showing import Shelf
from core.domain.ids import MilestoneId
from core.domain.line_answer import LineAnswerKind
from core.domain.links import ChangeLinks, Links, ProjectLinks, ProposalLinks
from core.domain.money import Money
from core.domain.passes import EditLinks, OwedLinks, UploadLinks, payee_links
from core.ports.inbox import InboxItem
from core.ports.payments import GatewayEvent, PageWanted
from core.usecases.aging_views import Aging
from core.usecases.answer_views import LineAnswerView
from core.usecases.change_views import ChangePage
from core.usecases.invoice_views import InvoicePage, PaymentView, QuestionView
from core.usecases.project_views import ProjectPage
from core.usecases.proof_views import FileView
from core.usecases.views import ProposalPage, UploadPage
from storage.documents.qr_svg import qr_svg
from tests.channels.portal import pictures
from tests.channels.portal.exports import EXPORTS, Kept
from tests.channels.portal.offers import hear, templates_of
from tests.channels.portal.setups import Setup
from tests.twins.memory_blobs import MemoryBlobs
from tests.twins.memory_inbox import MemoryInbox
from tests.twins.memory_reads import MemoryReads, sample_page

LINKS = Links(b"k" * 32)
CHANGES = ChangeLinks(b"c" * 32)
UPLOADS = UploadLinks(b"u" * 32)
JOBS = ProjectLinks(b"j" * 32)
OFFERS = ProposalLinks(b"o" * 32)
EDITS = EditLinks(b"e" * 32)
OWED = OwedLinks(b"e" * 32)
PAYEES = payee_links(b"e" * 32)
LARGEST = 3_000_000
SECRET = b"sandbox-secret-for-tests"


class Site:
    """``url`` of the running server; ``engine`` False leaves everything in the inbox."""

    def __init__(self, base_url: str, *, engine: bool = True, delay: float = 1.5) -> None:
        self.base_url = base_url
        self.engine = engine
        self._going = threading.Event()
        self._going.set()
        self.reads = MemoryReads()
        self.blobs = MemoryBlobs()
        self.inbox = MemoryInbox()
        self.gateway = SandboxGateway(SECRET, base_url)
        self.app = FastAPI(lifespan=self._life, docs_url=None, redoc_url=None, openapi_url=None)
        self.app.include_router(webhooks.router({"sandbox": self.gateway}, self.inbox, base_url))
        stamps = self.reads if engine else None  # both ways to keep pages are tried by all tests
        self.ways, self.keeps = ("",), ()
        shelf = Shelf(draw_code=lambda content, cross: qr_svg(content, cross=cross))
        opened = (self.reads, self.blobs, LINKS, self.inbox, wording, base_url, stamps, JOBS)
        self.app.include_router(
            pages.router(pages.ClientPages(*opened, lambda _: self.ways, shelf, lambda _: self.keeps))
        )
        self.uploads = uploads.UploadPages(self.reads, self.blobs, UPLOADS, self.inbox, wording, base_url, LARGEST)
        self.app.include_router(uploads.router(self.uploads))
        offers = proposal_pages.router(self.reads, self.blobs, OFFERS, self.inbox, wording, base_url)
        self.app.include_router(offers)
        self.edits = edit_pages.EditPages(self.reads, EDITS, self.inbox, wording, base_url, templates_of, wait=0.4)
        self.app.include_router(edit_pages.router(self.edits))
        self.app.include_router(owed_pages.router(owed_pages.OwedPages(self.reads, OWED, wording, base_url)))
        self.setup = Setup()
        self.app.include_router(payee_pages.router(payee_pages.PayeePages(self.setup, PAYEES, wording, base_url)))
        self.exports = Kept()
        everything = export_pages.ExportPages(self.exports, self.blobs, EXPORTS, wording, base_url)
        self.app.include_router(export_pages.router(everything))
        self.pace = TryPace(100_000, 0.001)
        verify = verifying.VerifyPages(self.reads, wording, base_url, pace=self.pace)
        self.app.include_router(verifying.router(verify))
        change_pages = changes.ChangePages(self.reads, CHANGES, self.inbox, wording, base_url)
        self.app.include_router(changes.router(change_pages))
        jobs = project_pages.ProjectPages(self.reads, self.blobs, JOBS, Ways(LINKS, CHANGES), wording, base_url, stamps)
        self.app.include_router(project_pages.router(jobs))
        self.app.include_router(sandbox_pages.router(self.gateway, wording, delay=delay))

    def token(self, page: InvoicePage) -> str:
        return LINKS.token(page.link_id, page.link_version)

    def address(self, page: InvoicePage) -> str:
        return f"{self.base_url}/i/{self.token(page)}"

    def keep_change(self, page: ChangePage) -> ChangePage:
        self.reads.changes[page.id] = page
        return page

    def change_address(self, page: ChangePage) -> str:
        return f"{self.base_url}/c/{CHANGES.token(page.id, page.link_version)}"

    def upload(self, page: UploadPage, asked_at: datetime | None = None) -> str:
        """The address of its page, which is there from now on."""
        self.reads.uploads[page.id] = page
        return f"{self.base_url}/u/{UPLOADS.token(page.id, asked_at or datetime.now(UTC))}"

    def offer(self, page: ProposalPage) -> str:
        """The address of its page, which is there from now on."""
        self.reads.proposals[page.proposal.id] = page
        return f"{self.base_url}/p/{OFFERS.token(page.proposal.id, page.proposal.link_version)}"

    def job(self, page: ProjectPage, media: dict[str, bytes] | None = None) -> str:
        """The address of its page, which is there from now on with the files that it shows."""
        self.reads.jobs[page.project_id] = page
        for view in (one for step in page.milestones for one in step.proofs):
            for size in ("thumb", "page", "client"):
                key = self.blobs.put(
                    page.account_id, (media or {}).get(f"{view.id}/{size}", b"\xff\xd8\xff"), "image/jpeg"
                )
                self.reads.job_files[page.project_id, view.id, size] = FileView(key, "image/jpeg", view.file_name)
        return f"{self.base_url}/j/{JOBS.token(page.project_id, page.link_version)}"

    def owed(self, aging: Aging, asked_at: datetime | None = None) -> str:
        """The address under which its member sees it."""
        self.reads.agings[aging.member_id] = aging
        return f"{self.base_url}/o/{OWED.token(aging.account_id, aging.member_id, asked_at or datetime.now(UTC))}"

    def edit(self, page: ProposalPage, asked_at: datetime | None = None) -> str:
        """The address under which its member edits it."""
        self.reads.proposals[page.proposal.id] = page
        token = EDITS.token(page.proposal.id, page.proposal.created_by, asked_at or datetime.now(UTC))
        return f"{self.base_url}/q/{token}"

    def keep(self, page: InvoicePage, media: dict[str, bytes] | None = None) -> InvoicePage:
        """The page with its files; ``media`` as ``sample_media`` makes it."""
        for view in page.proofs:
            for size in ("thumb", "page", "client"):
                content, kind = (media or {}).get(f"{view.id}/{size}", b"\xff\xd8\xff"), "image/jpeg"
                if size == "client":
                    kind = {"photo": kind, "video": "video/webm", "document": "application/pdf"}[view.kind]
                key = self.blobs.put(page.account_id, content, kind)
                self.reads.proofs[page.link_id, view.id, size] = FileView(key, kind, view.file_name)
        key = self.blobs.put(page.account_id, pictures.PDF, "application/pdf")
        self.reads.pdfs[page.link_id] = FileView(key, "application/pdf", f"{page.number}.pdf")
        return self.reads.keep(page)

    def forget(self) -> None:
        """As new, for the next test."""
        self._going.set()
        self.ways, self.keeps = ("",), ()
        reads = self.reads
        pages_of = (reads.pages, reads.uploads, reads.proposals, reads.changes, reads.jobs, reads.job_files)
        for kept in (*pages_of, reads.proofs, reads.pdfs, reads.payment_urls):
            kept.clear()
        self.blobs.kept.clear()
        self.inbox.items.clear()
        self.inbox.offered = 0

    def engine_rests(self) -> None:
        """What arrives waits until it goes on."""
        self._going.clear()

    def engine_goes_on(self) -> None:
        self._going.set()

    def said(self, source: str = "portal") -> list[InboxItem]:
        return [item for (known, _), item in self.inbox.items.items() if known == source]

    @asynccontextmanager
    async def _life(self, app: FastAPI) -> AsyncIterator[None]:
        del app
        task = asyncio.create_task(self._work()) if self.engine else None
        yield
        if task:
            task.cancel()

    async def _work(self) -> None:
        while True:
            item = await self.inbox.arrivals.get()
            await asyncio.to_thread(self._going.wait)
            if item.source == "portal":
                await self._hear(item)
            else:
                event = await self.gateway.read(item.body)
                if event:
                    self._count(event)

    async def _hear(self, item: InboxItem) -> None:
        (heard,) = Portal().translate(item.body)
        if "proposal" in heard.context:
            hear(self.reads, heard)
            return
        page = next(one for one in self.reads.pages.values() if str(one.link_id) == heard.context["link"])
        now = datetime.now(UTC)
        if heard.context["action"] == "seen":
            self.reads.change(page.link_id, viewed_at=now)
        if heard.context["action"] == "approve":
            self.reads.change(page.link_id, approved_at=now)
        if heard.context["action"] == "ask":
            question = QuestionView(author="client", text=heard.text, asked_at=now)
            self.reads.change(page.link_id, questions=(*page.questions, question))
        if heard.context["action"] in {"approve_line", "ask_line"}:
            kind: LineAnswerKind = "approve" if heard.context["action"] == "approve_line" else "dispute"
            line = MilestoneId(UUID(heard.context["line"]))
            answer = LineAnswerView(milestone_id=line, kind=kind, words=heard.text, at=now)
            held = Money(100_000 if kind == "dispute" else 0, "USD")
            self.reads.change(page.link_id, answers=(answer,), disputed=held)
        if heard.context["action"] in {"pay", "pay_part", "pay_some"}:
            made = await self.gateway.make_page(self._wanted(page))
            self.reads.payment_urls[page.link_id] = made.url

    def _wanted(self, page: InvoicePage) -> PageWanted:
        return PageWanted(
            reference=f"{page.link_id}.{page.balance.minor}",
            amount=page.balance,
            description=f"Invoice {page.number}, {page.project_name}",
            payer_name=page.client_name,
            payer_email="",
            payee_name=page.contractor_name,
            payee="",
            language=page.language,
            return_url=pages.return_url(self.base_url, self.token(page)),
        )

    def _count(self, event: GatewayEvent) -> None:
        link = event.reference.partition(".")[0]
        page = next(one for one in self.reads.pages.values() if str(one.link_id) == link)
        states = {"succeeded": "succeeded", "processing": "pending", "failed": "failed"}
        before = [one for one in page.payments if one.receipt_number != event.external_id]
        payment = PaymentView(
            amount=event.amount,
            surplus=Money(0, event.amount.currency),
            used=Money(0, event.amount.currency),
            refunded=Money(0, event.amount.currency),
            disputed=Money(0, event.amount.currency),
            method=event.method,
            note="",
            state=states[event.outcome],  # type: ignore[arg-type]  # the three are all there are
            received_at=datetime.now(UTC),
            receipt_number=event.external_id,
            card_fee=Money(0, event.amount.currency),
        )
        paid = sum(one.amount.minor for one in (*before, payment) if one.state == "succeeded")
        left = Money(page.total.minor - paid, page.total.currency)
        state = "paid" if not left else "part_paid" if paid else "issued"
        payments = (*before, payment)
        changes = {"payments": payments, "paid": Money(paid, "USD"), "balance": left, "state": state}
        self.reads.keep(replace(page, **changes))


def sample_media(folder: Path) -> dict[str, bytes]:
    """ "<proof id>/<size>" -> bytes for every proof of the sample page."""
    media = {}
    for place, view in enumerate(sample_page().proofs):
        picture = pictures.room(place)
        media[f"{view.id}/thumb"] = pictures.jpeg(picture, 480)
        media[f"{view.id}/page"] = media[f"{view.id}/client"] = pictures.jpeg(picture, 1600)
        if view.kind == "video":
            media[f"{view.id}/client"] = pictures.film(folder / "film.webm")
        if view.kind == "document":
            media[f"{view.id}/client"] = pictures.PDF
    return media


@contextmanager
def running(host: str = "127.0.0.1", name: str = "", **options: bool | float) -> Iterator[Site]:
    """A site on a free port, served by uvicorn in a thread; ``name`` is what its public address calls the host."""
    with socket.socket() as listener:
        listener.bind((host, 0))
        port = listener.getsockname()[1]
        site = Site(f"http://{name or host}:{port}", **options)  # type: ignore[arg-type]  # engine and delay
        config = uvicorn.Config(site.app, log_level="warning", access_log=False)
        server = uvicorn.Server(config)
        listener.listen(128)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            threading.Event().wait(0.01)
        yield site
        server.should_exit = True
        thread.join(10)
