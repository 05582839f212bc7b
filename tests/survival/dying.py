"""A worker that dies by SIGKILL at one named point, the first time it comes there.

``python -m tests.survival.dying POINT``. The points lie between an act outside and its note in the database.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from bots import bootstrap, serving
from bots.bootstrap import Program
from bots.jobs import Jobs
from bots.settings import Settings

POINTS = ("turn kept", "fetched", "blobs kept", "proof kept", "pdf kept", "invoice out", "handed over", "page made")


class DyingJobs(Jobs):
    """Dies after a whole job's work, before the worker can say that it is done."""

    __slots__ = ()

    def _take_in(self, inbox_id: int, typing: Callable[..., None]) -> None:
        super()._take_in(inbox_id, typing)
        die_at("turn kept")

    def _keep(self, *args: Any) -> None:
        super()._keep(*args)
        die_at("proof kept")

    def _send_out(self, *args: Any) -> None:
        super()._send_out(*args)
        die_at("invoice out")


class Mortal:
    """A part of the program; the process dies when one of its acts is done."""

    def __init__(self, part: Any, act: str, point: str) -> None:
        self._part, self._act, self._point = part, act, point

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        return self._then_dies(found) if name == self._act else found

    def _then_dies(self, act: Callable[..., Any]) -> Callable[..., Any]:
        async def done_async(answer: Any) -> Any:
            result = await answer
            die_at(self._point)
            return result

        def done(*args: Any, **named: Any) -> Any:
            answer = act(*args, **named)
            if hasattr(answer, "__await__"):
                return done_async(answer)
            die_at(self._point)
            return answer

        return done


def die_at(point: str) -> None:
    """Once in a test: the mark outlives the process."""
    if point == POINT:
        with contextlib.suppress(FileExistsError):
            (MARKS / point).touch(exist_ok=False)
            os.kill(os.getpid(), signal.SIGKILL)


def doom(program: Program) -> None:
    """Puts mortal parts into the program's jobs."""
    parts = {field.name: getattr(program.jobs, field.name) for field in fields(program.jobs)}
    parts["blobs"] = Mortal(Mortal(program.blobs, "put_file", "blobs kept"), "put", "pdf kept")
    simulator = Mortal(Mortal(program.channels["simulator"], "send", "handed over"), "fetch", "fetched")
    parts["channels"] = {**program.channels, "simulator": simulator}
    parts["sending"] = replace(program.jobs.sending, channels=parts["channels"])
    parts["gateways"] = {name: Mortal(one, "make_page", "page made") for name, one in program.gateways.items()}
    object.__setattr__(program, "jobs", DyingJobs(**parts))  # frozen, but for this


if __name__ == "__main__":
    POINT, settings = sys.argv[1], Settings()
    MARKS = Path(settings.data_dir)
    program = bootstrap.build(settings)
    doom(program)
    serving.work(program)
