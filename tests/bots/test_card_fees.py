"""A card fee is off until the owner turns it on, knowing what it means; each job goes by the law of its place."""

import pytest

from core.domain.money import Rate
from core.ports.payments import GatewayCapabilities
from core.usecases import onboarding
from tests.bots.talk import labels

STRIPE = GatewayCapabilities(hosted_page=True, delayed_success=True, refunds=True, test_mode=True, adds_card_fee=True)


@pytest.fixture
def able(working):
    working.conversations.gateways["stripe"] = STRIPE
    return working


def works_in(talk, place):
    with talk.database.books.open(talk.account()) as ledger:
        onboarding.work_in(ledger, ledger.contractors()[0].id, place)


def contractor(talk):
    return talk.files()[0].contractor


def test_it_is_off_and_a_rate_is_turned_on_only_after_all_of_it_was_shown(able):
    works_in(able, "US-CO")
    assert able.says("card fee?")[0].text.startswith("Paying by card costs your clients nothing more.")
    shown = able.says("card fee 2%")[0]
    assert shown.text == (
        "Clients who pay by credit card would pay 2% more. On $1,000.00 a credit card pays $20.00 more: $1,020.00.\n"
        "Only a credit card ever pays it: never a debit or prepaid card, a bank or cash. And only through Stripe.\n"
        "Colorado allows 2% at most (C.R.S. § 5-2-212).\n"
        "It is added only on jobs where I know that the law allows it. If one is in another state, say so, like"
        ' "this job is in New Jersey".\n'
        "It may not be more than a credit card costs you, so compare it with what Stripe charges you."
        " The card networks want to know 30 days before: tell Stripe, your card processor.\n"
        "It is off until you turn it on here. This is no legal advice."
    )
    assert (labels(shown), contractor(able).card_fee) == (["Turn it on", "Leave it"], None)
    assert able.taps("Turn it on")[0].text.startswith("Done. From now on a credit card pays 2% more where the law")
    assert contractor(able).card_fee == Rate(20_000)
    assert able.says("what do I charge for cards?")[0].text == (
        "A credit card pays 2% more where the law allows it, a debit or prepaid card never.\n"
        "Colorado allows 2% at most (C.R.S. § 5-2-212)."
    )
    assert able.says("no card fee")[0].text == "Done. Paying by card costs your clients nothing more."
    able.says("undo")
    assert contractor(able).card_fee == Rate(20_000)
    able.says("undo")
    assert contractor(able).card_fee is None


def test_the_example_is_of_what_is_open(able):
    works_in(able, "US-NJ")
    able.says("demo done", files=1)
    able.taps("Send")
    text = able.says("charge 2% for credit cards")[0].text
    assert "On $4,500.00 a credit card pays $90.00 more: $4,590.00." in text
    assert "New Jersey allows no more than the card costs you (N.J.S.A. 56:8-156.2)." in text


def test_without_a_gateway_that_can_do_it_that_is_said(working):
    works_in(working, "US-CO")
    for told in (working.says("card fee 2%"), working.taps("Turn it on"), working.says("card fee?")):
        assert "Stripe is the only way to pay that can do this, and it is not set up here" in told[0].text
    assert [one.code for one in working.says("card fee for Dana")] == ["card_fee.job_on", "card_fee.no_gateway"]


@pytest.mark.parametrize(
    ("place", "said", "told"),
    [
        ("", "card fee 2%", 'Where do you work? Say it like "we work in Colorado".'),
        ("", "pass the card fee on to clients", "Where do you work?"),
        ("US-TX", "card fee 2%", "and of Texas I don't, so I add none. I know it of:\n- Colorado\n- Minnesota\n"),
        ("US-TX", "pass the card fee on to clients", "and of Texas I don't"),
        ("US-CT", "card fee 2%", "The law of Connecticut forbids a fee for paying by card (Conn. Gen. Stat."),
        ("US-CT", "pass the card fee on to clients", "I can't add a card fee. Connecticut forbids it (Conn."),
        ("US-CO", "card fee 2.5%", "Colorado allows a card fee of 2% at most (C.R.S. § 5-2-212)."),
        ("US-MN", "card fee 3.5%", "The card networks allow 3% at most"),
        ("US-MN", "card fee 0%", "A card fee is more than 0%."),
    ],
)
def test_what_may_not_be_is_refused_with_its_reason_and_nothing_to_turn_on(able, place, said, told):
    works_in(able, place)
    answer = able.says(said)[0]
    assert told in answer.text
    assert "Turn it on" not in labels(answer)
    assert contractor(able).card_fee is None


def test_who_says_no_rate_is_asked_for_one(able):
    works_in(able, "US-CO")
    asked = able.says("pass the card fee on to clients")[0]
    assert "How much more should a credit card pay?" in asked.text
    assert labels(able.taps("2%")[0])[0] == "Turn it on"


def test_where_the_address_says_the_place_that_place_is_kept_with_the_rate_and_undone_with_it(able):
    able.says("my address is 12 Oak St, Denver, CO 80202")
    able.says("card fee 2%")
    assert contractor(able).jurisdiction == ""
    able.taps("Turn it on")
    assert contractor(able).jurisdiction == "US-CO"
    able.says("undo")
    assert (contractor(able).jurisdiction, contractor(able).card_fee) == ("", None)


def test_a_button_of_another_place_shows_it_anew(able):
    works_in(able, "US-CO")
    able.says("card fee 2%")
    works_in(able, "US-NJ")
    assert "New Jersey allows" in able.taps("Turn it on")[0].text
    assert contractor(able).card_fee is None
    works_in(able, "US-TX")
    assert "of Texas I don't" in able.taps("Turn it on")[0].text


def set_at(talk, place, percent=2):
    works_in(talk, place)
    talk.says(f"card fee {percent}%")
    talk.taps("Turn it on")


def test_a_job_elsewhere_goes_by_the_law_there_and_says_so(able):
    set_at(able, "US-NJ", 2.5)
    assert able.says("card fee for Dana")[0].text == "Maple St kitchen: a credit card pays 2.5% more."
    assert "Card fee: Connecticut forbids it (Conn. Gen. Stat." in able.says("this job is in Connecticut")[0].text
    off = "Maple St kitchen: no card fee. Connecticut forbids it (Conn. Gen. Stat. § 42-133ff, as others report it)."
    assert able.says("card fee for this job")[0].text == off
    assert able.says("card fee?")[0].text.endswith(off)
    able.says("Dana's job is in Colorado")
    assert able.says("card fee for Dana")[0].text == "Maple St kitchen: a credit card pays 2% more."
    able.says("the kitchen job is in Ohio")
    assert able.says("card fee for Dana")[0].text.endswith("no card fee. I know of no rule in Ohio that allows it.")
    able.says("undo")
    able.says("undo")
    assert able.says("card fee for Dana")[0].text == off
    assert able.says("undo")[0].text == "OK, Maple St kitchen is where you work."


def test_of_a_job_without_a_place_or_a_rate_that_is_said(able):
    assert able.says("card fee for Dana")[0].text == "Maple St kitchen: no card fee. You have set none."
    set_at(able, "US-NJ")
    works_in(able, "")
    assert able.says("card fee for Dana")[0].text.endswith("no card fee. I don't know in which state it is.")
    assert able.says("card fee for Zorro")[0].text == 'I found no open job for "zorro".'
    assert able.says("zorro's job is in Texas")[0].text == 'I found no open job for "zorro".'


def test_one_job_alone_has_no_fee_of_its_own(able):
    set_at(able, "US-CO")
    told = able.says("no card fee for Dana")[0]
    assert told.text == "A card fee holds for all of your jobs or for none. Take it away from all of them?"
    assert contractor(able).card_fee is not None
    able.taps("No card fee")
    assert contractor(able).card_fee is None
    assert "not for one alone" in able.says("card fee 2% for Dana")[0].text


def test_who_works_elsewhere_from_now_on_hears_what_becomes_of_it(able):
    set_at(able, "US-NJ")
    assert "Your card fee of 2% is added there" in able.says("we work in Colorado")[0].text
    assert "Your card fee of 2% is not added there" in able.says("we work in Maine")[0].text


def test_in_spanish(able):
    works_in(able, "US-CO")
    assert "no les cuesta nada más" in able.says("¿cuánto cobro por tarjeta?")[0].text
    shown = able.says("cargo por tarjeta 2%")[0]
    assert "una tarjeta de crédito paga $20.00 más: $1,020.00" in shown.text
    able.taps("Activarlo")
    assert contractor(able).card_fee == Rate(20_000)
    assert "está en Connecticut" in able.says("esta obra está en Connecticut")[0].text
    able.says("sin cargo por tarjeta")
    assert contractor(able).card_fee is None
