"""Twilio's two webhooks: signed over our public address and every field (https://www.twilio.com/docs/usage/security)."""

import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator, get_signature_algorithm

from channels.twilio.account import Account
from channels.twilio.events import item, pairs
from core.ports.inbox import Answer, InboxItem, Unsigned

SIGNATURE = "x-twilio-signature"
SETTINGS = "x-twilio-webhooks-signature-settings"
_FORM = "application/x-www-form-urlencoded"
# Anything but TwiML is a fault to Twilio, and some of it would be sent to the person who wrote.
_NOTHING = Answer(200, b'<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml")


class Door:
    """Webhook ``source`` ("twilio", "twilio/status"). Its items' source is their channel: "sms" or "whatsapp"."""

    def __init__(self, account: Account, source: str, *, now: Callable[[], datetime] | None = None) -> None:
        self.source = source
        self._account = account
        self._now = now or (lambda: datetime.now(UTC))

    def verify(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[InboxItem, ...]:
        if headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            raise Unsigned("no form")
        try:
            fields = pairs(body)
            self._check(url, headers, fields)
            form = dict(fields)
            if not hmac.compare_digest(form.get("AccountSid", "").encode(), self._account.sid.encode()):
                raise Unsigned("somebody else's account")
            return (item(form, body, self._now()),)
        except ValueError as problem:
            raise Unsigned("not what Twilio posts") from problem

    def _check(self, url: str, headers: Mapping[str, str], fields: list[tuple[str, str]]) -> None:
        given = headers.get(SIGNATURE, "").encode()
        algorithm = get_signature_algorithm(headers.get(SETTINGS))
        form = ImmutableMultiDict(fields)
        good = [
            RequestValidator(token).compute_signature(one, form, algorithm)
            for token in self._account.tokens
            for one in _spellings(url)
        ]
        if not any(hmac.compare_digest(given, one.encode()) for one in good):
            raise Unsigned("the signature does not hold")

    async def answer(self, headers: Mapping[str, str], body: bytes) -> Answer:  # noqa: ARG002 - the same for all
        return _NOTHING


def _spellings(url: str) -> tuple[str, ...]:
    """With and without the scheme's usual port: Twilio signs either."""
    parts = urlsplit(url)
    usual = {"https": ":443", "http": ":80"}.get(parts.scheme, "")
    other = parts.netloc.removesuffix(usual) if parts.netloc.endswith(usual) else parts.netloc + usual
    return (url,) if parts.port and not parts.netloc.endswith(usual) else (url, parts._replace(netloc=other).geturl())
