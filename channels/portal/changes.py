"""A change order's page: whoever holds the link may see, approve, decline and ask. Looking changes nothing."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, cast
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from channels import browsing
from channels.portal.adapter import NAME
from channels.portal.lost import LostPage
from channels.portal.pages import SAY_WAIT, until
from channels.portal.saying import clean, is_nonce, new_nonce
from channels.portal.showing import Shelf
from core.domain.account import Language
from core.domain.links import ChangeLinks
from core.ports.inbox import Inbox, InboxItem
from core.ports.wording import Wording
from core.usecases.change_views import ChangePage
from core.usecases.views import Reads

Action = Literal["approve", "decline", "object", "ask"]
Notice = Literal["", "moved", "waiting", "asked", "empty"]
_ACTIONS = frozenset({"approve", "decline", "object", "ask"})
_NOTICES = frozenset({"moved", "waiting", "asked", "empty"})
LONGEST_DEVICE = 200
_SHOWN = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One press. ``shown`` is what the page said when it was pressed; ``device`` is the browser's name of itself."""

    page: ChangePage
    action: Action
    nonce: str
    shown: str
    text: str
    device: str
    language: Language

    def item(self, now: datetime) -> InboxItem:
        """The same form with the same words is the same item."""
        said = hashlib.sha256(f"{self.nonce}\n{self.shown}\n{self.text}".encode()).hexdigest()[:32]
        external_id = f"change:{self.page.id}:{self.action}:{said}"
        content = {
            "external_id": external_id,
            "change": str(self.page.id),
            "action": self.action,
            "shown": self.shown,
            "text": self.text,
            "device": self.device,
            "language": self.language,
            "at": now.isoformat(),
        }
        body = json.dumps(content, ensure_ascii=False).encode()
        return InboxItem(source=NAME, external_id=external_id, line=f"{NAME}:{self.page.id}", body=body)


@dataclass(frozen=True, slots=True)
class ChangePages:
    """One method a route. The token is checked before anything is shown or said."""

    reads: Reads
    links: ChangeLinks
    inbox: Inbox
    words: Callable[[str], Wording]
    base_url: str
    shelf: Shelf = field(default_factory=Shelf)

    def show(self, request: Request) -> Response:
        page = self._opened(request)
        if page is None:
            return self._lost(request)
        said = request.query_params.get("said", "")
        notice = cast("Notice", said if said in _NOTICES else "")
        decided = page.state != "proposed" and (not page.told_by or page.objected_at is not None)
        html = self.shelf.small(
            "change.html",
            self._words(request, page),
            self._root,
            page=page,
            here=self._here(request),
            nonce=new_nonce(),
            notice="" if decided and notice in {"moved", "waiting"} else notice,
            then=page.contract if decided else page.contract + page.amount,
        )
        return browsing.page(html, self._headers())

    async def say(self, request: Request) -> Response:
        """One press: told to the engine once, then 303, so that a reload says nothing again."""
        page = await run_in_threadpool(self._opened, request)
        if page is None or request.path_params["action"] not in _ACTIONS:
            return self._lost(request)
        if not browsing.from_our_page(request, browsing.origin_of(self.base_url)):
            return self._refused(request, page, 403)
        try:
            answer = await _answer(request, page)
        except browsing.TooLarge:
            return self._refused(request, page, 413)
        except browsing.BadForm:
            return self._refused(request, page, 400)
        return self._back(request, page, answer, await self._told(page, answer))

    async def _told(self, page: ChangePage, answer: Answer) -> Notice:
        """What the page is to say about it."""
        if answer.action == "ask":
            if answer.text:
                await self.inbox.accept([answer.item(datetime.now(UTC))])
            return "asked" if answer.text else "empty"
        if answer.action == "object":
            return await self._objected(page, answer)
        if page.state != "proposed":
            return ""
        if answer.shown != page.shown_as:
            return "moved"
        await self.inbox.accept([answer.item(datetime.now(UTC))])
        return "" if await until(lambda: self._is_decided(page), SAY_WAIT) else "waiting"

    async def _objected(self, page: ChangePage, answer: Answer) -> Notice:
        if page.told_by and page.objected_at is None:
            await self.inbox.accept([answer.item(datetime.now(UTC))])
            return "" if await until(lambda: self._is_objected(page), SAY_WAIT) else "waiting"
        return ""

    # ---- within --------------------------------------------------------------------------------

    def _is_decided(self, page: ChangePage) -> bool:
        now = self.reads.change_page(page.id)
        return now is None or now.state != "proposed"

    def _is_objected(self, page: ChangePage) -> bool:
        now = self.reads.change_page(page.id)
        return now is None or now.objected_at is not None

    def _opened(self, request: Request) -> ChangePage | None:
        """The change order behind a genuine token; None for any other."""
        token = request.path_params["token"]
        claimed = self.links.claimed(token)
        page = self.reads.change_page(claimed) if claimed else None
        return page if page and self.links.change_id(token, page.link_version) else None

    def _back(self, request: Request, page: ChangePage, answer: Answer, notice: Notice) -> Response:
        query: dict[str, str] = {"lang": answer.language} if answer.language != page.language else {}
        if notice:
            query["said"] = notice
        tail = f"?{urlencode(query)}" if query else ""
        return browsing.see_other(self._here(request) + tail + ("#said" if notice else ""), self._headers())

    def _lost(self, request: Request) -> Response:
        return LostPage(self.words, self.base_url, self.shelf, "lost").answer(request)

    def _refused(self, request: Request, page: ChangePage, status: int) -> Response:
        html = self.shelf.small("change_refused.html", self._words(request, page), self._root, here=self._here(request))
        return browsing.page(html, self._headers(), status)

    def _words(self, request: Request, page: ChangePage) -> Wording:
        return self.words(browsing.language_of(request, [page.language]))

    def _here(self, request: Request) -> str:
        return f"{self._root}/c/{request.path_params['token']}"

    @property
    def _root(self) -> str:
        return urlsplit(self.base_url).path.rstrip("/")

    def _headers(self) -> dict[str, str]:
        return browsing.private_headers(browsing.page_policy(self.base_url))


async def _answer(request: Request, page: ChangePage) -> Answer:
    """Raises BadForm, TooLarge."""
    action = cast("Action", request.path_params["action"])
    form = await browsing.form_of(request)
    nonce, shown = form.get("nonce", ""), form.get("shown", "")
    if not is_nonce(nonce) or len(shown) > _SHOWN:
        raise browsing.BadForm
    return Answer(
        page=page,
        action=action,
        nonce=nonce,
        shown=shown,
        text=clean(form.get("text", "")) if action == "ask" else "",
        device=clean(request.headers.get("user-agent", ""))[:LONGEST_DEVICE],
        language=browsing.known_language([form.get("lang", ""), page.language]),
    )


def router(pages: ChangePages) -> APIRouter:
    """``/c/<token>`` and what is pressed there."""
    routes = APIRouter()
    routes.add_route("/c/{token}", pages.show, methods=["GET"], include_in_schema=False)
    routes.add_route("/c/{token}/{action}", pages.say, methods=["POST"], include_in_schema=False)
    return routes
