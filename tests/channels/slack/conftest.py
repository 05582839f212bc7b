"""A stand-in for Slack, and an adapter that talks to it."""

import pytest

from bots.wording import wording
from channels.slack.adapter import Slack
from channels.slack.api import Api
from channels.slack.workspaces import Workspaces
from tests.channels.slack.standin import SIGNING_SECRET, TEAM, TOKEN, Standin
from tests.twins.memory_credentials import MemoryCredentials

NOW = 1795359860


@pytest.fixture
def standin(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Standin().serving() as serving:
        yield serving


def adapter(api: str, *, single: str = "", installed: bool = True) -> Slack:
    credentials = MemoryCredentials()
    if installed:
        credentials.put("slack", TEAM, {"token": TOKEN, "installed_at": "1795000000"})
    workspaces = Workspaces(Api(api, timeout_seconds=2), credentials, single)
    return Slack(workspaces, wording, signing_secret=SIGNING_SECRET, clock=lambda: NOW)


@pytest.fixture
def slack(standin) -> Slack:
    return adapter(standin.api)


@pytest.fixture
def offline() -> Slack:
    """For what needs no vendor."""
    return adapter("http://127.0.0.1:9/api/")
