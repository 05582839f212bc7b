"""Slack's side over HTTP on this machine: the Web API, uploads, files behind a token, a socket, faults on demand."""

import asyncio
import contextlib
import json
import mimetypes
import socket
import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, RedirectResponse
from slack_sdk.models.blocks import Block
from slack_sdk.signature import SignatureVerifier

from channels.slack.adapter import Slack
from channels.slack.setup import SCOPES
from core.ports.messaging import Choice, Delivery, FileOut, Inbound

TEAM, USER, BOT, CHANNEL = "T0SITE", "U0RAY", "U0BOT", "C0MAPLE"
TOKEN = "xoxb-canary-of-the-workspace"
APP_TOKEN = "xapp-canary-of-the-socket"
SIGNING_SECRET = "canary-signing-secret-8f742231b10e"
PAGE = b"<!DOCTYPE html><html><head><title>Sign in to Slack</title></head></html>"


class Standin:
    """``faults`` (method -> responses) go out before the real answers; ``calls`` are what was asked, in order."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.api = f"{self.url}/api/"
        self.calls: list[tuple[str, dict, str]] = []
        self.faults: dict[str, deque[Response]] = defaultdict(deque)
        self.files: dict[str, dict] = {}
        self.bytes: dict[str, bytes] = {}
        self.uploads: dict[str, bytes] = {}
        self.posted: list[dict] = []
        self.people = {USER: "D0RAY"}  # and the conversation with each
        self.shared: list[dict] = []
        self.homes: list[dict] = []
        self.views: list[dict] = []
        self.updated: list[dict] = []
        self.seen_at_cdn: list[str] = []
        self.scopes = ",".join(SCOPES)
        self.members = {CHANNEL, "D0RAY"}
        self.tokens = {TOKEN: TEAM}
        self.acks: list[dict] = []
        self.to_socket: list[dict] = []
        self._count = 0

    # --- what tests do -------------------------------------------------------------------------------------------

    def fail(self, method: str, *answers: Response) -> None:
        self.faults[method].extend(answers)

    def shelve(self, content: bytes, name: str = "a.jpg", media_type: str = "image/jpeg", **more) -> str:
        """A file of the workspace; its ref."""
        file = f"F{len(self.files) + 1:04d}"
        self.bytes[file] = content
        self.files[file] = {
            "id": file,
            "name": name,
            "mimetype": media_type,
            "size": len(content),
            "mode": "hosted",
            "url_private_download": f"{self.url}/files/{file}/download/{name}",
            **more,
        }
        return f"{TEAM}/{file}"

    def asked(self, method: str) -> list[dict]:
        return [fields for name, fields, _ in self.calls if name == method]

    def deliveries(self) -> list[Delivery]:
        """What was posted, as it was meant; the files shared before a message are its own."""
        found, shared = [], list(self.shared)
        for message in self.posted:
            blocks = message.get("blocks") or []
            buttons = [one for row in blocks if row["type"] == "actions" for one in row["elements"]]
            links = [one for one in buttons if "url" in one]
            mine, shared = shared[:1], shared[1:]
            found.append(
                Delivery(
                    key=message["ts"],
                    text=unescape("".join(one["text"]["text"] for one in blocks if one["type"] == "section")),
                    choices=tuple(Choice(one["text"]["text"], one["value"]) for one in buttons if "value" in one),
                    files=tuple(self._file(one) for batch in mine for one in batch["files"]),
                    url=links[0]["url"] if links else "",
                    url_label=links[0]["text"]["text"] if links else "",
                )
            )
        return found

    def below(self, thread: str) -> list[str]:
        """The texts in the thread at this address."""
        above = thread.rpartition("/")[2]
        return [one["text"] for one in self.posted if one.get("thread_ts") == above]

    def _file(self, one: dict) -> FileOut:
        media_type = mimetypes.guess_type(one["title"])[0] or ""
        return FileOut(one["title"], media_type, self.uploads[one["id"]])

    @contextlib.contextmanager
    def serving(self) -> Iterator["Standin"]:
        config = uvicorn.Config(self._program(), log_level="error", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        thread.start()
        for _ in range(200):
            if server.started:
                break
            threading.Event().wait(0.02)
        assert server.started
        try:
            yield self
        finally:
            server.should_exit = True
            thread.join(10)

    # --- what Slack does -----------------------------------------------------------------------------------------

    def _program(self) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/api/{method}", self._api, methods=["POST", "GET"])
        app.add_api_route("/upload/{file}", self._upload, methods=["POST"])
        app.add_api_route("/files/{file}/download/{name}", self._download, methods=["GET"])
        app.add_api_route("/cdn/{file}", self._cdn, methods=["GET"])
        app.add_api_websocket_route("/link", self._link)
        return app

    async def _api(self, method: str, request: Request) -> Response:
        fields = await _fields(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        self.calls.append((method, fields, token))
        if self.faults[method]:
            return self.faults[method].popleft()
        if method == "oauth.v2.access":
            return self._oauth(fields)
        if method == "apps.connections.open":
            known = token == APP_TOKEN
            return _ok(url=f"ws{self.url[4:]}/link?ticket=canary") if known else _no("invalid_auth")
        if token not in self.tokens:
            return _no("invalid_auth")
        return getattr(self, "_" + method.replace(".", "_"), lambda _: _no("unknown_method"))(fields)

    def _auth_test(self, _) -> Response:
        answer = _ok(team="Rivera Remodeling", team_id=TEAM, user_id=BOT, user="milepost")
        answer.headers["x-oauth-scopes"] = self.scopes
        return answer

    def _oauth(self, fields: dict) -> Response:
        if fields.get("code") != "good-code":
            return _no("invalid_code")
        self.tokens["xoxb-canary-of-another"] = "T0OTHER"
        return _ok(access_token="xoxb-canary-of-another", bot_user_id="U9BOT", team={"id": "T0OTHER", "name": "Other"})

    def _chat_postMessage(self, fields: dict) -> Response:  # noqa: N802 - the vendor's name
        channel = fields["channel"]
        if channel[0] in "UW":
            if channel not in self.people:
                return _no("user_not_found")
            channel = self.people[channel]
        if channel not in {*self.members, *self.people.values()}:
            return _no("not_in_channel" if channel[0] == "C" else "channel_not_found")
        for block in Block.parse_all(fields.get("blocks") or []):
            block.validate_json()
        if not fields.get("text"):
            return _no("no_text")
        self._count += 1
        ts = f"1795359845.{self._count:06d}"
        self.posted.append({**fields, "channel": channel, "ts": ts})
        return _ok(channel=channel, ts=ts, message={})

    def _conversations_open(self, fields: dict) -> Response:
        talk = self.people.get(fields["users"])
        return _ok(channel={"id": talk}) if talk else _no("user_not_found")

    def _views_open(self, fields: dict) -> Response:
        self.views.append(fields["view"])
        return _ok(view={"id": "V1"}) if fields.get("trigger_id") != "expired" else _no("expired_trigger_id")

    def _views_update(self, fields: dict) -> Response:
        self.updated.append(fields)
        return _ok(view={"id": fields["view_id"]})

    def _views_publish(self, fields: dict) -> Response:
        self.homes.append(fields)
        return _ok(view={"id": "VHOME"})

    def _files_info(self, fields: dict) -> Response:
        found = self.files.get(fields["file"])
        return _ok(file=found) if found else _no("file_not_found")

    def _files_getUploadURLExternal(self, _: dict) -> Response:  # noqa: N802 - the vendor's name
        self._count += 1
        return _ok(file_id=f"FUP{self._count}", upload_url=f"{self.url}/upload/FUP{self._count}")

    def _files_completeUploadExternal(self, fields: dict) -> Response:  # noqa: N802 - the vendor's name
        if fields.get("channel_id") not in {*self.members, *self.people.values()}:
            return _no("channel_not_found")
        files = json.loads(fields["files"]) if isinstance(fields["files"], str) else fields["files"]
        self.shared.append({**fields, "files": files})
        return _ok(files=[{"id": one["id"], "title": one["title"], "mimetype": "", "shares": {}} for one in files])

    async def _upload(self, file: str, request: Request) -> Response:
        if self.faults["upload"]:
            return self.faults["upload"].popleft()
        self.uploads[file] = await request.body()
        return Response("OK - 10", media_type="text/plain")

    async def _download(self, file: str, name: str, request: Request) -> Response:  # noqa: ARG002 - part of the address
        if self.faults["download"]:
            return self.faults["download"].popleft()
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Response(PAGE, media_type="text/html")
        return Response(self.bytes[file], media_type=self.files[file]["mimetype"])

    async def _cdn(self, file: str, request: Request) -> Response:
        self.seen_at_cdn.append(request.headers.get("authorization", ""))
        return Response(self.bytes[file])

    async def _link(self, ws: WebSocket) -> None:
        await ws.accept()
        await ws.send_json({"type": "hello", "num_connections": 1})
        try:
            while True:
                while self.to_socket:
                    one = self.to_socket.pop(0)
                    await ws.send_json(one)
                with contextlib.suppress(TimeoutError):
                    ack = await asyncio.wait_for(ws.receive_json(), 0.05)
                    self.acks.append(ack)
        except (WebSocketDisconnect, RuntimeError):
            return


async def _fields(request: Request) -> dict:
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        return json.loads(body or b"{}")
    return {**request.query_params, **dict(parse_qsl(body.decode(), keep_blank_values=True))}


def _ok(**fields) -> JSONResponse:
    return JSONResponse({"ok": True, **fields})


def _no(code: str) -> JSONResponse:
    return JSONResponse({"ok": False, "error": code})


def too_many(seconds: int) -> Response:
    return JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(seconds)})


def broken() -> Response:
    return Response("<html>upstream</html>", 503, media_type="text/html")


class Cut(Response):
    """Less than was announced: the connection ends in the middle of an answer."""

    async def __call__(self, scope, receive, send) -> None:  # noqa: ARG002 - as every response is called
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok":', "more_body": True})
        raise ConnectionResetError


class Silent(Response):
    """Nothing is said for so long that nobody waits for it."""

    async def __call__(self, scope, receive, send) -> None:
        await asyncio.sleep(2)
        await super().__call__(scope, receive, send)


def login_page() -> Response:
    return Response(PAGE, media_type="text/html; charset=utf-8")


def moved(url: str) -> Response:
    return RedirectResponse(url, 302)


def refusal(code: str) -> Response:
    return _no(code)


def signed(body: bytes, now: float, media_type: str, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """The headers that Slack sends with this body."""
    stamp = str(int(now))
    return {
        "content-type": media_type,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body),
    }


def form(**fields) -> bytes:
    return urlencode(fields).encode()


def event(inner: dict, event_id: str = "Ev01", **outer) -> dict:
    """What Slack wraps an event in."""
    return {
        "token": "canary-verification-token",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": "A0MILEPOST",
        "event": inner,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1795359845,
        "authorizations": [
            {"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-eyJldCI6Im1lc3NhZ2UifQ",
        **outer,
    }


def slack_body(slack: Slack, standin: Standin, heard: Inbound) -> bytes:
    """What is kept of a direct message that says this."""
    ts = f"{heard.sent_at.timestamp():.6f}"
    text = heard.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    files = [standin.files[file.ref.partition("/")[2]] for file in heard.attachments]
    inner = {"type": "message", "user": USER, "team": TEAM, "text": text, "ts": ts, "files": files}
    body = json.dumps(event({**inner, "channel": "D0RAY", "channel_type": "im", "event_ts": ts})).encode()
    return slack.verify("", signed(body, slack._clock(), "application/json"), body)[0].body
