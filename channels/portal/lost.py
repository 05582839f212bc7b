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
    """404: nothing is here, and what to do. Half a link or an address that never was gets it, too. ``what`` picks the
    words: "portal" for an invoice, "offerpage" for a proposal, "edit" for the page that edits one, "lost" for the rest.
    """

    words: Callable[[str], Wording]
    base_url: str
    shelf: Shelf = field(default_factory=Shelf)
    what: str = "portal"

    def answer(self, request: Request) -> Response:
        """In the visitor's language, as far as the browser tells it."""
        root = urlsplit(self.base_url).path.rstrip("/")
        html = self.shelf.small("lost.html", self.words(browsing.language_of(request)), root, what=self.what)
        return browsing.page(html, browsing.private_headers(browsing.page_policy(self.base_url)), 404)
