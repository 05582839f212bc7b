"""A small load generator: prepared requests over kept-alive connections, so that the server is what is measured."""

import asyncio
import time
from collections.abc import Iterator, Sequence


def request(method: str, path: str, host: str, body: bytes = b"", **headers: str) -> bytes:
    """One HTTP/1.1 request, ready to be written. Header names use _ for -."""
    lines = [f"{method} {path} HTTP/1.1", f"host: {host}", f"content-length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def rate(host: str, port: int, requests: Sequence[bytes], connections: int = 16) -> float:
    """Answers a second. RuntimeError unless every answer is a 200."""
    waiting = iter(requests)
    began = time.perf_counter()
    await asyncio.gather(*(_one(host, port, waiting) for _ in range(connections)))
    return len(requests) / (time.perf_counter() - began)


async def _one(host: str, port: int, waiting: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    for prepared in waiting:
        writer.write(prepared)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.split(b"\r\n", 1)[0].decode())
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
        )
        if length:
            await reader.readexactly(length)
    writer.close()
