"""When a road was first used, and last heard."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from tests.storage.samples import NOON


def test_a_road_begins_with_the_first_thing_that_was_heard_or_said_there(database, story, ask):
    assert database.heard.first("sms") is None
    said = story.text("1")
    with database.books.open(story.account.id) as ledger:
        ledger.say(said)
        ledger.say(replace(said, id=uuid4(), key="2", created_at=NOON + timedelta(days=1)))
    assert database.heard.first("sms") == NOON
    for place, day in enumerate((2, -1)):
        heard = NOON + timedelta(days=day)
        ask(
            "INSERT INTO inbox (source, external_id, line, body, received_at) VALUES ('sms', %s, 'sms:+1', '', %s)",
            str(place),
            heard,
        )
    assert database.heard.first("sms") == NOON - timedelta(days=1)
    assert database.heard.first("whatsapp") is None
