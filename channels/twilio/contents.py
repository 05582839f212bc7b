"""Twilio's Content resources: a message with buttons is made there first, then sent by its id."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from core.ports.messaging import Choice

# Within the session: https://www.twilio.com/docs/content/twilio-quick-reply and .../twilio-list-picker.
MOST_BUTTONS, MOST_ITEMS = 3, 10
_TITLE, _ITEM, _DESCRIPTION, _CHOOSE = 20, 24, 72, 20
SESSION = "milepost_session_"


def buttons(body: str, choices: Sequence[Choice], choose: str) -> Mapping[str, Any] | None:
    """Quick replies for three short ones, a list for ten, None for more. A list's line has a long label below it."""
    if len(choices) <= MOST_BUTTONS and all(len(one.label) <= _TITLE for one in choices):
        actions = [{"type": "QUICK_REPLY", "title": one.label, "id": one.token} for one in choices]
        return {"twilio/quick-reply": {"body": body, "actions": actions}}
    if len(choices) <= MOST_ITEMS:
        items = [_item(one) for one in choices]
        return {"twilio/list-picker": {"body": body, "button": choose[:_CHOOSE], "items": items}}
    return None


def _item(choice: Choice) -> Mapping[str, str]:
    fits = len(choice.label) <= _ITEM
    item = choice.label if fits else choice.label[: _ITEM - 1].rstrip() + "…"
    more = {} if fits else {"description": choice.label[:_DESCRIPTION]}
    return {"item": item, "id": choice.token, **more}


def name_of(types: Mapping[str, Any], language: str) -> str:
    """The same words and buttons have the same name, so that a repeat finds what is there."""
    told = json.dumps([language, types], sort_keys=True, ensure_ascii=False)
    return SESSION + hashlib.sha256(told.encode()).hexdigest()[:32]


def create(
    client: Client, name: str, language: str, types: Mapping[str, Any], variables: Mapping[str, str] | None = None
) -> str:
    """The new resource's id. Raises what the SDK raises."""
    made = client.content.v1.contents.create(
        ContentList.ContentCreateRequest(
            {"friendly_name": name, "language": language, "variables": dict(variables or {}), "types": dict(types)}
        )
    )
    return str(made.sid)


def sweep(client: Client, before: datetime) -> int:
    """Removes the buttons of past messages, which nobody sends again; templates stay. How many went."""
    removed = 0
    for one in client.content.v1.contents.list(limit=1000):
        old = one.date_created is not None and one.date_created < before
        if (one.friendly_name or "").startswith(SESSION) and old:
            try:
                client.content.v1.contents(str(one.sid)).delete()
            except TwilioRestException:
                continue
            removed += 1
    return removed
