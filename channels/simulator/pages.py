"""The page with two phones, and what it talks to. Nothing on it comes from anywhere else."""

import secrets
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, StreamingResponse

from channels.simulator.adapter import MAX_FILE, Simulator
from channels.simulator.conversations import E164
from channels.simulator.handset import Handset
from channels.simulator.posted import MAX_CHARACTERS, MAX_FILES, MAX_REQUEST, read_report, read_said
from channels.simulator.showing import STATIC, chosen_language, page_html, shown_entry, static_bytes
from channels.simulator.stream import Stream, Tail, read_position
from core.ports.inbox import Inbox
from core.ports.wording import Wording

_LIMITS = {"file": MAX_FILE, "files": MAX_FILES, "request": MAX_REQUEST, "characters": MAX_CHARACTERS}
_AREAS = (415, 510, 650, 707, 831, 209, 303, 503, 206, 602, 512, 213)
_SHOWN_INLINE = frozenset(
    [
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/gif",
        "video/mp4",
        "video/webm",
        "video/quicktime",
        "video/3gpp",
        "application/pdf",
    ]
)
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}


class _Pages:
    def __init__(self, simulator: Simulator, inbox: Inbox, words: Callable[[str], Wording]) -> None:
        self._simulator = simulator
        self._handset = Handset(simulator, inbox)
        self._words = words

    def page(self, request: Request, lang: str = "") -> HTMLResponse:
        language = chosen_language(lang, request.headers.get("accept-language", ""))
        policy = {"content-security-policy": _PAGE_POLICY, "cache-control": "no-store", "vary": "accept-language"}
        return HTMLResponse(page_html(self._words(language), _LIMITS), headers={**_ALWAYS, **policy})

    def static(self, name: str) -> Response:
        if name not in STATIC:
            raise HTTPException(404)
        headers = {**_ALWAYS, "cache-control": "no-cache"}
        return Response(static_bytes(name), media_type=STATIC[name], headers=headers)

    async def say(self, request: Request) -> Mapping[str, str]:
        """Answers when the inbox has it: then the page shows one tick."""
        async with read_said(request) as said:
            return {"id": await self._handset.say(said)}

    async def report(self, request: Request) -> Response:
        report = await read_report(request)
        await self._handset.report(report.number, report.ids, report.status)
        return Response(status_code=204)

    def events(
        self,
        request: Request,
        number: Annotated[list[str], Query(max_length=4)],
        after: str = "",
    ) -> StreamingResponse:
        """The conversations of these numbers, from the start or from the last event seen, and then live."""
        conversations = self._simulator.conversations
        start = read_position(request.headers.get("last-event-id") or after)
        tail = Tail(conversations, [one for one in number if E164.fullmatch(one)], start)
        closing = lambda: bool(getattr(request.app.state, "closing", False))  # noqa: E731 - read at each look
        stream = Stream(conversations, tail, lambda entry: shown_entry(entry, self._words), closing)
        headers = {**_ALWAYS, "cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(stream.events(), media_type="text/event-stream", headers=headers)

    def media(self, media_id: str) -> FileResponse:
        """Pictures, videos and PDFs to look at; anything else only to save, whatever it says it is."""
        media = self._simulator.shelf.find(media_id)
        if media is None:
            raise HTTPException(404)
        inline = media.media_type in _SHOWN_INLINE
        # A browser's PDF viewer does not open in a sandbox; everything else needs no more than to be looked at.
        policy = "default-src 'none'" if media.media_type == "application/pdf" else "default-src 'none'; sandbox"
        return FileResponse(
            self._simulator.shelf.path(media_id),
            media_type=media.media_type if inline else "application/octet-stream",
            filename=media.file_name or "file",
            content_disposition_type="inline" if inline else "attachment",
            headers={**_ALWAYS, "content-security-policy": policy, "cache-control": "private, max-age=3600"},
        )

    def numbers(self) -> Mapping[str, Any]:
        return {"numbers": [one.public() for one in self._simulator.conversations.numbers()]}

    def fresh(self) -> Mapping[str, str]:
        """Two numbers nobody has used yet, from those that are kept for fiction (555-0100 to 555-0199)."""
        contractor = self._unused("")
        return {"contractor": contractor, "client": self._unused(contractor)}

    def _unused(self, but_not: str) -> str:
        tries = (f"+1{secrets.choice(_AREAS)}55501{secrets.randbelow(100):02}" for _ in range(200))
        free = (one for one in tries if one != but_not and not self._simulator.conversations.taken(one))
        return next(free, "+14155550199")


def router(simulator: Simulator, inbox: Inbox, words: Callable[[str], Wording]) -> APIRouter:
    """/simulator and what is under it. ``words`` gives the wording of "en" or "es"."""
    pages = _Pages(simulator, inbox, words)
    routes = APIRouter(prefix="/simulator", include_in_schema=False)
    routes.add_api_route("", pages.page, methods=["GET"], response_class=HTMLResponse)
    routes.add_api_route("/static/{name}", pages.static, methods=["GET"], response_class=Response)
    routes.add_api_route("/events", pages.events, methods=["GET"], response_class=StreamingResponse)
    routes.add_api_route("/media/{media_id}", pages.media, methods=["GET"], response_class=FileResponse)
    routes.add_api_route("/numbers", pages.numbers, methods=["GET"])
    routes.add_api_route("/fresh", pages.fresh, methods=["GET"])
    routes.add_api_route("/messages", pages.say, methods=["POST"])
    routes.add_api_route("/reports", pages.report, methods=["POST"])
    return routes
