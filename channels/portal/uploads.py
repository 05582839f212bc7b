"""The upload page: whoever holds its link adds files to one place, and sees nothing but whose and what for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from channels import browsing
from channels.portal import bringing
from channels.portal.bringing import Brought, Receipts
from channels.portal.receiving import ROOM_FOR_FIELDS, Limits, files_of, form_with_files, words_of
from channels.portal.saying import clean, is_nonce, new_nonce
from channels.portal.showing import UPLOAD_SCRIPT, Shelf
from core.domain.passes import UploadLinks
from core.ports.blobs import BlobStore
from core.ports.inbox import Inbox
from core.ports.wording import Wording
from core.usecases.views import Reads, UploadPage

MEGABYTE = 1_000_000
MOST_FILES = 20
_FORMS_OF_FILES = 5  # so many of the largest files fit into one plain form
Problem = Literal["too_large", "refused"]


@dataclass(frozen=True, slots=True)
class UploadPages:
    """One method a route. ``largest`` is our own limit of one file, in bytes."""

    reads: Reads
    blobs: BlobStore
    links: UploadLinks
    inbox: Inbox
    words: Callable[[str], Wording]
    base_url: str
    largest: int
    shelf: Shelf = field(default_factory=Shelf)

    def show(self, request: Request) -> Response:
        page = self._opened(request)
        return self._page(request, page) if page else self._lost(request)

    async def add(self, request: Request) -> Response:
        """The whole form: files, or receipts for those that came one by one. Then 303: a reload adds nothing again."""
        page = await run_in_threadpool(self._opened, request)
        if page is None:
            return self._lost(request)
        if not self._ours(request):
            return self._problem(request, page, "refused", 403)
        limits = Limits(self.largest, _FORMS_OF_FILES * self.largest + ROOM_FOR_FIELDS, MOST_FILES)
        try:
            async with form_with_files(request, limits) as form:
                return await self._added(request, page, form)
        except browsing.TooLarge:
            return self._problem(request, page, "too_large", 413)
        except browsing.BadForm:
            return self._problem(request, page, "refused", 400)

    async def add_one(self, request: Request) -> Response:
        """One file, ahead of its form: kept, and a receipt for it; nobody is told of it yet."""
        page = await run_in_threadpool(self._opened, request)
        if page is None or not self._ours(request):
            return self._said({}, 404 if page is None else 403)
        try:
            brought = await self._one(request, page)
        except browsing.TooLarge:
            return self._said({}, 413)
        except browsing.BadForm:
            return self._said({}, 400)
        return self._said({"receipt": self._receipts.issue(page, brought, datetime.now(UTC))}, 200)

    # ---- within --------------------------------------------------------------------------------

    async def _one(self, request: Request, page: UploadPage) -> Brought:
        """Raises BadForm, TooLarge."""
        limits = Limits(self.largest, self.largest + ROOM_FOR_FIELDS, 1)
        async with form_with_files(request, limits) as form:
            for file in files_of(form, "file"):
                return await run_in_threadpool(bringing.keep, self.blobs, page, file)
        raise browsing.BadForm

    async def _added(self, request: Request, page: UploadPage, form: FormData) -> Response:
        """Raises BadForm."""
        nonce, now = next(iter(words_of(form, "nonce")), ""), datetime.now(UTC)
        receipts = [self._receipts.read(page, one, now) for one in words_of(form, "receipt")[:MOST_FILES]]
        if not is_nonce(nonce) or None in receipts:
            raise browsing.BadForm
        chosen = files_of(form, "file")
        brought = [await run_in_threadpool(bringing.keep, self.blobs, page, file) for file in chosen]
        files = [*(one for one in receipts if one), *brought]
        if not files:
            return self._back(request, page, said="empty")
        text = clean(next(iter(words_of(form, "text")), ""))
        await self.inbox.accept([bringing.item(page, files, text, nonce, now)])
        return self._back(request, page, said="taken", n=str(len(files)))

    def _opened(self, request: Request) -> UploadPage | None:
        """What a genuine token stands for while its week and its member last; None for any other."""
        upload_id = self.links.upload_id(request.path_params["token"], datetime.now(UTC))
        return self.reads.upload_page(upload_id) if upload_id else None

    @property
    def _receipts(self) -> Receipts:
        return Receipts(self.links.receipts)

    def _ours(self, request: Request) -> bool:
        return browsing.from_our_page(request, browsing.origin_of(self.base_url))

    def _page(self, request: Request, page: UploadPage) -> Response:
        said = request.query_params.get("said", "")
        html = self.shelf.small(
            "upload.html",
            self._words(request, page),
            self._root,
            page=page,
            here=self._here(request),
            nonce=new_nonce(),
            said=said if said in {"taken", "empty"} else "",
            n=_count(request.query_params.get("n", "")),
            largest=self.largest,
            megabytes=self.largest // MEGABYTE,
            most=MOST_FILES,
            script=UPLOAD_SCRIPT.name,
        )
        return browsing.page(html, self._headers())

    def _back(self, request: Request, page: UploadPage, **query: str) -> Response:
        asked = self._words(request, page).language
        query |= {"lang": asked} if asked != page.language else {}
        return browsing.see_other(f"{self._here(request)}?{urlencode(query)}#said", self._headers())

    def _lost(self, request: Request) -> Response:
        """The same for a wrong, an old and a revoked link, so that guessing learns nothing."""
        html = self.shelf.small("upload_lost.html", self.words(browsing.language_of(request)), self._root)
        return browsing.page(html, self._headers(), 404)

    def _problem(self, request: Request, page: UploadPage, problem: Problem, status: int) -> Response:
        html = self.shelf.small(
            "upload_refused.html",
            self._words(request, page),
            self._root,
            here=self._here(request),
            problem=problem,
            megabytes=self.largest // MEGABYTE,
        )
        return browsing.page(html, self._headers(), status)

    def _said(self, content: dict[str, str], status: int) -> Response:
        return JSONResponse(content, status, self._headers())

    def _words(self, request: Request, page: UploadPage) -> Wording:
        return self.words(browsing.language_of(request, [page.language]))

    def _here(self, request: Request) -> str:
        return f"{self._root}/u/{request.path_params['token']}"

    @property
    def _root(self) -> str:
        return urlsplit(self.base_url).path.rstrip("/")

    def _headers(self) -> dict[str, str]:
        return browsing.private_headers(browsing.page_policy(self.base_url))


def _count(text: str) -> int:
    return min(int(text), MOST_FILES) if text.isascii() and text.isdecimal() and len(text) < 3 else 1


def router(pages: UploadPages) -> APIRouter:
    """``/u/<token>``."""
    routes = APIRouter()
    routes.add_route("/u/{token}", pages.show, methods=["GET"], include_in_schema=False)
    routes.add_route("/u/{token}", pages.add, methods=["POST"], include_in_schema=False)
    routes.add_route("/u/{token}/file", pages.add_one, methods=["POST"], include_in_schema=False)
    return routes
