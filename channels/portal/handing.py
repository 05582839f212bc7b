"""Files that we hand to a vendor by address: one file, one name, for a while (``/m/<token>/<name>``)."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from channels.portal import files
from core.domain.passes import FileLinks
from core.ports.blobs import BlobStore
from core.usecases.proof_views import FileView

# The type is compared with what the vendor expects of the name, and a mismatch is refused
# (https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages).
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "mp4": "video/mp4",
}
LONGEST_NAME = 20
_SMALL = frozenset({"", "of", "for", "the", "and", "a", "de", "del", "la", "el", "los", "las", "para", "y", "en"})
_UNWANTED = re.compile(r"[^A-Za-z0-9._-]+")


def plain_name(file_name: str, longest: int = LONGEST_NAME) -> str:
    """At most twenty characters without spaces, its ending kept: what WhatsApp shows as the document's name."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", file_name) if not unicodedata.combining(one))
    stem, _, ending = _UNWANTED.sub("-", plain).rpartition(".")
    ending = ending.lower().strip("-_")[:5]
    return f"{_whole_words((stem or 'file').strip('-.'), longest - 1 - len(ending)) or 'file'}.{ending}"


def _whole_words(stem: str, longest: int) -> str:
    """As many as there is room for, without a small word at the end; a first word that is too long is cut."""
    if len(stem) <= longest:
        return stem
    words = stem[: longest + 1].split("-")[:-1]
    while len(words) > 1 and words[-1].lower() in _SMALL:
        words.pop()
    return "-".join(words).strip("-._") or stem[:longest]


def router(blobs: BlobStore, links: FileLinks, *, clock: Callable[[], datetime] | None = None) -> APIRouter:
    """GET and HEAD of ``/m/<token>/<name>``: 404 for anything that is not genuine, or no longer."""
    now = clock or (lambda: datetime.now(UTC))

    async def hand(request: Request) -> Response:
        name = request.path_params["name"]
        kind = TYPES.get(name.rpartition(".")[2].lower())
        key = links.blob_key(request.path_params["token"], name, now())
        if key is None or kind is None:
            return Response(status_code=404, headers={"Cache-Control": "no-store"})
        answer = await run_in_threadpool(files.serve, request, blobs, FileView(key, kind, name))
        if answer.status_code != 404:
            answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
            answer.headers["Cache-Control"] = "private, max-age=300"
        return answer

    routes = APIRouter()
    routes.add_route("/m/{token}/{name}", hand, methods=["GET", "HEAD"], include_in_schema=False)
    return routes
