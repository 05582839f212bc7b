"""The client's page: whoever holds the link may see, ask, approve and pay. Looking changes nothing."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal, TypeVar, cast
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from channels import browsing
from channels.portal import files
from channels.portal.autopay import agreed
from channels.portal.lost import LostPage
from channels.portal.paying import (
    FeeShown,
    Part,
    Paying,
    PayWays,
    less_than_all,
    no_card_fee,
    none_keeps,
    one_way,
    part_typed,
)
from channels.portal.saying import Action, Said, clean, is_nonce, new_nonce
from channels.portal.showing import ASSETS, Notice, Shelf, Visit, money_digest, money_state, part_shown
from core.domain.links import Links, ProjectLinks
from core.ports.blobs import BlobStore
from core.ports.inbox import Inbox
from core.ports.wording import Wording
from core.usecases.invoice_views import InvoicePage
from core.usecases.proof_views import FileView
from core.usecases.views import PageStamps, Reads

T = TypeVar("T")
_NOTICES = frozenset(
    {"approve", "ask", "approve_line", "ask_line", "empty", "sent", "charging", "autopay_stopped", "part_wrong"}
)
_PAY_WAIT, SAY_WAIT = 4.0, 1.5  # seconds a tap waits for the engine before the page goes on without it
_ASKED = "asked"  # cookie of this one page, an hour long: how the money stood at the tap on Pay
_LONGEST_AMOUNT = 16  # digits
_LONGEST_TYPED = 24
_SEEN_ONCE = 300  # seconds: much less than the pause that makes an opening another one
_WITH_AMOUNT = frozenset({"pay_part", "sent", "approve_pay"})
_MOST_LOOKS = 20  # refreshes of the waiting page


def return_url(base_url: str, token: str) -> str:
    """Where a gateway sends the client back: the page, which then watches for the result by itself."""
    return f"{base_url.rstrip('/')}/i/{token}?back=1"


@dataclass(frozen=True, slots=True)
class ClientPages:
    """One method a route. The token is checked before anything is shown or said."""

    reads: Reads
    blobs: BlobStore
    links: Links
    inbox: Inbox
    words: Callable[[str], Wording]
    base_url: str
    stamps: PageStamps | None = None
    project_links: ProjectLinks | None = None
    ways: PayWays = one_way
    shelf: Shelf = field(default_factory=Shelf)
    keeps: PayWays = none_keeps
    card_fee: FeeShown = no_card_fee

    # ---- looking -------------------------------------------------------------------------------

    async def show(self, request: Request) -> Response:
        stamp = await self._stamp(request)
        if stamp and not _notice_of(request):
            kept = self.shelf.known(self._here(request), browsing.asked_language(request), stamp, new_nonce())
            if kept:
                return browsing.page(kept, self._headers())
        return await run_in_threadpool(self._shown, request, stamp)

    def _shown(self, request: Request, stamp: str | None) -> Response:
        here, notice = self._here(request), _notice_of(request)
        wish = browsing.asked_language(request)
        page = self._opened(request)
        if page is None:
            return self._lost(request)
        language = browsing.known_language([wish, page.language])
        asked = request.cookies.get(_ASKED, "")
        words, now = self.words(language), datetime.now(UTC)
        jobs = self.project_links
        job = f"{self._root}/j/{jobs.token(page.project_id, page.job_link_version)}" if jobs else ""
        ways = self.ways(page)
        visit = Visit(here=here, words=words, wish=wish, notice=notice, asked=asked, job=job, ways=ways, now=now)
        if notice == "part_wrong":
            visit = replace(visit, typed=clean(request.query_params.get("typed", ""))[:_LONGEST_TYPED])
        visit = replace(visit, keeps=self.keeps(page), card_fee=self.card_fee(page))
        return browsing.page(self.shelf.page(page, visit, new_nonce(), stamp), self._headers())

    def proof(self, request: Request) -> Response:
        page = self._opened(request)
        proof_id, size = _uuid(request.path_params["proof_id"]), request.path_params["size"]
        if page is None or proof_id is None or size not in {"thumb", "page", "client"}:
            return self._lost(request)
        asked = cast("Literal['thumb', 'page', 'client']", size)
        return self._file(request, self.reads.proof_file(page.link_id, proof_id, asked))

    def pdf(self, request: Request) -> Response:
        page = self._opened(request)
        return self._file(request, self.reads.invoice_file(page.link_id) if page else None)

    def asset(self, request: Request) -> Response:
        asset = ASSETS.get(request.path_params["name"])
        return asset.response() if asset else Response(status_code=404)

    def to_pay(self, request: Request) -> Response:
        """Where a tap on Pay waits for the gateway's page; it looks again by itself, a limited number of times."""
        page = self._opened(request)
        if page is None:
            return self._lost(request)
        if not payable(page):
            return self._back(request, page)
        language = browsing.language_of(request, [page.language])
        part = less_than_all(page, _number(request.query_params.get("part", ""), _LONGEST_AMOUNT))
        way = self._way(page, request.query_params.get("way", ""))
        keep = request.query_params.get("keep") == "1"
        url = self.reads.payment_page(page.link_id, part, way, keep=keep)
        return self._on_to(request, page, url, Paying(language, part.minor if part else 0, way, keep))

    # ---- saying --------------------------------------------------------------------------------

    async def say(self, request: Request) -> Response:
        """One tap: told to the engine once, then 303, so that a reload says nothing again."""
        page = await run_in_threadpool(self._opened, request)
        answer = self._answers().get(request.path_params["action"])
        if page is None or answer is None:
            return self._lost(request)
        if not browsing.from_our_page(request, browsing.origin_of(self.base_url)):
            return self._refused(request, page, 403)
        try:
            said = await self._heard(request, page)
        except browsing.TooLarge:
            return self._refused(request, page, 413)
        except browsing.BadForm:
            return self._refused(request, page, 400)
        return await answer(request, page, said)

    def _answers(self) -> Mapping[str, Callable[[Request, InvoicePage, Said], Awaitable[Response]]]:
        return {
            "seen": self._seen,
            "approve": self._approve,
            "ask": self._ask,
            "pay": self._pay,
            "approve_line": self._line,
            "ask_line": self._line,
            "pay_part": self._pay,
            "pay_some": self._pay_some,
            "sent": self._sent,
            "approve_pay": self._approve_pay,
            "autopay_stop": self._autopay_stop,
        }

    async def _seen(self, request: Request, page: InvoicePage, said: Said) -> Response:
        del request, page
        await self._tell(said)
        return Response(status_code=204, headers=self._headers())

    async def _approve(self, request: Request, page: InvoicePage, said: Said) -> Response:
        if page.state == "void":
            return self._back(request, page, said)
        if page.approved_at is None:
            await self._tell(said)
            await until(lambda: _of(self._read(page), lambda now: now.approved_at), SAY_WAIT)
        return self._back(request, page, said, "approve")

    async def _approve_pay(self, request: Request, page: InvoicePage, said: Said) -> Response:
        """The yes, and a charge of what the button said; the yes alone where that cannot be charged any more."""
        if not payable(page) or page.saved is None:
            return await self._approve(request, page, replace(said, action="approve", method="", amount=0))
        await self._tell(said)
        await until(lambda: _of(self._read(page), lambda now: now.charging or now.paid > page.paid), _PAY_WAIT)
        now = self._read(page)
        return self._back(request, page, said, "charging" if now and now.charging else "approve")

    async def _autopay_stop(self, request: Request, page: InvoicePage, said: Said) -> Response:
        await self._tell(said)
        await until(lambda: _of(self._read(page), lambda now: now.saved is None), SAY_WAIT)
        return self._back(request, page, said, "autopay_stopped")

    async def _heard(self, request: Request, page: InvoicePage) -> Said:
        """Raises BadForm, TooLarge. With the words that they agreed to, where the box beside them was ticked."""
        said, form = await _said(request, page)
        if said.action == "pay_some":
            typed = clean(form.get("part", ""))[:_LONGEST_TYPED]
            return replace(said, text=typed, amount=part_typed(page, typed, said.language))
        if said.action != "pay":
            return said
        way, keeps = self._way(page, said.way), self.keeps(page)
        chosen = way or next(iter(self.ways(page)), "")
        words = agreed(page, self.words(said.language), keeps, form) if chosen in keeps else ""
        return replace(said, consent=words)

    async def _ask(self, request: Request, page: InvoicePage, said: Said) -> Response:
        if not said.text:
            return self._back(request, page, said, "empty")
        await self._tell(said)
        told = len(page.questions)
        await until(lambda: _of(self._read(page), lambda now: len(now.questions) > told), SAY_WAIT)
        return self._back(request, page, said, "ask")

    async def _line(self, request: Request, page: InvoicePage, said: Said) -> Response:
        """One line for itself. A question says something."""
        if page.state == "void":
            return self._back(request, page, said)
        if said.action == "ask_line" and not said.text:
            return self._back(request, page, said, "empty")
        await self._tell(said)
        await until(lambda: _of(self._read(page), lambda now: now.answers != page.answers), SAY_WAIT)
        return self._back(request, page, said, "ask_line" if said.action == "ask_line" else "approve_line")

    async def _pay(self, request: Request, page: InvoicePage, said: Said) -> Response:
        part = part_shown(page, said.amount)
        if said.action == "pay_part" and part is None:
            return self._back(request, page, said)
        return await self._pay_this(request, page, said, part)

    async def _pay_some(self, request: Request, page: InvoicePage, said: Said) -> Response:
        """As much of the balance as they typed; what is no such amount stays in the field, and nothing is asked for."""
        if payable(page) and not said.amount:
            return self._back(request, page, said, "part_wrong")
        return await self._pay_this(request, page, said, less_than_all(page, said.amount))

    async def _pay_this(self, request: Request, page: InvoicePage, said: Said, part: Part) -> Response:
        """``part``: None for all of the balance."""
        way = self._way(page, said.way)
        if not payable(page) or not self.ways(page):
            return self._back(request, page, said)
        if not way and self.card_fee(page):
            return self._back(request, page, said)  # their page is of before the fee, which the law wants shown first
        await self._tell(replace(said, way=way))
        keep = bool(said.consent)
        url = await until(lambda: self.reads.payment_page(page.link_id, part, way, keep=keep), _PAY_WAIT)
        answer = self._on_to(request, page, url, Paying(said.language, part.minor if part else 0, way, keep))
        secure = self.base_url.startswith("https:")
        here = self._here(request)
        answer.set_cookie(_ASKED, money_digest(page), 3600, path=here, secure=secure, httponly=True, samesite="lax")
        return answer

    def _way(self, page: InvoicePage, said: str) -> str:
        """One that is not offered is as good as none: the first is taken then."""
        offered = self.ways(page)
        return said if said in offered else ""

    async def _sent(self, request: Request, page: InvoicePage, said: Said) -> Response:
        """The client's word that a transfer is on its way: it counts nothing, and the contractor hears it."""
        if not payable(page) or page.bank is None:
            return self._back(request, page, said)
        await self._tell(said)
        told = len(page.questions)
        await until(lambda: _of(self._read(page), lambda now: len(now.questions) > told), SAY_WAIT)
        return self._back(request, page, said, "sent")

    async def _tell(self, said: Said) -> None:
        await self.inbox.accept([said.item(datetime.now(UTC))])

    # ---- within --------------------------------------------------------------------------------

    def _opened(self, request: Request) -> InvoicePage | None:
        """The invoice behind a genuine token of a link that stands; None for any other, whatever is wrong with it."""
        token = request.path_params["token"]
        link_id = self.links.link_id(token)
        page = self.reads.invoice_page(link_id) if link_id else None
        if page is None or page.revoked or not self.links.genuine(token, page.link_id, page.link_version):
            return None
        return page

    async def _stamp(self, request: Request) -> str | None:
        """A kept page lies under the whole token, so the same stamp means that the token is still genuine."""
        link_id = self.links.link_id(request.path_params["token"]) if self.stamps else None
        return await self.stamps.page_stamp(link_id) if self.stamps and link_id else None

    def _read(self, page: InvoicePage) -> InvoicePage | None:
        return self.reads.invoice_page(page.link_id)

    def _file(self, request: Request, view: FileView | None) -> Response:
        return files.serve(request, self.blobs, view) if view else self._lost(request)

    def _back(self, request: Request, page: InvoicePage, said: Said | None = None, notice: Notice = "") -> Response:
        query: dict[str, str] = {"lang": said.language} if said and said.language != page.language else {}
        if notice:
            query["said"] = notice
        if notice == "part_wrong" and said:
            query["typed"] = said.text
        tail = f"?{urlencode(query)}" if query else ""
        return browsing.see_other(self._here(request) + tail + ("#said" if notice else ""), self._headers())

    def _on_to(self, request: Request, page: InvoicePage, url: str | None, paying: Paying) -> Response:
        """303 to a page of our own. To another site by a page that moves on, as Chrome holds the redirects of a form
        to ``form-action``, and which gateways there are is not known here. Without an address: look again.
        """
        if url and browsing.origin_of(url) == browsing.origin_of(self.base_url):
            return browsing.see_other(url, self._headers())
        looks = _number(request.query_params.get("n", ""))
        waiting = "?" + urlencode({"lang": paying.language, "n": looks + 1, **paying.named})
        html = self.shelf.small(
            "opening.html",
            self.words(paying.language),
            self._root,
            page=page,
            here=self._here(request),
            nonce=new_nonce(),
            way=paying.way,
            target=url or self._here(request) + "/pay" + waiting,
            seconds=0 if url else 2,
            known=bool(url),
            tired=url == "" or (url is None and looks >= _MOST_LOOKS),
        )
        return browsing.page(html, self._headers())

    def _lost(self, request: Request) -> Response:
        """The same for a wrong, an unknown and a revoked link, so that guessing learns nothing."""
        return LostPage(self.words, self.base_url, self.shelf).answer(request)

    def _refused(self, request: Request, page: InvoicePage, status: int) -> Response:
        words = self.words(browsing.language_of(request, [page.language]))
        html = self.shelf.small("refused.html", words, self._root, here=self._here(request))
        return browsing.page(html, self._headers(), status)

    def _here(self, request: Request) -> str:
        return f"{self._root}/i/{request.path_params['token']}"

    @property
    def _root(self) -> str:
        """The path under which the program is published, as in https://example.org/milepost."""
        return urlsplit(self.base_url).path.rstrip("/")

    def _headers(self) -> dict[str, str]:
        return browsing.private_headers(browsing.page_policy(self.base_url))


def payable(page: InvoicePage) -> bool:
    return money_state(page) not in {"void", "paid", "processing"}


async def _said(request: Request, page: InvoicePage) -> tuple[Said, Mapping[str, str]]:
    """Raises BadForm, TooLarge. "seen" has no form: it is said once in some minutes, however often it is told."""
    action = cast("Action", request.path_params["action"])
    if action == "seen":
        minutes = str(int(time.time()) // _SEEN_ONCE)
        return Said(link_id=page.link_id, action=action, nonce=minutes, language=page.language), {}
    form = await browsing.form_of(request)
    nonce = form.get("nonce", "")
    if not is_nonce(nonce):
        raise browsing.BadForm
    language = browsing.known_language([form.get("lang", ""), page.language])
    text = clean(form.get("text", "")) if action in {"ask", "ask_line"} else ""
    line = str(_uuid(form.get("line", "")) or "") if action in {"approve_line", "ask_line"} else ""
    if action in {"approve_line", "ask_line"} and not line:
        raise browsing.BadForm
    amount = _number(form.get("amount", ""), _LONGEST_AMOUNT) if action in _WITH_AMOUNT else 0
    said = Said(link_id=page.link_id, action=action, nonce=nonce, text=text, language=language)
    way = form.get("way", "") if action in {"pay", "pay_part", "pay_some"} else ""
    method = str(_uuid(form.get("method", "")) or "") if action in {"approve_pay", "autopay_stop"} else ""
    return replace(said, line=line, amount=amount, way=way, method=method), form


async def until(look: Callable[[], T], seconds: float) -> T:
    """What ``look`` (a read, run in a thread) gives once it gives something, else what it gave last."""
    end, pause = time.monotonic() + seconds, 0.03
    while True:
        found = await run_in_threadpool(look)
        if found or time.monotonic() + pause > end:
            return found
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.4)


def _of(page: InvoicePage | None, news: Callable[[InvoicePage], object]) -> bool:
    """A page that is gone has no news to wait for."""
    return page is None or bool(news(page))


def _notice_of(request: Request) -> Notice:
    said = request.query_params.get("said", "")
    if said in _NOTICES:
        return cast("Notice", said)
    return "back" if "back" in request.query_params else ""


def _number(text: str, longest: int = 3) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= longest else 0


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def router(portal: ClientPages) -> APIRouter:
    """``/i/<token>`` and what is below it. Plain routes: nothing here is for FastAPI to parse or to document.

    With ``stamps``, a page that was drawn before costs one small statement; without, one full read.
    """
    routes = APIRouter()
    looking: dict[str, Callable[[Request], Awaitable[Response] | Response]] = {
        "/i/assets/{name}": portal.asset,
        "/i/{token}": portal.show,
        "/i/{token}/pay": portal.to_pay,
        "/i/{token}/invoice.pdf": portal.pdf,
        "/i/{token}/proof/{proof_id}/{size}": portal.proof,
    }
    for path, endpoint in looking.items():
        routes.add_route(path, endpoint, methods=["GET"], include_in_schema=False)
    routes.add_route("/i/{token}/{action}", portal.say, methods=["POST"], include_in_schema=False)
    return routes
