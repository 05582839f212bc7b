"""Everything of an account, asked for in chat: for the owner alone, made once, to be had for a while, and gone then."""

import asyncio
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bots.exporting import Exporting
from bots.intents import Hints, understand
from bots.intents.exporting import WholeExportAsked
from bots.intents.papers import PaperAsked
from bots.permissions import may, offered
from core.ports.blobs import BlobMissing
from tests.bots.talk import DANA, ME, all_text, labels
from tests.bots.test_addresses import MARIO, both, code_in, second
from tests.twins.memory_blobs import MemoryBlobs

__all__ = ["both", "second"]


@pytest.mark.parametrize(
    "said",
    [
        "export everything",
        "Export all my data, please".replace(",", ""),
        "download everything",
        "I want a copy of everything",
        "give me all my data",
        "full export",
        "back up my account",
        "exporta todo",
        "descarga todos mis datos",
        "quiero una copia de todo",
        "exportación completa",
    ],
)
def test_it_is_asked_for_in_plain_words(said):
    assert understand(said, Hints()).intent == WholeExportAsked()


@pytest.mark.parametrize("said", ["delete the export", "Cancel my export", "borra la exportación"])
def test_and_done_away_with(said):
    assert understand(said, Hints()).intent == WholeExportAsked(end=True)


@pytest.mark.parametrize("said", ["export 2026", "export the books", "exporta los libros", "export csv"])
def test_the_books_are_another_thing(said):
    assert isinstance(understand(said, Hints()).intent, PaperAsked)


@pytest.mark.parametrize("said", ["send it all", "send me everything", "delete everything", "everything"])
def test_what_is_about_something_else_is_no_export(said):
    assert not isinstance(understand(said, Hints()).intent, WholeExportAsked)


class TalkBlobs(MemoryBlobs):
    """The talk's own files have names for keys, and no bytes."""

    def chunks(self, key, start=0, length=None):
        if "/" not in key:
            raise BlobMissing(key)
        return super().chunks(key, start, length)

    def delete(self, key):
        if "/" in key:
            super().delete(key)


@pytest.fixture
def blobs():
    return TalkBlobs()


@pytest.fixture
def maker(billed, blobs):
    return Exporting(database=billed.database, blobs=blobs, conversations=billed.conversations)


def jobs(talk):
    with talk.database.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'export_everything' ORDER BY id"
        )
        return [json.loads(one) if isinstance(one, str) else one for (one,) in found]


def make(talk, maker, nth=-1, *, last_try=False):
    asyncio.run(maker.make(**jobs(talk)[nth], last_try=last_try))


def export_of(message):
    return UUID(message.export)


def ask(talk, statement, *values):
    with talk.database.engine.begin() as connection:
        found = connection.exec_driver_sql(statement, values)
        return found.all() if found.returns_rows else []


def test_what_it_is_and_who_hears_of_it_is_said_before_and_nothing_is_made(billed):
    (told,) = billed.says("export everything")
    assert told.text.startswith("I can put everything I keep of Rivera Remodeling into one ZIP for you")
    assert "2 photos" in told.text or "3 photos" in told.text
    assert labels(told) == ["Make it", f"Only the books of {datetime.now(UTC).year}", "Leave it"]
    assert jobs(billed) == []


def test_it_is_made_and_its_link_told_where_it_was_asked_for(billed, maker, blobs):
    billed.says("export everything")
    assert billed.taps("Make it")[0].text.startswith("I'm putting it together. I'll send it here when it is ready")
    make(billed, maker)
    (told,) = billed.news()
    assert "Everything of Rivera Remodeling is ready: " in told.text
    assert "KB. Take it from the page below until " in told.text
    assert (told.link_label, labels(told)) == ("Take everything", ["Delete the file"])
    export = maker.find(export_of(told))
    archive = zipfile.ZipFile(io.BytesIO(blobs.get(export.file_key)))
    assert {"index.html", "books/invoices.csv", "records/clients.json"} <= set(archive.namelist())
    assert [one["name"] for one in json.loads(archive.read("records/clients.json"))] == ["Dana Lee"]
    assert export.size == len(blobs.get(export.file_key))
    assert not billed.news(DANA)


def test_a_second_ask_makes_no_second_and_says_how_far_it_is(billed, maker):
    billed.says("export everything")
    billed.taps("Make it")
    assert billed.taps("Make it")[0].text.startswith("One is being made since ")
    assert len(jobs(billed)) == 1
    maker.database.export_progress.tell(UUID(jobs(billed)[0]["export_id"]), 3, 40)
    assert billed.says("full export")[0].text.endswith("3 of 40 files are in it so far.")
    make(billed, maker)
    there = billed.says("export everything")[-1]
    assert there.text.startswith("There is one of ")
    assert (bool(there.export), labels(there)) == (True, ["Delete the file", "Make a new one"])


def test_a_new_one_ends_the_one_before(billed, maker, blobs):
    billed.says("export everything")
    billed.taps("Make it")
    make(billed, maker)
    first = maker.find(export_of(billed.news()[-1]))
    billed.says("export everything")
    billed.taps("Make a new one")
    make(billed, maker)
    assert maker.find(first.id).state == "ended"
    assert maker.run() == 1
    with pytest.raises(BlobMissing):
        blobs.get(first.file_key)
    assert maker.find(export_of(billed.news()[-1])).is_open(datetime.now(UTC))


def test_deleted_by_a_tap_or_by_words_it_is_gone(billed, maker, blobs):
    billed.says("export everything")
    billed.taps("Make it")
    make(billed, maker)
    export = maker.find(export_of(billed.news()[-1]))
    assert billed.taps("Delete the file")[0].text.startswith("The file is deleted")
    assert not maker.find(export.id).is_open(datetime.now(UTC))
    asyncio.run(maker.sweep())
    assert not blobs.kept
    assert maker.find(export.id).file_key == ""
    assert billed.says("delete the export")[0].text.startswith("There is no such file any more.")


def test_after_three_days_it_goes_by_itself(billed, maker, blobs):
    billed.says("export everything")
    billed.taps("Make it")
    make(billed, maker)
    assert maker.run() == 0
    later = datetime.now(UTC) + timedelta(days=3, minutes=1)
    assert not maker.find(UUID(jobs(billed)[0]["export_id"])).is_open(later)
    assert maker.run(later) == 1
    assert not blobs.kept
    assert maker.run(later) == 0


def test_erasing_a_client_or_the_account_ends_it_bytes_and_all(billed, maker, blobs):
    for client in (True, False):
        billed.says("export everything")
        billed.taps("Make it")
        make(billed, maker)
        assert blobs.kept
        account = billed.account()
        who = billed.database.erasing.clients(account)[0][0] if client else None
        billed.database.erasing.erase(blobs, account, who, "asked for")
        assert not blobs.kept
        assert ask(billed, "SELECT DISTINCT state FROM whole_exports") == [("ended",)]


def test_erased_while_it_was_made_nothing_of_it_stays(billed, maker, blobs, tmp_path):
    billed.says("export everything")
    billed.taps("Make it")
    known = maker.find(UUID(jobs(billed)[0]["export_id"]))
    billed.database.erasing.erase(blobs, billed.account(), None, "asked for")
    billed.news()
    made = billed.database.whole.archive(blobs, known.account_id, tmp_path / "all.zip", lambda *_: None)
    key = blobs.put(known.account_id, b"zip", "application/zip")
    maker._finish(known, made, 3, key)
    assert not blobs.kept
    assert not [one for one in billed.news() if one.export]


def test_a_try_that_was_killed_leaves_no_bytes(billed, maker, blobs):
    billed.says("export everything")
    billed.taps("Make it")
    args = jobs(billed)[0]
    left = blobs.put(billed.account(), b"half", "application/zip")
    billed.database.export_progress.note_key(UUID(args["export_id"]), left)
    make(billed, maker)
    assert left not in blobs.kept
    make(billed, maker)  # once more changes nothing
    assert len(blobs.kept) == 1


def test_what_cannot_be_made_is_told_and_may_be_asked_for_again(billed, maker):
    billed.says("export everything")
    billed.taps("Make it")
    broken = Exporting(database=billed.database, blobs=None, conversations=billed.conversations)
    with pytest.raises(AttributeError):
        make(billed, broken)
    assert billed.news() == []
    with pytest.raises(AttributeError):
        make(billed, broken, last_try=True)
    assert billed.news()[0].text.startswith("I could not put everything together.")
    assert labels(billed.says("export everything")[0])[0] == "Make it"


def test_one_that_a_dead_worker_left_is_not_waited_for_for_ever(billed):
    billed.says("export everything")
    billed.taps("Make it")
    ask(billed, "UPDATE whole_exports SET asked_at = asked_at - interval '2 days'")
    billed.taps("Make it")
    assert len(jobs(billed)) == 2


def test_everybody_who_runs_the_firm_hears_of_it_elsewhere_and_can_delete_it(second, blobs):
    maker = Exporting(database=second.database, blobs=blobs, conversations=second.conversations)
    second.says("export everything")
    second.taps("Make it")
    make(second, maker)
    key, told = [one for one in second.everything("77") if "put into one file" in one[1].text][-1]
    assert labels(told) == ["Delete the file"]
    assert not told.export  # the link itself is only where it was asked for
    second.hears(tap=f"{key}.0", of="77", channel="telegram")
    maker.run()
    assert not blobs.kept


def test_it_is_the_owners_alone_and_never_said_in_a_group(billed):
    billed.says(code_in(billed, billed.says("invite crew Mario")), of=MARIO)
    assert not [one for one in billed.says("export everything", of=MARIO) if "one ZIP" in one.text]
    assert jobs(billed) == []
    for do in ("export.ask", "export.make", "export.end"):
        assert [may(role, do) for role in ("owner", "project_manager", "crew")] == [True, False, False]
        assert not offered(do)


def test_a_client_gets_nothing_and_a_stranger_nothing_of_ours(billed, blobs):
    assert "ZIP" not in all_text(billed.says("export everything", of=DANA))
    stranger = "+19995550100"  # becomes the owner of a firm with nothing in it
    billed.says("export everything", of=stranger)
    billed.taps("Make it", of=stranger)
    maker = Exporting(database=billed.database, blobs=blobs, conversations=billed.conversations)
    make(billed, maker)
    archive = zipfile.ZipFile(io.BytesIO(next(iter(blobs.kept.values()))))
    assert json.loads(archive.read("records/clients.json")) == []
    assert not [one for name in archive.namelist() for one in [archive.read(name)] if b"Dana" in one]


def test_no_owner_any_more_no_file(billed, maker):
    billed.says("export everything")
    billed.taps("Make it")
    make(billed, maker)
    export = export_of(billed.news()[-1])
    ask(billed, "UPDATE members SET role = 'project_manager'")
    assert maker.find(export) is None


def test_of_an_account_with_nothing_in_it_it_is_made_as_well(talk, blobs):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    assert "of which there are none yet" in talk.says("export everything")[0].text
    talk.taps("Make it")
    maker = Exporting(database=talk.database, blobs=blobs, conversations=talk.conversations)
    make(talk, maker)
    assert "is ready: " in talk.news(ME)[-1].text


def test_in_spanish(billed, maker):
    billed.says("español")
    assert billed.says("exporta todo")[0].text.startswith("Puedo poner todo lo que guardo de Rivera Remodeling")
    assert billed.taps("Hazlo")[0].text.startswith("Lo estoy preparando. Te lo mando aquí cuando esté listo")
    make(billed, maker)
    assert "está listo: " in billed.news()[0].text
    assert billed.taps("Borrar el archivo")[0].text.startswith("El archivo está borrado")
