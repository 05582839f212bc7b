"""Addresses come to people, and go again."""

import uuid

import pytest

from core.domain.errors import NotAllowed, NotFound
from core.usecases import linking
from core.usecases.asking import Asked
from core.usecases.linking import Joiner
from tests.core.site import Site


@pytest.fixture
def site():
    return Site()


def asked(site):
    return Asked(now=site.now, new_id=uuid.uuid4)


def join(site, name="Mario", address="+13055550136"):
    joiner = Joiner(name=name, channel="simulator", address=address, language="es")
    with site.open() as ledger:
        return linking.join_crew(ledger, asked(site), site.firm.member.id, joiner)


def addresses(site, **of):
    with site.open() as ledger:
        return [(one.channel, one.value) for one in ledger.addresses(**of)]


def test_who_joins_the_crew_works_for_the_one_who_invited(site):
    mario = join(site, name=" Mario\n Ruiz ")
    assert (mario.name, mario.role, mario.language) == ("Mario Ruiz", "crew", "es")
    assert mario.contractor_id == site.firm.contractor.id
    assert addresses(site, member_id=mario.id) == [("simulator", "+13055550136")]
    assert join(site, name="", address="+13055550137").name == "+13055550137"


def test_an_address_is_one_members(site):
    join(site)
    with pytest.raises(NotAllowed, match=r"address\.taken"):
        join(site, name="Luigi")


def test_a_member_may_have_several_addresses_and_never_none(site):
    me = site.firm.member.id
    with site.open() as ledger:
        added = linking.link_member(ledger, asked(site), me, "telegram", "42")
        assert added.confirmed_at == site.now
        assert linking.unlink_member(ledger, me, added.id) == added
        with pytest.raises(NotFound, match=r"address\.not_found"):
            linking.unlink_member(ledger, me, added.id)
        (last,) = ledger.addresses(member_id=me)
        with pytest.raises(NotAllowed, match=r"address\.last"):
            linking.unlink_member(ledger, me, last.id)


def test_a_client_who_comes_by_themselves_is_written_to_there(site):
    client = site.project().client
    with site.open() as ledger:
        first = linking.link_client(ledger, asked(site), client.id, "telegram", "7")
        assert first.preferred
        linking.link_client(ledger, asked(site), client.id, "whatsapp", "+16285550134")
        linking.link_client(ledger, asked(site), client.id, "whatsapp", "+16285550134")
        found = {one.channel: one.preferred for one in ledger.addresses(client_id=client.id)}
    assert found == {"telegram": False, "whatsapp": True}


def test_who_leaves_the_crew_is_reached_nowhere_and_owners_do_not_leave(site):
    mario = join(site)
    with site.open() as ledger:
        assert [one.value for one in linking.leave_crew(ledger, mario.id)] == ["+13055550136"]
        assert ledger.addresses(member_id=mario.id) == ()
        assert ledger.member(mario.id) == mario
        with pytest.raises(NotAllowed, match=r"crew\.owner"):
            linking.leave_crew(ledger, site.firm.member.id)


def test_a_business_is_unused_until_something_came_of_it(site):
    with site.open() as ledger:
        assert linking.is_unused(ledger)
    mario = join(site)
    with site.open() as ledger:
        assert not linking.is_unused(ledger)
        assert mario.id
    other = Site()
    other.project()
    with other.open() as ledger:
        assert not linking.is_unused(ledger)
