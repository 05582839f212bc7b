"""Looks after the embedded server while a program runs: nobody else would start it again."""

import logging
import threading
from collections.abc import Callable

from storage.embedded import EmbeddedServer

log = logging.getLogger(__name__)
PAUSE_SECONDS = 2.0
PATIENCE_SECONDS = 10.0  # a try; whoever stops the program waits for the one that runs


class Watch:
    """A thread that starts the server again when it is gone. ``returned`` is called whenever it is another one than
    before, whoever started it: connections to the one before are dead.
    """

    def __init__(self, server: EmbeddedServer, returned: Callable[[], None], *, pause: float = PAUSE_SECONDS) -> None:
        self._server = server
        self._returned = returned
        self._pause = pause
        self._known = server.postmaster()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postgres-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Returns when nothing will be started any more."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._pause):
            try:
                self._look()
            except Exception:
                log.exception("PostgreSQL is gone and did not start; it is tried again")

    def _look(self) -> None:
        now = self._server.postmaster()
        if now is None:
            log.error("PostgreSQL is gone, and is started again")
            self._server.bring_back(patience=PATIENCE_SECONDS)
            now = self._server.postmaster()
        if now is not None and now != self._known:
            self._returned()
            self._known = now
            log.warning("PostgreSQL runs again")
