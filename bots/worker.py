"""A worker: takes jobs from the database, a serial line a chat, until it is told to stop."""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy

from bots.jobs import Jobs
from bots.settings import Settings
from storage.database import Database

log = logging.getLogger(__name__)
SWEEP_SECONDS = 5.0


def make_app(database: Database, jobs: Jobs, settings: Settings) -> App:
    """The Procrastinate app with every job under its name."""
    app = App(connector=PsycopgConnector(conninfo=database.url, min_size=1, max_size=4))
    retry = RetryStrategy(max_attempts=settings.job_attempts, exponential_wait=2)

    def register(name: str, do: Callable[..., Awaitable[None]], *, told: bool = False) -> None:
        async def task(context: JobContext, /, **args: Any) -> None:
            attempts = context.job.attempts if context.job else 0
            last_try = attempts >= settings.job_attempts
            try:
                await (do(**args, last_try=last_try) if told else do(**args))
            except Exception as failure:
                await asyncio.to_thread(database.parked.note, context.job.id, _reason(failure))
                if last_try and name == "take_in":
                    await jobs.apologise(**args)
                raise

        app.task(name=name, pass_context=True, retry=retry)(task)

    register("take_in", jobs.take_in)
    register("fetch_proof", jobs.fetch_proof, told=True)
    register("report_batch", jobs.report_batch)
    register("render_invoice", jobs.render_invoice)
    register("send", jobs.send, told=True)
    register("open_payment", jobs.open_payment, told=True)
    return app


def _reason(failure: BaseException) -> str:
    return "".join(traceback.format_exception_only(failure)).strip()[:2000]


async def run(app: App, settings: Settings, *, install_signal_handlers: bool) -> None:
    """Works until cancelled or signalled. Jobs of dead workers are taken up by a sweeper."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(settings.worker_concurrency * 2 + 4, "milepost"))
    async with app.open_async():
        sweeper = asyncio.create_task(_sweep(app, settings))
        try:
            await app.run_worker_async(
                name="milepost",
                concurrency=settings.worker_concurrency,
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=20.0,
                install_signal_handlers=install_signal_handlers,
                update_heartbeat_interval=settings.stalled_after_seconds / 4,
                stalled_worker_timeout=settings.stalled_after_seconds,
                delete_jobs="successful",
            )
        finally:
            sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sweeper


async def _sweep(app: App, settings: Settings) -> None:
    """Jobs of a dead worker are not taken up by themselves: put them back."""
    pause = min(SWEEP_SECONDS, settings.stalled_after_seconds / 2)
    while True:
        await asyncio.sleep(pause)
        try:
            stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=settings.stalled_after_seconds)
            for job in stalled:
                await app.job_manager.retry_job(job)
                log.warning("job %s of a dead worker is taken up again", job.id)
        except Exception:  # the sweeper outlives a database restart
            log.exception("the sweep failed and is tried again")
