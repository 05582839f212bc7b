"""Templates in the books: kept, started from, renamed, put away and brought back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.domain.errors import DoesNotAddUp, NotFound, Refusal
from core.domain.ids import ClientId, ContractorId
from core.domain.money import Money, Rate
from core.domain.party import Client
from core.domain.proposal import DepositWish, ProposalSection, Share
from core.domain.quoting import nothing_yet, quote
from core.domain.schedule import Term
from core.domain.terms import BillingTerms, Due, RetainageTerms, TaxRule
from core.usecases import proposing, templates
from core.usecases.templates import keep_template, start_from, templates_of
from core.usecases.unpriced import LinePrice, leave_out, price_lines
from tests.core.site import Site, usd
from tests.core.usecases.offers import kitchen, offered
from tests.core.usecases.test_proposing import send, sign, write


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def client(site):
    return somebody(site, "Dana Lee")


def somebody(site, name):
    client = Client(id=ClientId(site.new_id()), account_id=site.account_id, name=name)
    with site.open() as ledger:
        ledger.save(client)
    return client


def keep(site, proposal, name="kitchen", **more):
    with site.open() as ledger:
        return keep_template(ledger, site.asked(), proposal.id, name, **more)


def begin(site, template, name="Oak Ave"):
    client = somebody(site, "Sam Fox")
    with site.open() as ledger:
        return start_from(ledger, site.asked(), template.blueprint, client.id, site.firm.contractor.id, name)


def listed(site):
    with site.open() as ledger:
        return [one.name for one in templates_of(ledger, site.firm.contractor.id)]


def thirty_lines():
    rooms = [
        ProposalSection(
            name=f"Room {room}",
            kind="room",
            lines=tuple(offered(f"Work {n}", f"{17 * n + room}.{n:02}", f"{n}.25", unit="sq ft") for n in range(1, 11)),
        )
        for room in range(3)
    ]
    return kitchen(
        sections=tuple(rooms),
        schedule=(
            Term(name="Deposit", kind="deposit", how="percent", rate=Rate(100_000)),
            Term(name="Rough-in", kind="work", how="fixed", amount=usd("2500.55")),
            Term(name="Final", kind="work", how="rest"),
        ),
        terms=BillingTerms(
            taxes=(TaxRule(rate=Rate(82_500)),), retainage=RetainageTerms(rate=Rate(100_000)), columns=True
        ),
        deposit=DepositWish(share=Share(amount=usd("750")), credit="last"),
        discount=Share(rate=Rate(50_000)),
        notes="Starts in May",
        valid_until=date(2027, 1, 1),
    )


def test_a_signed_proposal_of_thirty_lines_starts_again_with_the_same_total(site, client):
    signed = sign(site, send(site, write(site, client, thirty_lines())))
    again = begin(site, keep(site, signed).template)
    before, now = (quote(one, site.new_id) for one in (signed, again))
    assert now.total == before.total
    assert [one.value for one in now.milestones] == [one.value for one in before.milestones]
    assert (now.deposit, again.terms, again.due_terms) == (before.deposit, signed.terms, signed.due_terms)
    assert len(list(again.lines)) == 30
    assert sign(site, send(site, again)).state == "signed"


def test_nothing_of_the_client_or_the_day_comes_along(site, client):
    signed = sign(site, send(site, write(site, client, thirty_lines())))
    again = begin(site, keep(site, signed).template)
    assert (again.name, again.state, again.number, again.revision) == ("Oak Ave", "draft", "", 0)
    assert again.notes == ""
    assert {again.valid_until, again.signature, again.project_id} == {None}
    assert again.client_id != client.id
    assert not {line.id for line in again.lines} & {line.id for line in signed.lines}


def test_a_template_is_of_what_was_written_not_of_what_the_client_chose(site, client):
    offer = kitchen(
        schedule=(
            Term(name="All", kind="work", how="fixed", amount=usd("9900.05"), due=Due(on="date", day=date(2027, 1, 4))),
        )
    )
    proposal = write(site, client, offer)
    kept = keep(site, proposal)
    assert (kept.rest, kept.undated, kept.replaced) == ("", ("All",), None)  # it takes the rest since it was written
    again = begin(site, kept.template)
    assert [line.picked for line in again.lines] == [line.picked for line in proposal.lines]


def test_the_last_of_fixed_payments_is_told_to_take_the_rest(site, client):
    section = ProposalSection(name="", lines=(offered("Demo", "900"),))
    halves = tuple(Term(name=name, kind="work", how="fixed", amount=usd("450")) for name in ("Half", "Other"))
    kept = keep(site, write(site, client, kitchen(sections=(section,), schedule=halves)))
    assert (kept.rest, kept.undated) == ("Other", ())


def test_a_name_is_used_once_among_those_of_one_contractor(site, client):
    proposal = write(site, client, kitchen())
    first = keep(site, proposal).template
    with pytest.raises(Refusal, match=r"template\.taken"):
        keep(site, proposal, " Kitchen ")
    second = keep(site, proposal, "Kitchen", replacing=True)
    assert (second.replaced, listed(site)) == (first, ["Kitchen"])
    other = replace(site.firm.contractor, id=ContractorId(site.new_id()))
    with site.open() as ledger:
        ledger.save(other)
        theirs = proposing.write_proposal(ledger, site.asked(), client.id, other.id, kitchen())
    keep(site, theirs)
    assert listed(site) == ["Kitchen"]


def test_it_is_renamed_put_away_and_brought_back(site, client):
    proposal = write(site, client, kitchen())
    template = keep(site, proposal).template
    with site.open() as ledger:
        templates.rename_template(ledger, template.id, "galley")
        templates.rename_template(ledger, template.id, "Galley")
        gone = templates.remove_template(ledger, site.asked(), template.id)
        assert templates.remove_template(ledger, site.asked(), template.id) == gone
    assert listed(site) == []
    keep(site, proposal, "galley")
    with site.open() as ledger, pytest.raises(Refusal, match=r"template\.taken"):
        templates.restore_template(ledger, template.id)
    with site.open() as ledger:
        templates.rename_template(ledger, template.id, "old one")
        templates.restore_template(ledger, template.id)
    assert sorted(listed(site)) == ["galley", "old one"]
    with site.open() as ledger, pytest.raises(Refusal, match=r"template\.taken"):
        templates.rename_template(ledger, template.id, "GALLEY")
    with site.open() as ledger, pytest.raises(DoesNotAddUp, match=r"name\.missing"):
        templates.rename_template(ledger, template.id, " ")


def test_only_a_member_keeps_one_and_not_without_end(site, client):
    proposal = write(site, client, kitchen())
    with site.open() as ledger, pytest.raises(Refusal, match="by_member"):
        keep_template(ledger, site.asked(member=False), proposal.id, "kitchen")
    for place in range(templates.MOST_TEMPLATES):
        keep(site, proposal, f"kitchen {place}")
    with pytest.raises(Refusal, match="too_many"):
        keep(site, proposal, "one more")
    keep(site, proposal, "kitchen 3", replacing=True)


def test_one_that_is_not_there_is_not_found(site):
    with site.open() as ledger, pytest.raises(NotFound):
        templates.rename_template(ledger, site.new_id(), "kitchen")


def test_prices_in_another_currency_start_nothing(site, client):
    yen = replace(offered("Demo", "1"), unit_price=Money(5, "JPY"), amount=Money(5, "JPY"))
    kept = keep(site, write(site, client, kitchen())).template
    strange = replace(kept.blueprint, sections=(ProposalSection(name="", lines=(yen,)),))
    with pytest.raises(Refusal, match=r"template\.other_currency"):
        begin(site, replace(kept, blueprint=strange))


def unpriced(description, quantity="1", **more):
    return replace(offered(description, "0", quantity, **more), unit_price=None)


def test_lines_without_a_price_make_a_draft_that_cannot_be_sent_before_all_have_one(site, client):
    lines = (offered("Demo", "500"), unpriced("Tile", "40"), unpriced("Niche", optional=True))
    kept = keep(site, write(site, client, kitchen()))
    bare = replace(kept.template.blueprint, sections=(ProposalSection(name="", lines=lines),))
    draft = begin(site, replace(kept.template, blueprint=bare))
    assert [line.description for line in draft.unpriced] == ["Tile", "Niche"]
    assert draft.unpriced[0].price == usd("0")
    with pytest.raises(DoesNotAddUp, match=r"proposal\.unpriced") as refused:
        send(site, draft)
    assert refused.value.details == {"n": 2, "line": "Tile"}
    priced = tuple(
        replace(line, unit_price=usd("3.10"), amount=usd("3.10").times(Decimal(line.quantity)))
        if line.unit_price is None
        else line
        for line in draft.lines
    )
    offer = kitchen(sections=(ProposalSection(name="", lines=priced),))
    with site.open() as ledger:
        edited = proposing.edit_proposal(ledger, site.asked(), draft.id, offer)
    assert edited.unpriced == ()
    assert send(site, edited).state == "sent"


def bare_draft(site, client, *lines):
    kept = keep(site, write(site, client, kitchen()))
    blueprint = replace(kept.template.blueprint, sections=(ProposalSection(name="", lines=lines),))
    return begin(site, replace(kept.template, blueprint=blueprint))


def price(site, draft, **prices):
    by_name = {line.description: line.id for line in draft.lines}
    with site.open() as ledger:
        return price_lines(ledger, site.asked(), draft.id, {by_name[name]: said for name, said in prices.items()})


def test_a_price_is_of_one_where_a_quantity_is_said_or_known_and_of_the_whole_of_a_single_one(site, client):
    draft = bare_draft(
        site, client, unpriced("Tile", unit="sq ft"), unpriced("Walls", unit="sq ft"), unpriced("Doors", "9")
    )
    priced = price(
        site,
        draft,
        Tile=LinePrice(amount=usd("900")),
        Walls=LinePrice(amount=usd("2.50"), quantity=Decimal("120.5")),
        Doors=LinePrice(amount=usd("85")),
    )
    assert [(line.quantity, line.unit, line.amount) for line in priced.lines] == [
        (1, "", usd("900")),
        (Decimal("120.5"), "sq ft", usd("301.25")),
        (9, "", usd("765")),
    ]
    assert quote(priced, site.new_id).subtotal == usd("1966.25")
    assert priced.terms == draft.terms


@pytest.mark.parametrize("quantity", ["0", "-1", "1000001", "1.00001"])
def test_a_quantity_is_above_zero_and_within_reason(site, client, quantity):
    draft = bare_draft(site, client, unpriced("Tile"))
    with pytest.raises(DoesNotAddUp, match=r"proposal\.quantity"):
        price(site, draft, Tile=LinePrice(amount=usd("1"), quantity=Decimal(quantity)))


def test_a_line_that_nobody_prices_can_be_left_out_and_an_empty_section_goes_with_it(site, client):
    sections = (
        ProposalSection(name="One", lines=(unpriced("Tile"),)),
        ProposalSection(name="Two", lines=(offered("Demo", "500"), unpriced("Niche"))),
    )
    kept = keep(site, write(site, client, kitchen())).template
    draft = begin(site, replace(kept, blueprint=replace(kept.blueprint, sections=sections)))
    for line in draft.unpriced:
        with site.open() as ledger:
            draft = leave_out(ledger, site.asked(), draft.id, line.id)
    assert [section.name for section in draft.sections] == ["Two"]
    assert quote(draft, site.new_id).total == usd("500")


def test_what_has_no_prices_comes_to_nothing_yet():
    assert nothing_yet("USD").total == usd("0")
