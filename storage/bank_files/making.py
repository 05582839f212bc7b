"""The child's part: which kind of file it is by its content, what came in by it, and the answer as JSON."""

import json
from dataclasses import asdict

from storage.bank_files import camt, ofx, separated
from storage.bank_files.lines import BankRead, DateOrder, DatesUnclear, NotTaken
from storage.media.made import Made, Outputs, Task

_ANSWER = "application/json"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_OTHERS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"\x1f\x8b", b"{", b"[")
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg")


def make(task: Task, out: Outputs) -> Made:
    """What was read, or why not, in the first output. ``task.decoder``: digits of the currency, and how days stand."""
    digits, _, stand = task.decoder.partition(" ")
    try:
        answer = _answer(read(task.source.read(), _stand(stand), int(digits)))
    except NotTaken as no:
        answer = {"refused": no.code, "details": no.details}
    out.client.write(json.dumps(answer, default=str).encode())
    return Made(media_type=_ANSWER, client_type=_ANSWER, width=0, height=0)


def read(content: bytes, order: DateOrder = "", digits: int = 2) -> BankRead | DatesUnclear:
    """By its content, never by its name. Raises NotTaken."""
    if not content.strip(b"\x00 \t\r\n"):
        raise NotTaken("bankfile.empty")
    if ofx.is_ofx(content):
        return ofx.read(content)
    if camt.is_camt(content):
        return camt.read(content)
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"%PDF-"):
        raise NotTaken("bankfile.pdf")
    if head.startswith(_WORKBOOKS):
        raise NotTaken("bankfile.workbook")
    if head.startswith(_OTHERS) or head[:20].lower().startswith(_MARKUP):
        raise NotTaken("bankfile.not_bank")
    return separated.read(content, order, digits)


def _answer(found: BankRead | DatesUnclear) -> dict[str, object]:
    if isinstance(found, DatesUnclear):
        return {"dates": found.example, "sure": found.sure}
    return {"read": asdict(found)}


def _stand(said: str) -> DateOrder:
    return "dmy" if said == "dmy" else "mdy" if said == "mdy" else ""
