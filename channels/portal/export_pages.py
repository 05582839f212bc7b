"""The page from which an owner takes everything of their account as one file, or has it deleted, for three days."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from channels import browsing
from channels.portal import files
from channels.portal.showing import Shelf
from core.domain.links import ExportLinks
from core.domain.whole_export import WholeExport
from core.ports.blobs import BlobStore
from core.ports.wording import Wording
from core.usecases.proof_views import FileView

ZIP = "application/zip"
_UNSAFE = re.compile(r"[^\w-]+")


class Exports(Protocol):
    """What is kept of them. Blocks."""

    def find(self, export_id: UUID) -> WholeExport | None: ...

    def end(self, export: WholeExport) -> None: ...


@dataclass(frozen=True, slots=True)
class ExportPages:
    """The token is checked before anything is looked up; what is over is told as such, and given to nobody."""

    exports: Exports
    blobs: BlobStore
    links: ExportLinks
    words: Callable[[str], Wording]
    base_url: str
    shelf: Shelf = field(default_factory=Shelf)

    def show(self, request: Request) -> Response:
        return self._page(request, self._open(request))

    def take(self, request: Request) -> Response:
        """The file itself, from the middle if asked for: a long download goes on where it broke off."""
        export = self._open(request)
        if export is None:
            return self._page(request, None)
        name = f"milepost-{_UNSAFE.sub('-', export.name).strip('-')[:60] or 'export'}-{export.asked_at:%Y-%m-%d}.zip"
        return files.serve(request, self.blobs, FileView(export.file_key, ZIP, name))

    async def end(self, request: Request) -> Response:
        """Deleted, and told by the page that is left."""
        export = await run_in_threadpool(self._open, request)
        if export and browsing.from_our_page(request, browsing.origin_of(self.base_url)):
            await run_in_threadpool(self.exports.end, export)
            return self._page(request, None, ended=True)
        return self._page(request, None)

    def _open(self, request: Request) -> WholeExport | None:
        known = self.links.export_id(request.path_params["token"])
        export = self.exports.find(known) if known else None
        return export if export and export.is_open(datetime.now(UTC)) else None

    def _page(self, request: Request, export: WholeExport | None, *, ended: bool = False) -> Response:
        words = self.words(browsing.language_of(request, [export.language] if export else ()))
        root = urlsplit(self.base_url).path.rstrip("/")
        here = f"{root}/x/{request.path_params['token']}"
        html = self.shelf.small("export.html", words, root, here=here, export=export, ended=ended)
        status = 200 if export or ended else 404
        return browsing.page(html, browsing.private_headers(browsing.page_policy(self.base_url)), status)


def router(pages: ExportPages) -> APIRouter:
    """``/x/<token>`` and ``/x/<token>/file``."""
    routes = APIRouter()
    routes.add_route("/x/{token}", pages.show, methods=["GET"], include_in_schema=False)
    routes.add_route("/x/{token}", pages.end, methods=["POST"], include_in_schema=False)
    routes.add_route("/x/{token}/file", pages.take, methods=["GET", "HEAD"], include_in_schema=False)
    return routes
