"""What the contract of channels needs of Twilio's two roads."""

from dataclasses import replace

from bots.wording import wording
from channels.plain import as_text
from channels.twilio.adapter import Whatsapp
from channels.twilio.door import Door
from core.ports.messaging import Choice, Delivery, DeliveryReport
from tests.channels.twilio.vendor import ACCOUNT, PUBLIC, SMS_FROM, signed

SID = "SM" + "1" * 32
ME = "ME" + "1" * 32


def body_of(account, kind, when, heard):
    """The stored body of what Twilio would have posted."""
    prefix = "whatsapp:" if kind is Whatsapp else ""
    if isinstance(heard, DeliveryReport):
        form = {"MessageSid": heard.vendor_id, "MessageStatus": heard.status, "AccountSid": ACCOUNT}
        form |= {"From": prefix + SMS_FROM, "To": prefix + "+14155550100"}
    else:
        form = {"MessageSid": heard.external_id, "AccountSid": ACCOUNT, "Body": heard.text}
        form |= {"From": prefix + heard.sender, "To": prefix + SMS_FROM, "NumMedia": str(len(heard.attachments))}
        for place, file in enumerate(heard.attachments):
            path = "/2010-04-01/Accounts/{}/Messages/{}/Media/{}".format(*file.ref.split("/"))
            form |= {f"MediaUrl{place}": f"https://api.twilio.com{path}", f"MediaContentType{place}": file.media_type}
        form |= {"ButtonPayload": heard.tap} if heard.tap else {}
    door = Door(account, "twilio", now=lambda: when)
    return door.verify(f"{PUBLIC}/webhooks/twilio", *signed(form))[0].body


def received(vendor, kind, address):
    prefix = "whatsapp:" if kind is Whatsapp else ""
    return [_as_delivery(message) for message in vendor.outbound(prefix + address)]


def _as_delivery(message):
    kinds = (message["content"] or {}).get("types", {})
    actions = (kinds.get("twilio/quick-reply") or {}).get("actions", [])
    return Delivery(
        key=message["sid"], text=message["body"], choices=tuple(Choice(one["title"], one["id"]) for one in actions)
    )


def shown(kind, delivery):
    """Numbers in place of buttons on SMS, the link among the words on both; no file goes without an address."""
    choices = delivery.choices if kind is Whatsapp else ()
    text = as_text(replace(delivery, choices=()) if choices else delivery, wording("en"))
    return replace(delivery, text=text, choices=choices, files=(), url="", url_label="")


def shelve(vendor, content):
    vendor.media[ME] = ("image/jpeg", content, SID)
    return f"{ACCOUNT}/{SID}/{ME}"
