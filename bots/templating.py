"""What words about templates come to; an answer completes what was said before the question. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from bots.commands import Step, command
from bots.intents.templates import TemplateAsked
from bots.intents.unit_prices import PricesSaid
from bots.known import Known

_DOES = {
    "keep": "template.keep",
    "list": "template.list",
    "starters": "template.starters",
    "show": "template.show",
    "change": "template.change",
    "start": "template.start",
    "rename": "template.rename",
    "remove": "template.remove",
}


def asked(meant: TemplateAsked, known: Known) -> tuple[Step, ...]:
    said: dict[str, Any] = {
        "name": meant.name,
        "new": meant.new,
        "about": meant.about,
        "client": meant.client,
        "job": meant.job,
        "phone": meant.phone,
        "email": meant.email,
        "unsure": not meant.sure,
        "rest": "" if meant.sure else meant.rest,
    }
    before = _asked_before(known) if (known.awaited or "").startswith("proposal_template") else {}
    said = {**before, **{name: value for name, value in said.items() if value}}
    return (command(_DOES[meant.what], **said),)


def priced(meant: PricesSaid, known: Known) -> tuple[Step, ...]:
    rows = [
        {"words": row.words, "amount": str(row.amount), "quantity": "" if row.quantity is None else str(row.quantity)}
        for row in meant.rows
    ]
    return (command("proposal.price", **_asked_before(known), rows=rows),)


def _asked_before(known: Known) -> dict[str, Any]:
    return {name: value for name, value in (known.expects or {}).items() if name != "what"}


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {TemplateAsked: asked, PricesSaid: priced}
