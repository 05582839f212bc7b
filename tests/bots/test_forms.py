"""What the form of a changed part offers: the parts of the job that words said at the same place would be about."""

import pytest

from bots.forms import KnownForms
from bots.wording import wording
from tests.bots.talk import ME, SAM, labels

ROOM = "-100200"


@pytest.fixture
def known(database):
    return KnownForms(database=database, words=wording)


def names(offered):
    return [one.name for one in offered.parts]


def test_the_current_jobs_open_parts_are_offered_with_what_they_come_to(working, known):
    offered = known.offered("simulator", ME, "")
    assert (offered.project, offered.language, offered.place) == ("Maple St kitchen", "en", "")
    assert [one.label for one in offered.parts][1:3] == ["Demo, $4,500.00", "Cabinets, $8,000.00"]


def test_what_is_invoiced_is_not_offered(billed, known):
    assert "Demo" not in names(known.offered("simulator", ME, ""))


def test_in_a_linked_chat_it_is_the_chats_job_and_its_place_is_kept(working, known):
    working.says("link this chat to Maple St", place=ROOM)
    working.says("New job: Oak St deck for Sam Poe +13125550135, $9,000: deposit 10%, framing 5000, decking rest")
    working.taps("Create job")
    there, here = known.offered("simulator", ME, ROOM), known.offered("simulator", ME, "")
    assert (there.project, there.place) == ("Maple St kitchen", ROOM)
    assert (here.project, here.place) == ("Oak St deck", "")
    assert known.offered("simulator", ME, "-1").place == ""


def test_every_name_that_is_offered_is_understood_and_asked_to_be_confirmed(working, known):
    for one in known.offered("simulator", ME, "").parts[1:3]:
        shown = working.says(f"Make {one.name} $8,600")[-1]
        assert "$8,600.00" in shown.text
        assert len(labels(shown)) == 2


def test_who_is_no_member_is_offered_nothing_and_nothing_is_written(working, known, database):
    assert known.offered("simulator", SAM, "") is None
    with database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM sessions WHERE address = %s", (SAM,)).scalar()
    assert kept == 0


def test_a_firm_without_jobs_is_told_so(talk, known):
    talk.says("Hola")
    talk.says("Rivera Remodeling")
    offered = known.offered("simulator", ME, "")
    assert (offered.project, offered.parts) == ("", ())
