"""getUpdates: what was kept is confirmed, what was not comes again."""

import asyncio
import contextlib
import json

import pytest

from channels.telegram.polling import NotListening
from channels.telegram.reading import UPDATES
from tests.channels.telegram.stand_in import Fault
from tests.channels.telegram.updates import message, recorded, tap, update
from tests.twins.memory_inbox import MemoryInbox


async def until(done, patience: float = 20.0) -> None:
    async with asyncio.timeout(patience):
        while not done():  # noqa: ASYNC110 - the stand-in lives in another thread
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def listening(telegram, accept):
    task = asyncio.create_task(telegram.listen(accept))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task


def offsets(api) -> list[int]:
    return [int(call.params.get("offset", 0)) for call in api.called("getUpdates")]


async def test_updates_are_handed_over_raw_and_confirmed_after(telegram, api):
    inbox = MemoryInbox()
    api.webhook = {"url": "https://old.example/webhooks/telegram"}
    api.updates = [json.loads(recorded("text")), json.loads(recorded("photo"))]
    last = api.updates[-1]["update_id"]
    async with listening(telegram, inbox.accept):
        await until(lambda: last + 1 in offsets(api))
    assert [json.loads(item.body) for item in inbox.items.values()] == [
        json.loads(recorded("text")),
        json.loads(recorded("photo")),
    ]
    assert api.webhook == {}
    assert offsets(api)[0] == 0
    assert json.loads(api.called("getUpdates")[0].params["allowed_updates"]) == list(UPDATES)
    assert api.called("deleteWebhook")[0].params.get("drop_pending_updates", "false") == "false"


async def test_what_was_not_kept_is_not_confirmed_and_comes_again(telegram, api):
    api.updates = [json.loads(recorded("text"))]

    async def full(_items) -> int:
        raise OSError("the database is away")

    with pytest.raises(OSError, match="database"):
        await telegram.listen(full)
    assert offsets(api) == [0]
    inbox = MemoryInbox()
    async with listening(telegram, inbox.accept):
        await until(lambda: inbox.items)


async def test_what_says_nothing_to_us_or_cannot_be_read_is_passed_over(telegram, api, caplog):
    inbox = MemoryInbox()
    api.updates = [
        json.loads(recorded("unknown_kind")),
        {"update_id": 482999990, "message": {"text": "no chat"}},
        {**json.loads(recorded("text")), "update_id": 482999991},
    ]
    async with listening(telegram, inbox.accept):
        await until(lambda: 482999992 in offsets(api))
    assert [key[1] for key in inbox.items] == ["7012345678:482999991"]
    assert "cannot be read" in caplog.text


async def test_a_tap_is_answered_once_it_is_kept_and_a_refused_answer_stops_nothing(telegram, api):
    inbox = MemoryInbox()
    api.goes_wrong("answerCallbackQuery", Fault(400, "Bad Request: query is too old and response timeout expired"))
    api.updates = [tap(5, "a.0", "11"), tap(5, "a.1", "12"), update(message=message(5, text="hello"))]
    async with listening(telegram, inbox.accept):
        await until(lambda: len(api.called("getUpdates")) > 1)
    assert {call.params["callback_query_id"] for call in api.called("answerCallbackQuery")} == {"11", "12"}
    assert len(inbox.items) == 3


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(409, "Conflict: terminated by other getUpdates request"), "another process polls"),
        (Fault(401, "Unauthorized"), "Unauthorized"),
        (Fault(502, raw="<html>"), "NetworkError"),
        (Fault(0), "NetworkError"),
        (Fault(200, raw='{"ok": false}'), "none of Telegram's"),
        (Fault(200, raw='{"ok": true, "result": true}'), "none of Telegram's"),
    ],
    ids=str,
)
async def test_what_ends_the_listening_is_told_in_words(telegram, api, fault, words):
    api.goes_wrong("getUpdates", fault)
    with pytest.raises(NotListening, match=words):
        await telegram.listen(MemoryInbox().accept)
