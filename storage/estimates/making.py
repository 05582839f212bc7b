"""The child's part: the kind of the file by its first bytes, its rows, and the answer as JSON."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict

from storage.estimates import printed, separated, workbook
from storage.estimates.grid import Grid, GridRefusalCode
from storage.estimates.taking import NotTaken
from storage.media.made import Made, Outputs, Task

_ANSWER = "application/json"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\x00", b"MM\x00*")
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"{\\rtf")
_PDF_WITHIN = 1024


def make(task: Task, out: Outputs) -> Made:
    """The rows, or the refusal, in the first output. Whatever else is raised means that the file cannot be read."""
    try:
        answer: object = {"grid": asdict(read(task.source.read()))}
    except NotTaken as no:
        answer = {"refused": no.code, "details": no.details}
    out.client.write(json.dumps(answer).encode())
    return Made(media_type=_ANSWER, client_type=_ANSWER, width=0, height=0)


def read(content: bytes) -> Grid:
    """Raises NotTaken, and whatever decoders raise on a broken file."""
    if not content.strip(b"\x00 \t\r\n"):
        raise NotTaken("estimate.empty")
    return READERS[kind_of(content)](content)


def kind_of(content: bytes) -> str:
    """By its first bytes, never by its name. Raises NotTaken for kinds that are not read."""
    head = content[:_PDF_WITHIN].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return "xlsx"
    if content.startswith(_OLE):
        raise NotTaken(_old_office(content))
    if content.startswith(_PICTURES) or content[4:8] == b"ftyp" or content[8:12] == b"WEBP":
        raise NotTaken("estimate.picture")
    if head.lower().startswith(_MARKUP):
        raise NotTaken("estimate.not_spreadsheet")
    return "text"


def _old_office(content: bytes) -> GridRefusalCode:
    """A workbook with a password is kept inside the old container; its streams are named in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "estimate.password"
    old = any(name.encode("utf-16-le") in content for name in ("Workbook", "Book"))
    return "estimate.old_excel" if old else "estimate.not_spreadsheet"


READERS: Mapping[str, Callable[[bytes], Grid]] = {"text": separated.read, "xlsx": workbook.read, "pdf": printed.read}
