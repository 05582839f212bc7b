"""Erasing in chat: only by an owner, by typing the name, and of all of it only with a tap elsewhere."""

import asyncio
import json

import pytest

from bots.erasing_people import MOST_LOOKS, ErasingPeople
from bots.intents import Hints, understand
from bots.intents.erasing import EraseAsked, EraseNamed
from bots.perform.erasing import LOOKED_AFTER
from bots.permissions import may
from core.ports.blobs import BlobMissing
from tests.bots.talk import DANA, ME, labels
from tests.bots.test_addresses import MARIO, asked_on_telegram, both, code_in, forgeable, second

__all__ = ["both", "second"]


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("erase Dana Lee", "dana lee"),
        ("Please erase Dana", "dana"),
        ("erase all data of Dana Lee", "dana lee"),
        ("delete client Dana Lee", "dana lee"),
        ("forget the data of Dana Lee", "dana lee"),
        ("borra a Dana Lee", "dana lee"),
        ("borra los datos de Dana", "dana"),
        ("erase my account", None),
        ("delete my whole account please", None),
        ("borra mi cuenta", None),
    ],
)
def test_it_is_asked_for_in_plain_words(said, about):
    assert understand(said, Hints(client_names=("Dana Lee", "INV-0001"))).intent == EraseAsked(about)


@pytest.mark.parametrize(
    "said", ["erase that", "erase the last line", "delete job Oak deck", "erase INV-0001", "borra eso"]
)
def test_what_is_no_client_is_not_erased(said):
    assert not isinstance(understand(said, Hints(client_names=("Dana Lee", "INV-0001"))).intent, EraseAsked)


def test_asked_for_the_name_words_are_the_name_and_a_few_lead_away():
    asked = Hints(awaiting="erase_name", client_names=("Dana Lee",))
    assert understand("Dana Lee", asked).intent == EraseNamed("Dana Lee")
    assert not isinstance(understand("cancel", asked).intent, EraseNamed)
    assert not isinstance(understand("0", asked).intent, EraseNamed)


def jobs(talk):
    with talk.database.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT args FROM procrastinate_jobs WHERE task_name = 'erase_person'")
        return [json.loads(one) if isinstance(one, str) else one for (one,) in found]


def do(talk):
    (args,) = jobs(talk)
    worker = ErasingPeople(database=talk.database, blobs=NoBytes(), conversations=talk.conversations)
    worker._run(
        args["account_id"], args["client_id"], args["member_id"], (args["channel"], args["address"]), args["key"]
    )


def names(talk):
    return [name for _, name in talk.database.erasing.clients(talk.account())]


def test_what_goes_and_what_stays_is_said_and_the_name_asked_for(billed):
    said = billed.says("erase Dana Lee")[0]
    assert said.text.startswith("Erasing Dana Lee cannot be undone.\nGoes: ")
    assert "Stays, as the law has books kept for years: issued invoices" in said.text
    assert said.text.endswith("type the name: Dana Lee")
    assert labels(said) == ["Leave it"]
    assert jobs(billed) == []


def test_with_the_name_typed_it_is_done_and_told(billed):
    billed.says("erase Dana Lee")
    assert "I erase them now" in billed.says("dana lee")[0].text
    assert names(billed) == ["Dana Lee"]
    do(billed)
    assert names(billed) == ["Erased"]
    (told,) = billed.news(ME)
    assert told.text.startswith("It is done: ")
    assert "Dana" not in told.text
    assert [one.text for _, one in billed.everything(DANA)] == []
    assert billed.files()[0].invoices[0].number == "INV-0001"


def test_another_name_and_going_back_change_nothing(billed):
    billed.says("erase Dana Lee")
    assert billed.says("Dana Leo")[0].text == "That is another name. Nothing was changed."
    billed.says("erase Dana Lee")
    billed.taps("Leave it")
    billed.says("Dana Lee")
    assert jobs(billed) == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("who owes me?", "Open in all"),
        ("cabinets done", "Cabinets"),
        ("the sink is leaking again, what now", "I didn't get that"),
    ],
)
def test_what_is_no_name_is_done_as_ever_and_the_erasing_is_dropped(billed, said, answer):
    billed.says("erase Dana Lee")
    told = [one.text for one in billed.says(said)]
    if said != "who owes me?":  # which leaves the question open
        assert told[0] == "I have dropped erasing Dana Lee. Nothing was erased."
        billed.says("Dana Lee")
        assert jobs(billed) == []
    assert answer in "\n".join(told)


def test_a_photo_meanwhile_is_a_photo_and_the_question_stays(billed):
    billed.says("erase Dana Lee")
    assert "Cabinets" in billed.says("cabinets", files=1)[0].text
    assert "I erase them now" in billed.says("Dana Lee")[0].text


def test_in_spanish_it_is_dropped_too(billed):
    billed.says("español")
    billed.says("borra a Dana Lee")
    dropped, shown = billed.says("gabinetes listos")
    assert dropped.text == "Ya no borro a Dana Lee. No se borró nada."
    assert "Cabinets" in shown.text


def test_yes_is_not_the_name(billed):
    billed.says("erase Dana Lee")
    billed.says("yes")
    assert jobs(billed) == []


def test_of_one_address_alone_the_account_goes_by_its_name(billed):
    asked = billed.says("erase my account")[0].text
    assert asked.startswith("Erasing your account cannot be undone.")
    name, account = asked.rpartition(": ")[2], billed.account()
    assert "my last message here" in billed.says(name)[0].text
    do(billed)
    assert [one for _, one in billed.database.erasing.clients(account)] == ["Erased"]
    assert not billed.database.reads.who("simulator", ME)


def test_the_account_goes_as_soon_as_its_last_word_has_left_and_after_a_minute_all_the_same(billed):
    """It would be erased itself before it was sent; until then the chat answers as ever, for two seconds."""
    account, name = billed.account(), billed.says("erase my account")[0].text.rpartition(": ")[2]
    assert billed.says(name)[0].text.startswith("All of it is erased now, but for what the law has kept.")
    worker = ErasingPeople(database=billed.database, blobs=NoBytes(), conversations=billed.conversations)
    (args,) = jobs(billed)
    asyncio.run(worker.run(**args))
    assert [one.get("step") for one in jobs(billed)] == [None, 1]
    assert billed.database.reads.who("simulator", ME)
    with billed.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE outbound SET status = 'sent' WHERE key LIKE %s", (f"{args['key']}:%",))
    asyncio.run(worker.run(**jobs(billed)[1]))
    assert [one for _, one in billed.database.erasing.clients(account)] == ["Erased"]
    assert not billed.database.reads.who("simulator", ME)
    assert len(jobs(billed)) == 2


def test_a_last_word_that_cannot_leave_holds_up_the_erasing_for_a_minute_at_most(billed):
    billed.says(billed.says("erase my account")[0].text.rpartition(": ")[2])
    worker = ErasingPeople(database=billed.database, blobs=NoBytes(), conversations=billed.conversations)
    assert MOST_LOOKS * LOOKED_AFTER.total_seconds() == 60
    asyncio.run(worker.run(**jobs(billed)[0], step=MOST_LOOKS))
    assert not billed.database.reads.who("simulator", ME)


def test_with_another_address_the_account_goes_only_by_a_tap_there(second):
    name = second.says("erase my account")[0].text.rpartition(": ")[2]
    assert "I asked you by Telegram as well" in second.says(name)[0].text
    assert jobs(second) == []
    key, asked = asked_on_telegram(second)
    assert labels(asked) == ["Erase all of it", "Leave it"]
    second.hears(tap=f"{key}.0", of="77", channel="telegram")
    assert [one["client_id"] for one in jobs(second)] == [""]


def test_by_a_road_that_can_be_forged_a_client_goes_only_by_a_tap_elsewhere(second):
    second.says("erase Dana Lee")
    assert "I asked you by Telegram as well" in second.says("Dana Lee")[0].text
    assert jobs(second) == []
    key, asked = asked_on_telegram(second)
    assert "erase Dana Lee." in asked.text
    second.hears(tap=f"{key}.0", of="77", channel="telegram")
    assert len(jobs(second)) == 1


def test_by_a_road_that_can_be_forged_alone_nothing_goes(working):
    forgeable(working)
    name = working.says("erase my account")[0].text.rpartition(": ")[2]
    assert "needs a second way to ask you" in working.says(name)[0].text
    assert jobs(working) == []


def test_it_is_the_owners_alone(billed):
    billed.says(code_in(billed, billed.says("invite crew Mario")), of=MARIO)
    billed.says("erase Dana Lee", of=MARIO)
    billed.says("Dana Lee", of=MARIO)
    assert jobs(billed) == []
    assert [may(role, "erase.name") for role in ("owner", "project_manager", "crew")] == [True, False, False]


def test_of_two_alike_one_is_chosen(billed):
    billed.says("New job: Elm Ct bath for Dana Poe 628 555 0177, $9,000: demo 4000, final rest")
    billed.taps("Create job")
    asked = billed.says("erase Dana")[0]
    assert asked.text == "Whom do you mean?"
    assert "Erasing Dana Poe" in billed.taps(next(one for one in labels(asked) if "Poe" in one))[0].text


def test_in_spanish(billed):
    billed.says("español")
    assert billed.says("borra a Dana Lee")[0].text.startswith("Borrar a Dana Lee no se puede deshacer.")
    assert "Lo borro ahora" in billed.says("Dana Lee")[0].text


class NoBytes:
    """The talk's files have no bytes."""

    def chunks(self, key):
        raise BlobMissing(key)

    def delete(self, key):
        pass
