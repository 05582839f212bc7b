"""A file that its vendor tells by itself and with its message is heard once, whichever comes first."""

import json
from dataclasses import replace

import pytest

from bots.repeats import not_told_yet
from channels.slack import posted
from tests.channels.slack.conftest import NOW, offline
from tests.channels.slack.payloads import event
from tests.storage.conftest import ask

__all__ = ["ask", "offline"]  # fixtures


@pytest.fixture
async def taken(database, offline, ask):
    """What is heard of recorded events that come one after the other."""
    await database.inbox.open()

    async def take(*events):
        heard = []
        for said in events:
            await database.inbox.accept(posted.items(said, NOW))
            for (number,) in ask("SELECT id FROM inbox WHERE taken_at IS NULL ORDER BY id"):
                with database.turns.take_in(number) as turn:
                    if turn.item is None:
                        continue  # it was taken in with another
                    heard += [not_told_yet(turn, offline, one) for one in offline.translate(turn.item.body)]
        return heard

    yield take
    await database.inbox.close()


def files(heard):
    return [one.ref for said in heard if said for one in said.attachments]


def wordless(name):
    said = event(name)
    said["event"]["text"] = ""
    return said


async def test_the_message_first_and_then_its_file(taken):
    heard = await taken(event("photo"), event("file_shared"))
    assert [(one.text, len(one.attachments)) for one in heard] == [("demo done", 1)]


async def test_the_file_first_and_then_its_message_whose_words_are_heard(taken):
    heard = await taken(event("file_shared"), event("photo"), event("file_shared"))
    assert files(heard) == ["T0SITE/F0A"]
    assert [one.text for one in heard] == ["", "demo done"]


async def test_a_file_that_still_waits_is_heard_with_its_message_and_not_again(database, offline, ask):
    await database.inbox.open()
    for said in (event("file_shared"), event("photo"), event("file_shared")):
        await database.inbox.accept(posted.items(said, NOW))
    await database.inbox.close()
    waiting = ask(
        "SELECT i.external_id, j.scheduled_at > now()"
        " FROM inbox i JOIN procrastinate_jobs j ON i.id = (j.args->>'inbox_id')::int"
    )
    assert dict(waiting) == {"file:T0SITE:F0A": True, "msg:T0SITE:C0MAPLE:1795359845.000200": None}
    heard = []
    for (number,) in ask("SELECT id FROM inbox ORDER BY external_id DESC"):  # the message, then its file
        with database.turns.take_in(number) as turn:
            said = offline.translate(turn.item.body) if turn.item else ()
            heard += [not_told_yet(turn, offline, one) for one in said]
    assert [(one.text, len(one.attachments)) for one in heard] == [("demo done", 1)]


async def test_a_file_whose_message_is_here_is_left_to_it_however_late_the_worker_comes(database, offline, ask):
    await database.inbox.open()
    for said in (event("file_shared"), event("photo")):
        await database.inbox.accept(posted.items(said, NOW))
    await database.inbox.close()
    heard = []
    for (number,) in ask("SELECT id FROM inbox ORDER BY id"):  # the file first, as after a restart
        with database.turns.take_in(number) as turn:
            said = offline.translate(turn.item.body) if turn.item else ()
            heard += [not_told_yet(turn, offline, one) for one in said]
    assert [(one.text, len(one.attachments)) for one in heard] == [("demo done", 1)]


async def test_a_message_without_words_whose_file_came_first_is_a_repeat(taken):
    first, again = await taken(event("file_shared"), wordless("photo"))
    assert (len(first.attachments), again) == (1, None)


async def test_of_several_files_only_those_that_came_first_are_left_out(taken):
    album = wordless("album")
    alone = json.loads(json.dumps(event("file_shared")).replace("F0A", album["event"]["files"][1]["id"]))
    heard = await taken(alone, album)
    assert sorted(files(heard)) == sorted(f"T0SITE/{one['id']}" for one in album["event"]["files"])


async def test_a_file_shared_again_later_is_heard_with_its_new_message(taken):
    later = event("photo")
    later["event"]["ts"] = "1795359999.000100"
    assert files(await taken(event("photo"), event("file_shared"), later)) == ["T0SITE/F0A", "T0SITE/F0A"]


async def test_what_is_told_in_one_way_only_is_heard_as_it_is(taken, offline, database):
    (said,) = await taken(event("text_channel"))
    plain = replace(said, attachments=())
    with database.turns.begin() as turn:
        assert not_told_yet(turn, offline, plain) is plain
