"""Change orders by conversation: shown before and after, asked of the client, answered by a tap or in words, landed."""

from dataclasses import replace

import pytest

from bots.commands import Reply
from bots.consenting import OptOut
from bots.rooms import discreet
from tests.bots.talk import DANA, ME, SAM, all_text, labels

ASKED = "extra outlet in the island, 280, client asked"


@pytest.fixture
def asked(working):
    """CO-1 for 280, sent to Dana, not answered."""
    working.says(ASKED)
    working.taps("Send to Dana Lee")
    return working


def orders(talk):
    return sorted(talk.files()[0].change_orders, key=lambda one: one.number)


def worth(talk):
    return {one.name: one.scheduled_value.minor // 100 for one in talk.files()[0].milestones}


def test_it_is_shown_with_the_numbers_before_and_after_and_nothing_is_kept(working):
    shown = working.says(ASKED)[0]
    assert "CO-1 for Maple St kitchen, not asked yet: Extra outlet in the island, $280.00." in shown.text
    assert "New part, the last one: Extra outlet in the island, $280.00." in shown.text
    assert "The whole contract goes from $24,000.00 to $24,280.00." in shown.text
    assert labels(shown) == ["Send to Dana Lee", "Onto Demo", "Spread over the rest", "Leave it"]
    assert orders(working) == []
    assert working.news(DANA) == []


def test_un_cambio_se_muestra_en_espanol_con_los_numeros_antes_y_despues(working):
    shown = working.says("cambio: enchufe extra en la isla, 280")[0]
    assert "El contrato completo pasa de $24,000.00 a $24,280.00." in shown.text
    assert labels(shown) == ["Enviar a Dana Lee", "En Demo", "Repartir en lo que falta", "Dejarlo así"]
    assert "Le pregunté a Dana Lee" in working.taps("Enviar a Dana Lee")[0].text


def test_it_lands_where_the_contractor_chooses_and_that_is_shown_first(working):
    working.says(ASKED)
    shown = working.taps("Onto Demo")[0]
    assert "Demo goes from $4,500.00 to $4,780.00." in shown.text
    shown = working.taps("Spread over the rest")[0]
    assert "Final goes from $9,100.00 to $9,217.96." in shown.text
    assert labels(shown)[1:3] == ["As a part of its own", "Onto Demo"]
    working.taps("Send to Dana Lee")
    working.taps("Approve", of=DANA)
    assert sum(worth(working).values()) == 24278  # whole dollars of each part
    assert [one.landing for one in orders(working)] == ["spread"]


def test_the_client_is_asked_with_the_numbers_and_a_page(working):
    working.says(ASKED)
    told = working.says("yes")[0]
    assert "Asked Dana Lee by the simulator: CO-1, Extra outlet in the island, $280.00." in told.text
    (asked,) = working.news(DANA)
    assert asked.text == (
        "Rivera Remodeling asks to add to Maple St kitchen (CO-1): Extra outlet in the island, $280.00.\n"
        "The contract goes from $24,000.00 to $24,280.00.\nDo you agree?"
    )
    assert labels(asked) == ["Approve", "Decline", "Ask"]
    assert (asked.link_label, asked.change_id) == ("See and decide", str(orders(working)[0].id))
    assert [one.state for one in orders(working)] == ["proposed"]
    assert sum(worth(working).values()) == 24000


def test_a_tap_approves_it_and_both_hear_of_it(asked):
    answer = asked.taps("Approve", of=DANA)
    assert "Agreed: CO-1, Extra outlet in the island, $280.00. The contract is $24,280.00 now." in answer[-1].text
    told = all_text(asked.news(ME))
    assert "Dana Lee agreed to CO-1 by the simulator" in told
    assert "The whole contract went from $24,000.00 to $24,280.00." in told
    assert worth(asked)["Extra outlet in the island"] == 280
    (order,) = orders(asked)
    assert (order.decision.by, order.decision.channel, order.decision.address) == ("Dana Lee", "simulator", DANA)
    assert order.decision.words == ""


@pytest.mark.parametrize(
    "words", ["yes", "Approve", "ok go ahead", "Sí, adelante", "OK, thanks!", "1", "👍", "we agree", "lo apruebo"]
)
def test_a_word_approves_the_only_open_one_and_is_kept(asked, words):
    asked.says(words, of=DANA)
    (order,) = orders(asked)
    assert (order.state, order.decision.words) == ("approved", words)
    assert words in all_text(asked.news(ME))


@pytest.mark.parametrize("words", ["no", "no thanks", "Decline", "no gracias", "2", "👎", "don't want it"])
def test_a_word_declines_it_and_nothing_changes(asked, words):
    asked.says(words, of=DANA)
    (order,) = orders(asked)
    assert order.state == "declined"
    assert sum(worth(asked).values()) == 24000


@pytest.mark.parametrize("words", ["No, don't do that, too expensive", "no lo hagas, gracias", "skip it"])
def test_a_no_in_a_sentence_is_one_and_its_words_are_kept(asked, words):
    asked.news(ME)
    assert "CO-1 " in asked.says(words, of=DANA)[-1].text
    (order,) = orders(asked)
    assert (order.state, order.decision.words, order.decision.address) == ("declined", words, DANA)
    assert words in all_text(asked.news(ME))


@pytest.mark.parametrize("words", ["leave it in", "no, leave it in", "no lo quites"])
def test_what_was_to_come_off_stays_by_a_word(working, words):
    working.says("deduct 200 from cabinets, client asked")
    working.taps("Send to Dana Lee")
    working.news(ME)
    working.says(words, of=DANA)
    assert [(one.state, one.decision.words) for one in orders(working)] == [("declined", words)]
    assert words in all_text(working.news(ME))


@pytest.mark.parametrize("words", ["no, make it 200", "leave it in", "no sé, es mucho dinero", "wait, is tax in that?"])
def test_what_may_be_a_no_is_passed_on_and_asked_again_with_buttons(asked, words):
    asked.news(ME)
    again = asked.says(words, of=DANA)[-1]
    assert len(again.buttons) == 3
    assert again.change_id
    assert [one.state for one in orders(asked)] == ["proposed"]
    assert "CO-1" in (told := all_text(asked.news(ME)))
    assert words in told
    asked.taps(again.buttons[1].label, of=DANA)
    assert [one.state for one in orders(asked)] == ["declined"]


def test_a_no_to_what_came_after_it_is_not_about_the_change_order(asked):
    asked.says("invoice demo")
    asked.taps("Send")
    asked.render()
    asked.news(ME)
    asked.says("no, that was paid already", of=DANA)
    assert "INV-0001" in all_text(asked.news(ME))
    assert [one.state for one in orders(asked)] == ["proposed"]


@pytest.mark.parametrize("words", ["great", "yes?", "yes but make it 250", "what is it for"])
def test_what_is_no_clear_yes_decides_nothing_and_reaches_the_contractor(asked, words):
    asked.news(ME)
    asked.says(words, of=DANA)
    assert [one.state for one in orders(asked)] == ["proposed"]
    assert words in all_text(asked.news(ME))


@pytest.mark.parametrize("words", ["thanks", "hello", "Who is this?"])
def test_who_only_says_hello_is_shown_again_what_is_open(asked, words):
    assert "Do you agree?" in asked.says(words, of=DANA)[-1].text
    assert [one.state for one in orders(asked)] == ["proposed"]
    asked.says("1", of=DANA)
    assert [one.state for one in orders(asked)] == ["approved"]


def test_a_second_yes_changes_nothing_and_says_so(asked):
    asked.says("yes", of=DANA)
    asked.news(ME)
    assert "You agreed to CO-1 already" in asked.says("yes", of=DANA)[-1].text
    assert "You agreed to CO-1 already" in asked.taps("Approve", of=DANA)[-1].text
    assert asked.news(ME) == []
    assert worth(asked)["Extra outlet in the island"] == 280


def test_a_no_after_the_yes_goes_to_the_contractor_and_changes_nothing(asked):
    asked.says("yes", of=DANA)
    asked.news(ME)
    asked.says("no", of=DANA)
    assert [one.state for one in orders(asked)] == ["approved"]
    assert "no" in all_text(asked.news(ME))


def test_ask_takes_the_next_words_to_the_contractor(asked):
    assert "What would you like to know?" in asked.taps("Ask", of=DANA)[-1].text
    assert "I passed it on to Rivera Remodeling." in asked.says("Is that with the permit", of=DANA)[-1].text
    told = asked.news(ME)[-1].text
    assert "Dana Lee asks about CO-1" in told
    assert "Is that with the permit" in told
    assert [one.state for one in orders(asked)] == ["proposed"]


def test_with_two_open_a_yes_is_asked_which(asked):
    asked.says("change order: move the sink, 450")
    asked.taps("Send to Dana Lee")
    which = asked.says("yes", of=DANA)[-1]
    assert labels(which) == ["Approve CO-1, $280.00: Extra outlet in …", "Approve CO-2, $450.00: Move the sink"]
    asked.says("2", of=DANA)
    assert [one.state for one in orders(asked)] == ["proposed", "approved"]
    asked.says("yes", of=DANA)
    assert [one.state for one in orders(asked)] == ["approved", "approved"]
    assert sum(worth(asked).values()) == 24730


def test_an_answer_to_one_of_several_is_about_that_one(asked):
    asked.says("change order: move the sink, 450")
    asked.taps("Send to Dana Lee")
    asked.taps("Approve", of=DANA, nth=0)
    assert [one.state for one in orders(asked)] == ["approved", "proposed"]


def test_a_yes_to_what_was_changed_meanwhile_is_shown_the_new_one(asked):
    asked.says("make CO-1 300")
    asked.taps("Send to Dana Lee")
    answer = asked.taps("Approve", of=DANA, nth=0)[-1]
    assert "changed it meanwhile, so nothing was agreed" in answer.text
    assert "$24,300.00" in answer.text
    assert [one.state for one in orders(asked)] == ["proposed"]
    asked.says("1", of=DANA)
    assert [(one.number, one.amount.minor, one.state) for one in orders(asked)] == [(1, 30000, "approved")]


def test_a_yes_to_what_was_taken_back_is_told_so(asked):
    told = asked.says("withdraw CO-1")[0].text
    assert "CO-1 is taken back: Extra outlet in the island, $280.00. The whole contract is $24,000.00." in told
    assert "took back CO-1" in asked.news(DANA)[-1].text
    assert "nothing to decide" in asked.taps("Approve", of=DANA)[-1].text
    assert [one.state for one in orders(asked)] == ["withdrawn"]


def test_undo_takes_it_back_while_nobody_has_decided(asked):
    assert "CO-1 is taken back" in asked.says("undo")[0].text
    assert [one.state for one in orders(asked)] == ["withdrawn"]


def test_undo_leaves_what_is_decided(asked):
    asked.says("yes", of=DANA)
    assert "CO-1 is decided" in asked.says("undo")[-1].text
    assert [one.state for one in orders(asked)] == ["approved"]


def test_what_was_agreed_is_taken_back_after_a_confirmation_with_the_numbers(asked):
    asked.says("yes", of=DANA)
    shown = asked.says("withdraw CO-1")[-1]
    assert "Dana Lee agreed to CO-1" in shown.text
    assert "from $24,280.00 to $24,000.00" in shown.text
    assert [one.state for one in orders(asked)] == ["approved"]
    assert "taken back" in asked.says("yes")[0].text
    assert [one.state for one in orders(asked)] == ["withdrawn"]
    assert sum(worth(asked).values()) == 24000


def test_they_are_listed_with_their_state(asked):
    asked.says("yes", of=DANA)
    asked.news(ME)
    asked.says("deduct 300 for the tile she bought herself")
    asked.taps("Send to Dana Lee")
    listed = asked.says("change orders")[0]
    assert "CO-1: Extra outlet in the island, $280.00. Agreed " in listed.text
    assert "CO-2: Tile she bought herself, -$300.00. Waiting for Dana Lee." in listed.text
    assert "The whole contract is $24,280.00 now." in listed.text
    assert labels(listed) == ["Take back CO-2"]


def test_less_work_comes_off_the_current_part(working):
    shown = working.says("deduct 300 for the tile she bought herself")[0]
    assert "Demo goes from $4,500.00 to $4,200.00." in shown.text
    assert "from $24,000.00 to $23,700.00" in shown.text
    assert "Onto Demo" not in labels(shown)
    working.taps("Send to Dana Lee")
    assert "asks to take off Maple St kitchen (CO-1): Tile she bought herself, $300.00" in working.news(DANA)[-1].text
    working.says("yes", of=DANA)
    assert worth(working)["Demo"] == 4200


@pytest.mark.parametrize(
    ("said", "description"),
    [
        ("deduct 200 from cabinets, client asked", "Cabinets"),
        ("credit 200 for the cabinets, client asked", "Cabinets"),
        ("change order: take out one door 200 from cabinets", "One door"),
        ("deduct 200 from the cabinets, she bought the doors", "She bought the doors"),
        ("descuenta 200 de cabinets, la clienta pidió", "Cabinets"),
    ],
)
def test_less_work_comes_off_the_part_that_is_named(working, said, description):
    shown = all_text(working.says(said))
    assert f"{description}, -$200.00" in shown
    assert "Cabinets" in shown
    assert "$8,000.00" in shown
    assert "$7,800.00" in shown
    assert worth(working)["Cabinets"] == 8000
    working.taps("Send to Dana Lee" if "not asked yet" in shown else "Enviar a Dana Lee")
    working.says("yes", of=DANA)
    assert (worth(working)["Cabinets"], worth(working)["Demo"]) == (7800, 4500)


def test_more_than_is_left_to_bill_does_not_come_off(working):
    assert "at most $21,600.00" in all_text(working.says("change order: deduct 22000 for cabinets by others"))


def test_a_part_named_is_where_it_lands_and_billed_whole_meanwhile_it_is_a_part_of_its_own(working):
    shown = working.says("extra outlet 280 onto demo, client asked")[0]
    assert "Demo goes from $4,500.00 to $4,780.00." in shown.text
    working.taps("Send to Dana Lee")
    working.says("demo done", files=1)
    working.taps("Send")
    working.news(ME)
    working.says("yes", of=DANA)
    assert "The part it was for is invoiced by now" in all_text(working.news(ME))
    assert (worth(working)["Demo"], worth(working)["Extra outlet"]) == (4500, 280)


def test_a_deduction_agreed_to_when_all_is_billed_stays_open_and_both_are_told(working):
    working.says("change order: deduct 9000 for cabinets by others onto final")
    working.taps("Send to Dana Lee")
    for part in ("demo", "cabinets", "final"):
        working.says(f"invoice {part}")
        working.taps("Send")
    working.news(ME)
    assert "can't come off the contract any more" in working.taps("Approve", of=DANA)[-1].text
    assert "but only $0.00 is left to bill" in all_text(working.news(ME))
    assert [one.state for one in orders(working)] == ["proposed"]


def test_a_contract_that_moved_since_it_was_shown_is_shown_again(working):
    working.says(ASKED)
    working.says("add 350 dumpster to demo")
    again = working.taps("Send to Dana Lee")[0]
    assert "It changed since you saw it" in again.text
    assert "from $24,350.00 to $24,630.00" in again.text
    assert [one.number for one in orders(working)] == [0]


@pytest.mark.parametrize("answered", [False, True])
def test_an_old_button_asks_for_the_same_only_once(asked, answered):
    if answered:
        asked.taps("Approve", of=DANA)
    asked.news(DANA)
    asked.news()
    told = asked.taps("Send to Dana Lee")[0].text
    assert told.startswith("I asked for that already. CO-1: Extra outlet in the island, $280.00.")
    assert [one.number for one in orders(asked)] == [1]
    assert asked.news(DANA) == []


def test_the_same_once_more_is_asked_where_it_is_said_again(asked):
    asked.taps("Approve", of=DANA)
    asked.says(ASKED)
    assert "CO-2" in asked.taps("Send to Dana Lee")[0].text
    assert [one.number for one in orders(asked)] == [1, 2]


def test_added_at_once_is_still_added_at_once(working):
    assert "$4,850.00" in working.says("add 350 dumpster to demo")[0].text
    assert [one.number for one in orders(working)] == [0]


def test_without_an_amount_the_contractor_is_told_how(working):
    assert "how much is it" in working.says("change order")[0].text
    assert "No change orders for Maple St kitchen yet" in working.says("change orders")[0].text
    assert "No change order is open" in working.says("withdraw the change order")[0].text
    assert "There is no CO-7" in working.says("withdraw CO-7")[0].text


def test_a_client_who_cannot_be_reached_gets_the_link_by_the_contractor(talk):
    for words in ("Hi", "Rivera Remodeling", "New job: Oak deck for Sam Hill, $5,000: demo 2000, deck rest"):
        talk.says(words)
    talk.taps("Create job")
    talk.says(ASKED)
    told = talk.taps("Send to Sam Hill")[0]
    assert "I can't reach Sam Hill myself" in told.text
    assert told.change_id == str(orders(talk)[0].id)


def test_from_the_message_to_the_invoice(asked):
    asked.taps("Approve", of=DANA)
    asked.news(ME)
    asked.says("extra outlet done", files=1)
    asked.taps("Send")
    asked.render()
    assert "$280.00" in asked.news(DANA)[-1].text
    (invoice,) = asked.files()[0].invoices
    assert invoice.total.minor == 28000


def test_who_is_a_contractor_too_decides_as_a_client_all_the_same(asked):
    """Dana has a firm of her own, and so talks to us as a contractor."""
    asked.says("New job: Pine St roof for Sam Hill, $9,000: tear-off 3000, roof rest", of=DANA)
    asked.taps("Approve", of=DANA)
    (order,) = orders(asked)
    assert (order.state, order.decision.by) == ("approved", "Dana Lee")


@pytest.fixture
def lawful(working):
    """A road where stop and start are law, and that has no buttons, as SMS."""
    law = OptOut(roads=frozenset({"simulator"}), carriers=frozenset({"simulator"}))
    working.conversations = replace(working.conversations, opt_out=law)
    working.says(ASKED)
    return working


def test_yes_on_a_road_whose_carrier_takes_it_for_a_start_is_a_yes(lawful):
    lawful.taps("Send to Dana Lee")
    lawful.says("YES", of=DANA)
    assert [(one.state, one.decision.words) for one in orders(lawful)] == [("approved", "YES")]


def test_who_said_stop_is_not_asked_and_the_contractor_gets_the_link(lawful):
    lawful.says("Stop", of=DANA)
    assert "I can't reach Dana Lee myself" in lawful.taps("Send to Dana Lee")[-1].text
    assert "CO-1" not in all_text(lawful.news(DANA))


def test_another_amount_is_about_the_change_order_that_is_shown_or_was_just_sent(working):
    working.says(ASKED)
    shown = working.says("make it 300")[0]
    assert "Extra outlet in the island, $300.00" in shown.text
    working.taps("Send to Dana Lee")
    assert (
        "CO-1 for Maple St kitchen, not asked yet: Extra outlet in the island, $320.00"
        in working.says("make it 320")[0].text
    )
    working.taps("Send to Dana Lee")
    assert [(one.number, one.amount.minor) for one in orders(working)] == [(1, 32000)]
    assert "$320.00" in working.news(DANA)[-1].text


def test_two_firms_of_one_client_hear_of_their_own_change_orders_alone(asked):
    """Sam's firm works for Dana, too, and its order is the second one that is open."""
    for words in ("Hi", "Hill Roofing", f"New job: Elm St roof for Dana Lee {DANA}, $9,000: tear-off 3000, roof rest"):
        asked.says(words, of=SAM)
    asked.taps("Create job", of=SAM)
    asked.says("change order: copper flashing, 600", of=SAM)
    asked.taps("Send to Dana Lee", of=SAM)
    asked.news(ME), asked.news(SAM)
    asked.says("yes", of=DANA)
    assert labels(asked.everything(DANA)[-1][1]) == [
        "Approve CO-1, $600.00: Copper flashing",
        "Approve CO-1, $280.00: Extra outlet in …",
    ]
    asked.says("1", of=DANA)
    assert "Copper flashing" in all_text(asked.news(SAM))
    assert asked.news(ME) == []
    assert [one.state for one in orders(asked)] == ["proposed"]


def test_a_room_is_not_told_the_link():
    told = discreet(Reply("change.forward", {"client": "Dana Lee"}, change_id="x"))
    assert (told.code, told.change_id) == ("room.in_private", "")


def test_a_change_order_in_a_photos_caption_is_asked_about_and_not_kept_as_a_caption(working):
    told = working.says(ASKED, files=1)[-1]
    assert ASKED in told.text
    assert [one.caption for one in working.proofs()] == [""]
    shown = working.taps(labels(told)[0])[-1]
    assert "The whole contract goes from $24,000.00 to $24,280.00." in shown.text
    assert orders(working) == []
