"""The fake gateway's page: TEST MODE, three outcomes, each told by a signed call over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Response

from bots.wording import wording
from channels import webhooks
from channels.payments.sandbox import pages
from channels.payments.sandbox.adapter import SandboxGateway
from channels.payments.sandbox.courier import Courier
from core.domain.money import Money
from core.ports.payments import PageWanted
from tests.twins.memory_inbox import MemoryInbox

SECRET = b"a-secret-of-tests-1"
OURS = {"sec-fetch-site": "same-origin"}
WANTED = PageWanted(
    reference="r-1",
    amount=Money(450_000, "USD"),
    description="Invoice INV-0042 <b>",
    payer_name="Dana Lee",
    payee_name="Rivera Remodeling",
    payer_email="dana@example.com",
    payee="",
    language="en",
    return_url="https://bot.example/i/token?back=1",
)


def at_once(reading):
    """The sandbox asks nobody what its events say."""
    try:
        reading.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waited")


@dataclass
class Desk:
    """A server with the pages and the front door. ``stumbles``: so many calls of the webhook fail first."""

    gateway: SandboxGateway
    inbox: MemoryInbox
    client: httpx.AsyncClient
    url: str
    stumbles: int = 0
    calls: int = 0

    async def press(self, outcome: str) -> httpx.Response:
        return await self.client.post(self.url, data={"outcome": outcome}, headers=OURS)

    def outcomes(self) -> list[str]:
        return [at_once(self.gateway.read(item.body)).outcome for item in self.inbox.items.values()]

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.inbox.items) < count:
                await self.inbox.arrivals.get()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    app = FastAPI()
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event to wait for
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    gateway = SandboxGateway(SECRET, f"http://127.0.0.1:{port}")
    door = FastAPI()
    inbox = MemoryInbox()
    door.include_router(webhooks.router({"sandbox": gateway}, inbox, gateway.base_url))
    app.include_router(pages.router(gateway, wording, delay=0.3))
    async with httpx.AsyncClient(trust_env=False) as client:
        desk = Desk(gateway, inbox, client, (await gateway.make_page(WANTED)).url)

        async def stumbling(scope, receive, send):
            desk.calls += 1
            if desk.stumbles:
                desk.stumbles -= 1
                return await Response(status_code=503)(scope, receive, send)
            return await door({**scope, "root_path": ""}, receive, send)

        app.mount("/webhooks", stumbling)
        yield desk
    server.should_exit = True
    await task


async def test_the_page_says_test_mode_and_what_is_paid_to_whom(desk):
    answer = await desk.client.get(desk.url)
    for words in ("TEST MODE", "Rivera Remodeling", "$4,500.00", "Invoice INV-0042 &lt;b&gt;", "no money moves"):
        assert words in answer.text
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "form-action https://bot.example 'self'" in answer.headers["content-security-policy"]


async def test_the_page_speaks_the_invoices_language(desk):
    page = await desk.gateway.make_page(PageWanted(**{**fields(), "language": "es"}))
    assert "MODO DE PRUEBA" in (await desk.client.get(page.url)).text


async def test_looking_at_the_page_pays_nothing(desk):
    for method in ("GET", "HEAD"):
        assert (await desk.client.request(method, desk.url + "?outcome=success")).status_code == 200
    assert desk.inbox.offered == 0


async def test_pay_is_told_before_the_browser_goes_back(desk):
    answer = await desk.press("success")
    assert (answer.status_code, answer.headers["location"]) == (303, WANTED.return_url)
    assert desk.outcomes() == ["succeeded"]
    (item,) = desk.inbox.items.values()
    event = at_once(desk.gateway.read(item.body))
    assert (event.amount, event.reference, event.test_mode) == (WANTED.amount, "r-1", True)


async def test_pressing_pay_twice_is_one_payment(desk):
    await asyncio.gather(desk.press("success"), desk.press("success"))
    assert (desk.outcomes(), desk.inbox.offered) == (["succeeded"], 2)


async def test_events_of_one_payment_are_one_line_and_another_payment_does_not_wait_for_them():
    gateway, lines = SandboxGateway(SECRET, "https://bot.example"), []
    for reference in ("one", "one", "another"):
        made = await gateway.make_page(replace(WANTED, reference=reference))
        page = gateway.page(made.url.rpartition("/")[2])
        assert page
        body = gateway.event(page, "failed", str(len(lines)))
        [item] = gateway.verify("", gateway.sign(body), body)
        lines.append(item.line)
    assert lines[0] == lines[1] != lines[2]


async def test_declined_and_declined_again_then_paid(desk):
    for outcome in ("decline", "decline", "success"):
        await desk.press(outcome)
    assert desk.outcomes() == ["failed", "failed", "succeeded"]
    events = [at_once(desk.gateway.read(item.body)) for item in desk.inbox.items.values()]
    assert len({event.external_id for event in events}) == 1
    assert [event.reason for event in events] == ["card_declined", "card_declined", ""]


async def test_a_delayed_payment_is_processing_first_and_succeeds_a_little_later(desk):
    await desk.press("later")
    assert desk.outcomes() == ["processing"]
    await desk.until(2)
    assert desk.outcomes() == ["processing", "succeeded"]


async def test_a_webhook_that_stumbles_is_told_again(desk):
    desk.stumbles = 2
    assert (await desk.press("success")).status_code == 303
    assert desk.outcomes() == []
    await desk.until(1)
    assert (desk.outcomes(), desk.calls) == (["succeeded"], 3)


async def test_an_event_nobody_ever_takes_is_given_up_after_the_last_wait(desk):
    desk.stumbles = 100
    courier = Courier(desk.gateway, waits=(0.01, 0.01))
    await courier.deliver(b'{"id": "e1"}')
    await asyncio.sleep(0.5)
    assert desk.calls == 3


async def test_a_server_that_is_not_there_does_not_break_the_page():
    gateway = SandboxGateway(SECRET, "http://127.0.0.1:9")
    courier = Courier(gateway, waits=(0.01,))
    await courier.deliver(b'{"id": "e1"}')
    await asyncio.sleep(0.2)
    assert not courier._waiting


@pytest.mark.parametrize("token", ["", "x", "a.b", "ü.ü", "e30.e30", "%00.%00"])
async def test_a_page_that_we_did_not_make_is_a_kind_404(desk, token):
    address = f"{desk.gateway.base_url}/sandbox/pay/{token or '.'}"
    assert (await desk.client.get(address)).status_code == 404
    assert (await desk.client.post(address, data={"outcome": "success"}, headers=OURS)).status_code == 404
    assert desk.inbox.offered == 0


async def test_no_changed_letter_of_a_pages_address_is_taken(desk):
    token = desk.url.rpartition("/")[2]
    for at in range(0, len(token), 7):
        other = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert desk.gateway.page(other) is None
    assert desk.gateway.page(token + "=") is None
    assert SandboxGateway(b"another-secret-of-tests", "http://x").page(token) is None


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
async def test_only_the_page_itself_may_pay(desk, headers):
    answer = await desk.client.post(desk.url, data={"outcome": "success"}, headers=headers)
    assert (answer.status_code, desk.inbox.offered) == (403, 0)


@pytest.mark.parametrize("form", [{}, {"outcome": "refund"}, {"other": "x"}])
async def test_an_unknown_outcome_does_nothing(desk, form):
    answer = await desk.client.post(desk.url, data=form, headers=OURS)
    assert (answer.status_code, desk.inbox.offered) == (400, 0)
    assert (await desk.client.post(desk.url, json=form, headers=OURS)).status_code == 400


def fields() -> dict[str, object]:
    return {name: getattr(WANTED, name) for name in PageWanted.__dataclass_fields__}
