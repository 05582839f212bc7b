"""From "Add to Slack" to a kept token, in one browser."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from bots.wording import wording
from channels.signing import Signer
from channels.slack.install import COOKIE, Install, router

BASE = "https://bot.example.com"


@pytest.fixture
def clock():
    return [1_795_000_000.0]


@pytest.fixture
async def browser(slack, clock):
    install = Install(
        api=slack.workspaces.api,
        workspaces=slack.workspaces,
        words=wording,
        client_id="1.2",
        client_secret="canary-client-secret",
        signer=Signer(b"k" * 32, "slack-install"),
        base_url=BASE,
        clock=lambda: clock[0],
    )
    app = FastAPI()
    app.include_router(router(install))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
        yield client


async def begin(browser) -> str:
    answer = await browser.get("/slack/install")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert answer.status_code == 303
    assert asked["redirect_uri"] == [f"{BASE}/slack/oauth_redirect"]
    assert "files:read" in asked["scope"][0]
    return asked["state"][0]


async def test_a_workspace_that_agrees_is_installed(browser, slack):
    state = await begin(browser)
    answer = await browser.get("/slack/oauth_redirect", params={"code": "good-code", "state": state})
    assert answer.status_code == 200
    assert "Milepost is in your workspace" in answer.text
    assert await slack.workspaces.token("T0OTHER") == "xoxb-canary-of-another"


@pytest.mark.parametrize("spoil", ["late", "other browser", "altered", "none"])
async def test_a_state_that_is_late_or_of_another_browser_installs_nothing(browser, slack, standin, clock, spoil):
    state = await begin(browser)
    if spoil == "late":
        clock[0] += 601
    elif spoil == "other browser":
        browser.cookies.set(COOKIE, "another", domain="bot.example.com", path="/slack/")
    else:
        state = "" if spoil == "none" else "9" + state[1:]
    answer = await browser.get("/slack/oauth_redirect", params={"code": "good-code", "state": state})
    assert answer.status_code == 400
    assert standin.asked("oauth.v2.access") == []
    assert await slack.workspaces.installed() == ("T0SITE",)


@pytest.mark.parametrize(("asked", "status"), [({"error": "access_denied"}, 400), ({"code": "bad"}, 502)])
async def test_what_slack_or_a_person_refuses_is_told_kindly(browser, asked, status):
    answer = await browser.get("/slack/oauth_redirect", params={**asked, "state": await begin(browser)})
    assert answer.status_code == status
    assert "canary" not in answer.text
    assert "again" in answer.text
