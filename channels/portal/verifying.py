"""Where anybody checks a proof pack by the code on it, and their own files against it, which stay on their device."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Request, Response

from channels import browsing
from channels.portal.pace import TryPace
from channels.portal.showing import VERIFY_SCRIPT, Shelf
from core.domain.proof_pack import read_code
from core.ports.wording import Wording
from core.usecases.views import Reads, VerifiedPack

SHORT_HASH = 12
_BURST, _SECONDS = 20, 6.0  # wrong codes of one address: 80 bits are not guessed at ten a minute


@dataclass(frozen=True, slots=True)
class VerifyPages:
    """``/verify`` asks for a code, ``/verify/<code>`` tells what it stands for."""

    reads: Reads
    words: Callable[[str], Wording]
    base_url: str
    shelf: Shelf = field(default_factory=Shelf)
    pace: TryPace = field(default_factory=lambda: TryPace(_BURST, _SECONDS))

    def ask(self, request: Request) -> Response:
        """The form; a code that was typed into it goes on to its own address, which can be kept and shared."""
        typed = request.query_params.get("code", "")
        if not typed:
            return self._page(request, None)
        asked = browsing.asked_language(request)
        code = read_code(typed) or "-"
        tail = f"?lang={asked}" if asked else ""
        return browsing.see_other(f"{self._root}/verify/{quote(code)}{tail}", self._headers())

    def show(self, request: Request) -> Response:
        """404 in the same words for any code that is not of a pack; 429 for too many of those from one address."""
        code = read_code(request.path_params["code"])
        if not self.pace.allows(_who(request)):
            return self._page(request, None, said="slow", status=429)
        pack = self.reads.verified_pack(code) if code else None
        if pack is None:
            return self._page(request, None, said="wrong", status=404)
        return self._page(request, pack)

    def _page(self, request: Request, pack: VerifiedPack | None, said: str = "", status: int = 200) -> Response:
        words = self.words(browsing.language_of(request, [pack.language] if pack else []))
        html = self.shelf.small(
            "verify.html",
            words,
            self._root,
            pack=pack,
            said=said,
            here=f"{self._root}/verify" + (f"/{pack.code}" if pack else ""),
            short=SHORT_HASH,
            script=VERIFY_SCRIPT.name,
        )
        return browsing.page(html, self._headers(), status)

    @property
    def _root(self) -> str:
        return urlsplit(self.base_url).path.rstrip("/")

    def _headers(self) -> dict[str, str]:
        return browsing.private_headers(browsing.page_policy(self.base_url))


def _who(request: Request) -> str:
    """The address that connects; of IPv6 its network, as one line has a whole one."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))


def router(pages: VerifyPages) -> APIRouter:
    """``/verify`` and ``/verify/<code>``."""
    routes = APIRouter()
    routes.add_route("/verify", pages.ask, methods=["GET"], include_in_schema=False)
    routes.add_route("/verify/{code}", pages.show, methods=["GET"], include_in_schema=False)
    return routes
