"""From an offer to a contract, in the books."""

from dataclasses import replace
from datetime import date

import pytest

from core.domain.errors import DoesNotAddUp, NotAllowed, OutOfDate, Refusal
from core.domain.ids import ClientId
from core.domain.money import Rate, total
from core.domain.party import Client
from core.domain.proposal import DepositWish, Share, Signature
from core.domain.proposal_sheet import ProposalSheet
from core.domain.schedule import Term
from core.domain.terms import BillingTerms, Due, RetainageTerms, TaxRule
from core.usecases import answering, billing, proposing
from tests.core.site import Site, usd
from tests.core.usecases.offers import kitchen, offered


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def client(site):
    client = Client(id=ClientId(site.new_id()), account_id=site.account_id, name="Dana Lee", language="es")
    with site.open() as ledger:
        ledger.save(client)
    return client


@pytest.fixture
def sent(site, client):
    return send(site, write(site, client, kitchen()))


def write(site, client, offer):
    with site.open() as ledger:
        return proposing.write_proposal(ledger, site.asked(), client.id, site.firm.contractor.id, offer)


def send(site, proposal):
    with site.open() as ledger:
        return proposing.send_proposal(ledger, site.asked(), proposal.id, site.stationery.wording)


def chosen(proposal, *names):
    return [line.id for line in proposal.lines if line.description in names]


def sign(site, proposal, *names, name="Dana Lee", how="typed", document_hash=None):
    picks = chosen(proposal, *names)
    with site.open() as ledger:
        seen = proposing.sheet_hash_with(ledger, site.asked(member=False), proposal, picks, site.stationery.wording)
        signature = Signature(name=name, how=how, at=site.now, document_hash=document_hash or seen)
        asked = site.asked(member=False)
        return proposing.sign_proposal(ledger, asked, proposal.id, picks, signature, site.stationery.wording)


def start(site, proposal):
    with site.open() as ledger:
        return proposing.start_billing(ledger, site.asked(), proposal.id)


def test_a_proposal_is_written_in_the_clients_language_with_the_firms_terms(site, client):
    proposal = write(site, client, kitchen())
    assert (proposal.state, proposal.language, proposal.name) == ("draft", "es", "Maple St kitchen")
    assert proposal.due_terms == site.firm.contractor.due_terms
    with site.open() as ledger:
        assert ledger.proposals() == (proposal,)


def test_only_a_member_writes_one(site, client):
    asked = site.asked(member=False)
    with site.open() as ledger, pytest.raises(Refusal, match="by_member"):
        proposing.write_proposal(ledger, asked, client.id, site.firm.contractor.id, kitchen())


def test_one_without_a_name_or_with_too_many_lines_is_refused(site, client):
    with pytest.raises(DoesNotAddUp, match=r"name\.missing"):
        write(site, client, kitchen(name=" "))
    (room, _) = kitchen().sections
    long = replace(room, lines=tuple(offered("Demo", "1") for _ in range(proposing.MOST_LINES + 1)))
    with pytest.raises(DoesNotAddUp, match="too_long"):
        write(site, client, kitchen(sections=(long,)))


def test_sending_numbers_it_and_each_further_time_is_a_revision(site, client, sent):
    again = send(site, sent)
    assert (sent.number, sent.revision, sent.state) == ("P-0001", 1, "sent")
    assert (again.number, again.revision) == ("P-0001", 2)
    assert send(site, write(site, client, kitchen())).number == "P-0002"
    assert ProposalSheet.from_json(sent.sheet).fingerprint == sent.sheet_hash


def test_the_client_signs_with_the_options_they_picked(site, sent):
    signed = sign(site, sent, "Quartz", "Lights")
    assert (signed.state, signed.signature.name) == ("signed", "Dana Lee")
    assert signed.signature.document_hash == signed.sheet_hash
    assert {line.description for line in signed.lines if line.picked} == {"Quartz", "Lights"}
    assert ProposalSheet.from_json(signed.sheet).total_minor == 2400_00 + 5400_00 + 2700_00 + 1200_05 + 600_00


def test_what_was_changed_since_it_was_shown_is_not_signed(site, sent):
    with pytest.raises(OutOfDate, match=r"proposal\.changed"):
        sign(site, sent, "Laminate", document_hash="0" * 64)


def test_an_edit_takes_back_what_was_sent(site, sent):
    with site.open() as ledger:
        edited = proposing.edit_proposal(ledger, site.asked(), sent.id, kitchen(notes="Starts in May"))
    assert (edited.state, edited.sheet, edited.notes) == ("draft", None, "Starts in May")
    assert edited.number == sent.number


def test_a_signed_one_never_changes(site, sent):
    sign(site, sent, "Laminate")
    for change in (
        lambda ledger: proposing.edit_proposal(ledger, site.asked(), sent.id, kitchen()),
        lambda ledger: proposing.withdraw_proposal(ledger, sent.id),
        lambda ledger: proposing.decline_proposal(ledger, sent.id, "no"),
        lambda ledger: proposing.send_proposal(ledger, site.asked(), sent.id, site.stationery.wording),
    ):
        with site.open() as ledger, pytest.raises(NotAllowed):
            change(ledger)


def test_a_name_is_needed_to_sign(site, sent):
    with pytest.raises(DoesNotAddUp, match="no_name"):
        sign(site, sent, "Laminate", name="  ")


def test_after_its_last_day_it_is_not_signed_but_a_signed_paper_is_taken_in(site, client):
    sent = send(site, write(site, client, kitchen(valid_until=date(2026, 11, 21))))
    with pytest.raises(Refusal, match="expired"):
        sign(site, sent, "Laminate")
    assert sign(site, sent, "Laminate", how="paper").state == "signed"


def test_a_no_is_kept_with_its_words_and_it_can_be_offered_anew(site, sent):
    with site.open() as ledger, pytest.raises(OutOfDate):
        proposing.decline_proposal(ledger, sent.id, "no", sent.revision - 1)
    with site.open() as ledger:
        declined = proposing.decline_proposal(ledger, sent.id, "Too much for the hall")
    assert (declined.state, declined.decline_reason) == ("declined", "Too much for the hall")
    with site.open() as ledger:
        proposing.edit_proposal(ledger, site.asked(), sent.id, kitchen())
    assert send(site, sent).revision == 2


def test_a_withdrawn_one_is_not_signed(site, sent):
    with site.open() as ledger:
        assert proposing.withdraw_proposal(ledger, sent.id).state == "withdrawn"
    with pytest.raises(NotAllowed):
        sign(site, sent, "Laminate")


def test_it_is_viewed_once_a_revision(site, sent):
    def look():
        with site.open() as ledger:
            return proposing.mark_proposal_viewed(ledger, site.asked(member=False), sent.id)

    assert (look(), look()) == (True, False)
    send(site, sent)
    assert look()


def test_billing_does_not_start_before_it_is_signed(site, sent):
    with pytest.raises(Refusal, match="not_signed"):
        start(site, sent)


def test_one_tap_makes_the_job_and_a_second_finds_it(site, sent):
    signed = sign(site, sent, "Quartz")
    first, again = start(site, signed), start(site, signed)
    assert first.file == again.file
    assert first.file.contract.proposal_id == signed.id
    assert [(one.name, one.group, one.group_kind, one.scheduled_value) for one in first.file.milestones] == [
        ("Kitchen", "Kitchen", "room", usd("10500")),
        ("Hall", "Hall", "room", usd("1200.05")),
    ]
    lines = [(line.description, line.cost_type) for line in first.file.milestones[0].lines]
    assert lines == [("Demolition", "other"), ("Cabinets", "materials"), ("Quartz", "other")]


def test_dates_deposit_retainage_taxes_and_due_rules_survive(site, client):
    offer = kitchen(
        schedule=(
            Term(
                name="Start", kind="work", how="percent", rate=Rate(400_000), due=Due(on="date", day=date(2027, 1, 4))
            ),
            Term(name="Finish", kind="work", how="rest", due=Due(on="approval"), group="Kitchen", group_kind="room"),
        ),
        terms=BillingTerms(
            taxes=(TaxRule(name="State", rate=Rate(62_500), scope="materials"),),
            retainage=RetainageTerms(rate=Rate(100_000), step_at=Rate(500_000), later_rate=Rate(50_000)),
        ),
        deposit=DepositWish(share=Share(rate=Rate(100_000)), credit="last"),
        discount=Share(amount=usd("100.05")),
    )
    signed = sign(site, send(site, write(site, client, offer)), "Laminate")
    file = start(site, signed).file
    assert file.contract.original_contract_sum == usd("9800")
    assert file.contract.terms.deposit.amount == usd("980")
    assert (file.contract.terms.deposit.credit, file.contract.terms.retainage) == ("last", offer.terms.retainage)
    assert [(one.due.on, one.due.day, one.group) for one in file.milestones] == [
        ("date", date(2027, 1, 4), ""),
        ("approval", None, "Kitchen"),
    ]
    sheet = ProposalSheet.from_json(signed.sheet)
    assert [row.when for row in sheet.schedule] == [
        "proposal.due_at_signing_and_credited",
        "proposal.due_on_day day=2027-01-04",
        "proposal.due_on_approval",
    ]
    assert any("retainage_step" in one for one in sheet.conditions)
    with site.open() as ledger:
        wish = billing.Wish(kind="deposit")
        shown = billing.draft_any(ledger, site.asked(), file.project.id, wish, site.stationery)
    assert shown.totals.total == usd("980")


def test_prices_that_have_the_tax_in_them_are_told_so(site, client):
    terms = BillingTerms(taxes=(TaxRule(rate=Rate(160_000)),), inclusive=True, retainage=RetainageTerms(rate=Rate(1)))
    schedule = (
        Term(name="Deposit", kind="deposit", how="percent", rate=Rate(500_000)),
        Term(name="Rest", kind="work", how="rest"),
    )
    signed = sign(site, send(site, write(site, client, kitchen(terms=terms, schedule=schedule))), "Laminate")
    sheet = ProposalSheet.from_json(signed.sheet)
    assert "figure.tax_included rate=16 %" in [figure.label for figure in sheet.figures]
    assert sheet.schedule[0].when == "proposal.due_at_signing"
    assert start(site, signed).file.contract.original_contract_sum == total([usd("9900.05")], "USD")


def test_what_is_said_about_a_proposal_stays_with_it_signed_or_not(site, sent):
    with site.open() as ledger:
        answering.say_about_proposal(ledger, site.asked(member=False), sent.id, "client", "Is the sink in?\x00")
    sign(site, sent, "Laminate")
    site.later()
    with site.open() as ledger:
        answering.say_about_proposal(ledger, site.asked(), sent.id, "contractor", "x" * 10**5)
        kept = ledger.proposal_questions(sent.id)
    assert [(one.author, one.text[:15], len(one.text)) for one in kept] == [
        ("client", "Is the sink in?", 15),
        ("contractor", "x" * 15, 2000),
    ]


FIXED = (
    Term(name="Deposit", kind="deposit", how="fixed", amount=usd("2000")),
    Term(name="Rough-in", kind="work", how="fixed", amount=usd("5000")),
)


def last(amount):
    return Term(name="End", kind="work", how="fixed", amount=usd(amount))


def test_where_the_client_may_choose_the_last_of_fixed_payments_takes_what_is_left(site, client):
    written = write(site, client, kitchen(schedule=(*FIXED, last("2900.05"))))
    assert [term.how for term in written.schedule] == ["fixed", "fixed", "rest"]
    signed = sign(site, send(site, written), "Quartz", "Lights")
    assert [row["amount"] for row in signed.sheet["schedule"]][-1] == site.stationery.wording.money(usd("5300.05"))


def test_fixed_payments_stay_as_said_where_nothing_is_chosen_or_they_do_not_add_up(site, client):
    plain = tuple(
        replace(section, lines=tuple(line for line in section.lines if not line.free)) for section in kitchen().sections
    )
    written = write(site, client, kitchen(sections=plain, schedule=(*FIXED, last("2000.05"))))
    assert written.schedule[-1] == last("2000.05")
    with pytest.raises(DoesNotAddUp, match=r"schedule\.under"):
        write(site, client, kitchen(schedule=(*FIXED, last("2000"))))
