"""The main job, as its people live it."""

from bots.phones import has_button
from tests.journeys.steps import prove, send, set_up


def _texts(phone):
    return [message["text"] for message in phone.messages]


async def test_a_new_sender_is_welcomed_and_set_up_in_three_messages(cast):
    created = await set_up(cast)
    said = [entry for entry in cast.contractor.entries if entry["kind"] == "said" and not entry["tap"]]
    assert len(said) == 3
    assert "Maple St kitchen" in created["text"]


async def test_the_plan_is_shown_back_to_the_cent_before_anything_is_made(cast):
    await set_up(cast)
    plan = next(one for one in cast.contractor.messages if has_button("Create job")(one))
    for part in ("$2,400.00", "$4,500.00", "$8,000.00", "$9,100.00", "$24,000.00", "Dana Lee"):
        assert part in plan["text"]


async def test_photos_become_an_invoice_with_two_taps(cast, photos):
    await set_up(cast)
    message = await send(cast, photos[:3])
    assert "$4,500.00" in message["text"]
    assert [file["name"] for file in message["files"]] == ["INV-0001.pdf"]


async def test_an_album_gets_one_reply(cast, photos):
    await set_up(cast)
    before = len(cast.contractor.messages)
    word = await prove(cast, photos[:10])
    assert len(cast.contractor.messages) == before + 1
    assert "10 photos on demo" in word["text"].lower()


async def test_a_caption_that_says_done_makes_it_two_actions(cast, photos):
    await set_up(cast)
    await cast.contractor.says("demo done", photos[:3])
    shown = await cast.contractor.waits_for(has_button("Send"), "the preview")
    assert "3 photos" in shown["text"]


async def test_a_caption_that_names_a_milestone_wins_for_the_whole_album(cast, photos):
    await set_up(cast)
    word = await prove(cast, photos[:4], "cabinets, island side")
    assert "4 photos on cabinets" in word["text"].lower()


async def test_the_same_photo_twice_is_one_proof_and_said_so(cast, photos):
    await set_up(cast)
    word = await prove(cast, [photos[0], photos[1], photos[0]])
    assert "2 photos" in word["text"]
    assert "already" in word["text"]


async def test_a_file_that_cannot_be_used_is_refused_in_words_by_its_name(cast, photos, tmp_path):
    await set_up(cast)
    note = tmp_path / "notes.txt"
    note.write_text("call the plumber")
    word = await prove(cast, [photos[0], note])
    assert "notes.txt" in word["text"]
    assert "I take photos (JPEG, PNG, WebP or HEIC), videos and PDFs." in word["text"]


async def test_photos_from_a_stranger_are_kept_until_there_is_a_job(cast, photos):
    await cast.contractor.says("", photos[:2])
    await cast.contractor.waits_for(lambda message: "2 photos safe" in message["text"], "the word that they are kept")
    await cast.contractor.says(
        f"New job: Oak deck for Sam Poe {cast.client_number}, $9,000: framing 5000, decking rest"
    )
    plan = await cast.contractor.waits_for(has_button("Create job"), "the plan")
    await cast.contractor.taps(plan, "Create job")
    made = await cast.contractor.waits_for(has_button("Invoice"), "the project")
    assert "2 files" in made["text"]


async def test_a_photo_after_send_goes_to_the_next_draft_and_is_told(cast, photos):
    await set_up(cast)
    await send(cast, photos[:2])
    word = await prove(cast, photos[2:3])
    assert "cabinets" in word["text"].lower()
    assert "INV-0001 had already gone out" in word["text"]


async def test_a_draft_that_changed_is_not_sent_but_shown_again(cast, photos):
    await set_up(cast)
    word = await prove(cast, photos[:1])
    await cast.contractor.taps(word, "Invoice")
    shown = await cast.contractor.waits_for(has_button("Send"), "the preview")
    await cast.contractor.says("add 350 dumpster to demo")
    await cast.contractor.waits_for(lambda message: "$4,850.00" in message["text"], "the added line")
    await cast.contractor.taps(shown, "Send")
    again = await cast.contractor.waits_for(has_button("Send"), "the new preview")
    assert "$4,850.00" in again["text"]
    assert cast.client.messages == []


async def test_a_second_tap_on_send_sends_nothing_twice(cast, photos):
    await set_up(cast)
    word = await prove(cast, photos[:1])
    await cast.contractor.taps(word, "Invoice")
    shown = await cast.contractor.waits_for(has_button("Send"), "the preview")
    await cast.contractor.taps(shown, "Send")
    await cast.contractor.taps(shown, "Send")
    await cast.contractor.waits_for(lambda message: "went out already" in message["text"], "the word about it")
    await cast.client.waits_for(lambda message: bool(message["url"]), "the client's link")
    assert sum(bool(one["url"]) for one in cast.client.messages) == 1


async def test_payment_by_hand_is_confirmed_counted_and_receipted(cast, photos):
    await set_up(cast)
    await send(cast, photos[:1])
    await cast.contractor.says("paid 2000 cash")
    ask = await cast.contractor.waits_for(has_button("Record it"), "the confirmation")
    assert "$2,500.00 is left" in ask["text"]
    await cast.contractor.taps(ask, "Record it")
    await cast.contractor.waits_for(lambda message: "$2,500.00 is left" in message["text"], "the receipt")
    await cast.client.waits_for(lambda message: "$2,500.00 is left" in message["text"], "the client's receipt")


async def test_undo_takes_back_the_last_photos(cast, photos):
    await set_up(cast)
    await prove(cast, photos[:2])
    await cast.contractor.says("undo")
    await cast.contractor.waits_for(lambda message: "Took 2 photos back" in message["text"], "the undo")


async def test_photos_move_to_another_milestone(cast, photos):
    await set_up(cast)
    await prove(cast, photos[:2])
    await cast.contractor.says("move these to cabinets")
    await cast.contractor.waits_for(lambda message: "Moved 2 photos to Cabinets" in message["text"], "the move")


async def test_without_buttons_digits_pick_from_the_last_menu(cast, photos):
    await set_up(cast)
    word = await prove(cast, photos[:1])
    place = [choice["label"] for choice in word["choices"]].index("Invoice") + 1
    await cast.contractor.says(str(place))
    await cast.contractor.waits_for(has_button("Send"), "the preview")
    await cast.contractor.says("1")
    await cast.client.waits_for(lambda message: bool(message["url"]), "the client's link")


async def test_what_is_not_understood_gets_choices_and_moves_nothing(cast):
    await set_up(cast)
    await cast.contractor.says("flurb the gronk")
    said = await cast.contractor.waits_for(lambda message: "didn't get that" in message["text"], "an answer")
    assert said["choices"]


async def test_spanish_in_is_spanish_out(cast):
    await cast.contractor.says("Hola, buenos días")
    await cast.contractor.waits_for(lambda message: "¿Cómo se llama tu negocio?" in message["text"], "the welcome")
    await cast.contractor.says("Remodelaciones Rivera")
    await cast.contractor.says(
        f"Nuevo trabajo: cocina de Maple St para Dana Lee {cast.client_number}, $24,000: "
        "depósito 10%, demolición 4500, gabinetes 8000, resto al final"
    )
    plan = await cast.contractor.waits_for(has_button("Crear trabajo"), "the plan")
    await cast.contractor.taps(plan, "Crear trabajo")
    await cast.contractor.waits_for(has_button("Estado"), "the project")
    await cast.contractor.says("quién me debe")
    await cast.contractor.waits_for(lambda message: "Nadie te debe nada" in message["text"], "the answer")


async def test_the_client_can_ask_in_chat_and_is_answered(cast, photos):
    await set_up(cast)
    await send(cast, photos[:1])
    await cast.client.says("When do the cabinets come?")
    asked = await cast.contractor.waits_for(has_button("Reply"), "the question")
    assert "When do the cabinets come?" in asked["text"]
    await cast.contractor.taps(asked, "Reply")
    await cast.contractor.waits_for(lambda message: "Dana Lee" in message["text"], "the prompt")
    await cast.contractor.says("Tuesday morning")
    await cast.client.waits_for(lambda message: "Tuesday morning" in message["text"], "the answer")
