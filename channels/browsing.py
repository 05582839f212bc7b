"""What our own web pages share: safe headers, who may post, forms and files that are read within limits."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from core.domain.account import Language

LONGEST_FORM = 32_768
_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


class TooLarge(Exception):
    """The body is longer than this road takes."""


class BadForm(Exception):
    """What was posted is not one of our own forms."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of our own under an address that changes with its content, so that it may be cached for ever."""

    name: str
    content: bytes
    media_type: str

    @classmethod
    def read(cls, path: Path) -> "Asset":
        content = path.read_bytes()
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:16]}{path.suffix}"
        return cls(name, content, _TYPES[path.suffix])

    def response(self) -> Response:
        headers = {"Cache-Control": _FOREVER, "X-Content-Type-Options": "nosniff"}
        return Response(self.content, media_type=self.media_type, headers=headers)


def origin_of(url: str) -> str:
    """Scheme and authority as a browser writes them in ``Origin`` (RFC 6454, section 6.2)."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname or ''}{port}"


def private_headers(policy: str) -> dict[str, str]:
    """For every page that only the holder of its address may see: not kept, not indexed, not framed."""
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }


def page_policy(base_url: str) -> str:
    """Own files only, no inline script or style. Forms may also go to the public address, which is where
    the sandbox's page lives when ours was opened under another name of the same machine.
    """
    return (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; script-src 'self'; "
        f"connect-src 'self'; form-action 'self' {origin_of(base_url)}; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'"
    )


def page(content: bytes | str, headers: Mapping[str, str], status: int = 200) -> Response:
    return HTMLResponse(content, status_code=status, headers=dict(headers))


def see_other(url: str, headers: Mapping[str, str]) -> Response:
    """303, so that a reload never posts again (RFC 9110, section 15.4.4)."""
    return Response(status_code=303, headers={**headers, "Location": url})


def from_our_page(request: Request, origin: str) -> bool:
    """Whether a browser says that one of our own pages posts. ``Sec-Fetch-Site`` cannot be set by a page; browsers
    leave it out on plain http, where ``Origin`` must name us. Neither of them: refused.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("origin") == origin


async def bounded_body(request: Request, limit: int) -> bytes:
    """The raw bytes. Raises TooLarge as soon as more than ``limit`` are announced or have come."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise TooLarge
    pieces = bytearray()
    async for piece in request.stream():
        pieces += piece
        if len(pieces) > limit:
            raise TooLarge
    return bytes(pieces)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of an urlencoded form, the first of each name. Raises BadForm, TooLarge."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise BadForm
    body = await bounded_body(request, LONGEST_FORM)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=20, errors="replace")
    except ValueError:
        raise BadForm from None
    return dict(reversed(pairs))


def known_language(wishes: Iterable[str]) -> Language:
    """The first wish that is a language we speak; English when there is none."""
    return next((known for wish in wishes for known in get_args(Language) if known == wish), "en")


def asked_language(request: Request) -> Language | Literal[""]:
    """What the address asks for (?lang=), if we speak it."""
    asked = request.query_params.get("lang")
    return next((known for known in get_args(Language) if known == asked), "")


def language_of(request: Request, otherwise: Iterable[str] = ()) -> Language:
    """What the address asks for (?lang=), else the first known of ``otherwise``, else what the browser prefers."""
    accepted = request.headers.get("accept-language", "")[:200].split(",")
    preferred = (item.strip()[:2].lower() for item in accepted)
    return known_language((asked_language(request), *otherwise, *preferred))
