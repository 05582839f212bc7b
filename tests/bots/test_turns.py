"""Turns as pure functions: what was said and what is known in, commands and replies out. No database, no clock."""

import uuid

import pytest

from bots import client, contractor
from bots.client import ClientKnown
from bots.commands import Command, Reply
from bots.contractor import Said
from bots.known import Known, Session, current_project
from core.domain.money import ZERO_RATE, Money
from core.usecases.views import MilestoneSummary, ProjectSummary

USD = Money(0, "USD")


def milestone(position, name, state="planned", number=""):
    return MilestoneSummary(
        id=uuid.uuid5(uuid.NAMESPACE_URL, name),
        position=position,
        name=name,
        kind="work",
        state=state,
        scheduled_value=USD,
        proofs=0,
        proofs_arriving=0,
        invoice_number=number,
        billed=USD,
        percent_complete=None,
        stored=None,
    )


def project(name, client_name, *milestones):
    return ProjectSummary(
        id=uuid.uuid5(uuid.NAMESPACE_DNS, name),
        name=name,
        client_id=uuid.uuid4(),
        client_name=client_name,
        contract_sum_to_date=USD,
        tax_rate=ZERO_RATE,
        taxed=False,
        taxes=(),
        inclusive=False,
        billed=USD,
        paid=USD,
        open=USD,
        credit=USD,
        retained=USD,
        on_no_part=(),
        unanswered="",
        milestones=milestones,
    )


MAPLE = project(
    "Maple St kitchen",
    "Dana Lee",
    milestone(1, "Demo", "billed", "INV-0001"),
    milestone(2, "Cabinets"),
    milestone(3, "Final"),
)
OAK = project("Oak Ave deck", "Sam Poe", milestone(1, "Framing"), milestone(2, "Decking"))


def known(*projects, **more):
    here = more.pop("project", projects[0] if projects else None)
    facts = {"language": "en", "name": "Rivera", "currency": "USD", "country": "US", "expects": None, "plan": None}
    return Known(projects=projects, project=here, question=None, **{**facts, **more})


def decided(text, about, files=0, tapped=None):
    said = Said(text=text, files=files, tapped=tapped)
    return contractor.turn(said, contractor.read(said, about), about)


def does(text, about, **more):
    (step,) = decided(text, about, **more)
    return step.do if isinstance(step, Command) else step.code


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("help", "help"),
        ("status", "status"),
        ("status of oak", "status"),
        ("who owes me", "owed"),
        ("undo", "undo"),
        ("resend", "invoice.resend"),
        ("paid 4500 check 1023", "paid.ask"),
        ("invoice", "draft.show"),
        ("cabinets done", "draft.show"),
        ("framing done", "draft.show"),
        ("send", "draft.send_last"),
        ("change", "draft.change_last"),
        ("cancel", "menu.back"),
        ("yes", "menu.first"),
        ("no", "menu.no"),
        ("0", "menu.back"),
        ("2", "menu.pick"),
        ("switch to oak", "project.use"),
        ("switch to the barn", "project.which_not"),
        ("add 350 dumpster to cabinets", "line.add"),
        ("remove dumpster", "line.find"),
        ("move these to final", "photos.move"),
        ("tell Dana we start Monday", "answer.send"),
        ("we are Rivera Builders", "business.name"),
        ("en español", "language.set"),
        ("tax 8%", "project.terms"),
        ("net 14", "project.terms"),
        ("dana's phone is 415 555 0134", "client.contact"),
        ("415 555 0134", "client.contact"),
        ("New job: Shed for Zed", "plan.set"),
        ("half now, half at the end for the shed", "unclear"),
        ("deposit 10%, demo 4500, final rest", "plan.add"),
        ("hi", "hello.again"),
        ("add dumpster", "line.how"),
        ("flurb", "unclear"),
    ],
)
def test_what_is_said_ends_in_one_command_or_one_reply(text, wanted):
    if text.startswith("half now"):
        assert does(text, known(MAPLE, OAK)) in {"unclear", "plan.add"}
    else:
        assert does(text, known(MAPLE, OAK)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("$26,000", "plan.add"),
        ("start 500, end rest", "plan.add"),
        ("tax 8%", "plan.add"),
        ("net 14", "plan.add"),
        ("415 555 0134", "plan.add"),
        ("change", "plan.change"),
        ("cancel", "plan.drop"),
        ("hi", "plan.again"),
        ("flurb", "plan.again"),
    ],
)
def test_while_a_plan_is_shown_it_is_about_the_plan(text, wanted):
    assert does(text, known(MAPLE, OAK, plan={"client": "Zed"})) == wanted


@pytest.mark.parametrize("word", ["cancel", "never mind"])
def test_while_a_draft_is_shown_cancel_is_about_the_draft(word):
    assert does(word, known(MAPLE, draft_open=True)) == "draft.cancel_last"


@pytest.mark.parametrize(
    ("awaited", "text", "wanted"),
    [
        ("business_name", "Rivera & Sons", "business.name"),
        ("business_name", "hi", "hello.business_name"),
        ("client", "The Johnsons", "plan.add"),
        ("client", "$5?", "plan.again"),
        ("client", "what do you mean?", "plan.again"),
        ("total", "a lot", "plan.ask_total_again"),
        ("terms", "as usual", "plan.ask_terms_again"),
        ("new_job", "why?", "plan.example"),
        ("milestone", "blue", "photos.ask"),
        ("question_reply", "see you Monday", "answer.send"),
        ("paid", "most of it", "paid.how_much_again"),
    ],
)
def test_an_open_question_stays_the_subject(awaited, text, wanted):
    projects = () if awaited in {"business_name", "new_job"} else (MAPLE,)
    plan = {} if awaited in {"client", "total", "terms"} else None
    expects = {"what": awaited, "invoice": "i", "method": "other", "note": ""}
    assert does(text, known(*projects, expects=expects, plan=plan)) == wanted


@pytest.mark.parametrize("text", ["invoice", "add 350 nails", "remove nails", "tax 8%", "415 555 0134"])
def test_without_a_job_there_is_a_way_to_one(text):
    assert does(text, known()) == "project.none_yet"
    assert does("Dana's phone is 415 555 0134", known()) == "project.none_yet"
    assert does("switch to oak", known()) == "project.none_yet"
    assert does("hi", known()) == "hello.first_job"


@pytest.mark.parametrize("text", ["invoice", "add 350 nails", "remove nails", "tax 8%", "done"])
def test_without_a_current_job_it_is_asked_which_and_nothing_is_forgotten(text):
    (step,) = decided(text, known(MAPLE, OAK, project=None))
    if isinstance(step, Reply):
        assert [one.own_words for one in step.choices] == [("Maple St kitchen",), ("Oak Ave deck",)]
        assert all(one.command.args["then"]["do"] != "status" for one in step.choices)


def test_the_words_for_a_part_stay_with_the_question_for_the_job():
    (step,) = decided("invoice the pergola", known(MAPLE, OAK, project=None))
    assert step.choices[0].command.args["then"]["about"] == "pergola"


def test_a_tap_is_its_command_and_files_are_taken_whatever_the_words():
    tap = Command("draft.send", {"draft": "d"})
    assert decided("paid 500", known(MAPLE), tapped=tap) == (tap,)
    assert does("paid 500", known(MAPLE), files=1) == "photos.take"
    assert does("", known(), files=3) == "photos.take"


def test_a_choice_typed_out_is_that_choice_unless_it_moves_money_by_half_a_name():
    menu = (
        ("Record it", {"do": "paid.record", "key": "k"}),
        ("Maple St kitchen", {"do": "project.use", "project": "m"}),
    )
    assert does("record it!", known(MAPLE, menu=menu)) == "paid.record"
    assert does("recor", known(MAPLE, menu=menu)) == "unclear"
    assert does("mapel kitchn", known(MAPLE, menu=menu)) == "project.use"
    assert (
        does("record it", known(MAPLE, menu=menu, expects={"what": "question_reply", "invoice": "i"})) == "answer.send"
    )


def test_words_that_may_be_for_somebody_else_can_be_passed_on():
    hired = {"account": "a", "invoice": "i", "name": "Beta Tile"}
    (step,) = decided("see you at nine then", known(MAPLE, hired=hired))
    assert step.choices[0].command.do == "hired.ask"
    assert step.choices[0].details == {"client": "Beta Tile"}


def test_a_session_is_the_same_after_it_was_kept():
    session = Session(project="p", plan={}, focus="plan", expects={"what": "client"})
    session.remember(do="x")
    assert Session.from_json(session.as_json()) == session
    assert Session.from_json({"of_another_time": 1}) == Session()
    for n in range(20):
        session.remember(do="x", n=n)
    assert len(session.undo) == 10


def test_the_current_job_is_the_chosen_one_or_the_only_one():
    assert current_project((MAPLE, OAK), str(OAK.id)) is OAK
    assert current_project((MAPLE, OAK), None) is None
    assert current_project((MAPLE,), str(uuid.uuid4())) is MAPLE


# --- clients -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "files", "wanted"),
    [
        ("hi", 0, "client.show"),
        ("", 0, "client.show"),
        ("", 2, "client.words_only"),
        ("When do you come?", 0, "client.ask"),
        ("New job: x", 0, "client.ask"),
    ],
)
def test_what_a_client_writes(text, files, wanted):
    meant = contractor.understand(text, contractor.Hints()).intent
    (step,) = client.turn(text, meant, files, ClientKnown(invoice="i", contractor="Rivera"))
    assert (step.do if isinstance(step, Command) else step.code) == wanted


def test_a_client_without_an_invoice_is_greeted():
    meant = contractor.understand("hi", contractor.Hints()).intent
    (step,) = client.turn("hi", meant, 0, ClientKnown(invoice=None, contractor="Rivera"))
    assert step.code == "client.nothing_yet"


def test_what_a_client_without_an_invoice_writes_is_passed_on():
    assert client.turn("when do you come?", None, 0, ClientKnown(invoice=None, contractor="Rivera")) == ()


@pytest.mark.parametrize(
    ("action", "text", "wanted"),
    [
        ("seen", "", ["client.seen"]),
        ("approve", "", ["client.approve"]),
        ("pay", "", ["client.pay"]),
        ("ask", "Why?", ["client.ask"]),
        ("ask", "  ", []),
        ("delete", "", []),
        ("", "", []),
    ],
)
def test_what_is_pressed_on_the_page(action, text, wanted):
    assert [step.do for step in client.page_turn({"action": action}, text)] == wanted
