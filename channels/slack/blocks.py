"""A delivery as Block Kit (https://docs.slack.dev/reference/block-kit/blocks): sections, a row of buttons, the link."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, MarkdownTextObject, SectionBlock
from slack_sdk.models.views import View

from channels.slack import mrkdwn
from core.ports.messaging import Delivery

LONGEST_SECTION = 3000
LONGEST_LABEL = 75
MOST_BUTTONS = 25
MAX_TEXT = 12_000
# The plain copy for notifications and readers; Slack cuts it at 40,000.
_LONGEST_FALLBACK = 3000
_SILENT = "\u200b"


def blocks(delivery: Delivery) -> list[dict[str, Any]]:
    """At most 50 blocks: a text of ``MAX_TEXT`` is a handful. Buttons are numbered, so that no two have one name."""
    sections: list[Block] = [
        SectionBlock(text=MarkdownTextObject(text=piece, verbatim=True))
        for piece in mrkdwn.pieces(delivery.text[: MAX_TEXT * 10], LONGEST_SECTION)[:45]
    ]
    return [dict(one.to_dict()) for one in [*sections, *_buttons(delivery)]]


def _buttons(delivery: Delivery) -> list[Block]:
    made = [
        ButtonElement(text=_label(choice.label), action_id=f"choice.{place}", value=choice.token)
        for place, choice in enumerate(delivery.choices)
    ]
    if delivery.url:
        link = ButtonElement(text=_label(delivery.url_label or delivery.url), action_id="link", url=delivery.url)
        made.insert(0, link)
    return [ActionsBlock(elements=list(row)) for row in _rows(made)]


def _rows(made: Sequence[ButtonElement]) -> list[Sequence[ButtonElement]]:
    return [made[start : start + MOST_BUTTONS] for start in range(0, len(made), MOST_BUTTONS)]


def _label(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def fallback(delivery: Delivery) -> str:
    """Never empty: Slack refuses a message without any text."""
    return mrkdwn.pieces(delivery.text or delivery.url_label or _SILENT, _LONGEST_FALLBACK)[0]


def home(delivery: Delivery) -> Mapping[str, Any]:
    """The same on the App Home."""
    return dict(View(type="home", blocks=blocks(delivery)).to_dict())
