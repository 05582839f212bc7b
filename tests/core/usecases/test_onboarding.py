from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.errors import DoesNotAddUp, NotFound
from core.domain.money import Money, Rate
from core.domain.party import DueTerms
from core.usecases import onboarding
from tests.core.site import Site, fixed, percent, rest, usd


def clients(site):
    with site.open() as ledger:
        return ledger.clients()


def test_a_newcomer_gets_a_firm_of_one():
    site = Site()
    with site.open() as ledger:
        firm = ledger.account()
        (member,) = ledger.members()
        (address,) = ledger.addresses(member_id=member.id)
    assert (firm.name, firm.currency, firm.created_at) == ("Rivera Builders", "USD", site.now)
    assert (member.role, member.contractor_id) == ("owner", site.firm.contractor.id)
    assert address.channel == "simulator"


def test_a_name_is_one_line_of_bounded_length():
    site = Site()
    with site.open() as ledger:
        contractor = onboarding.name_business(ledger, site.firm.contractor.id, "  Rivera \x00&\n Sons " + "x" * 10**5)
        assert ledger.account().name == contractor.name == ledger.contractor(contractor.id).name
    assert contractor.name.startswith("Rivera & Sons xxx")
    assert len(contractor.name) == 120


@pytest.mark.parametrize("said", ["", "   ", "\x00\n"])
def test_a_name_of_nothing_is_refused(said):
    site = Site()
    with site.open() as ledger, pytest.raises(DoesNotAddUp, match=r"name\.missing"):
        onboarding.name_business(ledger, site.firm.contractor.id, said)


def test_issued_invoices_keep_the_name_they_were_issued_with():
    site = Site()
    invoice = site.bill(site.project().project.id, "demo")
    with site.open() as ledger:
        onboarding.name_business(ledger, site.firm.contractor.id, "Another Name")
    assert site.invoice(invoice.id).sheet["contractor"]["name"] == "Rivera Builders"


def test_a_member_chooses_the_language_of_replies():
    site = Site()
    with site.open() as ledger:
        onboarding.speak(ledger, site.firm.member.id, "es")
        assert ledger.member(site.firm.member.id).language == "es"


def test_a_project_is_made_whole():
    site = Site()
    file = site.project(tax="8.625", due_days=14)
    assert (file.project.name, file.project.zone, file.project.tax_rate) == (
        "Maple St kitchen",
        "America/Los_Angeles",
        Rate(86_250),
    )
    assert file.contract.original_contract_sum == usd("24000")
    assert [(one.position, one.name, one.kind) for one in file.milestones] == [
        (1, "deposit", "deposit"),
        (2, "demo", "work"),
        (3, "cabinets", "work"),
        (4, "final", "work"),
    ]
    for one in file.milestones:
        (line,) = one.lines
        assert line.amount == line.unit_price.times(line.quantity) == one.scheduled_value


def test_a_project_that_does_not_add_up_leaves_nothing_behind():
    site = Site()
    with pytest.raises(DoesNotAddUp, match=r"schedule\.over"):
        site.project(usd("1"), [fixed("a", "2")])
    assert clients(site) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, r"name\.missing"),
        ({"client": "\n"}, r"project\.no_client"),
        ({"due_days": 366}, r"terms\.too_long"),
        ({"due_days": -1}, r"terms\.too_long"),
        ({"terms": [rest(" ")]}, r"name\.missing"),
    ],
)
def test_what_a_project_cannot_do_without_is_asked_for(change, code):
    with pytest.raises(DoesNotAddUp, match=code):
        Site().project(**change)


def test_a_client_who_is_known_is_not_made_twice():
    site = Site()
    first = site.project(client="Dana Lee", phone="").client
    again = site.project(client="dana  lee", phone="+14155550134").client
    assert again.id == first.id
    assert again.phone == "+14155550134"
    assert site.project(client="DANA LEE", phone="").client == again


def test_namesakes_with_other_phones_are_other_people():
    site = Site()
    one = site.project(client="Dana Lee", phone="+14155550134").client
    other = site.project(client="Dana Lee", phone="+14155550199").client
    assert one.id != other.id
    assert site.project(client="Dana Lee", phone="+14155550199").client.id == other.id


def test_the_same_phone_is_surer_than_a_namesake_without_one():
    site = Site()
    with_phone = site.project(client="Dana Lee", phone="+14155550134").client
    without = replace(with_phone, id=site.new_id(), phone="")
    with site.open() as ledger:
        ledger.save(without)
    with_other = site.project(client="Dana Lee", phone="+14155550177").client
    assert with_other.id == without.id
    assert site.project(client="Dana Lee", phone="+14155550134").client.id == with_phone.id


def test_a_client_is_reached_where_was_said_last():
    site = Site()
    client = site.project(phone="").client
    with site.open() as ledger:
        onboarding.reach_client(ledger, client.id, email="dana@example.com")
        onboarding.reach_client(ledger, client.id, phone="+14155550134")
        kept = ledger.client(client.id)
    assert (kept.phone, kept.email) == ("+14155550134", "dana@example.com")


def test_terms_change_for_invoices_still_to_come():
    site = Site()
    project = site.project(tax="10").project
    with site.open() as ledger:
        onboarding.set_terms(ledger, project.id, tax_rate=None, due_terms=DueTerms(14))
        kept = onboarding.set_terms(ledger, project.id, tax_rate=Rate(0), due_terms=None)
    assert (kept.tax_rate, kept.due_terms) == (Rate(0), DueTerms(14))
    invoice = site.bill(project.id, "demo")
    assert not invoice.tax
    assert invoice.due_on - site.asked().today(project.zone) == timedelta(days=14)


def test_nobody_waits_longer_than_a_year_for_money():
    site = Site()
    project = site.project().project
    with site.open() as ledger, pytest.raises(DoesNotAddUp) as refused:
        onboarding.set_terms(ledger, project.id, tax_rate=None, due_terms=DueTerms(10**9))
    assert refused.value.details == {"most": 365}


def test_the_project_meant_is_the_named_one_else_the_newest():
    site = Site()
    with site.open() as ledger, pytest.raises(NotFound, match=r"project\.none"):
        onboarding.find_project(ledger, None)
    old = site.project(name="Oak Ave").project
    site.later(days=1)
    new = site.project(name="Maple St").project
    with site.open() as ledger:
        assert onboarding.find_project(ledger, None) == new
        assert onboarding.find_project(ledger, old.id) == old


@pytest.mark.parametrize(("currency", "sum_", "share"), [("JPY", 100_001, 10_000), ("KWD", 100_005, 10_001)])
def test_a_project_is_cut_to_the_smallest_coin_of_its_currency(currency, sum_, share):
    site = Site(currency=currency)
    file = site.project(Money(sum_, currency), [percent("deposit", "10", deposit=True), rest("all")])
    assert [one.scheduled_value.minor for one in file.milestones] == [share, sum_ - share]


def test_a_client_is_written_to_in_another_language_from_now_on():
    site = Site()
    client = site.project().client
    with site.open() as ledger:
        onboarding.speak_to_client(ledger, client.id, "es")
        assert ledger.client(client.id) == replace(client, language="es")


def test_who_speaks_for_the_firm_has_a_name_of_their_own():
    site = Site()
    with site.open() as ledger:
        member = onboarding.name_member(ledger, site.firm.member.id, " Pedro \n")
        assert (member.name, ledger.member(member.id).name) == ("Pedro", "Pedro")
