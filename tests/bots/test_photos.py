"""Files and where they land: the milestone and the job they are for, one question when that is unclear, never lost."""

import psycopg
import pytest

from tests.bots.talk import DANA, SAM, all_text, labels

OAK = "New job: Oak Ave deck for Sam Poe {sam}, $9,000: framing 5000, decking rest"


@pytest.fixture
def two(working):
    """Maple St kitchen and, the current one, Oak Ave deck."""
    working.says(OAK.format(sam=SAM))
    working.taps("Create job")
    return working


def placed(talk):
    """Where each kept file is, by name."""
    names = {one.id: f"{one.name}, {file.project.name}" for file in talk.files() for one in file.milestones}
    return [names.get(proof.milestone_id) for proof in talk.proofs() if proof.state == "kept"]


def without_current(talk):
    """As after a long while: which job it is about is not known."""
    with talk.database.turns.begin() as turn:
        kept = turn.session("simulator", "+14155550111")
        turn.save_session("simulator", "+14155550111", {**kept, "project": None})


@pytest.mark.parametrize(
    ("caption", "where"),
    [
        ("", "Framing, Oak Ave deck"),
        ("decking looks good", "Decking, Oak Ave deck"),
        ("maple cabinets", "Cabinets, Maple St kitchen"),
        ("cabinets", "Cabinets, Maple St kitchen"),
        ("demolition for maple street", "Demo, Maple St kitchen"),
        ("the thing in the back", "Framing, Oak Ave deck"),
        ("saw the cabinets guy today", "Framing, Oak Ave deck"),
    ],
)
def test_a_caption_wins_over_the_current_milestone_and_words_in_passing_do_not(two, caption, where):
    word = two.says(caption, files=2)[0]
    assert placed(two) == [where, where]
    assert where in word.text


def test_done_in_a_caption_finds_its_milestone_on_another_job(two):
    got, shown = two.says("cabinets are done", files=1)
    assert "Cabinets, Maple St kitchen" in got.text
    assert labels(shown)[0] == "Send"


@pytest.mark.parametrize("answer", ["Cabinets", "2", "cabinets", "the cabinets"])
def test_an_unclear_caption_is_one_question_with_the_files_kept(working, answer):
    asked = working.says("demo or cabinets", files=2)[0]
    assert "2 photos safe" in asked.text
    assert labels(asked) == ["Deposit", "Demo", "Cabinets", "Final"]
    working.says("3" if answer == "2" else answer)
    assert placed(working) == ["Cabinets, Maple St kitchen"] * 2


def test_an_answer_that_is_no_answer_gets_the_question_again(working):
    working.says("demo or cabinets", files=1)
    again = working.says("what do you mean")[0]
    assert labels(again) == ["Deposit", "Demo", "Cabinets", "Final"]


@pytest.mark.parametrize("answer", ["maple", "Maple St kitchen", "the one on maple", "2"])
def test_two_jobs_and_none_current_is_one_question(two, answer):
    without_current(two)
    asked = two.says(files=2)[0]
    assert labels(asked) == ["Oak Ave deck", "Maple St kitchen"]
    assert "2 photos safe" in asked.text
    told = two.says(answer)[0]
    assert "Demo" in told.text
    assert placed(two) == ["Demo, Maple St kitchen"] * 2


def test_words_that_came_with_the_files_are_remembered_until_the_job_is_known(two):
    two.says(f"New job: Elm porch for Ann Fox {DANA}, $900: steps 500, final rest")
    two.taps("Create job")
    without_current(two)
    two.says("final is done", files=1)
    shown = two.taps("Maple St kitchen")
    assert placed(two) == ["Final, Maple St kitchen"]
    assert labels(shown[-1])[0] == "Send"


def test_a_job_nobody_knows_gets_the_question_again(two):
    without_current(two)
    two.says(files=1)
    assert labels(two.says("the blue house")[0]) == ["Oak Ave deck", "Maple St kitchen"]
    assert labels(two.says("switch to the barn")[0]) == ["Oak Ave deck", "Maple St kitchen"]


def test_the_caption_may_come_on_a_later_part_of_the_album(working):
    working.hears(names=["a.jpg"], album="x")
    working.hears("cabinets", names=["b.jpg"], album="x")
    working.hears(names=["c.jpg"], album="x")
    working.keep()
    working.report()
    assert len(working.news()) == 1
    assert placed(working) == ["Cabinets, Maple St kitchen"] * 3


def test_what_is_said_about_files_waits_for_the_slow_one_and_tells_of_it_once(working, monkeypatch):
    monkeypatch.setattr("bots.batches.PATIENCE_SECONDS", 0)
    working.hears(files=2)
    working.report()
    assert "2 files are still coming in" in working.news()[0].text
    working.report()
    assert working.news() == []
    working.keep()
    working.report()
    assert "2 photos on Demo" in working.news()[0].text
    working.report()
    assert working.news() == []


def test_a_file_that_cannot_be_used_is_named_and_the_word_done_still_counts(working):
    refused, shown = working.says("demo done", names=["list.txt"])
    assert "list.txt" in refused.text
    assert labels(shown)[0] == "Send"
    assert "No photos yet" in shown.text


def test_files_after_everything_is_billed_are_kept_and_said_to_be(working):
    for part in ("deposit", "demo", "cabinets", "final"):
        working.says(f"invoice {part}")
        working.says("send")
    kept = working.says(files=1)[0]
    assert "billed already" in kept.text
    assert working.proofs()[0].state == "kept"


def test_a_photo_after_send_is_for_the_next_invoice_and_told_once(billed):
    first = billed.says(files=1)[0].text
    assert "INV-0001 had already gone out" in first
    assert "Cabinets" in first
    assert "INV-0001" not in billed.says(files=1)[0].text


def test_a_photo_of_the_next_part_is_no_late_one(billed):
    assert "gone out" not in billed.says("cabinets", files=1)[0].text


def test_some_time_after_send_a_photo_is_of_what_was_done_since(billed):
    with psycopg.connect(billed.database.url) as connection:
        connection.execute("SET session_replication_role = replica")  # else it would be refused: invoices are frozen
        connection.execute("UPDATE invoices SET issued_at = issued_at - interval '2 minutes'")
    assert "gone out" not in billed.says(files=1)[0].text


def test_a_caption_that_names_what_is_billed_says_where_it_went_instead(billed):
    told = billed.says("demo", files=1)[0].text
    assert "Demo is already invoiced" in told
    assert placed(billed)[-1] == "Cabinets, Maple St kitchen"


def test_a_file_still_coming_in_is_asked_about_before_send(working):
    working.says(files=1)
    working.hears(names=["slow.jpg"])
    shown = working.says("invoice")[-1]
    assert "1 still coming in" in shown.text
    asked = working.taps("Send")[0]
    assert labels(asked) == ["Wait and look again", "Send without"]
    sent = working.taps("Send without")[0]
    assert "waits for the next invoice" in sent.text
    working.keep()
    assert sorted(placed(working)) == ["Cabinets, Maple St kitchen", "Demo, Maple St kitchen"]


def test_a_file_that_came_in_meanwhile_is_seen_before_it_is_sent(working):
    working.hears(names=["slow.jpg"])
    working.says("invoice demo")
    working.taps("Send")
    working.keep()
    again = working.taps("Wait and look again")[-1]
    assert "1 photo as proof" in again.text


@pytest.mark.parametrize("word", ["move these to cabinets", "put them on cabinets"])
def test_files_sent_last_move(working, word):
    working.says(files=2)
    assert "Moved 2 photos to Cabinets" in working.says(word)[0].text


def test_move_asks_where_and_a_typed_name_answers(working):
    working.says(files=1)
    assert "Deposit" in labels(working.taps("Move")[0])
    assert "Moved 1 photo to Final" in working.says("final")[0].text


def test_files_move_to_another_job_by_its_name(two):
    two.says(files=1)
    two.says("move these to maple cabinets")
    assert placed(two) == ["Cabinets, Maple St kitchen"]


def test_nothing_moves_when_there_is_nothing_to_move(billed):
    assert "no recent files" in billed.says("move these to final")[0].text


def test_what_is_in_an_invoice_stays_there(billed):
    moved = billed.taps("Move", nth=0) if "Move" in [b for _, m in billed.everything() for b in labels(m)] else []
    assert not moved
    assert "Those are in an invoice" in all_text([*billed.says("undo"), *billed.says("undo")])


def test_the_same_photo_twice_is_one_and_said_so(working):
    working.says(names=["a.jpg"])
    assert "on Demo already" in working.says(names=["a.jpg"])[0].text


def test_a_client_cannot_send_photos_yet_and_is_told_so_without_losing_the_words(billed):
    billed.hears(files=1, of=DANA)
    assert "only pass on words" in billed.news(DANA)[-1].text
    billed.hears("look at this crack", files=1, of=DANA)
    assert "can't pass on pictures" in billed.news(DANA)[-1].text
    assert "look at this crack" in billed.news()[-1].text


@pytest.mark.parametrize("words", ["delete these photos", "remove the last photo", "borra las fotos"])
def test_photos_are_taken_back_by_name_too(working, words):
    working.says(files=2)
    assert "2 " in working.says(words)[0].text
    assert {proof.state for proof in working.proofs()} == {"withdrawn"}
    again = working.says(words)[0].text
    assert "no recent files" in again or "archivos recientes" in again


@pytest.fixture
def bay(talk):
    """The current job is Bay house; Maple St kitchen has the walls."""
    for said in ("Hi", "Rivera Remodeling", f"New job: Maple St kitchen for Sam Poe {SAM}, $9,000: walls 5000, rest"):
        talk.says(said)
    talk.taps("Create job")
    talk.says(f"New job: Bay house for Dana Lee {DANA}, $9,000: framing 5000, floor 4000")
    talk.taps("Create job")
    talk.news()
    return talk


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("for Oak Ave", "Oak Ave"),
        ("Elm St job, tile", "Elm St"),
        ("elm st floor done", "elm st"),
        ("at 12 Birch Road framing", "Birch Road"),
        ("for the Keller house", "Keller house"),
        ("para la casa de Ruiz", "casa de Ruiz"),
        ("en la calle Roble", "calle Roble"),
    ],
)
def test_a_place_nobody_has_heard_of_is_asked_about_and_the_files_wait(bay, caption, name):
    asked = bay.says(caption, files=1)[-1]
    assert labels(asked)[:2] == ["Bay house", "Maple St kitchen"]
    assert labels(asked)[2].endswith(f": {name}")
    assert [proof.project_id for proof in bay.proofs()] == [None]
    bay.taps("Bay house")
    assert [proof.project_id for proof in bay.proofs()] == [bay.files()[0].project.id]


@pytest.mark.parametrize(
    "caption",
    [
        "tile done behind the sink",
        "back to the house",
        "at Dana's house",
        "good job guys",
        "before and after",
        "2 or 3 coats left",
        "fotos de la casa",
        "trabajo de hoy",
        "at the job site",
        "foundation for the new house",
        "Bay house framing",
    ],
)
def test_a_mere_description_asks_nothing(bay, caption):
    assert "on Framing, Bay house" in bay.says(caption, files=1)[0].text.replace(" en ", " on ")


@pytest.mark.parametrize("caption", ["walls or floor not sure", "floor or framing", "no sé si es piso", "not sure"])
def test_what_the_caption_doubts_is_asked(bay, caption):
    asked = bay.says(caption, files=1)[0]
    assert labels(asked) == ["Framing", "Floor"]
    assert [proof.milestone_id for proof in bay.proofs()] == [None]


def test_two_jobs_to_choose_from_are_the_question(bay):
    assert labels(bay.says("bay or maple?", files=1)[0]) == ["Bay house", "Maple St kitchen"]


def test_a_new_job_takes_the_files_that_were_meant_for_it_and_no_others(bay):
    bay.says("bay or maple?", files=1)
    asked = bay.says("Elm St tile", files=2)[0]
    assert "Which job are they for?" in asked.text
    bay.taps("New job: Elm St")
    bay.says("Ann Fox 212 555 0188")
    bay.says("5000")
    bay.taps("All at the end")
    assert "Elm St is set up, and the 2 files you sent before are on it" in bay.taps("Create job")[0].text


def test_elm_street_is_not_maple_street(bay):
    bay.says("switch to maple")
    assert "New job: Elm St" in labels(bay.says("Elm St tile", files=1)[0])


def test_an_albums_caption_stands_on_the_invoice_below_all_of_it(working):
    for words in ("", "north wall, demo", ""):
        working.hears(words, files=1, album="a")
    working.keep()
    working.report()
    working.says("invoice demo")
    working.taps("Send")
    (invoice,) = working.files()[0].invoices
    assert [one["caption"] for one in invoice.sheet["proofs"]] == ["north wall, demo"] * 3


def test_files_that_an_invoice_took_along_before_the_word_of_them_are_said_to_be_in_it(working):
    working.hears(files=3)
    working.keep()
    working.says("invoice")
    working.taps("Send")
    working.report()
    [said] = working.news()
    assert said.text == "3 photos are in INV-0001, which has just gone out."
    assert said.buttons == ()


def test_invoice_below_files_whose_part_was_billed_since_is_the_next_part_and_said_so(working):
    working.says(files=2)
    working.says("invoice")
    working.taps("Send")
    for said in (working.taps("Invoice", nth=0), working.says("invoice")):
        assert [one.buttons[0].label for one in said if one.buttons] == ["Send"]
    [line, shown] = working.taps("Invoice", nth=0)
    assert line.text == "Demo is invoiced already. This is the next part."
    assert shown.text.startswith("Deposit, Maple St kitchen")


def test_what_was_there_already_is_said_to_be_where_it_is(two):
    two.says("demo", names=["same.jpg"])
    assert "1 file was on Demo already, so I kept one." in all_text(two.says("demo", names=["same.jpg"]))


def test_what_was_there_already_without_a_part_is_said_to_be_with_the_job(working):
    working.says("demo or cabinets", names=["same.jpg"])
    told = working.says("demo or cabinets", names=["same.jpg"])
    assert "1 file was on Maple St kitchen already, so I kept one." in all_text(told)


def test_what_was_there_already_without_a_job_is_said_to_wait(two):
    without_current(two)
    two.says(names=["same.jpg"])
    without_current(two)
    told = two.says("look again", names=["same.jpg"])
    assert "1 file was here already, waiting for its job" in all_text(told)


@pytest.mark.parametrize(
    ("caption", "told"),
    [
        ("demo", "I can't show notes.txt to a client, but I keep it. I take photos (JPEG, PNG, WebP or HEIC), videos"),
        ("hazlo en español", "No le puedo mostrar notes.txt al cliente, pero lo guardo."),
    ],
)
def test_what_is_not_taken_is_kept_and_which_kinds_are_is_said(working, caption, told):
    if "español" in caption:
        working.says("en español")
    assert told in all_text(working.says("demo", names=["notes.txt"]))


def test_the_part_whose_photos_came_last_is_what_invoice_it_means(working):
    working.says(files=1)
    working.says("cabinets are in", files=2)
    assert working.says("invoice it")[0].text.startswith("Cabinets, Maple St kitchen")


def test_photos_of_a_job_that_is_not_created_yet_wait_for_it(working):
    working.says("New job: Oak deck for Sam Poe, $9,000: framing 4000, decking rest")
    kept, plan = working.says("framing", files=3)
    assert "3 photos, kept for this job" in kept.text
    assert "Create job" in labels(plan)
    assert "the job you are setting up" in working.says("framing is done")[0].text
    assert "the 3 files you sent before are on it" in working.taps("Create job")[0].text
    assert {one.project_id for one in working.proofs()} == {working.files()[0].project.id}
    assert working.files()[0].project.name == "Oak deck"


def test_a_plan_that_another_takes_the_place_of_is_told_and_comes_back_by_undo(working):
    working.says("New job: Oak deck for Sam Poe, $9,000: framing 4000, decking rest")
    assert "Oak deck was not created" in working.says("New job: Fence for Pat Doe, $900")[0].text
    assert "- Framing: $4,000.00" in working.says("undo")[0].text


@pytest.mark.parametrize("said", ["add 350 dumpster to demo", "agrega 350 contenedor a demo"])
def test_an_order_in_a_caption_is_asked_about_and_is_no_caption(working, said):
    told, asked = working.says(said, files=1)
    assert "Demo" in told.text
    assert said in asked.text
    assert not working.files()[0].change_orders
    done = working.says("yes" if "add" in said else "sí")[0].text
    assert "$350.00" in done
    assert "$4,850.00" in done
    assert [one.caption for one in working.proofs()] == [""]


def test_a_payment_in_a_caption_is_asked_about_and_confirmed_as_ever(billed):
    billed.says("dana paid 500 cash", files=1)
    assert "Record it?" in billed.taps("Do it")[0].text
    assert "$4,000.00 is left" in billed.says("yes")[0].text


@pytest.mark.parametrize("said", ["cabnets", "demo done, please bill it", "switch to maple"])
def test_words_for_the_bot_are_printed_below_no_photo(working, said):
    working.says(said, files=2)
    assert {one.caption for one in working.proofs()} == {""}


@pytest.mark.parametrize("said", ["new plaster on the north wall", "demo done", "cabinets, island side"])
def test_words_about_the_work_are_the_caption(working, said):
    working.says(said, files=1)
    assert [one.caption for one in working.proofs()] == [said]


def test_where_files_belong_is_asked_before_what_their_caption_wants(two):
    without_current(two)
    again, asked = two.says("add 350 dumpster", files=1)
    assert "write that once more" in again.text
    assert labels(asked) == ["Oak Ave deck", "Maple St kitchen"]
    two.taps("Maple St kitchen")
    assert placed(two) == ["Demo, Maple St kitchen"]
