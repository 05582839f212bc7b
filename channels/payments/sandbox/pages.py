"""FAKE gateway's hosted page: TEST MODE everywhere, three buttons instead of a card, and no money moves."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels import browsing
from channels.payments.sandbox.adapter import SandboxGateway, TestPage
from channels.payments.sandbox.courier import Courier
from core.ports.wording import Wording

_HERE = Path(__file__).parent
_STYLE = browsing.Asset.read(_HERE / "static" / "sandbox.css")
_ICON = browsing.Asset.read(_HERE / "static" / "icon.svg")
_ASSETS = {asset.name: asset for asset in (_STYLE, _ICON)}


@dataclass(frozen=True, slots=True)
class HostedPage:
    """``delay``: seconds between "processing" and a delayed success."""

    gateway: SandboxGateway
    words: Callable[[str], Wording]
    courier: Courier
    templates: Environment
    delay: float

    async def show(self, request: Request) -> Response:
        page = self.gateway.page(request.path_params["token"])
        if page is None:
            return self._page("lost.html", self.words(browsing.language_of(request)), status=404)
        return self._page("pay.html", self.words(browsing.language_of(request, [page.language])), page)

    async def decide(self, request: Request) -> Response:
        """What the tester pressed happens, the event goes to the webhook, and the browser goes back to the invoice."""
        page = self.gateway.page(request.path_params["token"])
        if page is None:
            return await self.show(request)
        if not browsing.from_our_page(request, browsing.origin_of(self.gateway.base_url)):
            return Response(status_code=403, headers=self._headers())
        try:
            outcome = (await browsing.form_of(request)).get("outcome")
        except (browsing.BadForm, browsing.TooLarge):
            outcome = None
        if outcome not in {"success", "decline", "later"}:
            return Response(status_code=400, headers=self._headers())
        await self._perform(page, outcome)
        return browsing.see_other(page.return_url, self._headers())

    async def asset(self, request: Request) -> Response:
        asset = _ASSETS.get(request.path_params["name"])
        return asset.response() if asset else Response(status_code=404)

    async def _perform(self, page: TestPage, outcome: str) -> None:
        if outcome == "decline":
            return await self.courier.deliver(self.gateway.event(page, "failed", secrets.token_hex(8)))
        if outcome == "success":
            return await self.courier.deliver(self.gateway.event(page, "succeeded", ""))
        await self.courier.deliver(self.gateway.event(page, "processing", ""))
        self.courier.deliver_after(self.delay, self.gateway.event(page, "succeeded", ""))
        return None

    def _page(self, name: str, words: Wording, page: TestPage | None = None, status: int = 200) -> Response:
        content = self.templates.get_template(name).render(words=words, page=page, style=_STYLE.name, icon=_ICON.name)
        return browsing.page(content, self._headers(page), status)

    def _headers(self, page: TestPage | None = None) -> dict[str, str]:
        """Chrome holds redirects of a form to ``form-action`` too, so the way back to the invoice is named in it."""
        base = self.gateway.base_url
        back = f" {browsing.origin_of(page.return_url)}" if page else ""
        return browsing.private_headers(browsing.page_policy(base).replace("form-action", "form-action" + back))


def router(gateway: SandboxGateway, words: Callable[[str], Wording], *, delay: float = 4.0) -> APIRouter:
    """``GET|POST /sandbox/pay/<token>``. FAKE: for development and tests only."""
    templates = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    hosted = HostedPage(gateway, words, Courier(gateway), templates, delay)
    routes = APIRouter()
    routes.add_route("/sandbox/assets/{name}", hosted.asset, methods=["GET"], include_in_schema=False)
    routes.add_route("/sandbox/pay/{token}", hosted.show, methods=["GET"], include_in_schema=False)
    routes.add_route("/sandbox/pay/{token}", hosted.decide, methods=["POST"], include_in_schema=False)
    return routes
