"""The page on which a contractor sees who owes what: reached by a link from chat, good for a week. Only for looking."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from channels import browsing
from channels.portal.lost import LostPage
from channels.portal.owed_drawing import drawn
from channels.portal.showing import Shelf
from core.domain.passes import OwedLinks
from core.ports.wording import Wording
from core.usecases.aging_views import Aging
from core.usecases.views import Reads
from core.usecases.year_views import Year


@dataclass(frozen=True, slots=True)
class OwedPages:
    """The token is checked before anything is shown."""

    reads: Reads
    links: OwedLinks
    words: Callable[[str], Wording]
    base_url: str
    shelf: Shelf = field(default_factory=Shelf)

    def show(self, request: Request) -> Response:
        """As things stand at this moment."""
        opened = self._opened(request)
        if opened is None:
            return LostPage(self.words, self.base_url, self.shelf, "lost").answer(request)
        aging, year = opened
        words = self.words(browsing.known_language([browsing.asked_language(request), aging.language]))
        here = f"{self._root}/o/{request.path_params['token']}"
        html = self.shelf.small("owed.html", words, self._root, here=here, aging=aging, sheet=drawn(aging, year, words))
        return browsing.page(html, browsing.private_headers(browsing.page_policy(self.base_url)))

    def _opened(self, request: Request) -> tuple[Aging, Year] | None:
        now = datetime.now(UTC)
        known = self.links.read(request.path_params["token"], now)
        aging = self.reads.aging(*known, now) if known else None
        year = self.reads.year(*known, now) if known and aging else None
        return (aging, year) if aging and year else None

    @property
    def _root(self) -> str:
        return urlsplit(self.base_url).path.rstrip("/")


def router(pages: OwedPages) -> APIRouter:
    """``/o/<token>``."""
    routes = APIRouter()
    routes.add_route("/o/{token}", pages.show, methods=["GET"], include_in_schema=False)
    return routes
