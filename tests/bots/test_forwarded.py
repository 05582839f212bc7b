"""Letters can be passed on, and whoever holds one can answer it: nobody is obeyed or believed for that."""

import pytest

from tests.bots.talk import DANA, ME, all_text

MALLORY = {"wrote": "mallory@evil.example"}


@pytest.mark.parametrize("said", ["invoice demo", "invite crew Bob", "who owes me", "paid 4500 cash", "Monday works"])
def test_what_another_writes_in_a_members_name_does_nothing_and_the_member_hears(working, said):
    before = working.files()
    (told,) = working.says(said, context=MALLORY)
    assert "mallory@evil.example answered a message of mine to you. I did nothing with it" in told.text
    assert working.files() == before


def test_files_that_another_sends_are_no_proof(working):
    working.hears("demo", files=2, context=MALLORY)
    assert working.proofs() == []


def test_a_menu_is_not_picked_from_by_another(working):
    working.says("invoice demo")
    working.says("1", context=MALLORY)
    working.says("send", context=MALLORY)
    assert working.files()[0].invoices == ()
    assert "is on its way" in working.says("send")[0].text


def test_what_another_writes_as_a_client_names_who_wrote_it(billed):
    assert "passed that on" in all_text(billed.says("Please call me", of=DANA, context=MALLORY))
    assert "Please call me\n(mallory@evil.example)" in billed.news(ME)[0].text


def test_a_client_gets_no_job_of_their_own_by_anothers_words(billed):
    billed.says("New job: Shed for Zed, $500: all at the end", of=DANA, context=MALLORY)
    assert [one.project.name for one in billed.files()] == ["Maple St kitchen"]
    assert not any(one.member_id for one in billed.database.reads.who("simulator", DANA))


def test_ones_own_letter_counts_however_its_address_is_written(working):
    assert "Maple St kitchen" in working.says("status", context={"wrote": ME.upper()})[0].text
