"""The page on which a contractor sets up where card payments go: reached by a link from chat, good for a week."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from channels import browsing
from channels.portal.lost import LostPage
from channels.portal.showing import Shelf
from core.domain.ids import AccountId, MemberId
from core.domain.passes import OwedLinks
from core.domain.payee import Payee
from core.ports.payments import GatewayFailed
from core.ports.wording import Wording


class PayeeSetup(Protocol):
    """What asks the gateway."""

    async def stands(self, account: AccountId, member: MemberId) -> Payee | None: ...

    async def begin(self, account: AccountId, member: MemberId, here: str) -> str:
        """Raises GatewayFailed."""
        ...


@dataclass(frozen=True, slots=True)
class PayeePages:
    """The token is checked before anything is shown or asked. ``links``: of ``core.domain.passes.payee_links``."""

    setup: PayeeSetup
    links: OwedLinks
    words: Callable[[str], Wording]
    base_url: str
    shelf: Shelf = field(default_factory=Shelf)

    async def show(self, request: Request) -> Response:
        """How it stands, also for who comes back from the gateway, or comes from one of its links that was used."""
        known = self._opened(request)
        if known is None:
            return LostPage(self.words, self.base_url, self.shelf, "lost").answer(request)
        payee = await self.setup.stands(*known)
        return self._page(request, payee, "again" if "again" in request.query_params else "")

    async def begin(self, request: Request) -> Response:
        """On to the gateway by a page that moves on: Chrome holds the redirects of a form to ``form-action``."""
        known = self._opened(request)
        if known is None or not browsing.from_our_page(request, browsing.origin_of(self.base_url)):
            return LostPage(self.words, self.base_url, self.shelf, "lost").answer(request)
        try:
            url = await self.setup.begin(*known, f"{self.base_url}/a/{request.path_params['token']}")
        except GatewayFailed:
            return self._page(request, await self.setup.stands(*known), "failed")
        words = self.words(browsing.language_of(request))
        return self._answer(self.shelf.small("payee_on.html", words, self._root, target=url))

    def _page(self, request: Request, payee: Payee | None, notice: str) -> Response:
        words, here = self.words(browsing.language_of(request)), f"{self._root}/a/{request.path_params['token']}"
        return self._answer(self.shelf.small("payee.html", words, self._root, here=here, payee=payee, notice=notice))

    def _answer(self, html: bytes) -> Response:
        return browsing.page(html, browsing.private_headers(browsing.page_policy(self.base_url)))

    def _opened(self, request: Request) -> tuple[AccountId, MemberId] | None:
        return self.links.read(request.path_params["token"], datetime.now(UTC))

    @property
    def _root(self) -> str:
        return urlsplit(self.base_url).path.rstrip("/")


def router(pages: PayeePages) -> APIRouter:
    """``/a/<token>``."""
    routes = APIRouter()
    routes.add_route("/a/{token}", pages.show, methods=["GET"], include_in_schema=False)
    routes.add_route("/a/{token}", pages.begin, methods=["POST"], include_in_schema=False)
    return routes
