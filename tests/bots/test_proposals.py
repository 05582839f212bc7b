"""Proposals from the contractor's side of the chat."""

from uuid import uuid4

import psycopg
import pytest

from core.domain.proposal import Signature
from core.usecases import proposing
from core.usecases.asking import Asked
from tests.bots.talk import DANA, ME, labels

OFFER = """Proposal for Dana Lee, Maple St kitchen, 628 555 0134
Kitchen:
- demo 2,400
- cabinets 12 x 450
- (optional) under-cabinet lights 600
Hall:
- paint 1200
deposit 10% credited at the end
retainage 10% until 50% then 5%
tax 8.25%
discount 5%
valid 30 days
net 14
notes: Starts in May"""


@pytest.fixture
def firm(talk):
    talk.says("hi")
    talk.says("Rivera Builders")
    return talk


def text(messages):
    return "\n".join(one.text for one in messages)


def sign(talk):
    """As if Dana had signed what was sent last."""
    with talk.database.turns.begin() as turn:
        ledger = turn.ledger(turn.who("simulator", ME)[0].account_id)
        proposal = next(one for one in ledger.proposals() if one.state == "sent")
        words = talk.conversations.words(proposal.language)
        asked = Asked(now=turn.received_at, new_id=uuid4)
        seen = proposing.sheet_hash_with(ledger, asked, proposal, [], words)
        signature = Signature(name="Dana Lee", how="typed", at=turn.received_at, document_hash=seen)
        proposing.sign_proposal(ledger, asked, proposal.id, [], signature, words)


def test_a_proposal_typed_in_chat_is_shown_back_with_all_that_it_comes_to(firm):
    shown = text(firm.says(OFFER))
    for told in (
        "Proposal for Dana Lee: Maple St kitchen",
        "- cabinets: 12 x $450.00 = $5,400.00",
        "- under-cabinet lights: $600.00 (optional)",
        "Kitchen: $7,800.00",
        "Discount: -$450.00",
        "Sales tax 8.25%: $705.38",
        "Total: $9,255.38",
        "- Deposit: $855.00. When you sign; credited later",
        "- Kitchen: $7,410.00. When it is done",
        "10% of each invoice is held back until 50% of the work is billed, then 5%",
        "Pay within 14 days of each invoice.",
        "Starts in May",
        "Nothing is sent yet.",
    ):
        assert told in shown


def test_it_goes_to_the_client_with_a_link_by_one_tap(firm):
    firm.says(OFFER)
    told = firm.taps("Send to Dana Lee")
    assert "P-0001 is on its way to Dana Lee" in text(told)
    (offered,) = firm.news(DANA)
    assert "Rivera Builders has a proposal for you: Maple St kitchen, $9,255.38" in offered.text
    assert (offered.link_label, bool(offered.proposal_id)) == ("Open the proposal", True)
    assert "Sent, not opened yet" in text(firm.says("proposals"))


def test_one_question_at_a_time_until_it_is_whole(firm):
    assert "Send me the lines" in text(firm.says("quote"))
    assert "Who is this proposal for?" in text(firm.says("demo 500\ndeposit 10%"))
    shown = text(firm.says("Sam Fox, Oak Ave deck"))
    assert "Proposal for Sam Fox: Oak Ave deck" in shown
    assert "- Deposit: $50.00" in shown


def test_lines_that_make_no_sense_are_asked_for_again_and_a_way_out_is_open(firm):
    firm.says("proposal for Sam Fox")
    assert "Send me the lines again" in text(firm.says("nothing at all"))
    assert "Proposal for Sam Fox" in text(firm.says("demo 500\npaint 200"))
    firm.says("proposal for Dana")
    assert "Send me the lines" not in text(firm.says("cancel"))


def test_what_has_no_place_is_said(firm):
    shown = text(firm.says("Proposal for Sam Fox\ndemo 500\nsomething about the wall\npaint 300\nTotal 900"))
    assert "900" in shown
    assert "$800.00" in shown


def test_undo_drops_a_draft_and_withdrawing_takes_back_what_was_sent(firm):
    firm.says(OFFER)
    assert "Nobody has seen it" in text(firm.says("undo"))
    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    assert "went out already" in text(firm.says("undo"))
    assert "can no longer sign it" in text(firm.says("withdraw the proposal"))
    assert "no proposals yet" in text(firm.says("proposals"))


def test_an_old_send_button_shows_what_it_says_now(firm):
    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    assert "has changed since" in text(firm.taps("Send to Dana Lee"))


def test_billing_starts_from_a_signed_one_only_and_nothing_is_typed_again(firm):
    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    assert "None of your proposals is signed yet" in text(firm.says("start billing"))
    sign(firm)
    assert "Signed." in text(firm.says("proposals"))
    started = text(firm.says("start billing for Dana"))
    assert "Maple St kitchen is a job now, $8,550.00 in 2 parts, as signed" in started
    assert "- Kitchen: $7,410.00" in started
    assert "$855.00" in started
    firm.taps("Send")
    assert "billed $855.00" in text(firm.says("status"))


def test_in_spanish_too(firm):
    lines = "Cocina:\n- demolición 2,400\n- gabinetes 8 x 450\nanticipo 10%\nválida 15 días"
    shown = text(firm.says(f"Propuesta para Juan Pérez, cocina\n{lines}"))
    assert "Propuesta para Juan Pérez: cocina" in shown
    assert "- gabinetes: 8 x $450.00 = $3,600.00" in shown
    assert "- Anticipo: $600.00. Al firmar; se acredita después" in shown
    assert "Aún no se envía nada." in shown


def test_beyond_what_the_law_of_the_place_allows_a_reason_is_asked_and_kept(firm):
    firm.says("we work in California")
    shown = text(firm.says(OFFER))
    assert "here $855.00" in shown or "$1,000" not in shown
    firm.says("undo")
    shown = text(firm.says(OFFER.replace("deposit 10%", "deposit 30%")))
    assert "California" in shown
    assert "You asked $2,565.00" in shown
    asked = firm.taps("Send to Dana Lee")
    assert "why" in text(asked).casefold()
    assert not firm.news(DANA)
    assert "is on its way to Dana Lee" in text(firm.says("We are bonded, number 123"))
    with firm.database.turns.begin() as turn:
        ledger = turn.ledger(turn.who("simulator", ME)[0].account_id)
        (proposal,) = (one for one in ledger.proposals() if one.state == "sent")
    ask = "SELECT limit_id, reason FROM limit_overrides WHERE proposal_id = %s ORDER BY limit_id"
    with psycopg.connect(firm.database.url) as connection:
        kept = connection.execute(ask, [proposal.id]).fetchall()
    assert ("US-CA.deposit", "We are bonded, number 123") in kept


def test_a_payment_schedule_that_does_not_add_up_is_told_with_its_numbers(firm):
    told = text(firm.says("Proposal for Sam Fox\ndemo 500\nschedule: 60% start, 60% end"))
    assert "$100.00 more than $500.00" in told


def test_it_can_be_edited_on_a_page_that_only_the_one_who_wrote_it_gets(firm):
    (draft,) = firm.says(OFFER)
    assert draft.edits
    assert draft.link_label == "Edit on a page"


def test_an_item_without_a_price_is_told_and_joined_to_no_other(firm):
    shown = text(firm.says("Proposal for Sam Fox\nHall:\n- paint 900\n- mystery item\n- sink 200"))
    assert "- paint: $900.00" in shown
    assert "mystery item" in shown.partition("Could not place")[2]


def test_a_second_tap_on_drop_says_the_same_again(firm):
    firm.says(OFFER)
    first = text(firm.taps("Drop it"))
    assert "Nobody has seen it" in first
    assert text(firm.taps("Drop it")) == first


def test_what_the_client_has_is_shown_as_such_and_not_as_unsent(firm):
    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    (shown,) = firm.says("show the proposal")
    assert "Dana Lee has it, and has not opened it yet. A change takes it back" in shown.text
    assert "Nothing is sent yet" not in shown.text
    assert labels(shown) == ["Send to Dana Lee again", "Drop it"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("has Dana signed?", "Sent, not opened yet"),
        ("did she open it?", "Sent, not opened yet"),
        ("is the proposal signed yet?", "Sent, not opened yet"),
        ("¿ya firmó Dana?", "Enviada, aún sin abrir"),
        ("¿Dana ya abrió la propuesta?", "Enviada, aún sin abrir"),
        ("send it again", "Dana Lee has it"),
        ("resend the proposal", "Dana Lee has it"),
        ("edit it on the page", "Dana Lee has it"),
        ("edit link", "Dana Lee has it"),
    ],
)
def test_how_it_stands_is_asked_in_words(firm, said, told):
    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    assert told in text(firm.says(said))


def test_after_an_answer_to_its_client_the_talk_is_still_about_it(firm):
    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    firm.says("Is the sink included?", of=DANA)
    firm.says("tell Dana: yes, it is")
    assert "Dana Lee has P-0001 already" in text(firm.says("demo should be 2600"))


def test_a_proposal_that_is_sent_again_says_that_earlier_ones_no_longer_count(firm):
    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    assert "has a proposal for you" in text(firm.news(DANA))
    firm.says("deposit 15%")
    firm.taps("Change")
    firm.taps("Send to Dana Lee")
    assert "sends you the proposal again, as it stands now" in text(firm.news(DANA))
