"""One line of a proposal said anew, taken out or put in; and brought back to where it stood."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.domain.errors import DoesNotAddUp, NotAllowed, Refusal
from core.domain.quoting import quote
from core.usecases.proposal_lines import (
    SaidAnew,
    Spot,
    as_it_would_be,
    exchanged,
    moved,
    put_back,
    restate,
    said_anew,
    section_renamed,
    spot_of,
    with_line,
    without,
)
from tests.core.site import usd
from tests.core.usecases.offers import kitchen, offered
from tests.core.usecases.test_proposing import client, send, sign, site, write

__all__ = ("client", "site")


@pytest.fixture
def draft(site, client):
    return write(site, client, kitchen())


def named(proposal, name):
    return next(line for line in proposal.lines if line.description == name)


def said(site, proposal, sections):
    with site.open() as ledger:
        return restate(ledger, site.asked(), proposal, sections)


def back(site, proposal, line, spot):
    with site.open() as ledger:
        return put_back(ledger, site.asked(), proposal.id, line, spot)


def test_what_is_said_of_a_line_is_changed_and_the_rest_stays():
    line = offered("Cabinets", "450", "12", unit="ea")
    assert said_anew(line, SaidAnew(description=" Oak  cabinets ")) == replace(line, description="Oak cabinets")
    more = said_anew(line, SaidAnew(quantity=Decimal("12.5"), unit="lf", unit_price=usd("400")))
    assert (more.quantity, more.unit, more.unit_price, more.amount) == (Decimal("12.5"), "lf", usd("400"), usd("5000"))
    bare = replace(line, unit_price=None, amount=usd("0"))
    assert said_anew(bare, SaidAnew(quantity=Decimal(3))) == replace(bare, quantity=Decimal(3))


def test_a_line_is_made_optional_or_part_of_the_whole_again_and_leaves_its_choice():
    line = offered("Quartz", "2700", choice="Countertop", alternative="Better", picked=True)
    free = said_anew(line, SaidAnew(free=True))
    assert (free.optional, free.choice, free.alternative, free.picked) == (True, "", "", False)
    assert said_anew(free, SaidAnew(free=False)).optional is False


@pytest.mark.parametrize("quantity", ["0", "-1", "1000001", "1.00001"])
def test_a_quantity_is_above_zero_and_within_reason(quantity):
    with pytest.raises(DoesNotAddUp, match="quantity"):
        said_anew(offered("Demo", "5"), SaidAnew(quantity=Decimal(quantity)))


def test_a_line_has_words():
    with pytest.raises(DoesNotAddUp, match=r"name\.missing"):
        said_anew(offered("Demo", "5"), SaidAnew(description=" \n "))


def test_what_it_would_come_to_is_told_before_it_is_done(site, draft):
    cheaper = said_anew(named(draft, "Demolition"), SaidAnew(unit_price=usd("2000")))
    sections = exchanged(draft.sections, lambda one: cheaper if one.id == cheaper.id else one)
    would = as_it_would_be(draft, sections)
    now = quote(draft, site.new_id).total
    assert quote(would, site.new_id).total == now - usd("400")
    with site.open() as ledger:
        assert ledger.proposal(draft.id).sections == draft.sections
    assert quote(said(site, draft, sections), site.new_id).total == now - usd("400")


@pytest.mark.parametrize("name", ["Demolition", "Cabinets", "Laminate", "Paint", "Lights"])
def test_a_line_that_was_taken_out_comes_back_where_it_stood(site, draft, name):
    line = named(draft, name)
    spot = spot_of(draft, line.id)
    gone = said(site, draft, without(draft.sections, line.id))
    assert line.id not in {one.id for one in gone.lines}
    assert back(site, gone, line, spot).sections == draft.sections


def test_a_section_goes_with_its_last_line_and_comes_back_at_its_place(site, client):
    draft = write(site, client, kitchen(sections=(*kitchen().sections[1:], *kitchen().sections[:1])))
    spots = {line.id: spot_of(draft, line.id) for line in draft.sections[0].lines}
    paint, lights = draft.sections[0].lines
    gone = said(site, draft, without(without(draft.sections, paint.id), lights.id))
    assert [one.name for one in gone.sections] == ["Kitchen"]
    there = back(site, back(site, gone, paint, spots[paint.id]), lights, spots[lights.id])
    assert there.sections == draft.sections


def test_an_alternative_that_left_its_choice_is_the_one_picked_again(site, draft):
    laminate = named(draft, "Laminate")
    free = said_anew(laminate, SaidAnew(free=True))
    changed = said(site, draft, exchanged(draft.sections, lambda one: free if one.id == laminate.id else one))
    assert named(changed, "Quartz").picked
    assert back(site, changed, laminate, spot_of(draft, laminate.id)).sections == draft.sections


def test_what_was_changed_is_as_it_was_and_what_was_added_is_gone(site, draft):
    paint = named(draft, "Paint")
    dearer = said_anew(paint, SaidAnew(unit_price=usd("9000")))
    changed = said(site, draft, exchanged(draft.sections, lambda one: dearer if one.id == paint.id else one))
    assert back(site, changed, paint, spot_of(draft, paint.id)).sections == draft.sections
    new = offered("Permit", "350")
    more = said(site, draft, with_line(draft.sections, new, Spot(section="Fees", place=2, row=0)))
    assert [one.name for one in more.sections] == ["Kitchen", "Hall", "Fees"]
    assert back(site, more, new, None).sections == draft.sections


def test_a_line_that_is_not_there_is_not_found(draft):
    with pytest.raises(Refusal, match="line_gone"):
        spot_of(draft, offered("Permit", "350").id)


def test_what_was_sent_is_a_draft_again_and_what_was_signed_stays(site, draft):
    sent = send(site, draft)
    line = named(sent, "Lights")
    changed = said(site, sent, without(sent.sections, line.id))
    assert (changed.state, changed.sheet, changed.number) == ("draft", None, sent.number)
    sign(site, send(site, changed), "Laminate")
    with pytest.raises(NotAllowed), site.open() as ledger:
        put_back(ledger, site.asked(), draft.id, line, None)


def test_a_line_goes_to_another_section_and_back_to_its_place(site, draft):
    line = next(iter(draft.lines))
    was = spot_of(draft, line.id)
    now = said(site, draft, moved(draft.sections, line, Spot(section="Garage", kind="room", place=9, row=0)))
    assert [one.name for one in now.sections][-1] == "Garage"
    assert back(site, now, line, was).sections == draft.sections


def test_a_section_is_called_something_else(draft):
    name = draft.sections[0].name
    renamed = section_renamed(draft.sections, name, " Main kitchen ", "room")
    assert (renamed[0].name, renamed[1:]) == ("Main kitchen", draft.sections[1:])
    with pytest.raises(DoesNotAddUp, match="name"):
        section_renamed(draft.sections, name, " ", "")
    with pytest.raises(Refusal, match="section_there"):
        section_renamed(renamed, "Main kitchen", "Main kitchen", "room")


def test_what_a_line_is_and_whether_it_is_taxed_is_said(draft):
    line = next(iter(draft.lines))
    now = said_anew(line, SaidAnew(cost_type="labor", taxable=False))
    assert (now.cost_type, now.taxable, now.amount) == ("labor", False, line.amount)
