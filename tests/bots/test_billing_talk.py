"""Previews, changes, sending, money and undo, as a contractor and a client say them."""

import pytest

from bots.commands import Command
from tests.bots.talk import DANA, JOB, ME, SAM, all_text, labels

OAK = "New job: Oak Ave deck for Sam Poe {sam}, $9,000: framing 5000, decking rest"


@pytest.fixture
def two(working):
    """Maple St kitchen and, the current one, Oak Ave deck."""
    working.says(OAK.format(sam=SAM))
    working.taps("Create job")
    return working


@pytest.fixture
def two_open(billed):
    """Open: INV-0001 of Dana Lee, 4,500, and INV-0002 of Sam Poe, 5,000; the current job is another one."""
    billed.says(OAK.format(sam=SAM))
    billed.taps("Create job")
    billed.says("invoice framing")
    billed.taps("Send")
    billed.render()
    billed.says(f"New job: Elm porch for Ann Fox {ME}, $900: steps 500, final rest")
    billed.taps("Create job")
    billed.news(DANA)
    billed.news(SAM)
    return billed


def invoices(talk):
    return {one.number: one for file in talk.files() for one in file.invoices}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("invoice", "Framing, Oak Ave deck"),
        ("invoice cabinets", "Cabinets, Maple St kitchen"),
        ("invoice maple", "Deposit, Maple St kitchen"),
        ("invoice dana", "Deposit, Maple St kitchen"),
        ("demo done", "Demo, Maple St kitchen"),
        ("oak ave decking done", "Decking, Oak Ave deck"),
        ("maple demo done", "Demo, Maple St kitchen"),
    ],
)
def test_a_part_a_job_or_a_client_is_found_wherever_it_is(two, said, shown):
    assert shown in two.says(said)[-1].text


def test_a_part_that_is_nowhere_is_asked_for(two):
    asked = two.says("invoice roof")[0]
    assert labels(asked) == ["Framing", "Decking"]
    assert "Decking, Oak Ave deck" in two.says("decking")[0].text


def test_two_jobs_of_one_client_are_told_apart(working):
    working.says(f"New job: Fence for Dana Lee {DANA}, $900: posts 500, pickets rest")
    working.taps("Create job")
    assert labels(working.says("invoice dana")[0]) == ["Fence", "Maple St kitchen"]
    assert "Posts, Fence" in working.says("1")[0].text


def test_the_preview_says_what_for_how_much_and_who_gets_it_how(working):
    shown = working.says("invoice demo")[0]
    assert shown.text.startswith("Demo, Maple St kitchen")
    assert "Total: $4,500.00" in shown.text
    assert "To Dana Lee at +1 628-555-0134" in shown.text
    assert shown.enclosures[0].file_name == "draft-demo.pdf"


@pytest.mark.parametrize("yes", ["yes", "send", "1", "Send", "ok", "👍"])
def test_what_was_shown_is_sent_by_any_yes(working, yes):
    working.says("invoice demo")
    assert "INV-0001 for $4,500.00" in working.says(yes)[0].text


@pytest.mark.parametrize("after", ["yes", "ok", "1", "👍", "send", "sure"])
def test_a_yes_after_it_went_out_presses_nothing_again(billed, after):
    before = len(billed.everything(DANA))
    billed.says(after)
    assert len(invoices(billed)) == 1
    assert len(billed.everything(DANA)) == before


def test_a_yes_to_mere_choices_is_no_order(working):
    answer = working.says("flurb the gronk")[0]
    assert labels(answer)[0] == "Invoice"
    assert "All right" in working.says("ok")[0].text


def test_no_to_a_preview_asks_what_to_change(working):
    working.says("invoice demo")
    asked = working.says("no")[0]
    assert "what to change on Demo" in asked.text
    assert labels(asked) == ["Bill another part"]
    assert "Which part" in working.taps("Bill another part")[0].text
    assert "Cabinets, Maple St kitchen" in working.taps("Cabinets")[0].text


def test_cancel_keeps_the_photos_and_offers_the_draft_again(working):
    working.says("invoice demo", files=1)
    working.says("invoice demo")
    assert "not sent" in working.says("cancel")[0].text
    assert "Want to see it again?" in working.taps("Send")[0].text
    assert "There is no draft" in working.says("send")[0].text
    assert working.proofs()[0].state == "kept"


@pytest.mark.parametrize("word", ["send", "change"])
def test_words_about_a_draft_without_one_offer_it(working, word):
    assert labels(working.says(word)[0]) == ["Invoice"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("add 350 dumpster to demo", "Demo goes from $4,500.00 to $4,850.00; the whole contract is $24,350.00"),
        ("add 2 dumpsters at 175 each to demo", "Demo goes from $4,500.00 to $4,850.00"),
        ("add 50 discount to cabinets", "Cabinets goes from $8,000.00 to $7,950.00"),
        ("ad $350 dumpster to demo", "Demo goes from $4,500.00 to $4,850.00"),
        ("add 350 dumpster", "Demo goes from $4,500.00 to $4,850.00"),
    ],
)
def test_a_line_is_added_and_the_figures_are_said(working, said, told):
    assert told in working.says(said)[0].text


def test_a_part_that_lost_a_letter_is_asked_for_and_never_printed_in_the_line(working):
    asked = working.says("add 350 dumpster to dmo")[0]
    assert "Added dumpster, $350.00. Demo" in working.says(str(labels(asked).index("Demo") + 1))[0].text


def test_a_line_for_a_part_that_is_nowhere_is_asked_for_and_then_added(working):
    asked = working.says("add 350 dumpster to framing")[0]
    assert "Added dumpster, $350.00. Final" in working.says(str(labels(asked).index("Final") + 1))[0].text


def test_a_line_without_a_price_is_asked_for_it(working):
    assert "price" in working.says("add dumpster")[0].text


def test_a_line_is_found_removed_and_brought_back(working):
    working.says("add 350 dumpster to demo")
    assert "Removed dumpster" in working.says("remove dumpster")[0].text
    assert "Added dumpster" in working.says("undo")[0].text
    assert "Removed dumpster" in working.says("undo")[0].text
    assert "I can't take that back" in working.says("undo")[0].text
    assert "no line like" in working.says("remove the unicorn")[0].text


def test_two_lines_that_fit_are_one_question(working):
    working.says("add 350 dumpster one to demo")
    working.says("add 400 dumpster two to demo")
    asked = working.says("remove dumpster")[0]
    assert labels(asked) == ["dumpster one", "dumpster two"]
    assert "Removed dumpster two" in working.says("2")[0].text


@pytest.mark.parametrize("job", [True, False])
def test_a_line_without_a_current_job_waits_for_the_job(two, job):
    with two.database.turns.begin() as turn:
        kept = turn.session("simulator", ME)
        turn.save_session("simulator", ME, {**kept, "project": None})
    asked = two.says("add 350 nails" if job else "done")[0]
    assert labels(asked) == ["Oak Ave deck", "Maple St kitchen"]
    told = two.taps("Maple St kitchen")
    assert "Added nails" in told[0].text if job else "Send it?" in told[0].text


def test_undo_says_what_it_took_from_where(working):
    working.says("demo done", files=2)
    told = working.says("undo")[0].text
    assert "Took 2 photos back from Demo, Maple St kitchen" in told
    assert "Demo is not done yet" in told


def test_undo_of_a_word_and_of_a_move(working):
    working.says("demo done")
    assert "Demo is not done yet" in working.says("undo")[0].text
    working.says(files=1)
    working.says("move these to final")
    assert "Moved 1 photo back where it was" in working.says("undo")[0].text


def test_undo_after_send_says_that_it_cannot_and_what_to_do(billed):
    told = billed.says("undo")[0].text
    assert "INV-0001 has gone out to Dana Lee" in told
    assert "void and reissue INV-0001" in told
    assert "Cancel INV-0001" in labels(billed.says("void and reissue INV-0001")[0])


def test_a_job_is_set_aside_and_taken_up_by_name(two):
    told = two.says("switch to maple")
    assert len(told) == 1
    assert "we're on Maple St kitchen" in told[0].text
    assert labels(two.says("switch to the barn")[0]) == ["Oak Ave deck", "Maple St kitchen"]
    assert "Oak Ave deck for Sam Poe" in two.says("status of sam")[0].text
    assert "Which job" in two.taps("Other job")[0].text


def test_terms_are_the_jobs_from_now_on(two):
    assert "Oak Ave deck: sales tax 8.625%" in two.says("tax 8.625%")[0].text
    assert "within 14 days" in two.says("net 14")[0].text
    assert "Sales tax 8.625%: $431.25" in two.says("invoice")[0].text


# --- money by hand -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("amount", "left"), [("2000", "$2,500.00 is left"), ("50 cash", "$4,450.00 is left")])
def test_an_amount_alone_answers_how_much(billed, amount, left):
    assert "How much" in billed.says("paid")[0].text
    assert left in billed.says(amount)[0].text


def test_all_of_it_is_one_tap(billed):
    billed.says("paid zelle")
    asked = billed.taps("All of it")[0]
    assert "$4,500.00 (Zelle)" in asked.text
    assert "paid in full" in asked.text
    assert "Paid in full" in billed.says("yes")[0].text


def test_words_that_are_no_amount_get_the_question_again(billed):
    billed.says("paid")
    assert "How much was it?" in billed.says("whatever he owed")[0].text
    assert "$2,500.00 is left" in billed.says("2000")[0].text


def test_a_payment_counts_only_when_confirmed_and_once(billed):
    asked = billed.says("paid 4500 check 1023")[0]
    assert "$4,500.00 (check 1023) from Dana Lee on INV-0001" in asked.text
    assert invoices(billed)["INV-0001"].state == "issued"
    billed.taps("Record it")
    assert "recorded already" in billed.taps("Record it")[0].text
    assert len(billed.files()[0].payments) == 1


@pytest.mark.parametrize("said", ["paid", "paid 500 cash"])
def test_nothing_open_is_said_kindly(working, said):
    assert "no open invoice" in working.says(said)[0].text


def test_among_several_open_invoices_it_is_asked_which(two_open):
    asked = two_open.says("paid 2000 cash")[0]
    assert sorted(labels(asked)) == ["INV-0001 Dana Lee", "INV-0002 Sam Poe"]
    assert "from Sam Poe on INV-0002" in two_open.taps("INV-0002 Sam Poe")[0].text


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("dana paid 2000", "from Dana Lee on INV-0001"),
        ("paid 5000", "from Sam Poe on INV-0002"),
        ("paid 100 on INV-0001", "from Dana Lee on INV-0001"),
        ("sam paid 200 cash", "from Sam Poe on INV-0002"),
    ],
)
def test_a_name_a_number_or_the_exact_balance_says_which(two_open, said, about):
    assert about in two_open.says(said)[0].text


def test_a_payer_nobody_knows_is_asked_about(two_open):
    asked = two_open.says("paid 9000 from Bob")[0]
    assert "Bob" in asked.text
    assert len(asked.buttons) == 2


def test_taking_a_payment_back_is_confirmed_and_the_client_hears_of_it(billed):
    billed.says("paid 2000 cash")
    billed.says("yes")
    billed.news(DANA)
    asked = billed.says("undo")[0]
    assert labels(asked) == ["Take it back", "Leave it"]
    assert invoices(billed)["INV-0001"].state == "part_paid"
    assert "$4,500.00 is open again" in billed.says("yes")[0].text
    assert "took back the payment of $2,000.00" in billed.news(DANA)[0].text
    assert "can't be taken back" in billed.taps("Take it back")[0].text


def test_who_owes_lists_each_and_the_sum(two_open):
    told = two_open.says("who owes me")[0].text
    assert "Sam Poe: $5,000.00 on INV-0002" in told
    assert "Open in all: $9,500.00" in told


@pytest.mark.parametrize(
    ("said", "number"), [("resend", "INV-0001"), ("resend demo", "INV-0001"), ("resend to dana", "INV-0001")]
)
def test_an_invoice_goes_out_again_by_any_of_its_names(billed, said, number):
    assert f"Sent {number}" in billed.says(said)[0].text
    assert number in billed.news(DANA)[0].text


def test_nothing_to_resend_and_nothing_ready_yet_are_said(working):
    assert "no invoice like that" in working.says("resend")[0].text
    working.says("invoice demo")
    working.says("send")
    assert "still being made" in working.says("resend")[0].text


def test_a_client_without_a_phone_means_a_link_to_pass_on(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says(JOB.format(client=""))
    talk.taps("Create job")
    assert "I have no number for them" in talk.says("invoice demo")[0].text
    assert "no way to reach Dana Lee" in talk.says("send")[0].text
    assert "I'll reach Dana Lee" in talk.says(f"her phone is {DANA}")[0].text


# --- between the two -----------------------------------------------------------------------------------------------


def test_another_number_for_a_client_is_confirmed_first(working):
    asked = working.says("dana's phone is +16285550199")[0]
    assert "+1 628-555-0134" in asked.text
    assert working.files()[0].client.phone == DANA
    working.says("yes")
    assert working.files()[0].client.phone == "+16285550199"


def test_leaving_it_leaves_it(working):
    working.says("dana's phone is +16285550199")
    working.taps("Leave it")
    assert working.files()[0].client.phone == DANA


def test_two_clients_of_one_name_are_told_apart(two):
    two.says(f"New job: Fence for Dana Lee {SAM}, $900: posts 500, pickets rest")
    two.taps("Create job")
    asked = two.says("dana's email is dana@example.com")[0]
    assert labels(asked) == ["Dana Lee, 0135", "Dana Lee, 0134"]
    assert "dana@example.com" in two.taps("Dana Lee, 0134")[0].text


def test_a_client_nobody_knows_is_asked_about(working):
    assert "no client called Bob" in working.says("Bob's phone is +16285550199")[0].text


def test_what_a_client_writes_reaches_the_contractor_and_the_answer_comes_back(billed):
    assert "passed that on" in billed.says("When do you come?", of=DANA)[0].text
    assert "When do you come?" in billed.news()[0].text
    assert labels(billed.says("tomorrow at 8")[0])[0] == "Send to Dana Lee"
    billed.says("yes")
    assert "tomorrow at 8" in billed.news(DANA)[0].text


@pytest.mark.parametrize("way_out", ["0", "cancel", "help"])
def test_an_answer_that_was_begun_can_be_left(billed, way_out):
    billed.says("When do you come?", of=DANA)
    billed.taps("Reply")
    before = len(billed.everything(DANA))
    billed.says(way_out)
    assert len(billed.everything(DANA)) == before


@pytest.mark.parametrize("said", ["hi", "thanks", "help", "  "])
def test_a_client_who_says_little_is_shown_where_it_stands(billed, said):
    told = billed.says(said, of=DANA)[0]
    assert "$4,500.00 is open on INV-0001" in told.text
    assert told.link_id


def test_a_client_who_speaks_of_paying_gets_the_way_to_pay(billed):
    assert billed.says("how can I pay this?", of=DANA)[0].link_id


def test_a_client_of_two_firms_is_told_who_hears_it(billed):
    for said in ("Hi", "Beta Tile", f"New job: Bath for Dana Lee {DANA}, $800: tiles 500, final rest"):
        billed.says(said, of=SAM)
    billed.taps("Create job", of=SAM)
    billed.says("invoice tiles", of=SAM)
    billed.says("send", of=SAM)
    billed.render(SAM)
    billed.news(DANA)
    assert "Beta Tile" in billed.says("Is the tile blue?", of=DANA)[0].text
    assert "Is the tile blue?" in billed.news(SAM)[-1].text


def test_a_contractor_who_is_a_client_can_write_to_the_firm(billed):
    billed.says(JOB.format(client=SAM), of=DANA)
    billed.taps("Create job", of=DANA)
    offered = billed.says("when will you be done?", of=DANA)[0]
    assert labels(offered)[0] == "Send to Rivera Remodeling"
    billed.news()
    assert "passed that on" in billed.taps("Send to Rivera Remodeling", of=DANA)[0].text
    assert "when will you be done?" in billed.news()[0].text


def test_anothers_button_is_no_button(billed):
    billed.says("invoice cabinets")
    token = next(f"{key}.0" for key, one in billed.everything() if "Cabinets, Maple" in one.text)
    billed.says("Hi", of="+13105550177")
    assert "older message" in billed.says(tap=token, of="+13105550177")[0].text
    assert list(invoices(billed)) == ["INV-0001"]


@pytest.mark.parametrize("token", ["", "nonsense", "nonsense.1", "00000000000000000000000000000000.0"])
def test_a_button_nobody_made_is_answered(working, token):
    assert working.says(tap=token or "x")


def test_a_digit_without_a_menu_offers_the_likely_things(billed):
    billed.says("paid 100 cash")
    billed.says("yes")
    assert labels(billed.says("4")[0]) == ["Invoice", "Status", "Help"]
    assert "from 1 to 3" in billed.says("7")[0].text


@pytest.mark.parametrize(
    ("said", "answer"),
    [("en español", "de ahora en adelante en español"), ("language spanish", "de ahora en adelante en español")],
)
def test_the_language_switches_in_the_middle(working, said, answer):
    assert answer in working.says(said)[0].text
    assert "¿La envío?" in working.says("factura demo")[0].text
    assert "English from now on" in working.says("english please")[0].text


def test_what_is_shown_carries_its_action(working):
    shown = working.says("invoice demo")[0]
    assert Command.from_action(shown.buttons[0].action).do == "draft.send"
    assert shown.buttons[0].action["shown"]


def test_words_for_one_client_never_reach_another(billed):
    billed.says(OAK.format(sam=SAM))
    billed.taps("Create job")
    billed.news(DANA)
    offered = billed.says("tell Sam we start Monday")[0]
    assert "Sam has none yet" in offered.text
    assert labels(offered) == ["Dana Lee"]
    assert billed.news(DANA) == []
    billed.says("tell dana we start Monday")
    assert "we start Monday" in billed.news(DANA)[0].text


def test_words_without_any_invoice_wait_for_one(working):
    assert "once they have a proposal or an invoice" in working.says("reply: see you then")[0].text


def test_a_client_who_writes_before_the_first_invoice_is_no_new_contractor(working):
    assert "assistant of Rivera Remodeling" in working.says("Hello?", of=DANA)[0].text
    assert "passed that on to Rivera Remodeling" in working.says("When do you start?", of=DANA)[0].text
    assert working.news(ME)[-1].text == "Dana Lee writes:\nWhen do you start?"
    assert "Who is the client?" in working.says("New job", of=DANA)[-1].text


def test_two_clients_with_one_phone_both_get_their_invoices(working):
    working.says(f"New job: Shed for Zed Ray {DANA}, $600: base 300, roof rest")
    working.taps("Create job")
    for part in ("base", "demo"):
        working.says(f"invoice {part}")
        assert "on its way" in working.says("send")[0].text
    working.render()
    assert {"Zed", "Dana"} <= set(all_text(working.news(DANA)).replace(",", "").split())


def test_a_line_is_found_on_a_part_that_is_not_shown(working):
    working.says("add 350 dumpster to cabinets")
    working.says("invoice demo")
    assert "Cabinets goes from $8,350.00 to $8,000.00" in working.says("remove dumpster")[0].text


def test_a_line_of_the_part_that_is_shown_comes_first(working):
    working.says("add 350 dumpster to cabinets")
    working.says("add 200 dumpster to demo")
    working.says("invoice demo")
    assert "Demo goes from $4,700.00 to $4,500.00" in working.says("remove dumpster")[0].text


def test_a_part_that_is_named_is_the_only_one_looked_at(working):
    working.says("add 350 dumpster to cabinets")
    assert "no line like" in working.says("remove dumpster from demo")[0].text


def test_sums_of_the_status_are_alike_with_tax(working):
    working.says("tax 8.5%")
    working.says("demo done", files=1)
    working.taps("Send")
    working.says("paid 4882.50 cash")
    working.taps("Record it")
    assert working.says("status")[0].text.endswith(
        "Contract $24,000.00 plus tax 8.5%. With tax: billed $4,882.50, paid $4,882.50, open $0.00"
    )


def test_a_deposit_that_was_passed_over_is_still_to_bill_after_the_last_of_the_work(working):
    for part in ("demo", "cabinets", "final"):
        working.says(f"invoice {part}")
        told = working.taps("Send")[0].text
    assert "Still to bill: Deposit." in told
    assert "last part" not in told
    working.says("invoice deposit")
    assert "That was the last part of this job." in working.taps("Send")[0].text
