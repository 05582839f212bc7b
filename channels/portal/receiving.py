"""Forms with files, read as they come: on disk above a megabyte, cut at a limit, thrown away unless they are whole."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from channels.browsing import BadForm, TooLarge

_MOST_FIELDS = 100
_LONGEST_FIELD = 32_768
ROOM_FOR_FIELDS = 1_000_000
"""Bytes that a form may have beside its files."""


@dataclass(frozen=True, slots=True)
class Limits:
    """In bytes: one file, and all that one form brings. ``files``: how many at a time."""

    file: int
    form: int
    files: int


class _TooMuch(MultiPartException):
    """More than a limit: what was read so far is thrown away."""


class _Parser(MultiPartParser):
    """Ends a part that grows above ``largest`` bytes, and knows whether the form's own end came."""

    def __init__(self, request: Request, limits: Limits) -> None:
        super().__init__(
            request.headers,
            _bounded(request, limits.form),
            max_files=limits.files,
            max_fields=_MOST_FIELDS,
            max_part_size=_LONGEST_FIELD,
        )
        self.whole = False
        self._largest = limits.file
        self._size = 0

    def on_part_begin(self) -> None:
        super().on_part_begin()
        self._size = 0

    def _on_bytes(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if self._size > self._largest:
            raise _TooMuch("a file is too large")
        super().on_part_data(data, start, end)

    on_part_data = _on_bytes  # the parser's name for it

    def on_end(self) -> None:
        self.whole = True


@asynccontextmanager
async def form_with_files(request: Request, limits: Limits) -> AsyncIterator[FormData]:
    """The form; its files are there until the end of the block. Raises BadForm, also when it was cut off, TooLarge."""
    form = await _form(request, limits)
    try:
        yield form
    finally:
        await form.close()


async def _form(request: Request, limits: Limits) -> FormData:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise BadForm
    parser = _Parser(request, limits)
    try:
        form = await parser.parse()
    except _TooMuch:
        raise TooLarge from None
    except (MultiPartException, ClientDisconnect, ValueError):
        raise BadForm from None
    if not parser.whole:
        await form.close()
        raise BadForm
    return form


async def _bounded(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    announced, read = request.headers.get("content-length", ""), 0
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise _TooMuch("more is announced than one form may bring")
    async for piece in request.stream():
        read += len(piece)
        if read > limit:
            raise _TooMuch("more came than one form may bring")
        yield piece


def files_of(form: FormData, name: str) -> list[UploadFile]:
    """The chosen ones: a form without a choice sends one with neither name nor bytes."""
    found: list[Any] = form.getlist(name)
    return [one for one in found if isinstance(one, UploadFile) and (one.filename or one.size)]


def words_of(form: FormData, name: str) -> list[str]:
    return [one for one in form.getlist(name) if isinstance(one, str)]
