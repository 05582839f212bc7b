"""Who works for another contractor of the account sees and bills what that contractor does, and nothing else."""

from uuid import UUID, uuid4

import pytest

from bots.commands import command
from bots.permissions import offered
from core.domain.payment import Way
from core.usecases import collecting
from core.usecases.asking import Asked
from tests.bots.talk import DANA, all_text, labels
from tests.core.site import event_for, usd

LUIS, PEPE = "+13125550171", "+13125550172"
JOB = (
    f"New job: Maple St kitchen for Dana Lee {DANA}, $24,000: "
    "demo 4500, rough plumbing 6000, plumbing fixtures 3000, final rest"
)


@pytest.fixture
def lead(talk):
    """Rivera leads; Luis runs Lopez Plumbing, which does the rough plumbing and the fixtures."""
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says(JOB)
    talk.taps("Create job")
    talk.says("add contractor Lopez Plumbing")
    talk.says("rough plumbing and fixtures are done by Lopez")
    talk.taps("Yes, that is right")
    joins(talk, "invite Lopez Plumbing", LUIS)
    talk.news()
    return talk


def joins(talk, said, who, of=None):
    told = talk.says(said, of=of) if of else talk.says(said)
    card = told[-1]
    code = talk.conversations.codes.code(UUID(card.invitation_id))
    return talk.says(code, of=who)


def parts(talk):
    return {one.name: str(one.id) for one in talk.files()[0].milestones}


def does(talk, who, do, **args):
    """A button that was made for somebody else: in a room, or kept from before."""
    with talk.database.turns.begin() as turn:
        person = next(one for one in turn.who("simulator", who) if one.member_id)
        from datetime import UTC, datetime

        from bots.known import Session
        from bots.perform import perform
        from core.domain.errors import Refusal
        from core.ports.messaging import Inbound

        inbound = Inbound(channel="simulator", external_id="x", sender=who, text="", sent_at=datetime.now(UTC))
        desk = talk.conversations.desk(turn, inbound, person, Session(), "turn:forged")
        try:
            return all_text_of(perform(desk, command(do, **args)))
        except Refusal as refusal:
            return refusal.code


def all_text_of(replies):
    return " ".join(one.code for one in replies)


def test_the_one_who_runs_a_contractor_is_welcomed_to_their_own(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says("add contractor Lopez Plumbing")
    told = joins(talk, "invite Lopez Plumbing", LUIS)[-1].text
    assert "You are here for Lopez Plumbing, on jobs of Rivera Remodeling." in told
    assert "no job" in all_text(talk.says("status", of=LUIS)).casefold()


def test_they_see_their_parts_and_amounts_and_no_others(lead):
    shown = lead.says("status", of=LUIS)[-1].text
    assert "Rough plumbing: $6,000.00" in shown
    assert "$9,000.00" in shown
    assert not [one for one in ("Demo", "Final", "$24,000", "$4,500") if one in shown]
    assert "$24,000.00" in lead.says("status")[-1].text


def test_they_bill_their_parts_and_are_not_told_what_others_are_paid(lead):
    shown = lead.says("rough plumbing done", of=LUIS)[-1]
    assert "Invoice of Lopez Plumbing" in shown.text
    assert "LP-0001" in lead.taps("Send", of=LUIS)[-1].text
    lead.says("demo done")
    lead.taps("Send")
    lead.render()
    lead.news(LUIS)
    owed = all_text(lead.says("who owes me", of=LUIS))
    assert "LP-0001" in owed
    assert "INV-0001" not in owed
    both = all_text(lead.says("who owes me"))
    assert "LP-0001" in both
    assert "INV-0001" in both


def test_a_client_who_owes_several_is_told_what_goes_to_whom(lead):
    lead.says("rough plumbing done", of=LUIS)
    lead.taps("Send", of=LUIS)
    lead.says("demo done")
    lead.taps("Send")
    lead.render()
    lead.news(DANA)
    told = lead.says("how much do I owe?", of=DANA)[-1].text
    assert "To pay to Lopez Plumbing: $6,000.00 (LP-0001)" in told
    assert "To pay to Rivera Remodeling: $4,500.00 (INV-0001)" in told
    assert "Total to pay" not in told


@pytest.mark.parametrize("said", ["invoice demo", "demo done", "demo 50% done", "invoice final"])
def test_what_another_does_cannot_be_billed_by_naming_it(lead, said):
    lead.says(said, of=LUIS)
    assert not [one for one in lead.files()[0].drafts if parts(lead)["Demo"] in map(str, one.milestone_ids)]
    assert {one.state for one in lead.files()[0].milestones} == {"planned"}


@pytest.mark.parametrize(
    ("do", "name"),
    [("draft.show", "Demo"), ("progress.say", "Demo"), ("photos.move", "Final"), ("draft.show", "Final")],
)
def test_nor_by_a_button_that_was_made_for_somebody_else(lead, do, name):
    project = str(lead.files()[0].project.id)
    args = {"project": project, "milestone": parts(lead)[name], "percent": "50", "bill": True}
    assert does(lead, LUIS, do, **args) == "role.partner"
    own = {"project": project, "milestone": parts(lead)["Rough plumbing"]}
    assert does(lead, LUIS, "draft.show", **own) == "draft.show"


def test_a_draft_and_an_invoice_of_another_stay_the_others(lead):
    lead.says("demo done")
    draft = lead.files()[0].drafts[0]
    sent = {"draft": str(draft.id), "shown": draft.fingerprint}
    for do in ("draft.send", "draft.send_as_it_is", "draft.cancel", "draft.change"):
        assert does(lead, LUIS, do, **sent) == "role.partner"
    lead.taps("Send")
    invoice = str(lead.files()[0].invoices[0].id)
    assert does(lead, LUIS, "invoice.resend", invoice=invoice) == "role.partner"
    assert does(lead, LUIS, "invoice.void", invoice=invoice) == "role.partner"


@pytest.mark.parametrize(
    "said",
    [
        "add contractor Kim Electric",
        "rough plumbing is done by Rivera",
        "retainage 10%",
        "New job: Oak deck for Sam Hill, $5,000",
        "statement for Dana",
        "proof pack for rough plumbing",
        "change order: extra outlet 280",
        "invite crew Dana",
    ],
)
def test_the_contract_and_the_firm_are_the_leads(lead, said):
    """Their own crew they may invite."""
    told = all_text(lead.says(said, of=LUIS))
    allowed = said.startswith("invite")
    assert ("That is for Rivera Remodeling to do" in told) != allowed
    assert len(lead.files()) == 1


def test_their_photos_go_to_their_parts(lead):
    lead.says(files=2, of=LUIS)
    assert {str(one.milestone_id) for one in lead.proofs()} == {parts(lead)["Rough plumbing"]}


def test_their_crew_is_of_their_contractor(lead):
    joins(lead, "invite crew Pepe", PEPE, of=LUIS)
    lead.says(files=1, of=PEPE)
    assert {str(one.milestone_id) for one in lead.proofs()} == {parts(lead)["Rough plumbing"]}
    shown = all_text(lead.says("status", of=PEPE))
    assert "Rough plumbing" in shown
    assert "Demo" not in shown


def test_naming_their_business_leaves_the_account_its_name(lead):
    lead.says("my business is called Lopez & Sons Plumbing", of=LUIS)
    with lead.database.books.open(lead.account()) as ledger:
        assert ledger.account().name == "Rivera Remodeling"


def test_nobody_is_offered_what_is_the_leads(lead):
    for message in (*lead.says("status", of=LUIS), *lead.says("rough plumbing done", of=LUIS)):
        assert all(offered(button.action["do"]) for button in message.buttons), labels(message)


@pytest.fixture
def billed(lead):
    """LP-0001 of Lopez for 6,000 and INV-0001 of Rivera for 4,500, both with Dana."""
    lead.says("rough plumbing done", of=LUIS)
    lead.taps("Send", of=LUIS)
    lead.says("demo done")
    lead.taps("Send")
    lead.render()
    for one in (LUIS, DANA, None):
        lead.news(one) if one else lead.news()
    return lead


def test_they_note_what_was_paid_to_them_and_the_lead_and_the_client_hear_of_it(billed):
    asked = billed.says("Dana paid 6000 check 1023", of=LUIS)[-1]
    assert "LP-0001" in asked.text
    assert billed.files()[0].payments == ()
    told = billed.taps("Record it", of=LUIS)[-1]
    assert "$6,000.00" in told.text
    assert labels(told) == ["Take it back"]
    (payment,) = billed.files()[0].payments
    assert payment.amount.minor == 600_000
    (heard,) = billed.news()
    assert "Luis" in heard.text or "Lopez Plumbing" in heard.text
    assert "of Lopez Plumbing noted:" in heard.text
    assert "$6,000.00" in all_text(billed.news(DANA))


def test_they_take_back_what_they_noted_by_a_button_and_a_confirmation(billed):
    billed.says("Dana paid 6000 check 1023", of=LUIS)
    billed.taps("Record it", of=LUIS)
    asked = billed.taps("Take it back", of=LUIS)[-1]
    assert "LP-0001" in asked.text
    assert {one.state for one in billed.files()[0].payments} == {"succeeded"}
    billed.taps("Take it back", of=LUIS)
    assert {one.state for one in billed.files()[0].payments} == {"reversed"}


@pytest.mark.parametrize("said", ["INV-0001 paid 4500 check 7", "Dana paid 4500 for demo", "demo paid 4500 cash"])
def test_what_was_paid_to_another_is_not_theirs_to_note(billed, said):
    shown = billed.says(said, of=LUIS)[-1]
    assert not [one for one in labels(shown) if "INV-0001" in one]
    invoice = next(one for one in billed.files()[0].invoices if one.number == "INV-0001")
    paid = {"invoice": str(invoice.id), "amount": "4500", "method": "cash", "note": "", "balance": "4500", "key": "x"}
    assert does(billed, LUIS, "paid.record", **paid) == "role.partner"
    assert billed.files()[0].payments == ()


def test_each_contractor_has_an_account_of_their_own_and_the_lead_can_stop_a_change(lead):
    with lead.database.books.open(lead.account()) as ledger:
        rivera, lopez = ledger.contractors()
    lead.says("my bank details: routing 021000021, account 123456789", of=LUIS)
    lead.taps("Yes, use these", of=LUIS)
    assert "for Lopez Plumbing" in all_text(lead.news())
    lead.says("my bank details: routing 021000021, account 5555555550", of=LUIS)
    lead.taps("Yes, use these", of=LUIS)
    lead.taps("Cancel the bank change")
    assert "is not used" in all_text([message for _, message in lead.everything()][-1:])
    with lead.database.books.open(lead.account()) as ledger:
        assert ledger.bank_details(rivera.id) == ()
        assert [one.state for one in ledger.bank_details(lopez.id)] == ["kept", "cancelled"]


def test_another_contractor_neither_sees_nor_stops_what_is_the_leads(lead):
    for number in ("123456789", "5555555550"):
        lead.says(f"my bank details: routing 021000021, account {number}")
        lead.taps("Yes, use these")
    assert "which clients see" not in all_text(lead.says("my bank details", of=LUIS))
    assert "No change" in all_text(lead.says("cancel the bank change", of=LUIS))
    assert lead.news(LUIS) == []


def test_what_becomes_of_their_clients_money_is_told_to_them_and_to_who_runs_the_firm(lead):
    lead.says("rough plumbing done", of=LUIS)
    lead.taps("Send", of=LUIS)
    lead.render()
    [invoice] = lead.files()[0].invoices
    with lead.database.turns.begin() as turn:
        asked = Asked(now=turn.received_at, new_id=uuid4)
        request = collecting.ask_payment(turn.ledger(lead.account()), asked, invoice.id, uuid4(), Way("sandbox"))
    lead.news(), lead.news(LUIS)

    def hears(**told):
        with lead.database.turns.begin() as turn:
            lead.conversations.take_payment(turn, event_for(request, **told), test_mode=True)
        both = [" ".join(message.text for message in lead.news(*who)) for who in ((), (LUIS,))]
        assert both[0] == both[1]
        return both[0]

    assert "did not go through" in hears(outcome="failed")
    assert "LP-0001" in hears(minutes=5)
    assert "was refunded" in hears(minutes=10, refunded=usd("500"))
    assert "took back" in hears(minutes=15, refunded=usd("500"), disputed=usd("100"))
    assert "does not match" in hears(external_id="pay-2", amount=usd("1"))
