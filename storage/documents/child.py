"""The program of the warm child: shut in first, then WeasyPrint, then one render after another.

Started as ``python -m storage.documents.child LEASH MEMORY``: LEASH is a pipe that stays silent and closes when the
parent dies, MEMORY the most bytes of address space.
"""

import gc
import json
import os
import resource
import sys
import threading
from collections.abc import Callable, Mapping
from typing import BinaryIO

from core.ports.documents import RenderFailed, Sheet
from storage.documents import wire
from storage.documents.sheets import SHEETS

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_LARGEST_FILE = 64 * 1024 * 1024

Render = Callable[[Sheet, Mapping[str, bytes], str], bytes]


def leave_the_network() -> str:
    """How the network is shut off: "namespace", or "audit hook" (only Python's own sockets) where that is forbidden."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET):
        if hasattr(libc, "unshare") and libc.unshare(flags) == 0:
            return "namespace"
    sys.addaudithook(_refuse_sockets)
    return "audit hook"


def _refuse_sockets(event: str, _args: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind", "socket.getaddrinfo"}:
        raise PermissionError(f"{event}: a renderer has no network")


def limit(memory: int) -> None:
    """Bytes of address space, no core dumps, no large files."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))


def die_with_parent(leash: int) -> None:
    """End at once, even in the middle of a render, when the parent's end of the pipe closes."""

    def wait() -> None:
        os.read(leash, 1)
        os._exit(0)

    threading.Thread(target=wait, daemon=True, name="leash").start()


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Render until the parent closes the line."""
    from storage.documents.renderer import WeasyRenderer

    renderer = WeasyRenderer()
    renderer.warm_up()
    gc.disable()  # a render only makes objects: a tenth to a quarter faster, swept up after each answer
    wire.send(answers, wire.READY, b"")
    while True:
        try:
            head = json.loads(wire.receive(asked))
            assets = {name: wire.receive(asked) for name in head["assets"]}
        except wire.Gone:
            return
        sheet = SHEETS[head["kind"]].from_json(head["sheet"])
        wire.send(answers, *_answer(renderer.render, sheet, assets, head["page_url"]))
        gc.collect()


def _answer(render: Render, sheet: Sheet, assets: dict[str, bytes], page_url: str) -> tuple[bytes, bytes]:
    try:
        return wire.MADE, render(sheet, assets, page_url)
    except RenderFailed as failed:
        return wire.FAILED, str(failed).encode(errors="replace")
    except MemoryError:
        return wire.FAILED, b"the document needs more memory than it may have"
    except Exception as error:  # noqa: BLE001  # whatever a document does to the renderer is an answer, not an end
        return wire.FAILED, f"{type(error).__name__}: {error}".encode(errors="replace")[:2_000]


def main(leash: str, memory: str) -> int:
    network = leave_the_network()
    limit(int(memory))
    die_with_parent(int(leash))
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not reach the line
    wire.send(answers, network.encode())
    try:
        serve(asked, answers)
    except RenderFailed as failed:
        wire.send(answers, wire.FAILED, str(failed).encode())
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
