"""A stand-in of the Bot API over HTTP: what is sent is checked as Telegram checks it, and any call can go wrong."""

# ruff: noqa: ARG002, N802 - its methods are named as Telegram's are, and all are called alike

import asyncio
import contextlib
import itertools
import json
import mimetypes
import socket
import threading
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from core.ports.messaging import Choice, Delivery, FileOut

LARGEST_DOWNLOAD = 20_000_000
NOWHERE = "999"


@dataclass(frozen=True, slots=True)
class Fault:
    """``done``: the call is carried out, and only its answer goes wrong. Status 0 is a connection cut, -1 a silence."""

    status: int
    description: str = "Internal Server Error"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    done: bool = False
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    params: Mapping[str, Any]
    files: Mapping[str, tuple[str, bytes]]


class _Refused(Exception):
    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


class BotApi:
    """One bot with ``token``. ``silence`` seconds pass where a fault is a silence."""

    def __init__(self, token: str, *, silence: float = 2.0) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.messages: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.files: dict[str, tuple[str, bytes]] = {}
        self.paths: dict[str, str] = {}
        self.updates: list[dict[str, Any]] = []
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.blocked: set[str] = set()
        self.migrated: dict[str, int] = {}
        self.webhook: dict[str, Any] = {}
        self.silence = silence
        self._ids = itertools.count(1)
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def goes_wrong(self, method: str, *faults: Fault) -> None:
        """The next calls of ``method``, one fault each."""
        self.faults[method].extend(faults)

    def keep(self, content: bytes, file_id: str = "") -> str:
        file_id = file_id or f"file-{next(self._ids)}"
        self.files[file_id] = (f"documents/{file_id}.bin", content)
        return file_id

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def received(self, chat: str) -> list[Delivery]:
        """What this chat was sent, as deliveries; Telegram knows no keys, so its own ids stand for them."""
        return [
            Delivery(
                key=one["id"],
                text=one["text"],
                choices=tuple(Choice(**choice) for choice in one["choices"]),
                files=tuple(FileOut(file["name"], file["type"], file["content"]) for file in one["files"]),
                url=one["url"],
                url_label=one["url_label"],
            )
            for one in self.messages[chat]
        ]

    @contextlib.contextmanager
    def serving(self) -> Iterator["BotApi"]:
        server = uvicorn.Server(uvicorn.Config(self._app(), log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        thread.start()
        for _ in range(400):
            if server.started:
                break
            threading.Event().wait(0.02)
        try:
            yield self
        finally:
            server.should_exit = True
            thread.join(10)

    def _app(self) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/bot{token}/{method}", self._take, methods=["GET", "POST"])
        app.add_api_route("/file/bot{token}/{path:path}", self._file, methods=["GET"])
        return app

    async def _take(self, request: Request, token: str, method: str) -> Response:
        if token != self.token:
            return _no(_Refused(401, "Unauthorized"))
        params, files = await _read(request)
        self.calls.append(Call(method, params, files))
        fault = self.faults[method].popleft() if self.faults[method] else None
        if fault and not fault.done:
            return await self._fail(fault)
        try:
            handler = getattr(self, f"_{method}", None)
            result = handler(params, files) if handler else True
        except _Refused as refused:
            return _no(refused)
        if method == "getUpdates" and not result:
            await asyncio.sleep(0.05)
        return await self._fail(fault) if fault else JSONResponse({"ok": True, "result": result})

    async def _fail(self, fault: Fault) -> Response:
        if fault.status == 0:
            return _Cut()
        if fault.status == -1:
            await asyncio.sleep(self.silence)
            return Response(status_code=504)
        if fault.raw is not None:
            return Response(fault.raw, fault.status)
        return _no(_Refused(fault.status, fault.description, **fault.parameters))

    async def _file(self, token: str, path: str) -> Response:
        fault = self.faults["file"].popleft() if self.faults["file"] else None
        if fault:
            return Response(fault.description, fault.status)
        found = next((content for where, content in self.files.values() if where == path), None)
        return Response(status_code=404) if token != self.token or found is None else Response(found)

    # --- methods -------------------------------------------------------------------------------------------------

    def _getMe(self, params, files):
        return {
            "id": int(self.token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Milepost",
            "username": "milepost_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _sendMessage(self, params, files):
        text = params.get("text", "")
        if not text.strip():
            raise _Refused(400, "Bad Request: message text is empty")
        if len(text) > 4096:
            raise _Refused(400, "Bad Request: message is too long")
        return self._keep_message(params, text, [])

    def _sendDocument(self, params, files):
        return self._send_file(params, files, "document")

    def _sendPhoto(self, params, files):
        return self._send_file(params, files, "photo")

    def _sendChatAction(self, params, files):
        self._reach(params)
        return True

    def _getFile(self, params, files):
        file_id = params.get("file_id", "")
        if file_id not in self.files:
            raise _Refused(400, "Bad Request: invalid file_id")
        path, content = self.files[file_id]
        if len(content) > LARGEST_DOWNLOAD:
            raise _Refused(400, "Bad Request: file is too big")
        told = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content)}
        return {**told, "file_path": self.paths.get(file_id, path)}

    def _getUpdates(self, params, files):
        if self.webhook.get("url"):
            raise _Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self.updates = [one for one in self.updates if one["update_id"] >= int(params.get("offset", 0))]
        return self.updates[:100]

    def _setWebhook(self, params, files):
        self.webhook = dict(params)
        return True

    def _deleteWebhook(self, params, files):
        self.webhook = {}
        return True

    def _getWebhookInfo(self, params, files):
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
            "last_error_date": 1795700000,
            "last_error_message": "Read timeout expired",
        }

    def _send_file(self, params, files, kind):
        if len(params.get("caption", "")) > 1024:
            raise _Refused(400, "Bad Request: message caption is too long")
        given = params[kind].removeprefix("attach://") if kind in params else kind
        name, content = files.get(given) or files[kind]
        file = {"name": name, "content": content, "as": kind, "type": mimetypes.guess_type(name)[0]}
        return self._keep_message(params, params.get("caption", ""), [file])

    def _reach(self, params) -> str:
        chat = str(params["chat_id"])
        if chat in self.blocked:
            raise _Refused(403, "Forbidden: bot was blocked by the user")
        if chat in self.migrated:
            raise _Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.migrated[chat],
            )
        if chat == NOWHERE:
            raise _Refused(400, "Bad Request: chat not found")
        return chat

    def _keep_message(self, params, text, files):
        chat = self._reach(params)
        rows = json.loads(params.get("reply_markup", "{}")).get("inline_keyboard", [])
        buttons = [button for row in rows for button in row]
        for button in buttons:
            if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
                raise _Refused(400, "Bad Request: BUTTON_DATA_INVALID")
            if "url" in button and "refused.example" in button["url"]:
                raise _Refused(400, f"Bad Request: inline keyboard button URL '{button['url']}' is invalid")
        number = next(self._ids)
        self.messages[chat].append(
            {
                "id": str(number),
                "text": text,
                "choices": [
                    {"label": one["text"], "token": one["callback_data"]} for one in buttons if "callback_data" in one
                ],
                "files": files,
                "url": next((one["url"] for one in buttons if "url" in one), ""),
                "url_label": next((one["text"] for one in buttons if "url" in one), ""),
            }
        )
        kind = "supergroup" if chat.startswith("-") else "private"
        return {"message_id": number, "date": 1795700000, "chat": {"id": int(chat), "type": kind}, "text": text}


class _Cut(Response):
    """Less than was announced: the connection ends in the middle of an answer."""

    async def __call__(self, scope, receive, send) -> None:
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok":', "more_body": True})
        raise ConnectionResetError


async def _read(request: Request) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    form = await request.form()
    params = {name: value for name, value in form.items() if isinstance(value, str)}
    files = {
        name: (value.filename or "", await value.read())
        for name, value in form.items()
        if isinstance(value, UploadFile)
    }
    return params, files


def _no(refused: _Refused) -> Response:
    told = {"ok": False, "error_code": refused.status, "description": refused.description}
    return JSONResponse({**told, **({"parameters": refused.parameters} if refused.parameters else {})}, refused.status)
