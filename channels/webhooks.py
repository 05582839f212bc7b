"""The front door for vendors: verify -> inbox -> 200. Nothing else happens while they wait."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from channels.browsing import TooLarge, bounded_body
from core.ports.inbox import Answering, Inbox, InboxItem, Roomy, Unsigned, Webhook

LONGEST_BODY = 1_000_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """Takes what is signed, keeps it, and says 200; anything else is refused without a word about why."""

    webhooks: Mapping[str, Webhook]
    inbox: Inbox
    base_url: str
    limit: int

    async def take(self, request: Request) -> Response:
        webhook = self.webhooks.get(request.path_params["source"])
        if webhook is None:
            return Response(status_code=404)
        try:
            limit = webhook.longest_body if isinstance(webhook, Roomy) else self.limit
            body = await bounded_body(request, limit)
        except TooLarge:
            return Response(status_code=413)
        try:
            items = self._verified(webhook, request, body)
        except Unsigned:
            return Response(status_code=401)
        if items:
            await self.inbox.accept(items)
        if not isinstance(webhook, Answering):
            return Response(status_code=200)
        answer = await webhook.answer(dict(request.headers), body)
        return Response(answer.body, answer.status, media_type=answer.media_type or None)

    def _verified(self, webhook: Webhook, request: Request, body: bytes) -> tuple[InboxItem, ...]:
        """Vendors' own verifiers raise all sorts of things on junk: whatever it is, the answer is "unsigned"."""
        try:
            return webhook.verify(self._public_url(request), dict(request.headers), body)
        except Unsigned:
            raise
        except Exception as problem:  # noqa: BLE001 - vendors' verifiers raise anything on junk; all of it is 401
            _log.info("a verifier of %s raised %s", webhook.source, type(problem).__name__)
            raise Unsigned from None

    def _public_url(self, request: Request) -> str:
        """The address that the vendor was given: some sign it, and ``Host`` is whatever a proxy or a stranger says."""
        raw_path = request.scope.get("raw_path") or request.url.path.encode()
        query = request.scope["query_string"]
        return self.base_url.rstrip("/") + (raw_path + (b"?" + query if query else b"")).decode("latin-1")


def router(webhooks: Mapping[str, Webhook], inbox: Inbox, base_url: str, *, limit: int = LONGEST_BODY) -> APIRouter:
    """``POST /webhooks/<source>`` for each of ``webhooks``; a source may hold a slash (``twilio/status``).

    Once kept, 200 with an empty body, or what the webhook answers; 401 unsigned, 404 unknown source, 413 above
    ``limit`` bytes, or above what a ``Roomy`` webhook takes.
    """
    routes = APIRouter()
    door = FrontDoor(webhooks, inbox, base_url, limit)
    # A plain route: FastAPI's own would parse and document a body that is none of its business.
    routes.add_route("/webhooks/{source:path}", door.take, methods=["POST"], include_in_schema=False)
    return routes
