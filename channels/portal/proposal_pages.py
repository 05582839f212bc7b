"""The page of a proposal: whoever holds the link may read, choose, ask and decline; signing needs a code as well."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from channels import browsing
from channels.portal import files
from channels.portal.lost import LostPage
from channels.portal.proposal_drawing import drawn, is_expired
from channels.portal.proposal_saying import ACTIONS, Action, ProposalSaid
from channels.portal.saying import clean, is_nonce, new_nonce
from channels.portal.showing import SIGN_SCRIPT, Shelf
from core.domain.ids import LineItemId
from core.domain.links import ProposalLinks
from core.domain.proposal import Proposal
from core.domain.signing import is_open, why_no_code
from core.domain.text import LONGEST_NAME, one_line
from core.ports.blobs import BlobStore
from core.ports.inbox import Inbox
from core.ports.wording import Wording
from core.usecases.proof_views import FileView
from core.usecases.proposal_papers import facts_of
from core.usecases.views import ProposalPage, Reads

_WAIT = 3.0  # seconds a tap waits for the engine before the page goes on without it
_MOST_PICKS = 500
_NO_CODE = {"": "", "code.too_soon": "soon", "code.too_many": "many"}
_LONGEST_DEVICE = 200
_NOTICES = frozenset({"code", "wrong", "over", "signed", "declined", "ask", "empty", "changed", "soon", "name"})
_NOTICES |= {"nowhere", "many", "already"}


@dataclass(frozen=True, slots=True)
class ProposalPages:
    """One method a route. The token is checked before anything is shown or said."""

    reads: Reads
    blobs: BlobStore
    links: ProposalLinks
    inbox: Inbox
    words: Callable[[str], Wording]
    base_url: str
    shelf: Shelf = field(default_factory=Shelf)

    def show(self, request: Request) -> Response:
        """With the options of the address picked, if they can be; else with those of the proposal."""
        page = self._opened(request)
        if page is None:
            return self._lost(request)
        words = self.words(browsing.language_of(request, [page.proposal.language]))
        shown = drawn(page, _picked(request), self._sheet_words(page), uuid4)
        said, one = request.query_params.get("said", ""), page.proposal
        html = self.shelf.small(
            "proposal.html",
            words,
            self._root,
            here=self._here(request),
            nonce=new_nonce(),
            page=page,
            shown=shown,
            notice="misfit" if shown.misfit else said if said in _NOTICES else "",
            expired=is_expired(page, datetime.now(UTC)),
            code=one.code if is_open(one.code, datetime.now(UTC)) else None,
            facts=tuple(facts_of(one.signature, page.zone, words)) if one.signature else (),
            script=SIGN_SCRIPT.name,
        )
        return browsing.page(html, self._headers())

    def pdf(self, request: Request) -> Response:
        page = self._opened(request)
        if page is None or page.proposal.pdf_key is None:
            return self._lost(request)
        name = f"{page.proposal.number}.pdf"
        return files.serve(request, self.blobs, FileView(page.proposal.pdf_key, "application/pdf", name))

    async def say(self, request: Request) -> Response:
        """One tap: told to the engine once, then 303, so that a reload says nothing again."""
        page = await run_in_threadpool(self._opened, request)
        action = request.path_params["action"]
        if page is None or action not in ACTIONS:
            return self._lost(request)
        if not browsing.from_our_page(request, browsing.origin_of(self.base_url)):
            return self._refused(request, page, 403)
        if action == "seen":
            return await self._seen(page)
        try:
            form = await _form(request)
        except (browsing.TooLarge, browsing.BadForm) as bad:
            return self._refused(request, page, 413 if isinstance(bad, browsing.TooLarge) else 400)
        return await self._said(request, page, cast("Action", action), form)

    async def _seen(self, page: ProposalPage) -> Response:
        one = page.proposal
        if one.viewed_at is None and one.state == "sent":
            await self._tell(
                ProposalSaid(proposal_id=one.id, revision=one.revision, action="seen", language=one.language)
            )
        return Response(status_code=204, headers=self._headers())

    async def _said(self, request: Request, page: ProposalPage, action: Action, form: dict[str, str]) -> Response:
        language = browsing.known_language([form.get("lang", ""), page.proposal.language])
        text = clean(form.get("text", ""))
        missing = self._missing(action, form, text) or self._in_vain(page, action, form)
        if missing:
            return self._back(request, form, missing)
        fields = _fields(request, form) if action == "sign" else {}
        one = page.proposal
        await self._tell(
            ProposalSaid(
                proposal_id=one.id,
                revision=_revision(form),
                action=action,
                nonce=form["nonce"],
                text=text,
                language=language,
                fields=fields,
            )
        )
        after = await self._news(page)
        return self._back(request, form, _outcome(action, one, after))

    @staticmethod
    def _missing(action: Action, form: dict[str, str], text: str) -> str:
        if action == "ask" and not text:
            return "empty"
        if action == "sign" and not (one_line(form.get("name", "")) and form.get("agree") == "yes"):
            return "name"
        return ""

    def _in_vain(self, page: ProposalPage, action: Action, form: dict[str, str]) -> str:
        """What the engine would turn down is not told to it, and is answered at once."""
        one = page.proposal
        if action == "ask":
            return ""
        if one.state != "sent" or (action != "decline" and is_expired(page, datetime.now(UTC))):
            if one.signature and (action != "sign" or form.get("hash") != one.signature.document_hash):
                return "already"
            return one.state if one.state in _NOTICES else "changed"
        if action == "code":
            return _NO_CODE[why_no_code(one.code, datetime.now(UTC))]
        if _revision(form) != one.revision or (action == "sign" and self._differs(page, form)):
            return "changed"
        return "over" if action == "sign" and not is_open(one.code, datetime.now(UTC)) else ""

    def _differs(self, page: ProposalPage, form: dict[str, str]) -> bool:
        """What was shown when the form was filled in is not what it says now with the same options."""
        picks = form.get("picks", "")
        shown = drawn(page, _ids(picks.split(",")), self._sheet_words(page), uuid4)
        return (shown.hash, shown.picks) != (form.get("hash"), picks)

    async def _tell(self, said: ProposalSaid) -> None:
        await self.inbox.accept([said.item(datetime.now(UTC))])

    async def _news(self, page: ProposalPage) -> Proposal:
        """As it is once the engine has heard, or as it was when that takes too long."""
        before, told = page.proposal, page.questions
        end, pause = time.monotonic() + _WAIT, 0.05
        while True:
            again = await run_in_threadpool(self.reads.proposal_page, before.id)
            now, said = (again.proposal, again.questions) if again else (before, told)
            if (now.state, now.code, said) != (before.state, before.code, told) or time.monotonic() > end:
                return now
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 0.4)

    def _opened(self, request: Request) -> ProposalPage | None:
        """A draft that was never sent has no page."""
        token = request.path_params["token"]
        claimed = self.links.claimed(token)
        page = self.reads.proposal_page(claimed) if claimed else None
        genuine = page is not None and self.links.proposal_id(token, page.proposal.link_version) is not None
        return page if page and genuine and page.proposal.number else None

    def _sheet_words(self, page: ProposalPage) -> Wording:
        """What is signed is in the language it was sent in, whatever the page around it is read in."""
        return self.words(page.proposal.language)

    def _back(self, request: Request, form: dict[str, str], notice: str) -> Response:
        picks = [("pick", one) for one in form.get("picks", "").split(",") if one]
        query = [*picks, ("lang", form["lang"])] if form.get("lang") else picks
        query += [("said", notice)] if notice else []
        return browsing.see_other(f"{self._here(request)}?{urlencode(query)}#said", self._headers())

    def _lost(self, request: Request) -> Response:
        return LostPage(self.words, self.base_url, self.shelf, "offerpage").answer(request)

    def _refused(self, request: Request, page: ProposalPage, status: int) -> Response:
        words = self.words(browsing.language_of(request, [page.proposal.language]))
        html = self.shelf.small("refused.html", words, self._root, here=self._here(request))
        return browsing.page(html, self._headers(), status)

    def _here(self, request: Request) -> str:
        return f"{self._root}/p/{request.path_params['token']}"

    @property
    def _root(self) -> str:
        return urlsplit(self.base_url).path.rstrip("/")

    def _headers(self) -> dict[str, str]:
        return browsing.private_headers(browsing.page_policy(self.base_url))


async def _form(request: Request) -> dict[str, str]:
    """Raises BadForm, TooLarge."""
    form = await browsing.form_of(request)
    if not is_nonce(form.get("nonce", "")):
        raise browsing.BadForm
    return form


def _fields(request: Request, form: dict[str, str]) -> dict[str, str]:
    return {
        "name": one_line(form.get("name", ""), LONGEST_NAME),
        "drawing": form.get("drawing", ""),
        "picks": form.get("picks", ""),
        "hash": form.get("hash", "")[:64],
        "code": form.get("code", "")[:20],
        "ip": request.client.host if request.client else "",
        "device": one_line(request.headers.get("user-agent", ""), _LONGEST_DEVICE),
    }


def _picked(request: Request) -> tuple[LineItemId, ...] | None:
    """What the address picks: "pick" for options, "pick-..." for one of a choice. None when it does not speak of it."""
    pairs = request.query_params.multi_items()[:_MOST_PICKS]
    said = [value for name, value in pairs if name == "pick" or name.startswith("pick-")]
    return _ids(said) if said else None


def _ids(said: list[str]) -> tuple[LineItemId, ...]:
    """Those that are ids at all."""
    found = []
    for one in said:
        try:
            found.append(LineItemId(UUID(one)))
        except ValueError:
            continue
    return tuple(found)


def _revision(form: dict[str, str]) -> int:
    """The one that the form was shown with: never taken for a newer one."""
    said = form.get("revision", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else 0


def _outcome(action: Action, before: Proposal, after: Proposal) -> str:
    if after.state == "signed":
        return "signed"
    if after.state == "declined":
        return "declined"
    if action == "ask":
        return "ask"
    if action == "code":
        return "soon" if after.code == before.code else "code" if after.code and after.code.address else "nowhere"
    wrong = after.code and before.code and after.code.wrong > before.code.wrong
    return "wrong" if wrong else "over" if action == "sign" and after.revision == before.revision else "changed"


def router(
    reads: Reads,
    blobs: BlobStore,
    links: ProposalLinks,
    inbox: Inbox,
    words: Callable[[str], Wording],
    base_url: str,
) -> APIRouter:
    """``/p/<token>`` and what is below it."""
    pages = ProposalPages(reads, blobs, links, inbox, words, base_url)
    routes = APIRouter()
    looking: dict[str, Callable[[Request], Awaitable[Response] | Response]] = {
        "/p/{token}": pages.show,
        "/p/{token}/proposal.pdf": pages.pdf,
    }
    for path, endpoint in looking.items():
        routes.add_route(path, endpoint, methods=["GET"], include_in_schema=False)
    routes.add_route("/p/{token}/{action}", pages.say, methods=["POST"], include_in_schema=False)
    return routes
