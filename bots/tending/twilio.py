"""SMS and WhatsApp: does the account answer, do its numbers post to us, and are the templates approved."""

import asyncio
from typing import TYPE_CHECKING

from bots.settings import Settings
from bots.tending.finding import CannotSetUp, Finding
from bots.wording import wording

if TYPE_CHECKING:
    from channels.twilio.account import Account
    from channels.twilio.setup import Fact
    from channels.twilio.templates import Listed

OFF = "set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SMS_FROM or TWILIO_WHATSAPP_FROM (docs/channels/sms.md)"
SETUP = "milepost channels setup twilio"
TEMPLATES = "milepost channels templates --create"
# Fact -> what it says when it is well and when it is not, and what mends it.
_SAID = {
    "account": ("the account is {about}", "the account is {about}", "see the Twilio Console"),
    "refused": ("", "the account's SID and token were refused ({about})", "check TWILIO_AUTH_TOKEN"),
    "unreachable": ("", "no answer ({about})", "check TWILIO_API_BASE and the network"),
    "number": ("what is sent to {about} is posted to us", "what is sent to {about} is not posted to us", SETUP),
    "service": ("what is sent to {about} is posted to us", "what is sent to {about} is not posted to us", SETUP),
    "sender": (
        "what is sent to {about} on WhatsApp is posted to us",
        "what is sent to {about} on WhatsApp is not posted to us",
        SETUP,
    ),
    "sender_off": ("", "the WhatsApp sender {about}", "Twilio Console, Messaging, Senders, WhatsApp senders"),
    "not_your_number": ("", "{about} is not a number of this account", "check TWILIO_SMS_FROM"),
    "template": ("{about}", "{about}", TEMPLATES),
    "campaign": ("its campaign is {about}", "its campaign is {about}", "Twilio Console, Regulatory Compliance"),
}
# Fact -> what is worth knowing about it, and where more is to be done.
_NOTED = {
    "not_your_sender": (
        "{about} is no WhatsApp sender of this account; the sandbox's is in no list, and is pointed at us by hand",
        "Twilio Console, Messaging, Try it out, Sandbox settings",
    ),
    "sender_untold": ("whether what is sent to {about} on WhatsApp is posted to us, Twilio does not tell", ""),
    "opt_out_number": ("STOP, START and HELP to {about} are answered by Twilio", ""),
    "opt_out_service": (
        "STOP, START and HELP to {about} are answered by Twilio; only its Console shows if Advanced Opt-Out is on",
        "Twilio Console, Messaging, Services, Opt-Out Management",
    ),
    "campaign": ("its campaign is {about}: carriers in the United States refuse its texts until then", ""),
    "no_campaign": (
        "{about} has no campaign: carriers in the United States refuse its texts (30034)",
        "Twilio Console, Regulatory Compliance",
    ),
    "unknown_words": (
        "its campaign promises to stop at these words too, which only Advanced Opt-Out does: {about}",
        "Twilio Console, Messaging, Services, Opt-Out Management",
    ),
    "segments": ("the last texts were billed so: {about}", ""),
}
# Facts about a WhatsApp sender that no API of Twilio's points at us.
BY_HAND = {"not_your_sender", "sender_untold"}


def is_on(settings: Settings) -> bool:
    senders = settings.twilio_sms_from or settings.twilio_whatsapp_from
    return bool(settings.twilio_account_sid and settings.twilio_auth_token.get_secret_value() and senders)


async def look(settings: Settings) -> tuple[Finding, ...]:
    from channels.twilio import setup

    senders = (settings.twilio_sms_from, settings.twilio_whatsapp_from)
    facts = await asyncio.to_thread(setup.state, _account(settings), *senders, wording)
    return tuple(_finding(fact) for fact in facts)


def _finding(fact: "Fact") -> Finding:
    if fact.good is None:
        words, mend = _NOTED[fact.code]
    else:
        good, bad, mend = _SAID[fact.code]
        words, mend = (good, "") if fact.good else (bad, mend)
    return Finding(well=fact.good, words=f"Twilio: {words.format(about=fact.about)}", mend=mend)


async def set_up(settings: Settings) -> tuple[str, ...]:
    """Our address on every number and Messaging Service. Raises CannotSetUp."""
    from channels.twilio import setup

    account, senders = _ready(settings), (settings.twilio_sms_from, settings.twilio_whatsapp_from)
    try:
        facts = await asyncio.to_thread(setup.set_up, account, *senders)
    except setup.FAILURES as problem:
        raise CannotSetUp(f"Twilio said no ({setup.code_of(problem)})") from None
    lines = [_finding(fact).words for fact in facts]
    if any(fact.code in BY_HAND for fact in facts):
        lines.append(f"WhatsApp: enter {account.our('twilio')} at your sender in the Twilio Console, HTTP POST")
    return tuple(lines)


async def templates(settings: Settings, *, create: bool) -> "tuple[Listed, ...]":
    """WhatsApp's templates as they stand; ``create`` makes and submits the missing ones. Raises CannotSetUp."""
    from channels.twilio import setup
    from channels.twilio import templates as catalogue

    client, needed = _ready(settings).client(), catalogue.needed(wording)
    try:
        if create:
            return await asyncio.to_thread(catalogue.create, client, needed)
        have = {one.name: one for one in await asyncio.to_thread(catalogue.listed, client)}
    except setup.FAILURES as problem:
        raise CannotSetUp(f"Twilio said no ({setup.code_of(problem)})") from None
    return tuple(have.get(one.name) or catalogue.Listed(one.name, "", "missing") for one in needed)


def _ready(settings: Settings) -> "Account":
    if not is_on(settings):
        raise CannotSetUp(OFF)
    if not settings.public_base_url.startswith("https://"):
        raise CannotSetUp("set PUBLIC_BASE_URL to your https:// address: Twilio signs it")
    return _account(settings)


def _account(settings: Settings) -> "Account":
    from channels.twilio.account import Account

    return Account(
        sid=settings.twilio_account_sid,
        token=settings.twilio_auth_token.get_secret_value(),
        public_url=settings.base_url,
        api_base=settings.twilio_api_base,
    )
