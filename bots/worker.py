"""A worker: takes jobs from the database, a serial line a chat, until it is told to stop."""

import asyncio
import contextlib
import logging
import time
import traceback
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn, cast

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.jobs import Job, Status
from procrastinate.periodic import PeriodicDeferrer, PeriodicRegistry

from bots import due_days
from bots.bank_changes import EVERY as CHANGES_EVERY
from bots.bank_changes import ComingIntoForce
from bots.charging import SavedMethods
from bots.digesting import EVERY, Digesting
from bots.due_days import DaysThatCome
from bots.erasing_people import ErasingPeople
from bots.exporting import SWEPT, Exporting
from bots.forgetting import ForgettingPayers
from bots.jobs import Jobs
from bots.lines import Lines
from bots.patience import PUT_OFF, Patience, asked_for, retrying, tries_of_ours
from bots.proposal_papers import ProposalPapers
from bots.purging import Purging
from bots.reminding import Reminding
from bots.settings import Settings
from storage.database import Database

log = logging.getLogger(__name__)
SWEEP_SECONDS = 5.0
UP_AGAIN_SECONDS = 1.0
PATIENCE_SECONDS = 1.5
NIGHTLY = "23 3 * * *"  # UTC
PURGED = "41 3 * * *"
_DEADLY = "its worker died, or was killed, at every try: perhaps the job itself is what kills it"


def make_app(database: Database, jobs: Jobs, settings: Settings) -> App:
    """The Procrastinate app with every job under its name."""
    app = App(connector=PsycopgConnector(conninfo=database.url, min_size=1, max_size=4))
    app.job_manager = Lines(app.connector)

    def register(
        name: str, do: Callable[..., Awaitable[None]], *, told: bool = False, cron: str = "", most: int = PUT_OFF
    ) -> None:
        patience = retrying(settings, outside=told, most=most)
        task = _tried(jobs, do, patience, told=told)
        made = app.task(name=name, pass_context=True, retry=patience)(task)
        if cron:
            app.periodic(cron=cron, queue="clock", queueing_lock=name)(made)

    register("take_in", jobs.take_in)
    register("fetch_proof", jobs.fetch_proof, told=True)
    register("report_batch", jobs.report_batch)
    register("import_estimate", jobs.importing.read, told=True)
    register("render_invoice", jobs.render_invoice, told=True)
    register("render_credit", jobs.credit_notes.render, told=True)
    register("render_proof_pack", jobs.packing.render, told=True)
    register("render_proposal", ProposalPapers(jobs.deliveries).render, told=True)
    # A message does not wait for as long as money: it goes on the person's next address.
    register("send", jobs.sending.send, told=True, most=settings.job_attempts)
    register("open_payment", jobs.payment_pages.open, told=True)
    register("close_payment", jobs.payment_pages.close)
    register("follow_payment", jobs.payment_pages.follow, told=True)
    register("ask_unseen", jobs.payment_pages.ask_unseen)
    saved = SavedMethods(database=database, gateways=jobs.gateways, conversations=jobs.conversations)
    register("charge_method", saved.charge, told=True)
    register("let_go_of_method", saved.let_go)
    register("send_refund", jobs.payment_pages.refund, told=True)
    register("reconcile", jobs.reconciling.nightly, cron=NIGHTLY)
    register("send_digests", Digesting(database, jobs.conversations).due, cron=EVERY)
    register("tell_bank_changes", ComingIntoForce(database, jobs.conversations).due, cron=CHANGES_EVERY)
    register("tell_due_days", DaysThatCome(database, jobs.conversations).due, cron=due_days.EVERY)
    erasing = ErasingPeople(database=database, blobs=jobs.blobs, conversations=jobs.conversations)
    register("erase_person", erasing.run)
    register("forget_payers", ForgettingPayers(database=database, gateways=jobs.gateways).run)
    exporting = Exporting(database=database, blobs=jobs.blobs, conversations=jobs.conversations)
    register("export_everything", exporting.make, told=True)
    register("end_exports", exporting.sweep)
    register("sweep_exports", exporting.sweep, cron=SWEPT)
    register("purge_bodies", Purging(database).nightly, cron=PURGED)
    return app


def _tried(
    jobs: Jobs, do: Callable[..., Awaitable[None]], patience: Patience, *, told: bool
) -> Callable[..., Awaitable[None]]:
    """One try of a job: why it failed is noted, and whether it was put off."""
    parked = jobs.database.parked

    async def task(context: JobContext, /, **args: Any) -> None:
        job = context.job
        if job.attempts:
            patience.put_off[job.id] = await asyncio.to_thread(parked.put_offs, job.id)
        try:
            await (do(**args, last_try=patience.is_last(job)) if told else do(**args))
        except Exception as failure:
            put_off = asked_for(failure) is not None
            await asyncio.to_thread(parked.note, job.id, _reason(failure), put_off=put_off)
            if patience.is_last(job, failure):
                await _say_sorry(jobs, job)
            raise
        patience.put_off.pop(job.id, None)

    return task


def _reason(failure: BaseException) -> str:
    return "".join(traceback.format_exception_only(failure)).strip()[:2000]


async def _say_sorry(jobs: Jobs, job: Job) -> None:
    """To whoever wrote what could not be taken in. What fails in saying so must not hide why the job failed."""
    if job.task_name != "take_in":
        return
    try:
        await jobs.apologise(cast("int", job.task_kwargs["inbox_id"]))
    except Exception:
        log.exception("nobody could be told that job %s is parked", job.id)


async def run(database: Database, jobs: Jobs, settings: Settings, *, patience: float = PATIENCE_SECONDS) -> NoReturn:
    """Works until cancelled; jobs that run get ``patience`` seconds to end, and are done again later if they do not.

    What ends a worker by itself (the database was restarted, the machine slept) only starts the next one.
    """
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(settings.worker_concurrency * 2 + 4, "milepost"))
    while True:
        try:
            await _work(make_app(database, jobs, settings), database, jobs, settings, patience)
        except Exception:
            log.exception("the worker fell over")
        log.warning("the worker ended by itself and is started again")
        await asyncio.sleep(UP_AGAIN_SECONDS)


async def _work(app: App, database: Database, jobs: Jobs, settings: Settings, patience: float) -> None:
    # Procrastinate's own loop for these does not outlive the database, and would keep the worker from ending.
    clock = PeriodicDeferrer(app.periodic_registry)
    app.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]  # it has no annotations
    async with app.open_async():
        sweeper = asyncio.create_task(_sweep(app, database, jobs, settings, clock))
        try:
            await app.run_worker_async(
                name="milepost",
                concurrency=settings.worker_concurrency,
                fetch_job_polling_interval=max(0.1, min(1.0, settings.retry_pace)),  # new jobs are told of at once
                shutdown_graceful_timeout=patience,
                install_signal_handlers=False,
                update_heartbeat_interval=settings.stalled_after_seconds / 4,
                stalled_worker_timeout=settings.stalled_after_seconds,
                delete_jobs="successful",
            )
        finally:
            sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sweeper


async def _sweep(app: App, database: Database, jobs: Jobs, settings: Settings, clock: PeriodicDeferrer) -> None:
    """Jobs of a dead worker are not taken up by themselves: put them back. Say the reminders that are due. After a
    burst, look at the backlog anew.
    """
    pause = min(SWEEP_SECONDS, settings.stalled_after_seconds / 2)
    while True:
        await asyncio.sleep(pause)
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=settings.stalled_after_seconds):
                await _take_up_or_leave(app, database, jobs, settings, job)
            await clock.defer_jobs(clock.get_previous_tasks(at=time.time()))
            await asyncio.to_thread(Reminding(database=database, conversations=jobs.conversations).run)
            if await asyncio.to_thread(database.backlog.look_anew):
                log.info("the backlog's statistics are made anew")
        except Exception:  # the sweeper outlives a database restart
            log.exception("the sweep failed and is tried again")


async def _take_up_or_leave(app: App, database: Database, jobs: Jobs, settings: Settings, job: Job) -> None:
    """One that cannot be put back must not keep the others waiting."""
    try:
        await _take_up(app, database, jobs, settings, job)
    except Exception:
        log.exception("job %s of a dead worker could not be put back, and is looked at again", job.id)


async def _take_up(app: App, database: Database, jobs: Jobs, settings: Settings, job: Job) -> None:
    """Again at once; but what took a worker with it at every try is parked like any other failure."""
    put_offs = await asyncio.to_thread(database.parked.put_offs, job.id)
    if tries_of_ours(job.attempts + 1, put_offs) < settings.job_attempts:
        await app.job_manager.retry_job(job)
        log.warning("job %s of a dead worker is taken up again", job.id)
        return
    await asyncio.to_thread(database.parked.note, job.id, _DEADLY)
    await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
    await _say_sorry(jobs, job)
    log.error("job %s is parked: %s", job.id, _DEADLY)
