"""Installing in many workspaces: to Slack and back. The state is signed, short-lived and one browser's."""

import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from fastapi import APIRouter, Request, Response
from slack_sdk.oauth import AuthorizeUrlGenerator

from channels import browsing
from channels.signing import Signer
from channels.slack.api import Api, CallFailed
from channels.slack.setup import SCOPES
from channels.slack.workspaces import Workspaces
from core.domain.account import Language
from core.ports.wording import Wording

COOKIE = "milepost-slack-install"
STATE_SECONDS = 600
_PAGE = '<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
_HEADERS = browsing.private_headers("default-src 'none'; frame-ancestors 'none'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Install:
    """``GET /slack/install`` and ``GET /slack/oauth_redirect``; ``base_url`` is where Slack sends people back to."""

    api: Api
    workspaces: Workspaces
    words: Callable[[Language], Wording]
    client_id: str
    client_secret: str
    signer: Signer
    base_url: str
    clock: Callable[[], float] = time.time

    @property
    def redirect_uri(self) -> str:
        return f"{self.base_url}/slack/oauth_redirect"

    async def begin(self, _: Request) -> Response:
        nonce = secrets.token_urlsafe(24)
        made = AuthorizeUrlGenerator(client_id=self.client_id, redirect_uri=self.redirect_uri, scopes=SCOPES)
        answer = browsing.see_other(made.generate(self._state(nonce)), _HEADERS)
        answer.set_cookie(
            COOKIE,
            nonce,
            max_age=STATE_SECONDS,
            path="/slack/",
            httponly=True,
            samesite="lax",
            secure=self.base_url.startswith("https:"),
        )
        return answer

    async def back(self, request: Request) -> Response:
        words = self.words(browsing.language_of(request))
        asked = request.query_params
        if not self._holds(asked.get("state", ""), request.cookies.get(COOKIE, "")):
            return _page(words, "slack.install.expired", 400)
        if asked.get("error") or not asked.get("code"):
            return _page(words, "slack.install.refused", 400)
        try:
            given = await self.api.call(
                "oauth.v2.access",
                "",
                client_id=self.client_id,
                client_secret=self.client_secret,
                code=asked["code"],
                redirect_uri=self.redirect_uri,
            )
            await self._keep(given)
        except (CallFailed, KeyError, TypeError):
            return _page(words, "slack.install.failed", 502)
        return _page(words, "slack.install.done", 200)

    async def _keep(self, given: Mapping[str, object]) -> None:
        whose = given.get("team") or given["enterprise"]
        if not isinstance(whose, Mapping):
            raise TypeError("no workspace")
        secret = {
            "token": str(given["access_token"]),
            "bot": str(given.get("bot_user_id") or ""),
            "name": str(whose.get("name") or ""),
            "installed_at": str(self.clock()),
        }
        await self.workspaces.keep(str(whose["id"]), secret)

    def _state(self, nonce: str) -> str:
        until = str(int(self.clock()) + STATE_SECONDS)
        return f"{until}.{self._mac(until, nonce)}"

    def _holds(self, state: str, nonce: str) -> bool:
        until, _, mac = state.partition(".")
        if not (until.isascii() and until.isdecimal() and len(until) < 13 and mac.isascii() and nonce):
            return False
        return hmac.compare_digest(mac, self._mac(until, nonce)) and int(until) >= self.clock()

    def _mac(self, until: str, nonce: str) -> str:
        return self.signer.mac(f"{until}.{nonce}".encode("utf-8", "replace")).hex()


def _page(words: Wording, code: str, status: int) -> Response:
    text = escape(words.text(code))
    return browsing.page(f"{_PAGE.format(lang=words.language)}<title>Milepost</title><p>{text}</p>", _HEADERS, status)


def router(install: Install) -> APIRouter:
    """Both pages; a HEAD is a GET without a body."""
    routes = APIRouter()
    routes.add_route("/slack/install", install.begin, methods=["GET"], include_in_schema=False)
    routes.add_route("/slack/oauth_redirect", install.back, methods=["GET"], include_in_schema=False)
    return routes
