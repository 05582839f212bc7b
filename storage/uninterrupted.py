"""Some things must be done to their end: what is half started could not be stopped any more."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def uninterrupted() -> Iterator[list[int]]:
    """Ctrl+C and a service manager's stop wait until the block is done; then they count. Only the main thread gets
    signals, so elsewhere there is nothing to hold off. Yields the numbers of those that wait.
    """
    if threading.current_thread() is not threading.main_thread():
        yield []
        return
    told: list[int] = []

    def note(number: int, _: Any) -> None:
        told.append(number)

    before = {one: signal.signal(one, note) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield told
    finally:
        for one, handler in before.items():
            signal.signal(one, signal.SIG_DFL if handler is None else handler)
        for number in told[:1]:
            signal.raise_signal(number)
