"""How the warm child and its parent talk: lengths and bytes only, so that neither runs what the other says."""

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

READY, MADE, FAILED = b"R", b"P", b"F"
_LENGTH = struct.Struct(">Q")
MOST_BYTES = 512 * 1024 * 1024


class Gone(Exception):
    """The other side closed its end."""


def send(stream: BinaryIO, *parts: bytes) -> None:
    """Each part with its length before it."""
    for part in parts:
        stream.write(_LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """The next part. Gone when there is none, or it claims to be larger than any real one."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > MOST_BYTES:
        raise Gone
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    content = stream.read(size)
    if content is None or len(content) != size:
        raise Gone
    return content


def request(kind: str, sheet: Mapping[str, Any], assets: Mapping[str, bytes], page_url: str) -> list[bytes]:
    """The parts of one render: what is asked as JSON, then each asset."""
    head = {"kind": kind, "sheet": sheet, "page_url": page_url, "assets": list(assets)}
    return [json.dumps(head).encode(), *assets.values()]
