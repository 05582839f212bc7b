"""Updates as Telegram posts them: the recorded ones, and fresh ones for people who say new things."""

import itertools
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from channels.telegram.adapter import Telegram
from core.ports.messaging import Inbound

FOLDER = Path(__file__).parents[2] / "payloads" / "telegram"
RECORDED = sorted(path.stem for path in FOLDER.glob("*.json"))
TOKEN = "7012345678:AAF-canary-of-the-token-do-not-tell"
SECRET = "a_secret_of_the_tests-16"
HEADERS = {"content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET}
_numbers = itertools.count(730_000_001)


def recorded(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def update(**kind: Any) -> dict[str, Any]:
    return {"update_id": next(_numbers), **kind}


def person(chat: int, name: str = "") -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": name, "language_code": "en"}


def message(chat: int, **more: Any) -> dict[str, Any]:
    """Said in private."""
    return {
        "message_id": next(_numbers),
        "from": person(chat),
        "chat": {"id": chat, "first_name": "", "type": "private"},
        "date": int(time.time()),
        **more,
    }


def document(file_id: str, name: str, media_type: str, size: int) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "file_name": name,
        "mime_type": media_type,
        "file_size": size,
    }


def photo(file_id: str, size: int) -> list[dict[str, Any]]:
    """The same picture in two sizes, the larger last."""
    small = {"file_id": f"{file_id}-s", "file_unique_id": f"u{file_id}-s", "width": 90, "height": 67, "file_size": 900}
    return [small, {**small, "file_id": file_id, "width": 1280, "height": 960, "file_size": size}]


def tap(chat: int, token: str, query_id: str = "", **under: Any) -> dict[str, Any]:
    """``under`` is about the message that the button stands under."""
    return update(
        callback_query={
            "id": query_id or str(next(_numbers)),
            "from": person(chat),
            "message": message(chat, text="a question", **under),
            "chat_instance": "1",
            "data": token,
        }
    )


def body(one: Mapping[str, Any]) -> bytes:
    return json.dumps(one).encode()


def telegram_body(adapter: Telegram, heard: Inbound) -> bytes:
    """What Telegram posts for this to be heard, through the door."""
    chat, date = int(heard.sender), int(heard.sent_at.timestamp())
    if heard.tap:
        raw = tap(chat, heard.tap, heard.external_id, date=date)
    else:
        about: dict[str, Any] = {"message_id": int(heard.external_id.partition(":")[2]), "date": date}
        if heard.album:
            about["media_group_id"] = heard.album
        if heard.attachments:
            (file,) = heard.attachments
            about["document"] = document(file.ref, file.file_name, file.media_type, file.size)
        raw = update(message=message(chat, **about, **({"text": heard.text} if heard.text else {})))
    return adapter.verify("", HEADERS, body(raw))[0].body
