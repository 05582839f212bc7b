"""Whose token is used where: installed workspaces' from the sealed store, or the one of a single workspace."""

import asyncio
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from channels.slack.api import Api, CallFailed
from channels.slack.posted import CHANNEL
from core.ports.credentials import Credentials

REMEMBER_SECONDS = 30.0


class NotInstalled(Exception):
    """This workspace has not given us a token, or took it back."""


@dataclass(slots=True)
class Workspaces:
    """Tokens by workspace id. What was read is remembered for half a minute: other processes may change it."""

    api: Api
    credentials: Credentials
    single: str = ""
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, tuple[float, str]] = field(default_factory=dict)
    _own: str = ""

    async def token(self, team: str) -> str:
        """Raises NotInstalled, or CallFailed when Slack cannot be asked whose the single token is."""
        seen = self._known.get(team)
        if seen and self.clock() - seen[0] < REMEMBER_SECONDS:
            return seen[1]
        kept = await asyncio.to_thread(self.credentials.get, CHANNEL, team)
        token = kept["token"] if kept else await self._single(team)
        self._known[team] = (self.clock(), token)
        return token

    async def keep(self, team: str, secret: Mapping[str, str]) -> None:
        await asyncio.to_thread(self.credentials.put, CHANNEL, team, secret)
        self._known.pop(team, None)

    async def forget(self, team: str, *, before: float | None = None, token: str = "") -> None:
        """Drops the token, unless the workspace installed again after ``before`` (seconds since 1970), or another
        ``token`` is kept by now than the one that failed.
        """
        self._known.pop(team, None)
        kept = await asyncio.to_thread(self.credentials.get, CHANNEL, team)
        if kept and before is not None and float(kept.get("installed_at") or 0) > before:
            return
        if kept and token and not hmac.compare_digest(kept["token"].encode(), token.encode()):
            return
        await asyncio.to_thread(self.credentials.drop, CHANNEL, team)

    async def installed(self) -> tuple[str, ...]:
        return await asyncio.to_thread(self.credentials.keys, CHANNEL)

    async def own(self) -> Mapping[str, Any]:
        """What Slack says about the single token; its workspace is known from then on."""
        said = await self.api.call("auth.test", self.single)
        self._own = str(said.get("team_id") or "")
        return said

    async def _single(self, team: str) -> str:
        if self.single and not self._own:
            await self.own()
        if not self.single or self._own != team:
            raise NotInstalled
        return self.single


__all__ = ["CallFailed", "NotInstalled", "Workspaces"]
