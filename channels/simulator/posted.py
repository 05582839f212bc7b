"""What a page may post: from itself only, no more than fits, and in the expected shape. Checked before it is read."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Literal
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from pydantic import BaseModel, Field, ValidationError
from starlette.datastructures import FormData, UploadFile

from channels.simulator.adapter import MAX_FILE, MEGABYTE
from channels.simulator.conversations import E164
from channels.simulator.handset import Said, Upload

MAX_FILES = 30
MAX_REQUEST = 3 * MAX_FILE
MAX_CHARACTERS = 200_000
_MAX_REPORT = MEGABYTE
_NONCE = re.compile(r"[0-9a-f]{32}")


class Report(BaseModel):
    """What a phone says became of our messages to it."""

    number: str = Field(pattern=f"^{E164.pattern}$")
    ids: list[str] = Field(max_length=500)
    status: Literal["delivered", "read"]


@asynccontextmanager
async def read_said(request: Request) -> AsyncIterator[Said]:
    """One act of sending, from a multipart form. HTTPException 403, 411, 413 or 422, each with a code as its detail."""
    refuse_strangers(request)
    refuse_excess(request, MAX_REQUEST)
    async with request.form(max_files=MAX_FILES, max_fields=10, max_part_size=8 * MAX_CHARACTERS) as form:
        yield _said(form)


async def read_report(request: Request) -> Report:
    refuse_strangers(request)
    refuse_excess(request, _MAX_REPORT)
    try:
        return Report.model_validate_json(await request.body())
    except ValidationError as error:
        raise HTTPException(422, "not_understood") from error


def refuse_strangers(request: Request) -> None:
    """Another site's page must not speak for these phones: browsers say where a request comes from."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "other_site")


def refuse_excess(request: Request, limit: int) -> None:
    """The server holds a body to its announced length, so the announcement is enough."""
    announced = request.headers.get("content-length", "")
    if not announced.isdecimal():
        raise HTTPException(411, "no_length")
    if int(announced) > limit:
        raise HTTPException(413, "too_large")


def _said(form: FormData) -> Said:
    said = Said(
        number=_field(form, "number", 16),
        # Forms send every line break as two characters.
        text=_field(form, "text", 2 * MAX_CHARACTERS).replace("\r\n", "\n"),
        uploads=_uploads(form),
        tap=_field(form, "tap", 64) or None,
        of=_field(form, "of", 64) or None,
        nonce=_field(form, "nonce", 32),
    )
    if not E164.fullmatch(said.number) or (said.nonce and not _NONCE.fullmatch(said.nonce)):
        raise HTTPException(422, "not_understood")
    if not (said.text.strip() or said.tap or said.uploads):
        raise HTTPException(422, "empty")
    return said


def _field(form: FormData, name: str, longest: int) -> str:
    text = form.get(name, "")
    if not isinstance(text, str) or len(text) > longest:
        raise HTTPException(422, "not_understood")
    return text


def _uploads(form: FormData) -> Sequence[Upload]:
    """The chosen files; a form without a choice sends one with neither name nor bytes."""
    sent = [one for one in form.getlist("files") if isinstance(one, UploadFile) and (one.filename or one.size)]
    if any((one.size or 0) > MAX_FILE for one in sent):
        raise HTTPException(413, "too_large")
    return [Upload(one.filename or "", one.content_type or "", one.file) for one in sent]
