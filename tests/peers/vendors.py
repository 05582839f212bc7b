"""The vendors' JavaScript libraries, asked from here."""

import contextlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.peers.running import NODE, environment

_SCRIPT = Path(__file__).parent / "vendors.js"


class Vendors:
    """One Node process; what can be asked is in vendors.js."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, question: str, **more: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"ask": question, **more}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "problem" not in answer, answer["problem"]
        return answer["said"]


@contextlib.contextmanager
def speaking() -> Iterator[Vendors]:
    command = [NODE, str(_SCRIPT)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment()) as process:
        try:
            yield Vendors(process)
        finally:
            process.kill()
