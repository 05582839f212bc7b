"""A client's word on one line of an invoice, in the conversation: who hears what, and what can be paid."""

from datetime import UTC, datetime

import pytest

from core.ports.messaging import Inbound
from tests.bots.talk import DANA, labels


@pytest.fixture
def twofold(working):
    """Demo and cabinets are on one invoice, INV-0001, and the client has it."""
    working.says("demo done", files=1)
    working.says("cabinets done", files=1)
    working.says("invoice demo and cabinets")
    working.taps("Send")
    working.render()
    working.news(DANA)
    working.news()
    return working


def page(talk):
    file = talk.files()[0]
    with talk.database.books.open(file.project.account_id) as ledger:
        link = ledger.link_of(file.invoices[-1].id)
    return talk.database.reads.invoice_page(link.id)


def press(talk, action, line="", text="", amount=0):
    shown = page(talk)
    n = next(talk.ids)
    context = {"link": str(shown.link_id), "action": action, "language": "en", "line": str(line), "amount": str(amount)}
    inbound = Inbound(
        channel="portal",
        external_id=f"press-{n}",
        sender=str(shown.link_id),
        text=text,
        sent_at=datetime.now(UTC),
        context=context,
    )
    with talk.database.turns.begin() as turn:
        talk.conversations.take(turn, inbound, f"press:{n}")


def lines(talk):
    return [one["milestone_id"] for one in page(talk).sheet["sections"]]


def test_the_contractor_hears_which_line_why_and_what_it_holds_up(twofold):
    demo, _ = lines(twofold)
    press(twofold, "ask_line", demo, "Was it two loads?")
    [told] = twofold.news()
    assert told.text == (
        "Dana Lee asks about Demo on INV-0001:\nWas it two loads?\n"
        "$4,500.00 of it waits for your answer; the rest can be paid."
    )
    assert labels(told) == ["Reply", "It is settled"]
    shown = page(twofold)
    assert (shown.disputed.minor, shown.undisputed.minor) == (450_000, 800_000)
    assert [(one.kind, one.words) for one in shown.answers] == [("dispute", "Was it two loads?")]
    assert shown.questions[-1].text == "Demo: Was it two loads?"


def test_what_is_not_disputed_is_asked_for_as_it_was_shown(twofold):
    demo, _ = lines(twofold)
    press(twofold, "ask_line", demo, "Was it two loads?")
    press(twofold, "pay_part", amount=1)
    press(twofold, "pay_part", amount=800_000)
    file = twofold.files()[0]
    with twofold.database.books.open(file.project.account_id) as ledger:
        assert [one.amount.minor for one in ledger.payment_requests(file.invoices[-1].id)] == [800_000]


def test_settling_it_tells_the_client_and_lets_all_be_paid(twofold):
    demo, _ = lines(twofold)
    press(twofold, "ask_line", demo, "Was it two loads?")
    answered = twofold.taps("It is settled")[-1].text
    assert answered == "Demo on INV-0001 is to be paid with the rest. Dana Lee is told."
    [told] = twofold.news(DANA)
    assert told.text.startswith("Rivera Remodeling answered what you asked about Demo on INV-0001.")
    assert told.link_id == str(page(twofold).link_id)
    assert page(twofold).disputed.minor == 0
    assert "waits for an answer" in twofold.taps("It is settled")[-1].text


def test_the_answer_to_a_line_goes_to_the_client_like_any_other(twofold):
    demo, _ = lines(twofold)
    press(twofold, "ask_line", demo, "Was it two loads?")
    twofold.news()
    twofold.taps("Reply")
    twofold.says("Yes, both on Tuesday")
    assert "Yes, both on Tuesday" in twofold.news(DANA)[0].text


def test_line_by_line_the_whole_is_approved_and_told_once(twofold):
    demo, cabinets = lines(twofold)
    press(twofold, "approve_line", demo)
    press(twofold, "approve_line", demo)
    assert twofold.news() == []
    press(twofold, "approve_line", cabinets)
    assert [one.code for one in twofold.news()] == ["told.approved"]
    assert page(twofold).approved_at is not None


def test_who_asked_and_then_approves_is_heard(twofold):
    demo, _ = lines(twofold)
    press(twofold, "ask_line", demo, "Was it two loads?")
    twofold.news()
    press(twofold, "approve_line", demo)
    assert [one.code for one in twofold.news()] == ["told.line_approved"]
    assert page(twofold).disputed.minor == 0


@pytest.mark.parametrize("line", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_line_that_is_not_there_changes_nothing(twofold, line):
    press(twofold, "ask_line", line, "?")
    assert twofold.news() == []
    assert page(twofold).answers == ()
