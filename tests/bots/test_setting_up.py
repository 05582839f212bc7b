"""From the first word to a job: in one message, step by step, and every way to get stuck in between."""

import pytest

from bots.perform.people import called
from tests.bots.talk import DANA, JOB, ME, all_text, labels


@pytest.fixture
def named(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    return talk


def test_two_words_begin_a_job_and_each_answer_is_kept(named):
    assert "Who is the client?" in all_text(named.says("new job"))
    assert "whole price for Dana Lee" in all_text(named.says("Dana Lee"))
    assert labels(named.says("$24,000")[0]) == ["All at the end", "Half and half", "Three parts", "Cancel"]
    shown = named.says("deposit 10%, demo 4500, cabinets 8000, final rest")[0]
    assert "- Final: $9,100.00" in shown.text
    assert "no phone yet" in shown.text
    assert "+1 628-555-0134" in named.says(DANA)[0].text
    assert "Plus sales tax 8.625%" in named.says("tax 8.625%")[0].text
    assert "within 14 days" in named.says("net 14")[0].text
    assert "is set up" in named.says("yes")[0].text
    assert named.files()[0].client.phone == DANA


@pytest.mark.parametrize("said", ["thirds", "three parts", "in three equal parts", "3"])
def test_thirds_are_understood_typed_in_words_or_by_digit(named, said):
    named.says("New job: Fence for Dana Lee, $1,000")
    shown = named.says(said)[0].text
    assert "$333.33" in shown
    assert "$333.34" in shown


def test_an_amount_is_the_price_and_parts_are_the_parts_whatever_was_asked(named):
    named.says(JOB.format(client=DANA))
    assert "Total $26,000.00" in named.says("26k")[0].text
    assert "- Start: $13,000.00" in named.says("start 13000, end rest")[0].text


def test_a_price_is_no_name_for_a_client(named):
    named.says("new job")
    assert "Who is the client?" in all_text(named.says("why do you ask?"))
    named.says("$26,000")
    shown = named.says("Dana Lee")[0]
    assert "How is it paid?" in shown.text


def test_a_phone_number_is_no_price(named):
    named.says("new job")
    named.says("Luis Gómez")
    asked = named.says("+13125551120")[0].text
    assert "whole price for Luis Gómez" in asked
    assert "13,125,551,120" not in asked


@pytest.mark.parametrize(
    ("parts", "choice", "wanted"),
    [
        ("framing 4000, decking 3000", "Add a final part for the rest", "- Final: $2,000.00"),
        ("framing 4000, decking 3000", "Use the parts' sum as the price", "Total $7,000.00"),
        ("framing 6000, decking 5000", "Use the parts' sum as the price", "Total $11,000.00"),
    ],
)
def test_parts_that_do_not_add_up_are_mended_by_a_tap(named, parts, choice, wanted):
    asked = named.says(f"New job: Oak deck for Sam Poe, $9,000: {parts}")[0]
    assert "$2,000.00" in asked.text
    assert wanted in named.taps(choice)[0].text


def test_a_choice_may_be_typed_as_it_is_written(named):
    named.says("New job: Oak deck for Sam Poe, $9,000: framing 4000, decking 3000")
    assert "- Final" in named.says("add a final part for the rest")[0].text


def test_no_means_change_it_and_loses_nothing(named):
    named.says(JOB.format(client=DANA))
    assert "what to change" in named.says("no")[0].text
    assert "Total $25,000.00" in named.says("$25,000")[0].text


def test_back_puts_a_plan_aside_and_says_so(named):
    named.says("New job: Fence for Dana Lee, $900")
    aside = named.says("0")[0]
    assert "Nothing was created" in aside.text
    assert "How is it paid?" in named.taps("Go on with it")[0].text
    named.says("0")
    assert "dropped" in named.taps("Drop it")[0].text
    assert named.files() == []


@pytest.mark.parametrize("word", ["cancel", "never mind"])
def test_cancel_drops_the_plan_and_not_a_draft(named, word):
    named.says(JOB.format(client=DANA))
    assert "Nothing was created" in named.says(word)[0].text


def test_a_plan_that_changed_is_shown_again_instead_of_made(named):
    named.says(JOB.format(client=DANA))
    named.says("$25,000")
    again = named.taps("Create job", nth=0)
    assert "changed since you saw it" in again[0].text
    assert "Total $25,000.00" in again[1].text
    assert named.files() == []


def test_a_second_tap_on_create_hears_that_the_job_is_there_and_makes_no_other(working):
    (told,) = working.taps("Create job")
    assert told.text == "Maple St kitchen is set up already."
    assert labels(told) == ["Status"]
    assert len(working.files()) == 1


@pytest.mark.parametrize("old", ["Change", "Cancel"])
def test_an_old_plans_buttons_do_nothing_and_say_so(working, old):
    assert "finished or was dropped" in working.taps(old)[0].text
    assert len(working.files()) == 1


def test_a_first_message_with_the_name_in_it_asks_for_it_no_more(talk):
    answers = talk.says("Hi, this is Bob's Builders")
    assert all_text(answers).count("What's your business called?") <= 1
    if len(answers) > 1:
        assert "Bob's Builders" in answers[1].text


def test_a_whole_job_as_the_very_first_words_is_one_welcome_and_the_plan(talk):
    intro, plan = talk.says(JOB.format(client=DANA))
    assert "business called" not in intro.text
    assert labels(plan)[0] == "Create job"
    made = talk.says("yes")[0]
    assert "what is your business called?" in made.text
    assert 'It will say it is from "My business"' in all_text(talk.says("invoice"))
    talk.says("We are Rivera Remodeling")
    assert "My business" not in all_text(talk.says("invoice"))


def test_files_before_anything_wait_with_one_question_at_a_time(talk):
    welcome, kept = talk.says(files=2)
    assert "What's your business called?" in welcome.text
    assert "2 photos safe" in kept.text
    assert "?" not in kept.text
    assert "Nice to meet you, Rivera Remodeling" in talk.says("Rivera Remodeling")[0].text
    talk.says(JOB.format(client=DANA))
    assert "the 2 files you sent before are on it" in talk.taps("Create job")[0].text
    assert {proof.project_id for proof in talk.proofs()} == {talk.files()[0].project.id}


def test_the_contractors_own_number_is_not_the_clients(named):
    shown = named.says(JOB.format(client=ME))[0]
    assert "that number is yours" in shown.text
    named.taps("Create job")
    assert "That number is yours" in named.says(f"Dana's phone is {ME}")[0].text
    assert named.files()[0].client.phone == ""


def test_a_client_may_have_a_contractors_job_too(billed):
    plan = billed.says(JOB.format(client=ME), of=DANA)
    assert labels(plan[-1])[0] == "Create job"


@pytest.mark.parametrize("said", ["", "😀", "?!", "0", "7", "x" * 100_000, "\u202e\x00evil"])
def test_nothing_at_all_stays_without_an_answer(talk, working, said):
    assert talk.says(said, of="+13105550177")
    assert working.says(said)


def test_a_name_does_not_change_the_language(named):
    named.says(f"New job: El Monte porch for José Peña {DANA}, $900: steps 500, final rest")
    named.taps("Create job")
    assert "what to change" not in named.says("El Monte")[0].text
    assert "Contract $900.00" in named.says("El Monte")[0].text
    assert "reach José Peña" in named.says("José Peña jose@example.com")[0].text


@pytest.mark.parametrize("said", ["4500", "what?", "x" * 200])
def test_a_figure_or_a_question_is_no_business_name(talk, said):
    talk.says("Hi")
    assert "What's your business called?" in talk.says(said)[0].text
    assert "Nice to meet you, 4500 Degrees" in talk.says("4500 Degrees")[0].text


def test_idle_words_are_no_client(named):
    named.says("new job")
    assert "Who is the client?" in named.says("Somebody told me about you")[0].text
    assert "whole price for" in named.says("Smith, Jones and Sons")[0].text


def test_words_about_a_draft_go_back_to_the_plan_that_was_put_aside(named):
    named.says("New job: Fence for Dana Lee, $900")
    named.says("0")
    assert labels(named.says("change")[0]) == ["Go on with it"]


def test_what_was_not_right_about_a_plan_is_said_in_words(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says("new job roof for bob 12000, half now half later")
    assert "what to change" in talk.says("no")[0].text
    assert talk.says("the name is Oak roof")[0].text.startswith("Oak roof")
    assert "Client: Ann Fox" in talk.says("its for Ann Fox not bob")[0].text
    assert "sales tax 8%" in talk.says("tax 8")[0].text
    assert "Total $12,500.00" in talk.says("actually its 12500")[0].text
    assert "Nothing was created" in talk.says("cancel the job")[0].text


def test_cash_is_nobodys_name(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says("new job roof 12000, half now half later")
    assert "Who is the client?" in talk.says("in cash")[0].text


@pytest.mark.parametrize(
    ("client", "greeted"), [("Mrs. Brown", "Mrs. Brown"), ("Ann Fox", "Ann"), ("Sra. Ruiz", "Sra. Ruiz")]
)
def test_a_client_is_greeted_by_name_and_not_by_title(client, greeted):
    assert called(client) == greeted


def test_a_job_that_is_set_up_keeps_its_name(working):
    assert "keeps its name" in working.says("rename it to Elm roof")[0].text
    assert working.files()[0].project.name == "Maple St kitchen"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("its Rivera Remodelling LLC, thx", "Rivera Remodelling LLC"),
        ("Rivera Remodelling LLC thanks!", "Rivera Remodelling LLC"),
        ("me llamo Pedro, la empresa es Construcciones Peña", "Construcciones Peña"),
        ("I'm Pedro, my company is Good Builders, thank you", "Good Builders"),
        ("We are Smith, Jones & Co.", "Smith, Jones & Co"),
        ("Acme", "Acme"),
    ],
)
def test_a_business_is_called_what_it_is_called_without_the_words_around_it(talk, said, name):
    talk.says("Hi")
    assert f"{name}." in talk.says(said)[0].text


def test_who_introduces_themselves_is_known_by_name(talk):
    talk.says("Hola")
    talk.says("me llamo Pedro, la empresa es Construcciones Peña")
    with talk.database.books.open(talk.account()) as ledger:
        assert [one.name for one in ledger.members()] == ["Pedro"]


def opened_with_a_job(talk):
    talk.says(JOB.format(client=DANA))
    return talk.taps("Create job")[0]


def test_a_business_without_a_name_is_asked_for_it_with_its_first_job(talk):
    assert "what is your business called?" in opened_with_a_job(talk).text
    assert "New invoices will say Acme." in talk.says("Acme")[0].text


def test_the_first_invoice_waits_for_the_name_and_is_shown_with_it(talk):
    opened_with_a_job(talk)
    talk.says("demo done", files=1)
    assert "what is your business called?" in talk.taps("Send")[0].text
    assert talk.files()[0].invoices == ()
    told = talk.says("Acme")
    assert "New invoices will say Acme." in told[0].text
    assert "Send it?" in told[1].text
    assert "INV-0001" in talk.taps("Send")[0].text
    talk.render()
    assert "Acme sent you invoice" in talk.news(DANA)[-1].text


def test_a_name_is_no_condition_for_being_paid(talk):
    opened_with_a_job(talk)
    talk.says("demo done")
    talk.taps("Send")
    assert "INV-0001" not in all_text(talk.says("yes"))
    talk.says("send")
    assert "INV-0001" in talk.taps('Send as "My business"')[0].text


def test_words_about_the_job_are_no_name_for_the_business(talk):
    opened_with_a_job(talk)
    assert "Send it?" in talk.says("demo done")[0].text
    assert "My business" in talk.says("invoice")[0].text


@pytest.mark.parametrize(
    ("said", "days"),
    [("neto 30", 30), ("no, el pago es a 30 dias", 30), ("pago neto a 15", 15), ("no, its net 14", 14)],
)
def test_the_time_to_pay_is_no_part_of_the_price(talk, said, days):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    shown = talk.says(JOB.format(client=DANA) + ", IVA 8,5%, neto 45")[0].text
    assert "45" in shown.splitlines()[-2]
    talk.taps("Cambiar") if "Cambiar" in labels(talk.everything()[-1][1]) else talk.taps("Change")
    shown = talk.says(said)[0].text
    assert str(days) in shown.splitlines()[-2]
    assert "$9,100.00" in shown


def test_step_by_step_the_job_keeps_its_name_and_the_client_theirs(named):
    for said in ("I want to start a job", "Oak Ave bathroom", "Sam Poe", "206 555 0177", "about 10 grand"):
        named.says(said)
    shown = named.says("half up front, rest when done")[0].text
    assert shown.startswith("Oak Ave bathroom\nClient: Sam Poe (+1 206-555-0177)\nTotal $10,000.00:")


@pytest.mark.parametrize(
    ("said", "name", "client"),
    [
        (
            "new jobb maple st kitchen 4 dana lee 415 555 0134 24k deposit 10%, rest final",
            "maple st kitchen",
            "dana lee",
        ),
        ("new job 14 oak st deck 4 sam poe 206 555 0177, 9000: half now, rest later", "14 oak st deck", "sam poe"),
        ("new jobb: maple st kitchen for al, 9000: half now, rest later", "maple st kitchen", "al"),
        ("Nuevo trabajo: baño de Ana Ruiz, $9,000: mitad ahora, resto al final", "baño de Ana Ruiz", "Ana Ruiz"),
    ],
)
def test_who_a_job_is_for_is_heard_however_it_is_written(named, said, name, client):
    lines = named.says(said)[0].text.splitlines()
    assert lines[0] == name
    assert f": {client} (" in lines[1]


def test_both_in_one_answer(named):
    named.says("new job")
    assert "price for Sam Poe" in named.says("Oak Ave bathroom for Sam Poe 206 555 0177")[0].text
    named.says("10k")
    assert named.taps("All at the end")[0].text.startswith("Oak Ave bathroom\n")


@pytest.mark.parametrize("client", ["Sam Poe", "Gina Street", "Rob Stone"])
def test_a_surname_is_no_job(named, client):
    named.says("new job")
    assert f"price for {client}" in named.says(client)[0].text


@pytest.mark.parametrize(
    "said",
    ["my address is 12 Oak St, Austin TX", "add 350 dumpster", "12 Oak St", "we start on May 5", "vivo en la calle 12"],
)
def test_a_figure_among_other_words_is_no_price(named, said):
    named.says("New job: Fence for Dana Lee")
    asked = all_text(named.says(said))
    assert "whole price" in asked or "price of the whole job" in asked or "precio de toda la obra" in asked
    assert "Total" not in asked
    assert len(labels(named.says("$24,000")[0])) == 4


@pytest.mark.parametrize(
    "said",
    ["the whole thing is 24,000", "we agreed on 24k for the fence", "24k lump sum", "le cobro 24 mil por la cerca"],
)
def test_a_price_may_be_said_in_many_words(named, said):
    named.says("New job: Fence for Dana Lee")
    assert len(labels(named.says(said)[0])) == 4


def test_where_somebody_lives_is_not_who_they_are(named):
    named.says("new job")
    assert "Who is the client?" in all_text(named.says("12 Oak St, Austin TX"))
    assert "whole price for Sam Poe" in all_text(named.says("Sam Poe"))


def test_parts_of_a_plan_are_added_and_removed_as_lines_are(named):
    named.says(JOB.format(client=DANA))
    shown = named.says("add 350 dumpster")[0].text
    assert "- Dumpster: $350.00" in shown
    assert "- Final: $8,750.00" in shown
    assert "Dumpster" not in named.says("remove the dumpster")[0].text
    assert "- Dumpster: $350.00" in named.says("undo")[0].text


def test_a_part_that_the_plan_has_not_is_not_removed(named):
    named.says(JOB.format(client=DANA))
    again = named.says("remove the pergola")[0].text
    assert "- Demo: $4,500.00" in again


@pytest.mark.parametrize(
    ("said", "business", "person"),
    [
        ("Rick from Rivera Remodeling", "Rivera Remodeling", "Rick"),
        ("Pedro de Acabados López", "Acabados López", "Pedro"),
        ("Techos de Austin", "Techos de Austin", ""),
        ("On Point Painting", "On Point Painting", ""),
    ],
)
def test_who_speaks_and_for_whom_are_told_apart(talk, said, business, person):
    talk.says("Hi")
    talk.says(said)
    with talk.database.books.open(talk.account()) as ledger:
        member = ledger.members()[0]
        assert ledger.contractor(member.contractor_id).name == business
        assert not person or member.name == person
