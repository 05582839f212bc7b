"""The two channels of one Twilio account: SMS with MMS, and WhatsApp."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from channels import media
from channels.twilio import contents, events, parts, templates
from channels.twilio.account import E164, PREFIX, SERVICE, SID, Account
from channels.twilio.failures import failure
from channels.twilio.looking import candidates, looked_up
from channels.twilio.parts import MAX_SMS, MAX_TEXT, MEGABYTE, Part
from core.ports.handed import Handed, Piece
from core.ports.messaging import Capabilities, Delivery, FetchFailed, Heard, SendFailed, WayIn

# Where the API sends us for a file's bytes, with the bytes' own signature in the address.
CDN_DOMAINS = ("twiliocdn.com",)
CDN_HOSTS = ("s3-external-1.amazonaws.com", "media.twiliocdn.com.s3-external-1.amazonaws.com")
FETCH_PAUSES = (1.0, 3.0)
LOOK_UP_PAUSES = (1.0, 3.0)
_log = logging.getLogger(__name__)
_APPROVALS_AGE = timedelta(minutes=10)
_MOST_CONTENTS = 10_000


class Road(ABC):
    """What both share. ``words`` are for numbered menus; ``handed`` is what all processes have sent; the pauses are in
    seconds, so that tests need none.
    """

    name: str
    capabilities: Capabilities

    def __init__(
        self,
        account: Account,
        sender: str,
        words: templates.Words,
        handed: Handed,
        *,
        cdn: tuple[Sequence[str], Sequence[str]] = (CDN_HOSTS, CDN_DOMAINS),
        pauses: tuple[Sequence[float], Sequence[float]] = (FETCH_PAUSES, LOOK_UP_PAUSES),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._account = account
        self._sender = sender
        self._words = words
        self._handed = handed
        self._cdn_hosts, self._cdn_domains = cdn
        self._fetch_pauses, self._look_up_pauses = pauses
        self._now = now

    @cached_property
    def client(self) -> Client:
        return self._account.client()

    def translate(self, body: bytes) -> tuple[Heard, ...]:
        return events.heard(body)

    async def typing(self, address: str) -> None:  # noqa: B027 - a thing of the port: Twilio shows none
        pass

    async def send(self, address: str, delivery: Delivery) -> str:
        """The id of the last part, which holds the link or the buttons."""
        if not E164.fullmatch(address):
            raise SendFailed("no_such_number", unreachable=True)
        try:
            return await asyncio.to_thread(self._send, address, delivery)
        except TwilioRestException as problem:
            raise failure(problem) from None
        except (RequestException, TwilioException, ValueError) as problem:
            raise SendFailed(f"twilio: {type(problem).__name__}") from None

    @abstractmethod
    def _parts(self, address: str, delivery: Delivery) -> tuple[Part, ...]: ...

    @abstractmethod
    def _from(self, address: str) -> dict[str, Any]: ...

    @abstractmethod
    def _to(self, address: str) -> str: ...

    def _send(self, address: str, delivery: Delivery) -> str:
        sid = ""
        for place, part in enumerate(self._parts(address, delivery)):
            sid = self._send_part(Piece(self.name, delivery.key, part.name or str(place)), address, part)
        if not sid:
            raise SendFailed("nothing to say", final=True)
        return sid

    def _send_part(self, piece: Piece, address: str, part: Part) -> str:
        """Once: what an earlier attempt, of any process, may have left at the vendor is looked for before it is said
        again.
        """
        to, began = self._to(address), self._now()
        before = self._handed.begin(piece, began)
        if before and before.vendor_id:
            return before.vendor_id
        since = before.since if before else began
        if before and (there := self._found(piece, to, part, since)):
            return _billed(part, there)
        try:
            made = self.client.messages.create(
                to=to, status_callback=self._account.our("twilio/status"), **self._from(address), **part.arguments
            )
        except TwilioRestException as problem:
            if problem.status < 500:
                self._handed.drop(piece)
                raise
            return self._after_silence(piece, to, part, since, failure(problem))
        except RequestException as problem:
            return self._after_silence(piece, to, part, since, SendFailed(f"twilio: {type(problem).__name__}"))
        self._handed.note(piece, str(made.sid))
        return _billed(part, str(made.sid))

    def _after_silence(self, piece: Piece, to: str, part: Part, since: datetime, problem: SendFailed) -> str:
        sid = looked_up(lambda: self._found(piece, to, part, since), self._look_up_pauses)
        if sid is None:
            raise problem from None
        return _billed(part, sid)

    def _found(self, piece: Piece, to: str, part: Part, since: datetime) -> str | None:
        """Noted as this piece's, and so no other's."""
        there = candidates(self.client, to, part, since)
        return next((sid for sid in there if self._handed.note(piece, sid)), None)

    async def fetch(self, ref: str, into: Path, limit: int) -> None:
        """By an address made of ids. Right after a message its files may not be there yet: a 404 is asked again."""
        sids = ref.split("/")
        if len(sids) != 3 or not all(SID.fullmatch(sid) for sid in sids) or sids[0] != self._account.sid:
            raise FetchFailed("media.gone", final=True)
        account, message, file = sids
        url = f"{self._account.api_base.rstrip('/')}/2010-04-01/Accounts/{account}/Messages/{message}/Media/{file}"
        for pause in self._fetch_pauses:
            try:
                await self._download(url, into, limit)
            except FetchFailed as failed:
                if failed.code != "media.gone":
                    raise
                await asyncio.sleep(pause)
            else:
                return
        await self._download(url, into, limit)

    async def _download(self, url: str, into: Path, limit: int) -> None:
        auth = httpx.BasicAuth(self._account.sid, self._account.token)
        async with httpx.AsyncClient(auth=auth, trust_env=False, timeout=30) as http:
            await media.download(
                http,
                url,
                into,
                limit,
                allowed_hosts=(self._account.api_host, *self._cdn_hosts),
                allowed_domains=self._cdn_domains,
            )


def _billed(part: Part, sid: str) -> str:
    if part.segments:
        _log.info("SMS %s is billed as %d", sid, part.segments)
    return sid


class Sms(Road):
    """Channel "sms". ``sender`` is a number, several with commas, or a Messaging Service (MG...)."""

    name = "sms"
    capabilities = Capabilities(
        buttons=False,
        max_text=MAX_SMS,
        max_buttons=0,
        files_in=True,
        max_file_in=5 * MEGABYTE,
        max_file_out=5 * MEGABYTE,
        illustrates=False,  # an MMS costs several times a text
        typing=False,
        read_reports=False,
        files_by_url=True,
        proves_sender=False,
        writes_first=True,
        opt_out=True,
    )

    async def way_in(self, code: str) -> WayIn | None:
        """To a number of ours; which one a Messaging Service would choose is not known."""
        numbers = [one.strip() for one in self._sender.split(",") if E164.fullmatch(one.strip())]
        return WayIn(text=code, to=numbers[0]) if numbers else None

    def _to(self, address: str) -> str:
        return address

    def _from(self, address: str) -> dict[str, Any]:
        """The same one of several numbers for the same person, so that it stays one conversation."""
        senders = [one.strip() for one in self._sender.split(",") if one.strip()]
        chosen = senders[int(address[1:]) % len(senders)]
        return {"messaging_service_sid": chosen} if SERVICE.fullmatch(chosen) else {"from_": chosen}

    def _parts(self, address: str, delivery: Delivery) -> tuple[Part, ...]:
        return parts.sms(address, delivery, self._words(delivery.language))


class Whatsapp(Road):
    """Channel "whatsapp". ``sender`` is the registered number, without ``whatsapp:``."""

    name = "whatsapp"
    capabilities = Capabilities(
        buttons=True,
        max_text=MAX_TEXT,
        max_buttons=contents.MOST_ITEMS,
        files_in=True,
        max_file_in=16 * MEGABYTE,
        max_file_out=16 * MEGABYTE,
        typing=False,
        read_reports=True,
        files_by_url=True,
        opt_out=True,
        session_hours=24,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._approved: tuple[datetime, dict[str, str]] | None = None
        self._contents: OrderedDict[str, str] = OrderedDict()

    async def way_in(self, code: str) -> WayIn:
        """Opens the chat with the code ready to be sent."""
        number = self._sender.removeprefix(PREFIX).lstrip("+")
        return WayIn(url=f"https://wa.me/{number}?text={code}")

    def _to(self, address: str) -> str:
        return PREFIX + address

    def _from(self, address: str) -> dict[str, Any]:  # noqa: ARG002 - there is one
        return {"from_": PREFIX + self._sender.removeprefix(PREFIX)}

    def _parts(self, address: str, delivery: Delivery) -> tuple[Part, ...]:  # noqa: ARG002 - the same for all
        words = self._words(delivery.language)
        if not self._in_session(delivery) and (template := self._template(delivery)):
            return (template,)
        # Without an approved template the free words are tried: the vendor's clock decides, and 63016 tells.
        return (*parts.whatsapp_files(delivery), *(self._buttons(delivery) or parts.plain(delivery, words)))

    def _in_session(self, delivery: Delivery) -> bool:
        hours = timedelta(hours=self.capabilities.session_hours)
        return delivery.heard_at is not None and self._now() - delivery.heard_at < hours

    def _template(self, delivery: Delivery) -> Part | None:
        found = templates.chosen(delivery, self._approvals(), self._words(delivery.language))
        if found is None:
            return None
        sid, variables, body = found
        return Part(body, {"content_sid": sid, "content_variables": variables}, name="template")

    def _approvals(self) -> dict[str, str]:
        """Asked again every ten minutes; a road that is down for this question is down for the message too."""
        if self._approved is None or self._now() - self._approved[0] > _APPROVALS_AGE:
            listed = templates.listed(self.client)
            self._approved = (self._now(), {one.name: one.sid for one in listed if one.status == "approved"})
        return self._approved[1]

    def _buttons(self, delivery: Delivery) -> tuple[Part, ...] | None:
        words = self._words(delivery.language)
        texts = parts.before_buttons(delivery, words)
        if not delivery.choices or not texts:
            return None
        types = contents.buttons(texts[-1], delivery.choices, words.text("template.choose"))
        sid = self._content(types, delivery.language) if types else None
        if sid is None:
            return None
        # The words are in the content, and the message shows them: they are what a look-up compares.
        last = Part(texts[-1], {"content_sid": sid})
        return (*(Part(text, {"body": text}) for text in texts[:-1]), last)

    def _content(self, types: Any, language: str) -> str | None:
        """None when the vendor turns the buttons down: then digits do."""
        name = contents.name_of(types, language)
        if known := self._contents.get(name):
            return known
        try:
            sid = contents.create(self.client, name, language, types)
        except TwilioRestException as problem:
            if problem.status == 429 or problem.status >= 500:
                raise
            return None
        self._contents[name] = sid
        if len(self._contents) > _MOST_CONTENTS:
            self._contents.popitem(last=False)
        return sid
