"""What one child does: decode one file, write its copies, say how it went, and be gone."""

import json
import resource
import socket
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from storage.bank_files import making as bank_files
from storage.estimates import making
from storage.media import document, photo, video, voice
from storage.media.made import Made, Maker, Outputs, Refuse, Task
from storage.media.results import RefusalCode

MAKERS: Mapping[str, Maker] = {
    "photo": photo.make,
    "video": video.make,
    "document": document.make,
    "voice": voice.make,
    "grid": making.make,
    "bank": bank_files.make,
}
_MANY_PIXELS = 12_000_000


def work(kind: str, task: Task, out: Outputs, reply: socket.socket) -> None:
    """Whatever a decoder raises on a broken file means that the file cannot be read."""
    try:
        answer: dict[str, Any] = {"made": asdict(_made(kind, task, out))}
    except Refuse as refuse:
        answer = _no(refuse.code, **refuse.details)
    except MemoryError:
        answer = _no("media.too_many_pixels" if kind == "photo" else "media.unreadable", kind=kind, reason="memory")
    except Exception as error:  # noqa: BLE001 - decoders raise anything
        answer = _no("media.unreadable", kind=kind, reason=type(error).__name__)
        if isinstance(error, ImportError) or (isinstance(error, PermissionError) and error.filename):
            answer = {"broken": str(error)}  # our fault: something was not loaded before the walls went up
    answer["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    reply.send(json.dumps(answer).encode())


def _made(kind: str, task: Task, out: Outputs) -> Made:
    made = MAKERS[kind](task, out)
    for file in (out.client, out.page, out.thumb):
        file.flush()
    return made


def _no(code: RefusalCode, **details: int | str) -> dict[str, Any]:
    return {"refused": code, "details": details}
