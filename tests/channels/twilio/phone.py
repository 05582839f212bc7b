"""A phone on Twilio's other side: what it says is posted as Twilio posts, what it gets is read at the stand-in."""

import asyncio
import random
import re
from dataclasses import dataclass

import httpx

from bots.phones import PATIENCE, NothingCame
from tests.channels.twilio.vendor import ACCOUNT, PUBLIC, SMS_FROM, WHATSAPP_FROM, Vendor, signed


@dataclass(slots=True)
class TwilioPhone:
    """``twice`` and ``backwards``: everything is posted again, and the other way round. ``late``: a file is not there
    when it is asked for the first time. What is signed is our public address, however the server is reached here.
    """

    number: str
    vendor: Vendor
    http: httpx.AsyncClient
    whatsapp: bool = False
    twice: bool = False
    backwards: bool = False
    late: bool = False
    public: str = PUBLIC
    seen: int = 0

    @property
    def address(self):
        return f"whatsapp:{self.number}" if self.whatsapp else self.number

    @property
    def messages(self):
        return [_read(message) for message in self.vendor.outbound(self.address)]

    async def says(self, text, files=()):
        """One MMS for all files, over WhatsApp one message each."""
        groups = [[one] for one in files] if self.whatsapp and files else [list(files)]
        forms = [self._form(text if place == 0 else "", group) for place, group in enumerate(groups)]
        forms = forms[::-1] if self.backwards else forms
        for form in forms + (random.sample(forms, len(forms)) if self.twice else []):
            await self.post(form)

    async def taps(self, message, label):
        """A button over WhatsApp, its digit on SMS."""
        choice = next(one for one in message["choices"] if one["label"] == label)
        if not self.whatsapp:
            await self.says(choice["token"])
            return
        await self.post({**self._form(label, []), "ButtonText": label, "ButtonPayload": choice["token"]})

    async def waits_for(self, wanted, what, patience=PATIENCE):
        end = asyncio.get_running_loop().time() + patience
        while asyncio.get_running_loop().time() < end:
            for place, message in enumerate(self.messages[self.seen :], start=self.seen + 1):
                if wanted(message):
                    self.seen = place
                    return message
            await asyncio.sleep(0.05)
        said = [message["text"] for message in self.messages[-4:]]
        raise NothingCame(f"{what} did not come; the last were {said}")

    async def post(self, form, source="twilio"):
        headers, body = signed(form, f"{self.public}/webhooks/{source}")
        answer = await self.http.post(f"/webhooks/{source}", content=body, headers=headers)
        answer.raise_for_status()
        assert answer.headers["content-type"].startswith("text/xml")

    async def reports(self, message, status, error=""):
        """What became of one of our messages; ``error`` is Twilio's code for why not."""
        form = {"MessageSid": message["sid"], "AccountSid": ACCOUNT, "To": message["to"], "MessageStatus": status}
        form |= {"ErrorCode": error} if error else {}
        ours = {"From": message["from"] or SMS_FROM, "MessagingServiceSid": message["messaging_service_sid"]}
        await self.post({**form, **{name: value for name, value in ours.items() if value}}, "twilio/status")

    def _form(self, text, files):
        sid, ours = self.vendor.sid("SM"), WHATSAPP_FROM if self.whatsapp else SMS_FROM
        form = {"MessageSid": sid, "AccountSid": ACCOUNT, "Body": text, "From": self.address, "SmsStatus": "received"}
        form |= {"To": f"whatsapp:{ours}" if self.whatsapp else ours, "NumMedia": str(len(files))}
        for place, file in enumerate(files):
            media = self.vendor.sid("ME")
            self.vendor.absent[media] = 1 if self.late else 0
            self.vendor.media[media] = ("image/jpeg", file.read_bytes(), sid)
            path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}/Media/{media}"
            form |= {f"MediaUrl{place}": f"https://api.twilio.com{path}", f"MediaContentType{place}": "image/jpeg"}
        return form


def _read(message):
    text, kinds = message["body"], (message["content"] or {}).get("types", {})
    actions = (kinds.get("twilio/quick-reply") or {}).get("actions") or []
    items = (kinds.get("twilio/list-picker") or {}).get("items") or []
    choices = [{"label": one["title"], "token": one["id"]} for one in actions]
    choices += [{"label": one.get("description") or one["item"], "token": one["id"]} for one in items]
    choices += [{"label": label, "token": digit} for digit, label in re.findall(r"^(\d+) (.+)$", text, re.MULTILINE)]
    return {"text": text, "choices": choices, "url": "".join(re.findall(r"https?://\S+/i/\S+", text)), "files": []}
