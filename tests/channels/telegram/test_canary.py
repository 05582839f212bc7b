"""The token is told to nobody: not in an error, not in what causes it, not in a log, however much is logged."""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Awaitable, Callable

import pytest

from channels.telegram import calling, setup
from channels.telegram.adapter import Telegram
from core.ports.messaging import Delivery, FileOut
from tests.channels.telegram.stand_in import BotApi, Fault
from tests.channels.telegram.updates import SECRET, TOKEN

PAGE = f"<html>502 Bad Gateway: POST /bot{TOKEN}/sendMessage</html>"
FAULTS = [
    Fault(400, f"Bad Request: no such thing as /bot{TOKEN}/x"),
    Fault(401, f"Unauthorized {TOKEN}"),
    Fault(403, f"Forbidden {TOKEN}"),
    Fault(404, "Not Found"),
    Fault(409, f"Conflict {TOKEN}"),
    Fault(429, "Too Many Requests", {"retry_after": 1}),
    Fault(400, "Bad Request", {"odd": TOKEN}),
    Fault(502, raw=PAGE),
    Fault(200, raw=PAGE),
    Fault(200, raw='{"ok": false}'),
    Fault(0),
]
METHODS = ("sendMessage", "sendDocument", "getFile", "file", "getUpdates", "deleteWebhook", "getMe", "setWebhook")


@pytest.fixture
def logged(caplog):
    """All that is logged, from the lowest level up, whatever a program started in this process asked to be quiet."""
    for name in ("", *calling.TALKATIVE):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def told(failure: BaseException | None) -> str:
    """All that a log with a traceback would show of it."""
    return "".join(traceback.format_exception(failure)) if failure else ""


async def everything(telegram: Telegram, api: BotApi, folder) -> list[BaseException]:
    """Each call once, whatever comes of it."""

    async def nothing(_items) -> int:
        return 0

    async def listening() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.4):
                await telegram.listen(nothing)

    ref = api.keep(b"x", "f")
    pdf = FileOut("a.pdf", "application/pdf", b"%PDF")
    works: list[Callable[[], Awaitable[object]]] = [
        lambda: telegram.send("5", Delivery(key="1", text="x")),
        lambda: telegram.send("5", Delivery(key="2", text="x", files=(pdf,))),
        lambda: telegram.fetch(ref, folder / "a", 10),
        lambda: telegram.typing("5"),
        listening,
        lambda: setup.set_up(telegram.api, {}, url="https://x.example.com/w", secret=SECRET),
        lambda: setup.state(telegram.api),
    ]
    failures: list[BaseException] = []
    for work in works:
        try:
            await work()
        except Exception as failure:  # noqa: BLE001 - whatever it is, it is looked at
            failures.append(failure)
    return failures


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.status} {(fault.raw or fault.description)[:12]}")
async def test_the_token_is_in_no_error_and_in_no_log_on_any_way_of_failing(telegram, api, logged, tmp_path, fault):
    for method in METHODS:
        api.goes_wrong(method, fault, fault)
    failures = await everything(telegram, api, tmp_path)
    assert failures, "nothing failed, and nothing was looked at"
    assert logged.records, "nothing was logged, and nothing was looked at"
    assert not [one for one in failures if TOKEN in told(one) or TOKEN in repr(one)]
    assert TOKEN not in logged.text
    assert SECRET not in logged.text


async def test_the_token_is_in_no_error_when_nobody_answers(logged, tmp_path):
    away = BotApi(TOKEN)
    away._socket.close()
    telegram = Telegram(TOKEN, SECRET, away.url, patience=1.0)
    failures = await everything(telegram, away, tmp_path)
    assert len(failures) == 6
    assert not [one for one in failures if TOKEN in told(one)]
    assert TOKEN not in logged.text


async def test_the_token_is_in_no_log_when_all_goes_well_and_the_libraries_do_log(telegram, api, logged, tmp_path):
    await everything(telegram, api, tmp_path)
    assert "/bot<token>/sendMessage" in logged.text
    assert "setWebhook" in logged.text
    assert TOKEN not in logged.text
    assert SECRET not in logged.text
