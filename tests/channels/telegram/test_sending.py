"""Through the real SDK to a stand-in: what goes out, and what every way of going wrong means."""

import asyncio

import pytest

from channels.telegram.adapter import Telegram
from core.ports.messaging import Choice, Delivery, FileOut, SendFailed
from tests.channels.telegram.stand_in import NOWHERE, Fault
from tests.channels.telegram.updates import recorded

RAY = "584201337"
GROUP = "-1002233445566"
HELLO = Delivery(key="k1", text="Hello *there* <b>&")
FLOOD = Fault(429, "Too Many Requests: retry after 7", {"retry_after": 7})


async def refused(telegram: Telegram, address: str = RAY, delivery: Delivery = HELLO) -> SendFailed:
    with pytest.raises(SendFailed) as failed:
        await telegram.send(address, delivery)
    return failed.value


async def test_words_go_as_they_are_without_any_markup_and_without_a_preview_of_the_link(telegram, api):
    vendor_id = await telegram.send(RAY, HELLO)
    (sent,) = api.messages[RAY]
    (call,) = api.called("sendMessage")
    assert (sent["text"], vendor_id) == (HELLO.text, f"{RAY}:{sent['id']}")
    assert "parse_mode" not in call.params
    assert '"is_disabled": true' in call.params["link_preview_options"]


async def test_its_own_name_is_asked_once_and_again_after_a_while_when_nobody_answers(telegram, api):
    api.goes_wrong("getMe", Fault(500, "down"))
    for _ in range(3):
        await telegram.know_itself()
    assert len(api.called("getMe")) == 1
    telegram._ask_again = 0.0
    for _ in range(3):
        await telegram.know_itself()
    assert len(api.called("getMe")) == 2
    (heard,) = telegram.translate(recorded("mention_in_group"))
    assert heard.context == {"mention": "1"}


async def test_a_code_comes_by_a_deep_link_and_the_bots_name_is_asked_once(telegram, api):
    api.goes_wrong("getMe", Fault(500, "down"))
    assert await telegram.way_in("K7QM4-RTWXZ") is None
    for _ in range(2):
        way = await telegram.way_in("K7QM4-RTWXZ")
        assert way.url == "https://t.me/milepost_bot?start=K7QM4-RTWXZ"
    assert len(api.called("getMe")) == 2


async def test_several_files_arrive_in_order_with_their_names_and_bytes(telegram, api):
    files = (
        FileOut("a b.jpg", "image/jpeg", b"\xff\xd8a"),
        FileOut("factura número 1.pdf", "application/pdf", b"%PDF-1.7"),
    )
    await telegram.send(RAY, Delivery(key="k", text="Two", files=files, choices=(Choice("Send", "t"),)))
    found = [one for message in api.messages[RAY] for one in message["files"]]
    assert [(one["as"], one["content"]) for one in found] == [("photo", b"\xff\xd8a"), ("document", b"%PDF-1.7")]
    assert found[1]["name"] == "factura número 1.pdf"
    assert [message["text"] for message in api.messages[RAY]] == ["", "Two"]


async def test_a_picture_that_telegram_cannot_show_goes_as_a_file(telegram, api):
    api.goes_wrong("sendPhoto", Fault(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    await telegram.send(RAY, Delivery(key="k", text="x", files=(FileOut("long.png", "image/png", b"\x89PNG"),)))
    assert [one["as"] for one in api.messages[RAY][0]["files"]] == ["document"]


async def test_a_link_that_telegram_refuses_after_all_stands_in_the_text(telegram, api):
    url = "https://refused.example/i/abc"
    await telegram.send(RAY, Delivery(key="k", text="Pay", url=url, choices=(Choice("Later", "t"),)))
    (sent,) = api.messages[RAY]
    assert (sent["text"], sent["url"], len(sent["choices"])) == (f"Pay\n\n{url}", "", 1)


@pytest.mark.parametrize(
    ("fault", "final", "after"),
    [
        (Fault(403, "Forbidden: bot was blocked by the user"), True, None),
        (Fault(403, "Forbidden: user is deactivated"), True, None),
        (Fault(400, "Bad Request: chat not found"), True, None),
        (Fault(413, "Request Entity Too Large"), True, None),
        (FLOOD, False, 7),
        (Fault(401, "Unauthorized"), False, None),
        (Fault(409, "Conflict: terminated by other getUpdates request"), False, None),
        (Fault(500), False, None),
        (Fault(502, raw="<html>Bad Gateway</html>"), False, None),
        (Fault(200, raw="<html>a login page</html>"), False, None),
        (Fault(200, raw='{"ok": false, "error_code": 400}'), False, None),
        (Fault(200, raw='{"ok": true, "result": true}'), False, None),
        (Fault(-1), False, None),
        (Fault(0), False, None),
    ],
    ids=lambda value: f"{value.status} {(value.raw or value.description)[:24]}" if isinstance(value, Fault) else None,
)
async def test_what_goes_wrong_is_told_as_it_is(telegram, api, fault, final, after):
    api.goes_wrong("sendMessage", fault)
    failed = await refused(telegram)
    assert (failed.final, failed.retry_after) == (final, after)
    assert failed.unreachable == (final and fault.status != 413)
    assert api.messages[RAY] == []


async def test_after_429_nothing_more_is_asked_until_the_time_is_over(telegram, api):
    api.goes_wrong("sendMessage", Fault(429, "Too Many Requests", {"retry_after": 3000}))
    await refused(telegram)
    failed = await refused(telegram)
    assert len(api.called("sendMessage")) == 1
    assert not failed.final
    assert 2900 < failed.retry_after <= 3000


async def test_what_failed_once_goes_at_the_next_try(telegram, api):
    api.goes_wrong("sendMessage", Fault(500))
    await refused(telegram)
    assert await telegram.send(RAY, HELLO)
    assert len(api.messages[RAY]) == 1


async def test_a_retry_sends_only_the_parts_that_have_not_gone(telegram, api):
    files = (FileOut("a.pdf", "application/pdf", b"a"), FileOut("b.pdf", "application/pdf", b"b"))
    api.goes_wrong("sendDocument", Fault(200, raw=""), Fault(500))
    delivery = Delivery(key="k", text="x" * 2_000, files=files)
    for _ in range(2):
        await refused(telegram, delivery=delivery)
    api.goes_wrong("sendMessage", Fault(502))
    await refused(telegram, delivery=delivery)
    await telegram.send(RAY, delivery)
    assert [[file["name"] for file in message["files"]] for message in api.messages[RAY]] == [["a.pdf"], ["b.pdf"], []]


async def test_a_timeout_does_not_say_that_nothing_went_and_the_message_comes_twice_rather_than_never(telegram, api):
    api.goes_wrong("sendMessage", Fault(-1, done=True))
    failed = await refused(telegram)
    assert not failed.final
    await telegram.send(RAY, HELLO)
    assert len(api.messages[RAY]) == 2


async def test_a_group_that_became_a_supergroup_is_written_to_under_its_new_id(telegram, api):
    api.migrated["-498"] = int(GROUP)
    assert (await telegram.send("-498", HELLO)).startswith(f"{GROUP}:")
    await telegram.send("-498", Delivery(key="k2", text="again"))
    assert [one["text"] for one in api.messages[GROUP]] == [HELLO.text, "again"]
    assert len(api.called("sendMessage")) == 3


@pytest.mark.parametrize("address", ["", "nobody", "0", "1e5", "@ray", "1" * 30, "--5", NOWHERE])
async def test_what_is_no_chat_fails_for_good(telegram, address):
    assert (await refused(telegram, address)).final


async def test_a_file_above_50_megabytes_is_not_even_tried(telegram, api):
    delivery = Delivery(key="k", text="x", files=(FileOut("v.mp4", "video/mp4", bytes(50_000_001)),))
    assert (await refused(telegram, delivery=delivery)).final
    assert api.calls == []


async def test_a_button_of_65_bytes_is_found_here_and_not_by_telegram(telegram, api):
    with pytest.raises(ValueError, match="64 bytes"):
        await telegram.send(RAY, Delivery(key="k", text="x", choices=(Choice("A", "x" * 65),)))
    assert api.calls == []


async def test_the_limits_are_kept_while_many_are_written_to(telegram, api):
    await asyncio.gather(*(telegram.send(str(chat), Delivery(key=str(chat), text="x")) for chat in range(1, 15)))
    assert sum(len(found) for found in api.messages.values()) == 14


async def test_what_was_sent_long_ago_is_forgotten(telegram):
    for number in range(2_100):
        telegram._known(RAY, str(number))
    assert len(telegram._sent) == 2_000


async def test_typing_is_shown_and_never_raises(telegram, api):
    await telegram.typing(RAY)
    api.blocked.add(RAY)
    await telegram.typing(RAY)
    await telegram.typing("nobody")
    assert [call.params["action"] for call in api.called("sendChatAction")] == ["typing", "typing"]


def test_one_adapter_serves_one_event_loop_after_another(api):
    telegram = Telegram("7012345678:AAF-canary-of-the-token-do-not-tell", "", api.url)

    async def say(number: int) -> None:
        await telegram.send(RAY, Delivery(key=str(number), text="x"))
        await telegram.close()

    for number in range(2):
        asyncio.run(say(number))
    assert len(api.messages[RAY]) == 2
