"""From replies to words: in the reader's language, nothing that was typed read as a template, no empty lines."""

from datetime import date
from decimal import Decimal

import pytest

from bots.commands import NOTHING, Reply, command, option, own, reply
from bots.telling import LONGEST_LABEL, render
from bots.wording import wording
from core.domain.money import Money, Rate

EN, ES = wording("en"), wording("es")


def test_money_rates_days_and_replies_are_said_the_readers_way():
    line = reply("plan.line", name="Demo", amount=Money(450000, "USD"))
    said = reply("lines", lines=(line, reply("plan.tax", rate=Rate.percent(Decimal(8))), NOTHING))
    assert render(said, EN).text == "- Demo: $4,500.00\nPlus sales tax 8%"
    owed = reply("owed.due", day=date(2026, 11, 22))
    assert render(owed, EN).text == "due Nov 22, 2026"
    assert render(owed, ES).text == "vence 22 nov 2026"


def test_what_fills_nothing_leaves_no_line():
    said = reply("invoice.sending", number="INV-1", total=1, client="Dana", address="x", left=NOTHING, next=NOTHING)
    assert "\n" not in render(said, EN).text


@pytest.mark.parametrize("hostile", ["{client}", "{{7*7}}", "%s", "{0.__class__}", "<b>", "\u202e"])
def test_what_people_type_is_never_a_template(hostile):
    assert hostile in render(reply("told.question", client=hostile, number="INV-1", text=hostile), EN).text


def test_phone_numbers_are_written_as_people_write_them():
    assert "+1 415-555-0134" in render(reply("draft.to", client="Dana", address="+14155550134"), EN).text
    assert "dana@example.com" in render(reply("draft.to", client="Dana", address="dana@example.com"), EN).text


def test_labels_come_from_the_catalog_with_details_or_from_a_name_cut_short():
    do = command("status")
    said = reply("unclear", option("button.send_to", do, client="Dana"), own("x" * 99, do), option("button.help", do))
    labels = [button.label for button in render(said, EN).buttons]
    assert labels[0] == "Send to Dana"
    assert len(labels[1]) == LONGEST_LABEL
    assert labels[1].endswith("…")
    assert render(said, ES).buttons[2].label == "Ayuda"


def test_a_button_carries_its_command_and_a_link_its_label():
    said = Reply(
        "answer.kept", {"client": "Dana"}, (option("button.status", command("status", project="p")),), link_id="l"
    )
    message = render(said, EN)
    assert message.buttons[0].action == {"do": "status", "project": "p"}
    assert message.link_label == "See and pay"
    assert render(reply("menu.back"), EN).link_label == ""
