"""One running site a module, its media drawn once; one Chromium for all."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Dialog, Page, async_playwright

from core.usecases.invoice_views import InvoicePage
from tests.channels.portal.site import Site, running, sample_media
from tests.chromium import ENVIRONMENT
from tests.twins.memory_reads import sample_page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP milepost.test 127.0.0.1",  # a name that is not "localhost": no secure context
]


@pytest.fixture(scope="session")
def media(tmp_path_factory) -> dict[str, bytes]:
    return sample_media(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="session")
def _with_engine() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture(scope="session")
def _without_engine() -> Iterator[Site]:
    with running(engine=False) as site:
        yield site


@pytest.fixture
def site(_with_engine: Site) -> Site:
    """With the small engine."""
    _with_engine.forget()
    return _with_engine


@pytest.fixture
def still_site(_without_engine: Site) -> Site:
    """Without an engine: what is said stays in the inbox."""
    _without_engine.forget()
    return _without_engine


@pytest.fixture
def invoice(site: Site, media: dict[str, bytes]) -> InvoicePage:
    return site.keep(sample_page(), media)


@pytest.fixture
def still_invoice(still_site: Site, media: dict[str, bytes]) -> InvoicePage:
    return still_site.keep(sample_page(), media)


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=20) as client:
        yield client


@dataclass
class Watched:
    """A browser tab, and everything that a clean page never does."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, page: Page) -> "Watched":
        watched = cls(page)
        page.on("console", lambda said: watched.complaints.append(said.text) if said.type != "log" else None)
        page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        page.on("request", lambda request: watched.requests.append(request.url))
        page.on("dialog", watched.dismiss)
        return watched

    async def dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog {dialog.message}")
        await dialog.dismiss()


@pytest.fixture(scope="session")
def chromium() -> Path:
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    return CHROMIUM


@pytest.fixture
async def tab(chromium: Path) -> AsyncIterator[Callable[..., Awaitable[Watched]]]:
    """``await tab(width=390, scheme="light", **context)`` opens a watched tab in Debian's Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(chromium), args=FLAGS, env=ENVIRONMENT)

        async def open_tab(width: int = 390, height: int = 780, scheme: Any = "light", **options: Any) -> Watched:
            viewport: Any = {"width": width, "height": height}
            context = await browser.new_context(viewport=viewport, color_scheme=scheme, **options)
            return Watched.over(await context.new_page())

        yield open_tab
        await browser.close()
