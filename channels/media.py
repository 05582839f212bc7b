"""Bounded download of what people sent: known hosts only, cut at a size and at a time, never redirected elsewhere."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from core.ports.messaging import FetchFailed

MOST_REDIRECTS = 3
_GONE = frozenset({404, 410})
_PRIVATE = ("authorization", "cookie", "proxy-authorization")


@dataclass(frozen=True, slots=True)
class _Bounds:
    limit: int
    allowed_hosts: frozenset[str]
    allowed_domains: tuple[str, ...] = ()

    def allow(self, url: httpx.URL, came_from: httpx.URL | None) -> bool:
        """http(s), a listed host, no name or password in the address, and never from https down to http."""
        downgraded = came_from is not None and came_from.scheme == "https" and url.scheme != "https"
        known = self._known(url.host.lower()) and (url.port or 0) < 65_536
        return url.scheme in {"http", "https"} and known and not url.userinfo and not downgraded

    def _known(self, host: str) -> bool:
        return host in self.allowed_hosts or any(host.endswith(f".{domain}") for domain in self.allowed_domains)


async def download(
    client: httpx.AsyncClient,
    url: str,
    into: Path,
    limit: int,
    *,
    allowed_hosts: Collection[str],
    allowed_domains: Collection[str] = (),
    seconds: float = 60,
) -> None:
    """Write what is at ``url`` to ``into``: at most ``limit`` bytes, within ``seconds`` in all, slow streams included.

    Every hop must be at one of ``allowed_hosts`` (exact names) or below one of ``allowed_domains`` (whole labels); the
    client's credentials go to the first origin only.
    Raises FetchFailed: media.gone (final), media.too_large (final), media.unreachable (final when the address is
    refused). A file cut short is not left behind.
    """
    domains = tuple(domain.lower() for domain in allowed_domains)
    bounds = _Bounds(limit, frozenset(host.lower() for host in allowed_hosts), domains)
    with _whole_or_not_at_all(into):
        try:
            async with asyncio.timeout(seconds):
                await _fetch(client, _address(url), into, bounds)
        except (TimeoutError, httpx.HTTPError, httpx.StreamError) as problem:
            raise FetchFailed("media.unreachable") from problem


@contextmanager
def _whole_or_not_at_all(into: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        into.unlink(missing_ok=True)
        raise


async def _fetch(client: httpx.AsyncClient, first: httpx.URL, into: Path, bounds: _Bounds) -> None:
    url, came_from = first, None
    for _ in range(MOST_REDIRECTS + 1):
        if not bounds.allow(url, came_from):
            break
        async with _answer(client, url, own=_origin(url) == _origin(first)) as answer:
            if not answer.has_redirect_location:
                return await _keep(answer, into, bounds.limit)
            url, came_from = url.join(answer.headers["location"]), url
    raise FetchFailed("media.unreachable", final=True)


@asynccontextmanager
async def _answer(client: httpx.AsyncClient, url: httpx.URL, *, own: bool) -> AsyncIterator[httpx.Response]:
    # Unpacked bytes: a small packed answer could otherwise unpack to any size in one piece.
    request = client.build_request("GET", url, headers={"Accept-Encoding": "identity"})
    if not own:
        for name in _PRIVATE:
            request.headers.pop(name, None)
    auth = httpx.USE_CLIENT_DEFAULT if own else None
    answer = await client.send(request, stream=True, follow_redirects=False, auth=auth)
    try:
        yield answer
    finally:
        await answer.aclose()


async def _keep(answer: httpx.Response, into: Path, limit: int) -> None:
    if answer.status_code in _GONE:
        raise FetchFailed("media.gone", final=True)
    packed = answer.headers.get("content-encoding", "identity").lower() != "identity"
    if answer.status_code != httpx.codes.OK or packed:
        raise FetchFailed("media.unreachable")
    announced = answer.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise FetchFailed("media.too_large", final=True)
    await _write(answer, into, limit)


async def _write(answer: httpx.Response, into: Path, limit: int) -> None:
    """The announced length is hearsay: what counts is what comes."""
    written = 0
    file = await asyncio.to_thread(into.open, "wb")
    try:
        async for piece in answer.aiter_raw(65_536):
            written += len(piece)
            if written > limit:
                raise FetchFailed("media.too_large", final=True)
            await asyncio.to_thread(file.write, piece)
    finally:
        file.close()


def _address(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        raise FetchFailed("media.unreachable", final=True) from None


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
