"""The program at the other end: takes what is signed, once an id, and serves its files."""

import base64
import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from channels.signed.adapter import HEADER, SignedWebhook
from channels.signing import Signer
from core.ports.messaging import Choice, Delivery, DeliveryReport, FileOut, Heard

SECRET = "a canary secret, for tests only"
NOWHERE = "nobody"


class OtherSide:
    """``says`` is the status that it answers with instead of 200.

    ``faults`` go wrong with one request each: a status, "reset" (the line is cut), "slow" (nothing is said for
    ``silence`` seconds), or "lost": it is taken, and the line is cut before that is said.
    """

    def __init__(self) -> None:
        self.kept: dict[str, dict] = {}
        self.files: dict[str, bytes] = {}
        self.says: int | None = None
        self.faults: list[int | str] = []
        self.silence = 1.5
        other = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                signed = Signer(SECRET.encode(), "signed").holds(self.headers.get(HEADER, ""), body, time.time())
                fault = other.faults.pop(0) if other.faults else None
                if signed and fault in {None, "lost"}:
                    status = other.take(json.loads(body))
                else:
                    status = fault if isinstance(fault, int) else 401
                self._fails(fault) if isinstance(fault, str) else self._answer(status)

            def do_GET(self) -> None:
                fault = other.faults.pop(0) if other.faults else None
                content = other.files.get(self.path)
                if isinstance(fault, str):
                    self._fails(fault)
                elif fault or content is None:
                    self._answer(fault or 404)
                else:
                    self._answer(200, content)

            def _fails(self, fault: str) -> None:
                time.sleep(other.silence if fault == "slow" else 0)
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

            def _answer(self, status: int, content: bytes = b"") -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(content)))
                if status == 429:
                    self.send_header("retry-after", "7")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def take(self, message: dict) -> int:
        if self.says or message["to"] == NOWHERE:
            return self.says or 404
        self.kept[message["id"]] = message
        return 200

    def keep(self, content: bytes, name: str = "a") -> str:
        self.files[f"/files/{name}"] = content
        return f"{self.url}/files/{name}"

    def received(self, address: str) -> list[Delivery]:
        return [
            Delivery(
                key=one["id"],
                text=one["text"],
                language=one["language"],
                choices=tuple(Choice(choice["label"], choice["token"]) for choice in one["choices"]),
                files=tuple(FileOut(f["name"], f["type"], base64.b64decode(f["content"])) for f in one["files"]),
                url=one["url"],
                url_label=one["url_label"],
            )
            for one in self.kept.values()
            if one["to"] == address
        ]

    @contextlib.contextmanager
    def serving(self) -> Iterator["OtherSide"]:
        thread = threading.Thread(target=self._server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def signed(body: bytes, now: float | None = None) -> dict[str, str]:
    return {HEADER: Signer(SECRET.encode(), "signed").header(body, int(now or time.time()))}


def signed_body(channel: SignedWebhook, heard: Heard) -> bytes:
    """What is posted for this to be heard, as it is kept."""
    if isinstance(heard, DeliveryReport):
        posted = {"id": "r-1", "message": heard.vendor_id, "status": heard.status}
    else:
        posted = {
            "id": heard.external_id,
            "from": heard.sender,
            "text": heard.text,
            "files": [
                {"url": file.ref, "name": file.file_name, "type": file.media_type, "size": file.size}
                for file in heard.attachments
            ],
            "tap": heard.tap,
            "album": heard.album,
            "at": heard.sent_at.isoformat(),
        }
    body = json.dumps(posted).encode()
    return channel.verify("", signed(body), body)[0].body
