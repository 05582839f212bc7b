"""The page for a link that opens nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fastapi import Request, Response

from channels import browsing
from channels.portal.showing import Shelf
from core.ports.wording import Wording


@dataclass(frozen=True, slots=True)
class LostPage:
    """404: no invoice is here, and what to do. Half a link or an address that never was gets it, too."""

    words: Callable[[str], Wording]
    base_url: str
    shelf: Shelf = field(default_factory=Shelf)

    def answer(self, request: Request) -> Response:
        """In the visitor's language, as far as the browser tells it."""
        root = urlsplit(self.base_url).path.rstrip("/")
        html = self.shelf.small("lost.html", self.words(browsing.language_of(request)), root)
        return browsing.page(html, browsing.private_headers(browsing.page_policy(self.base_url)), 404)
