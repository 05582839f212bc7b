"""Which roads are open: only what is set up is imported, and production never sees the simulator or the sandbox."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import APIRouter

from bots.consenting import OptOut
from bots.gateways import open_gateways
from bots.settings import Settings
from bots.settings_vendors import SHORTEST_SECRET
from bots.telling import Roads
from bots.wording import wording
from channels.portal.adapter import Portal
from core.ports.blobs import BlobStore
from core.ports.credentials import Credentials
from core.ports.forms import Forms
from core.ports.handed import Handed
from core.ports.inbox import Listener, Webhook
from core.ports.messaging import Channel
from core.ports.payments import PaymentGateway

Key = Callable[[str], bytes]
"""A key of its own for each purpose, from the one secret key."""


@dataclass(slots=True)
class Open:
    """What the program is built with. A channel's webhook may have several sources (``twilio``, ``twilio/status``)."""

    channels: dict[str, Channel] = field(default_factory=dict)
    gateways: dict[str, PaymentGateway] = field(default_factory=dict)
    webhooks: dict[str, Webhook] = field(default_factory=dict)
    listeners: dict[str, Listener] = field(default_factory=dict)
    pages: list[APIRouter] = field(default_factory=list)
    """What an adapter shows in a browser (installing it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What adapters ask of what is kept here."""

    credentials: Credentials
    handed: Handed
    began: Callable[[str], datetime | None]
    """When something was first heard or sent on a channel; None: never."""
    forms: Forms | None = None
    blobs: BlobStore | None = None


class RoadClosed(Exception):
    """A setting that a road cannot be opened with, in words that say what to set."""


def open_roads(settings: Settings, key: Key, kept: Kept) -> Open:
    """Everything that the settings ask for. Raises RoadClosed."""
    try:
        return _open_roads(settings, key, kept)
    except ValueError as problem:  # what an adapter says of a setting that it was given
        raise RoadClosed(str(problem)) from None


def _open_roads(settings: Settings, key: Key, kept: Kept) -> Open:
    found = Open()
    found.channels["portal"] = Portal(kept.blobs)
    _telegram(found, settings)
    _slack(found, settings, key, kept)
    _twilio(found, settings, kept)
    for name, gateway in open_gateways(settings, key).items():
        found.gateways[name] = found.webhooks[name] = gateway
    _testing(found, settings, key)
    _email(found, settings, key)
    _signed(found, settings)
    return found


def roads(found: Open) -> Roads:
    """Which channels reach a phone number or an e-mail address: WhatsApp before SMS, the simulator where it runs."""
    phones = tuple(name for name in ("simulator", "whatsapp", "sms") if name in found.channels)
    forgeable = frozenset(name for name, one in found.channels.items() if not one.capabilities.proves_sender)
    return Roads(phones=phones, email="email" if "email" in found.channels else None, forgeable=forgeable)


def opt_out(found: Open) -> OptOut:
    """Where stop, start and help are law."""
    roads = {name: one.capabilities for name, one in found.channels.items() if one.capabilities.opt_out}
    carriers = frozenset(name for name, can in roads.items() if not can.buttons)
    return OptOut(roads=frozenset(roads), carriers=carriers)


def _telegram(found: Open, settings: Settings) -> None:
    """By long polling, or at its webhook; never both, for Telegram refuses that."""
    token, secret = (one.get_secret_value() for one in (settings.telegram_bot_token, settings.telegram_webhook_secret))
    if not token:
        return
    from channels.telegram.adapter import Telegram

    telegram = Telegram(token, secret, settings.telegram_api_base)
    found.channels["telegram"] = telegram
    if settings.telegram_mode == "polling":
        found.listeners["telegram"] = telegram
    elif len(secret) >= SHORTEST_SECRET:
        found.webhooks["telegram"] = telegram


def _email(found: Open, settings: Settings, key: Key) -> None:
    url = settings.smtp_url.get_secret_value()
    if not url:
        return
    from channels.email.adapter import Email, Inbound
    from channels.email.smtp import PostOffice

    secret = settings.email_inbound_secret.get_secret_value()
    hosts = [host.strip().lower() for host in settings.email_inbound_hosts.split(",") if host.strip()]
    api_key = settings.email_inbound_api_key.get_secret_value()
    inbound = Inbound(signing_key=secret, api_key=api_key, hosts=hosts) if secret else None
    email = Email(PostOffice.at(url), settings.email_from, key("email"), wording, inbound)
    found.channels["email"] = email
    if inbound:
        found.webhooks["email"] = email


def _slack(found: Open, settings: Settings, key: Key, kept: Kept) -> None:
    """A token of one workspace, or what it takes to be installed in many; no webhook without a signing secret."""
    token, app_token = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    secret = settings.slack_signing_secret.get_secret_value().strip()
    installable = bool(settings.slack_client_id and settings.slack_client_secret.get_secret_value() and secret)
    if not ((token and (secret or app_token)) or installable):
        return
    from channels.signing import Signer
    from channels.slack import install
    from channels.slack.adapter import Slack
    from channels.slack.api import Api
    from channels.slack.socket import Socket
    from channels.slack.workspaces import Workspaces

    api = Api(settings.slack_api_base)
    workspaces = Workspaces(api, kept.credentials, token)
    slack = found.channels["slack"] = Slack(workspaces, wording, known=kept.forms, signing_secret=secret)
    if secret:
        found.webhooks["slack"] = slack
    if app_token:
        found.listeners["slack"] = Socket(slack, api, app_token)
    if installable:
        offered = install.Install(
            api=api,
            workspaces=workspaces,
            words=wording,
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            signer=Signer(key("slack-install"), "slack-install"),
            base_url=settings.base_url,
        )
        found.pages.append(install.router(offered))


def _twilio(found: Open, settings: Settings, kept: Kept) -> None:
    """Without an auth token no signature can be checked: then nothing is taken in, and nothing can be sent."""
    token = settings.twilio_auth_token.get_secret_value()
    if not (settings.twilio_account_sid and token):
        return
    from channels.twilio.account import Account
    from channels.twilio.adapter import Sms, Whatsapp
    from channels.twilio.door import Door
    from channels.twilio.missed import Missed

    account = Account(
        sid=settings.twilio_account_sid,
        token=token,
        old_token=settings.twilio_auth_token_old.get_secret_value(),
        public_url=settings.base_url,
        api_base=settings.twilio_api_base,
    )
    if settings.twilio_sms_from:
        found.channels["sms"] = Sms(account, settings.twilio_sms_from, wording, kept.handed)
    if settings.twilio_whatsapp_from:
        found.channels["whatsapp"] = Whatsapp(account, settings.twilio_whatsapp_from, wording, kept.handed)
    found.webhooks |= {source: Door(account, source) for source in ("twilio", "twilio/status")}
    found.listeners["twilio"] = Missed(account, settings.twilio_sms_from, settings.twilio_whatsapp_from, kept.began)


def _signed(found: Open, settings: Settings) -> None:
    if settings.signed_webhook_url:
        from channels.signed.adapter import SignedWebhook

        secret = settings.signed_webhook_secret.get_secret_value()
        if len(secret) < SHORTEST_SECRET:
            raise RoadClosed(f"set SIGNED_WEBHOOK_SECRET to {SHORTEST_SECRET} characters or more")
        signed = SignedWebhook(settings.signed_webhook_url, secret)
        found.channels["signed"] = found.webhooks["signed"] = signed


def _testing(found: Open, settings: Settings, key: Key) -> None:
    if not settings.testing_allowed:
        return
    from channels.payments.sandbox.adapter import SandboxGateway
    from channels.simulator.adapter import Simulator

    simulator = Simulator(settings.data_dir.absolute() / "simulator", key("simulator"), settings.base_url)
    found.channels["simulator"] = found.webhooks["simulator"] = simulator
    found.gateways["sandbox"] = found.webhooks["sandbox"] = SandboxGateway(key("sandbox"), settings.base_url)
