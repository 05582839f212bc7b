"""The web server: front door, client pages, and in development the simulator and the test gateway."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from bots.bootstrap import Program
from bots.wording import wording
from bots.worker import make_app, run
from channels import webhooks
from channels.portal import pages as portal_pages
from core.domain.account import Language
from core.ports.wording import Wording

log = logging.getLogger(__name__)


def words(language: str) -> Wording:
    """English for a language that Milepost does not speak."""
    return wording(cast("Language", language if language in {"en", "es"} else "en"))


def create(program: Program, *, with_worker: bool) -> FastAPI:
    """The ASGI application. ``with_worker``: jobs are done in this process too."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await program.database.inbox.open()
        worker = asyncio.create_task(work(program, install_signal_handlers=False)) if with_worker else None
        try:
            yield
        finally:
            if worker:
                worker.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await worker
            await program.database.inbox.close()

    app = FastAPI(title="Milepost", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    inbox, base_url = program.database.inbox, program.settings.base_url
    app.include_router(webhooks.router(program.webhooks, inbox, base_url))
    app.include_router(
        portal_pages.router(
            program.database.reads, program.blobs, program.links, inbox, words, base_url, stamps=program.stamps
        )
    )
    _testing(app, program)
    _health(app, program)
    return app


async def work(program: Program, *, install_signal_handlers: bool) -> None:
    """A worker on this program's database."""
    app = make_app(program.database, program.jobs, program.settings)
    await run(app, program.settings, install_signal_handlers=install_signal_handlers)


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
        return PlainTextResponse("ok")

    @app.get("/readyz", include_in_schema=False)
    def ready() -> Response:
        try:
            waiting = program.database.parked.counts()
        except Exception:
            log.exception("the database does not answer")
            return JSONResponse({"ready": False}, status_code=503)
        return JSONResponse({"ready": True, "waiting": waiting.get("todo", 0)})

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> PlainTextResponse:
        lines = ["# TYPE milepost_jobs gauge"]
        lines += [
            f'milepost_jobs{{status="{status}"}} {n}' for status, n in sorted(program.database.parked.counts().items())
        ]
        return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
