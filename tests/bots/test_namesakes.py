"""Jobs, parts and people of one name: every choice can be told from the next, and nothing goes to the wrong one."""

import pytest

from tests.bots.talk import DANA, ME, SAM, labels

OAK = f"New job: Oak Ave deck for Sam Poe {SAM}, $9,000: framing 5000, decking rest"


@pytest.fixture
def two(working):
    """Maple St kitchen and, the current one, Oak Ave deck."""
    working.says(OAK)
    working.taps("Create job")
    return working


@pytest.mark.parametrize(
    ("client", "total", "shown"),
    [
        (f"Sam Poe {SAM}", "$9,000", ["Maple St kitchen, Sam Poe", "Maple St kitchen, Dana Lee"]),
        (
            f"Dana Lee {DANA}",
            "$9,000",
            ["Maple St kitchen, Dana Lee, $9,000.00", "Maple St kitchen, Dana Lee, $24,000.00"],
        ),
        (
            f"Dana Lee {DANA}",
            "$24,000",
            ["Maple St kitc…, Dana Lee, $24,000.00, #1", "Maple St kitc…, Dana Lee, $24,000.00, #2"],
        ),
    ],
)
def test_jobs_of_one_name_are_told_apart(working, client, total, shown):
    working.says(f"New job: Maple St kitchen for {client}, {total}: framing 5000, decking rest")
    working.taps("Create job")
    asked = working.says("switch to maple")[0]
    assert labels(asked) == shown
    assert len(set(labels(asked))) == 2
    assert "Framing: $5,000.00" in working.says("1")[0].text
    assert "Framing, Maple St kitchen" in working.says("invoice maple")[0].text


def test_a_photo_for_one_of_two_jobs_of_one_name_is_asked_about(two):
    two.says(f"New job: Oak Ave deck for Ann Fox {ME[:-1]}9, $900: posts 500, pickets rest")
    two.taps("Create job")
    two.says("switch to maple")
    asked = two.says("oak ave deck", files=1)[-1]
    assert labels(asked)[:2] == ["Oak Ave deck, Ann Fox", "Oak Ave deck, Sam Poe"]
    assert "Moved 1 photo to Framing" in two.says("2")[0].text


def test_words_for_one_of_two_clients_of_one_name_are_sent_after_asking(billed):
    billed.says(f"New job: Fence for Dana Lee {SAM}, $900: posts 500, pickets rest")
    billed.taps("Create job")
    billed.says("invoice posts")
    billed.taps("Send")
    billed.render()
    billed.news(SAM), billed.news(DANA)
    asked = billed.says("tell Dana we start Monday")[0]
    assert labels(asked) == ["Dana Lee, 0134", "Dana Lee, 0135"]
    billed.says("yes")
    assert not billed.news(SAM)
    billed.says("tell Dana we start Monday")
    billed.says("1")
    assert "we start Monday" in billed.news(DANA)[-1].text
    assert not billed.news(SAM)


def test_a_street_with_two_jobs_is_asked_about_and_answered_by_its_number(working):
    for number in (14, 16):
        working.says(f"New job: {number} Oak St roof for Ann Fox {SAM}, $9,000: tear off 5000, shingles rest")
        working.taps("Create job")
    working.says("switch to maple")
    assert labels(working.says("oak st", files=1)[-1])[:2] == ["16 Oak St roof", "14 Oak St roof"]
    assert labels(working.says("invoice oak")[0]) == ["16 Oak St roof", "14 Oak St roof"]
    assert "Tear off, 14 Oak St roof" in working.says("14")[0].text
    assert "Demo, Maple St kitchen" in working.says("demo done at maple")[-1].text


def test_what_was_billed_to_a_client_of_two_jobs_is_asked_about(billed):
    billed.says(f"New job: Fence for Dana Lee {DANA}, $900: posts 500, pickets rest")
    billed.taps("Create job")
    asked = billed.says("what did i bill dana")[0]
    assert labels(asked) == ["Fence", "Maple St kitchen"]
    assert "Demo: $4,500.00, billed (INV-0001)" in billed.says("2")[0].text


def test_a_payer_whose_name_is_a_small_word_is_heard_among_others_who_owe(billed):
    billed.says(f"New job: Fence for Al Stone {SAM}, $900: posts 500, pickets rest")
    billed.taps("Create job")
    billed.says("invoice posts")
    billed.taps("Send")
    asked = billed.says("recieved 500 cash from al")[0]
    assert "INV-0002" in asked.text
    assert "Al Stone" in asked.text


APART = "You have another Dana Lee at +1 628-555-0134; this one is kept apart."


@pytest.mark.parametrize(
    ("client", "told"),
    [
        (f"Dana Lee {SAM}", True),
        (f"dana lee {SAM}", True),
        (f"Dana Lee {DANA}", False),
        ("Dana Lee", False),
        (f"Sam Poe {SAM}", False),
    ],
)
def test_a_client_of_a_known_name_at_another_number_is_said_to_be_kept_apart(working, client, told):
    shown = working.says(f"New job: Oak Ave deck for {client}, $9,000: framing 5000, decking rest")[0]
    assert (APART in shown.text) == told
    working.taps("Create job")
    assert len({file.client.id for file in working.files()}) == (1 if client in {"Dana Lee", f"Dana Lee {DANA}"} else 2)


def test_one_of_two_namesakes_is_told_of_no_other(working):
    for job in ("Oak Ave deck", "Elm fence"):
        shown = working.says(f"New job: {job} for Dana Lee {SAM}, $9,000: framing 5000, decking rest")[0]
        assert ("kept apart" in shown.text) == (job == "Oak Ave deck")
        working.taps("Create job")


def test_the_namesake_is_told_of_in_spanish(working):
    working.says("español")
    shown = working.says(f"Nuevo trabajo: Oak Ave deck para Dana Lee {SAM}, $9,000: framing 5000, decking resto")[0]
    assert "Ya tienes otro cliente llamado Dana Lee" in shown.text
