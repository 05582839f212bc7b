"""A small load generator: prepared requests over kept-alive connections, so that the server is what is measured."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OK = 200


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


@dataclass(frozen=True, slots=True)
class Answer:
    """``wait`` in seconds, from when the request was due; ``status`` 0: the connection broke."""

    place: int
    wait: float
    status: int


async def steady(host: str, port: int, requests: Sequence[bytes], per_second: float, connections: int) -> list[Answer]:
    """Each request at its own time, however long those before it take, on the next connection that is free."""
    due: asyncio.Queue[tuple[int, float]] = asyncio.Queue()
    answers: list[Answer] = []
    workers = [asyncio.create_task(_steadily(host, port, requests, due, answers)) for _ in range(connections)]
    began = time.perf_counter() + 0.5
    for place in range(len(requests)):
        at = began + place / per_second
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        due.put_nowait((place, at))
    await due.join()
    for worker in workers:
        worker.cancel()
    return answers


async def _steadily(
    host: str, port: int, requests: Sequence[bytes], due: "asyncio.Queue[tuple[int, float]]", answers: list[Answer]
) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    while True:
        place, at = await due.get()
        try:
            status = await _asked(reader, writer, requests[place])
        except (OSError, asyncio.IncompleteReadError):
            status = 0
        answers.append(Answer(place, time.perf_counter() - at, status))
        due.task_done()
        if status == 0:
            reader, writer = await asyncio.open_connection(host, port)


async def _one(host: str, port: int, waiting: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    for prepared in waiting:
        status = await _asked(reader, writer, prepared)
        if status != OK:
            raise RuntimeError(f"HTTP {status}")
    writer.close()


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, prepared: bytes) -> int:
    """The status, with the body read away."""
    writer.write(prepared)
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    if length:
        await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])
