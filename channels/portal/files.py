"""Proofs and PDFs, served so that a browser shows pictures and plays videos, and runs nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from core.ports.blobs import BlobMissing, BlobStore
from core.usecases.proof_views import FileView

# Shown in place; everything else is a download, PDFs too: no browser shows one inside a sandbox.
_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm", "video/quicktime"})
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\/]')
_KEPT = "private, max-age=300"  # a page is drawn again after each answer; its pictures need not travel again
_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes ``start`` up to and without ``end``."""

    start: int
    end: int


def serve(request: Request, blobs: BlobStore, view: FileView) -> Response:
    """The bytes, or the one range asked for (RFC 9110, section 14). 404 when the store has lost them."""
    try:
        size = blobs.size(view.key)
        span = asked_span(request.headers.get("range", ""), size)
        headers = _headers(view)
        if span is None:
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
        headers["Content-Length"] = str(span.end - span.start)
        partial = span != Span(0, size)
        if partial:
            headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{size}"
        content = iter(()) if request.method == "HEAD" else _pieces(blobs, view.key, span)
    except BlobMissing:
        return Response(status_code=404, headers={"Cache-Control": "no-store"})
    return StreamingResponse(content, 206 if partial else 200, headers)


def asked_span(header: str, size: int) -> Span | None:
    """What a Range header asks of so many bytes; the whole for none, for several ranges and for nonsense.

    None when it cannot be satisfied.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.group(0) == "bytes=-":
        return Span(0, size)
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
    if first and last and int(last) < int(first):
        return Span(0, size)
    return Span(start, end) if start < end else None


def _pieces(blobs: BlobStore, key: str, span: Span) -> Iterator[bytes]:
    return blobs.chunks(key, span.start, span.end - span.start)


def _headers(view: FileView) -> dict[str, str]:
    shown = view.media_type in _SHOWN
    plain = _UNSAFE.sub("_", view.file_name)
    ascii_name = plain.encode("ascii", "replace").decode().replace("?", "_")
    how = "inline" if shown else "attachment"
    return {
        "Accept-Ranges": "bytes",
        "Cache-Control": _KEPT if shown else "no-store",
        "Content-Disposition": f"{how}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(plain, safe='')}",
        "Content-Security-Policy": _POLICY,
        "Content-Type": view.media_type
        if shown or view.media_type == "application/pdf"
        else "application/octet-stream",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
