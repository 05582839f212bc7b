"""What invoices say of the business beside its name: told in words, shown back, taken back, and guarded."""

import pytest

from bots.intents import Hints, understand
from bots.intents.intent import BusinessFacts
from tests.bots.talk import DANA, all_text
from tests.bots.test_addresses import forgeable


def contractor(talk):
    with talk.database.books.open(talk.account()) as ledger:
        return ledger.contractor(ledger.members()[0].contractor_id)


def test_address_mail_and_phone_are_said_in_words_and_stand_on_the_next_invoice(working):
    assert "12 Oak St\nAustin TX 78701" in working.says("our address is 12 Oak St, Austin TX 78701")[0].text
    assert "office@rivera.com" in working.says("my email is office@rivera.com")[0].text
    assert "+1 415-555-0199" in working.says("change our phone number to 415 555 0199")[0].text
    working.says("demo done")
    working.taps("Send")
    (invoice,) = working.files()[0].invoices
    for fact in ("12 Oak St", "Austin TX 78701", "office@rivera.com", "415-555-0199"):
        assert fact in str(invoice.sheet), fact


def test_a_business_of_ones_own_is_not_the_clients(working):
    working.says("my email is office@rivera.com")
    assert working.files()[0].client.email == ""
    assert working.files()[0].client.phone == DANA


def test_each_is_taken_back_by_undo(working):
    before = contractor(working)
    for said in ("our address is 12 Oak St, Austin", "use A4 paper", "my number is 415 555 0199"):
        working.says(said)
    assert contractor(working).paper == "a4"
    for _ in range(3):
        working.says("undo")
    assert contractor(working) == before


def test_the_open_plan_goes_on_after_it(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    talk.says("New job: Fence for Dana Lee")
    told = all_text(talk.says("our address is 12 Oak St, Austin TX"))
    assert "12 Oak St" in told
    assert "whole price" in told
    assert "How is it paid?" in talk.says("$24,000")[0].text


def test_it_is_answered_in_spanish(working):
    working.says("hazlo en español")
    assert "Las facturas nuevas dirán" in working.says("nuestra dirección es Calle 5 #12, Austin")[0].text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the company's address is 44 Pine Ave, Reno NV", BusinessFacts(postal_address="44 Pine Ave, Reno NV")),
        (
            "la dirección del negocio es Av. Juárez 12, Monterrey",
            BusinessFacts(postal_address="Av. Juárez 12, Monterrey"),
        ),
        ("el teléfono de la empresa es 415 555 0199", BusinessFacts(phone="+14155550199")),
        ("mi correo es rick@rivera.com", BusinessFacts(email="rick@rivera.com")),
        ("papel A4", BusinessFacts(paper="a4")),
        ("use letter paper", BusinessFacts(paper="letter")),
    ],
)
def test_it_is_understood_as_people_say_it(said, meant):
    assert understand(said, Hints("en")).intent == meant


@pytest.mark.parametrize(
    "said", ["my address is on the website", "letter", "what is our address?", "our client's email is a@b.com"]
)
def test_what_is_something_else_changes_nothing(said):
    assert not isinstance(understand(said, Hints("en")).intent, BusinessFacts)


def test_a_sender_that_can_be_forged_needs_a_second_road_for_where_the_firm_is_written_to(working):
    forgeable(working)
    told = all_text(working.says("my email is thief@example.com"))
    assert "second way" in told
    assert contractor(working).email == ""
    assert "12 Oak St" in working.says("our address is 12 Oak St, Austin")[0].text
