"""Genuine requests of every vendor at every door of the program, as they would be posted; and the settings for it."""

import json
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from bots.bootstrap import Program
from channels.payments.sandbox.adapter import SandboxGateway
from channels.signed.adapter import HEADER as SIGNED_HEADER
from channels.signing import Signer
from channels.simulator.adapter import Simulator
from channels.simulator.events import envelope, message_event
from core.domain.money import Money
from core.ports.payments import PageWanted
from tests.channels.email import world as email
from tests.channels.signed.other_side import SECRET as SIGNED_SECRET
from tests.channels.slack import payloads as slack_payloads
from tests.channels.slack import standin as slack
from tests.channels.telegram import updates as telegram
from tests.channels.twilio import test_door as twilio_payloads
from tests.channels.twilio import vendor as twilio

PUBLIC = "https://bot.example.com"
NOWHERE = "http://127.0.0.1:9"
OTHER = "the secret of somebody else, 32 long"
WHEN = datetime(2026, 11, 22, 15, 4, 5, tzinfo=UTC)
SECRETS = {
    "telegram_bot_token": telegram.TOKEN,
    "telegram_webhook_secret": telegram.SECRET,
    "telegram_mode": "webhook",
    "telegram_api_base": NOWHERE,
    "twilio_account_sid": twilio.ACCOUNT,
    "twilio_auth_token": twilio.TOKEN,
    "twilio_sms_from": twilio.SMS_FROM,
    "twilio_whatsapp_from": twilio.WHATSAPP_FROM,
    "twilio_api_base": NOWHERE,
    "slack_signing_secret": slack.SIGNING_SECRET,
    "slack_bot_token": slack.TOKEN,
    "slack_api_base": f"{NOWHERE}/api/",
    "smtp_url": "smtp://127.0.0.1:9",
    "email_from": email.SENDER,
    "email_inbound_secret": email.SIGNING_KEY,
    "email_inbound_api_key": email.API_KEY,
    "signed_webhook_url": NOWHERE,
    "signed_webhook_secret": SIGNED_SECRET,
}


@dataclass(frozen=True)
class Posted:
    """One request. ``seals``: the headers that prove whose it is; ``sealed``: so much of the body's beginning does."""

    source: str
    headers: dict[str, bytes]
    body: bytes
    seals: tuple[str, ...] = ()
    sealed: int = 0
    method: str = "POST"
    path: str = ""


@dataclass(frozen=True)
class Senders:
    """Genuine requests of every source, each time another; with ``forged``, signed with somebody else's secret."""

    program: Program
    dice: random.Random
    payment: bytes

    def telegram(self, *, forged: bool = False) -> Posted:
        secret = OTHER if forged else telegram.SECRET
        headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": secret}
        return _posted("telegram", headers, telegram.recorded(self.dice.choice(("text", "photo", "tap"))), signed=False)

    def twilio(self, *, forged: bool = False) -> Posted:
        return self._twilio("twilio", ("sms_text", "mms_three", "whatsapp_button"), forged=forged)

    def twilio_status(self, *, forged: bool = False) -> Posted:
        return self._twilio("twilio/status", ("status_sent", "status_read"), forged=forged)

    def _twilio(self, source: str, names: tuple[str, ...], *, forged: bool) -> Posted:
        form = twilio_payloads.payload(self.dice.choice(names))
        token = OTHER if forged else twilio.TOKEN
        return _posted(source, *twilio.signed(form, f"{PUBLIC}/webhooks/{source}", token))

    def slack_events(self, *, forged: bool = False) -> Posted:
        return self._slack(("text_im", "photo", "edit", "home", "file_shared"), forged=forged)

    def slack_interactions(self, *, forged: bool = False) -> Posted:
        return self._slack(("tap", "form_new"), forged=forged)

    def slack_commands(self, *, forged: bool = False) -> Posted:
        return self._slack(("command_list", "command_help"), forged=forged)

    def _slack(self, names: tuple[str, ...], *, forged: bool) -> Posted:
        body, media_type = slack_payloads.bytes_of(self.dice.choice(names))
        secret = OTHER if forged else slack.SIGNING_SECRET
        return _posted("slack", slack.signed(body, time.time(), media_type, secret), body)

    def email(self, *, forged: bool = False) -> Posted:
        """An answer or an event; Mailgun signs its time and a token, which stand first here."""
        seal = email.signed(str(int(time.time())))
        seal |= {"signature": "0" * 64} if forged else {}
        if self.dice.random() < 0.5:
            rest = json.loads((email.PAYLOADS / "answer.json").read_text())
            fields = {**seal, **{name: value for name, value in rest.items() if name not in seal}}
            body, sealed = urlencode(fields).encode(), len(urlencode(seal))
            headers = email.FORM
        else:
            data = json.loads((email.PAYLOADS / "event_delivered.json").read_text())
            body = json.dumps({"signature": seal, "event-data": data}).encode()
            sealed, headers = len(json.dumps({"signature": seal})) - 1, {"content-type": "application/json"}
        return replace(_posted("email", headers, body, signed=False), sealed=sealed)

    def signed(self, *, forged: bool = False) -> Posted:
        body = (email.PAYLOADS.parent / "signed" / "said.json").read_bytes()
        signer = Signer((OTHER if forged else SIGNED_SECRET).encode(), "signed")
        return _posted("signed", {SIGNED_HEADER: signer.header(body, int(time.time()))}, body)

    def simulator(self, *, forged: bool = False) -> Posted:
        event = message_event(event_id="e1", number="+14155550100", text="Hi", files=[], tap=None, album=None, at=WHEN)
        body, simulator = envelope([event]), self.program.channels["simulator"]
        if forged:
            simulator = Simulator(self.program.settings.data_dir / "other", OTHER.encode(), PUBLIC)
        return _posted("simulator", dict(simulator.sign(body)), body)

    def sandbox(self, *, forged: bool = False) -> Posted:
        gateway = SandboxGateway(OTHER.encode(), PUBLIC) if forged else self.program.gateways["sandbox"]
        return _posted("sandbox", gateway.sign(self.payment), self.payment)


SOURCES = (
    Senders.telegram,
    Senders.twilio,
    Senders.twilio_status,
    Senders.slack_events,
    Senders.slack_interactions,
    Senders.slack_commands,
    Senders.email,
    Senders.signed,
    Senders.simulator,
    Senders.sandbox,
)


def _posted(source: str, headers: Mapping[str, str], body: bytes, *, signed: bool = True) -> Posted:
    raw = {name.lower(): value.encode() for name, value in headers.items()}
    seals = tuple(name for name in raw if name != "content-type")
    return Posted(source, raw, body, seals, len(body) if signed else 0, path=f"/webhooks/{source}")


async def senders_to(program: Program, dice: random.Random) -> Senders:
    gateway = program.gateways["sandbox"]
    made = await gateway.make_page(
        PageWanted(
            reference="r1",
            amount=Money(100, "USD"),
            description="d",
            payer_name="p",
            payer_email="",
            payee_name="q",
            payee="",
            language="en",
            return_url=f"{PUBLIC}/i/x",
        )
    )
    page = gateway.page(made.url.rpartition("/")[2])
    return Senders(program, dice, gateway.event(page, "succeeded", ""))
