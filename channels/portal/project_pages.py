"""The page of a whole project: whoever holds the link may see how it stands. Looking changes nothing."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from channels import browsing
from channels.portal import files
from channels.portal.lost import LostPage
from channels.portal.project_drawing import Drawing, Ways
from channels.portal.showing import SCRIPT, Shelf
from core.domain.ids import ProjectId
from core.domain.links import ProjectLinks
from core.ports.blobs import BlobStore
from core.ports.wording import Wording
from core.usecases.proof_views import Size
from core.usecases.views import PageStamps, Reads

_SIZES: dict[str, Size] = {"thumb": "thumb", "page": "page", "client": "client"}
_MOST_KEPT = 64


@dataclass(slots=True)
class KeptPages:
    """Drawn pages, each used only while its stamp is the one that it was drawn under."""

    _kept: "OrderedDict[tuple[str, str], tuple[str, bytes]]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def known(self, here: str, wish: str, stamp: str) -> bytes | None:
        kept = self._kept.get((here, wish))
        return kept[1] if kept and kept[0] == stamp else None

    def keep(self, here: str, wish: str, stamp: str, html: bytes) -> None:
        with self._lock:
            self._kept[here, wish] = (stamp, html)
            self._kept.move_to_end((here, wish))
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class ProjectPages:
    """One method a route. The token is checked before anything is shown."""

    reads: Reads
    blobs: BlobStore
    links: ProjectLinks
    ways: Ways
    words: Callable[[str], Wording]
    base_url: str
    stamps: PageStamps | None = None
    shelf: Shelf = field(default_factory=Shelf)
    kept: KeptPages = field(default_factory=KeptPages)

    async def show(self, request: Request) -> Response:
        project_id = self.links.claimed(request.path_params["token"])
        if project_id is None:
            return self._lost(request)
        stamp = await self.stamps.project_stamp(project_id) if self.stamps else None
        if stamp:
            html = self.kept.known(self._here(request), browsing.asked_language(request), stamp)
            if html:
                return browsing.page(html, self._headers())
        return await run_in_threadpool(self._shown, request, project_id, stamp)

    def _shown(self, request: Request, project_id: ProjectId, stamp: str | None) -> Response:
        page = self.reads.project_page(project_id)
        if page is None or not self._genuine(request, page.link_version):
            return self._lost(request)
        wish, here = browsing.asked_language(request), self._here(request)
        words = self.words(browsing.known_language([wish, page.language]))
        drawing = Drawing(
            page=page,
            words=words,
            here=here,
            root=self._root,
            ways=self.ways,
        )
        html = self.shelf.small(
            "project.html", words, self._root, here=here, page=page, whole=drawing.whole(), script=SCRIPT.name
        )
        if stamp:
            self.kept.keep(here, wish, stamp, html)
        return browsing.page(html, self._headers())

    def proof(self, request: Request) -> Response:
        """A file of this project that its page shows, and of no other."""
        project_id = self.links.claimed(request.path_params["token"])
        proof_id = _uuid(request.path_params["proof_id"])
        size = _SIZES.get(request.path_params["size"])
        if project_id is None or proof_id is None or size is None:
            return self._lost(request)
        view = self.reads.project_proof(project_id, proof_id, size)
        if view is None or not self._genuine(request, view.link_version):
            return self._lost(request)
        return files.serve(request, self.blobs, view)

    def _genuine(self, request: Request, version: int) -> bool:
        return self.links.project_id(request.path_params["token"], version) is not None

    def _lost(self, request: Request) -> Response:
        return LostPage(self.words, self.base_url, self.shelf, "lost").answer(request)

    def _here(self, request: Request) -> str:
        return f"{self._root}/j/{request.path_params['token']}"

    @property
    def _root(self) -> str:
        return urlsplit(self.base_url).path.rstrip("/")

    def _headers(self) -> dict[str, str]:
        return browsing.private_headers(browsing.page_policy(self.base_url))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def router(pages: ProjectPages) -> APIRouter:
    """``/j/<token>`` and what is below it."""
    routes = APIRouter()
    looking: dict[str, Callable[[Request], Awaitable[Response] | Response]] = {
        "/j/{token}": pages.show,
        "/j/{token}/proof/{proof_id}/{size}": pages.proof,
    }
    for path, endpoint in looking.items():
        routes.add_route(path, endpoint, methods=["GET"], include_in_schema=False)
    return routes
