"""Slack as a channel: signed requests in, Block Kit and files out."""

import asyncio
import json
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_sdk.signature import Clock, SignatureVerifier

from channels.slack import addresses, blocks, forms, heard, media, posted
from channels.slack.api import REVOKED, CallFailed
from channels.slack.workspaces import NotInstalled, Workspaces
from core.domain.account import Language
from core.ports.forms import Forms
from core.ports.inbox import Answer, InboxItem, Unsigned
from core.ports.messaging import Capabilities, Delivery, FetchFailed, Heard, SendFailed, WayIn
from core.ports.wording import Wording

log = logging.getLogger(__name__)
GIGABYTE = 1_000_000_000
_CAPABILITIES = Capabilities(
    buttons=True,
    max_text=blocks.MAX_TEXT,
    max_buttons=blocks.MOST_BUTTONS,
    files_in=True,
    max_file_in=GIGABYTE,
    max_file_out=GIGABYTE,
    typing=False,
    read_reports=False,
    threads=True,
)
_ANSWER_SECONDS = 1.8
_REMEMBERED = 2000
_NO_THREAD = {"thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"}
_STAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_REF = re.compile(r"([TE][A-Z0-9]{1,20})/(F[A-Z0-9]{1,20})")
_SPANISH = frozenset({"nuevo", "nueva", "editar"})


class _Clock(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now()


@dataclass(slots=True)
class _Sent:
    """How far a message got: a second try does not repeat what was done."""

    files: bool = False
    vendor_id: str = ""


class Slack:
    """Channel, Webhook "slack" and Answering. Addresses: ``channels.slack.addresses``.

    ``known`` is asked for what the form of a changed part offers; without it the form has free fields.
    Without a ``signing_secret`` nothing that is posted holds; Socket Mode (``channels.slack.socket``) needs none.
    """

    name = posted.CHANNEL
    source = posted.CHANNEL
    capabilities = _CAPABILITIES

    def __init__(
        self,
        workspaces: Workspaces,
        words: Callable[[Language], Wording],
        *,
        known: Forms | None = None,
        signing_secret: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.workspaces = workspaces
        self._api = workspaces.api
        self._words = words
        self._forms = known
        self._clock = clock
        self._verifier = SignatureVerifier(signing_secret, _Clock(clock)) if signing_secret.strip() else None
        self._sent: OrderedDict[tuple[str, str], _Sent] = OrderedDict()

    async def way_in(self, code: str) -> WayIn:
        """In any workspace that has the app."""
        return WayIn(text=f"/milestone link {code}")

    # --- what comes in -------------------------------------------------------------------------------------------

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:  # noqa: ARG002 - Slack signs the body alone
        stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        # The SDK's check raises on what is no number and no ASCII, and decodes the body.
        if not (self._verifier and _STAMP.fullmatch(stamp) and _SIGNATURE.fullmatch(signature) and _is_text(body)):
            raise Unsigned("no signature")
        if not self._verifier.is_valid(body, stamp, signature):
            raise Unsigned("wrong or old signature")
        try:
            return _readable(posted.items(posted.read(body, headers.get("content-type", "")), int(stamp)))
        except posted.NotSlack as problem:
            raise Unsigned("signed, but not what Slack posts") from problem

    def items(self, envelope: posted.Posted) -> tuple[InboxItem, ...]:
        """Those of what came through a socket. Raises posted.NotSlack."""
        return _readable(posted.items(envelope, self._clock()))

    def translate(self, body: bytes) -> tuple[Heard, ...]:
        return heard.heard(body)

    async def answer(self, headers: Mapping[str, str], body: bytes) -> Answer:
        said = posted.read(body, headers.get("content-type", ""))
        if said.get("type") == "url_verification":
            return Answer(body=str(said.get("challenge", ""))[:200].encode(), media_type="text/plain")
        found = await self.reply(said)
        return Answer(body=json.dumps(found).encode(), media_type="application/json") if found else Answer()

    async def reply(self, said: posted.Posted) -> Mapping[str, Any] | None:
        """What must be done or said within Slack's three seconds: a form opened, a blank field shown. Never raises."""
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await self._reply(said)
        except Exception as problem:  # noqa: BLE001 - what was posted is kept; its sender must not be asked to repeat it
            log.warning("an answer to Slack failed: %s", type(problem).__name__)
            return None

    async def _reply(self, said: posted.Posted) -> Mapping[str, Any] | None:
        kind = said.get("type")
        if kind == "slash_commands" and posted.form_wanted(said):
            return await self._open(said)
        if kind == "view_submission":
            return self._blank(said["view"])
        if kind == "event_callback" and any(not one.reachable for one in self._gone(said)):
            await self.workspaces.forget(
                posted.team_of(said), before=float(said.get("event_time") or said["event"]["event_ts"])
            )
        return None

    @staticmethod
    def _gone(said: posted.Posted) -> tuple[Any, ...]:
        if said["event"].get("type") not in {"app_uninstalled", "tokens_revoked"}:
            return ()
        return heard.heard(json.dumps({"at": 0, "posted": said}).encode())

    async def _open(self, said: posted.Posted) -> Mapping[str, Any] | None:
        """A trigger lives for three seconds and for one use; when it is too late, words say what to type instead."""
        language: Language = "es" if str(said.get("text", "")).strip().casefold() in _SPANISH else "en"
        words, name = self._words(language), posted.form_wanted(said)
        if heard.is_outsider(said):
            return {"response_type": "ephemeral", "text": words.text("slack.outsider")}
        try:
            async with asyncio.timeout(_ANSWER_SECONDS - 0.3):
                token = await self.workspaces.token(posted.team_of(said))
                if name == "edit" and self._forms:
                    await self._open_edit(said, token, words, self._forms)
                else:
                    view = forms.view(f"milepost.{name}", words)
                    await self._api.call("views.open", token, trigger_id=said["trigger_id"], view=view)
        except (CallFailed, NotInstalled, TimeoutError) as problem:
            log.warning("a form did not open: %s", problem)
            return {"response_type": "ephemeral", "text": words.text(f"slack.{name}.instead")}
        return None

    async def _open_edit(self, said: posted.Posted, token: str, words: Wording, known: Forms) -> None:
        """A view at once, and in its place the job's parts as soon as they are read."""
        trigger = said["trigger_id"]
        opened = await self._api.call("views.open", token, trigger_id=trigger, view=forms.loading(words))
        person, place = heard.opener(said)
        offered = await asyncio.to_thread(known.offered, self.name, person, place)
        own = self._words(offered.language) if offered else words
        view = forms.edit(offered, own) if offered else forms.view(forms.EDIT, words)
        await self._api.call("views.update", token, view_id=opened["view"]["id"], view=view)

    def _blank(self, view: Mapping[str, Any]) -> Mapping[str, Any] | None:
        words = self._words(forms.language(view))
        errors = {field: words.text(code) for field, code in forms.wrong(view).items()}
        return {"response_action": "errors", "errors": errors} if errors else None

    # --- what goes out -------------------------------------------------------------------------------------------

    async def send(self, address: str, delivery: Delivery) -> str:
        """Returns "<team>/<channel>/<ts>"; on the App Home, the view's id. The same key is sent once a process."""
        where = addresses.parse(address)
        if where is None:
            raise SendFailed("no such address", unreachable=True)
        sent = self._remembered(address, delivery.key)
        if not sent.vendor_id:
            sent.vendor_id = await self._failing_well(where, delivery, sent)
        return sent.vendor_id

    def _remembered(self, address: str, key: str) -> _Sent:
        found = self._sent.setdefault((address, key), _Sent())
        self._sent.move_to_end((address, key))
        while len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)
        return found

    async def _failing_well(self, where: addresses.Address, delivery: Delivery, sent: _Sent) -> str:
        token = ""
        try:
            token = await self.workspaces.token(where.team)
            return await self._deliver(where, token, delivery, sent)
        except NotInstalled:
            raise SendFailed("the app is not installed in that workspace", unreachable=True) from None
        except CallFailed as failure:
            if failure.code in REVOKED:
                await self.workspaces.forget(where.team, token=token)
            final, gone = failure.final, failure.unreachable
            raise SendFailed(failure.code, final=final, retry_after=failure.retry_after, unreachable=gone) from None

    async def _deliver(self, where: addresses.Address, token: str, delivery: Delivery, sent: _Sent) -> str:
        if where.is_home:
            view = blocks.home(delivery)
            answer = await self._api.call("views.publish", token, user_id=where.target, view=view)
            return f"{where.team}/{where.target}/{answer['view']['id']}"
        channel = where.target
        if delivery.files and not sent.files:
            channel = await self._room(where, token)
            await self._api.upload(token, channel, where.thread, delivery.files)
            sent.files = True
        fields: dict[str, Any] = {"channel": channel, "text": blocks.fallback(delivery), "unfurl_links": False}
        fields |= {"blocks": blocks.blocks(delivery)} if delivery.text or delivery.choices or delivery.url else {}
        fields |= {"thread_ts": where.thread, "reply_broadcast": delivery.shown_above} if where.thread else {}
        try:
            said = await self._api.call("chat.postMessage", token, **fields)
        except CallFailed as failure:
            if failure.code not in _NO_THREAD or not where.thread:
                raise
            del fields["thread_ts"], fields["reply_broadcast"]
            said = await self._api.call("chat.postMessage", token, **fields)  # better above it than lost
        return f"{where.team}/{said['channel']}/{said['ts']}"

    async def _room(self, where: addresses.Address, token: str) -> str:
        """Files go to a conversation's id only (slackapi/python-slack-sdk#1359)."""
        if not where.is_person:
            return where.target
        opened = await self._api.call("conversations.open", token, users=where.target)
        return str(opened["channel"]["id"])

    # --- files ---------------------------------------------------------------------------------------------------

    async def fetch(self, ref: str, into: Path, limit: int) -> None:
        found = _REF.fullmatch(ref)
        if found is None:
            raise FetchFailed("media.gone", final=True)
        try:
            token = await self.workspaces.token(found[1])
            file = (await self._api.read("files.info", token, file=found[2])).get("file") or {}
        except NotInstalled:
            raise FetchFailed("media.unreachable", final=True) from None
        except CallFailed as failure:
            gone = failure.code in {"file_not_found", "file_deleted"}
            raise FetchFailed("media.gone" if gone else "media.unreachable", final=gone or failure.final) from None
        await media.fetch(media.address_of(file, limit), token, self._api.base_url, into, limit)

    async def typing(self, address: str) -> None:
        """Slack shows no typing for apps."""


def _readable(items: tuple[InboxItem, ...]) -> tuple[InboxItem, ...]:
    """What cannot be read later is not taken now. Raises posted.NotSlack."""
    try:
        for item in items:
            heard.heard(item.body)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as problem:
        raise posted.NotSlack("a field is of another kind") from problem
    return items


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
