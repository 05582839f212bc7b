"""Telemelya (PyPI), a Bot API server for tests; it keeps what is said in Redis and files in S3, which is moto here."""

import contextlib
from collections.abc import Iterator
from typing import Any

import httpx

from tests.peers.running import PYTHON, any_port, ours, served

KEY = "a-key-of-the-tests"


class Telemelya:
    """``url`` is the Bot API's address; the rest is what a person does and sees, by the control API."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self._token = token
        self._http = httpx.Client(base_url=f"{url}/api/v1/test", headers={"Authorization": f"Bearer {KEY}"}, timeout=30)

    def close(self) -> None:
        self._http.close()

    def posts(self, chat: int, **said: Any) -> dict[str, Any]:
        """A person writes or taps: what was posted to the webhook, and how it was answered."""
        answer = self._http.post("/send_update", params=self._of(chat, token=True), json={"chat_id": chat, **said})
        answer.raise_for_status()
        return dict(answer.json())

    def keeps(self, chat: int, name: str, content: bytes) -> str:
        """The id of a file that a person is about to send."""
        answer = self._http.post("/upload_media", params=self._of(chat), files={"file": (name, content)})
        answer.raise_for_status()
        return str(answer.json()["file_id"])

    def heard(self, chat: int) -> list[dict[str, Any]]:
        """All that the bot did in this chat."""
        answer = self._http.get("/responses", params=self._of(chat))
        answer.raise_for_status()
        return list(answer.json()["responses"])

    def file(self, chat: int, file_id: str) -> bytes:
        answer = self._http.get(f"/media/{file_id}", params=self._of(chat))
        answer.raise_for_status()
        return answer.content

    def _of(self, chat: int, *, token: bool = False) -> dict[str, str]:
        return {"session_id": f"chat-{chat}", **({"bot_token": self._token} if token else {})}


@contextlib.contextmanager
def serving(token: str) -> Iterator[Telemelya]:
    redis, files, port = any_port(), any_port(), any_port()
    on_loopback = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    settings = {
        "MOCK_SERVER_HOST": "127.0.0.1",
        "MOCK_SERVER_PORT": str(port),
        "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
        "MINIO_ENDPOINT": f"127.0.0.1:{files}",
        "AUTH_KEYS": KEY,
    }
    with served(
        (["redis-server", "--port", str(redis), *on_loopback], redis, {}),
        (ours("moto.server", "-H", "127.0.0.1", "-p", str(files)), files, {}),
        ([PYTHON, "-m", "telemelya.server.app"], port, settings),
    ):
        server = Telemelya(f"http://127.0.0.1:{port}", token)
        try:
            yield server
        finally:
            server.close()
