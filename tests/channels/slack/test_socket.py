"""Socket Mode through the SDK's own client: kept, then acknowledged."""

import asyncio
import contextlib

import pytest

from channels.slack.api import CallFailed
from channels.slack.socket import Socket
from tests.channels.slack.payloads import event
from tests.channels.slack.standin import APP_TOKEN
from tests.twins.memory_inbox import MemoryInbox


def envelope(number: int, payload: dict, kind: str = "events_api") -> dict:
    return {"envelope_id": f"e{number}", "type": kind, "payload": payload, "accepts_response_payload": True}


@contextlib.asynccontextmanager
async def listening(socket: Socket, accept):
    task = asyncio.create_task(socket.listen(accept))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(true):
    for _ in range(200):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen")


async def test_what_comes_is_kept_and_then_acknowledged(slack, standin):
    inbox = MemoryInbox()
    command = {
        "command": "/milestone",
        "text": "list",
        "team_id": "T0SITE",
        "user_id": "U0RAY",
        "trigger_id": "1.2.3",
        "channel_id": "D0RAY",
    }
    standin.to_socket += [envelope(1, event("text_im")), envelope(2, command, "slash_commands")]
    async with listening(Socket(slack, slack.workspaces.api, APP_TOKEN), inbox.accept):
        await until(lambda: len(standin.acks) == 2)
    assert [one["envelope_id"] for one in standin.acks] == ["e1", "e2"]
    bodies = [inbox.arrivals.get_nowait().body for _ in range(2)]
    assert [slack.translate(one)[0].text[:6] for one in bodies] == ["Tom & ", "status"]


async def test_what_could_not_be_kept_is_not_acknowledged_so_that_it_comes_again(slack, standin):
    tried = []

    async def accept(items):
        tried.append(items)
        if len(tried) == 1:
            raise OSError("the database is away")
        return 1

    standin.to_socket += [envelope(1, event("text_im"))]
    async with listening(Socket(slack, slack.workspaces.api, APP_TOKEN), accept):
        await until(lambda: tried)
        await asyncio.sleep(0.2)
        assert standin.acks == []
        standin.to_socket += [envelope(2, event("text_im"))]
        await until(lambda: standin.acks)
    assert [one["envelope_id"] for one in standin.acks] == ["e2"]


async def test_a_token_that_is_not_taken_is_told(slack):
    with pytest.raises(CallFailed) as failed:
        await Socket(slack, slack.workspaces.api, "xapp-wrong").listen(MemoryInbox().accept)
    assert str(failed.value) == "invalid_auth"
