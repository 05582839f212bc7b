"""Everything we show on Slack, read back and judged by the rules that Slack's SDK has for it."""

from collections.abc import Mapping
from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, InputBlock
from slack_sdk.models.views import View

from bots.wording import wording
from channels.slack import blocks, forms
from core.domain.account import Language
from core.ports.messaging import Choice, Delivery

LINK = "https://pay.example.com/i/" + "a" * 43
MANY = tuple(Choice(f"Part {n} " + "x" * (n * 4), f"token.{n}") for n in range(40))
DELIVERIES = {
    "words": Delivery(key="k", text="Hi"),
    "nothing but a link": Delivery(key="k", text="", url=LINK, url_label="See and pay"),
    "a link without a name": Delivery(key="k", text="Here", url=LINK),
    "two buttons": Delivery(key="k", text="Send?", choices=(Choice("Send", "t.0"), Choice("Change", "t.1"))),
    "forty buttons of any length": Delivery(key="k", text="Which?", choices=MANY, url=LINK, url_label="y" * 200),
    "a very long text": Delivery(key="k", text="línea & <tag> 😀 *bold*\n" * 4000, choices=MANY[:3]),
    "one word without an end": Delivery(key="k", text="&" * 30_000),
}


def judged(view: Mapping[str, Any]) -> View:
    """As the SDK reads it; its rules are checked, and nothing of it is lost."""
    read = View(**view)
    read.validate_json()
    assert read.to_dict() == view
    for block in read.blocks or []:
        block.validate_json()
    return read


@pytest.mark.parametrize("name", DELIVERIES)
def test_every_message_and_home_keeps_the_rules_of_block_kit(name: str) -> None:
    made = blocks.blocks(DELIVERIES[name])
    read = Block.parse_all(made)
    assert 1 <= len(read) <= 50
    for block in read:
        block.validate_json()
    assert [block.to_dict() for block in read] == made
    judged(blocks.home(DELIVERIES[name]))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", [forms.NEW, forms.EDIT])
def test_every_form_keeps_the_rules_of_modals(kind: str, language: Language) -> None:
    read = judged(forms.view(kind, wording(language)))
    assert read.type == "modal"
    for block in read.blocks or []:
        assert isinstance(block, InputBlock)
        assert block.element
        block.element.validate_json()


def test_the_rules_are_rules() -> None:
    (section,) = Block.parse_all([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}])
    assert section
    with pytest.raises(SlackObjectFormationError, match="3000"):
        section.validate_json()
    view = {**forms.view(forms.EDIT, wording("en")), "title": {"type": "plain_text", "text": "x" * 25}}
    with pytest.raises(SlackObjectFormationError, match="24"):
        judged(view)
