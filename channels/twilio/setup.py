"""How things stand at Twilio, as facts for whoever sets it up; and the webhook's address set on our numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance
from twilio.rest.messaging.v2.channels_sender import ChannelsSenderInstance, ChannelsSenderList

from channels.plain import is_carrier_word
from channels.twilio import templates
from channels.twilio.account import PREFIX, SERVICE, Account, plain_number, road_of

LOOKED_AT = 50
MOST_SENDERS = 200
FAILURES = (TwilioException, RequestException)


def code_of(problem: Exception) -> str:
    """Twilio's own number for it, or what kind of silence it was; never its words, which may hold an address."""
    return str(problem.code) if isinstance(problem, TwilioRestException) else type(problem).__name__


@dataclass(frozen=True, slots=True)
class Fact:
    """``code`` says what, for the wording; ``about`` is the number, service or template it is about.

    ``good`` None: nothing is wrong, and it is worth knowing.
    """

    code: str
    good: bool | None
    about: str = ""


def state(account: Account, sms: str, whatsapp: str, words: templates.Words) -> tuple[Fact, ...]:
    """Blocks; never raises. Stops at the first question that Twilio does not answer."""
    client = account.client()
    facts: list[Fact] = []
    try:
        facts.extend(_facts(client, account, sms, whatsapp, words))
    except TwilioRestException as problem:
        refused = problem.status in {401, 403}
        facts.append(Fact("refused" if refused else "unreachable", good=False, about=str(problem.code)))
    except (RequestException, TwilioException) as problem:
        facts.append(Fact("unreachable", good=False, about=type(problem).__name__))
    return tuple(facts)


def _facts(client: Client, account: Account, sms: str, whatsapp: str, words: templates.Words) -> Iterator[Fact]:
    status = str(client.api.v2010.accounts(account.sid).fetch().status)
    yield Fact("account", good=status == "active", about=status)
    for sender in _senders(sms):
        yield _hooked(client, account, sender)
        yield from _leaving(client, sender)
    if sms:
        yield from _billed(client)
    if whatsapp:
        yield _posting(client, account, whatsapp)
        listed = {one.name: one.status for one in templates.listed(client)}
        for template in templates.needed(words):
            status = listed.get(template.name, "missing")
            yield Fact("template", good=status == "approved", about=f"{template.name}: {status}")


def _hooked(client: Client, account: Account, sender: str) -> Fact:
    """Whether what people write there is posted to us."""
    ours = account.our("twilio")
    if SERVICE.fullmatch(sender):
        service = client.messaging.v1.services(sender).fetch()
        posted = ours if not service.use_inbound_webhook_on_number else ""
        return Fact("service", good=service.inbound_request_url == posted == ours, about=sender)
    numbers = client.incoming_phone_numbers.list(phone_number=sender, limit=1)
    if not numbers:
        return Fact("not_your_number", good=False, about=sender)
    return Fact("number", good=numbers[0].sms_url == ours, about=sender)


def _leaving(client: Client, sender: str) -> Iterator[Fact]:
    """Who answers STOP there. No API tells whether Advanced Opt-Out is on, only what its campaign promised."""
    if not SERVICE.fullmatch(sender):
        yield Fact("opt_out_number", good=None, about=sender)
        return
    yield Fact("opt_out_service", good=None, about=sender)
    campaigns = client.messaging.v1.services(sender).us_app_to_person.list(limit=5)
    if not campaigns:
        yield Fact("no_campaign", good=None, about=sender)
    for campaign in campaigns:
        status = str(campaign.campaign_status)
        yield Fact("campaign", good={"VERIFIED": True, "FAILED": False}.get(status), about=status)
        unknown = sorted(word for word in campaign.opt_out_keywords or [] if not is_carrier_word(word))
        if unknown:
            yield Fact("unknown_words", good=None, about=", ".join(unknown))


def _billed(client: Client) -> Iterator[Fact]:
    """What Twilio itself counted lately: a text in Spanish or with an emoji costs several."""
    said = [one for one in client.messages.list(limit=LOOKED_AT) if _was_sms(one)]
    counts = [int(one.num_segments or 0) for one in said]
    if counts:
        yield Fact("segments", good=None, about=f"{len(counts)} as {sum(counts)}, the longest as {max(counts)}")


def _was_sms(message: MessageInstance) -> bool:
    sent = str(message.direction or "").startswith("outbound")
    return sent and road_of(str(message.to)) == "sms" and str(message.num_media or "0") == "0"


def _posting(client: Client, account: Account, whatsapp: str) -> Fact:
    """Whether what people write on WhatsApp is posted to us, by the Senders API. The sandbox's number is in no list."""
    try:
        sender = _sender(client, whatsapp)
    except TwilioException as problem:
        return Fact("sender_untold", good=None, about=f"{whatsapp} ({code_of(problem)})")
    if sender is None:
        return Fact("not_your_sender", good=None, about=whatsapp)
    if not str(sender.status).startswith("ONLINE"):
        return Fact("sender_off", good=False, about=f"{whatsapp} is {str(sender.status).lower()}")
    hook: object = sender.webhook or {}
    ours = isinstance(hook, dict) and hook.get("callback_url") == account.our("twilio")
    return Fact("sender", good=ours, about=whatsapp)


def _sender(client: Client, whatsapp: str) -> ChannelsSenderInstance | None:
    known = client.messaging.v2.channels_senders.list(channel="whatsapp", limit=MOST_SENDERS)
    return next((one for one in known if one.sender_id == PREFIX + plain_number(whatsapp)), None)


def _post_here(client: Client, account: Account, whatsapp: str) -> None:
    try:
        sender = _sender(client, whatsapp)
    except TwilioException:
        return  # told by ``_posting``
    if sender is not None:
        hook = {"callback_url": account.our("twilio"), "callback_method": "POST"}
        sender.update(ChannelsSenderList.MessagingV2ChannelsSenderRequestsUpdate({"webhook": hook}))


def set_up(account: Account, sms: str, whatsapp: str = "") -> tuple[Fact, ...]:
    """Sets our address on every number, service and WhatsApp sender; raises what the SDK raises."""
    client = account.client()
    posting = []
    if whatsapp:
        _post_here(client, account, whatsapp)
        posting = [_posting(client, account, whatsapp)]
    for sender in _senders(sms):
        if SERVICE.fullmatch(sender):
            client.messaging.v1.services(sender).update(
                inbound_request_url=account.our("twilio"), inbound_method="POST", use_inbound_webhook_on_number=False
            )
        else:
            for number in client.incoming_phone_numbers.list(phone_number=sender, limit=1):
                number.update(sms_url=account.our("twilio"), sms_method="POST")
    texting = (
        fact for sender in _senders(sms) for fact in (_hooked(client, account, sender), *_leaving(client, sender))
    )
    return (*texting, *posting)


def _senders(sms: str) -> list[str]:
    return [one.strip() for one in sms.split(",") if one.strip()]
