"""A person on Telegram: what they say comes through the real webhook, what they read is what the stand-in was sent."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.channels.telegram.stand_in import BotApi
from tests.channels.telegram.updates import HEADERS, body, message, person, photo, tap, update

PATIENCE = 90.0


@dataclass(slots=True)
class TelegramPhone:
    """One private chat. ``twice`` posts every update a second time; ``late`` seconds pass between an album's files."""

    chat: int
    name: str
    api: BotApi
    http: httpx.AsyncClient
    twice: bool = False
    late: float = 0.0
    backwards: bool = False
    seen: int = 0

    @property
    def messages(self) -> list[dict[str, Any]]:
        return self.api.messages[str(self.chat)]

    async def says(self, text: str, files: Sequence[Path] = ()) -> None:
        if not files:
            await self.posts(self._update(text=text))
            return
        album = {"media_group_id": str(abs(hash(files[0])))} if len(files) > 1 else {}
        updates = [
            self._photo(one, {**album, **({"caption": text} if text and not n else {})}) for n, one in enumerate(files)
        ]
        for one in reversed(updates) if self.backwards else updates:
            await self.posts(one)
            await asyncio.sleep(self.late)

    async def taps(self, under: Mapping[str, Any], label: str) -> None:
        tokens = {choice["label"]: choice["token"] for choice in under["choices"]}
        answer = await self.posts(tap(self.chat, tokens[label]))
        assert answer.json()["method"] == "answerCallbackQuery"

    async def posts(self, one: Mapping[str, Any]) -> httpx.Response:
        for _ in range(2 if self.twice else 1):
            answer = await self.http.post("/webhooks/telegram", content=body(one), headers=HEADERS)
            answer.raise_for_status()
        return answer

    async def waits_for(self, wanted: Callable[[Mapping[str, Any]], bool], what: str) -> Mapping[str, Any]:
        for _ in range(int(PATIENCE / 0.05)):
            for place, found in enumerate(self.messages[self.seen :], start=self.seen + 1):
                if wanted(found):
                    self.seen = place
                    return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"{what} did not come; the last words were {[one['text'] for one in self.messages[-3:]]}")

    def _photo(self, path: Path, more: Mapping[str, Any]) -> dict[str, Any]:
        content = path.read_bytes()
        return self._update(photo=photo(self.api.keep(content), len(content)), **more)

    def _update(self, **more: Any) -> dict[str, Any]:
        return update(message=message(self.chat, **{"from": person(self.chat, self.name), **more}))
