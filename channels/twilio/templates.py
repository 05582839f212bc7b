"""WhatsApp takes free words for 24 hours after somebody wrote; after that only what Meta approved: these templates.

The vendor's rules (https://www.twilio.com/docs/whatsapp/tutorial/send-whatsapp-notification-messages-templates): a
body neither begins nor ends with a variable, no two stand side by side, and each has an example.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from twilio.rest import Client
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from channels.twilio import contents
from channels.twilio.parts import variable
from core.domain.account import Language
from core.ports.messaging import Delivery
from core.ports.wording import Wording

Words = Callable[[Language], Wording]

LANGUAGES: tuple[Language, ...] = ("en", "es")
LINK = "link"
_SAMPLES: Mapping[str, str] = {
    "client": "Dana Lee",
    "contractor": "Rivera Remodeling",
    "number": "INV-0001",
    "project": "Maple St kitchen",
    "total": "$4,888.13",
    "amount": "$4,888.13",
    "balance": "$100.00",
    "due": "Dec 1, 2026",
    "receipt": "R-0001",
    "name": "Maple St kitchen",
    "what": "Extra outlet in the island",
    "off": "$280.00",
    "contract": "$24,000.00",
    "contract_after": "$24,280.00",
    "milestone": "Cabinets",
    "figures": "482913",
    LINK: "https://pay.example.com/i/abc",
}
NEWS, NEWS_WITHOUT_LINK = "news", "note"
# WhatsApp has words of its own for codes, and lets nobody send one otherwise:
# https://www.twilio.com/docs/content/whatsappauthentication
CODE = "signing_code"
_CODE_MINUTES, _LONGEST_COPY = 15, 24
# Kind -> its variables. A message of that code is said with it, when it has every one of them.
CATALOGUE: Mapping[str, tuple[str, ...]] = {
    "invoice": ("client", "contractor", "number", "project", "total", "due", LINK),
    "receipt_full": ("client", "contractor", "amount", "number", "receipt", LINK),
    "receipt_part": ("client", "contractor", "amount", "number", "balance", LINK),
    "reminder": ("client", "contractor", "number", "balance", LINK),
    "proposal": ("contractor", "name", "total", LINK),
    "change_ask": ("contractor", "project", "number", "what", "amount", "contract", "contract_after", LINK),
    "change_ask_less": ("contractor", "project", "number", "what", "off", "contract", "contract_after", LINK),
    "work_ask": ("contractor", "milestone", "project", "amount"),
    CODE: ("figures",),
    NEWS: ("contractor", LINK),
    NEWS_WITHOUT_LINK: ("contractor",),
}
# These have shades that the same words say: a receipt with a surplus, an invoice sent again.
_SAME = {"proposal_again": "proposal"}
_BEGUN = frozenset({"invoice", "receipt_full", "receipt_part", "reminder"})


@dataclass(frozen=True, slots=True)
class Template:
    """One to be approved: ``variables`` are the names behind {{1}}, {{2}} ..."""

    kind: str
    language: Language
    body: str
    variables: tuple[str, ...]
    copy: str = ""  # on the button that copies a code

    @property
    def category(self) -> str:
        """As Meta files it."""
        return "AUTHENTICATION" if self.kind == CODE else "UTILITY"

    @property
    def name(self) -> str:
        """Lower case, digits and underscores, as WhatsApp wants it."""
        return f"milepost_{self.kind}_{self.language}"

    def filled(self, values: Mapping[str, str]) -> str:
        """A JSON text, which is what the API takes."""
        named = {str(n): variable(values[name]) for n, name in enumerate(self.variables, 1)}
        return json.dumps(named, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the vendor has: ``status`` is its own word ("approved", "pending", "rejected", "unsubmitted" ...)."""

    name: str
    sid: str
    status: str
    reason: str = ""


def needed(words: Words) -> tuple[Template, ...]:
    return tuple(_template(kind, words(language)) for language in LANGUAGES for kind in CATALOGUE)


def _template(kind: str, words: Wording) -> Template:
    names = CATALOGUE[kind]
    numbered = {name: f"{{{{{n}}}}}" for n, name in enumerate(names, 1)}
    copy = words.text("template.copy") if kind == CODE else ""
    return Template(kind, words.language, words.text(f"template.{kind}", **numbered), names, copy)


def faults(template: Template) -> tuple[str, ...]:
    """What the vendor would turn it down for. The words of a code are its own."""
    found: list[str] = []
    if template.kind == CODE:
        return ()
    if template.body.startswith("{{") or template.body.endswith("}}"):
        found.append("begins or ends with a variable")
    if re.search(r"\}\}\s*\{\{", template.body):
        found.append("two variables side by side")
    if sorted(set(re.findall(r"\{\{(\d+)\}\}", template.body)), key=int) != [
        str(n) for n in range(1, len(template.variables) + 1)
    ]:
        found.append("a variable is missing")
    return tuple(found)


def listed(client: Client) -> tuple[Listed, ...]:
    """Ours at the vendor, with what WhatsApp says of each."""
    every = client.content.v1.content_and_approvals.list(limit=1000)
    return tuple(
        Listed(
            str(one.friendly_name),
            str(one.sid),
            str((one.approval_requests or {}).get("status") or "unsubmitted"),
            str((one.approval_requests or {}).get("rejection_reason") or ""),
        )
        for one in every
        if (one.friendly_name or "").startswith("milepost_")
        and not (one.friendly_name or "").startswith(contents.SESSION)
    )


def create(client: Client, templates: Iterable[Template]) -> tuple[Listed, ...]:
    """Makes those that are not there and submits those that nobody submitted; what is now at the vendor."""
    have = {one.name: one for one in listed(client)}
    for template in templates:
        there = have.get(template.name)
        if there is None or there.status == "unsubmitted":
            sid = there.sid if there else _made(client, template)
            asked = ApprovalCreateList.ContentApprovalRequest({"name": template.name, "category": template.category})
            client.content.v1.contents(sid).approval_create.create(asked)
    return listed(client)


def _made(client: Client, template: Template) -> str:
    samples = {str(n): _SAMPLES[name] for n, name in enumerate(template.variables, 1)}
    if template.kind != CODE:
        return contents.create(
            client, template.name, template.language, {"twilio/text": {"body": template.body}}, samples
        )
    copy = {"type": "COPY_CODE", "copy_code_text": template.copy[:_LONGEST_COPY]}
    code = {"add_security_recommendation": True, "code_expiration_minutes": _CODE_MINUTES, "actions": [copy]}
    return contents.create(client, template.name, template.language, {"whatsapp/authentication": code}, samples)


def chosen(delivery: Delivery, approved: Mapping[str, str], words: Wording) -> tuple[str, str, str] | None:
    """(content id, variables, body) of the closest approved template; None when there is none at all."""
    values = {"contractor": "Milepost", **{key: value for key, value in delivery.details.items() if value.strip()}}
    if delivery.url:
        values[LINK] = delivery.url
    for kind in _kinds(delivery.code):
        template = _template(kind, words)
        if template.name in approved and all(name in values for name in template.variables):
            return approved[template.name], template.filled(values), template.body
    return None


def _kinds(code: str) -> Iterable[str]:
    said = code.removeprefix("client.")
    said = _SAME.get(said, said)
    if not code.startswith("client."):
        return (NEWS, NEWS_WITHOUT_LINK)
    exact = [kind for kind in CATALOGUE if said == kind or (kind in _BEGUN and said.startswith(kind))]
    return (*exact, NEWS, NEWS_WITHOUT_LINK)
