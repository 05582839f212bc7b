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
from channels.twilio.memory import MOST, Memory, found, looked_up
from channels.twilio.parts import MAX_SMS, MAX_TEXT, MEGABYTE, Part
from core.ports.messaging import Capabilities, Delivery, FetchFailed, Heard, SendFailed, WayIn

# Where the API sends us for a file's bytes, with the bytes' own signature in the address.
CDN_DOMAINS = ("twiliocdn.com",)
CDN_HOSTS = ("s3-external-1.amazonaws.com", "media.twiliocdn.com.s3-external-1.amazonaws.com")
FETCH_PAUSES = (1.0, 3.0)
LOOK_UP_PAUSES = (1.0, 3.0)
_log = logging.getLogger(__name__)
_APPROVALS_AGE = timedelta(minutes=10)


class Road(ABC):
    """What both share. ``words`` are for numbered menus; the pauses are in seconds, so that tests need none."""

    name: str
    capabilities: Capabilities

    def __init__(
        self,
        account: Account,
        sender: str,
        words: templates.Words,
        *,
        cdn: tuple[Sequence[str], Sequence[str]] = (CDN_HOSTS, CDN_DOMAINS),
        pauses: tuple[Sequence[float], Sequence[float]] = (FETCH_PAUSES, LOOK_UP_PAUSES),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._account = account
        self._sender = sender
        self._words = words
        self._cdn_hosts, self._cdn_domains = cdn
        self._fetch_pauses, self._look_up_pauses = pauses
        self._now = now
        self._memory = Memory()

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
        whole = f"{address}|{delivery.key}"
        sid = self._memory.sent.get(whole, "")
        if sid:
            return sid
        for place, part in enumerate(self._parts(address, delivery)):
            sid = self._send_part(f"{whole}|{place}", address, part)
        if not sid:
            raise SendFailed("nothing to say", final=True)
        return self._memory.note(whole, sid)

    def _send_part(self, key: str, address: str, part: Part) -> str:
        """Once: what an earlier attempt may have left at the vendor is looked for before it is said again."""
        if sid := self._memory.sent.get(key):
            return sid
        to, since = self._to(address), self._memory.unsure.get(key)
        if since and (there := found(self.client, to, part.body, since, self._known())):
            return self._noted(key, part, there)
        began = self._now()
        try:
            made = self.client.messages.create(
                to=to, status_callback=self._account.our("twilio/status"), **self._from(address), **part.arguments
            )
        except TwilioRestException as problem:
            if problem.status < 500:
                self._memory.unsure.pop(key, None)
                raise
            return self._after_silence(key, to, part, began, failure(problem))
        except RequestException as problem:
            return self._after_silence(key, to, part, began, SendFailed(f"twilio: {type(problem).__name__}"))
        return self._noted(key, part, str(made.sid))

    def _after_silence(self, key: str, to: str, part: Part, began: datetime, problem: SendFailed) -> str:
        since = self._memory.unsure.setdefault(key, began)
        sid = looked_up(lambda: found(self.client, to, part.body, since, self._known()), self._look_up_pauses)
        if sid is None:
            raise problem from None
        return self._noted(key, part, sid)

    def _noted(self, key: str, part: Part, sid: str) -> str:
        if part.segments:
            _log.info("SMS %s is billed as %d", sid, part.segments)
        return self._memory.note(key, sid)

    def _known(self) -> tuple[str, ...]:
        return tuple(self._memory.sent.values())

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
        return Part("", {"content_sid": found[0], "content_variables": found[1]}) if found else None

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
        if len(self._contents) > MOST:
            self._contents.popitem(last=False)
        return sid
