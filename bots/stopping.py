"""What a service manager sends ends the program as its own end does: all that it started is stopped."""

import signal
from typing import Any, NoReturn


def end_well_when_told() -> None:
    """Python's own way is to vanish at once, and to leave the embedded database running. While an event loop runs,
    the loop's own handlers count.
    """
    signal.signal(signal.SIGTERM, _end)


def _end(_number: int, _frame: Any) -> NoReturn:
    raise SystemExit(0)
