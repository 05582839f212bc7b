"""The only bytes a document can reach are those prepared for it."""

from collections.abc import Mapping

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEMES = frozenset({"font", "proof", "asset"})


class AddressRefused(Exception):
    """The page asked for something that was not prepared for it."""


class PreparedBytes(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type information
    """Answers ``font:``, ``proof:`` and ``asset:`` from memory; all else, even ``data:``, stops the render.

    WeasyPrint passes over a failed fetch in silence unless ``fail_on_errors`` is set.
    """

    def __init__(self, prepared: Mapping[str, bytes]) -> None:
        super().__init__(fail_on_errors=True)
        self._prepared = prepared
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        scheme = url.partition(":")[0].lower()
        if headers or scheme not in SCHEMES or url not in self._prepared:
            self.refused.append(url)
            raise AddressRefused(url)
        return URLFetcherResponse(url, self._prepared[url])
