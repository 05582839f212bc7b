"""The settings of the roads to people. A vendor whose settings are empty is not imported."""

import re
from collections.abc import Iterator
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator

NONE = SecretStr("")
SHORTEST_SECRET = 16
# A program on the same machine may be posted to in clear.
HERE = ("http://127.0.0.1", "http://localhost")
# As Twilio knows a number and a Messaging Service; anything else it answers with a refusal, message by message.
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_AS_WRITTEN = "as +15005550006 (with + and the country, without spaces or other signs)"
_SERVICE = re.compile(r"MG[0-9a-f]{32}")


class VendorSettings(BaseModel):
    """Part of ``Settings``; every vendor's address can be set, for proxies, self-hosted servers and stand-ins."""

    telegram_bot_token: SecretStr = Field(NONE, description="Telegram: the token that @BotFather gave; empty: off")
    telegram_webhook_secret: SecretStr = Field(
        NONE, description="Telegram: what its requests must carry, 16 characters or more of A-Z a-z 0-9 _ -"
    )
    telegram_mode: Literal["webhook", "polling"] = Field(
        "polling", description="Telegram: polling needs no public address; webhook answers at /webhooks/telegram"
    )
    telegram_api_base: str = Field(
        "https://api.telegram.org", description="Telegram: the Bot API server; one of your own takes files over 20 MB"
    )
    twilio_account_sid: str = Field("", description="SMS and WhatsApp: the account, AC...; empty: off")
    twilio_auth_token: SecretStr = Field(NONE, description="SMS and WhatsApp: the account's auth token")
    twilio_auth_token_old: SecretStr = Field(
        NONE, description="SMS and WhatsApp: the token before, still taken while it is being changed"
    )
    twilio_sms_from: str = Field(
        "", description="SMS: your number (+1...) or Messaging Service (MG...); several, comma-separated; empty: no SMS"
    )
    twilio_whatsapp_from: str = Field("", description="WhatsApp: your sender's number (+1...); empty: no WhatsApp")
    twilio_api_base: str = Field("https://api.twilio.com", description="SMS and WhatsApp: where calls go")
    slack_signing_secret: SecretStr = Field(NONE, description="Slack: the app's signing secret; empty: no webhooks")
    slack_bot_token: SecretStr = Field(NONE, description="Slack: xoxb-..., for a single workspace without installing")
    slack_app_token: SecretStr = Field(
        NONE, description="Slack: xapp-..., for Socket Mode, which needs no public address"
    )
    slack_client_id: str = Field("", description="Slack: for installing in many workspaces")
    slack_client_secret: SecretStr = Field(NONE, description="Slack: for installing in many workspaces")
    slack_api_base: str = Field("https://slack.com/api/", description="Slack: where calls go")
    smtp_url: SecretStr = Field(
        NONE, description="e-mail: smtp://name:password@host:587 (STARTTLS) or smtps://...:465; empty: no e-mail"
    )
    email_from: str = Field("", description="e-mail: what it is sent from, as Milepost <bills@example.com>")
    email_inbound_secret: SecretStr = Field(
        NONE,
        description="e-mail: Mailgun's HTTP webhook signing key, for /webhooks/email; empty: no answers",
    )
    email_inbound_api_key: SecretStr = Field(NONE, description="e-mail: Mailgun's API key, to fetch what is attached")
    email_inbound_hosts: str = Field(
        "api.mailgun.net,storage.mailgun.net,storage.eu.mailgun.net",
        description="e-mail: the hosts (and all below them) that attachments are fetched from, comma-separated",
    )
    signed_webhook_url: str = Field("", description="a program of your own: where it takes what is said; empty: off")
    signed_webhook_secret: SecretStr = Field(
        NONE, description="a program of your own: signs both ways, 16 characters or more"
    )

    @field_validator("twilio_sms_from")
    @classmethod
    def _are_senders(cls, several: str) -> str:
        """What is wrong is told by its place, not repeated: a secret may have been put here by mistake."""
        senders = [one.strip() for one in several.split(",") if one.strip()]
        for place, one in enumerate(senders, 1):
            if not (_NUMBER.fullmatch(one) or _SERVICE.fullmatch(one)):
                raise ValueError(
                    f"must be a number {_AS_WRITTEN} or a Messaging Service (MG and 32 of 0-9 a-f), several with "
                    f"commas; entry {place} of {len(senders)} is neither"
                )
        return ",".join(senders)

    @field_validator("twilio_whatsapp_from")
    @classmethod
    def _is_a_number(cls, sender: str) -> str:
        """Twilio's own pages write ``whatsapp:`` before it."""
        number = sender.strip().removeprefix("whatsapp:")
        if number and not _NUMBER.fullmatch(number):
            raise ValueError(f"must be one number {_AS_WRITTEN}")
        return number

    def vendor_problems(self) -> Iterator[str]:
        """What production cannot run with, in words that say what to set."""
        for name in ("telegram_api_base", "twilio_api_base", "slack_api_base"):
            if not goes_safely(str(getattr(self, name))):
                yield f"{name.upper()} must begin with https://: tokens go there"
        yield from self._telegram_problems()
        yield from self._twilio_problems()
        yield from self._slack_problems()
        yield from self._email_problems()
        if self.signed_webhook_url:
            yield from _needs("SIGNED_WEBHOOK_SECRET", self.signed_webhook_secret, "SIGNED_WEBHOOK_URL is set")
            if not self.signed_webhook_url.startswith(("https://", *HERE)):
                yield "SIGNED_WEBHOOK_URL must begin with https://"

    def _telegram_problems(self) -> Iterator[str]:
        if not self.telegram_bot_token.get_secret_value() or self.telegram_mode == "polling":
            return
        yield from _needs("TELEGRAM_WEBHOOK_SECRET", self.telegram_webhook_secret, "TELEGRAM_BOT_TOKEN is set")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", self.telegram_webhook_secret.get_secret_value()):
            yield "TELEGRAM_WEBHOOK_SECRET must be made of A-Z a-z 0-9 _ - alone, for Telegram takes no others"

    def _twilio_problems(self) -> Iterator[str]:
        if not self.twilio_account_sid:
            return
        yield from _needs("TWILIO_AUTH_TOKEN", self.twilio_auth_token, "TWILIO_ACCOUNT_SID is set")
        if self.twilio_auth_token_old.get_secret_value():
            yield from _needs("TWILIO_AUTH_TOKEN_OLD", self.twilio_auth_token_old, "it signs as well")
        if not (self.twilio_sms_from or self.twilio_whatsapp_from):
            yield "TWILIO_ACCOUNT_SID is set, so TWILIO_SMS_FROM or TWILIO_WHATSAPP_FROM must be set"

    def _slack_problems(self) -> Iterator[str]:
        posts = self.slack_client_id or self.slack_signing_secret.get_secret_value()
        if posts or (self.slack_bot_token.get_secret_value() and not self.slack_app_token.get_secret_value()):
            yield from _needs("SLACK_SIGNING_SECRET", self.slack_signing_secret, "Slack posts to this server")
        if self.slack_client_id:
            yield from _needs("SLACK_CLIENT_SECRET", self.slack_client_secret, "SLACK_CLIENT_ID is set")

    def _email_problems(self) -> Iterator[str]:
        url = self.smtp_url.get_secret_value()
        if url and "@" not in parseaddr(self.email_from)[1]:
            yield "SMTP_URL is set, so EMAIL_FROM must be set to an address, as Milepost <bills@example.com>"
        if url and not url.startswith(("smtp://", "smtps://")):
            yield "SMTP_URL must be smtp://name:password@host:587 or smtps://name:password@host:465"
        if self.email_inbound_secret.get_secret_value():
            yield from _needs("EMAIL_INBOUND_SECRET", self.email_inbound_secret, "e-mail is answered")


def goes_safely(url: str) -> bool:
    """Whether what is sent there is sealed, or stays on this machine or in its own network."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not url or (parts.scheme == "https" and host):
        return True
    try:
        return bool(host) and ip_address(host).is_private
    except ValueError:
        return bool(host) and "." not in host  # of this machine, or of a compose network


def _needs(name: str, value: SecretStr, why: str) -> Iterator[str]:
    if len(value.get_secret_value().strip()) < SHORTEST_SECRET:
        yield f"{why}, so {name} must be set ({SHORTEST_SECRET} characters or more)"
