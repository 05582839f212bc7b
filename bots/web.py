"""The web server: front door, client pages, and in development the simulator and the test gateway."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from fastapi import APIRouter, FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from bots.bootstrap import Program
from bots.exporting import Exporting
from bots.gateways import split, taking
from bots.listening import Listening
from bots.page_templates import page_templates
from bots.payees import Payees
from bots.wording import wording
from bots.worker import PATIENCE_SECONDS, run
from channels import browsing, webhooks
from channels.portal import (
    changes,
    edit_pages,
    export_pages,
    handing,
    owed_pages,
    payee_pages,
    project_pages,
    proposal_pages,
    uploads,
    verifying,
)
from channels.portal import pages as portal_pages
from channels.portal.lost import LostPage
from channels.portal.project_drawing import Ways
from channels.portal.showing import Shelf
from core.domain.account import Language
from core.domain.card_fee import CardFee, card_fee_at
from core.domain.links import ExportLinks
from core.domain.passes import OwedLinks, payee_links
from core.domain.payment import gateway_of
from core.ports.wording import Wording
from core.usecases.invoice_views import InvoicePage

log = logging.getLogger(__name__)
NOT_FOUND = 404
_BARE = browsing.private_headers("default-src 'none'; frame-ancestors 'none'")


def words(language: str) -> Wording:
    """English for a language that Milepost does not speak."""
    return wording(cast("Language", language if language in {"en", "es"} else "en"))


def create(program: Program, *, with_worker: bool) -> FastAPI:
    """The ASGI application. ``with_worker``: jobs are done in this process too."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await program.database.inbox.open()
        await program.stamps.open()
        tasks = [asyncio.create_task(listen(program))]
        if with_worker:
            tasks.append(asyncio.create_task(work(program)))
        try:
            yield
        finally:
            for task in reversed(tasks):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await program.stamps.close()
            await program.database.inbox.close()

    app = FastAPI(title="Milepost", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.router.redirect_slashes = False  # it would redirect to whatever name the request's Host claims
    app.add_exception_handler(HTTPException, _refused_at(program.settings.base_url))
    app.add_exception_handler(Exception, _broken)
    app.include_router(webhooks.router(program.webhooks, program.database.inbox, program.settings.base_url))
    for page in _our_pages(program):
        app.include_router(page)
    for page in program.pages:
        app.include_router(page)
    _testing(app, program)
    _health(app, program)
    return app


def _our_pages(program: Program) -> Iterator[APIRouter]:
    """What people open by a link."""
    reads, inbox = program.database.reads, program.database.inbox
    blobs, base_url = program.blobs, program.settings.base_url
    stamps, jobs = program.stamps, program.project_links
    shelf = Shelf(draw_code=_qr)
    gateways = program.conversations.gateways

    def pay_ways(page: InvoicePage) -> tuple[str, ...]:
        names = taking(gateways, page.balance.currency, page.payees)
        return split(gateways, names) if card_fee(page) else names

    def card_fee(page: InvoicePage) -> CardFee | None:
        names = taking(gateways, page.balance.currency, page.payees)
        if not any(gateways[name].adds_card_fee for name in names):
            return None
        today = datetime.now(ZoneInfo(page.zone)).date()
        return card_fee_at(page.card_fee, page.places, page.balance.currency, today)

    def keeps(page: InvoicePage) -> tuple[str, ...]:
        return tuple(way for way in pay_ways(page) if gateways[gateway_of(way)].autopay)

    invoices = portal_pages.ClientPages(
        reads, blobs, program.links, inbox, words, base_url, stamps, jobs, pay_ways, shelf, keeps, card_fee
    )
    yield portal_pages.router(invoices)
    yield proposal_pages.router(reads, blobs, program.proposal_links, inbox, words, base_url)
    kept = page_templates(program.database.books)
    yield edit_pages.router(edit_pages.EditPages(reads, program.edit_links, inbox, words, base_url, kept))
    yield owed_pages.router(owed_pages.OwedPages(reads, OwedLinks(program.edit_links.key), words, base_url))
    setup = Payees(program.database, program.gateways, program.conversations)
    yield payee_pages.router(payee_pages.PayeePages(setup, payee_links(program.edit_links.key), words, base_url))
    everything = Exporting(database=program.database, blobs=blobs, conversations=program.conversations)
    kept_here = ExportLinks(program.edit_links.key)
    yield export_pages.router(export_pages.ExportPages(everything, blobs, kept_here, words, base_url))
    ways = Ways(program.links, program.change_links)
    yield project_pages.router(project_pages.ProjectPages(reads, blobs, jobs, ways, words, base_url, stamps))
    yield changes.router(changes.ChangePages(reads, program.change_links, inbox, words, base_url))
    yield verifying.router(verifying.VerifyPages(reads, words, base_url))
    yield handing.router(blobs, program.file_links)
    yield uploads.router(_uploads(program))


def _qr(content: str, cross: bool) -> str:  # noqa: FBT001  # as the page asks for it
    """The library is loaded with the first page that shows one."""
    from storage.documents.qr_svg import qr_svg

    return qr_svg(content, cross=cross)


def _uploads(program: Program) -> uploads.UploadPages:
    return uploads.UploadPages(
        program.database.reads,
        program.blobs,
        program.upload_links,
        program.database.inbox,
        words,
        program.settings.base_url,
        program.jobs.max_file_bytes,
    )


async def listen(program: Program) -> None:
    """To the roads that are asked; what they hand over goes through the same inbox as what is posted."""
    url, accept = program.database.url, program.database.inbox.accept
    await Listening(url=url, listeners=program.listeners, accept=accept).run()


async def work(program: Program, *, patience: float = PATIENCE_SECONDS) -> None:
    """A worker on this program's database; jobs that run get ``patience`` seconds when it is cancelled."""
    await run(program.database, program.jobs, program.settings, patience=patience)


def _refused_at(base_url: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What is not there, or not asked for in the right way. A browser may have come with half a link: it is told so."""
    lost = LostPage(words, base_url)

    async def refused(request: Request, refusal: Exception) -> Response:
        status = cast("HTTPException", refusal).status_code
        if status == NOT_FOUND and request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return lost.answer(request)
        answer = await http_exception_handler(request, cast("HTTPException", refusal))
        answer.headers.update(_BARE)
        return answer

    return refused


async def _broken(_request: Request, _failure: Exception) -> Response:
    """Our own mistake: the log has it all, the answer nothing."""
    return PlainTextResponse("Internal Server Error", 500, _BARE)


def _testing(app: FastAPI, program: Program) -> None:
    """The simulator and the sandbox gateway's page: in development only (production never builds the adapters)."""
    if "simulator" in program.channels:
        from channels.simulator import pages as simulator_pages
        from channels.simulator.adapter import Simulator

        simulator = cast("Simulator", program.channels["simulator"])
        app.include_router(simulator_pages.router(simulator, program.database.inbox, words))

        @app.get("/", include_in_schema=False)
        def home() -> RedirectResponse:
            return RedirectResponse("/simulator")

    if "sandbox" in program.gateways:
        from channels.payments.sandbox import pages as sandbox_pages
        from channels.payments.sandbox.adapter import SandboxGateway

        app.include_router(sandbox_pages.router(cast("SandboxGateway", program.gateways["sandbox"]), words))


def _health(app: FastAPI, program: Program) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def alive() -> PlainTextResponse:
        return PlainTextResponse("ok", headers=_BARE)

    @app.get("/readyz", include_in_schema=False)
    def ready() -> Response:
        try:
            waiting = program.database.parked.counts()
        except Exception:
            log.exception("the database does not answer")
            return JSONResponse({"ready": False}, 503, _BARE)
        return JSONResponse({"ready": True, "waiting": waiting.get("todo", 0)}, headers=_BARE)

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> PlainTextResponse:
        lines = ["# TYPE milepost_jobs gauge"]
        lines += [
            f'milepost_jobs{{status="{status}"}} {n}' for status, n in sorted(program.database.parked.counts().items())
        ]
        return PlainTextResponse("\n".join(lines) + "\n", headers=_BARE, media_type="text/plain; version=0.0.4")
