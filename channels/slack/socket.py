"""Socket Mode: the same envelopes through a connection that we open, so that no public address is needed."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from channels.slack.adapter import Slack
from channels.slack.api import QUIET, Api, CallFailed
from channels.slack.posted import NotSlack
from core.ports.inbox import Accept

log = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0


class Socket:
    """Listener. ``app_token`` is xapp-... with connections:write."""

    def __init__(self, slack: Slack, api: Api, app_token: str) -> None:
        self._slack = slack
        self._api = api
        self._token = app_token

    async def listen(self, accept: Accept) -> None:
        """Raises CallFailed when Slack does not take the token; a connection that breaks is opened again."""
        await self.reachable()  # else the SDK tries a wrong token for ever
        client = SocketModeClient(self._token, logger=QUIET, web_client=self._api.client())
        turn = asyncio.Lock()  # first come, first kept

        async def take(_: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
            async with turn:
                await self._take(client, request, accept)

        client.socket_mode_request_listeners.append(take)
        try:
            await client.connect()  # type: ignore[no-untyped-call]
            while not client.closed:  # noqa: ASYNC110 - the SDK tells nobody when it is closed
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            with contextlib.suppress(Exception):
                await client.close()  # type: ignore[no-untyped-call]

    async def reachable(self) -> None:
        """Raises CallFailed."""
        await self._api.call("apps.connections.open", self._token)

    async def _take(self, client: SocketModeClient, request: SocketModeRequest, accept: Accept) -> None:
        """Kept first, then acknowledged: what is not comes again."""
        envelope = _posted(request)
        try:
            items = self._slack.items(envelope)
            if items:
                await accept(items)
            payload = await self._slack.reply(envelope)
        except NotSlack:
            log.warning("Slack's socket brought something unreadable")
            payload = None
        except Exception as problem:  # noqa: BLE001 - whatever kept it from being kept: not acknowledged, it comes again
            log.warning("an envelope could not be kept: %s", type(problem).__name__)
            return
        with contextlib.suppress(ConnectionError):
            answer = SocketModeResponse(envelope_id=request.envelope_id, payload=dict(payload) if payload else None)
            await client.send_socket_mode_response(answer)


def _posted(request: SocketModeRequest) -> Mapping[str, Any]:
    if request.type == "slash_commands":
        return {**request.payload, "type": "slash_commands"}
    return request.payload


__all__ = ["CallFailed", "Socket"]
